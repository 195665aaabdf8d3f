package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"storywire/internal/config"
	"storywire/internal/news"
	"storywire/internal/postgres"
)

// pair are two servers over one database, which outlives them, and feeds that both
// may poll.
type pair struct {
	*program // whose folder has the database
	servers  map[string]*program
	ops      []*program
	key      string
	feeds    []*partnerFeed
	rounds   int
}

const manyFeeds = 6

func twoServers(t *testing.T) *pair {
	t.Helper()
	p := &pair{program: place(t), servers: map[string]*program{}, key: "sw_" + strings.Repeat("both-servers-", 4)}
	db, err := commandDatabase(t.Context(), config.Config{DataDir: p.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.stop(context.WithoutCancel(t.Context())) })
	for range 2 {
		s, ops := place(t), freeAddress(t)
		s.env = append(s.env, "DATABASE_URL="+db.server, "STORYWIRE_MIGRATE_URL="+db.owner, "STORYWIRE_ADMIN_KEY="+p.key,
			"STORYWIRE_OPS_ADDR="+ops, "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1", "STORYWIRE_IMPORT_FETCH=true")
		s.start()
		p.servers["Storywire (+"+s.url+")"] = s
		p.ops = append(p.ops, &program{t: t, url: "http://" + ops})
		p.url = s.url
	}
	for i := range manyFeeds {
		feed := publishFeed(t)
		p.feeds = append(p.feeds, feed)
		feed.has(`"0"`, p.story(i, 0))
		if status, body := p.send(http.MethodPost, "/v1/subscriptions", p.key, "application/json", `{"url": "`+feed.URL+`/atom", "every": 86400}`); status != http.StatusCreated {
			t.Fatalf("%d %s", status, body)
		}
	}
	p.rounds = 1
	p.awaitAll(0)
	return p
}

// story is what a feed has new in a round, in words of its own.
func (p *pair) story(feed, round int) string {
	words := strings.ReplaceAll(ferryWords, " ", fmt.Sprintf(" %c%d", 'a'+feed, round))
	return entry(fmt.Sprintf("%d-%d", feed, round), fmt.Sprintf("Log entry %d of feed %d", round, feed), words)
}

// publish has the feeds from one on say something new, and be due.
func (p *pair) publish(from int) {
	p.t.Helper()
	var due []string
	for i, feed := range p.feeds[from:] {
		feed.has(strconv.Quote(strconv.Itoa(p.rounds)), append(feed.items, p.story(from+i, p.rounds))...)
		due = append(due, "'"+feed.URL+"/atom'")
	}
	p.rounds++
	p.exec(`update subscriptions set due_at = clock_timestamp() where url in (` + strings.Join(due, ", ") + `)`)
}

func (p *pair) exec(sql string) {
	p.t.Helper()
	p.inStore(func(ctx context.Context, s *postgres.Store) error {
		_, err := s.Writers().Exec(ctx, sql)
		return err
	})
}

// agents are who has asked a feed, one for each time.
func (f *partnerFeed) agents() (list []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range f.asked {
		list = append(list, h.Get("User-Agent"))
	}
	return list
}

// awaitAll waits until the feeds from one on have been read as often as they were
// due.
func (p *pair) awaitAll(from int) {
	p.t.Helper()
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		var list struct{ Data []news.Followed }
		_, body := p.send(http.MethodGet, "/v1/subscriptions", p.key, "", "")
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			p.t.Fatal(err, body)
		}
		done := 0
		for i, feed := range p.feeds[from:] {
			for _, s := range list.Data {
				if s.URL == feed.URL+"/atom" && s.NextAt.After(time.Now().Add(time.Hour)) && len(feed.agents()) >= p.rounds {
					done++
				}
			}
			if n := len(feed.agents()); n > p.rounds {
				p.t.Fatalf("feed %d was asked %d times, and was due %d times", from+i, n, p.rounds)
			}
		}
		if done == len(p.feeds[from:]) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%d of %d feeds were polled: %s", done, len(p.feeds[from:]), body)
		}
	}
}

// counted is what the servers that are there have counted together.
func (p *pair) counted(metric string) (n int) {
	p.t.Helper()
	for _, ops := range p.ops {
		_, body := ops.get("/metrics")
		if m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(metric) + ` (\d+)$`).FindStringSubmatch(body); m != nil {
			one, err := strconv.Atoi(m[1])
			if err != nil {
				p.t.Fatal(err)
			}
			n += one
		}
	}
	return n
}

// TestTwoServersPollEachFeedOnce has two servers poll the same feeds: each once for
// each time that it is due. Then the one that is polling is killed, and the other
// goes on.
func TestTwoServersPollEachFeedOnce(t *testing.T) {
	t.Parallel()
	p := twoServers(t)
	for range 6 {
		p.publish(0)
		p.awaitAll(0)
	}
	for deadline := time.Now().Add(10 * time.Second); p.counted(`storywire_polls_total{outcome="done"}`) < manyFeeds*p.rounds && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond) // it is counted when its end is recorded
	}
	if n, want := p.drafts(p.key), manyFeeds*p.rounds; n != want || p.counted(`storywire_polls_total{outcome="done"}`) != want || p.counted(`storywire_poll_items_total{outcome="draft"}`) != want {
		t.Errorf("%d drafts of %d, %d polls, %d items", n, want, p.counted(`storywire_polls_total{outcome="done"}`), p.counted(`storywire_poll_items_total{outcome="draft"}`))
	}
	if late, failing := p.counted(`storywire_polls_overdue_seconds`), p.counted(`storywire_feeds_failing`); late != 0 || failing != 0 {
		t.Errorf("%d seconds late, %d fail", late, failing)
	}

	begun, release := make(chan string, 2), make(chan struct{})
	slow := p.feeds[0]
	slow.answerSlowly(begun, release)
	p.publish(0)
	killed := p.servers[<-begun]
	p.awaitAll(1)
	asked := len(slow.agents())
	if err := killed.end(syscall.SIGKILL); err == nil {
		t.Fatal("it was not killed")
	}
	for _, s := range p.servers {
		if s != killed {
			p.url = s.url
		}
	}
	p.publish(1)
	p.awaitAll(1)
	if n := len(slow.agents()); n != asked {
		t.Errorf("a feed that a server has in hand was asked %d times more", n-asked)
	}
	p.exec(`update subscriptions set claimed_until = claimed_until - interval '2 minutes'`)
	if other := p.servers[<-begun]; other == killed {
		t.Error("a server that was killed polls")
	}
	close(release)
	want := manyFeeds*p.rounds - 1 // the slow one was not due in the last round
	for deadline := time.Now().Add(60 * time.Second); p.drafts(p.key) < want && time.Now().Before(deadline); {
		time.Sleep(200 * time.Millisecond)
	}
	if n := p.drafts(p.key); n != want {
		t.Errorf("%d drafts of %d", n, want)
	}
}

// answerSlowly has the feed tell who asks, and answer when it is let go.
func (f *partnerFeed) answerSlowly(begun chan<- string, release <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before = func(r *http.Request) {
		begun <- r.Header.Get("User-Agent")
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}
}
