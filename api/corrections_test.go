package api_test

import (
	"net/http"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// note is a body that has only a note.
const note = `{"note": "For <b>now</b>."}`

// correct posts a correction of the article at path.
func (s *site) correct(path, body string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Publish, method: "POST", path: path + "/corrections", body: body, headers: ifMatch("*")})
}

func (s *site) remove(as auth.Scope, path, how string) *answer {
	s.t.Helper()
	return s.do(call{as: as, method: "POST", path: path + "/" + how, body: note, headers: ifMatch("*")})
}

func (s *site) everyAnswerOfCorrections() {
	s.t.Helper()
	const fixed = `{"kind": "correction", "note": "It is two boats.", "patch": {"summary": "Two boats."}}`
	one := "/v1/articles/" + s.published("A story to correct").article().Slug
	s.do(call{as: auth.Publish, method: "POST", path: one + "/corrections?dry_run=true", body: fixed, headers: ifMatch("*")}).is(200)
	made := s.correct(one, fixed).is(201)
	s.refuse(auth.Publish, "POST", one+"/corrections", `{"kind": "rumour", "note": ""}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	for _, how := range []string{"withhold", "release"} {
		s.refuse(auth.Publish, "POST", one+"/"+how, `{"note": " "}`, 400, 401, 403, 404, 412, 413, 415, 428)
	}
	s.refuse(auth.Publish, "POST", one+"/withhold", `{"note": " "}`, 422)
	s.refuse(auth.Admin, "POST", one+"/kill", `{"note": " "}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.remove(auth.Publish, one, "release").is(409)
	s.remove(auth.Publish, one, "withhold").is(200)
	s.remove(auth.Publish, one, "withhold").is(409)
	s.correct(one, fixed).is(409)
	s.refuse(auth.Publish, "POST", one+"/release", `{"note": ""}`, 422)
	s.remove(auth.Publish, one, "release").is(200)
	s.read("", "/v1/corrections", 304, 400, 401)
	s.read("", made.header.Get("Location"), 304, 400, 401)
	s.get("/v1/corrections/" + idOfNone).is(404)
	old := s.movedSlug("Another slug that is to be old")
	for _, how := range []string{"withhold", "release", "kill"} {
		s.remove(auth.Admin, old, how).is(308)
	}
	s.correct(old, fixed).is(308)
	s.everyAnswerOfWhatIsGone()
}

// everyAnswerOfWhatIsGone asks for everything that can be done to an article
// of one that is not even there for editors.
func (s *site) everyAnswerOfWhatIsGone() {
	s.t.Helper()
	one := "/v1/articles/" + s.published("A story to kill").article().Slug
	s.remove(auth.Admin, one, "kill").is(200)
	s.remove(auth.Admin, one, "kill").is(409)
	s.get(one).isProblem(410, "gone")
	s.do(call{as: auth.Publish, method: "PUT", path: one, body: "{}", headers: ifMatch("*")}).is(410)
	s.do(call{as: auth.Publish, method: "PATCH", path: one, media: mergeOf, body: "{}", headers: ifMatch("*")}).is(410)
	s.do(call{as: auth.Publish, method: "DELETE", path: one, headers: ifMatch("*")}).is(410)
	s.do(call{as: auth.Publish, method: "POST", path: one + "/publish", body: "{}", headers: ifMatch("*")}).is(410)
	s.remove(auth.Publish, one, "withhold").is(410)
	s.remove(auth.Publish, one, "release").is(410)
	s.correct(one, `{"kind": "editors_note", "note": "x"}`).is(410)
}

func TestACorrectionIsPublic(t *testing.T) {
	t.Parallel()
	s := serve(t)
	before := s.published("Ferry is back").article()
	path := "/v1/articles/" + before.Slug
	made := s.correct(path, `{"kind": "correction", "note": "Tickets are on sale <em>tomorrow</em>, not today.<script>x</script>", "severity": "minor",
		"json_patch": [{"op": "test", "path": "/body/2/text", "value": "Tickets go on sale today."},
		               {"op": "replace", "path": "/body/2/text", "value": "Tickets go on sale tomorrow."}]}`).is(201)
	var got struct {
		Correction news.Correction
		Article    news.Article
	}
	made.read(&got)
	c := got.Correction
	if c.Kind != "correction" || c.Severity != "minor" || c.Version != before.Version+1 || c.Note != "Tickets are on sale <em>tomorrow</em>, not today." {
		t.Errorf("%+v", c)
	}
	if len(c.Changes) != 1 || c.Changes[0].Pointer != "/body/2/text" || c.Changes[0].BlockID != before.Body[2].ID ||
		c.Changes[0].Was != "Tickets go on sale today." || c.Changes[0].Now != "Tickets go on sale tomorrow." {
		t.Errorf("what it touched: %+v", c.Changes)
	}
	public := s.get(path).is(200)
	if a := public.article(); public.etag() != made.etag() || len(a.Corrections) != 1 || !a.CorrectedAt.Equal(c.At) || a.Version != c.Version {
		t.Errorf("what readers get: %s", public.body)
	}
	list := s.get("/v1/corrections?kind=correction&section=harbour&author=mira-okafor&corrected_after=2020-01-01T00:00:00Z").is(200)
	if !strings.Contains(string(list.body), c.ID.String()) || !strings.Contains(string(list.body), `"slug":"ferry-is-back"`) {
		t.Errorf("the corrections page: %s", list.body)
	}
	for _, none := range []string{"kind=retraction", "section=sport", "author=tom-nobody", "corrected_before=2020-01-01T00:00:00Z"} {
		if got := s.get("/v1/corrections?" + none).is(200); !strings.Contains(string(got.body), `"data":[]`) {
			t.Errorf("%s: %s", none, got.body)
		}
	}
	s.correct(path, `{"kind": "clarification", "note": "The note above named the wrong day.", "corrects": "`+c.ID.String()+`", "patch": {"summary": "New."}}`).is(201)
	s.patch(path, `{"corrections": [], "corrected_at": null}`).is(200)
	if a := s.get(path).article(); len(a.Corrections) != 2 || a.Corrections[1].Corrects != c.ID {
		t.Errorf("a later write changed the corrections: %+v", a.Corrections)
	}
}

func TestWhatIsWrongWithACorrectionIsToldAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("Ferry is back").article().Slug
	for body, want := range map[string][]string{
		`{"kind": "rumour", "severity": "grave", "note": "<b></b>", "corrects": "` + idOfNone + `", "patch": {"kind": "gossip", "time_zone": "Moon/Sea"}}`: {
			"/kind", "/severity", "/note", "/corrects", "/patch/kind", "/patch/time_zone"},
		`{"kind": "correction", "note": "x"}`:                                                                      {"/patch"},
		`{"kind": "retraction", "note": "x", "patch": {"headline": "y"}}`:                                          {"/patch"},
		`{"kind": "correction", "note": "x", "patch": {}}`:                                                         {"/kind"},
		`{"kind": "update", "note": "x", "patch": {}, "json_patch": []}`:                                           {"/json_patch"},
		`{"kind": "update", "note": "x", "json_patch": [{"op": "replace", "path": "/body/9/text", "value": "y"}]}`: {"/json_patch/0/path"},
		`{"kind": "update", "note": "x", "patch": {"headline": 5}}`:                                                {"/patch/headline"},
	} {
		faults := s.correct(path, body).isProblem(422, "invalid")
		if pointersOf(faults) != strings.Join(want, " ") {
			t.Errorf("%s: %q", body, faults)
		}
	}
	unknown := s.correct(path, `{"kind": "update", "note": "x", "patch": {"headlin": "y"}}`).isProblem(400, "unknown-fields")
	if len(unknown) != 1 || !strings.HasPrefix(unknown[0], "/patch/headlin:") {
		t.Errorf("%q", unknown)
	}
	if a := s.get(path).article(); a.Version != 2 || len(a.Corrections) != 0 {
		t.Errorf("something was stored: %+v", a.Corrections)
	}
}

func TestACorrectedCaptionIsCorrectedWhereverItStands(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.published("First").article()
	other := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles",
		body: `{"headline": "Second", "body": [{"type": "paragraph", "text": "x"}], "photos": ["` + first.Photos[0].ID.String() + `"]}`}).is(201)
	s.do(call{as: auth.Publish, method: "POST", path: other.header.Get("Location") + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	s.correct("/v1/articles/first", `{"kind": "correction", "note": "It was dusk.", "json_patch": [{"op": "replace", "path": "/photos/0/caption", "value": "The pier at dusk"}]}`).is(201)
	a := s.get("/v1/articles/second").article()
	if len(a.Corrections) != 1 || a.Corrections[0].Note != "It was dusk." || a.Photos[0].Caption != "The pier at dusk" {
		t.Fatalf("the other story: %+v", a.Corrections)
	}
	if c := a.Corrections[0].Changes; len(c) != 1 || c[0].PhotoID != first.Photos[0].ID || c[0].Was != "The pier at dawn" || c[0].Now != "The pier at dusk" {
		t.Errorf("%+v", c)
	}
}

func TestWhatIsTakenFromReadersIsGoneEverywhere(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, test := range []struct {
		status  news.Status
		take    func(path string) *answer
		editors int // what they get
	}{
		{news.Retracted, func(path string) *answer {
			return s.correct(path, `{"kind": "retraction", "note": "It never happened."}`).is(201)
		}, http.StatusOK},
		{news.Withheld, func(path string) *answer { return s.remove(auth.Publish, path, "withhold").is(200) }, http.StatusOK},
		{news.Killed, func(path string) *answer {
			return s.do(call{as: auth.Admin, method: "POST", path: path + "/kill", body: `{"note": "By order.", "omit_headline": true}`, headers: ifMatch("*")}).is(200)
		}, http.StatusGone},
	} {
		headline := "Tale of a " + string(test.status) + " xyzzy"
		story := s.published(headline).article()
		path := "/v1/articles/" + story.Slug
		test.take(path)
		gone := s.get(path)
		gone.isProblem(http.StatusGone, "gone")
		if gone.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Cache-Control %q", test.status, gone.header.Get("Cache-Control"))
		}
		var tombstone news.Tombstone
		gone.read(&tombstone)
		if tombstone.ID != story.ID || tombstone.Slug != story.Slug || tombstone.Note == "" || tombstone.At.IsZero() ||
			(tombstone.Headline == headline) == (test.status == news.Killed) {
			t.Errorf("%s: the tombstone %s", test.status, gone.body)
		}
		for _, list := range []string{"/v1/articles", "/v1/quotes", "/v1/photos", "/v1/authors", "/v1/sections", "/v1/tags", "/v1/speakers", "/v1/sources"} {
			if got := s.get(list).is(200); strings.Contains(string(got.body), "xyzzy") || strings.Contains(string(got.body), story.ID.String()) {
				t.Errorf("%s still shows in %s: %s", test.status, list, got.body)
			}
		}
		s.get("/v1/quotes/" + story.Quotes[0].ID.String()).is(404)
		s.do(call{as: auth.Write, method: "GET", path: path}).is(test.editors)
		s.do(call{as: auth.Admin, method: "GET", path: path}).is(200)
	}
	page := string(s.get("/v1/corrections").is(200).body)
	if !strings.Contains(page, "It never happened.") || strings.Contains(page, "killed") || strings.Contains(page, "withheld") {
		t.Errorf("the corrections page: %s", page)
	}
	s.remove(auth.Publish, "/v1/articles/tale-of-a-retracted-xyzzy", "release").is(200)
	s.get("/v1/articles/tale-of-a-retracted-xyzzy").is(200)
}
