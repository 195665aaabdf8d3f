package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// edgeTest is the program with a Varnish before it.
type edgeTest struct {
	*program
	edge program // asks Varnish
	key  string
}

// slow is when a test gives up on what takes a second on a machine that has
// nothing else to do.
const slow = 15 * time.Second

// behindVarnish starts both, with the configuration that docs/ has, which edit
// may change.
func behindVarnish(t *testing.T, edit func(vcl string) string) *edgeTest {
	t.Helper()
	varnishd, err := exec.LookPath("varnishd")
	if err != nil {
		t.Skip("varnishd is not installed: that a cache in front drops what changes is not shown")
	}
	e := &edgeTest{program: furnished(t)}
	addr := freeAddress(t)
	e.edge = program{t: t, url: "http://" + addr}
	e.env = append(e.env, "STORYWIRE_PURGE_URL="+e.edge.url, "STORYWIRE_KEY_LIMIT=0")
	e.start()
	e.key = regexp.MustCompile(`sw_[\w-]{43}`).FindString(e.said.String())
	vcl, err := os.ReadFile("docs/varnish.vcl")
	if err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(strings.TrimPrefix(e.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := strings.NewReplacer(`"127.0.0.1"`, `"`+host+`"`, `"8080"`, `"`+port+`"`).Replace(edit(string(vcl)))
	file := filepath.Join(dir, "storywire.vcl")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), varnishd, "-F", "-j", "none", "-n", filepath.Join(dir, "work"),
		"-a", addr, "-f", file, "-s", "malloc,64m", "-p", "http_gzip_support=off")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // which says that it was interrupted
		if t.Failed() {
			t.Log(said.String())
		}
	})
	e.until("it is ready", func() bool { status, _ := e.edge.get("/readyz"); return status == http.StatusOK })
	time.Sleep(surely + 4*settled) // a server that starts has the edge drop everything, and surely once more
	return e
}

// until waits for something and tells how long that took.
func (e *edgeTest) until(what string, holds func() bool) time.Duration {
	e.t.Helper()
	begun := time.Now()
	for !holds() {
		if time.Since(begun) > slow {
			e.t.Fatalf("after %s it is not so that %s", slow, what)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(begun)
}

// change sends a write to the server itself and returns the answer.
func (e *edgeTest) change(method, path, media, body string) string {
	e.t.Helper()
	header := http.Header{"Authorization": {"Bearer " + e.key}, "Content-Type": {media}, "If-Match": {"*"}}
	status, answer := e.request(method, path, header, body)
	if status < 200 || status > 299 {
		e.t.Fatalf("%s %s was answered %d: %s", method, path, status, answer)
	}
	return answer
}

// publish publishes a story with further members, and returns its address.
func (e *edgeTest) publish(headline, more string) string {
	e.t.Helper()
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(e.change(http.MethodPost, "/v1/articles", "application/json",
		`{"headline": "`+headline+`", "section": {"slug": "quay", "name": "Quay"}, "body": [{"type": "paragraph", "text": "The tide came in."}]`+more+`}`)), &made); err != nil {
		e.t.Fatal(err)
	}
	path := "/v1/articles/" + made.ID
	e.change(http.MethodPost, path+"/publish", "application/json", "{}")
	return path
}

// has tells whether what the edge answers holds some words.
func (e *edgeTest) has(path, words string) bool {
	status, body := e.edge.get(path)
	return status == http.StatusOK && strings.Contains(body, words)
}

// ask is how the edge answers a read, and whether by itself.
func (e *edgeTest) ask(path string, header http.Header) (status int, got http.Header, hit bool) {
	e.t.Helper()
	r, err := http.NewRequestWithContext(e.t.Context(), http.MethodGet, e.edge.url+path, nil)
	if err != nil {
		e.t.Fatal(err)
	}
	r.Header = header.Clone()
	if header == nil {
		r.Header = http.Header{}
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode, answer.Header, answer.Header.Get("X-Cache") == "hit"
}

// kept has the edge keep what it answers to these reads, once nothing is on its
// way any more that would have it drop them.
func (e *edgeTest) kept(paths ...string) {
	e.t.Helper()
	time.Sleep(4 * settled)
	for _, path := range paths {
		e.until(path+" is kept at the edge", func() bool { _, _, hit := e.ask(path, nil); return hit })
	}
}

const (
	frontPage = "/v1/articles"
	theFeed   = "/v1/feeds/atom"
	deskPage  = "/v1/sections/quay"
)

// TestTheEdgeDropsWhatChanged has a Varnish keep what the server answered, and
// each kind of change reach its readers. It waits more than it works, in both ways
// at once.
func TestTheEdgeDropsWhatChanged(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	defer all.Wait()
	for name, edit := range map[string]func(string) string{
		"bans": func(vcl string) string { return vcl },
		"xkey": withXkey,
	} {
		all.Go(func() {
			t.Run(name, func(t *testing.T) {
				if name == "xkey" && !hasXkey() {
					t.Skip("Varnish's module xkey is not installed: that it works is not shown")
				}
				e := behindVarnish(t, edit)
				e.correct()
				e.kill()
				e.release()
				e.end()
				e.keepVariants()
			})
		})
	}
}

// withXkey is the configuration as its comment says that it is for xkey.
func withXkey(vcl string) string {
	return strings.ReplaceAll(regexp.MustCompile(`(?m)^.*std[.]ban\(.*$`).ReplaceAllString(vcl, ""), "#xkey: ", "")
}

func hasXkey() bool {
	found, err := filepath.Glob("/usr/lib/*/varnish/vmods/libvmod_xkey.so")
	return err == nil && len(found) > 0
}

// correct corrects a story while another one is kept.
func (e *edgeTest) correct() {
	e.t.Helper()
	other := e.publish("Cranes stand still", "")
	story := e.publish("Ferry leaves at nine", "")
	e.until("both are listed", func() bool { return e.has(frontPage, "Ferry leaves at nine") && e.has(theFeed, "Cranes stand still") })
	e.kept(other, story, frontPage, theFeed, deskPage)
	e.change(http.MethodPost, story+"/corrections", "application/json",
		`{"kind": "correction", "note": "It leaves at ten.", "patch": {"headline": "Ferry leaves at ten"}}`)
	took := e.until("a correction is at the edge", func() bool {
		return e.has(story, "Ferry leaves at ten") && e.has(frontPage, "Ferry leaves at ten") && e.has(theFeed, "Ferry leaves at ten")
	})
	e.t.Logf("a correction was at the edge after %s", took.Round(time.Millisecond))
	if _, _, hit := e.ask(other, nil); !hit {
		e.t.Error("the edge dropped a story that did not change")
	}
}

// kill takes a story from readers.
func (e *edgeTest) kill() {
	e.t.Helper()
	story := e.publish("Harbourmaster named in error", "")
	e.until("it is listed", func() bool { return e.has(frontPage, "named in error") })
	e.kept(story, frontPage, theFeed)
	e.change(http.MethodPost, story+"/kill", "application/json", `{"note": "It was not so."}`)
	took := e.until("a killed story is gone from the edge", func() bool {
		status, _ := e.edge.get(story)
		return status == http.StatusGone && !e.has(frontPage, "named in error") && !e.has(theFeed, "named in error")
	})
	e.t.Logf("a killed story was gone from the edge after %s", took.Round(time.Millisecond))
}

// release has a story come out when its embargo ends.
func (e *edgeTest) release() {
	e.t.Helper()
	at := time.Now().Add(6 * time.Second)
	story := e.publish("Budget of the port", `, "embargoed_until": "`+at.UTC().Format(time.RFC3339Nano)+`"`)
	e.kept(frontPage)
	if status, _ := e.edge.get(story); (status != http.StatusNotFound || e.has(frontPage, "Budget of the port")) && time.Now().Before(at) {
		e.t.Fatalf("a story under embargo is at the edge: %d", status)
	}
	e.until("an embargo has ended at the edge", func() bool { return e.has(story, "Budget of the port") && e.has(frontPage, "Budget of the port") })
	e.t.Logf("a story was at the edge %s after the end of its embargo", time.Since(at).Round(time.Millisecond))
}

// end has a story expire.
func (e *edgeTest) end() {
	e.t.Helper()
	at := time.Now().Add(6 * time.Second)
	story := e.publish("Tickets are half price", `, "expires_at": "`+at.UTC().Format(time.RFC3339Nano)+`"`)
	e.until("it is listed", func() bool { return e.has(frontPage, "half price") && e.has(story, "half price") })
	e.until("what has expired is gone from the edge", func() bool {
		status, _ := e.edge.get(story)
		return status == http.StatusNotFound && !e.has(frontPage, "half price")
	})
	e.t.Logf("a story was gone from the edge %s after it expired", time.Since(at).Round(time.Millisecond))
}

// keepVariants asks for one story in every coding, from a page, and with a key.
func (e *edgeTest) keepVariants() {
	e.t.Helper()
	story := e.publish("Pilots wait for fog to lift", `, "summary": "`+strings.Repeat("They wait. ", 200)+`"`)
	tags := map[string]bool{}
	for accept, want := range map[string]string{"zstd, gzip": "zstd", "gzip, br": "gzip", "gzip;q=0": "", "identity": ""} {
		header := http.Header{"Accept-Encoding": {accept}}
		e.until("it is kept", func() bool { _, _, hit := e.ask(story, header); return hit })
		_, got, _ := e.ask(story, header)
		tags[got.Get("ETag")] = true
		if coding := got.Get("Content-Encoding"); coding != want || strings.HasPrefix(got.Get("ETag"), "W/") {
			e.t.Errorf("%q is answered in %q under %s", accept, coding, got.Get("ETag"))
		}
		if got.Get("Access-Control-Allow-Origin") != "*" || got.Get("Surrogate-Key") != "" {
			e.t.Errorf("the edge answers with %v", got)
		}
		header.Set("If-None-Match", got.Get("ETag"))
		if status, _, _ := e.ask(story, header); status != http.StatusNotModified {
			e.t.Errorf("who has it already is answered %d", status)
		}
	}
	if len(tags) != 3 {
		e.t.Errorf("three codings have the tags %v", tags)
	}
	if _, _, hit := e.ask(story, http.Header{"Authorization": {"Bearer " + e.key}}); hit {
		e.t.Error("the edge answered who has a key")
	}
}

// TestMostReadsEndAtTheEdge reads stories, the first most of all, and now and
// then a list, with five writes to 95 reads: more than nine of ten reads do not
// reach the server.
func TestMostReadsEndAtTheEdge(t *testing.T) {
	t.Parallel()
	e := behindVarnish(t, func(vcl string) string { return vcl })
	const stories, requests = 60, 2000
	paths := make([]string, 0, stories)
	for n := range stories {
		paths = append(paths, e.publish(fmt.Sprintf("Lighthouse log %d", n), ""))
	}
	chance := rand.New(rand.NewPCG(1, 2))
	popular := rand.NewZipf(chance, 1.2, 2, stories-1)
	lists := []string{frontPage, theFeed, "/v1/articles?section=quay"}
	e.kept(append(lists, paths...)...)
	var reads, hits int
	begun := time.Now()
	for n := range requests {
		path := paths[popular.Uint64()]
		switch {
		case n%20 == 19:
			e.change(http.MethodPost, path+"/corrections", "application/json", fmt.Sprintf(`{"kind": "update", "note": "Entry %d.", "patch": {"summary": "Entry %d."}}`, n, n))
			continue
		case n%20 == 9:
			path = lists[n/20%len(lists)]
		}
		status, _, hit := e.ask(path, nil)
		if reads++; hit {
			hits++
		}
		if status != http.StatusOK {
			t.Fatalf("%s is answered %d", path, status)
		}
	}
	share := float64(hits) / float64(reads)
	t.Logf("%d of %d reads ended at the edge: %.1f percent, with %d writes, in %s", hits, reads, 100*share, requests-reads, time.Since(begun).Round(time.Second))
	if share <= 0.9 {
		t.Errorf("%.1f percent of the reads ended at the edge", 100*share)
	}
}
