package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// exportMark is a line of an export that is not a story.
type exportMark struct {
	Cursor   string
	Stories  int
	After    string
	Complete bool
}

// export is what an export was answered with, line by line.
type export struct {
	stories [][]byte
	marks   []exportMark
}

func (s *site) exportOf(path string) export {
	s.t.Helper()
	return readExport(s.t, s.do(call{as: auth.Feed, method: http.MethodGet, path: path}).is(http.StatusOK).body)
}

func readExport(t *testing.T, body []byte) (e export) {
	t.Helper()
	for line := range bytes.Lines(body) {
		var m struct{ Export *exportMark }
		if err := json.Unmarshal(line, &m); err != nil || line[len(line)-1] != '\n' {
			t.Fatalf("%v: %.200q", err, line)
		}
		if m.Export != nil {
			e.marks = append(e.marks, *m.Export)
		} else {
			e.stories = append(e.stories, bytes.TrimSuffix(line, []byte("\n")))
		}
	}
	return e
}

func (e export) last() exportMark { return e.marks[len(e.marks)-1] }

func (e export) ids(t *testing.T) (ids []string) {
	t.Helper()
	for _, line := range e.stories {
		var story struct{ ID string }
		if err := json.Unmarshal(line, &story); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, story.ID)
	}
	return ids
}

func (s *site) everyAnswerOfExport() {
	s.t.Helper()
	const path = "/v1/export"
	s.read(auth.Feed, path, 400, 401)
	s.do(call{as: auth.Write, method: "GET", path: path}).is(403)
	s.do(call{as: auth.Feed, method: "GET", path: path + "?after=x"}).is(400)
	mark := s.exportOf("/v1/export").marks[0]
	s.restart()
	s.do(call{as: auth.Feed, method: "GET", path: path + "?after=" + mark.After}).isProblem(410, "log-restarted")
}

// TestAnExportIsEveryStoryAsItIs: each line is what the article's own address
// answers, and what comes after its cursor in the change log is what came after it.
func TestAnExportIsEveryStoryAsItIs(t *testing.T) {
	t.Parallel()
	s := serve(t)
	want := map[string][]byte{}
	for i := range 5 {
		made := s.published(fmt.Sprintf("Story %d with a line\u2028and <b>\\n", i)).article()
		want[made.ID.String()] = s.do(call{as: auth.Feed, method: "GET", path: "/v1/articles/" + made.ID.String()}).is(200).body
	}
	s.draft("A draft")
	gone := s.published("To be withheld").article()
	s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/" + gone.Slug + "/withhold", body: `{"note": "We are looking into it."}`, headers: ifMatch("*")}).is(200)
	e := s.exportOf("/v1/export")
	if len(e.stories) != len(want) || len(e.marks) != 2 || !e.last().Complete || e.last().After != "" || e.last().Stories != len(want) || e.marks[0].Complete {
		t.Fatalf("%d stories; marks %+v", len(e.stories), e.marks)
	}
	for i, id := range e.ids(t) {
		if !bytes.Equal(e.stories[i], want[id]) {
			t.Errorf("the line of %s is %s\nnot %s", id, e.stories[i], want[id])
		}
	}
	s.published("Afterwards")
	var page changes
	s.get("/v1/changes?after=" + e.last().Cursor).is(200).read(&page)
	if len(page.Data) != 1 || page.Data[0].Slug != "afterwards" {
		t.Errorf("behind the export's cursor is %+v", page.Data)
	}
	head := s.do(call{as: auth.Feed, method: http.MethodHead, path: "/v1/export"}).is(200)
	for name, value := range map[string]string{"Content-Type": "application/x-ndjson", "Cache-Control": "private, no-store"} {
		if got := head.header.Get(name); got != value {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAnExportIsCoded(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for i := range 3 {
		s.published(fmt.Sprintf("Story %d", i))
	}
	for coding, open := range map[string]func(io.Reader) (io.Reader, error){
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	} {
		got := s.do(call{as: auth.Feed, method: "GET", path: "/v1/export", headers: map[string]string{"Accept-Encoding": coding}}).is(200)
		if got.header.Get("Content-Encoding") != coding {
			t.Errorf("asked for %s: %v", coding, got.header)
		}
		in, err := open(bytes.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if e := readExport(t, body); err != nil || len(e.stories) != 3 || !e.last().Complete {
			t.Errorf("%s: %v: %+v", coding, err, e.marks)
		}
	}
}

// TestAnExportGoesOnBehindAMark: from any mark the rest comes, and what changed
// in between stands in the log behind the first part's cursor.
func TestAnExportGoesOnBehindAMark(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Exporting.MarkEvery = 2 })
	for i := range 5 {
		s.published(fmt.Sprintf("Story %d", i))
	}
	whole := s.exportOf("/v1/export")
	if len(whole.marks) != 4 { // before, after two, after four, at the end
		t.Fatalf("the marks are %+v", whole.marks)
	}
	// A story that the first part has changes, and one that it would have had comes out.
	first := whole.ids(t)[0]
	s.patch("/v1/articles/"+first, `{"subhead": "Changed since"}`).is(200)
	for _, m := range whole.marks[:3] {
		rest := s.exportOf("/v1/export?after=" + m.After)
		if got, want := rest.ids(t), whole.ids(t)[m.Stories:]; !slices.Equal(got, want) || rest.last().Cursor != whole.last().Cursor || !rest.last().Complete {
			t.Errorf("behind %+v come %q, and %+v; not %q", m, got, rest.last(), want)
		}
	}
	var page changes
	s.get("/v1/changes?after=" + whole.last().Cursor).is(200).read(&page)
	if len(page.Data) != 1 || page.Data[0].Slug != "story-0" {
		t.Errorf("behind the cursor is %+v", page.Data)
	}
	bent := "A" + whole.marks[1].After[1:]
	for _, after := range []string{"", "x", bent[:len(bent)-2] + "AA", strings.Repeat("A", 60), first} {
		s.do(call{as: auth.Feed, method: "GET", path: "/v1/export?after=" + after}).isProblem(400, "parameters")
	}
}

// TestAnExportHasNoPhotoOfWhichTheLicenceHasEnded before a job has taken it out.
func TestAnExportHasNoPhotoOfWhichTheLicenceHasEnded(t *testing.T) {
	t.Parallel()
	s := serve(t)
	with, without := s.published("With its photo").article(), s.published("Without").article()
	s.exec(`update photos set expires_at = now() - interval '1 second' where id = (
		select photo_id from article_photos where article_id = '` + without.ID.String() + `')`)
	e := s.exportOf("/v1/export")
	for i, id := range e.ids(t) {
		want := s.do(call{as: auth.Feed, method: "GET", path: "/v1/articles/" + id}).is(200)
		if !bytes.Equal(e.stories[i], want.body) {
			t.Errorf("the line is %s\nnot %s", e.stories[i], want.body)
		}
		if shows := len(want.article().Photos) > 0; shows != (id == with.ID.String()) {
			t.Errorf("%s has photos: %v", want.article().Headline, shows)
		}
	}
}

// TestAnExportKeepsToAContract that is without photos.
func TestAnExportKeepsToAContract(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.published("With its photo").article()
	by := auth.Principal{KeyID: made.ID, Scopes: []auth.Scope{auth.Feed}, Contract: &auth.Contract{}}
	want, err := s.store.Article(t.Context(), by, made.ID.String())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = s.store.Export(t.Context(), by, news.ExportPlace{}, func(news.LogPlace) error { return nil }, func(_ uuid.UUID, document []byte) error {
		if n++; !bytes.Equal(document, want.Body) || bytes.Contains(document, []byte("pier.jpg")) {
			t.Errorf("the line is %s\nnot %s", document, want.Body)
		}
		return nil
	})
	if err != nil || n != 1 {
		t.Errorf("%d stories, %v", n, err)
	}
}

// TestExportsAreFew: one of a key, and so many in all; who hangs up makes room.
func TestExportsAreFew(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Exporting.Most = 1 })
	s.fillForExport()
	other := s.key(auth.Key{Name: "another partner", Scopes: []auth.Scope{auth.Feed}})
	other.method, other.path = http.MethodGet, "/v1/export"
	hangUp := s.slowExport()
	refused := s.do(call{as: auth.Feed, method: "GET", path: "/v1/export"})
	refused.isProblem(429, "too-many-waiting")
	full := s.do(other)
	full.isProblem(503, "unavailable")
	if refused.header.Get("Retry-After") == "" || full.header.Get("Retry-After") == "" {
		t.Errorf("when to ask again is not said: %v, %v", refused.header, full.header)
	}
	s.get("/v1/articles").is(200)
	hangUp()
	for deadline := time.Now().Add(20 * time.Second); s.do(other).status != http.StatusOK; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("who hung up keeps the place")
		}
	}
	var running int
	if err := s.store.Pool().QueryRow(t.Context(), `select count(*) from pg_stat_activity where application_name = 'storywire export' and datname = current_database()`).Scan(&running); err != nil || running != 0 {
		t.Errorf("%v: %d exports go on in the database", err, running)
	}
}

// TestAnExportEndsWithTheProgram and says where to go on.
func TestAnExportEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillForExport()
	response := s.openExport(t.Context())
	defer response.Body.Close()
	close(s.ending)
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	e := readExport(t, body)
	if len(e.marks) == 0 || e.last().Complete || e.last().Stories != len(e.stories) || e.last().After == "" {
		t.Errorf("after %d stories: %+v", len(e.stories), e.last())
	}
}

// TestAnExportThatBreaksIsNotWhole: trouble in the middle is seen as such.
func TestAnExportThatBreaksIsNotWhole(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.fillForExport()
	response := s.openExport(t.Context())
	defer response.Body.Close()
	s.exec(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'storywire export' and datname = current_database()`)
	body, err := io.ReadAll(response.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("it ended as if it were whole: %v", err)
	}
	if end := body[max(0, len(body)-200):]; bytes.Contains(end, []byte(`"complete":true`)) {
		t.Errorf("%s", end)
	}
}

// fillForExport stores more than the buffers between here and the database hold.
func (s *site) fillForExport() {
	s.t.Helper()
	like := s.published("A story of many").article()
	s.exec(`with copy as (select gen_random_uuid() as id, 'copy-' || n as slug from generate_series(1, 3000) n),
		named as (insert into slugs (slug, article_id, public) select slug, id, true from copy)
		insert into articles (id, slug, status, version, kind, headline, published_at, created_at, modified_at, document, card, etag)
		select c.id, c.slug, 'published', 1, a.kind, a.headline, a.published_at, a.created_at, a.modified_at,
		       convert_to(rpad('{"id": "' || c.id || '", "text": "', 20000, md5(c.slug)) || '"}', 'UTF8'), a.card, a.etag
		from articles a, copy c where a.id = '` + like.ID.String() + `'`)
}

// openExport begins an export and reads its first line.
func (s *site) openExport(ctx context.Context) *http.Response {
	s.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/v1/export", http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.keys[auth.Feed])
	response, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	var line []byte
	for next := make([]byte, 1); next[0] != '\n'; line = append(line, next[0]) {
		if _, err := io.ReadFull(response.Body, next); err != nil {
			s.t.Fatal(err)
		}
	}
	if !bytes.HasPrefix(line, []byte(`{"export"`)) {
		s.t.Fatalf("it begins with %q", line)
	}
	return response
}

// slowExport begins an export that nobody reads on.
func (s *site) slowExport() (hangUp func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	response := s.openExport(ctx) //nolint:bodyclose // who hangs up does
	return func() {
		cancel()
		_ = response.Body.Close() // it is cut off
	}
}
