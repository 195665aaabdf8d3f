package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"storywire/api"
	"storywire/internal/news"
	"storywire/internal/outbound"
)

const (
	// fetchTimeout is how long a page may take that is fetched to be imported.
	fetchTimeout = 20 * time.Second
	// fetchRedirects is how many redirects of it are followed.
	fetchRedirects = 5
)

// fetcher gets pages that are to be imported; nil where the operator has not
// allowed it. It asks for one page that a person has named, as they would
// themselves: robots.txt, which is for programs that walk on from page to page, is not
// asked for.
func (s *server) fetcher() func(ctx context.Context, address string) (api.Fetched, error) {
	if !s.ImportFetch {
		return nil
	}
	client, agent := s.webClient(), s.agent()
	return func(ctx context.Context, address string) (api.Fetched, error) {
		return fetchPage(ctx, client, agent, address)
	}
}

// webClient fetches what is to be imported, and agent is who comes.
func (s *server) webClient() *http.Client {
	return outbound.NewClient(outbound.Options{Loopback: s.AllowLoopback, Timeout: fetchTimeout, Redirects: fetchRedirects})
}

func (s *server) agent() string { return "Storywire (+" + s.PublicURL + ")" }

// feedAccept is what is read best first of feeds.
const feedAccept = "application/atom+xml, application/feed+json, application/rss+xml, application/vnd.iptc.ninjs+json, " +
	"application/vnd.iptc.g2.newsmessage+xml, application/x-ndjson, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.1"

// fetchAccept is what is read best first.
var fetchAccept = "text/html, application/xhtml+xml;q=0.9, " + strings.Join(slices.Sorted(maps.Keys(readers)), ";q=0.8, ") + ";q=0.8"

func fetchPage(ctx context.Context, client *http.Client, agent, address string) (api.Fetched, error) {
	unfetched := func(why string) (api.Fetched, error) {
		var f news.Faults
		f.Add("", "%s cannot be fetched: %s", cmp.Or(news.ShownAddress(address), "what is named"), why)
		return api.Fetched{}, f.Err()
	}
	address, _, _ = strings.Cut(address, "#") // which is not sent
	if err := outbound.CheckAddress(address); err != nil {
		return unfetched("it " + err.Error())
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return unfetched("it is not an http or https address")
	}
	r.Header.Set("User-Agent", agent)
	r.Header.Set("Accept", fetchAccept)
	got := outbound.Fetch(client, r, maxPage)
	switch {
	case got.Fault != "":
		return unfetched(got.Fault)
	case got.Status != http.StatusOK:
		return unfetched(fmt.Sprint("it answers ", got.Status))
	}
	media, charset := mediaOfAnswer(got)
	return api.Fetched{Address: got.Address, Media: media, Charset: charset, Body: got.Body}, nil
}

// mediaOfAnswer is the media type of what was fetched, and how its sender says it
// is encoded. A type that many formats have is looked into.
func mediaOfAnswer(got outbound.Fetched) (media, charset string) {
	header := got.Header.Get("Content-Type")
	if header == "" {
		header = http.DetectContentType(got.Body)
	}
	media, params, err := mime.ParseMediaType(header)
	if err != nil {
		return "", ""
	}
	switch media {
	case "application/xhtml+xml":
		media = "text/html"
	case "application/xml", "text/xml", "application/json", "application/rss+xml", "application/atom+xml":
		if guess := mediaOf("", got.Body); guess != "text/plain" { // which is said of all that is not known
			media = guess
		}
	}
	return media, strings.ToLower(params["charset"])
}
