package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/drill"
	"storywire/internal/render"
)

// drillAt is an API whose drill has come to a step of a round that is long.
func drillAt(n int) func(*api.Deps) {
	return func(d *api.Deps) { d.DrillStep = stepFor(n) }
}

// stepFor is how long a step is where so many are over now: a little more than
// they would need.
func stepFor(n int) time.Duration {
	now := time.Now()
	for step := time.Hour; ; step += time.Second {
		if over := now.Sub(now.UTC().Truncate(drill.Steps * step)); over >= time.Duration(n)*step+step/10 && over < time.Duration(n+1)*step-step/10 {
			return step
		}
	}
}

func (s *site) drilled(path string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Feed, method: http.MethodGet, path: "/v1/feeds/drill" + path})
}

func (s *site) everyAnswerOfDrill() {
	s.t.Helper()
	const base = "/v1/feeds/drill"
	for _, path := range []string{"", "/changes"} {
		s.read(auth.Feed, base+path, 304, 400, 401)
		s.do(call{as: auth.Write, method: "GET", path: base + path}).is(403)
	}
	s.drilled("/changes?after=0:7").isProblem(410, "log-restarted")
	s.do(call{as: auth.Feed, method: "GET", path: base + "/changes", headers: map[string]string{"Accept": "text/html"}}).is(406)
	open := s.stream(call{as: auth.Feed, path: base + "/changes"})
	open.next(false)
	s.drilled("/changes?wait=1").is(429)
	open.close()
	s.read(auth.Feed, base+"/export", 400, 401)
	s.do(call{as: auth.Write, method: "GET", path: base + "/export"}).is(403)
	s.drilled("/export?after=x").is(400)
	other := s.beside(drillAt(3)).exportOf(base + "/export") // of another round
	s.drilled("/export?after="+other.marks[0].After).isProblem(410, "log-restarted")
	var page changes
	s.drilled("/changes?limit=100").is(200).read(&page)
	s.read(auth.Feed, base+"/articles/drill-bridge-costs-more", 304, 400, 401)
	s.do(call{as: auth.Write, method: "GET", path: base + "/articles/drill-bridge-costs-more"}).is(403)
	s.drilled("/articles/drill-ferry-sails-once-a-day").is(308)
	s.drilled("/articles/drill-market-is-closed").isProblem(410, "gone")
	s.drilled("/articles/" + idOfNone).is(404)
	ack := func(cursor string) *answer {
		return s.do(call{as: auth.Feed, method: "POST", path: base + "/changes/ack", body: `{"cursor": "` + cursor + `"}`})
	}
	ack(page.Next).is(200)
	ack("0:7").isProblem(410, "log-restarted")
	s.refuse(auth.Feed, "POST", base+"/changes/ack", `{"cursor": "x"}`, 400, 401, 413, 415, 422)
	s.do(call{as: auth.Write, method: "POST", path: base + "/changes/ack", body: "{}"}).is(403)
}

// TestTheDrillIsNowhereElse: none of its stories is among the newsroom's, and
// who has it is not recorded.
func TestTheDrillIsNowhereElse(t *testing.T) {
	t.Parallel()
	s := serve(t, drillAt(12))
	s.published("A real story")
	var page changes
	s.drilled("/changes?include=article&limit=100").is(200).read(&page)
	if len(page.Data) < 10 {
		t.Fatalf("%d entries", len(page.Data))
	}
	s.drilled("/export").is(200)
	for _, path := range []string{"/v1/articles", "/v1/changes?include=article", "/v1/export", "/v1/feeds/rss", "/v1/feeds/ninjs", "/v1/corrections", "/v1/sections", "/v1/authors", "/sitemap-news.xml", "/v1/articles?q=drill"} {
		got := s.do(call{as: auth.Feed, method: "GET", path: path}).is(200)
		if strings.Contains(string(got.body), "rill") {
			t.Errorf("%s has the drill: %s", path, got.body)
		}
	}
	s.get("/v1/articles/drill-bridge-costs-more").is(404)
	s.do(call{as: auth.Feed, method: "GET", path: "/v1/articles/" + page.Data[0].Article.ID.String()}).is(404)
	if n := s.ask(`select count(*) from followers where epoch <> (select epoch from change_epoch)`); n != 0 {
		t.Errorf("%d keys are recorded as followers of the drill", n)
	}
	s.do(call{as: auth.Admin, method: "POST", path: "/v1/feeds", body: `{"name": "drill", "title": "x", "format": "rss"}`}).is(422)
}

// TestTheDrillComesInEveryFormat that a feed has, with its tombstones.
func TestTheDrillComesInEveryFormat(t *testing.T) {
	t.Parallel()
	s := serve(t, drillAt(12))
	var page changes
	s.drilled("/changes?limit=100").is(200).read(&page)
	for _, name := range render.FormatNames() {
		got := string(s.drilled("?format=" + name).is(200).body)
		if !strings.Contains(got, "Pool at Sallow Lane reopens") || strings.Contains(got, "Tunnel under the Merle is dry") {
			t.Errorf("%s: %s", name, got)
		}
		if name != "rss" && !strings.Contains(got, "take the story back") {
			t.Errorf("%s says nothing of the retraction", name)
		}
	}
	s.drilled("?format=pdf").is(400)
}

// TestTheDrillIsFollowedLikeTheNewsroom: the log, a story and the export agree.
func TestTheDrillIsFollowedLikeTheNewsroom(t *testing.T) {
	t.Parallel()
	s := serve(t, drillAt(20))
	copied, cursor := map[string]string{}, ""
	for {
		var page struct {
			Data []struct {
				Type    string
				ID      string `json:"article_id"`
				Article json.RawMessage
			}
			Next string
		}
		s.drilled("/changes?include=article&limit=3" + cursor).is(200).read(&page)
		for _, c := range page.Data {
			switch {
			case c.Type == "reset":
				copied = map[string]string{}
				e := s.exportOf("/v1/feeds/drill/export")
				for i, id := range e.ids(t) {
					copied[id] = string(e.stories[i])
				}
			case c.Article != nil:
				copied[c.ID] = string(c.Article)
			default:
				delete(copied, c.ID)
			}
		}
		if cursor = "&after=" + page.Next; len(page.Data) == 0 {
			break
		}
	}
	for id, story := range copied {
		if got := string(s.drilled("/articles/" + id).is(200).body); got != story {
			t.Errorf("the story is %s\nand the copy %s", got, story)
		}
	}
	e := s.exportOf("/v1/feeds/drill/export")
	if len(e.stories) != len(copied) || len(copied) < 3 {
		t.Errorf("%d are copied, %d exported", len(copied), len(e.stories))
	}
	rest := s.exportOf("/v1/feeds/drill/export?after=" + e.marks[0].After)
	if len(rest.stories) != len(e.stories) || "&after="+rest.last().Cursor != cursor {
		t.Errorf("from its first mark on: %+v", rest.marks)
	}
}

func TestTheDrillWakesWhoWaits(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.DrillStep = 300 * time.Millisecond })
	var page changes
	s.drilled("/changes?limit=100").read(&page)
	for range 3 { // rounds
		for {
			got := s.drilled("/changes?limit=100&wait=10&after=" + page.Next)
			if got.status == http.StatusGone {
				var from struct{ From string }
				got.read(&from)
				page.Next = from.From
				break
			}
			if got.is(200).read(&page); len(page.Data) == 0 {
				t.Fatalf("nothing came within ten seconds after %s", page.Next)
			}
		}
	}
}
