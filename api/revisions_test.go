package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

const restoreFirst = `{"version": 1}`

func (s *site) restore(as auth.Scope, path, body string) *answer {
	s.t.Helper()
	return s.do(call{as: as, method: "POST", path: path + "/restore" + minor, body: body, headers: ifMatch("*")})
}

// minor says of a write that it needs no public note.
const minor = "?minor=true&reason=a+slip"

// patch changes a public story by a merge patch, as a minor edit.
func (s *site) patch(path, body string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Publish, method: "PATCH", path: path + minor, media: mergeOf, body: body, headers: ifMatch("*")})
}

// getAs asks for a path in the media type.
func (s *site) getAs(media, path string) *answer {
	s.t.Helper()
	return s.do(call{method: "GET", path: path, headers: map[string]string{"Accept": media}})
}

func (s *site) everyAnswerOfHistory() {
	s.t.Helper()
	one := "/v1/articles/" + s.published("A story with a past").article().Slug
	s.patch(one, `{"subhead": "And a present"}`).is(200)
	s.refuse(auth.Publish, "POST", one+"/restore", `{"version": 0}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.restore(auth.Publish, one, restoreFirst).is(200)
	diff := one + "/diff?from=2&to=3"
	for _, path := range []string{one + "/revisions", one + "/revisions/2"} {
		s.read("", path, 304, 400, 401)
		s.get(strings.Replace(path, one, "/v1/articles/none", 1)).is(404)
	}
	for _, media := range []string{"*/*", patchOf, "text/html"} {
		got := s.getAs(media, diff).is(200)
		s.do(call{method: "GET", path: diff, headers: map[string]string{"Accept": media, "If-None-Match": got.etag()}}).is(304)
	}
	s.getAs("image/png", diff).isProblem(406, "not-acceptable")
	for _, query := range []string{"", "?from=1", "?from=1&to=two", "?from=0&to=1", "?from=2&to=3&no=such"} {
		s.get(one+"/diff"+query).isProblem(400, "parameters")
	}
	s.get(one+"/diff?from=2&to=9").isProblem(404, "not-found")
	s.do(call{method: "GET", path: diff, headers: map[string]string{"Authorization": badKey}}).is(401)
	old := s.movedSlug("A third slug that is to be old")
	for _, path := range []string{"/revisions", "/revisions/1", "/diff?from=2&to=3"} {
		moved := s.get(old + path).is(308)
		if to := moved.header.Get("Location"); to != "/v1/articles/a-new-slug"+path && !strings.HasSuffix(to, path) {
			s.t.Errorf("%s moved to %s", path, to)
		}
	}
	s.restore(auth.Publish, old, restoreFirst).is(308)
	s.remove(auth.Admin, one, "kill").is(200)
	for _, path := range []string{one + "/revisions", one + "/revisions/2", diff, one + "?as_of=" + time.Now().UTC().Format(time.RFC3339)} {
		s.get(path).isProblem(410, "gone")
	}
	s.restore(auth.Publish, one, restoreFirst).is(410)
}

func TestHistoryOfAStory(t *testing.T) {
	t.Parallel()
	s := serve(t)
	draft := s.draft("The pier is open")
	one := draft.header.Get("Location")
	s.do(call{as: auth.Write, method: "PATCH", path: one + "?reason=a%20hunch", media: mergeOf, body: `{"summary": "Nobody may read this."}`, headers: ifMatch("*")}).is(200)
	s.get(one+"/revisions").isProblem(404, "not-found")
	published := s.do(call{as: auth.Publish, method: "POST", path: one + "/publish?reason=checked", body: "{}", headers: ifMatch("*")}).is(200)
	s.patch(one, `{"summary": "It opened."}`).is(200)

	var list struct {
		Data []news.Revision
		Next *string
	}
	got := s.get(one + "/revisions?limit=1").is(200)
	got.read(&list)
	if len(list.Data) != 1 || list.Data[0].Version != 4 || list.Next == nil || list.Data[0].Links["diff"] != one+"/diff?from=3&to=4" {
		t.Fatalf("the first page is %s", got.body)
	}
	got = s.get(strings.TrimSuffix(strings.TrimPrefix(got.header.Get("Link"), "<"), `>; rel="next"`)).is(200)
	list.Data, list.Next = nil, nil
	got.read(&list)
	if len(list.Data) != 1 || list.Data[0].Version != 3 || list.Next != nil || list.Data[0].Links["diff"] != "" || strings.Contains(string(got.body), `"by"`) {
		t.Errorf("the last page is %s", got.body)
	}
	all := string(s.do(call{as: auth.Write, method: "GET", path: one + "/revisions"}).is(200).body)
	for _, want := range []string{`"reason":"a hunch"`, `"reason":"checked"`, `"by":"the publish desk"`, `"write":"created"`} {
		if !strings.Contains(all, want) {
			t.Errorf("editors are not told %s: %s", want, all)
		}
	}

	then := s.get(list.Data[0].Links["self"]).is(200)
	if string(then.body) != string(published.body) || then.etag() != published.etag() {
		t.Error("a revision is not the document that was")
	}
	if life := then.header.Get("Cache-Control"); !strings.Contains(life, "immutable") || !strings.HasPrefix(life, "public") {
		t.Errorf("a revision may be kept as %q", life)
	}
	if life := s.do(call{as: auth.Write, method: "GET", path: one + "/revisions/1"}).is(200).header.Get("Cache-Control"); life != "private, no-store" {
		t.Errorf("a draft's revision may be kept as %q", life)
	}
	hidden := s.get(one + "/revisions/2")
	missing := s.get(one + "/revisions/77")
	id := regexp.MustCompile(`"instance":"[^"]*"`)
	if hidden.status != 404 || id.ReplaceAllString(string(hidden.body), "") != id.ReplaceAllString(string(missing.body), "") {
		t.Errorf("a hidden revision is not like one that there is not:\n%s\n%s", hidden.body, missing.body)
	}
	for _, path := range []string{"/diff?from=2&to=4", "/diff?from=3&to=2", "/revisions/0", "/revisions/04", "/revisions/x", "/revisions/99999999999"} {
		s.get(one+path).isProblem(404, "not-found")
	}
	s.do(call{as: auth.Write, method: "PATCH", path: one + "?reason=" + strings.Repeat("x", 501), media: mergeOf, body: `{}`, headers: ifMatch("*")}).isProblem(400, "parameters")
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	s := serve(t)
	one := "/v1/articles/" + s.published("Pier open <b>Monday</b> & Tuesday").article().ID.String()
	s.patch(one, `{"headline": "Pier open <b>Sunday</b> & Tuesday", "subhead": "<script>alert(1)</script>", "tags": []}`).is(200)
	diff := one + "/diff?from=2&to=3"

	data := string(s.get(diff).is(200).body)
	for _, want := range []string{`"pointer":"/headline"`, `{"kind":"removed","text":"Monday"},{"kind":"added","text":"Sunday"}`, `"kind":"removed"`, `"pointer":"/tags/0"`} {
		if !strings.Contains(data, want) {
			t.Errorf("%s is not told: %s", want, data)
		}
	}
	back := s.getAs(patchOf, one+"/diff?from=3&to=2").is(200)
	patch, err := jsonpatch.DecodePatch(back.body)
	if err != nil {
		t.Fatal(err)
	}
	first, second := s.get(one+"/revisions/2").is(200), s.get(one+"/revisions/3").is(200)
	made, err := patch.Apply(second.body)
	if err != nil || !jsonpatch.Equal(made, first.body) {
		t.Errorf("%v: the patch makes\n%s\nof the second version, not\n%s", err, made, first.body)
	}

	page := s.getAs("text/html,application/xhtml+xml,*/*;q=0.8", diff).is(200)
	html := string(page.body)
	for _, want := range []string{`&lt;b&gt;<del>Monday</del><ins>Sunday</ins>&lt;/b&gt; &amp; Tuesday`, `<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>`, `<del>Ferries</del>`} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is not on the page:\n%s", want, html)
		}
	}
	if strings.Contains(html, "<script") || strings.Contains(html, "style") ||
		!strings.Contains(page.header.Get("Content-Security-Policy"), "default-src 'none'") || page.header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the page is not safe: %v\n%s", page.header, html)
	}
	if vary := strings.Join(page.header.Values("Vary"), ", "); !strings.Contains(vary, "Accept,") && !strings.HasSuffix(vary, "Accept") {
		t.Errorf("Vary is %q", vary)
	}
	if same := s.getAs("text/html", one+"/diff?from=3&to=3").is(200); !strings.Contains(string(same.body), "Nothing") {
		t.Errorf("of one version: %s", same.body)
	}
	if same := s.getAs(patchOf, one+"/diff?from=3&to=3").is(200); string(same.body) != "[]" {
		t.Errorf("of one version: %s", same.body)
	}
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.published("Then")
	one := "/v1/articles/" + first.article().Slug
	moment := url.QueryEscape(first.article().ModifiedAt.Format(time.RFC3339Nano))
	s.patch(one, `{"headline": "Now"}`).is(200)
	s.published("Not yet written")
	for _, as := range []auth.Scope{"", auth.Write} {
		got := s.do(call{as: as, method: "GET", path: one + "?as_of=" + moment}).is(200)
		if string(got.body) != string(first.body) || got.etag() != first.etag() {
			t.Errorf("then it was %s", got.body)
		}
		list := s.do(call{as: as, method: "GET", path: "/v1/articles?section=harbour&as_of=" + moment}).is(200)
		if body := string(list.body); !strings.Contains(body, `"headline":"Then"`) || strings.Contains(body, "Now") || strings.Contains(body, "Not yet") {
			t.Errorf("then the list was %s", body)
		}
	}
	if list := s.get("/v1/articles?section=none&as_of=" + moment).is(200); !strings.Contains(string(list.body), `"data":[]`) {
		t.Errorf("of a section that was not: %s", list.body)
	}
	// What has just been may still come to light; what is long past does not change.
	recent := s.get("/v1/articles?as_of=" + moment).is(200).header.Get("Cache-Control")
	past := s.get("/v1/articles?as_of=2020-01-01T00:00:00Z").is(200).header.Get("Cache-Control")
	if !strings.Contains(recent, "max-age=15,") || !strings.Contains(past, "max-age=3600,") {
		t.Errorf("kept as %q, and from long ago as %q", recent, past)
	}
	s.get(one+"?as_of=2020-01-01T00:00:00Z").isProblem(404, "not-found")
	future := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	for _, path := range []string{
		one + "?as_of=" + future, "/v1/articles?as_of=" + future, one + "?as_of=yesterday", one + "?as_of=2026-01-10",
		"/v1/articles?status=published&as_of=" + moment,
	} {
		s.do(call{as: auth.Write, method: "GET", path: path}).isProblem(http.StatusBadRequest, "parameters")
	}
}

func TestRestore(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.published("Restored in full")
	one := "/v1/articles/" + first.article().Slug
	s.patch(one, `{"headline": "Overwritten", "tags": [], "body": [{"type": "paragraph", "text": "Nothing."}], "quotes": []}`).is(200)
	s.do(call{as: auth.Write, method: "DELETE", path: "/v1/tags/ferries", headers: ifMatch("*")}).is(204)
	faults := s.restore(auth.Publish, one, `{"version": 2}`).isProblem(422, "invalid")
	if len(faults) != 1 || !strings.HasPrefix(faults[0], "/tags/0: ") || !strings.Contains(faults[0], `"Ferries"`) {
		t.Errorf("what is gone is told as %q", faults)
	}
	if faults = s.restore(auth.Publish, one, `{"version": 44}`).isProblem(422, "invalid"); !strings.HasPrefix(faults[0], "/version: ") {
		t.Errorf("a version that there is not is told as %q", faults)
	}
	s.patch(one, `{"subhead": "Version four"}`).is(200)
	got := s.restore(auth.Publish, one, `{"version": 3}`).is(200)
	if a := got.article(); a.Version != 5 || a.Subhead != "" || a.Headline != "Overwritten" || a.Slug != first.article().Slug {
		t.Errorf("restored: %s", got.body)
	}
}
