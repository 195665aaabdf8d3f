package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// editor is one of many who write to one story at the same time, each with a
// key of their own.
type editor struct {
	name, key string
	done      []edited
	refused   int
	faults    []string
}

// edited is a write that was done: the tag that it was meant for, the words
// that it wrote, and what it was answered with.
type edited struct {
	on, words string
	body      []byte
}

// ask sends a request as the editor.
func (e *editor) ask(s *site, method, path, body string, headers map[string]string) (int, http.Header, []byte) {
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		e.faults = append(e.faults, err.Error())
		return 0, nil, nil
	}
	r.Header.Set("Authorization", "Bearer "+e.key)
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	resp, err := client.Do(r)
	if err != nil {
		e.faults = append(e.faults, err.Error())
		return 0, nil, nil
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		e.faults = append(e.faults, err.Error())
	}
	return resp.StatusCode, resp.Header, answer
}

// write sends the editor's words for the version that tag names.
func (e *editor) write(s *site, path, tag string, take int) {
	words := fmt.Sprintf("%s, take %d", e.name, take)
	status, _, body := e.ask(s, "PATCH", path+minor, fmt.Sprintf(`{"subhead": %q}`, words),
		map[string]string{"Content-Type": mergeOf, "If-Match": tag})
	switch {
	case status == http.StatusOK:
		e.done = append(e.done, edited{tag, words, body})
	case status == http.StatusPreconditionFailed && strings.Contains(string(body), "/docs/problems#stale"):
		e.refused++
	default:
		e.faults = append(e.faults, fmt.Sprintf("%d: %s", status, body))
	}
}

// TestManyEditorsOfOneStory has 32 editors write to one story at once: first
// all for the version that all of them have, then each for the one that it
// reads. Whatever was done must be told by the history as one write after
// another, each on top of the version that its writer had.
func TestManyEditorsOfOneStory(t *testing.T) {
	t.Parallel()
	const takes = 3
	s := serve(t)
	first := s.published("A story that all want to change")
	path := "/v1/articles/" + first.article().Slug
	editors := make([]*editor, 32)
	for i := range editors {
		e := &editor{name: fmt.Sprintf("Editor %d", i+1), key: auth.NewSecret()}
		key := auth.Key{Name: e.name, Scopes: []auth.Scope{auth.Write, auth.Publish}}
		if _, err := s.store.CreateKey(t.Context(), auth.Principal{Name: "test"}, key, auth.Hash(e.key)); err != nil {
			t.Fatal(err)
		}
		editors[i] = e
	}
	var wg sync.WaitGroup
	for _, e := range editors {
		wg.Go(func() { e.write(s, path, first.etag(), 0) })
	}
	wg.Wait()
	if history := s.history(first.article().Slug); len(history) != 3 {
		t.Errorf("of all who had version 2, %d wrote version 3", len(history)-2)
	}
	for _, e := range editors {
		wg.Go(func() {
			for take := range takes {
				_, header, _ := e.ask(s, "GET", path, "", nil)
				e.write(s, path, header.Get("ETag"), take+1)
			}
		})
	}
	wg.Wait()
	s.checkEditors(path, first, editors, takes+1)
}

// checkEditors holds the story's history to what its editors were answered.
func (s *site) checkEditors(path string, first *answer, editors []*editor, each int) {
	s.t.Helper()
	type written struct {
		edited
		by string
	}
	made := map[int]written{} // by version
	for _, e := range editors {
		if len(e.done)+e.refused != each || len(e.faults) > 0 {
			s.t.Errorf("%s: %d writes done, %d refused, of %d: %q", e.name, len(e.done), e.refused, each, e.faults)
		}
		for _, w := range e.done {
			version := versionOf(w.body)
			if other, taken := made[version]; taken {
				s.t.Errorf("%s and %s were both told that they wrote version %d", other.by, e.name, version)
			}
			made[version] = written{w, e.name}
		}
	}
	history := s.history(first.article().Slug)
	latest := len(history)
	if latest != len(made)+2 || latest < 5 {
		s.t.Fatalf("%d writes were done, and the history has %d", len(made), latest)
	}
	tag := first.etag()
	for version := 3; version <= latest; version++ {
		w, kept := made[version], s.get(fmt.Sprintf("%s/revisions/%d", path, version)).is(200)
		r := history[latest-version]
		var a news.Article
		if err := json.Unmarshal(kept.body, &a); err != nil || a.Subhead != w.words || !bytes.Equal(kept.body, w.body) || r.Version != version || r.By != w.by {
			s.t.Errorf("%v: version %d, by %s, is not what %s wrote: %s", err, version, r.By, w.by, kept.body)
		}
		if w.on != tag {
			s.t.Errorf("version %d was written on %s, and the version before it is %s", version, w.on, tag)
		}
		tag = kept.etag()
	}
	if now := s.get(path).is(200); now.etag() != tag || !bytes.Equal(now.body, made[latest].body) {
		s.t.Errorf("the story is not its last version: %s", now.body)
	}
}
