package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// binary is the program, built once for the tests that run it as users do.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "storywire-main-")
	if err != nil {
		panic(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the private Postgres runs as another user where we are root
		panic(err)
	}
	binary = filepath.Join(dir, "storywire")
	if out, err := exec.CommandContext(context.Background(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s", out)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// program is a data folder and an address, and the program that runs there.
type program struct {
	t    *testing.T
	env  []string
	dir  string
	url  string
	cmd  *exec.Cmd
	said *bytes.Buffer
}

// freeAddress is an address that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	var listen net.ListenConfig
	l, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// place is a data folder and an address that nobody uses yet.
func place(t *testing.T) *program {
	t.Helper()
	dir, err := os.MkdirTemp(filepath.Dir(binary), "data-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // postgres, another user, must pass
		t.Fatal(err)
	}
	addr := freeAddress(t)
	return &program{t: t, dir: dir, url: "http://" + addr, env: append(os.Environ(), "DATABASE_URL=",
		"STORYWIRE_DATA_DIR="+dir, "STORYWIRE_ADDR="+addr, "STORYWIRE_ADMIN_KEY=", "STORYWIRE_DRAIN=50ms")}
}

// start runs the server and waits until it is ready.
func (p *program) start() {
	p.t.Helper()
	p.said = &bytes.Buffer{}
	p.cmd = exec.CommandContext(context.WithoutCancel(p.t.Context()), binary)
	p.cmd.Env = p.env
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && !strings.Contains(lines.Text(), "Try ") {
		fmt.Fprintln(p.said, lines.Text())
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if status, _ := p.get("/readyz"); status == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("not ready after 20 s:\n%s", p.said)
		}
	}
	p.t.Cleanup(func() { _ = p.end(syscall.SIGKILL) }) // it says that it was killed
}

// started is start for the first time, and the admin key that it shows.
func (p *program) started() (key string) {
	p.t.Helper()
	p.start()
	return regexp.MustCompile(`sw_[\w-]{43}`).FindString(p.said.String())
}

// end sends the signal and returns how the program ended.
func (p *program) end(signal syscall.Signal) error {
	if p.cmd.ProcessState != nil {
		return nil
	}
	if err := p.cmd.Process.Signal(signal); err != nil {
		return err
	}
	return p.cmd.Wait()
}

// get is the answer to an anonymous GET; status 0 where there is none.
func (p *program) get(path string) (status int, body string) {
	return p.send(http.MethodGet, path, "", "", "")
}

func (p *program) send(method, path, key, media, body string) (status int, answer string) {
	p.t.Helper()
	header := http.Header{}
	if key != "" {
		header.Set("Authorization", "Bearer "+key)
	}
	if media != "" {
		header.Set("Content-Type", media)
	}
	return p.request(method, path, header, body)
}

// request is what a request is answered with; status 0 where there is no
// answer, or not the whole of one.
func (p *program) request(method, path string, header http.Header, body string) (status int, answer string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(body))
	if err != nil {
		p.t.Error(err)
		return 0, ""
	}
	r.Header = header
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(all)
}

// run is a subcommand's standard output and what it said beside it.
func (p *program) run(stdin string, args ...string) (out, said string, err error) {
	p.t.Helper()
	cmd := exec.CommandContext(p.t.Context(), binary, args...)
	cmd.Env, cmd.Stdin = p.env, strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err
}

func TestFirstStartAndEnd(t *testing.T) {
	t.Parallel()
	p := place(t)
	p.start()
	key := regexp.MustCompile(`sw_[\w-]{43}`).FindString(p.said.String())
	for _, want := range []string{p.url + "/v1", p.url + "/docs", p.dir, "admin-key"} {
		if key == "" || !strings.Contains(p.said.String(), want) {
			t.Fatalf("the start does not tell of %s, or of a key:\n%s", want, p.said)
		}
	}
	if info, err := os.Stat(filepath.Join(p.dir, "admin-key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the kept key: %v, %v", info, err)
	}
	if status, body := p.send(http.MethodGet, "/v1/keys", key, "", ""); status != http.StatusOK {
		t.Errorf("the shown key gets %d: %s", status, body)
	}
	other := *p
	other.env = append(append([]string{}, p.env...), "STORYWIRE_ADDR=127.0.0.1:0")
	if _, said, err := other.run("", "serve"); err == nil || !strings.Contains(said, fmt.Sprint(p.cmd.Process.Pid)) {
		t.Errorf("a second server on the same data: %v, %q", err, said)
	}
	begun := time.Now()
	if err := p.end(syscall.SIGTERM); err != nil || time.Since(begun) > 15*time.Second {
		t.Errorf("it ended after %s with %v", time.Since(begun), err)
	}
	p.start()
	if strings.Contains(p.said.String(), key) {
		t.Error("the second start shows the key again")
	}
	if status, _ := p.send(http.MethodGet, "/v1/keys", key, "", ""); status != http.StatusOK {
		t.Errorf("after a restart the key gets %d", status)
	}
}

func TestOperatorsHaveAListenerOfTheirOwn(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	ops := freeAddress(t)
	p.env = append(p.env, "STORYWIRE_OPS_ADDR="+ops)
	p.start()
	p.get("/v1/articles")
	private := &program{t: t, url: "http://" + ops}
	if status, body := private.get("/metrics"); status != http.StatusOK || !strings.Contains(body, `storywire_http_request_duration_seconds_count{method="GET",route="/v1/articles",status="200"} 1`) {
		t.Errorf("/metrics: %d %.300s", status, body)
	}
	if status, _ := private.get("/debug/pprof/"); status != http.StatusOK {
		t.Errorf("/debug/pprof/: %d", status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if status, _ := p.get(path); status != http.StatusNotFound {
			t.Errorf("the public listener answers %s with %d", path, status)
		}
	}
}

func TestSubcommandsUseTheRunningServersDatabase(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	for _, want := range []string{"were new", "0 of the sample's"} {
		if out, said, err := p.run("", "sample"); err != nil || !strings.Contains(out, want) {
			t.Fatalf("sample: %q, %q, %v", out, said, err)
		}
	}
	out, said, err := p.run("", "key", "create", "--name", "desk", "--scopes", "write,publish", "--expires", "90d")
	key := strings.TrimSpace(out)
	if err != nil || !strings.HasPrefix(key, "sw_") {
		t.Fatalf("key create: %q, %q, %v", out, said, err)
	}
	if out, _, err = p.run("", "key", "list"); err != nil || !strings.Contains(out, "desk") || strings.Contains(out, key) {
		t.Errorf("key list: %q, %v", out, err)
	}
	if out, said, err := p.run("", "key", "create", "--name", "Coast Agency", "--scopes", "feed", "--advance", "--limit", "30"); err != nil || !strings.Contains(said, "feed,advance  30 a minute") {
		t.Errorf("key create: %q, %q, %v", out, said, err)
	}
	if out, said, err := p.run("", "key", "create", "--name", "desk", "--scopes", "write", "--advance"); err == nil || !strings.Contains(said, "scope feed") {
		t.Errorf("key create: %q, %q, %v", out, said, err)
	}
	id := strings.Fields(said)[0]
	if out, said, err = p.run("", "key", "revoke", id); err != nil {
		t.Errorf("key revoke: %q, %q, %v", out, said, err)
	}
	if status, _ := p.send(http.MethodGet, "/v1/articles", key, "", ""); status != http.StatusUnauthorized {
		t.Errorf("a revoked key gets %d", status)
	}
	if out, said, err = p.run("The pier is shut, said Ada Ferrow, the harbour master, on Monday.\n", "import", "--publish", "--headline", "Pier shut", "-"); err != nil {
		t.Fatalf("import: %q, %q, %v", out, said, err)
	}
	if status, body := p.get("/v1/articles/pier-shut"); status != http.StatusOK || !strings.Contains(body, "harbour master") {
		t.Errorf("what was imported: %d %s", status, body)
	}
	if out, _, err = p.run("", "migrate", "version"); err != nil || !strings.Contains(out, "schema version") {
		t.Errorf("migrate version: %q, %v", out, err)
	}
}

func TestSubcommandsWithoutAServer(t *testing.T) {
	t.Parallel()
	p := place(t)
	if out, said, err := p.run("", "key", "create", "--name", "early", "--scopes", "write"); err != nil || !strings.HasPrefix(out, "sw_") {
		t.Fatalf("key create before the first start: %q, %q, %v", out, said, err)
	}
	if out, said, err := p.run("", "migrate", "down", "1"); err != nil || !strings.Contains(out, "version") {
		t.Errorf("migrate down: %q, %q, %v", out, said, err)
	}
	if out, said, err := p.run("", "migrate", "up"); err != nil {
		t.Errorf("migrate up: %q, %q, %v", out, said, err)
	}
	if out, _, err := p.run("", "key", "list"); err != nil || !strings.Contains(out, "early") {
		t.Errorf("the key is gone: %q, %v", out, err)
	}
}

func TestEverySubcommandExplainsItself(t *testing.T) {
	t.Parallel()
	p := place(t)
	for _, c := range commands() {
		out, _, err := p.run("", c.name, "-h")
		if err != nil || !strings.Contains(out, "Usage: storywire "+c.name) || len(out) < 80 {
			t.Errorf("%s -h: %q, %v", c.name, out, err)
		}
	}
	if out, _, err := p.run("", "-h"); err != nil || !strings.Contains(out, "STORYWIRE_ADDR") {
		t.Errorf("-h: %q, %v", out, err)
	}
	for _, wrong := range [][]string{{"sevre"}, {"key", "make"}, {"migrate", "down"}, {"import"}, {"serve", "--fast"}} {
		if _, said, err := p.run("", wrong...); err == nil {
			t.Errorf("%v passed: %q", wrong, said)
		}
	}
}

// paste runs the tour of a document in a shell beside a running server, as a
// newcomer does, and returns the lines that it prints.
func (p *program) paste(document string) []string {
	t := p.t
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	_, tour, found := strings.Cut(string(text), "<!-- the tour -->\n\n```sh\n")
	tour, _, closed := strings.Cut(tour, "\n```\n")
	if !found || !closed {
		t.Fatalf("%s has no tour", document)
	}
	p.start()
	tour = strings.NewReplacer("http://127.0.0.1:8080", p.url, "bin/storywire", binary).Replace(tour)
	cmd := exec.CommandContext(t.Context(), "sh", "-eu")
	dir := t.TempDir()
	cmd.Dir, cmd.Env, cmd.Stdin = dir, slices.Concat(p.env, []string{"TMPDIR=" + dir}), strings.NewReader(tour) // what it makes with mktemp goes with the test
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestTour(t *testing.T) {
	t.Parallel()
	lines := place(t).paste("README.md")
	last := []byte(lines[len(lines)-1])
	var story struct {
		Status, Headline string
		Quotes           []struct {
			Text    string
			Speaker *struct{ Name string }
		}
	}
	if err := json.Unmarshal(last, &story); err != nil {
		t.Fatalf("the tour does not end with a story: %v\n%s", err, last)
	}
	if story.Status != "published" || len(story.Quotes) == 0 || story.Quotes[0].Speaker == nil {
		t.Errorf("the tour's story: %s", last)
	}
}

func TestTourOfCorrections(t *testing.T) {
	t.Parallel()
	lines := furnished(t).paste("docs/corrections.md")
	last := []byte(lines[len(lines)-1])
	var page struct {
		Data []struct {
			Kind    string
			Article struct{ Status string }
		}
	}
	if err := json.Unmarshal(last, &page); err != nil {
		t.Fatalf("the tour does not end with the corrections page: %v\n%s", err, last)
	}
	if len(page.Data) != 1 || page.Data[0].Kind != "retraction" || page.Data[0].Article.Status != "retracted" {
		t.Errorf("the corrections page: %s", last)
	}
	if out := strings.Join(lines, "\n"); !strings.Contains(out, `"name":"Courier"},"sent":true`) || !strings.Contains(out, `"sent":1,"acknowledged":1,"waiting":0}`) {
		t.Errorf("nobody was reached: %s", out)
	}
}

func TestTourOfHistory(t *testing.T) {
	t.Parallel()
	lines := furnished(t).paste("docs/history.md")
	if last, want := lines[len(lines)-1], `{"from":1,"to":3,"changes":[]}`; last != want {
		t.Errorf("the tour ends with %s", last)
	}
}
