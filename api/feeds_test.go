package api_test

import (
	"net/http"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/render"
)

func (s *site) everyAnswerOfFeeds() {
	s.t.Helper()
	for _, format := range render.FormatNames() {
		s.read("", "/v1/feeds/"+format, 304, 400, 401)
	}
	tag := s.get("/v1/feeds/json").etag()
	s.published("A story that a feed has not")
	s.do(call{method: "GET", path: "/v1/feeds/json", headers: map[string]string{"A-IM": "feed", "If-None-Match": tag}}).is(226)
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
	if list := s.get("/v1/feeds/ninjs?version=2.2").is(http.StatusOK); !strings.Contains(string(list.body), `"type":"composite"`) || !strings.Contains(string(list.body), `"pubstatus":"usable"`) {
		t.Errorf("the older ninjs is %s", list.body)
	}
	s.get("/v1/feeds/rss?version=2.2").isProblem(400, "parameters")
	s.get("/v1/feeds/rss?sort=published").isProblem(400, "parameters")
	s.get("/v1/feeds/rss?status=draft").isProblem(400, "parameters")
	s.get("/v1/feeds/rss?content=all").isProblem(400, "parameters")
}

func vary(a *answer) string { return strings.Join(a.header.Values("Vary"), ", ") }

// TestFeedsOverHTTP holds feeds to what clients and caches go by.
func TestFeedsOverHTTP(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillNewsroom()
	for _, format := range []string{"rss", "atom", "json"} {
		path := "/v1/feeds/" + format
		ask := func(headers ...string) *answer {
			c := call{method: "GET", path: path, headers: map[string]string{}}
			for i := 0; i < len(headers); i += 2 {
				c.headers[headers[i]] = headers[i+1]
			}
			return s.do(c)
		}
		whole := ask().is(200)
		tag, dated := whole.etag(), whole.header.Get("Last-Modified")
		coded := ask("Accept-Encoding", "gzip").is(200)
		if coded.etag() == tag || coded.header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: coded %s, plain %s", path, coded.etag(), tag)
		}
		if plain := ask("Accept-Encoding", "gzip;q=0").is(200); plain.header.Get("Content-Encoding") != "" || plain.etag() != tag {
			t.Errorf("%s is coded for whom takes no coding", path)
		}
		for _, condition := range [][]string{
			{"If-None-Match", tag}, {"If-None-Match", "W/" + tag}, {"If-None-Match", `"other", ` + tag}, {"If-None-Match", "*"}, {"If-None-Match", coded.etag(), "Accept-Encoding", "gzip"},
			{"If-Modified-Since", dated}, {"If-None-Match", tag, "If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"}, {"If-None-Match", tag, "A-IM", "feed"},
		} {
			same := ask(condition...).is(http.StatusNotModified)
			if same.etag() == "" || vary(same) != vary(whole) || same.header.Get("Cache-Control") == "" || len(same.body) > 0 {
				t.Errorf("%s, %q: %v", path, condition, same.header)
			}
		}
		for _, condition := range [][]string{
			{"If-None-Match", `"other"`, "If-Modified-Since", dated}, {"If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"}, {"A-IM", "feed"}, {"A-IM", "feed", "If-None-Match", `"other"`},
			{"A-IM", "feed", "If-None-Match", `"other.x"`}, {"A-IM", "vcdiff, feed;q=0", "If-None-Match", `"other.AAAAAA"`},
		} {
			ask(condition...).is(200)
		}
		head := s.do(call{method: "HEAD", path: path}).is(200)
		if head.etag() != tag || head.header.Get("Content-Length") != whole.header.Get("Content-Length") || len(head.body) > 0 {
			t.Errorf("%s: HEAD: %v", path, head.header)
		}
		refused := s.do(call{method: "PUT", path: path, body: "{}"})
		refused.isProblem(405, "method-not-allowed")
		if allow := refused.header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "HEAD") {
			t.Errorf("%s: Allow: %s", path, allow)
		}
		if own := s.do(call{as: auth.Feed, method: "GET", path: path}).is(200); own.header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s with a key: %v", path, own.header)
		}
	}
}

// TestFeedsOfWhatIsNewer asks for what is newer than what a reader has: a new
// story and a corrected one, and never the others; who asks without is answered
// with all.
func TestFeedsOfWhatIsNewer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillNewsroom()
	for _, format := range []string{"rss", "atom", "json"} {
		path := "/v1/feeds/" + format
		tag := s.get(path).is(200).etag()
		s.published("A story for " + format)
		s.correct("/v1/articles/ferry-returns", `{"kind": "editors_note", "note": "A note for `+format+`."}`).is(201)
		delta := s.do(call{method: "GET", path: path, headers: map[string]string{"A-IM": "feed", "If-None-Match": tag}}).is(http.StatusIMUsed)
		whole := s.get(path).is(200)
		for _, a := range []*answer{delta, whole} {
			said := string(a.body)
			if !strings.Contains(said, "A story for "+format) || !strings.Contains(said, "A note for "+format) || strings.Contains(said, "Tide tables") != (a == whole) {
				t.Errorf("%s, %d: %s", path, a.status, said)
			}
		}
		if delta.etag() != whole.etag() || delta.header.Get("IM") != "feed" || delta.header.Get("Cache-Control") != "no-store" || !strings.Contains(vary(whole), "A-IM") {
			t.Errorf("%s: %v\n%v", path, delta.header, whole.header)
		}
	}
}
