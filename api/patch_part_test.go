package api

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// patchable is a story with something in each of its lists but one.
func patchable() *news.Article {
	id := func(n byte) uuid.UUID { return uuid.UUID{6: 0x70, 8: 0x80, 15: n} }
	return &news.Article{
		ID: id(1), Slug: "pier", Status: news.Published, Version: 3, Kind: "news", Headline: "The pier",
		Highlights: []string{"It stands", "It is wood"}, Section: &news.Ref{Slug: "harbour", Name: "Harbour"},
		Tags: []news.Ref{{Slug: "boats", Name: "Boats"}}, Authors: []news.ArticleAuthor{}, Sources: []news.ArticleSource{}, Mentions: []news.Mention{}, Aliases: []string{}, Corrections: []news.Correction{},
		Photos: []news.ArticlePhoto{{ID: id(2), Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "Dawn", Width: 3}}},
		Body: []news.Block{
			{ID: id(3), Type: news.Paragraph, HTML: "A <em>pier</em>.", Text: "A pier."},
			{ID: id(4), Type: news.List, Items: []string{"one", "two"}},
		},
		Quotes:      []news.Quote{{ID: id(5), Text: "A pier.", Kind: "direct", Speaker: &news.QuoteSpeaker{Slug: "ida", Name: "Ida"}, End: 7}},
		PublishedAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Links: news.Links{"self": "/v1/articles/pier"},
	}
}

// pointers are places in it, places that are not, and some that nothing can be.
var pointers = []string{
	"", "/", "/headline", "/headline/0", "/subhead", "/version", "/links", "/links/self", "/published_at", "/published_at/wall", "/nothing", "/nothing/0",
	"/highlights", "/highlights/0", "/highlights/1", "/highlights/2", "/highlights/-", "/highlights/01", "/highlights/0/0", "/sources/-", "/sources/0/name",
	"/section", "/section/name", "/tags/0", "/tags/0/name", "/tags/-", "/authors", "/authors/-", "/authors/0/name", "/photos/0", "/photos/0/caption", "/photos/0/width",
	"/body", "/body/0", "/body/0/text", "/body/0/html", "/body/0/items", "/body/0/items/-", "/body/1", "/body/1/items", "/body/1/items/0", "/body/1/items/-",
	"/body/2", "/body/-", "/body/-1/text", "/body/0/nothing", "/quotes/0/speaker/name", "/quotes/0/speaker", "/quotes/0/end", "/~1body/0", "/body~/0",
}

var values = []string{`"words"`, `""`, `null`, `7`, `true`, `[]`, `["x"]`, `{}`, `{"name": "New"}`, `{"type": "paragraph", "text": "New."}`, `[{"text": "New."}]`, `"A pier."`, `"one"`}

func drawPatch(t *rapid.T) []byte {
	operation := rapid.Custom(func(t *rapid.T) map[string]any {
		return map[string]any{
			"op":   rapid.SampledFrom([]string{"add", "replace", "replace", "test", "copy", "move", "remove"}).Draw(t, "op"),
			"path": rapid.SampledFrom(pointers).Draw(t, "path"), "from": rapid.SampledFrom(pointers).Draw(t, "from"),
			"value": json.RawMessage(rapid.SampledFrom(values).Draw(t, "value")),
		}
	})
	list := rapid.SliceOfN(operation, 1, 3).Draw(t, "patch")
	for _, o := range list {
		if o["op"] != "copy" && o["op"] != "move" {
			delete(o, "from")
		}
	}
	body, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// ofTheWhole applies a patch to all of an article, as JSON Patch says it.
func ofTheWhole(body []byte, a *news.Article) error {
	patch, err := readJSONPatch(body)
	if err != nil {
		return err
	}
	current, err := encode(a)
	if err != nil {
		return err
	}
	result, err := jsonPatched(patch, "", current)
	if err == nil {
		*a, err = decode[news.Article](result, readOnlyOfArticle)
	}
	return err
}

func TestAPatchOfAPartDoesWhatItDoesToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body, was := drawPatch(t), patchable()
		part, whole := *was, *patchable()
		got, want := jsonPatch(body, &part, readOnlyOfArticle), ofTheWhole(body, &whole)
		if diff := cmp.Diff(told(t, want), told(t, got)); diff != "" {
			t.Fatalf("%s is told other faults than the whole has:\n%s", body, diff)
		}
		if diff := cmp.Diff(patchable(), was); diff != "" {
			t.Fatalf("%s changes what others have of the article:\n%s", body, diff)
		}
		if want != nil {
			return
		}
		keepArticle(&part, was, false)
		keepArticle(&whole, was, false)
		if diff := cmp.Diff(told(t, &whole), told(t, &part)); diff != "" {
			t.Fatalf("%s makes another article:\n%s", body, diff)
		}
	})
}

// told is what a caller is told of it: its JSON.
func told(t *rapid.T, v any) string {
	if err, ok := v.(error); ok {
		return string(problemOf(&http.Request{}, err).body(""))
	}
	body, err := encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
