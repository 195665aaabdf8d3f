package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
)

// side is one of the two that are compared: who is asked, and what.
type side struct {
	server *process
	load
}

// operation is something that the server does, and what it is measured by.
type operation struct {
	name, against string
	least         float64 // of ours by theirs, that is to be reached; 0 where nothing is said
	ours, theirs  side
	// connections is how many ask at once; 0 for as many as it is told.
	connections int
}

// operations are the reads of the table, each with the least that could do the
// same.
func (h *house) operations(ctx context.Context) ([]operation, error) {
	hot := h.story(0)
	tag, err := h.tagOf(ctx, h.cached.url+hot)
	if err != nil {
		return nil, err
	}
	deep, err := h.deepPage(ctx)
	if err != nil {
		return nil, err
	}
	l0 := func(what string, headers ...string) side {
		return side{h.base, load{url: h.base.url + "/l0/" + what, headers: headers}}
	}
	ours := func(server *process, path string, headers ...string) side {
		return side{server, load{url: server.url + path, headers: headers}}
	}
	const gzip = "Accept-Encoding: gzip"
	same := ours(h.cached, hot, "If-None-Match: "+tag)
	same.status = http.StatusNotModified
	unchanged := l0("story", "If-None-Match: "+l0Tag)
	unchanged.status = http.StatusNotModified
	many, queries := h.many()
	list := []operation{
		{"hot article", "L0: its bytes from memory", 0.95, ours(h.cached, hot), l0("story"), 0},
		{"hot article, gzip", "L0: the same, made before", 0.95, ours(h.cached, hot, gzip), l0("story", gzip), 0},
		{"304 for a hot article", "L0: a 304", 0.95, same, unchanged, 0},
		{"article, cache off", "L1: one select", 0.90, side{h.bare, load{url: h.bare.url, paths: many}}, side{h.base, load{url: h.base.url, paths: queries}}, 0},
		{"newest 20 of a section, hot", "L0: its bytes from memory", 0.90, ours(h.cached, section), l0("section"), 0},
		{"the same, cache off", "one select of 20 cards", 0.80, ours(h.bare, section), side{h.base, load{url: h.base.url + "/cards/section-3"}}, 0},
		{"the same, 5,000 deep", "its first page", 1 / 1.15, ours(h.bare, deep), ours(h.bare, section), 0},
		{"feed of 50, hot", "L0: its bytes from memory", 0.90, large(ours(h.cached, feedOf50)), large(l0("feed")), 0},
		{"feed of 50, cache off", "one select of 20 cards", 0, large(ours(h.bare, feedOf50)), side{h.base, load{url: h.base.url + "/cards/section-3"}}, 0},
	}
	cards := side{h.base, load{url: h.base.url + "/cards/section-3"}}
	for _, search := range []struct {
		what  string
		first int // of 100 words, the commonest first
	}{{"search for common words", 0}, {"search for rare words", 20_000}} {
		var paths []string
		for _, word := range h.archive.words.words[search.first : search.first+100] {
			paths = append(paths, "/v1/articles?q="+word)
		}
		// What a search takes is told by as many as there are cores: more of them
		// wait for each other.
		list = append(list, operation{search.what + ", cache off", "one select of 20 cards", 0, side{h.bare, load{url: h.bare.url, paths: paths}}, cards, runtime.NumCPU()})
	}
	if h.nginx != nil {
		list = append(list, operation{"hot article", "nginx: a file", 0, ours(h.cached, hot), side{h.nginx, load{url: h.nginx.url + "/story.json"}}, 0})
	}
	return list, nil
}

// large is a side of which the answers are large.
func large(s side) side {
	s.load.large = true
	return s
}

// many are the addresses of stories from all over the archive, and what the
// baseline has them at.
func (h *house) many() (stories, queries []string) {
	r := rand.New(rand.NewPCG(1, 2))
	for range min(h.archive.size, 5000) {
		n := r.IntN(h.archive.size)
		stories = append(stories, h.story(n))
		queries = append(queries, fmt.Sprintf("/l1/story-%d", h.archive.size-1-n))
	}
	return stories, queries
}

func (h *house) tagOf(ctx context.Context, address string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return "", err
	}
	response, err := h.client.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	return response.Header.Get("Etag"), nil
}

// deepPage is the address of the section's page that begins 5,000 stories down,
// or as deep as it goes.
func (h *house) deepPage(ctx context.Context) (string, error) {
	cursor := ""
	for range 5000 / 100 {
		body, err := h.do(ctx, http.MethodGet, h.bare.url+"/v1/articles?section=section-3&limit=100"+cursor, nil)
		if err != nil {
			return "", err
		}
		var page struct{ Next string }
		if err := json.Unmarshal(body, &page); err != nil {
			return "", err
		}
		if page.Next == "" {
			break
		}
		cursor = "&cursor=" + url.QueryEscape(page.Next)
	}
	return section + cursor, nil
}
