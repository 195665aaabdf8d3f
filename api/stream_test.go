package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"
)

// streamed is one event of a stream, or a comment, or what comes before both.
type streamed struct {
	id, event, data string
	retry           string
	comment         bool
}

// events is an open stream.
type events struct {
	t      *testing.T
	header http.Header
	close  context.CancelFunc
	came   chan streamed
	err    error // why came was closed; nil where the server ended it
}

// stream opens the change log as a stream; close it before the test's end.
func (s *site) stream(c call) *events {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	if c.path == "" {
		c.path = "/v1/changes"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+c.path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	for name, value := range c.headers {
		r.Header.Set(name, value)
	}
	if c.as != "" {
		r.Header.Set("Authorization", "Bearer "+s.keys[c.as])
	}
	resp, err := client.Do(r) //nolint:bodyclose // who reads it does
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		s.t.Fatalf("the stream's status is %s", resp.Status)
	}
	e := &events{t: s.t, header: resp.Header, close: cancel, came: make(chan streamed, 1000)}
	go func() {
		defer close(e.came)
		defer resp.Body.Close()
		e.err = readEvents(resp.Body, func(one streamed) bool {
			e.came <- one
			return true
		})
	}()
	s.t.Cleanup(cancel)
	return e
}

// readEvents reads events until the stream ends or take has had enough.
func readEvents(body io.Reader, take func(streamed) bool) error {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<24)
	var one streamed
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "":
			if !take(one) {
				return nil
			}
			one = streamed{}
		case ":":
			one.comment = true
		case "id":
			one.id = value
		case "event":
			one.event = value
		case "data":
			one.data = value
		case "retry":
			one.retry = value
		}
	}
	return lines.Err()
}

// next is what comes next; comments are passed by unless they are asked for.
func (e *events) next(comments bool) streamed {
	e.t.Helper()
	for {
		select {
		case one, open := <-e.came:
			if !open {
				e.t.Fatalf("the stream ended: %v", e.err)
			}
			if !one.comment || comments {
				return one
			}
		case <-time.After(10 * time.Second):
			e.t.Fatal("nothing comes")
		}
	}
}

// ends fails the test unless the server ends the stream within the limit.
func (e *events) ends(limit time.Duration) {
	e.t.Helper()
	for over := time.After(limit); ; {
		select {
		case _, open := <-e.came:
			if !open {
				if e.err != nil {
					e.t.Errorf("the stream broke: %v", e.err)
				}
				return
			}
		case <-over:
			e.t.Fatalf("the stream is open after %s", limit)
		}
	}
}

func TestAPartnerStreamsTheChangeLog(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Following.Comment = 100 * time.Millisecond })
	short := s.impatient()
	s.published("Ferry is back")
	open := short.stream(call{path: "/v1/changes?include=article", headers: map[string]string{"Accept-Encoding": "gzip, zstd", "Accept": "text/event-stream, */*;q=0.1"}})
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
		"Content-Encoding": "", "Etag": "", "No-Gzip-Compression": "",
	} {
		if got := open.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	start, first := open.next(false), open.next(false)
	var entry struct {
		Cursor  string
		Type    news.ChangeType
		Article *news.Article
	}
	if err := json.Unmarshal([]byte(first.data), &entry); err != nil || start.retry == "" || !strings.HasSuffix(start.id, ":0") ||
		first.id != entry.Cursor || first.event != "published" || entry.Type != news.ChangePublished || entry.Article.Headline != "Ferry is back" {
		t.Errorf("%v: it begins with %+v, %+v", err, start, first)
	}
	for begun := time.Now(); time.Since(begun) < shortTimeout+200*time.Millisecond; {
		if one := open.next(true); !one.comment {
			t.Errorf("%+v", one)
		}
	}
	begun := time.Now()
	s.published("The pool reopens")
	second := open.next(false)
	if took := time.Since(begun); !strings.Contains(second.data, "The pool reopens") || took > 2*time.Second {
		t.Errorf("after %s: %+v", took, second)
	}
	again := s.stream(call{path: "/v1/changes?after=" + second.id, headers: map[string]string{"Last-Event-ID": first.id}})
	if start, one := again.next(false), again.next(false); start.id != first.id || one.id != second.id {
		t.Errorf("after %s comes %+v", start.id, one)
	}
	head := s.do(call{method: http.MethodHead, path: "/v1/changes", headers: map[string]string{"Accept": "text/event-stream"}}).is(200)
	if head.header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("HEAD: %v", head.header)
	}
}

func TestWhatIsNotAStreamIsAProblem(t *testing.T) {
	t.Parallel()
	s := serve(t)
	get := func(path, accept, last string) *answer {
		return s.do(call{method: http.MethodGet, path: path, headers: map[string]string{"Accept": accept, "Last-Event-ID": last}})
	}
	get("/v1/changes", "text/event-stream", "0:7").isProblem(410, "log-restarted")
	get("/v1/changes?after=0:7", "text/event-stream", "").isProblem(410, "log-restarted")
	get("/v1/changes", "text/event-stream", "x").isProblem(400, "parameters")
	get("/v1/changes", "text/html", "").isProblem(406, "not-acceptable")
	for _, accept := range []string{"application/json", "*/*", "text/html, */*;q=0.8", "application/json, text/event-stream"} {
		if got := get("/v1/changes", accept, "0:7").is(200); got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %s", accept, got.header.Get("Content-Type"))
		}
	}
}

func TestAStreamEndsWithItsKey(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) {
		d.Following = api.Following{Comment: 50 * time.Millisecond, Recheck: 200 * time.Millisecond}
	})
	open, other := s.stream(call{as: auth.Feed}), s.stream(call{as: auth.Write})
	time.Sleep(500 * time.Millisecond)
	s.published("The key still holds")
	if one := open.next(false); one.retry == "" {
		t.Errorf("%+v", one)
	}
	if one := open.next(false); one.event != "published" {
		t.Errorf("%+v", one)
	}
	by, err := s.store.Principal(t.Context(), auth.Hash(s.keys[auth.Feed]))
	if err != nil {
		t.Fatal(err)
	}
	s.do(call{as: auth.Admin, method: http.MethodDelete, path: "/v1/keys/" + by.KeyID.String()}).is(204)
	open.ends(2 * time.Second)
	s.published("Another key holds")
	other.next(false)
	other.next(false)
	if one := other.next(false); one.event != "published" {
		t.Errorf("%+v", one)
	}
}

func TestAStreamEndsWithItsEpoch(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("Ferry is back")
	open, early := s.stream(call{}), s.later(call{method: http.MethodGet, path: "/v1/changes?wait=30&after=" + s.end()})
	open.next(false)
	last := open.next(false)
	epoch := s.restart()
	open.ends(5 * time.Second)
	for _, refused := range []*answer{s.get("/v1/changes?after=" + last.id), within(t, 5*time.Second, early)} {
		refused.isProblem(410, "log-restarted")
		var from struct{ From string }
		if refused.read(&from); from.From != epoch+":0" {
			t.Errorf("it is to begin from %s", from.From)
		}
	}
}

// restart begins the change log anew.
func (s *site) restart() (epoch string) {
	s.t.Helper()
	owner, err := postgres.Open(s.t.Context(), s.db.OwnerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		s.t.Fatal(err)
	}
	defer owner.Close()
	if epoch, err = owner.RestartLog(s.t.Context(), auth.Principal{Name: "test"}); err != nil {
		s.t.Fatal(err)
	}
	return epoch
}

// end is the log's last cursor.
func (s *site) end() string {
	var page changes
	for after := ""; ; after = "&after=" + page.Next {
		if s.get("/v1/changes?limit=100" + after).is(200).read(&page); len(page.Data) < 100 {
			return page.Next
		}
	}
}

func TestWhoDoesNotReadIsCutOff(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Following = api.Following{MostOfOne: 1, Stuck: 500 * time.Millisecond} })
	path := s.do(call{as: auth.Publish, method: http.MethodPost, path: "/v1/articles", body: fmt.Sprintf(
		`{"headline": "The whole report", "body": [{"type": "paragraph", "text": %q}]}`, strings.Repeat("All of it. ", 40_000))}).is(201).header.Get("Location")
	s.do(call{as: auth.Publish, method: http.MethodPost, path: path + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	for i := range 14 { // of 900 kB each, more than the system holds for who does not read
		s.patch(path, fmt.Sprintf(`{"summary": "Part %d"}`, i)).is(200)
	}
	var dial net.Dialer
	conn, err := dial.DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprint(conn, "GET /v1/changes?include=article HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	for s.get("/v1/changes?wait=1").status != http.StatusTooManyRequests { // it has begun
		time.Sleep(10 * time.Millisecond)
	}
	for deadline := time.Now().Add(10 * time.Second); s.get("/v1/changes?wait=1").status != http.StatusOK; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it still counts")
		}
	}
}
