package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"storywire/internal/auth"

	"github.com/jackc/pgx/v5"
)

// article publishes a story with a headline and a paragraph.
func (s *site) told(headline, text string) {
	s.t.Helper()
	made := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles",
		body: fmt.Sprintf(`{"headline": %q, "language": "en", "body": [{"type": "paragraph", "text": %q}]}`, headline, text)}).is(http.StatusCreated)
	s.do(call{as: auth.Publish, method: "POST", path: made.header.Get("Location") + "/publish", body: "{}", headers: ifMatch("*")}).is(http.StatusOK)
}

// keepSearch reads the words of all that was written, as the house does soon
// after a write.
func (s *site) keepSearch() {
	s.t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = s.store.KeepSearch(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestSearchQuestions(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.told("Harbour wall holds", "The sea came over it.")
	s.told("Budget", "A wall is not in it.")
	s.told("Cliffs", "A crag <b> & more.")
	s.keepSearch()
	if err := s.store.ReadWords(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query  string
		status int
		says   string
	}{
		{"q=wall", 200, "Harbour wall holds"},
		{"q=%22harbour+wall%22", 200, "Harbour wall holds"},
		{"q=%E2%80%9Charbour+wall%E2%80%9D", 200, "Harbour wall holds"}, // as telephones write quotes
		{"q=%E2%80%9Ewall+harbour%E2%80%9C", 200, `"data":[]`},
		{"q=%C2%ABwall+harbour%C2%BB", 200, `"data":[]`},
		{"q=wall&sort=relevance", 200, `"headline":"Harbour wall holds"`},
		{"q=wall&sort=-published", 200, "Budget"},
		{"q=the", 200, `"data":[]`},
		{"q=-wall", 200, "Cliffs"},
		{"q=" + strings.Repeat("%C3%A9", 500), 200, `"data":[]`},
		{"q=%22%27%5C%28%26%7C%21%3A%2A", 200, `"data":[]`},
		{"q=wall&count=exact&facets=section", 200, `"count":{"value":2,"exact":true}`},
		{"q=wall&fields=headline&include=body", 200, "Budget"},
		{"q=wall&kind=news&has=-photo", 200, "Budget"},
		{"q=walls&highlight=true&fields=headline", 200, `"matches":[{"field":"headline","text":"Harbour <mark>wall</mark> holds"}]`},
		{"q=crag&highlight=true", 200, `"A <mark>crag</mark> &lt;b&gt; &amp; more."`},
		{"q=harbur+wall", 200, `"next":null,"did_you_mean":"harbour wall"}`},
		{"highlight=true", 400, "give q"},
		{"q=a&highlight=yes", 400, "true or false"},
		{"q=" + strings.Repeat("a+", 1000), 400, "500 characters"},
		{"q=", 400, "q is empty"},
		{"q=+", 400, "words to search for"},
		{"q=a%00b", 400, "U+0000"},
		{"q=%FF", 400, "UTF-8"},
		{"q=a&q=b", 400, "more than once"},
		{"q=a&sort=updated", 400, "sort=relevance"},
		{"sort=relevance", 400, "give q"},
		{"q=a&as_of=2020-01-01T00:00:00Z", 400, "as_of"},
	} {
		got := s.do(call{method: "GET", path: "/v1/articles?" + tt.query})
		if got.status != tt.status || !strings.Contains(string(got.body), tt.says) {
			t.Errorf("%s: %d %s", tt.query, got.status, got.body)
		}
	}
	first := s.do(call{method: "GET", path: "/v1/articles?sort=relevance&limit=1&q=wall"}).is(http.StatusOK)
	if !strings.Contains(string(first.body), "Harbour wall holds") {
		t.Errorf("the most relevant: %s", first.body)
	}
	next, _, _ := strings.Cut(strings.TrimPrefix(first.header.Get("Link"), "<"), ">")
	if second := s.do(call{method: "GET", path: next}).is(http.StatusOK); !strings.Contains(string(second.body), "Budget") || strings.Contains(string(second.body), "Harbour") {
		t.Errorf("the next: %s", second.body)
	}
	s.do(call{method: "GET", path: strings.Replace(next, "q=wall", "q="+url.QueryEscape("budget"), 1)}).is(http.StatusBadRequest)
}

func TestSearchThatTakesTooLongSaysSo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.told("Tides", "They turn.")
	s.keepSearch()
	conn, err := pgx.Connect(t.Context(), s.db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), `begin; lock table article_search`); err != nil {
		t.Fatal(err)
	}
	got := s.do(call{method: "GET", path: "/v1/articles?q=tides"}).is(http.StatusServiceUnavailable)
	if !strings.Contains(string(got.body), "The search took too long") || got.header.Get("Retry-After") == "" {
		t.Errorf("%v %s", got.header, got.body)
	}
}
