package api_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"
)

// TestANarrowContractMovesOn follows the log with a key that none of it is for, by
// page, by waiting and by stream: its place moves on to the end each time, so that
// nothing is read twice, but not because of what is under embargo.
func TestANarrowContractMovesOn(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Following = api.Following{Comment: 50 * time.Millisecond} })
	s.do(call{as: auth.Write, method: "POST", path: "/v1/sections", body: `{"name": "Elsewhere"}`}).is(http.StatusCreated)
	s.contract(`{"name": "Elsewhere", "sections": {"allowed": ["elsewhere"]}}`)
	key := s.partner(`{"name": "Elsewhere", "scopes": ["feed"], "partner": "elsewhere"}`)
	ask := func(path, want string) {
		t.Helper()
		var page changes
		if s.do(key.asks(path)).is(200).read(&page); len(page.Data) != 0 || page.Next != want {
			t.Errorf("%s: %+v, want to go on from %s", path, page, want)
		}
	}
	var empty changes
	s.do(key.asks("/v1/changes")).is(200).read(&empty)
	for range 3 {
		s.published("Ferry is back")
	}
	end := s.end()
	for _, path := range []string{"/v1/changes", "/v1/changes?limit=1", "/v1/changes?wait=1", "/v1/changes?wait=1&after=" + empty.Next, "/v1/changes?after=" + end} {
		ask(path, end)
	}
	e := s.stream(key.asks("/v1/changes"))
	defer e.close()
	e.next(false) // where it begins
	if one := e.next(false); one.id != end || one.event != "" || one.data != "" {
		t.Errorf("in a stream: %+v, want the place %s alone", one, end)
	}
	if one := e.next(true); !one.comment {
		t.Errorf("when it has moved on: %+v", one)
	}
	made := s.draft("Held back")
	s.do(call{as: auth.Publish, method: "POST", path: made.header.Get("Location") + "/publish", headers: ifMatch("*"),
		body: `{"embargoed_until": "2100-01-01T00:00:00Z"}`}).is(http.StatusOK)
	ask("/v1/changes?after="+end, end)
	s.published("Ferry is gone")
	if now := s.end(); now == end {
		t.Error("the log has not moved on")
	} else {
		ask("/v1/changes?after="+end, now)
	}
}

// TestWhatIsBesideAContractShowsNowhere asks for what does not name a story and
// could tell of one: words that a correction changed of a photo, the time of a
// feed, a guess of how many there are, a place in a body that has a photo before it.
func TestWhatIsBesideAContractShowsNowhere(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.do(call{as: auth.Write, method: "POST", path: "/v1/sections", body: `{"name": "Elsewhere"}`}).is(http.StatusCreated)
	path := s.published("Ferry is back").header.Get("Location")
	if path == "" {
		path = "/v1/articles/ferry-is-back"
	}
	a := s.get(path).is(200).article()
	photo := a.Photos[0]
	s.correct(path, `{"kind": "correction", "note": "It was another pier.", "patch": {"headline": "Ferry is in", "photos": [{"id": "`+photo.ID.String()+`", "role": "lead", "caption": "The zqnew pier"}]}}`).is(201)
	if open := s.get("/v1/corrections").is(200); !strings.Contains(string(open.body), `"pointer":"/photos`) {
		t.Fatalf("the correction is of no photo: %s", open.body)
	}
	s.contract(`{"name": "Text alone", "sections": {"allowed": ["` + a.Section.Slug + `"]}}`)
	s.contract(`{"name": "Elsewhere", "sections": {"allowed": ["elsewhere"]}, "photos": true}`)
	text := s.partner(`{"name": "Text", "scopes": ["feed"], "partner": "text-alone"}`)
	other := s.partner(`{"name": "Other", "scopes": ["feed"], "partner": "elsewhere"}`)
	for _, at := range []string{path, "/v1/articles", "/v1/articles?include=body,related", "/v1/corrections", "/v1/changes?include=article", "/v1/export", path + "/revisions/3",
		path + "/diff?from=2&to=3", "/v1/articles?as_of=" + time.Now().UTC().Format(time.RFC3339), path + "?format=html", path + "?format=md", path + "?format=txt",
		path + "?format=jsonld", path + "?format=ninjs", path + "?format=newsml-g2", "/v1/feeds/json", "/v1/feeds/rss", "/v1/feeds/atom", "/v1/feeds/ninjs", "/v1/feeds/newsml-g2"} {
		got := s.do(text.asks(at)).is(200)
		for _, words := range []string{"zqnew", photo.Caption, photo.ID.String()} {
			if strings.Contains(string(got.body), words) {
				t.Errorf("%s tells of the photo (%s): %.900s", at, words, got.body)
			}
		}
	}
	for _, feed := range []string{"/v1/feeds/rss", "/v1/feeds/atom", "/v1/feeds/json"} {
		c := other.asks(feed)
		before := s.do(c).is(200)
		if at := before.header.Get("Last-Modified"); at != "" {
			t.Errorf("%s tells when something changed that is not for the key: %s", feed, at)
		}
		c.headers = maps.Clone(c.headers)
		c.headers["If-Modified-Since"] = time.Now().UTC().Add(time.Hour).Format(http.TimeFormat)
		s.do(c).is(200) // which the contract may have changed since
	}
	made := s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles", body: `{"headline": "Said beside a photo", "section": {"slug": "` + a.Section.Slug + `"},
		"photos": [{"id": "` + photo.ID.String() + `", "role": "inline"}], "body": [{"type": "photo", "photo_id": "` + photo.ID.String() + `"},
		{"type": "paragraph", "text": "“Nobody has it,” she said."}], "quotes": [{"text": "Nobody has it,"}]}`}).is(http.StatusCreated)
	at := made.header.Get("Location")
	s.do(call{as: auth.Publish, method: "POST", path: at + "/publish", body: `{}`, headers: ifMatch("*")}).is(http.StatusOK)
	said := s.do(text.asks(at)).is(200).article().Quotes[0]
	var quote news.Quote
	if s.do(text.asks("/v1/quotes/" + said.ID.String())).is(200).read(&quote); quote.Pointer != "/body/0/text" || said.Pointer != quote.Pointer {
		t.Errorf("a quote is at %s, in its story at %s", quote.Pointer, said.Pointer)
	}
	s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: `{"headline": "Quiet", "tags": [{"name": "Secret"}], "body": []}`}).is(http.StatusCreated)
	for _, c := range []call{{method: "GET"}, other.asks("")} {
		for _, query := range []string{"tag=" + a.Tags[0].Slug, "tag=secret", "tag=none-such", "section=" + a.Section.Slug, ""} {
			c.path = "/v1/articles?count=estimated&" + query
			var page struct{ Count news.Count }
			s.do(c).is(200).read(&page)
			if c.headers == nil && !strings.HasSuffix(query, "secret") && !strings.HasSuffix(query, "such") {
				continue // everybody sees those
			}
			if page.Count != (news.Count{Exact: true}) {
				t.Errorf("%s is answered with a guess of what is hidden: %+v", c.path, page.Count)
			}
		}
	}
}
