package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestThePastReplays has random writers do everything that can be done to two
// stories that share an author and a photo. After each step the history of both
// is held to what was answered and to what they are now, and a partner who
// stops and resumes at random ends with exactly what is public.
func TestThePastReplays(t *testing.T) {
	t.Parallel()
	s := serve(t)
	p := replica{public: map[string]int{}}
	n, before := 0, []string{}
	rapid.Check(t, func(rt *rapid.T) {
		n++
		w := &walk{site: s, T: rt, partner: &p, answers: map[string]map[int][]byte{}, kept: map[string]*answer{}}
		for _, id := range before { // so that no list grows from walk to walk
			w.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/" + id + "/withhold", body: `{"note": "It is over."}`, headers: ifMatch("*")})
		}
		w.begin(n)
		before = w.stories
		rt.Repeat(map[string]func(*rapid.T){
			"merge patch": w.mergePatch, "json patch": w.jsonPatch, "quote": w.quote, "restore": w.restoreSome,
			"publish": w.publish, "correct": w.correctSome, "retract": w.retract, "withhold": w.take("withhold"),
			"release": w.take("release"), "kill": w.kill, "rename the author": w.rename, "batch": w.several,
			"partner": w.follow, "": w.check,
		})
		w.catchUp()
		if public := w.public(); !maps.Equal(public, p.public) {
			w.Fatalf("the partner has (+) not what is public (-): %s", cmp.Diff(public, p.public))
		}
	})
}

// walk is one random walk over two stories of its own.
type walk struct {
	*site
	*rapid.T
	partner *replica
	stories []string                  // ids
	answers map[string]map[int][]byte // by story and version, what its write was answered with
	kept    map[string]*answer        // the revisions that were fetched, by path
	author  string
	touched []string // by the step that was made last
}

// replica is a partner's copy of what is public, and where in the log it is.
type replica struct {
	cursor string
	public map[string]int // by id, the version
}

// begin makes the stories, one of them public. A walk before this one may have
// failed, and left the partner with a wrong copy: it begins with a fresh one,
// while nothing is public.
func (w *walk) begin(n int) {
	w.partner.public = map[string]int{}
	w.catchUp()
	w.partner.public = map[string]int{}
	w.author = fmt.Sprintf("Author %d", n)
	photo := "{}"
	for i := range 2 {
		body := fmt.Sprintf(`{"headline": "Walk %d, story %d", "authors": [{"name": %q}], "photos": [%s], "body": [
			{"type": "paragraph", "text": "The ferry is back, Mayor Ines Vale said: “We waited long enough.”"},
			{"type": "paragraph", "text": "Tickets go on sale today."}]}`, n, i, w.author, photo)
		made := w.try("create", call{as: auth.Write, method: "POST", path: "/v1/articles", body: body})
		var a news.Article
		if err := json.Unmarshal(made.body, &a); err != nil || made.status != http.StatusCreated {
			w.Fatalf("%v: %s", err, made.body)
		}
		photo = fmt.Sprintf(`{"id": %q}`, a.Photos[0].ID)
		w.stories = append(w.stories, a.ID.String())
		w.answers[a.ID.String()] = map[int][]byte{1: made.body}
	}
	w.try("publish", call{as: auth.Publish, method: "POST", path: "/v1/articles/" + w.stories[0] + "/publish", body: "{}", headers: ifMatch("*")})
	w.touched = w.stories
}

// try sends a request and notes the step, which is told where the walk fails. A
// random write may well be refused; what it must never do is break.
func (w *walk) try(step string, c call) *answer {
	got := w.do(c)
	w.Logf("%s: %s %s %s as %s, If-Match %s: %d", step, c.method, c.path, c.body, c.as, c.headers["If-Match"], got.status)
	switch got.status {
	case 200, 201, 403, 404, 409, 410, 412, 422:
	default:
		w.Fatalf("%s is answered with %d: %s", step, got.status, got.body)
	}
	return got
}

func (w *walk) read(path string) *answer {
	return w.do(call{as: auth.Admin, method: "GET", path: path})
}

// write is try for a write to some story, by a random writer who knows some
// version of it; one that is done is answered with the story.
func (w *walk) write(step, method, then, media, body string, as ...auth.Scope) {
	id := w.some()
	now := w.read("/v1/articles/" + id)
	c := call{
		as: rapid.SampledFrom(as).Draw(w.T, "writer"), method: method, path: "/v1/articles/" + id + then, media: media, body: body,
		headers: ifMatch(rapid.SampledFrom([]string{now.etag(), now.etag(), now.etag(), "*", `"1-stale"`}).Draw(w.T, "if-match")),
	}
	got := w.try(step, c)
	var corrected struct{ Article json.RawMessage }
	switch got.status {
	case http.StatusOK:
		w.answers[id][versionOf(got.body)] = got.body
	case http.StatusCreated:
		got.read(&corrected)
		w.answers[id][versionOf(corrected.Article)] = corrected.Article
	}
}

// some is the story of a step.
func (w *walk) some() string {
	id := rapid.SampledFrom(w.stories).Draw(w.T, "story")
	w.touched = []string{id}
	return id
}

func versionOf(document []byte) int {
	var a struct{ Version int }
	_ = json.Unmarshal(document, &a) // what is none has none
	return a.Version
}

var (
	lines   = rapid.SampledFrom([]string{"The tide rose.", "The tide fell.", "“We waited long enough,” she said.", "<b> & é́ 中 🚢"})
	minors  = rapid.SampledFrom([]string{minor, minor, minor, "", "?reason=why"})
	patches = rapid.SampledFrom([]string{
		`{"subhead": %q}`, `{"highlights": [%q, "Two boats a day"]}`, `{"section": null, "summary": %q}`, `{"slug": null, "dateline": %q}`,
		`{"body": [{"type": "list", "items": [%q]}, {"type": "paragraph", "text": "“We waited long enough.”"}]}`, `{"authors": [], "subhead": %q}`,
	})
	operations = rapid.SampledFrom([]string{
		`{"op": "replace", "path": "/body/0/text", "value": %q}`, `{"op": "add", "path": "/body/0", "value": {"type": "paragraph", "text": %q}}`,
		`{"op": "add", "path": "/photos/0/caption", "value": %q}`, `{"op": "move", "from": "/body/0", "path": "/body/1"}`,
		`{"op": "remove", "path": "/body/0"}`, `{"op": "remove", "path": "/quotes/0"}`, `{"op": "test", "path": "/subhead", "value": %q}`,
	})
)

// filled draws one of the templates and, where it has a place for one, a line.
func (w *walk) filled(templates *rapid.Generator[string]) string {
	template := templates.Draw(w.T, "what")
	words, err := json.Marshal(lines.Draw(w.T, "words"))
	if err != nil {
		w.Fatal(err)
	}
	return string(bytes.ReplaceAll([]byte(template), []byte("%q"), words))
}

func (w *walk) mergePatch(*rapid.T) {
	w.write("merge patch", "PATCH", minors.Draw(w.T, "query"), mergeOf, w.filled(patches), auth.Write, auth.Publish, auth.Admin)
}

func (w *walk) jsonPatch(*rapid.T) {
	w.write("json patch", "PATCH", minors.Draw(w.T, "query"), patchOf, "["+w.filled(operations)+"]", auth.Write, auth.Publish, auth.Admin)
}

func (w *walk) quote(*rapid.T) {
	words := rapid.SampledFrom([]string{"We waited long enough", "on sale", "never said"}).Draw(w.T, "words")
	w.try("quote", call{
		as: auth.Publish, method: "POST", path: "/v1/quotes" + minors.Draw(w.T, "query"), headers: ifMatch("*"),
		body: fmt.Sprintf(`{"article_id": %q, "text": %q, "speaker": null}`, w.some(), words),
	})
}

func (w *walk) restoreSome(*rapid.T) {
	version := rapid.IntRange(1, 4).Draw(w.T, "version")
	w.write("restore", "POST", "/restore"+minors.Draw(w.T, "query"), "", fmt.Sprintf(`{"version": %d}`, version), auth.Write, auth.Publish)
}

func (w *walk) publish(*rapid.T) {
	w.write("publish", "POST", "/publish", "", "{}", auth.Publish, auth.Admin)
}

func (w *walk) correctSome(*rapid.T) {
	kind := rapid.SampledFrom(news.CorrectionKinds[:4]).Draw(w.T, "kind")
	change := `"patch": ` + w.filled(patches)
	if rapid.Bool().Draw(w.T, "json patch") {
		change = `"json_patch": [` + w.filled(operations) + `]`
	}
	w.write("correct", "POST", "/corrections", "", fmt.Sprintf(`{"kind": %q, "note": "We were wrong.", %s}`, kind, change), auth.Publish)
}

func (w *walk) retract(*rapid.T) {
	w.write("retract", "POST", "/corrections", "", `{"kind": "retraction", "note": "We take it back."}`, auth.Publish)
}

func (w *walk) take(how string) func(*rapid.T) {
	return func(*rapid.T) {
		w.write(how, "POST", "/"+how, "", `{"note": "For a reason."}`, auth.Publish, auth.Admin)
	}
}

func (w *walk) kill(*rapid.T) {
	w.write("kill", "POST", "/kill", "", `{"note": "The court says so."}`, auth.Admin, auth.Admin, auth.Publish)
}

// rename changes what both stories show.
func (w *walk) rename(*rapid.T) {
	w.touched = w.stories
	name := w.author + " " + rapid.SampledFrom([]string{"Lund", "Okafor"}).Draw(w.T, "name")
	var a news.Article
	_ = json.Unmarshal(w.answers[w.stories[0]][1], &a)
	w.try("rename the author", call{
		as: auth.Admin, method: "PATCH", path: "/v1/authors/" + a.Authors[0].ID.String() + minor, media: mergeOf,
		body: fmt.Sprintf(`{"name": %q}`, name), headers: ifMatch("*"),
	})
}

// several does something to each story, or nothing to either.
func (w *walk) several(*rapid.T) {
	w.touched = w.stories
	var list []string
	for _, id := range w.stories {
		action := rapid.SampledFrom([]string{
			`"action": "correct", "kind": "correction", "note": "It was noon.", "patch": {"subhead": "At noon"}`,
			`"action": "publish"`, `"action": "withhold", "note": "For now."`, `"action": "release", "note": "It holds."`,
		}).Draw(w.T, "action")
		list = append(list, fmt.Sprintf(`{"article": %q, "if_match": "*", %s}`, id, action))
	}
	w.try("batch", call{as: auth.Publish, method: "POST", path: "/v1/batch", body: `{"operations": [` + strings.Join(list, ", ") + `]}`})
}

// check holds the stories that the last step touched to their history: its
// versions have no gap, the last is the story, byte for byte, each is what its
// write was answered with, and the patch between any two makes the one of the
// other.
func (w *walk) check(*rapid.T) {
	for _, id := range w.touched {
		now := w.read("/v1/articles/" + id)
		latest := versionOf(now.body)
		var list struct{ Data []news.Revision }
		if err := json.Unmarshal(w.read("/v1/articles/"+id+"/revisions?limit=100").body, &list); err != nil || len(list.Data) != latest {
			w.Fatalf("%v: %d revisions of version %d", err, len(list.Data), latest)
		}
		for i, r := range list.Data {
			if r.Version != latest-i || r.Minor && r.Reason == "" {
				w.Fatalf("the revisions are %+v", list.Data)
			}
		}
		last := w.revision(id, latest)
		if !bytes.Equal(last.body, now.body) || last.etag() != now.etag() {
			w.Fatalf("the last revision is not the story:\n%s\n%s", last.body, now.body)
		}
		w.checkDiff(id, rapid.IntRange(1, latest).Draw(w.T, "from"), rapid.IntRange(1, latest).Draw(w.T, "to"))
	}
}

// revision is a version as it is kept; what was fetched once does not change.
func (w *walk) revision(id string, version int) *answer {
	place := fmt.Sprintf("/v1/articles/%s/revisions/%d", id, version)
	if kept := w.kept[place]; kept != nil {
		return kept
	}
	got := w.read(place)
	if answered, ok := w.answers[id][version]; got.status != http.StatusOK || ok && !bytes.Equal(got.body, answered) {
		w.Fatalf("version %d was answered as\n%s\nand is kept as %d\n%s", version, answered, got.status, got.body)
	}
	w.kept[place] = got
	return got
}

func (w *walk) checkDiff(id string, from, to int) {
	diff := w.do(call{as: auth.Admin, method: "GET", path: fmt.Sprintf("/v1/articles/%s/diff?from=%d&to=%d", id, from, to),
		headers: map[string]string{"Accept": patchOf}})
	between, err := jsonpatch.DecodePatch(diff.body)
	if err != nil {
		w.Fatalf("%v: %s", err, diff.body)
	}
	made, err := between.Apply(w.revision(id, from).body)
	var is, want any
	if err = errors.Join(err, json.Unmarshal(made, &is), json.Unmarshal(w.revision(id, to).body, &want)); err != nil || !cmp.Equal(is, want) {
		w.Fatalf("%v: from %d to %d: %s", err, from, to, cmp.Diff(want, is))
	}
}

// follow has the partner take some pages of the log, and then stop: of what it
// took after it last stored its copy, nothing is left.
func (w *walk) follow(*rapid.T) {
	w.touched = nil
	held := replica{w.partner.cursor, maps.Clone(w.partner.public)}
	for range rapid.IntRange(1, 3).Draw(w.T, "pages") {
		held.take(w, rapid.IntRange(1, 5).Draw(w.T, "limit"))
		if rapid.Bool().Draw(w.T, "store") {
			*w.partner = replica{held.cursor, maps.Clone(held.public)}
		}
	}
}

// take does with a page of the log what docs/partners.md asks for, and tells
// whether there was anything.
func (p *replica) take(w *walk, limit int) bool {
	path := fmt.Sprintf("/v1/changes?limit=%d", limit)
	if p.cursor != "" {
		path += "&after=" + p.cursor
	}
	var page struct {
		Data []struct {
			Type    news.ChangeType
			ID      string `json:"article_id"`
			Version int
		}
		Next string
	}
	if err := json.Unmarshal(w.get(path).body, &page); err != nil {
		w.Fatal(err)
	}
	for _, e := range page.Data {
		switch e.Type {
		case news.ChangePublished, news.ChangeUpdated, news.ChangeCorrected, news.ChangeRestored:
			if e.Version <= p.public[e.ID] {
				w.Fatalf("version %d of %s comes after version %d", e.Version, e.ID, p.public[e.ID])
			}
			p.public[e.ID] = e.Version
		default:
			delete(p.public, e.ID)
		}
	}
	p.cursor = page.Next
	return len(page.Data) > 0
}

// catchUp has the partner read the log to its end.
func (w *walk) catchUp() {
	for w.partner.take(w, 100) {
	}
}

// public is what a reader finds who walks the whole list.
func (w *walk) public() map[string]int {
	public := map[string]int{}
	for path := "/v1/articles?limit=1"; path != ""; {
		var page struct {
			Data []struct {
				ID      string
				Version int
			}
			Next *string
		}
		if err := json.Unmarshal(w.get(path).body, &page); err != nil {
			w.Fatal(err)
		}
		for _, a := range page.Data {
			public[a.ID] = a.Version
		}
		if path = ""; page.Next != nil {
			path = "/v1/articles?limit=1&cursor=" + *page.Next
		}
	}
	return public
}
