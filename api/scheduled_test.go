package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"
)

const planned = `{"publish_at": "2100-01-01T06:00:00Z", "kind": "update", "note": "It has reopened.", "patch": {"summary": "Open again."}}`

func (s *site) plan(path, body string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Publish, method: "POST", path: path + "/revisions", body: body, headers: ifMatch("*")})
}

func (s *site) everyAnswerOfScheduled() {
	s.t.Helper()
	one := "/v1/articles/" + s.published("A story with plans").article().Slug
	made := s.plan(one, planned).is(201).header.Get("Location")
	s.refuse(auth.Publish, "POST", one+"/revisions", `{"publish_at": "2001-01-01T00:00:00Z", "kind": "update", "note": "x", "patch": {"summary": "y"}}`,
		400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.plan("/v1/articles/"+s.draft("A draft without plans").article().Slug, planned).is(409)
	s.read(auth.Write, one+"/scheduled", 304, 400, 401, 403)
	drop := call{as: auth.Publish, method: "DELETE", path: made}
	s.refuse(auth.Publish, "DELETE", made, "", 400, 401, 403)
	s.do(call{as: auth.Publish, method: "DELETE", path: one + "/scheduled/" + idOfNone}).is(404)
	s.do(call{as: auth.Write, method: "GET", path: "/v1/articles/" + idOfNone + "/scheduled"}).is(404)
	s.do(drop).is(204)
	s.do(drop).isProblem(409, "conflict")
	old := s.movedSlug("A slug of a story with plans")
	s.plan(old, planned).is(308)
	s.do(call{as: auth.Write, method: "GET", path: old + "/scheduled"}).is(308)
	s.do(call{as: auth.Publish, method: "DELETE", path: old + "/scheduled/" + idOfNone}).is(308)
	s.remove(auth.Admin, one, "kill").is(200)
	s.plan(one, planned).is(410)
	s.do(call{as: auth.Write, method: "GET", path: one + "/scheduled"}).is(410)
	s.do(drop).is(410)
}

// soon is a time to come, near enough to wait for.
func soon(d time.Duration) string {
	return time.Now().Add(d).UTC().Format("2006-01-02T15:04:05.000Z")
}

func (s *site) keepTime() {
	s.t.Helper()
	for {
		n, err := s.store.KeepTime(s.t.Context(), api.Revise)
		if err != nil {
			s.t.Fatal(err)
		}
		if n == 0 {
			s.catchUp()
			return
		}
	}
}

func TestAPlannedCorrectionIsMadeAtItsTime(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("The pool is shut").article().Slug
	s.plan(path, strings.Replace(planned, "2100-01-01T06:00:00Z", soon(300*time.Millisecond), 1)).is(201)
	failing := s.plan(path, `{"publish_at": "`+soon(300*time.Millisecond)+`", "kind": "correction", "note": "Shut.",
		"json_patch": [{"op": "test", "path": "/headline", "value": "The pool is shut"}, {"op": "replace", "path": "/headline", "value": "Shut"}]}`).is(201)
	if a := s.get(path).is(200).article(); a.Version != 2 || a.Summary != "" {
		t.Errorf("before its time: version %d, %q", a.Version, a.Summary)
	}
	s.correct(path, `{"kind": "correction", "note": "A word.", "patch": {"headline": "The pool is closed"}}`).is(201)
	time.Sleep(350 * time.Millisecond)
	s.keepTime()
	a := s.get(path).is(200).article()
	if a.Summary != "Open again." || len(a.Corrections) != 2 || a.Corrections[1].Note != "It has reopened." || a.Headline != "The pool is closed" {
		t.Errorf("after its time: %+v", a)
	}
	var list struct{ Data []news.ScheduledRevision }
	s.do(call{as: auth.Write, method: "GET", path: path + "/scheduled"}).is(200).read(&list)
	if len(list.Data) != 2 || list.Data[0].State != news.StatePublished || list.Data[0].Version != 4 || len(list.Data[0].Changes) != 1 {
		t.Errorf("%+v", list.Data)
	}
	if r := list.Data[1]; r.State != news.StateFailed || !strings.Contains(r.Fault, "/json_patch/0") || !strings.HasSuffix(failing.header.Get("Location"), r.ID.String()) {
		t.Errorf("the one that cannot be made: %+v", r)
	}
}

func TestEditorsAreToldWhatIsScheduled(t *testing.T) {
	t.Parallel()
	s := serve(t)
	draft := s.draft("To come out later")
	path := draft.header.Get("Location")
	publish := func(tag, body string) *answer {
		return s.do(call{as: auth.Publish, method: "POST", path: path + "/publish", body: body, headers: ifMatch(tag)})
	}
	publish(draft.etag(), `{"publish_at": "soon"}`).is(422)
	made := publish(draft.etag(), `{"publish_at": "2100-01-01T06:00:00+01:00"}`).is(200)
	a := made.article()
	if a.Status != news.Scheduled || a.PublishAt.Year() != 2100 || !a.PublishedAt.Equal(a.PublishAt) || !strings.Contains(made.etag(), "-scheduled") {
		t.Errorf("%s %+v, %s", a.Status, a.Schedule, made.etag())
	}
	got := s.do(call{as: auth.Write, method: "GET", path: path}).is(200)
	if got.etag() != made.etag() || string(got.body) != string(made.body) {
		t.Errorf("%s, not %s", got.etag(), made.etag())
	}
	count := func(status string) int {
		var list struct{ Data []struct{ Status string } }
		s.do(call{as: auth.Write, method: "GET", path: "/v1/articles?status=" + status}).is(200).read(&list)
		for _, card := range list.Data {
			if card.Status != status {
				t.Errorf("a %s card among those that are %s", card.Status, status)
			}
		}
		return len(list.Data)
	}
	if then := s.do(call{as: auth.Write, method: "GET", path: path + "/revisions/2"}).is(200); then.etag() != made.etag() || string(then.body) != string(made.body) {
		t.Errorf("as it stood: %s, %s", then.etag(), then.body)
	}
	if list := s.do(call{as: auth.Write, method: "GET", path: path + "/revisions"}).is(200); !strings.Contains(string(list.body), `"status":"scheduled"`) {
		t.Errorf("%s", list.body)
	}
	if count("scheduled") != 1 || count("published") != 0 || count("draft") != 0 {
		t.Error("it is listed as something else")
	}
	s.get(path).is(404)
	publish(made.etag(), `{}`).isProblem(409, "conflict")
	patch := func(body string) *answer {
		return s.do(call{as: auth.Publish, method: "PATCH", path: path, media: mergeOf, body: body, headers: ifMatch("*")})
	}
	// what was fetched can be put back, and leaves the plan alone
	s.do(call{as: auth.Publish, method: "PUT", path: path, body: harbourStory, headers: ifMatch(made.etag())}).is(200)
	s.get(path).is(404)
	if a := patch(`{"publish_at": null}`).is(200).article(); a.Status != news.Draft || !a.PublishedAt.IsZero() {
		t.Errorf("taken back: %s, %s", a.Status, a.PublishedAt)
	}
	if a := publish("*", `{}`).is(200).article(); a.Status != news.Published {
		t.Errorf("published: %s", a.Status)
	}
	for _, late := range []string{`{"publish_at": "2100-01-01T00:00:00Z"}`, `{"embargoed_until": "2100-01-01T00:00:00Z"}`, `{"expires_at": "2001-01-01T00:00:00Z"}`} {
		patch(late).is(422)
	}
}

// What may be kept says nothing of the time after something comes out, where that
// shows in it: in every list, and not in the page of another story.
func TestNothingIsKeptBeyondTheNextMoment(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("Out already")
	s.published("Out for a while")
	if c := s.get("/v1/articles").is(200).header.Get("Cache-Control"); c != "public, max-age=15, stale-while-revalidate=30, stale-if-error=600" {
		t.Errorf("without plans: %s", c)
	}
	plan := func(in time.Duration) {
		draft := s.draft("Out in " + in.String())
		s.do(call{as: auth.Publish, method: "POST", path: draft.header.Get("Location") + "/publish",
			body: `{"publish_at": "` + soon(in) + `"}`, headers: ifMatch("*")}).is(200)
	}
	for _, in := range []time.Duration{10 * time.Minute, 50 * time.Second, 20 * time.Second, 900 * time.Millisecond} {
		plan(in)
		s.do(call{as: auth.Publish, method: "PATCH", path: "/v1/articles/out-for-a-while", media: mergeOf, body: `{"expires_at": "` + soon(in) + `"}`, headers: ifMatch("*")}).is(200)
		until := time.Now().Add(in)
		for _, path := range []string{"/v1/articles", "/v1/articles/out-for-a-while", "/v1/articles/out-for-a-while?format=html", "/v1/tags", "/v1/articles/out-already/revisions/2",
			"/v1/articles/out-already/related", "/v1/changes"} {
			a := s.get(path).is(200)
			if kept := keptFor(t, a.header); time.Now().Add(kept).After(until) {
				t.Errorf("%s: %s in %s", path, a.header.Get("Cache-Control"), in)
			}
		}
		if c := s.get("/v1/articles/out-already").is(200).header.Get("Cache-Control"); c != "public, max-age=60, stale-while-revalidate=30, stale-if-error=600" {
			t.Errorf("a story that nothing is planned for, %s before another's moment: %s", in, c)
		}
	}
}

// keptFor is how long Cache-Control lets an answer be used.
func keptFor(t *testing.T, h http.Header) time.Duration {
	t.Helper()
	total := map[string]int{}
	for part := range strings.SplitSeq(h.Get("Cache-Control"), ", ") {
		if name, value, ok := strings.Cut(part, "="); ok {
			n, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			total[name] = n
		}
	}
	return time.Duration(total["max-age"]+max(total["stale-while-revalidate"], total["stale-if-error"])) * time.Second
}

func TestALogBeginsToTellWhenTheEmbargoEnds(t *testing.T) {
	t.Parallel()
	s := serve(t)
	entitled := s.key(auth.Key{Name: "the advance desk", Scopes: []auth.Scope{auth.Feed}, Advance: true})
	draft := s.draft("Under embargo")
	path := draft.header.Get("Location")
	made := s.do(call{as: auth.Publish, method: "POST", path: path + "/publish", headers: ifMatch(draft.etag()),
		body: `{"embargoed_until": "` + soon(600*time.Millisecond) + `"}`}).is(200)
	log := func(c call) string {
		var list struct{ Data []struct{ Type, Slug string } }
		c.method, c.path = "GET", "/v1/changes"
		s.do(c).is(200).read(&list)
		return fmt.Sprint(list.Data)
	}
	if got := log(call{}) + log(call{as: auth.Feed}); got != "[][]" {
		t.Errorf("before: %s", got)
	}
	if got := log(entitled); got != "[{published under-embargo}]" {
		t.Errorf("the entitled before: %s", got)
	}
	s.do(call{as: auth.Publish, method: "PATCH", path: path + "?minor=true&reason=wording", media: mergeOf, body: `{"slug": "under-another", "subhead": "New"}`, headers: ifMatch(made.etag())}).is(200)
	time.Sleep(650 * time.Millisecond)
	s.get(path).is(200) // whether or not it is recorded
	s.get("/v1/articles/under-embargo").is(404)
	s.keepTime()
	if got := log(call{}); got != "[{published under-another}]" {
		t.Errorf("after: %s", got)
	}
	if got := log(entitled); got != "[{published under-embargo} {updated under-another} {published under-another}]" {
		t.Errorf("the entitled after: %s", got)
	}
	var revisions struct{ Data []struct{ Version int } }
	s.get(path + "/revisions").is(200).read(&revisions)
	if got := fmt.Sprint(revisions.Data); got != "[{4} {3}]" { // 2 was written over before anybody saw it
		t.Errorf("revisions: %s", got)
	}
	if a := s.get(path).is(200).article(); len(a.Aliases) != 0 || !a.EmbargoedUntil.IsZero() || a.UpdatedAt != a.PublishedAt {
		raw, _ := json.Marshal(a)
		t.Errorf("%s", raw)
	}
}

func TestTimesAreNoEditOfTheStory(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("With a licence").article().Slug
	patch := func(body string) *answer {
		return s.do(call{as: auth.Publish, method: "PATCH", path: path, media: mergeOf, body: body, headers: ifMatch("*")})
	}
	patch(`{"expires_at": "2100-01-01T00:00:00Z"}`).is(200)
	patch(`{"expires_at": "2101-01-01T00:00:00Z", "headline": "Another"}`).isProblem(409, "needs-note")
	patch(`{"headline": "Another"}`).isProblem(409, "needs-note")
	if a := s.get(path).is(200).article(); a.ExpiresAt.Year() != 2100 || a.Headline != "With a licence" {
		t.Errorf("%+v, %s", a.Schedule, a.Headline)
	}
}
