package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"storywire/internal/auth"
)

// shelves are what the small newsroom is asked of whom and what its stories
// share, in the order of the golden file.
var shelves = []string{
	"/v1/articles/ferry-returns/related", "/v1/articles/council-votes/related", "/v1/articles/a-letter/related", "/v1/articles/tide-tables/related?limit=1",
	"/v1/articles/ferry-returns/next", "/v1/articles/tide-tables/next", "/v1/articles/tide-tables/previous", "/v1/articles/a-letter/previous",
	"/v1/authors/mira-okafor", "/v1/authors/tom-quill", "/v1/speakers/ines-vale", "/v1/sections", "/v1/sections/harbour", "/v1/tags", "/v1/tags/tides",
	"/v1/quotes", "/v1/quotes?speaker=ines-vale&section=harbour", "/v1/quotes?section=sport", "/v1/quotes?kind=direct", "/v1/quotes?kind=fragment",
	"/v1/quotes?published_before=2024-01-01T00:00:00Z", "/v1/quotes?published_after=2024-01-01T00:00:00Z", "/v1/quotes?said_after=2024-01-01", "/v1/quotes?article=ferry-returns",
	"/v1/photos", "/v1/photos?photographer=RUTH%20hallam", "/v1/photos?credit=nobody", "/v1/photos?person=ines-vale", "/v1/photos?person=tom-quill",
	"/v1/photos?taken_after=2024-02-28&taken_before=2024-03-02", "/v1/photos?taken_before=2024-02-28", "/v1/photos?released_after=2024-03-01",
}

// unsteady is what is another at each run.
var unsteady = regexp.MustCompile(`"(id|article_id|created_at|modified_at|updated_at|self)":"[^"]*",?`)

// TestShelves asks the small newsroom for what its stories share, and compares
// the answers with those in testdata/shelves.txt.
func TestShelves(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillNewsroom()
	// Another picture with all that can be asked of it, in a story with two more
	// words about a person.
	made := s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles", body: `{"headline": "The mayor sails", "section": {"name": "Harbour"}, "published_at": "2025-03-05T09:00:00Z",
		"mentions": [{"type": "person", "name": "Ines Vale"}, {"type": "person", "name": "Tom Quill"}],
		"photos": [{"role": "lead", "caption": "Ines Vale at the helm", "photographer": "Ruth Hallam", "credit": "The Log", "taken_on": "2024-03-01", "released_on": "2024-03-02"}],
		"body": [{"type": "paragraph", "text": "All the town was at the quay when the mayor stepped on board of the ferry that she had asked the ministry for in the spring of the year before, and with her hand at the rail she said: “It floats,” and then, to those who had come all the way from Vellmouth to see it, that nobody would ever have to walk around the bay again, whatever the tide, whatever the hour, whatever it cost the town."}],
		"quotes": [{"text": "It floats,", "speaker": {"name": "Ines Vale"}, "said_on": "2025-03-04"}]}`}).is(http.StatusCreated)
	s.do(call{as: auth.Publish, method: "POST", path: made.header.Get("Location") + "/publish", body: "{}", headers: ifMatch("*")}).is(http.StatusOK)
	var b strings.Builder
	for _, path := range shelves {
		body := s.get(path).is(http.StatusOK).body
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, unsteadyless(body), "  ", " "); err != nil {
			t.Fatalf("%s: %v: %s", path, err, body)
		}
		b.WriteString(path + "\n  " + pretty.String() + "\n")
	}
	golden(t, "shelves.txt", b.String())
}

// unsteadyless is an answer in which cards are no more than their slugs, and
// nothing is another at each run.
func unsteadyless(body []byte) []byte {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return body
	}
	short, _ := json.Marshal(shortened(v)) // of what was JSON
	out := unsteady.ReplaceAll(short, nil)
	return bytes.ReplaceAll(out, []byte(",}"), []byte("}"))
}

func shortened(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = shortened(v[i])
		}
	case map[string]any:
		if _, card := v["corrections"]; card {
			return v["slug"]
		}
		for name := range v {
			v[name] = shortened(v[name])
		}
	}
	return v
}

// TestWhatStandsBesideARecordIsNotWritten sends back what was fetched, with the
// tag that it came with.
func TestWhatStandsBesideARecordIsNotWritten(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("The first of two")
	for _, path := range []string{"/v1/authors/mira-okafor", "/v1/sections/harbour", "/v1/tags/ferries", "/v1/speakers/ines-vale"} {
		before := s.get(path).is(http.StatusOK)
		s.do(call{method: "GET", path: path, headers: map[string]string{"If-None-Match": before.etag()}}).is(http.StatusNotModified)
		s.published("Another that shows it")
		after := s.get(path).is(http.StatusOK)
		if before.etag() == after.etag() {
			t.Errorf("%s has the same tag with another story", path)
		}
		if !strings.Contains(string(after.body), `"articles":{"value":`) {
			t.Errorf("%s tells nothing of its articles: %s", path, after.body)
		}
		// The record is the same: a write goes by that.
		written := s.do(call{as: auth.Write, method: "PUT", path: path + "?minor=true&reason=x", body: string(before.body), headers: ifMatch(before.etag())}).is(http.StatusOK)
		s.do(call{as: auth.Write, method: "PUT", path: path + "?minor=true&reason=x", body: string(before.body), headers: ifMatch(before.etag())}).is(http.StatusPreconditionFailed)
		if strings.Contains(string(written.body), `"newest"`) {
			t.Errorf("a write of %s is answered with what it did not write: %s", path, written.body)
		}
	}
}

// TestShelvesThatCannotBe holds what is not understood to an answer that says
// what there is.
func TestShelvesThatCannotBe(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for path, want := range map[string]string{
		"/v1/photos?taken_after=yesterday":              "taken_after is a day such as 2025-09-03.",
		"/v1/photos?released_before=2024-02-30":         "released_before is a day such as",
		"/v1/photos?person=Ines%20Vale":                 "person takes the slug",
		"/v1/photos?credit=%00":                         "credit takes a name",
		"/v1/photos?photographer=%20":                   "photographer takes a name",
		"/v1/photos?speaker=x":                          "The parameters are: photographer, credit, person,",
		"/v1/quotes?kind=shout":                         "kind is one of direct, fragment.",
		"/v1/quotes?said_before=2024":                   "said_before is a day",
		"/v1/sections?photographer=x":                   "is not known here",
		"/v1/articles/" + idOfNone + "/related?limit=0": "limit is a whole number",
		"/v1/articles/" + idOfNone + "/next?limit=1":    "There are no parameters here.",
	} {
		got := s.get(path)
		got.isProblem(http.StatusBadRequest, "parameters")
		if !strings.Contains(string(got.body), want) {
			t.Errorf("%s: %s; want %q in it", path, got.body, want)
		}
	}
}
