package api_test

import (
	"context"
	"encoding/json"
	"flag"

	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"storywire/internal/auth"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// newsroom is a small newsroom: five stories of Ostholm and Vellmouth, a draft
// and one under embargo. They are listed from the last to the first.
var newsroom = []struct{ status, body string }{
	{"published", `{"headline": "Ferry returns", "section": {"name": "Harbour"}, "tags": [{"name": "Ferries"}, {"name": "Tides"}],
		"authors": [{"name": "Mira Okafor"}], "sources": [{"name": "Harbour Trust"}], "language": "en",
		"mentions": [{"type": "place", "name": "Ostholm"}], "photos": [{"role": "lead", "caption": "The pier"}],
		"body": [{"type": "paragraph", "text": "“We waited,” said Ines Vale."}],
		"quotes": [{"text": "We waited,", "speaker": {"name": "Ines Vale"}}], "published_at": "2024-03-01T09:00:00Z", "updated_at": "2025-01-02T00:00:00Z"}`},
	{"published", `{"headline": "Council votes", "section": {"name": "Council"}, "tags": [{"name": "Budget"}], "kind": "analysis",
		"authors": [{"name": "Tom Quill"}, {"name": "Mira Okafor", "role": "contributor"}], "language": "en",
		"mentions": [{"type": "organisation", "name": "Ostholm"}], "body": [{"type": "paragraph", "text": "It is decided."}], "published_at": "2024-06-01T09:00:00Z"}`},
	{"published", `{"headline": "Regatta won", "body": [{"type": "paragraph", "text": "So it is."}], "section": {"name": "Sport"}, "tags": [{"name": "Tides"}], "language": "fr",
		"authors": [{"name": "Lena Marsh"}], "photos": [{"role": "inline", "caption": "The boats"}], "published_at": "2024-09-01T09:00:00Z"}`},
	{"published", `{"headline": "A letter", "body": [{"type": "paragraph", "text": "So it is."}], "kind": "letter", "language": "en-GB", "published_at": "2025-02-01T09:00:00Z",
		"mentions": [{"type": "person", "name": "Ines Vale"}]}`},
	{"corrected", `{"headline": "Tide tables", "body": [{"type": "paragraph", "text": "So it is."}], "section": {"name": "Harbour"}, "tags": [{"name": "Tides"}], "authors": [{"name": "Tom Quill"}],
		"sources": [{"name": "Tide Office"}], "language": "en", "published_at": "2025-03-01T09:00:00Z"}`},
	{"draft", `{"headline": "Unsaid", "body": [{"type": "paragraph", "text": "So it is."}], "section": {"name": "Harbour"}, "tags": [{"name": "Ferries"}], "published_at": "2025-04-01T09:00:00Z"}`},
	{"embargoed", `{"headline": "Not yet", "body": [{"type": "paragraph", "text": "So it is."}], "section": {"name": "Harbour"}, "tags": [{"name": "Ferries"}], "published_at": "2025-05-01T09:00:00Z"}`},
}

func (s *site) fillNewsroom() (ids []string) {
	s.t.Helper()
	for _, story := range newsroom {
		made := s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles", body: story.body}).is(http.StatusCreated)
		path := made.header.Get("Location")
		ids = append(ids, path[strings.LastIndex(path, "/")+1:])
		publish := map[string]string{"published": "{}", "corrected": "{}", "embargoed": `{"embargoed_until": "2100-01-01T00:00:00Z"}`}[story.status]
		if publish != "" {
			s.do(call{as: auth.Publish, method: "POST", path: path + "/publish", body: publish, headers: ifMatch("*")}).is(http.StatusOK)
		}
		if story.status == "corrected" {
			s.correct(path, `{"kind": "editors_note", "note": "A note."}`).is(http.StatusCreated)
		}
	}
	return ids
}

// questions are what the small newsroom is asked, in the order of the golden
// file. ID1 is the first story's id, and so on.
var questions = []string{
	"", "section=harbour", "section=harbour&section=sport", "section=harbour,sport", "section=-harbour", "section=-harbour,-sport", "section=nowhere",
	"tag=tides", "tag=tides&tag=-ferries", "tag=budget,ferries", "author=mira-okafor", "author=-mira-okafor", "author=tom-quill&section=harbour",
	"source=tide-office", "source=-tide-office", "kind=letter", "kind=-news", "kind=analysis&kind=letter", "language=fr", "language=-en", "language=EN", "language=en-gb", "language=en-US,FR", "language=en&language=-EN-gb",
	"mentions=ostholm", "mentions=place:ostholm", "mentions=-place:ostholm", "mentions=person:ines-vale,organisation:ostholm",
	"speaker=ines-vale", "speaker=-ines-vale", "has=photo", "has=photo,correction", "has=-photo", "has=quote&has=-correction", "has=correction",
	"published_after=2024-06-01T09:00:00Z", "published_before=2024-06-01T09:00:00Z", "published_after=2024-04-01T00:00:00Z&published_before=2025-01-01T00:00:00Z",
	"updated_after=2025-01-01T00:00:00Z", "updated_before=2025-01-01T00:00:00Z", "slug=ferry-returns,a-letter", "slug=-a-letter",
	"id=ID4&id=ID1", "id=ID4,ID6,ID7,ID2", "id=-ID1", "sort=published", "sort=-updated", "sort=updated&limit=2", "sort=-published&limit=3",
	"count=exact&limit=1", "count=exact&tag=tides", "count=none", "facets=section,tag,author,year&limit=1", "facets=year&section=-sport&limit=1", "facets=tag&section=nowhere",
	"section=-sport&author=-lena-marsh&has=-quote&sort=updated",
	"fields=slug", "fields=slug,authors.name,photo.caption&section=harbour", "include=body,quotes&fields=slug,body.text,quotes.speaker.name&speaker=ines-vale",
	"include=related&fields=slug,related.slug",
}

// TestQuestions asks the small newsroom everything that a list can be asked, and
// compares the answers with those in testdata/questions.txt.
func TestQuestions(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ids := s.fillNewsroom()
	named := func(text string) string {
		for i, id := range ids {
			text = strings.ReplaceAll(text, id, "ID"+string(rune('1'+i)))
		}
		return text
	}
	var b strings.Builder
	for _, q := range questions {
		path := "/v1/articles?" + q
		for i, id := range ids {
			path = strings.ReplaceAll(path, "ID"+string(rune('1'+i)), id)
		}
		got := s.get(strings.TrimSuffix(path, "?")).is(http.StatusOK)
		b.WriteString("?" + q + "\n" + named(brief(t, got.body, strings.Contains(q, "fields="))) + "\n")
	}
	golden(t, "questions.txt", b.String())
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" { // which the package itself has
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// brief is an answer as the golden file has it: of each card its slug, or all of
// what was asked for.
func brief(t *testing.T, body []byte, whole bool) string {
	t.Helper()
	var list struct {
		Data []json.RawMessage `json:"data"`
		Next *string           `json:"next"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, card := range list.Data {
		line := string(card)
		if !whole {
			var c struct{ Slug string }
			if err := json.Unmarshal(card, &c); err != nil {
				t.Fatal(err)
			}
			line = c.Slug
		}
		lines = append(lines, "  "+line)
	}
	if list.Next != nil {
		lines = append(lines, "  and more")
	}
	if beside := tallyOf.FindString(string(body)); beside != "" {
		lines = append(lines, "  "+beside)
	}
	return strings.Join(lines, "\n") + "\n"
}

var tallyOf = regexp.MustCompile(`"(count|facets)":\{.*\}`)

// TestQuestionsThatCannotBe holds what is not understood to an answer that says
// what there is.
func TestQuestionsThatCannotBe(t *testing.T) {
	t.Parallel()
	s := serve(t)
	many := "id=" + strings.Repeat(idOfNone+",", 100) + idOfNone
	for query, want := range map[string]string{
		"sort=up":                              "sort is one of -published, published, -updated, updated, relevance.",
		"sort=updated&sort=published":          "sort is given more than once",
		"kind=gossip":                          "kind takes any of news, analysis",
		"has=video":                            `has takes any of photo, quote, correction`,
		"mentions=thing:x":                     "mentions takes slugs, alone or with a type: person:..., place:..., organisation:...",
		"mentions=Not A Slug":                  "mentions takes slugs",
		"section=-":                            "section takes ids and slugs",
		"section=a,,b":                         "section takes ids and slugs",
		"language=klingon!":                    "language takes BCP 47 language tags",
		"published_after=yesterday":            "published_after is a time such as",
		"id=x":                                 "id takes ids",
		many:                                   "id takes 100 ids at most",
		"id=" + idOfNone + "&limit=3":          "id and limit do not go together",
		"id=" + idOfNone + "&sort=updated":     "id and sort do not go together",
		"count=all":                            "count is one of none, estimated, exact.",
		"facets=mood":                          "facets takes any of section, tag, author, year",
		"fields=headlin":                       `"headlin" is not known; there are: authors, `,
		"fields=body":                          `"body" is not known`,
		"fields=authors.nam":                   "authors has: id, kind, name, role, slug",
		"include=everything":                   "include takes any of body, quotes, related",
		"as_of=2024-01-01T00:00:00Z&kind=news": "as_of goes with section, tag and author, and with fields; not with kind.",
		"colour=red":                           "The parameters are: section (repeatable), ",
	} {
		name, value, _ := strings.Cut(query, "=")
		path := "/v1/articles?" + query
		if strings.Contains(value, " ") {
			path = "/v1/articles?" + name + "=" + url.QueryEscape(value)
		}
		got := s.get(path)
		got.isProblem(http.StatusBadRequest, "parameters")
		var p struct{ Detail string }
		if err := json.Unmarshal(got.body, &p); err != nil || !strings.Contains(p.Detail, want) {
			t.Errorf("%s: got %q, want %q in it", query, p.Detail, want)
		}
	}
}

// TestFieldsOfOneStory cuts a story, and asks again with what it was tagged.
func TestFieldsOfOneStory(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillNewsroom()
	const whole, part = "/v1/articles/ferry-returns", "/v1/articles/ferry-returns?fields=headline,authors.name,photos.caption,body.text"
	got := s.get(part).is(http.StatusOK)
	id := s.get(whole).is(http.StatusOK).article().ID.String()
	want := `{"id":"` + id + `","headline":"Ferry returns","authors":[{"name":"Mira Okafor"}],"photos":[{"caption":"The pier"}],"body":[{"text":"“We waited,” said Ines Vale."}]}`
	if string(got.body) != want {
		t.Errorf("got  %s\nwant %s", got.body, want)
	}
	tags := map[string]bool{}
	for _, path := range []string{whole, part, whole + "?fields=headline"} {
		tag := s.get(path).etag()
		tags[tag] = true
		s.do(call{method: "GET", path: path, headers: map[string]string{"If-None-Match": tag}}).is(http.StatusNotModified)
	}
	if len(tags) != 3 {
		t.Errorf("three answers have the tags %v", tags)
	}
	s.do(call{method: "GET", path: part, headers: map[string]string{"If-None-Match": s.get(whole).etag()}}).is(http.StatusOK)
	if other := s.get(whole + "?fields=body.text,photos.caption&fields=authors.name,headline").etag(); other != got.etag() {
		t.Errorf("the same fields in another order have the tag %s, not %s", other, got.etag())
	}
	// A part's tag names the version that it is of.
	s.do(call{as: auth.Publish, method: "PATCH", path: whole + "?minor=true&reason=x", media: mergeOf, body: `{"subhead": "At last"}`, headers: ifMatch(got.etag())}).is(http.StatusOK)
	s.do(call{method: "GET", path: part, headers: map[string]string{"If-None-Match": got.etag()}}).is(http.StatusOK)
	s.get("/v1/articles/ferry-returns?fields=headlin").isProblem(http.StatusBadRequest, "parameters")
}

// TestACursorHoldsWhileWhatIsToldChanges goes on with other fields, and without
// a count.
func TestACursorHoldsWhileWhatIsToldChanges(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillNewsroom()
	var page struct {
		Next  string
		Count struct{ Value int }
	}
	if err := json.Unmarshal(s.get("/v1/articles?section=-council&sort=updated&limit=2&count=exact").is(http.StatusOK).body, &page); err != nil {
		t.Fatal(err)
	}
	if page.Count.Value != 4 {
		t.Errorf("%d stories are counted", page.Count.Value)
	}
	next := s.get("/v1/articles?section=-council&sort=updated&fields=slug&cursor=" + page.Next).is(http.StatusOK)
	if !strings.Contains(string(next.body), `"slug":"a-letter"`) || strings.Contains(string(next.body), "regatta-won") {
		t.Errorf("%s", next.body)
	}
	s.get("/v1/articles?section=-council&sort=-updated&cursor="+page.Next).isProblem(http.StatusBadRequest, "parameters")
}

// TestWhatTakesTooLongIsSaid asks for a list and for a count while somebody holds
// the table.
func TestWhatTakesTooLongIsSaid(t *testing.T) {
	t.Parallel()
	s := serve(t)
	conn, err := pgx.Connect(t.Context(), s.db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), `begin; lock table articles in access exclusive mode`); err != nil {
		t.Fatal(err)
	}
	for path, detail := range map[string]string{
		"/v1/articles?has=photo":   "The database did not answer in time.",
		"/v1/articles?count=exact": "Counting so many articles took too long",
	} {
		got := s.get(path)
		got.isProblem(http.StatusServiceUnavailable, "timeout")
		if !strings.Contains(string(got.body), detail) || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", path, got.body)
		}
	}
}
