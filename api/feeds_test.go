package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func (s *site) everyAnswerOfFeeds() {
	s.t.Helper()
	for _, format := range []string{"rss", "atom", "json"} {
		s.read("", "/v1/feeds/"+format, 304, 400, 401)
	}
	s.get("/v1/feeds/no-such").is(404)
}

// TestFeeds asks the small newsroom for feeds of it.
func TestFeeds(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillNewsroom()
	for _, c := range []struct {
		path, media string
		has, lacks  []string
	}{
		{"/v1/feeds/rss", "application/rss+xml; charset=utf-8", []string{"<title>Tide tables</title>", `<atom:link rel="self" type="application/rss+xml" href="https://api.example/v1/feeds/rss"/>`, "<content:encoded>"}, []string{"Not yet", "Unsaid"}},
		{"/v1/feeds/atom?section=harbour&content=summary", "application/atom+xml; charset=utf-8", []string{`<title type="text">Newsroom: harbour</title>`, `href="https://api.example/v1/feeds/atom?content=summary&amp;section=harbour"`}, []string{"<content", "Regatta"}},
		{"/v1/feeds/json?tag=tides&limit=1", "application/feed+json", []string{`"title":"Tide tables"`, `"next_url":"https://api.example/v1/feeds/json?`}, []string{"Regatta"}},
	} {
		got := s.get(c.path).is(http.StatusOK)
		if media := got.header.Get("Content-Type"); media != c.media {
			t.Errorf("%s: %s", c.path, media)
		}
		for _, want := range c.has {
			if !strings.Contains(string(got.body), want) {
				t.Errorf("%s lacks %s:\n%s", c.path, want, got.body)
			}
		}
		for _, no := range c.lacks {
			if strings.Contains(string(got.body), no) {
				t.Errorf("%s has %s:\n%s", c.path, no, got.body)
			}
		}
		if link := strings.Join(got.header.Values("Link"), ", "); !strings.HasPrefix(link, "<https://api.example/v1/feeds/") || !strings.Contains(link, `>; rel="self"`) {
			t.Errorf("%s: Link: %s", c.path, link)
		}
	}
	s.get("/v1/feeds/rss?sort=published").isProblem(400, "parameters")
	s.get("/v1/feeds/rss?status=draft").isProblem(400, "parameters")
	s.get("/v1/feeds/rss?content=all").isProblem(400, "parameters")
}
