package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"
)

// correct corrects the story in public, whatever its version.
func (p *program) correct(story, key, body string) news.Correction {
	p.t.Helper()
	var made struct{ Correction news.Correction }
	answer := p.write(http.MethodPost, story+"/corrections", key, "application/json", body)
	if err := json.Unmarshal([]byte(answer), &made); err != nil {
		p.t.Fatal(err)
	}
	return made.Correction
}

// write is what a write to something that exists is answered with, whatever its
// version was.
func (p *program) write(method, path, key, media, body string) string {
	p.t.Helper()
	header := http.Header{"Authorization": {"Bearer " + key}, "Content-Type": {media}, "If-Match": {"*"}}
	status, answer := p.request(method, path, header, body)
	if status != http.StatusOK && status != http.StatusCreated {
		p.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}

// ask is the answer to an anonymous GET, decoded where to is not nil.
func (p *program) ask(path string, to any) string {
	p.t.Helper()
	status, body := p.get(path)
	if status != http.StatusOK {
		p.t.Fatalf("%s: %d %s", path, status, body)
	}
	if to != nil {
		if err := json.Unmarshal([]byte(body), to); err != nil {
			p.t.Fatal(err)
		}
	}
	return body
}

// TestASeedIsCorrectedInPublic takes a real page the way that docs/corrections.md
// tells: imported, published, its photo's date corrected, a quote's attribution
// clarified; then what readers can learn of all that.
func TestASeedIsCorrectedInPublic(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join("..", "shared", "seeds", "*.txt"))
	if err != nil || len(pages) == 0 {
		t.Skip("../shared/seeds is not beside this checkout: the seed pages cannot be read")
	}
	text, err := os.ReadFile(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	p := furnished(t)
	p.start()
	out, said, err := p.run("", "key", "create", "--name", "the desk", "--scopes", "write,publish")
	if err != nil {
		t.Fatal(said)
	}
	key := strings.TrimSpace(out)
	status, body := p.send(http.MethodPost, "/v1/import", key, "text/plain", string(text))
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	var imported struct{ Article news.Article }
	if err := json.Unmarshal([]byte(body), &imported); err != nil {
		t.Fatal(err)
	}
	story := "/v1/articles/" + imported.Article.ID.String()
	if imported.Article.Headline == "" { // the page has none
		p.write(http.MethodPatch, story, key, "application/merge-patch+json", `{"headline": "A pledge"}`)
	}
	p.write(http.MethodPost, story+"/publish", key, "application/json", `{}`)
	before := time.Now().UTC()
	time.Sleep(10 * time.Millisecond)

	first, photo, quote := p.ask(story, nil), imported.Article.Photos[0], imported.Article.Quotes[0]
	caption := p.correct(story, key, `{"kind": "correction", "note": "The picture was taken a day earlier.",
		"json_patch": [{"op": "test", "path": "/photos/0/taken_on", "value": "`+string(photo.TakenOn)+`"}, {"op": "replace", "path": "/photos/0/taken_on", "value": "2025-09-02"}]}`)
	attribution := p.correct(story, key, `{"kind": "clarification", "note": "The words were carried by the agency.",
		"json_patch": [{"op": "replace", "path": "/quotes/0/speaker", "value": {"name": "The agency's reader"}}]}`)
	if c := caption.Changes; len(c) != 1 || c[0].Was != string(photo.TakenOn) || c[0].Now != "2025-09-02" || c[0].PhotoID != photo.ID {
		t.Errorf("the caption's date: %+v", c)
	}
	if c := attribution.Changes; len(c) == 0 || c[0].QuoteID != quote.ID {
		t.Errorf("the attribution: %+v", c)
	}

	var list struct{ Data []news.CorrectionInArticle }
	p.ask("/v1/corrections", &list)
	if len(list.Data) != 2 || list.Data[0].Kind != news.KindClarification || list.Data[1].ID != caption.ID {
		t.Errorf("the corrections page: %+v", list.Data)
	}
	var now news.Article
	p.ask(story, &now)
	diff := p.ask(fmt.Sprintf("%s/diff?from=%d&to=%d", story, now.Version-2, now.Version), nil)
	if !strings.Contains(diff, `"2025-09-02"`) || !strings.Contains(diff, "The agency's reader") {
		t.Errorf("the difference: %s", diff)
	}
	if got := p.ask(story+"?as_of="+url.QueryEscape(before.Format(time.RFC3339Nano)), nil); got != first {
		t.Errorf("as of before it was corrected: %s", got)
	}
	if then := p.ask(story+"?as_of="+url.QueryEscape(time.Now().UTC().Format(time.RFC3339Nano)), nil); then != p.ask(story, nil) {
		t.Errorf("as of now: %s", then)
	}
	status, page := p.request(http.MethodGet, fmt.Sprintf("%s/diff?from=%d&to=%d", story, now.Version-2, now.Version), http.Header{"Accept": {"text/html"}}, "")
	if status != http.StatusOK || !strings.Contains(page, "<ins>") || !strings.Contains(page, "<del>") {
		t.Errorf("the difference as a page: %d %s", status, page)
	}
	var speakers struct{ Data []news.QuoteInArticle }
	p.ask("/v1/quotes?speaker="+now.Quotes[0].Speaker.Slug, &speakers)
	if len(speakers.Data) != 1 || speakers.Data[0].ID != quote.ID {
		t.Errorf("the speaker's quotes: %+v", speakers.Data)
	}
}
