package contract

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// listener hears what would fail a test.
type listener struct {
	testing.TB
	mu     sync.Mutex
	faults []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = append(l.faults, fmt.Sprintf(format, args...))
}

// response is what a handler answers with.
type response struct {
	status int
	header map[string]string
	body   string
}

// answer serves one request and lists what the contract has against it.
func (s *Spec) answer(t testing.TB, r *http.Request, a response) []string {
	heard := &listener{TB: t}
	s.Handler(heard, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var sent bytes.Buffer
		sent.ReadFrom(r.Body) //nolint:errcheck // in memory
		for name, value := range a.header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(a.status)
		if a.body != "" {
			w.Write([]byte(a.body)) //nolint:errcheck // a recorder
		}
	})).ServeHTTP(httptest.NewRecorder(), r)
	return heard.faults
}

func ask(method, target string) *http.Request { return httptest.NewRequest(method, target, nil) }

func get(target string) *http.Request { return ask(http.MethodGet, target) }

func send(method, target, media, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", media)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// example is one of the contract's own, as JSON.
func (s *Spec) example(name string) string {
	b, err := json.Marshal(s.doc.Components.Examples[name].Value.Value)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func article(s *Spec) response {
	return response{200, map[string]string{
		"Content-Type": "application/json", "ETag": `"3-9f2c4be1d07a6655"`, "Last-Modified": "Tue, 19 Mar 2024 08:05:00 GMT",
		"Cache-Control": "public, max-age=60", "Vary": "Accept-Encoding, Authorization", "Surrogate-Key": "article-1",
	}, s.example("Article")}
}

func problem(status int, example string) response {
	return response{status, map[string]string{"Content-Type": "application/problem+json", "Cache-Control": "no-store"}, example}
}

// with is the response with a header set, or taken away where value is "".
func (a response) with(name, value string) response {
	a.header = maps.Clone(a.header)
	if a.header[name] = value; value == "" {
		delete(a.header, name)
	}
	return a
}

func (a response) saying(status int, body string) response {
	a.status, a.body = status, body
	return a
}

// swapped is the response with the first of one text in its body replaced.
func (a response) swapped(old, with string) response {
	if !strings.Contains(a.body, old) {
		panic("the body has no " + old)
	}
	a.body = strings.Replace(a.body, old, with, 1)
	return a
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s)) //nolint:errcheck // in memory
	z.Close()          //nolint:errcheck // in memory
	return b.String()
}

func zstandard(s string) string {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return string(z.EncodeAll([]byte(s), nil))
}

func TestResponses(t *testing.T) {
	t.Parallel()
	s, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	one, ok := get("/v1/articles/the-crane"), article(s)
	head, remove := ask(http.MethodHead, "/v1/articles/the-crane"), ask(http.MethodDelete, "/v1/articles")
	absent, away := problem(404, s.example("ProblemAbsent")), problem(503, s.example("ProblemAway")).with("Retry-After", "2")
	notAllowed := problem(405, `{"type":"about:blank","title":"Method Not Allowed","status":405,"instance":"x"}`)
	for _, c := range []struct {
		name string
		r    *http.Request
		a    response
		want string // a part of what is said; "" where all is well
	}{
		{"as declared", one, ok, ""},
		{"a member that is not declared", one, ok.swapped(`"slug":`, `"color":"red","slug":`), "color"},
		{"one deeper, in a part of a whole", one, ok.swapped(`"caption":`, `"color":"red","caption":`), "/photos/0/color"},
		{"one in a block", one, ok.swapped(`"type":"embed"`, `"type":"embed","color":"red"`), "color"},
		{"a member is missing", one, ok.swapped(`"word_count":`, `"dateline":"x","no_count":`), "word_count"},
		{"null where nothing is null", one, ok.swapped(`"subhead":"`, `"subhead":null,"summary":"`), "/subhead"},
		{"a time without Z", one, ok.swapped(`20:42:00Z`, `20:42:00+00:00`), "/published_at"},
		{"no JSON", one, ok.saying(200, "{"), "is not JSON"},
		{"another JSON behind it", one, ok.saying(200, ok.body+"{}"), "is not JSON"},
		{"a header is missing", one, ok.with("ETag", ""), "ETag is missing"},
		{"a header is malformed", one, ok.with("ETag", "3-9f2c"), "ETag"},
		{"another content type", one, ok.with("Content-Type", "image/png"), `"image/png" is not application/json`},
		{"parameters of a content type", one, ok.with("Content-Type", "application/json; charset=utf-8"), ""},
		{"a status that is not declared", one, problem(409, s.example("ProblemUsed")), "does not declare this status"},
		{"the server's own trouble", one, away, ""},
		{"trouble that tells too much", one, away.swapped(`"title"`, `"sql":"select","title"`), "sql"},
		{"trouble that is no number", one, away.with("Retry-After", "soon"), "Retry-After"},
		{"not found", one, absent, ""},
		{"a problem of another status", one, absent.swapped("404", "403"), "says that its status is 403"},
		{"not modified", one, ok.saying(304, ""), ""},
		{"not modified, with a body", one, ok.saying(304, "{}"), "no body is declared"},
		{"not modified, without Vary", one, ok.saying(304, "").with("Vary", ""), "Vary is missing"},
		{"HEAD", head, ok.saying(200, ""), ""},
		{"HEAD without ETag", head, ok.saying(200, "").with("ETag", ""), "ETag is missing"},
		{"gzip", one, ok.with("Content-Encoding", "gzip").saying(200, gzipped(ok.body)), ""},
		{"gzip that drifts", one, ok.with("Content-Encoding", "gzip").saying(200, gzipped("{}")), "missing properties"},
		{"gzip that is none", one, ok.with("Content-Encoding", "gzip"), "is not gzip"},
		{"zstd", one, ok.with("Content-Encoding", "zstd").saying(200, zstandard(ok.body)), ""},
		{"an encoding of one's own", one, ok.with("Content-Encoding", "rot13"), "rot13"},
		{"a path that is not declared", get("/v1/ferries"), ok, "no operation is declared"},
		{"no such path", get("/v1/ferries"), absent, ""},
		{"no such path, HEAD", ask(http.MethodHead, "/v1/ferries"), absent.saying(404, ""), ""},
		{"no such path, in HTML", get("/v1/ferries"), absent.with("Content-Type", "text/html"), "application/problem+json"},
		{"no such path, with more than a problem", get("/v1/ferries"), absent.swapped("{", `{"path":"/srv",`), "path"},
		{"a method that is not declared", remove, ok, "no operation is declared"},
		{"no such method", remove, notAllowed.with("Allow", "GET, POST"), ""},
		{"no such method, without Allow", remove, notAllowed, "Allow is missing"},
		{"CORS", ask(http.MethodOptions, "/v1/articles"), response{status: 204}, ""},
		{"what the docs load", get("/docs/page.js"), response{status: 200, body: "x"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said(t, s.answer(t, c.r, c.a), c.want)
		})
	}
}

func said(t *testing.T, faults []string, want string) {
	t.Helper()
	switch all := strings.Join(faults, "\n"); {
	case want == "" && len(faults) > 0:
		t.Errorf("held against it: %s", all)
	case want != "" && !strings.Contains(all, want):
		t.Errorf("held against it is %q, want %q among it", all, want)
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	s, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	const key, tag = "Bearer sw_x", `"3-9f2c4be1d07a6655"`
	ok := article(s)
	made := ok.saying(201, ok.body).with("Location", "/v1/articles/x")
	page := ok.saying(200, s.example("ArticleList"))
	author := ok.saying(200, s.example("Author"))
	story := s.example("WrittenArticle")
	bad := problem(400, s.example("ProblemMember"))
	for _, c := range []struct {
		name string
		r    *http.Request
		a    response
		want string
	}{
		{"POST", send("POST", "/v1/articles", "application/json", story, "Authorization", key), made, ""},
		{"without a key", send("POST", "/v1/articles", "application/json", story), made, "without Authorization"},
		{"of another type", send("POST", "/v1/articles", "text/json", story, "Authorization", key), made, "Content-Type"},
		{"with an unknown member", send("POST", "/v1/articles", "application/json", `{"headlin":"x"}`, "Authorization", key), made, "headlin"},
		{"with one that is refused", send("POST", "/v1/articles", "application/json", `{"headlin":"x"}`, "Authorization", key), bad, ""},
		{"of no JSON", send("POST", "/v1/articles", "application/json", `{`, "Authorization", key), made, "is not JSON"},
		{"GET then PUT", send("PUT", "/v1/articles/x", "application/json", ok.body, "Authorization", key, "If-Match", tag), ok, ""},
		{"PUT without If-Match", send("PUT", "/v1/articles/x", "application/json", ok.body, "Authorization", key), ok, "If-Match"},
		{"an author without a name", send("PUT", "/v1/authors/x", "application/json", `{"kind":"desk"}`, "Authorization", key, "If-Match", tag), author, "name"},
		{"null", send("PUT", "/v1/authors/x", "application/json", `{"name":"A","bio":null}`, "Authorization", key, "If-Match", tag), author, "/bio"},
		{"null in a merge patch", send("PATCH", "/v1/authors/x", "application/merge-patch+json", `{"bio":null}`, "Authorization", key, "If-Match", tag), author, ""},
		{"an author's kind alone", send("PATCH", "/v1/authors/x", "application/merge-patch+json", `{"kind":"desk"}`, "Authorization", key, "If-Match", tag), author, ""},
		{"a JSON Patch", send("PATCH", "/v1/authors/x", "application/json-patch+json", `[{"op":"remove","path":"/bio"}]`, "Authorization", key, "If-Match", tag), author, ""},
		{"a JSON Patch of no operation", send("PATCH", "/v1/authors/x", "application/json-patch+json", `[{"op":"mend","path":"/bio"}]`, "Authorization", key, "If-Match", tag), author, "/0"},
		{"parameters", get("/v1/articles?section=politics&section=world&limit=100&status=draft"), page, ""},
		{"an unknown parameter", get("/v1/articles?order=up"), page, `no parameter "order"`},
		{"a limit out of bounds", get("/v1/articles?limit=101"), page, "limit"},
		{"a status that there is not", get("/v1/articles?status=lost"), page, "status"},
		{"plain text", send("POST", "/v1/import", "text/plain; charset=utf-8", "By Nobody", "Authorization", key), made.saying(201, s.example("Imported")), ""},
		{"no text", send("POST", "/v1/import", "text/plain", "", "Authorization", key), made.saying(201, s.example("Imported")), "minLength"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said(t, s.answer(t, c.r, c.a), c.want)
		})
	}
}

// A handler behind the check can still flush, and one that writes nothing
// answers 200.
func TestHandlerPassesThrough(t *testing.T) {
	t.Parallel()
	s, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	heard := &listener{TB: t}
	w := httptest.NewRecorder()
	s.Handler(heard, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Write([]byte(`{"status":`)) //nolint:errcheck // a recorder
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("cannot flush: %v", err)
		}
		w.Write([]byte(`"ok"}`)) //nolint:errcheck // a recorder
	})).ServeHTTP(w, get("/healthz"))
	if !w.Flushed || w.Body.String() != `{"status":"ok"}` || len(heard.faults) > 0 {
		t.Errorf("flushed: %v, body %q, held against it: %q", w.Flushed, w.Body, heard.faults)
	}
	s.Handler(heard, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(httptest.NewRecorder(), get("/healthz"))
	said(t, heard.faults, "answered 200")
}

// Who hangs up gets no answer, and none is checked.
func TestHandlerWithoutCaller(t *testing.T) {
	t.Parallel()
	s, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	heard := &listener{TB: t}
	s.Handler(heard, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).
		ServeHTTP(httptest.NewRecorder(), get("/v1/articles").WithContext(ctx))
	said(t, heard.faults, "")
}
