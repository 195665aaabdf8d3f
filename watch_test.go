package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestWatchOnce has the command follow feeds, and tell what comes in.
func TestWatchOnce(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	p.env = append(p.env, "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1", "STORYWIRE_IMPORT_FETCH=true")
	key := p.started()
	feed := publishFeed(t)
	feed.has(`"one"`, entry("ferry", "Ferry is &lt;late&gt;\u009b31m", ferryWords), entry("empty", "", ""))
	p.env = append(p.env, "STORYWIRE_KEY="+key)
	out, said, err := p.run("", "watch", "-once", "-every", "10m", feed.URL+"/atom")
	for _, want := range []string{"is followed from now on, each 10m0s", "draft      Ferry is <late>", "/v1/articles/ferry-is-late", "refused    tag:skerry.example,2026:empty"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s%s", want, out, said)
		}
	}
	if err != nil || strings.Contains(out, "\u009b") {
		t.Errorf("%v: %q", err, out)
	}
	feed.answers(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	})
	if out, said, err = p.run("", "watch", "-once", feed.URL+"/atom"); err == nil || !strings.Contains(out, "is followed\n") || !strings.Contains(out, "failed: it answers 500") || !strings.Contains(said, "1 of 1 feeds") {
		t.Errorf("%v\n%s%s", err, out, said)
	}
	if _, said, err = p.run("", "watch", "-once", "ftp://skerry.example/"); err == nil || !strings.Contains(said, "is not an http or https address") {
		t.Errorf("%v\n%s", err, said)
	}
	p.watchesNothingWrong(feed, key)
	if n := p.drafts(key); n != 1 {
		t.Errorf("%d drafts", n)
	}
	p.watchUntilEnded(feed)
}

// watchesNothingWrong has the command follow what it cannot, of which no subscription
// may be left.
func (p *program) watchesNothingWrong(feed *partnerFeed, key string) {
	p.t.Helper()
	feed.answers(func(w http.ResponseWriter, r *http.Request) bool {
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html><body><p>We are sorry.</p></body></html>")
		case "/private":
			http.Redirect(w, r, "http://10.1.2.3/", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
		return true
	})
	for address, want := range map[string]string{
		"http://192.168.1.1/atom":             "url is not a public address",
		feed.URL + "/private":                 "is not followed: the address is not a public one",
		feed.URL + "/page":                    "is not followed: what came is not read: it is text/html, and no feed",
		feed.URL + "/typo":                    "is not followed: it answers 404",
		"http://me:secret@skerry.example/":    "http://skerry.example/ must not hold a name or a password",
		"http://me:sec ret@skerry.example/":   "one of the feeds is not an http or https address",
		"http://127.0.0.1:1/nobody-is-there/": "is not followed: the connection was refused",
	} {
		_, said, err := p.run("", "watch", "-once", address)
		if err == nil || !strings.Contains(said, want) || strings.Contains(said, "sec") {
			p.t.Errorf("%s: %v\n%s", address, err, said)
		}
	}
	if _, body := p.send(http.MethodGet, "/v1/subscriptions", key, "", ""); strings.Count(body, `"url":`) != 1 {
		p.t.Error(body)
	}
}

// watchUntilEnded has the command show what comes in, until Ctrl-C.
func (p *program) watchUntilEnded(feed *partnerFeed) {
	p.t.Helper()
	feed.has(`"two"`, entry("tide", "Tide tables are out", strings.ReplaceAll(ferryWords, "ferry", "tide")+" They are at the harbour office."))
	cmd := exec.CommandContext(context.WithoutCancel(p.t.Context()), binary, "watch", feed.URL+"/other")
	cmd.Env = p.env
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	late := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	said := ""
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if said += lines.Text() + "\n"; strings.Contains(lines.Text(), "draft      Tide tables are out  /v1/articles/tide-tables-are-out") {
			_ = cmd.Process.Signal(syscall.SIGINT)
		}
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(said, "draft ") {
		p.t.Errorf("%v\n%s", err, said)
	}
}
