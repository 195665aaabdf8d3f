package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

func TestDocsRunUnderTheirPolicy(t *testing.T) {
	t.Parallel()
	s := serve(t)
	page := s.get("/docs").is(http.StatusOK)
	policy := page.header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("the policy is %q", policy)
	}
	html := string(page.body)
	if regexp.MustCompile(`<script>|<style|\son\w+=|style=|javascript:`).MatchString(html) {
		t.Errorf("the page has what its policy forbids:\n%s", html)
	}
	assets := regexp.MustCompile(`(?:src|href)="(/[^"]*)"`).FindAllStringSubmatch(html, -1)
	if len(assets) < 4 {
		t.Errorf("the page loads %q", assets)
	}
	for _, a := range assets {
		for _, accept := range []string{"", "gzip", "zstd, gzip"} {
			got := s.do(call{method: "GET", path: a[1], headers: map[string]string{"Accept-Encoding": accept}}).is(http.StatusOK)
			if len(decoded(t, got)) < 500 && a[1] != "/docs/start.js" || got.header.Get("Cache-Control") == "" {
				t.Errorf("%s as %q: %d bytes, %v", a[1], accept, len(got.body), got.header)
			}
		}
	}
	problems := string(s.get("/docs/problems").is(http.StatusOK).body)
	for _, name := range []string{"stale", "invalid", "syntax", "unavailable"} {
		if !strings.Contains(problems, `id="`+name+`"`) {
			t.Errorf("/docs/problems does not explain %s", name)
		}
	}
}

// lines are the log's lines so far.
func (s *site) lines() (lines []map[string]any) {
	s.t.Helper()
	for line := range strings.SplitSeq(strings.TrimSpace(s.log.String()), "\n") {
		var l map[string]any
		if line == "" {
			continue
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			s.t.Fatalf("%v: %s", err, line)
		}
		lines = append(lines, l)
	}
	return lines
}

func TestOneLogLineOfEachRequest(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id := s.draft("A story that is logged").article().ID.String()
	s.do(call{as: auth.Write, method: "POST", path: "/v1/import?dry_run=true&headline=hush-hush", media: "text/plain", body: "A\n\nB",
		headers: map[string]string{"X-Request-Id": "my-own-request"}}).is(http.StatusOK)
	s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: `{"kind": "gossip", "language": "?"}`}).is(422)
	s.get("/v1/nothing").is(404)
	lines := s.lines()
	if len(lines) != 4 {
		t.Fatalf("%d lines of 4 requests: %s", len(lines), s.log)
	}
	for i, want := range []map[string]any{
		{"method": "POST", "route": "/v1/articles", "status": 201.0, "key": "the write desk", "article": id, "client": "127.0.0.1"},
		{"route": "/v1/import", "path": "/v1/import", "status": 200.0, "request_id": "my-own-request"},
		{"status": 422.0, "problem": "invalid", "faults": 2.0},
		{"status": 404.0, "problem": "not-found"},
	} {
		for name, value := range want {
			if lines[i][name] != value {
				t.Errorf("line %d: %s is %v, not %v", i, name, lines[i][name], value)
			}
		}
		if lines[i]["duration"] == nil || lines[i]["bytes"] == 0.0 {
			t.Errorf("line %d is %v", i, lines[i])
		}
	}
	for _, secret := range []string{s.keys[auth.Write], "hush-hush"} {
		if strings.Contains(s.log.String(), secret) {
			t.Error("the log has a secret")
		}
	}
}

func TestReadsAreSampled(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.LogReads = 0 })
	tag := s.get("/v1/newsroom").is(200).etag()
	s.do(call{method: "GET", path: "/v1/newsroom", headers: map[string]string{"If-None-Match": tag}}).is(304)
	s.get("/v1/articles/none").is(404)
	if lines := s.lines(); len(lines) != 1 || lines[0]["status"] != 404.0 {
		t.Errorf("logged: %s", s.log)
	}
}

func TestFaultsOfOursShowNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) {
		d.Readers = map[string]intake.Reader{"text/plain": func(text []byte, _ intake.Options) (intake.Found, error) {
			if strings.Contains(string(text), "panic") {
				panic("secret of the stack")
			}
			return intake.Found{}, errors.New("secret of the error")
		}}
		principal := d.Principal
		d.Principal = func(ctx context.Context, hash []byte) (auth.Principal, error) {
			if string(hash) == string(auth.Hash("away")) {
				return auth.Principal{}, fmt.Errorf("%w: dial tcp 10.1.2.3", news.ErrUnavailable)
			}
			return principal(ctx, hash)
		}
		d.Ready = func(context.Context) error { return errors.New("secret of the schema") }
	})
	for name, c := range map[string]struct {
		call
		status int
		kind   string
	}{
		"panic":       {call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/plain", body: "panic"}, 500, "internal"},
		"error":       {call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/plain", body: "error"}, 500, "internal"},
		"unavailable": {call{method: "GET", path: "/v1/articles", headers: map[string]string{"Authorization": "Bearer away"}}, 503, "unavailable"},
		"not ready":   {call{method: "GET", path: "/readyz"}, 503, "unavailable"},
	} {
		a := s.do(c.call)
		a.isProblem(c.status, c.kind)
		if strings.Contains(string(a.body), "secret") || strings.Contains(string(a.body), "10.1.2.3") {
			t.Errorf("%s: the answer tells too much: %s", name, a.body)
		}
		if (a.header.Get("Retry-After") == "") != (c.status == 500) || !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s: headers %v", name, a.header)
		}
	}
	for _, told := range []string{"secret of the stack", "secret of the error", "secret of the schema", "10.1.2.3"} {
		if !strings.Contains(s.log.String(), told) {
			t.Errorf("the log does not have %q", told)
		}
	}
	s.get("/healthz").is(200)
}

func TestWhoHangsUpIsNoFaultOfOurs(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	s := serve(t, func(d *api.Deps) {
		d.Principal = func(ctx context.Context, _ []byte) (auth.Principal, error) {
			close(asked)
			<-ctx.Done()
			return auth.Principal{}, ctx.Err()
		}
	})
	ctx, hangUp := context.WithCancel(t.Context())
	go func() {
		<-asked
		hangUp()
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/v1/articles", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer sw_x")
	resp, err := client.Do(r)
	if err == nil {
		defer resp.Body.Close()
		t.Fatal("there is an answer")
	}
	s.Close() // waits for what is being answered
	if lines := s.lines(); len(lines) != 1 || lines[0]["status"] != 499.0 || lines[0]["level"] != "INFO" {
		t.Errorf("logged: %s", s.log)
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, path := range []string{"/v1/articles", "/v1/nothing", "/healthz", "/docs"} {
		h := s.get(path).header
		for _, name := range []string{"X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "X-Request-Id"} {
			if h.Get(name) == "" {
				t.Errorf("%s: no %s", path, name)
			}
		}
	}
}

func TestQuotesAreWritesToTheirArticle(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := s.published("A story with words")
	article := story.article()
	path := "/v1/quotes/" + article.Quotes[0].ID.String()
	quote := s.get(path).is(200)
	if quote.etag() != story.etag() {
		t.Errorf("a quote's tag is %s, its article's %s", quote.etag(), story.etag())
	}
	changed := s.do(call{as: auth.Publish, method: "PATCH", path: path + minor, media: mergeOf, body: `{"speaker": null, "medium": "letter"}`, headers: ifMatch(story.etag())}).is(200)
	if got := s.get("/v1/articles/" + article.Slug); got.etag() != changed.etag() || !strings.Contains(string(got.body), `"medium":"letter"`) {
		t.Errorf("the article did not change with its quote: %s", got.body)
	}
	s.do(call{as: auth.Publish, method: "PATCH", path: path + minor, media: mergeOf, body: `{}`, headers: ifMatch(story.etag())}).isProblem(412, "stale")
	faults := s.do(call{as: auth.Publish, method: "PATCH", path: path + minor, media: mergeOf, body: `{"text": "never said", "said_on": "then"}`, headers: ifMatch("*")}).isProblem(422, "invalid")
	if len(faults) != 2 || !strings.HasPrefix(faults[0], "/said_on: ") || !strings.HasPrefix(faults[1], "/text: ") {
		t.Errorf("the faults are %q", faults)
	}
	s.do(call{as: auth.Publish, method: "POST", path: "/v1/quotes", body: `{"article_id": "", "text": "x"}`, headers: ifMatch("*")}).isProblem(422, "invalid")
}

func TestEntitiesKeepTheirSlugs(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("A story by Mira Okafor")
	got := s.get("/v1/authors/mira-okafor").is(200)
	renamed := s.do(call{as: auth.Publish, method: "PUT", path: "/v1/authors/mira-okafor" + minor, body: `{"name": "Mira Okafor-Lund", "links": []}`, headers: ifMatch(got.etag())}).is(200)
	var author news.Author
	renamed.read(&author)
	if author.Slug != "mira-okafor" || author.Name != "Mira Okafor-Lund" || author.Version != 2 {
		t.Errorf("renamed: %s", renamed.body)
	}
	if a := s.get("/v1/articles/a-story-by-mira-okafor").article(); a.Authors[0].Name != "Mira Okafor-Lund" {
		t.Errorf("the article still says %s", a.Authors[0].Name)
	}
}
