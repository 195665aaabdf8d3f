package main

import (
	"context"
	"encoding/base64"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// watches is a server that may fetch, and an environment with its key.
func watches(t *testing.T) (p *program, key string) {
	t.Helper()
	p = furnished(t)
	p.env = append(p.env, "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1", "STORYWIRE_IMPORT_FETCH=true")
	key = p.started()
	p.env = append(p.env, "STORYWIRE_KEY="+key)
	return p, key
}

// TestWatchWithCredentials has the command follow feeds that let in only whom they
// know: what it says of that stands in a file, and is shown by nobody.
func TestWatchWithCredentials(t *testing.T) {
	t.Parallel()
	p, key := watches(t)
	feed := publishFeed(t)
	feed.has(`"one"`, entry("ferry", "Ferry is late", ferryWords))
	file := filepath.Join(t.TempDir(), "feeds.json")
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	const atFile = "low-water"
	origin := `{"` + feed.URL + `/": {"username": "desk", "password": "` + atFile + `"}, "` + feed.URL + `/all.xml": {"header": "X-Api-Key", "value": "` + atFile + `"}`
	write(origin+`, "https://elsewhere.example": {"username": "desk", "password": "`+atFile+`"}}`, 0o644)
	out, said, err := p.run("", "watch", "-once", "-credentials", file, feed.URL+"/atom")
	if err != nil || !strings.Contains(out, "draft      Ferry is late") || !strings.Contains(said, "others can read it too") || strings.Contains(out+said, atFile) {
		t.Errorf("%v\n%s%s", err, out, said)
	}
	if got := feed.last().Get("Authorization"); got != "Basic "+base64.StdEncoding.EncodeToString([]byte("desk:"+atFile)) {
		t.Errorf("the feed was asked for with %q", got)
	}
	if out, _, err = p.run("", "watch", "-once", "-credentials", file, feed.URL+"/atom"); err != nil || !strings.Contains(out, "is followed; what it is asked for with stays as it is") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, said, err = p.run(origin+"}", "watch", "-once", "-credentials", "-", feed.URL+"/all.xml"); err != nil || said != "" || feed.last().Get("X-Api-Key") != atFile || feed.last().Get("Authorization") != "" {
		t.Errorf("%v\n%s%s %v", err, out, said, feed.last())
	}
	for text, want := range map[string]string{
		`{"http://skerry.example": {"username": "desk"`:                     "is not what feeds are asked for with",
		`{"http://skerry.example": {"user": "low-water"}}`:                  `unknown field "user"`,
		`{"http://desk:low-water@skerry.example": {"username": "a"}}`:       "must not hold a name or a password",
		`{"skerry.example": {"username": "desk", "password": "low-water"}}`: "is not an http or https address",
		`{} {}`: "has more behind its one object",
		`{"http://skerry.example/atom": {"header": "Host", "value": "elsewhere.example"}}`: "is a header that the server writes itself",
	} {
		write(text, 0o600)
		if _, said, err := p.run("", "watch", "-once", "-credentials", file, "http://skerry.example/atom"); err == nil || !strings.Contains(said, want) || strings.Contains(said, atFile) {
			t.Errorf("%s: %v %s", text, err, said)
		}
	}
	if _, said, err := p.run("", "watch", "-credentials", file+"x", feed.URL); err == nil || !strings.Contains(said, "no such file") {
		t.Errorf("%v %s", err, said)
	}
	if _, body := p.send(http.MethodGet, "/v1/subscriptions", key, "", ""); strings.Count(body, `"url":`) != 2 {
		t.Error(body)
	}
}

// TestWatchEndedAtTheFirstLook ends the command while the server reads a feed for the
// first time: nothing watches it from then on, and one that had been told to be
// followed is.
func TestWatchEndedAtTheFirstLook(t *testing.T) {
	t.Parallel()
	p, key := watches(t)
	quick, slow := publishFeed(t), publishFeed(t)
	quick.has(`"one"`, entry("ferry", "Ferry is late", ferryWords))
	asked, answer := make(chan struct{}), make(chan struct{})
	slow.before = func(*http.Request) {
		close(asked)
		<-answer
	}
	defer close(answer)
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), binary, "watch", quick.URL, slow.URL)
	cmd.Env = p.env
	var said, out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	<-asked
	_ = cmd.Process.Signal(syscall.SIGINT)
	if err := cmd.Wait(); err == nil || !strings.Contains(said.String(), slow.URL+" is not followed: it was ended before the first look at it was over") || !strings.Contains(out.String(), quick.URL+" is followed from now on") {
		t.Errorf("%v\n%s%s", err, out.String(), said.String())
	}
	if _, body := p.send(http.MethodGet, "/v1/subscriptions", key, "", ""); strings.Count(body, `"url":`) != 1 || !strings.Contains(body, quick.URL) {
		t.Error(body)
	}
}
