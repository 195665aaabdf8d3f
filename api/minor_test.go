package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// history is every revision of a story, newest first, as editors see it.
func (s *site) history(slug string) []news.Revision {
	s.t.Helper()
	var page struct{ Data []news.Revision }
	s.do(call{as: auth.Write, method: "GET", path: "/v1/articles/" + slug + "/revisions?limit=100"}).is(200).read(&page)
	return page.Data
}

// minorEdits sets what the newsroom allows to be changed without a note.
func (s *site) minorEdits(rule string) {
	s.t.Helper()
	s.do(call{as: auth.Admin, method: "PATCH", path: "/v1/newsroom", media: mergeOf, body: `{"minor_edits": ` + rule + `}`, headers: ifMatch("*")}).is(200)
}

// contentWrites are the writes that change what a story says, each to the story
// at path and its quote, with a query.
func contentWrites(story *answer) map[string]call {
	a := story.article()
	path, quote := "/v1/articles/"+a.Slug, "/v1/quotes/"+a.Quotes[0].ID.String()
	words, _ := json.Marshal(a.Quotes[0]) //nolint:errchkjson // a quote is JSON
	return map[string]call{
		"put":          {method: "PUT", path: path, body: string(story.body)},
		"patch":        {method: "PATCH", path: path, media: mergeOf, body: `{"subhead": "At noon"}`},
		"json patch":   {method: "PATCH", path: path, media: patchOf, body: `[{"op": "replace", "path": "/headline", "value": "At noon"}]`},
		"nothing":      {method: "PATCH", path: path, media: mergeOf, body: `{}`},
		"restore":      {method: "POST", path: path + "/restore", body: restoreFirst},
		"new quote":    {method: "POST", path: "/v1/quotes", body: `{"article_id": "` + a.Slug + `", "text": "The ferry is back", "speaker": null}`},
		"put quote":    {method: "PUT", path: quote, body: string(words)},
		"patch quote":  {method: "PATCH", path: quote, media: mergeOf, body: `{"medium": "letter"}`},
		"delete quote": {method: "DELETE", path: quote},
	}
}

// everyNeedOfANote has each write that changes what a published story says be
// refused, for want of a note.
func (s *site) everyNeedOfANote() {
	s.t.Helper()
	story := s.published("A story that readers have")
	for name, c := range contentWrites(story) {
		c.as, c.headers = auth.Publish, ifMatch("*")
		got := s.do(c)
		if got.status != http.StatusConflict || !strings.Contains(string(got.body), "needs-note") {
			s.t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	a := story.article()
	name := `{"name": "Another name"}`
	for path, body := range map[string]string{
		"photos/" + a.Photos[0].ID.String(): `{"caption": "The pier at dusk"}`, "authors/" + a.Authors[0].Slug: name, "sections/harbour": name,
		"tags/ferries": name, "speakers/ines-vale": name, "sources/harbour-trust": name,
	} {
		s.do(call{as: auth.Publish, method: "PATCH", path: "/v1/" + path, media: mergeOf, body: body, headers: ifMatch("*")}).isProblem(409, "needs-note")
		if body == name {
			body = `{"name": "Another name", "slug": "another-name"}`
		}
		s.do(call{as: auth.Publish, method: "PUT", path: "/v1/" + path, body: body, headers: ifMatch("*")}).isProblem(409, "needs-note")
	}
	s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles",
		body: `{"photos": [{"id": "` + a.Photos[0].ID.String() + `", "caption": "The pier at dusk"}]}`}).isProblem(409, "needs-note")
	if now := s.get("/v1/articles/" + a.Slug).is(200); now.etag() != story.etag() {
		s.t.Errorf("what was refused changed the story: %s", now.body)
	}
}

func TestAMinorEditIsMarked(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, name := range []string{"put", "patch", "json patch", "nothing", "restore", "new quote", "put quote", "patch quote", "delete quote"} {
		story := s.published("A story for a " + name)
		slug := story.article().Slug
		c := contentWrites(story)[name]
		c.as, c.headers, c.path = auth.Publish, ifMatch(story.etag()), c.path+"?minor=true&reason=a%20comma"
		if got := s.do(c); got.status >= 300 {
			t.Fatalf("%s: %d %s", name, got.status, got.body)
		}
		list := s.history(slug)
		if len(list) != 3 || !list[0].Minor || list[0].Reason != "a comma" || list[1].Minor || list[2].Minor {
			t.Errorf("%s: to editors the history is %+v", name, list)
		}
		if public := s.get("/v1/articles/" + slug + "/revisions").is(200); strings.Count(string(public.body), `"minor":true`) != 1 || strings.Contains(string(public.body), "comma") {
			t.Errorf("%s: to readers the history is %s", name, public.body)
		}
	}
	var log changes
	s.get("/v1/changes?limit=100").is(200).read(&log)
	for _, c := range log.Data {
		if c.Minor != (c.Type == news.ChangeUpdated) {
			t.Errorf("the log says %+v", c)
		}
	}
}

func TestWhatIsNoMinorEdit(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("A story and its note").article().Slug
	s.correct(path, `{"kind": "correction", "note": "It was noon.", "patch": {"subhead": "At noon"}}`).is(201)
	s.remove(auth.Publish, path, "withhold").is(200)
	s.patch(path, `{"subhead": "While nobody reads it"}`).is(200)
	s.remove(auth.Publish, path, "release").is(200)
	for _, r := range s.history("a-story-and-its-note") {
		if r.Minor {
			t.Errorf("marked as minor: %+v", r)
		}
	}
	// A draft is nobody's yet: what its writers say of an edit means nothing.
	draft := s.draft("Nobody has this one")
	for _, query := range []string{"", "?reason=why", minor} {
		s.do(call{as: auth.Write, method: "PATCH", path: draft.header.Get("Location") + query, media: mergeOf, body: `{"subhead": "x"}`, headers: ifMatch("*")}).is(200)
	}
	for _, r := range s.history(draft.article().Slug) {
		if r.Minor {
			t.Errorf("a draft's revision is marked as minor: %+v", r)
		}
	}
}

func TestAMinorEditSaysWhy(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := s.published("A story with reasons")
	path := "/v1/articles/" + story.article().Slug
	for _, query := range []string{"?minor=true", "?minor=true&reason=%20", "?minor=yes&reason=x", "?minor=true&minor=true&reason=x"} {
		for _, c := range contentWrites(story) {
			c.as, c.headers, c.path = auth.Publish, ifMatch("*"), c.path+query
			s.do(c).isProblem(400, "parameters")
		}
	}
	c := call{as: auth.Write, method: "PATCH", path: path + minor, media: mergeOf, body: `{"subhead": "x"}`, headers: ifMatch("*")}
	s.do(c).isProblem(403, "forbidden")
	c.as, c.headers = auth.Publish, ifMatch(`"1-x"`)
	s.do(c).isProblem(412, "stale")
	for _, step := range []string{"publish", "corrections", "withhold"} {
		s.do(call{as: auth.Publish, method: "POST", path: path + "/" + step + minor, body: `{"note": "x"}`, headers: ifMatch("*")}).isProblem(400, "parameters")
	}
}

func TestTheNewsroomRulesMinorEdits(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("A story under rules").article().Slug
	s.minorEdits(`{"allowed": true, "max_characters": 12}`)
	s.patch(path, `{"subhead": "A dozen long"}`).is(200)
	refused := s.patch(path, `{"subhead": "A dozen long", "summary": "Thirteen long"}`)
	refused.isProblem(409, "needs-note")
	if !strings.Contains(string(refused.body), "13 characters") || !strings.Contains(string(refused.body), "edit 12.") {
		t.Errorf("the numbers are not told: %s", refused.body)
	}
	// One word for another, in a caption that another story shows as well.
	s.patch(path, `{"photos": [{"role": "lead", "caption": "The pier at dusk", "url": "https://img.example/pier.jpg"}]}`).isProblem(409, "needs-note")
	photo := s.get(path).article().Photos[0].ID.String()
	s.patch(path, `{"photos": [{"id": "`+photo+`", "role": "lead", "caption": "The pier at dusk"}]}`).is(200)
	s.correct(path, `{"kind": "correction", "note": "All of it was wrong.", "patch": {"summary": "Far more than a dozen characters, and a note."}}`).is(201)

	s.minorEdits(`{"allowed": false}`)
	none := s.patch(path, `{"subhead": "x"}`)
	none.isProblem(409, "needs-note")
	if !strings.Contains(string(none.body), "allow no minor edits") {
		t.Errorf("that there are none is not told: %s", none.body)
	}
	s.correct(path, `{"kind": "correction", "note": "It was noon.", "patch": {"subhead": "At noon"}}`).is(201)
}

func TestAnOldVersionIsBroughtBackWithANote(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.published("A story that was right at first")
	path := "/v1/articles/" + first.article().Slug
	s.patch(path, `{"subhead": "At noon", "highlights": []}`).is(200)
	s.correct(path, `{"kind": "correction", "note": "It was one.", "patch": {"subhead": "At one"}}`).is(201)
	back := string(s.getAs(patchOf, path+"/diff?from=4&to=2").is(200).body)
	s.correct(path, `{"kind": "correction", "note": "We had it right at first.", "json_patch": `+back+`}`).is(201)
	now, was := s.get(path).article(), first.article()
	for _, d := range news.Diff(&was, &now) {
		if !strings.HasPrefix(d.Pointer, "/corrections/") {
			t.Errorf("%s is %s and was %s", d.Pointer, d.After, d.Before)
		}
	}
	if len(now.Corrections) != 2 {
		t.Errorf("the corrections are %+v", now.Corrections)
	}
}

// A photo, a name and the like are a part of every story that shows them.
func TestWhatStoriesShareIsAPartOfEach(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := s.published("A story with a photo").article()
	photo := story.Photos[0].ID.String()
	change := func(as auth.Scope, path, query, body string) *answer {
		return s.do(call{as: as, method: "PATCH", path: "/v1/" + path + query, media: mergeOf, body: body, headers: ifMatch("*")})
	}
	caption := func(words string) string { return `{"caption": "` + words + `"}` }
	change(auth.Write, "photos/"+photo, minor, caption("The pier at dusk")).isProblem(403, "forbidden")
	change(auth.Publish, "photos/"+photo, "?minor=true", caption("The pier at dusk")).isProblem(400, "parameters")
	change(auth.Publish, "photos/"+photo, minor, caption("The pier at dusk")).is(200)
	last := s.history(story.Slug)[0]
	if last.Write != "related" || !last.Minor || last.Reason != "a slip" {
		t.Errorf("the story's history says %+v", last)
	}

	// A draft that shows the photo too is no way around it.
	draft := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: `{"headline": "A draft", "photos": ["` + photo + `"]}`}).is(201)
	own := "articles/" + draft.article().Slug
	shown := `{"photos": [{"id": "` + photo + `", "role": "lead", "caption": "The pier at noon"}]}`
	change(auth.Write, own, minor, shown).isProblem(403, "forbidden")
	change(auth.Publish, own, "", shown).isProblem(409, "needs-note")
	change(auth.Publish, own, minor, shown).is(200)
	if a := s.get("/v1/articles/" + story.Slug).article(); a.Photos[0].Caption != "The pier at noon" {
		t.Errorf("the story shows %q", a.Photos[0].Caption)
	}

	// What no reader sees in a story is changed as ever, and so is when a licence ends.
	change(auth.Write, "authors/mira-okafor", "", `{"bio": "Reports from the harbour."}`).is(200)
	change(auth.Write, "photos/"+photo, "", `{"expires_at": "2100-01-01T00:00:00Z"}`).is(200)

	// The newsroom's settings rule a caption, which a correction can change; a
	// name has no other way.
	s.minorEdits(`{"allowed": false}`)
	change(auth.Publish, "photos/"+photo, minor, caption("The pier")).isProblem(409, "needs-note")
	change(auth.Publish, "authors/mira-okafor", "", `{"name": "Mira Lund"}`).isProblem(409, "needs-note")
	change(auth.Publish, "authors/mira-okafor", minor, `{"name": "Mira Lund"}`).is(200)
	s.correct("/v1/articles/"+story.Slug, `{"kind": "correction", "note": "It was dawn.", "patch": {"photos": [{"id": "`+photo+`", "role": "lead", "caption": "The pier at dawn"}]}}`).is(201)
	minors := 0
	for _, r := range s.history(story.Slug) {
		if r.Minor {
			minors++
		}
	}
	if minors != 3 {
		t.Errorf("%d minor edits of the story", minors)
	}
}
