package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// writePages fills a folder with pages about an invented harbour, each of its
// own, and three that are none.
func writePages(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for i := range n {
		page := fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Berth %[1]d opens</title><link rel="canonical" href="https://log.example/berths/%[1]d"></head>
			<body><article><h1>Berth %[1]d opens in Ostholm</h1><p class="byline">By Mira Okafor</p>
			<p>Berth number %[1]d was opened on Monday by the harbour trust of Ostholm, after %[2]d months of work on its piles and its crane, which lifts %[3]d tonnes.</p>
			<p>“We have waited %[2]d months for this,” said Ines Vale %[1]d, who keeps the log of the berth.</p>
			<p>The next ships are due on day %[3]d of the season, the trust said, and bring timber and salt for shed %[1]d.</p></article></body></html>`, i, i*7+3, i*13+5)
		write(t, filepath.Join(dir, fmt.Sprintf("part-%d", i%3), fmt.Sprintf("berth-%03d.html", i)), page)
	}
	write(t, filepath.Join(dir, "broken-1.html"), "<!doctype html><html><body></body></html>")
	write(t, filepath.Join(dir, "broken-2.ndjson"), "{\"headline\": \"Cut o\n")
	write(t, filepath.Join(dir, "broken-3.json"), `{"uri": "x", "pubstatus": "canceled", "headline": "Gone"}`)
	write(t, filepath.Join(dir, ".hidden"), "not for us")
	return dir
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// drafts counts what is there, page by page.
func (p *program) drafts(key string) (n int) {
	p.t.Helper()
	for path := "/v1/articles?status=draft&limit=100"; path != ""; {
		var list struct {
			Data []json.RawMessage
			Next *string
		}
		_, body := p.send("GET", path, key, "", "")
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			p.t.Fatal(body)
		}
		n += len(list.Data)
		if path = ""; list.Next != nil {
			path = "/v1/articles?status=draft&limit=100&cursor=" + *list.Next
		}
	}
	return n
}

// TestAFolderIsImportedOnce stops an import of a folder, kills the next one, and
// runs it to its end: each page is there once, and the broken ones are named.
func TestAFolderIsImportedOnce(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	key := regexp.MustCompile(`sw_[\w-]{43}`).FindString(p.said.String())
	const pages = 200
	dir := writePages(t, pages)

	stopped := p.stopAfter(20, syscall.SIGINT, dir)
	if !strings.Contains(stopped, " imported, 0 known, ") || !strings.Contains(stopped, "stopped before the end") {
		t.Errorf("it was stopped, and said:\n%s", stopped)
	}
	afterStop := p.drafts(key)
	if said := regexp.MustCompile(`(\d+) imported,`).FindStringSubmatch(stopped); said == nil || said[1] != fmt.Sprint(afterStop) || afterStop >= pages {
		t.Errorf("there are %d drafts, and it said:\n%s", afterStop, stopped)
	}
	p.stopAfter(afterStop+40, syscall.SIGKILL, dir)
	out, said, err := p.run("", "import", dir)
	if err == nil {
		t.Error("it succeeded, with three broken files")
	}
	for _, broken := range []string{"broken-1.html", "broken-2.ndjson:1", "broken-3.json"} {
		if strings.Count(said, broken) != 1 {
			t.Errorf("it does not tell of %s once:\n%s", broken, said)
		}
	}
	if strings.Contains(said, "\r") || strings.Contains(said, "berth-") {
		t.Errorf("a bar, or a page that is no failure, where no terminal is:\n%q", said)
	}
	if n := p.drafts(key); n != pages {
		t.Errorf("%d drafts of %d pages", n, pages)
	}
	if n := strings.Count(out, "the newsroom has it: "); n < afterStop+40 || n >= pages {
		t.Errorf("%d were there before", n)
	}
	if out, _, _ := p.run("", "import", filepath.Join(dir, "part-*", "*.html")); strings.Count(out, "the newsroom has it: ") != pages {
		t.Errorf("by a pattern:\n%s", out)
	}
	if _, said, err := p.run("", "import", filepath.Join(dir, "nothing-*.html")); err == nil || !strings.Contains(said, "no file is called") {
		t.Errorf("what fits nothing: %v, %s", err, said)
	}
}

// stopAfter imports a folder and sends the signal once so many lines have been
// said; it returns what was said beside them.
func (p *program) stopAfter(stories int, signal syscall.Signal, dir string) string {
	p.t.Helper()
	cmd := exec.CommandContext(p.t.Context(), binary, "import", "--jobs", "4", dir)
	cmd.Env = p.env
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "/v1/articles/") {
			if n++; n == stories {
				if err := cmd.Process.Signal(signal); err != nil {
					p.t.Fatal(err)
				}
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		p.t.Errorf("it ended by itself after %d stories", n)
	}
	return said.String()
}

// TestLinesAreImportedOneByOne imports an export that has a mark, a broken line
// and one of a story that is there twice.
func TestLinesAreImportedOneByOne(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	var b strings.Builder
	b.WriteString("{\"export\":{\"cursor\":\"1:2\"}}\n\n")
	for i := range 30 {
		fmt.Fprintf(&b, `{"headline": "Log entry %d", "body": [{"type": "paragraph", "text": "High water stood at %d feet by the old gauge on the quay."}]}`+"\n", i, i)
	}
	b.WriteString(`{"headline": "Log` + "\n")
	b.WriteString(`{"headline": "Last entry", "body": [{"type": "paragraph", "text": "Low water was at noon, as the old gauge on the quay has it."}]}`)
	out, said, err := p.run(b.String(), "import", "-")
	if err == nil || strings.Count(out, ": draft /v1/articles/") != 31 || !strings.Contains(said, "-:33 is not JSON") {
		t.Errorf("%v\n%s\n%s", err, out, said)
	}
	if out, _, _ := p.run(b.String(), "import", "-"); strings.Count(out, "the newsroom has it") != 31 {
		t.Errorf("the second time:\n%s", out)
	}
}

// TestWhatIsNoPageIsNamedInASentence hands over what nobody can import, and explains
// it: each line says of what file it is and what is wrong with that.
func TestWhatIsNoPageIsNamedInASentence(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "nothing.txt"), "")
	write(t, filepath.Join(dir, "blank.txt"), " \n\n ")
	write(t, filepath.Join(dir, "cut.json"), `{"headline": `)
	write(t, filepath.Join(dir, "wrong.ndjson"), `{"headline": 5}`+"\n"+`{"headline": "A", "kind": "gossip"}`)
	write(t, filepath.Join(dir, "long.txt"), strings.Repeat("a", maxPage+1))
	if err := os.Symlink("b", filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a", filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	_, said, err := p.run("", "import", dir, in("absent.txt"), in("a"), "/dev/null")
	want := []string{"nothing.txt is empty", "blank.txt: the text is empty", "cut.json is not JSON", "wrong.ndjson:1: /headline: is not", "wrong.ndjson:2: /kind: ",
		"long.txt is longer than 10 MiB", "absent.txt: no such file or directory", "/a: too many levels of symbolic links", "/dev/null is empty"}
	for _, line := range want {
		if strings.Count(said, line) != 1 {
			t.Errorf("it does not say %q once", line)
		}
	}
	if err == nil || strings.Contains(said, "invalid") || strings.Contains(said, "open ") {
		t.Errorf("%v:\n%s", err, said)
	}
	if _, said, err := p.run("", "import", "--explain", in("blank.txt"), in("absent.txt")); err == nil ||
		!strings.Contains(said, "blank.txt: the text is empty") || !strings.Contains(said, "absent.txt: no such file or directory") {
		t.Errorf("explained: %v:\n%s", err, said)
	}
}

// reads waits until somebody reads a pipe, and is the end that they wait for.
func reads(t *testing.T, pipe string) *os.File {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		w, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0) // fails while nobody does
		if err == nil {
			return w
		}
		if time.Now().After(deadline) {
			t.Fatalf("nobody reads the pipe: %v", err)
		}
	}
}

// TestWhoReadsAPipeCanBeStopped stops what reads of a pipe in which nothing comes.
func TestWhoReadsAPipeCanBeStopped(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"import", pipe}, {"import", "--explain", pipe}} {
		cmd := exec.CommandContext(t.Context(), binary, args...)
		cmd.Env = p.env
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		writer := reads(t, pipe)
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if err == nil || !strings.Contains(said.String(), "stopped before the end") {
				t.Errorf("%q: %v: %s", args, err, said.String())
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%q goes on", args)
			_ = cmd.Process.Kill()
		}
		_ = writer.Close()
	}
}

// TestWhatHasChangedIsProposed imports a page again that says something else now.
func TestWhatHasChangedIsProposed(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	const page = "Old gauge moved\nBy Ruth Hallam\n\nThe old gauge on the quay at Port Ellery was moved by two metres on Monday, the harbour office said, and everybody who reads the height of the water from the bridge is asked to read it from the steps for now, where a second gauge has been set up beside the ferry's berth until spring.\n\nThe keeper of the gauge has written down the height of the water twice a day for thirty years, and keeps the books in a cupboard of the old customs house, where anybody may look at them on the first morning of each month, or ask for a page by letter.\n"
	if out, said, err := p.run(page, "import", "-"); err != nil || !strings.Contains(out, ": draft /v1/articles/") {
		t.Fatalf("%v\n%s\n%s", err, out, said)
	}
	if out, said, err := p.run(page, "import", "--update", "-"); err != nil || !strings.Contains(out, "the newsroom has it") {
		t.Errorf("unchanged: %v\n%s\n%s", err, out, said)
	}
	changed := strings.Replace(page, "two metres", "three metres", 1)
	if out, said, err := p.run(changed, "import", "--update", "-"); err != nil || !strings.Contains(out, "is proposed: /v1/proposals/") {
		t.Errorf("changed: %v\n%s\n%s", err, out, said)
	}
}

func TestTourOfImport(t *testing.T) {
	t.Parallel()
	lines := furnished(t).paste("docs/import.md")
	last := []byte(lines[len(lines)-1])
	var story struct {
		Version     int
		Quotes      []struct{ Speaker *struct{ Name, Title string } }
		Corrections []struct{ Note string }
	}
	if err := json.Unmarshal(last, &story); err != nil {
		t.Fatalf("the tour does not end with a story: %v\n%s", err, last)
	}
	if story.Version != 2 || len(story.Corrections) != 1 || len(story.Quotes) != 2 || story.Quotes[1].Speaker == nil || story.Quotes[1].Speaker.Title != "engineer" {
		t.Errorf("the tour's story: %s", last)
	}
	out := strings.Join(lines, "\n")
	for _, step := range []string{`not "Nether Quay gets new lock gates"`, "201 published", `"by":"words","likeness":1`, `"after":"The work will close the canal for twelve weeks`, "200 accepted", `"item":"https://wire.example/2","status":422`, "the newsroom has it: published"} {
		if !strings.Contains(out, step) {
			t.Errorf("the tour does not show %s:\n%s", step, out)
		}
	}
}
