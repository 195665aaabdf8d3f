package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// Fetched is a page as it was fetched.
type Fetched struct {
	Address string // where it came from in the end
	Media   string // what is in Body, one of the types that are read
	Charset string // how its sender says that it is encoded, "" where they do not
	Body    []byte
}

const (
	typeURIList = "text/uri-list"
	// maxAddresses is how many pages one body may have fetched, and fetchedAtOnce
	// how many of them at the same time.
	maxAddresses, fetchedAtOnce = 20, 4
	// fetchTime is what all of them may take: less than the database bears that a
	// request with an Idempotency-Key leaves its transaction waiting.
	fetchTime = 25 * time.Second
)

// noFetching says that it is the operator who allows it.
func noFetching() error {
	return kindMediaType.problem("This server fetches no pages: whoever runs it would have to allow that (STORYWIRE_IMPORT_FETCH). Send the page itself.")
}

// addresses are the lines of a list that are no comments (RFC 2483, 5).
func addresses(body []byte) (list []string) {
	for line := range bytes.Lines(body) {
		if line := strings.TrimSpace(string(line)); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	return list
}

// fetchList fetches the pages of a list of addresses and reads them. What cannot
// be fetched or read is an item that is refused.
func (a *api) fetchList(ctx context.Context, w http.ResponseWriter, body []byte, o intake.Options) (intake.Found, error) {
	list := addresses(body)
	switch {
	case len(list) == 0:
		return intake.Found{}, kindSyntax.problem("The list names no address.")
	case len(list) > maxAddresses:
		return intake.Found{}, wrong("", "there are more than 20 addresses in it, which are the most")
	}
	extend(w, fetchTime+itemTime)
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	parts, turns, all := make([]intake.Found, len(list)), make(chan struct{}, fetchedAtOnce), sync.WaitGroup{}
	errs := make([]error, len(list))
	for i, address := range list {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			parts[i], errs[i] = a.fetchPage(ctx, address, o)
		})
	}
	all.Wait()
	if len(list) == 1 {
		return parts[0], errs[0]
	}
	found := intake.Found{List: true}
	for i, part := range parts {
		name := cmp.Or(news.ShownAddress(list[i]), "address "+strconv.Itoa(i+1))
		if errs[i] != nil {
			part.Items = []intake.Result{{Name: name, Refused: errs[i]}}
		}
		if !part.List && errs[i] == nil {
			part.Items[0].Name = name
		}
		found.Items = append(found.Items, part.Items...)
	}
	if len(found.Items) > maxItems {
		return intake.Found{}, wrong("", "there are more than 1,000 stories at these addresses, which are the most")
	}
	return found, nil
}

// fetchPage fetches one page and reads it. A story that does not say its address
// has the one that it came from.
func (a *api) fetchPage(ctx context.Context, address string, o intake.Options) (intake.Found, error) {
	page, err := a.Fetch(ctx, address)
	if err != nil {
		return intake.Found{}, err
	}
	read, known := a.Readers[page.Media]
	if !known {
		return intake.Found{}, wrong("", "what came from "+address+" is "+orUnsaid(page.Media)+", which is not read")
	}
	if err := checkText(written{media: page.Media, body: page.Body}); err != nil {
		var p *Problem
		errors.As(err, &p)
		return intake.Found{}, wrong("", "what came from "+address+" is not taken: "+p.Detail)
	}
	o.Charset = page.Charset
	found, err := read(page.Body, o)
	var broken *news.Malformed
	if errors.As(err, &broken) { // by whom it was fetched from: the list of addresses is well formed
		err = broken.Invalid
	}
	if err == nil && !found.List {
		stood(&found.Items[0], page.Address)
	}
	return found, err
}

func orUnsaid(media string) string {
	if media == "" {
		return "of no type that it says"
	}
	return media
}

func stood(r *intake.Result, at string) {
	if r.Article.CanonicalURL == "" && news.SameAddress(at) != "" {
		r.Article.CanonicalURL = at
		r.Provenance = append(r.Provenance, intake.Provenance{Pointer: "/canonical_url", Evidence: at, Method: "fetched_from", Confidence: 0.8})
	}
}

// importable are the types of body that an import takes.
func (a *api) importable() []string {
	var list []string
	for media := range a.Readers {
		list = append(list, media)
	}
	if a.Fetch != nil {
		list = append(list, typeURIList)
	}
	slices.Sort(list)
	return list
}
