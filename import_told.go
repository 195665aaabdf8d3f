package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// telling tells how an import comes on: of each story on out, of the whole on
// progress, as a bar where that is a terminal and a line now and then where not.
type telling struct {
	mu            sync.Mutex
	out, progress io.Writer
	terminal      bool
	every         time.Duration

	begun, last  time.Time
	total, bytes int64 // total is 0 where it is not known
	fresh, had   int
	failures     []error
}

func newTelling(out, progress *os.File, files []file) *telling {
	t := &telling{out: out, progress: progress, every: 10 * time.Second}
	if info, err := progress.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" {
		t.terminal, t.every = true, 100*time.Millisecond
	}
	for _, f := range files {
		if f.size == 0 && f.name == "-" {
			t.total = 0
			break
		}
		t.total += f.size
	}
	return t
}

func (t *telling) begin() { t.begun = time.Now(); t.last = t.begun }

// made tells of a story that was imported.
func (t *telling) made(name string, doc news.Document, warnings []intake.Warning) {
	lines := []string{fmt.Sprintf("%s: %s /v1/articles/%s", name, doc.Status, doc.Slug)}
	for _, w := range warnings {
		lines = append(lines, fmt.Sprintf("  %s: %s", w.Code, w.Detail))
	}
	t.tell(&t.fresh, lines...)
}

// known tells of a story that the newsroom has: imported before, or from
// elsewhere.
func (t *telling) known(name string, k *news.Known) {
	t.tell(&t.had, fmt.Sprintf("%s: the newsroom has it: %s /v1/articles/%s", name, k.Status, k.Slug))
}

// proposed tells of a story that the newsroom has otherwise.
func (t *telling) proposed(name string, k *news.Known, p *news.Proposal) {
	t.tell(&t.had, fmt.Sprintf("%s: a change of /v1/articles/%s is proposed: /v1/proposals/%s", name, k.Slug, p.ID))
}

func (t *telling) tell(count *int, lines ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*count++
	t.clear()
	fmt.Fprintln(t.out, strings.Join(lines, "\n"))
}

// failed keeps what went wrong for the end.
func (t *telling) failed(name string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failures = append(t.failures, of(name, err))
}

// of says what an error is of, so that the two are a sentence: "pages/a.txt is
// empty", "pages/b.txt: no such file or directory".
func of(name string, err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err // it has the name once more
	}
	switch subject, _, _ := strings.Cut(err.Error(), " "); {
	case name == "":
		return err
	case subject == "is", subject == "has":
		return fmt.Errorf("%s %w", name, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

var errStopped = errors.New("stopped before the end; run it again to go on")

// read tells that so many bytes have been looked at.
func (t *telling) read(bytes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bytes += int64(bytes)
	if now := time.Now(); now.Sub(t.last) >= t.every {
		t.last = now
		t.draw(now.Sub(t.begun))
	}
}

// draw tells how far it has come, how fast it goes and how long it will take yet.
func (t *telling) draw(took time.Duration) {
	stories := t.fresh + t.had + len(t.failures)
	line := fmt.Sprintf("%d stories, %.0f a second", stories, float64(stories)/took.Seconds())
	if t.total > 0 && t.bytes > 0 {
		done := min(float64(t.bytes)/float64(t.total), 1)
		left := time.Duration(float64(took) * (1 - done) / done).Round(time.Second)
		line = fmt.Sprintf("%3.0f%%, %s, %s left", 100*done, line, left)
		if t.terminal {
			const width = 30
			full := int(done * width)
			line = "[" + strings.Repeat("=", full) + strings.Repeat(" ", width-full) + "] " + line
		}
	}
	if t.terminal {
		fmt.Fprint(t.progress, "\r\x1b[K"+line)
		return
	}
	fmt.Fprintln(t.progress, line)
}

// clear takes the bar away, so that something can be told in its place.
func (t *telling) clear() {
	if t.terminal {
		fmt.Fprint(t.progress, "\r\x1b[K")
	}
}

// end tells what was done, and is what went wrong.
func (t *telling) end(stopped bool) error {
	t.mu.Lock() // against who still reads of a pipe, when it was stopped
	defer t.mu.Unlock()
	t.clear()
	if n := t.fresh + t.had + len(t.failures); n > 1 || stopped {
		fmt.Fprintf(t.progress, "%d imported, %d known, %d failed\n", t.fresh, t.had, len(t.failures))
	}
	if stopped {
		t.failures = append(t.failures, errStopped)
	}
	return errors.Join(t.failures...)
}
