package main

import (
	"bufio"
	"fmt"
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

// partner is a client out of docs/partners.md that runs beside a server.
type partner struct {
	name  string
	dir   string
	lines chan string // of what it took: type, slug, version
}

// clientOf is the program in the language that the partners' document shows.
func clientOf(t *testing.T, language string) string {
	t.Helper()
	text, err := os.ReadFile("docs/partners.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Clients to begin with\n")
	return codeIn(t, section, language)
}

// codeIn is the first program in a language that a text shows.
func codeIn(t *testing.T, text, language string) string {
	t.Helper()
	_, code, found := strings.Cut(text, "\n```"+language+"\n")
	code, _, closed := strings.Cut(code, "\n```\n")
	if !found || !closed {
		t.Fatalf("docs/partners.md has no %s", language)
	}
	return code + "\n"
}

// follow runs a client; nil where this machine cannot run it.
func (p *program) follow(key, language, file string, command []string, uses ...string) *partner {
	p.t.Helper()
	for _, needed := range append(uses, command[0]) {
		if _, err := exec.LookPath(needed); err != nil {
			p.t.Logf("%s is not run: %v", file, err)
			return nil
		}
	}
	code := clientOf(p.t, language)
	if n := strings.Count(code, "\n"); n > 40 {
		p.t.Errorf("%s has %d lines, and the document says 40", file, n)
	}
	if language == "ts" {
		file, code = forNode(p.t, file, code)
	}
	c := &partner{name: file, dir: p.t.TempDir(), lines: make(chan string, 100)}
	if err := os.WriteFile(filepath.Join(c.dir, file), []byte(code), 0o600); err != nil {
		p.t.Fatal(err)
	}
	if strings.HasSuffix(file, ".mts") {
		command = append(command, "--experimental-strip-types")
	}
	cmd := exec.CommandContext(p.t.Context(), command[0], append(command[1:], file)...)
	cmd.Env = append(os.Environ(), "API="+p.url+"/v1", "STORYWIRE_KEY="+key)
	c.begin(p.t, cmd)
	return c
}

// begin runs a client's program until the test ends.
func (c *partner) begin(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	cmd.Dir, cmd.Stderr = c.dir, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a shell's own children end with it
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			c.lines <- lines.Text()
		}
		_ = cmd.Wait() // it was killed
	}()
	t.Cleanup(func() { <-ended }) // the test's context has ended by then
}

// types are the TypeScript in the document's client that JavaScript has not.
var types = regexp.MustCompile(`(?m)^type .*\n|: (?:Copy\b|string\b|Promise<\w+>)| as Error\b`)

// forNode is the client as the machine's node takes it: as it is from 22.6 on,
// where node leaves the types out by itself, and without them before.
func forNode(t *testing.T, file, code string) (string, string) {
	t.Helper()
	version, err := exec.CommandContext(t.Context(), "node", "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	var major, minor int
	if _, err := fmt.Sscanf(string(version), "v%d.%d", &major, &minor); err != nil {
		t.Fatalf("%s: %v", version, err)
	}
	if major > 22 || major == 22 && minor >= 6 {
		return file, code
	}
	return strings.TrimSuffix(file, ".mts") + ".mjs", types.ReplaceAllString(code, "")
}

// takes fails the test unless these lines come next.
func (c *partner) takes(t *testing.T, want ...string) {
	t.Helper()
	for _, line := range want {
		select {
		case got := <-c.lines:
			if got != line {
				t.Fatalf("%s took %q, not %q", c.name, got, line)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s does not take %q", c.name, line)
		}
	}
}

// TestClientsOfPartnersMissNothing runs the clients that the document shows
// through an export, a new story, a new log, a restart, a story that is withheld and a key
// that is entitled to more.
func TestClientsOfPartnersMissNothing(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	key := regexp.MustCompile(`sw_[\w-]{43}`).FindString(p.said.String())
	publish := func(headline string) {
		if _, said, err := p.run("The pier is shut on Monday.\n", "import", "--publish", "--headline", headline, "-"); err != nil {
			t.Fatalf("import: %q, %v", said, err)
		}
	}
	publish("Pier shut")
	var partners []*partner
	var keys []string
	partner := func(language, file string, command []string, uses ...string) {
		t.Helper()
		secret, made, err := p.run("", "key", "create", "--name", "Coast Agency, "+language, "--scopes", "feed") // one key has one export at a time
		if err != nil {
			t.Fatalf("key create: %q, %v", made, err)
		}
		if c := p.follow(strings.TrimSpace(secret), language, file, command, uses...); c != nil {
			id, _, _ := strings.Cut(made, " ")
			partners, keys = append(partners, c), append(keys, id)
		}
	}
	partner("python", "follow.py", []string{"python3"})
	partner("ts", "follow.mts", []string{"node"})
	partner("sh", "follow.sh", []string{"sh"}, "curl", "jq")
	all := func(want ...string) {
		t.Helper()
		for _, c := range partners {
			c.takes(t, want...)
		}
	}
	all("copied pier-shut 1")
	publish("Pool reopens")
	all("published pool-reopens 1")
	if _, said, err := p.run("", "changes", "epoch"); err != nil {
		t.Fatalf("changes epoch: %q, %v", said, err)
	}
	all("copied pier-shut 1", "copied pool-reopens 1")
	if err := p.end(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.start()
	p.write(http.MethodPost, "/v1/articles/pier-shut/withhold", key, "application/json", `{"note": "We are looking into it."}`)
	all("withheld pier-shut 2")
	publish("Ferry is back")
	all("published ferry-is-back 1")
	for _, c := range partners {
		c.has(t, "pool-reopens", "ferry-is-back")
	}
	for _, id := range keys {
		p.write(http.MethodPatch, "/v1/keys/"+id, key, "application/merge-patch+json", `{"advance": true}`)
	}
	all("copied pool-reopens 1", "copied ferry-is-back 1")
	publish("Tide tables")
	all("published tide-tables 1")
	for _, c := range partners {
		c.has(t, "pool-reopens", "ferry-is-back", "tide-tables")
	}
}

// has fails the test unless the client soon has these stories, and not the one
// that was withheld: it tells what it takes before it is kept.
func (c *partner) has(t *testing.T, slugs ...string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		copied := c.copied(t)
		lacks := func(slug string) bool { return !strings.Contains(copied, slug) }
		if lacks("pier-shut") && !slices.ContainsFunc(slugs, lacks) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the copy of %s is %.1000s", c.name, copied)
		}
	}
}

// copied is what a client has stored.
func (c *partner) copied(t *testing.T) string {
	t.Helper()
	if c.name != "follow.py" {
		text, err := os.ReadFile(filepath.Join(c.dir, "copy.json"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	cmd := exec.CommandContext(t.Context(), "python3", "-c", `import sqlite3; print(sqlite3.connect("copy.db").execute("select story from stories").fetchall())`)
	cmd.Dir = c.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}
