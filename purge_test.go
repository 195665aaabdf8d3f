package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// purged is a cache in front that is purged as Fastly is, and what it was told to
// drop.
type purged struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex
	drops   map[string]int // how often each key was dropped
	away    bool           // takes nothing
	holds   int            // how many calls it still answers, before it holds one; 0 for all
	holding chan struct{}  // closed when it holds one
}

func purging(t *testing.T) *purged {
	t.Helper()
	c := &purged{t: t, drops: map[string]int{}, holding: make(chan struct{})}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *purged) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/service/S1/purge" || r.Header.Get("Fastly-Key") != "hush" {
		c.t.Errorf("it is asked %s %s %v", r.Method, r.URL, r.Header)
	}
	if c.turn() {
		close(c.holding)
		<-r.Context().Done() // until who asks is dead
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.away {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	for _, key := range strings.Fields(r.Header.Get("Surrogate-Key")) {
		c.drops[key]++
	}
}

// turn is true for the call that is to be held.
func (c *purged) turn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.away || c.holds == 0 {
		return false
	}
	c.holds--
	return c.holds == 0
}

// is has the cache be away or not, and hold a call that it gets; it forgets what
// it was told.
func (c *purged) is(away bool, holds int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.away, c.holds, c.drops = away, holds, map[string]int{}
}

// dropped is how many of the keys were dropped so often.
func (c *purged) dropped(keys []string, times int) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range keys {
		if c.drops[key] >= times {
			n++
		}
	}
	return n
}

// TestKilledWhileItPurges kills the program between two of the calls by which it
// has a cache in front drop what many stories changed: the next one has it drop
// all of that, what was taken from readers twice.
func TestKilledWhileItPurges(t *testing.T) {
	t.Parallel()
	cache := purging(t)
	e := &edgeTest{program: furnished(t)}
	e.env = append(e.env, "STORYWIRE_PURGE_URL="+cache.URL+"/service/S1", "STORYWIRE_PURGE_STYLE=fastly", "STORYWIRE_PURGE_TOKEN=hush", "STORYWIRE_KEY_LIMIT=0")
	e.start()
	e.key = regexp.MustCompile(`sw_[\w-]{43}`).FindString(e.said.String())
	e.until("at the first start all is dropped twice", func() bool { return cache.dropped([]string{news.KeyOfAll}, 2) == 1 })
	cache.is(true, 0)
	keys := e.publishMany(200) // more than one call names
	taken := keys[:1]
	e.change(http.MethodPost, "/v1/articles/"+strings.TrimPrefix(taken[0], "article-")+"/withhold", "application/json", `{"note": "It is looked into."}`)
	cache.is(false, 2)
	<-cache.holding
	if n := cache.dropped(keys, 1); n == 0 || n == len(keys) {
		t.Fatalf("it was in the middle of nothing: %d keys are dropped", n)
	}
	if err := e.program.end(syscall.SIGKILL); err == nil {
		t.Fatal("it was not killed")
	}
	cache.is(false, 0)
	e.start()
	e.until("all is dropped that has changed", func() bool { return cache.dropped(append(keys, news.KeyOfLists), 1) == len(keys)+1 })
	e.until("what was taken from readers is dropped once more", func() bool { return cache.dropped(taken, 2) == 1 })
	if n := cache.dropped([]string{news.KeyOfAll}, 1); n != 0 {
		t.Error("all else is dropped too")
	}
}

// publishMany publishes stories and returns the keys that stand for them.
func (e *edgeTest) publishMany(stories int) []string {
	e.t.Helper()
	keys := make([]string, stories)
	var all sync.WaitGroup
	turns := make(chan struct{}, 4)
	for i := range keys {
		all.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			status, body := e.send(http.MethodPost, fmt.Sprintf("/v1/import?publish=true&headline=Log+entry+%d", i), e.key, "text/plain", "All is well.\n")
			var made struct{ Article struct{ ID uuid.UUID } }
			if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated {
				e.t.Errorf("%d: %s", status, body)
			}
			keys[i] = news.KeyOfArticle(made.Article.ID)
		})
	}
	all.Wait()
	return keys
}
