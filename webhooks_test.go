package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"storywire/internal/config"
	"storywire/internal/postgres"
)

// hooked is a program that calls this machine too, and its admin key.
func hooked(t *testing.T) (p *program, key string) {
	t.Helper()
	p = furnished(t)
	p.env = append(p.env, "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1")
	return p, p.started()
}

// hook makes a webhook and returns its secret.
func (p *program) hook(key, url string) string {
	p.t.Helper()
	status, body := p.send(http.MethodPost, "/v1/webhooks", key, "application/json", `{"url": "`+url+`"}`)
	var made struct{ Secret string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated {
		p.t.Fatalf("%d: %s", status, body)
	}
	return made.Secret
}

// TestReceiversOfTheDocument runs the receivers that the partners' document
// shows: one verifies messages with the library of Standard Webhooks, one by
// itself.
func TestReceiversOfTheDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/partners.md")
	if err != nil {
		t.Fatal(err)
	}
	_, messages, found := strings.Cut(string(text), "\n## As messages\n")
	if !found {
		t.Fatal("the document does not tell of messages")
	}
	p, key := hooked(t)
	for _, c := range []struct {
		language, file string
		needs          []string
		dir            func() (string, error)
	}{
		{"js", "receive.mjs", []string{"node", "npm"}, packages},
		{"python", "receive.py", []string{"python3"}, func() (string, error) { return t.TempDir(), nil }},
	} {
		t.Run(c.file, func(t *testing.T) {
			for _, needed := range c.needs {
				if _, err := exec.LookPath(needed); err != nil {
					t.Skipf("%s is not installed: that the receiver verifies messages is not shown", needed)
				}
			}
			dir, err := c.dir()
			if err != nil {
				t.Fatal(err)
			}
			address := freeAddress(t)
			_, port, err := net.SplitHostPort(address)
			if err != nil {
				t.Fatal(err)
			}
			code := strings.Replace(codeIn(t, messages, c.language), "9000", port, 1)
			if err := os.WriteFile(filepath.Join(dir, c.file), []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			receiver := &partner{name: c.file, dir: dir, lines: make(chan string, 100)}
			cmd := exec.CommandContext(t.Context(), c.needs[0], c.file)
			cmd.Env = append(os.Environ(), "STORYWIRE_WEBHOOK_SECRET="+p.hook(key, "http://"+address+"/"))
			receiver.begin(t, cmd)
			listening(t, address)
			if _, said, err := p.run("The pier is shut.\n", "import", "--publish", "--headline", "Shut for "+c.language, "-"); err != nil {
				t.Fatal(said)
			}
			receiver.takes(t, "article.published shut-for-"+c.language+" ")
			if status := forged(t, address); status != http.StatusBadRequest {
				t.Errorf("a message that nobody signed is answered with %d", status)
			}
		})
	}
}

// listening waits until somebody listens at the address.
func listening(t *testing.T, address string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = conn.Close() // that it could be made is all
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// forged is how a message is answered that has a signature of somebody else's.
func forged(t *testing.T, address string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/", strings.NewReader(`{"type":"ping"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Webhook-Id", "msg_1")
	r.Header.Set("Webhook-Timestamp", fmt.Sprint(time.Now().Unix()))
	r.Header.Set("Webhook-Signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// TestKilledWhileItDelivers kills the program while stories are written and told
// to a receiver, in the middle of a call: the next one tells what is missing, and
// nothing is told as another event than before.
func TestKilledWhileItDelivers(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	told := map[string][]string{} // the events' ids, by the entry of the log
	reached := make(chan struct{})
	calls := 0
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var event struct{ Data struct{ Cursor string } }
		if err != nil || json.Unmarshal(body, &event) != nil {
			return // it was killed while it sent this
		}
		mu.Lock()
		defer mu.Unlock()
		told[event.Data.Cursor] = append(told[event.Data.Cursor], r.Header.Get("Webhook-Id"))
		if calls++; calls == 10 {
			close(reached)
		}
	}))
	defer receiver.Close()
	p, key := hooked(t)
	p.hook(key, receiver.URL)
	const stories = 40
	write := func() {
		var all sync.WaitGroup
		for i := range stories {
			all.Go(func() {
				header := http.Header{"Authorization": {"Bearer " + key}, "Content-Type": {"text/plain"}, "Idempotency-Key": {fmt.Sprint("story-", i)}}
				_, _ = p.request(http.MethodPost, fmt.Sprint("/v1/import?publish=true&headline=Log+entry+", i), header, "All is well.\n")
			})
		}
		all.Wait()
	}
	wrote := make(chan struct{})
	go func() {
		defer close(wrote)
		write()
	}()
	<-reached
	if err := p.end(syscall.SIGKILL); err == nil {
		t.Fatal("it was not killed")
	}
	<-wrote
	p.start()
	write()
	p.minutePasses()
	var log struct{ Data []struct{ Cursor string } }
	if _, body := p.get("/v1/changes?limit=100"); json.Unmarshal([]byte(body), &log) != nil || len(log.Data) != stories {
		t.Fatalf("the log: %s", body)
	}
	missing := func() (n int) {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range log.Data {
			if told[c.Cursor] == nil {
				n++
			}
		}
		return n
	}
	for deadline := time.Now().Add(30 * time.Second); missing() > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d changes were not told", missing(), stories)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for cursor, ids := range told {
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("%s was told as %v", cursor, ids)
			}
		}
	}
}

// minutePasses has what the killed program had in hand be due.
func (p *program) minutePasses() {
	p.t.Helper()
	p.inStore(func(ctx context.Context, s *postgres.Store) error {
		_, err := s.Writers().Exec(ctx, `update deliveries set claimed_until = claimed_until - interval '1 minute'`)
		return err
	})
}

// inStore does something with what the program keeps, beside it.
func (p *program) inStore(do func(context.Context, *postgres.Store) error) {
	p.t.Helper()
	ctx := p.t.Context()
	db, err := commandDatabase(ctx, config.Config{DataDir: p.dir})
	if err != nil {
		p.t.Fatal(err)
	}
	err = db.use(ctx, func(s *postgres.Store) error { return do(ctx, s) })
	if err != nil {
		p.t.Fatal(err)
	}
	if err := db.stop(context.WithoutCancel(ctx)); err != nil {
		p.t.Fatal(err)
	}
}
