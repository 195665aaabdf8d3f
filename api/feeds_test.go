package api_test

import (
	"net/http"
	"slices"
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
	s.everyAnswerOfNamedFeeds()
}

func (s *site) everyAnswerOfNamedFeeds() {
	s.t.Helper()
	const wrong = `{"name": "rss", "title": "", "format": "telex", "query": "no=such"}`
	made := s.do(call{as: auth.Admin, method: "POST", path: "/v1/feeds", body: `{"name": "every-story", "title": "Every story", "format": "atom"}`}).is(201)
	one := made.header.Get("Location")
	s.refuse(auth.Admin, "POST", "/v1/feeds", wrong, 400, 401, 403, 413, 415, 422)
	s.read(auth.Admin, "/v1/feeds", 304, 400, 401, 403)
	s.read(auth.Admin, one, 304, 400, 401, 403)
	s.do(call{as: auth.Admin, method: "GET", path: "/v1/feeds/no-such/settings"}).is(404)
	s.do(call{as: auth.Admin, method: "PUT", path: one, body: string(made.body), headers: ifMatch(made.etag())}).is(200)
	s.do(call{as: auth.Admin, method: "PATCH", path: one, media: mergeOf, body: `{"items": 5}`, headers: ifMatch("*")}).is(200)
	s.do(call{as: auth.Admin, method: "PATCH", path: one, media: patchOf, body: `[{"op": "replace", "path": "/format", "value": "json"}]`, headers: ifMatch("*")}).is(200)
	for _, method := range []string{"PUT", "PATCH"} {
		s.refuse(auth.Admin, method, one, wrong, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	}
	s.read("", strings.TrimSuffix(one, "/settings"), 304, 400, 401)
	s.refuse(auth.Admin, "DELETE", one, "", 400, 401, 403, 404, 412, 428)
	s.do(call{as: auth.Admin, method: "DELETE", path: one, headers: ifMatch("*")}).is(204)
	s.get(strings.TrimSuffix(one, "/settings")).is(404)
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
		{"/v1/feeds/rss?sort=-updated", "application/rss+xml; charset=utf-8", []string{"<title>Newsroom</title>"}, nil},
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
	advance := s.key(auth.Key{Name: "the advance desk", Scopes: []auth.Scope{auth.Feed}, Advance: true})
	for _, format := range []string{"rss", "atom", "json", "ninjs", "newsml-g2"} {
		advance.method, advance.path = "GET", "/v1/feeds/"+format
		says := format == "ninjs" || format == "newsml-g2" // until when a story is under embargo
		if told := strings.Contains(string(s.do(advance).is(200).body), "Not yet"); told != says {
			t.Errorf("%s has what is under embargo, for a key with advance copies: %v", format, told)
		}
	}
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

// TestNamedFeeds gives a feed a name, changes what it is, and fetches it: the
// settings hold at once, in whatever memory there is.
func TestNamedFeeds(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillNewsroom()
	const path = "/v1/feeds/tides-for-the-radio"
	s.get(path).is(404)
	made := s.do(call{as: auth.Admin, method: "POST", path: "/v1/feeds", body: `{"name": "tides-for-the-radio", "title": "Tides <for> the radio", "format": "rss", "query": "tag=tides&section=-sport", "items": 1, "content": "summary"}`}).is(201)
	got := s.get(path).is(200)
	said := string(got.body)
	if got.header.Get("Content-Type") != "application/rss+xml; charset=utf-8" || !strings.Contains(said, "<title>Tides &lt;for&gt; the radio</title>") || !strings.Contains(said, `href="https://api.example/v1/feeds/tides-for-the-radio"`) ||
		!strings.Contains(said, "Tide tables") || strings.Contains(said, "Ferry returns") || strings.Contains(said, "content:encoded>") {
		t.Errorf("%v: %s", got.header, said)
	}
	next := strings.TrimSuffix(strings.TrimPrefix(got.header.Values("Link")[1], "<https://api.example"), `>; rel="next"`)
	if page := s.get(next).is(200); !strings.Contains(string(page.body), "Ferry returns") {
		t.Errorf("%s: %s", next, page.body)
	}
	s.do(call{as: auth.Admin, method: "PATCH", path: path + "/settings", media: mergeOf, body: `{"format": "json", "items": 50, "content": "full"}`, headers: ifMatch(made.etag())}).is(200)
	if got = s.get(path).is(200); got.header.Get("Content-Type") != "application/feed+json" || !strings.Contains(string(got.body), "Ferry returns") || !strings.Contains(string(got.body), "content_html") {
		t.Errorf("%v: %s", got.header, got.body)
	}
	s.do(call{method: "GET", path: path, headers: map[string]string{"If-Modified-Since": got.header.Get("Last-Modified")}}).is(304)
	s.do(call{as: auth.Admin, method: "PATCH", path: path + "/settings", media: mergeOf, body: `{"format": "atom", "items": 1}`, headers: ifMatch("*")}).is(200)
	if titles, documents := s.walk(path); !slices.Equal(titles, []string{"Tide tables", "Ferry returns"}) || len(documents) == 0 {
		t.Errorf("the archive has %q", titles)
	}
	faults := s.do(call{as: auth.Admin, method: "POST", path: "/v1/feeds", body: `{"name": "drill", "title": "x", "format": "telex", "query": "status=draft", "items": 101, "content": "half"}`}).isProblem(422, "invalid")
	if len(faults) != 5 {
		t.Errorf("%q", faults)
	}
	for _, body := range []string{`{"name": "x", "title": "y", "format": "rss", "query": "id=` + idOfNone + `"}`, `{"name": "x", "title": "y", "format": "rss", "query": "sort=published"}`,
		`{"name": "x", "title": "y", "format": "rss", "query": "%zz"}`, `{"name": "x", "title": "y", "format": "rss", "items": 101}`, `{"name": "tides-for-the-radio", "title": "y", "format": "rss"}`, `{"title": "y", "format": "rss"}`} {
		s.do(call{as: auth.Admin, method: "POST", path: "/v1/feeds", body: body}).isProblem(422, "invalid")
	}
	s.do(call{as: auth.Admin, method: "PATCH", path: path + "/settings", media: mergeOf, body: `{"name": "other"}`, headers: ifMatch("*")}).isProblem(422, "invalid")
	s.do(call{as: auth.Admin, method: "DELETE", path: path + "/settings", headers: ifMatch("*")}).is(204)
	s.get(path).is(404)
	s.get("/v1/feeds/no%00such").is(404)
}
