package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"
)

// TestWordsDropWhatWasSearchedFor reads the words of stories that all lists show
// already: what was found by words is found anew, and nothing else is made again.
func TestWordsDropWhatWasSearchedFor(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.do(call{as: auth.Admin, method: "POST", path: "/v1/feeds", body: `{"name": "gulls", "title": "Gulls", "format": "rss", "query": "q=gulls"}`}).is(http.StatusCreated)
	s.published("The gulls are back")
	s.keepSearch()
	searches := []string{"/v1/articles?q=gulls", "/v1/articles?q=gulls&sort=relevance&count=exact&facets=section", "/v1/feeds/rss?q=gulls", "/v1/feeds/gulls", "/v1/quotes?q=tide"}
	lists := []string{"/v1/articles", "/v1/articles?section=harbour", "/v1/feeds/rss", "/v1/feeds/atom?section=harbour", "/v1/quotes", "/v1/authors/mira-okafor", "/sitemap.xml"}
	s.published("More gulls come")
	for _, path := range slices.Concat(searches, lists) {
		got := s.get(path).is(http.StatusOK)
		if has := strings.Contains(" "+got.header.Get("Surrogate-Key")+" ", " searches "); has != slices.Contains(searches, path) {
			t.Errorf("%s is kept under %q", path, got.header.Get("Surrogate-Key"))
		}
	}
	before := s.cache.Stats()
	s.keepSearch()
	s.catchUp()
	if n := s.cache.Stats().Drops - before.Drops; n != int64(len(searches)) {
		t.Errorf("%d answers are dropped, of %d that were found by words", n, len(searches))
	}
	for _, path := range searches[:4] {
		if got := s.get(path).is(http.StatusOK).plain(t); !strings.Contains(got, "More gulls come") {
			t.Errorf("%s does not find the new story:\n%s", path, got)
		}
	}
}

// TestPagesNameTheStoriesThatTheyShow looks for the key of a story on pages of
// something else that show its card or its headline.
func TestPagesNameTheStoriesThatTheyShow(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := s.published("The gulls are back").article()
	s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/" + story.ID.String() + "/corrections",
		body: `{"kind": "correction", "note": "They are terns.", "patch": {"summary": "Terns."}}`, headers: ifMatch("*")}).is(http.StatusCreated)
	s.keepSearch()
	for _, path := range []string{"/v1/quotes", "/v1/quotes?q=waited", "/v1/corrections"} {
		got := s.get(path).is(http.StatusOK)
		if !strings.Contains(got.plain(t), story.ID.String()) {
			t.Fatalf("%s does not show the story: %s", path, got.body)
		}
		if keys := strings.Fields(got.header.Get("Surrogate-Key")); !slices.Contains(keys, "article-"+story.ID.String()) {
			t.Errorf("%s is kept under %q", path, keys)
		}
	}
}
