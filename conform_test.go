package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// drilling is a server with a quick drill.
func drilling(t *testing.T) *program {
	t.Helper()
	p := furnished(t)
	p.env = append(p.env, "STORYWIRE_DRILL_STEP=500ms")
	p.start()
	return p
}

// partnerKey is a new key for a partner's program.
func (p *program) partnerKey() string {
	p.t.Helper()
	key, made, err := p.run("", "key", "create", "--name", "Coast Agency", "--scopes", "feed")
	if err != nil {
		p.t.Fatalf("key create: %q, %v", made, err)
	}
	return strings.TrimSpace(key)
}

// TestTheTourOfTheDrill runs what the partners' document shows, as it is shown
// there but for the server's address and the time that it takes.
func TestTheTourOfTheDrill(t *testing.T) {
	t.Parallel()
	for _, needed := range []string{"sh", "curl", "jq"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("the tour is not run: %v", err)
		}
	}
	p := drilling(t)
	key := p.partnerKey()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "follow.sh"), []byte(clientOf(t, "sh")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(dir, "storywire")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("docs/partners.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tour, _ := strings.Cut(string(text), "\n```sh tour\n")
	tour, _, found := strings.Cut(tour, "\n```\n")
	if !found {
		t.Fatal("docs/partners.md has no tour of the drill")
	}
	tour = strings.NewReplacer("http://127.0.0.1:8080", p.url, "-for 3m", "-for 20s").Replace(tour)
	cmd := exec.CommandContext(t.Context(), "sh", "-c", tour)
	cmd.Dir, cmd.Env = dir, slices.Concat(p.env, []string{"STORYWIRE_KEY=" + key, "PATH=" + dir + ":" + os.Getenv("PATH")})
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second // what runs beside it holds its output open
	said, err := cmd.Output()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // the client, which runs for ever
	if err != nil && !strings.Contains(err.Error(), "WaitDelay") {
		t.Errorf("%v", err)
	}
	if strings.Contains(string(said), "MISSED") {
		t.Errorf("a client that misses nothing is said to:\n%s", said)
	}
	for _, entry := range []string{"corrected", "retracted", "killed", "restored", "reset", "the log was begun anew"} {
		if !regexp.MustCompile(`(?m)^seen +` + entry).Match(said) {
			t.Errorf("it is not said that %q was seen:\n%s", entry, said)
		}
	}
}

// forgetful is a partner's program that follows the drill and does not act on one
// type of entry.
type forgetful struct {
	ignores string
	copied  map[string]shownStory
	state   atomic.Pointer[[]byte]
}

func (f *forgetful) follow(ctx context.Context, l *logReader) {
	f.tell()
	for ctx.Err() == nil {
		entries, err := l.next(ctx)
		if err != nil {
			continue // the test ends
		}
		for _, e := range entries {
			switch {
			case e.Type == f.ignores:
			case e.Type == "restarted":
				clear(f.copied)
			case e.Type == "reset":
				if all, err := l.export(ctx); err == nil {
					f.copied = all
				}
			case e.Article != nil:
				f.copied[e.ID] = *e.Article
			default:
				delete(f.copied, e.ID)
			}
		}
		f.tell()
		time.Sleep(20 * time.Millisecond)
	}
}

func (f *forgetful) tell() {
	data := []shownStory{}
	for _, s := range f.copied {
		data = append(data, s)
	}
	text, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		panic(err) // strings and numbers alone
	}
	f.state.Store(&text)
}

func (f *forgetful) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write(*f.state.Load())
}

// TestConformTellsWhatWasMissed of programs each of which ignores one type of
// entry. They wait for the drill, and all for the same one.
func TestConformTellsWhatWasMissed(t *testing.T) {
	t.Parallel()
	p := drilling(t)
	var all sync.WaitGroup
	defer all.Wait()
	for _, ignores := range []string{"retracted", "killed", "corrected", "reset"} {
		key := p.partnerKey() // one key has one export at a time
		all.Go(func() { t.Run(ignores, func(t *testing.T) { missing(t, p, key, ignores) }) })
	}
}

// missing has a program that ignores one type of entry be told so.
func missing(t *testing.T, p *program, key, ignores string) {
	t.Helper()
	api := p.url + "/v1/feeds/drill"
	f := &forgetful{ignores: ignores, copied: map[string]shownStory{}}
	f.tell()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.follow(t.Context(), &logReader{api: api, key: key})
	}()
	t.Cleanup(func() { <-ended })
	state := httptest.NewServer(f)
	defer state.Close()
	cmd := exec.CommandContext(t.Context(), binary, "conform", "-api", api, "-for", "20s", "-within", "1s", state.URL)
	cmd.Env = slices.Concat(p.env, []string{"STORYWIRE_KEY=" + key})
	said, err := cmd.Output()
	if err == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("it ends with %v", err)
	}
	if !regexp.MustCompile(`(?m)^MISSED +` + ignores).Match(said) {
		t.Errorf("it does not tell that what was %s was missed:\n%s", ignores, said)
	}
}

func TestConformRefusesWhatIsNoState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"empty": "", "other.json": `{"stories": []}`, "half.json": `{"data": [{"id": "x"}]}`, "list.json": `[]`,
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readState(t.Context(), path); err == nil || !strings.Contains(err.Error(), "the copy's state") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readState(t.Context(), filepath.Join(dir, "none")); err == nil {
		t.Error("a file that is not there is read")
	}
}

func TestAJudge(t *testing.T) {
	t.Parallel()
	j := &judge{expected: map[string]shownStory{"a": {ID: "a", Version: 2, Headline: "Pier"}, "b": {ID: "b", Version: 1}}}
	for _, c := range []struct {
		name   string
		copied map[string]shownStory
		want   []string
	}{
		{"right", map[string]shownStory{"a": {Version: 2, Headline: "Pier"}, "b": {Version: 1}}, nil},
		{"without headlines, and newer", map[string]shownStory{"a": {Version: 2}, "b": {Version: 3, Headline: "x"}}, nil},
		{"old", map[string]shownStory{"a": {Version: 1}, "b": {Version: 1}}, []string{"Pier is shown as version 1, not 2"}},
		{"none", nil, []string{"Pier is not shown", "b is not shown"}},
		{"too many", map[string]shownStory{"a": {Version: 2}, "b": {Version: 1}, "c": {Version: 4}}, []string{"c is shown, as version 4, and should not be"}},
		{"escaped", map[string]shownStory{"a": {Version: 2, Headline: "&lt;Pier"}, "b": {Version: 1}}, []string{`Pier has the headline "&lt;Pier", not "Pier"`}},
	} {
		if got := j.faults(c.copied); strings.Join(got, "; ") != strings.Join(c.want, "; ") {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
