package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestANewEpochOfTheChangeLog(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	if _, said, err := p.run("The pier is shut on Monday.\n", "import", "--publish", "--headline", "Pier shut", "-"); err != nil {
		t.Fatalf("import: %q, %v", said, err)
	}
	_, body := p.get("/v1/changes")
	var page struct{ Next, From string }
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatal(err)
	}
	old := page.Next
	out, said, err := p.run("", "changes", "epoch")
	epoch := strings.TrimSpace(out)
	if err != nil || epoch == "" || strings.HasPrefix(old, epoch) {
		t.Fatalf("changes epoch: %q, %q, %v", out, said, err)
	}
	status, body := p.get("/v1/changes?after=" + old)
	if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusGone || page.From != epoch+":0" {
		t.Errorf("%v: an old cursor gets %d: %s", err, status, body)
	}
	if status, body = p.get("/v1/changes?after=" + page.From); status != http.StatusOK || !strings.Contains(body, "pier-shut") {
		t.Errorf("from the new beginning: %d: %s", status, body)
	}
	for _, wrong := range [][]string{{"changes"}, {"changes", "begin"}, {"changes", "epoch", "now"}} {
		if _, _, err := p.run("", wrong...); err == nil {
			t.Errorf("%v passed", wrong)
		}
	}
}

// TestItEndsWhoeverFollows tells the program to end while a request waits for
// a change and a stream is open.
func TestItEndsWhoeverFollows(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.start()
	follow := func(path, accept string) <-chan error {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", accept)
		ended := make(chan error, 1)
		begun := make(chan struct{})
		go func() {
			if accept == "application/json" {
				close(begun)
			}
			response, err := http.DefaultClient.Do(r)
			if err == nil {
				defer response.Body.Close()
				if accept != "application/json" {
					close(begun)
				}
				_, err = io.ReadAll(response.Body)
			}
			ended <- err
		}()
		<-begun
		return ended
	}
	waiting, stream := follow("/v1/changes?wait=60", "application/json"), follow("/v1/changes", "text/event-stream")
	time.Sleep(200 * time.Millisecond) // so that it waits
	begun := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- p.end(syscall.SIGTERM) }()
	for name, end := range map[string]<-chan error{"the waiting request": waiting, "the stream": stream} {
		if err := <-end; err != nil || time.Since(begun) > 1500*time.Millisecond { // the drain is 50 ms of it
			t.Errorf("%s ended after %s: %v", name, time.Since(begun), err)
		}
	}
	if err := <-ended; err != nil || time.Since(begun) > 8*time.Second {
		t.Errorf("the program ended after %s: %v", time.Since(begun), err)
	}
}
