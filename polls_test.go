package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/postgres"
)

// partnerFeed is a partner's feed, of which the test says what it answers.
type partnerFeed struct {
	*httptest.Server
	mu     sync.Mutex
	items  []string // entries of Atom
	tag    string
	answer func(w http.ResponseWriter, r *http.Request) bool // true where it has answered
	before func(r *http.Request)                             // what is done before it answers
	asked  []http.Header
	full   int // answers with a body
}

func publishFeed(t *testing.T) *partnerFeed {
	t.Helper()
	f := &partnerFeed{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.asked = append(f.asked, r.Header.Clone())
		if before := f.before; before != nil {
			f.mu.Unlock()
			before(r)
			f.mu.Lock()
		}
		if f.answer != nil && f.answer(w, r) {
			return
		}
		if f.tag != "" {
			w.Header().Set("ETag", f.tag)
			if r.Header.Get("If-None-Match") == f.tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		f.full++
		w.Header().Set("Content-Type", "application/atom+xml")
		fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en"><title>Skerry Post</title>%s</feed>`, strings.Join(f.items, ""))
	}))
	t.Cleanup(f.Close)
	return f
}

// has says what the feed has from now on, and with which tag.
func (f *partnerFeed) has(tag string, items ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tag, f.items, f.answer = tag, items, nil
}

// answers says how it answers from now on.
func (f *partnerFeed) answers(how func(w http.ResponseWriter, r *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = how
}

// last is what was sent with the last request.
func (f *partnerFeed) last() http.Header {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked[len(f.asked)-1]
}

// entry is an entry of Atom, of as many words as tell stories apart.
func entry(id, headline, words string) string {
	return fmt.Sprintf(`<entry><id>tag:skerry.example,2026:%s</id><title>%s</title><link href="https://skerry.example/%s"/>`+
		`<updated>2026-03-02T08:00:00Z</updated><content type="html">&lt;p&gt;%s&lt;/p&gt;</content></entry>`, id, headline, id, words)
}

const ferryWords = "The ferry to Outer Skerry was late on Monday because the tide was lower than the harbour had reckoned with, its captain said, and nobody was left behind on the quay that morning."

// follows is a server that may fetch, with a feed that it follows.
type follows struct {
	*program
	key  string
	feed *partnerFeed
	news.Followed
}

func follow(t *testing.T, members string) follows {
	t.Helper()
	p := furnished(t)
	p.env = append(p.env, "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1", "STORYWIRE_IMPORT_FETCH=true")
	f := follows{program: p, key: p.started(), feed: publishFeed(t)}
	f.feed.has(`W/"one"`, entry("ferry", "Ferry is late", ferryWords))
	status, body := f.send(http.MethodPost, "/v1/subscriptions", f.key, "application/json", `{"url": "`+f.feed.URL+`/atom"`+members+`}`)
	if status != http.StatusCreated || json.Unmarshal([]byte(body), &f.Followed) != nil {
		t.Fatalf("%d %s", status, body)
	}
	return f
}

// polled asks for a poll and waits for its end.
func (f follows) polled() (p news.Poll) {
	f.t.Helper()
	status, body := f.send(http.MethodPost, f.Links["self"]+"/poll", f.key, "", "")
	if status != http.StatusAccepted || json.Unmarshal([]byte(body), &p) != nil {
		f.t.Fatalf("%d %s", status, body)
	}
	return f.ended(p)
}

func (f follows) ended(p news.Poll) news.Poll {
	f.t.Helper()
	for deadline := time.Now().Add(60 * time.Second); p.EndedAt.IsZero(); time.Sleep(200 * time.Millisecond) {
		_, body := f.send(http.MethodGet, f.Links["polls"]+"/"+p.ID.String(), f.key, "", "")
		if err := json.Unmarshal([]byte(body), &p); err != nil || time.Now().After(deadline) {
			f.t.Fatalf("the poll did not end: %s", body)
		}
	}
	return p
}

// items are those that came with a poll, and subscription how it stands.
func (f follows) came(p news.Poll) (list []news.FollowedItem) {
	f.t.Helper()
	var page struct{ Data []news.FollowedItem }
	_, body := f.send(http.MethodGet, f.Links["items"]+"?poll="+p.ID.String(), f.key, "", "")
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		f.t.Fatal(err, body)
	}
	return page.Data
}

func (f follows) stands() (s news.Followed) {
	f.t.Helper()
	_, body := f.send(http.MethodGet, f.Links["self"], f.key, "", "")
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		f.t.Fatal(err, body)
	}
	return s
}

// TestFeedIsFollowed follows a feed through what becomes of it.
func TestFeedIsFollowed(t *testing.T) {
	t.Parallel()
	f := follow(t, `, "name": "Skerry Post", "defaults": {"credit": "Skerry Post", "rights": "Skerry Post, by agreement"}`)
	p := f.polled()
	items := f.came(p)
	first := f.drafts(f.key)
	if first != 1 {
		t.Fatalf("%d drafts, %+v %+v", first, p, items)
	}
	// The same tag: nothing has come.
	if p = f.polled(); p.Status != http.StatusNotModified || p.State != news.PollDone || p.Items != (news.ItemCounts{}) {
		t.Errorf("%+v", p)
	}
	if sent := f.feed.last(); sent.Get("If-None-Match") != `W/"one"` || sent.Get("A-IM") != "feed" {
		t.Errorf("%v", sent)
	}
	// One is new, one is what the newsroom has under another name, one is as it was.
	f.feed.has(`"two"`, entry("tide", "Tide tables are out", strings.ReplaceAll(ferryWords, "ferry", "tide")+" They are at the harbour office, and in the window of the shop beside it."),
		entry("ferry-again", "Ferry is late", ferryWords), entry("ferry", "Ferry is late", ferryWords))
	if p = f.polled(); p.Items != (news.ItemCounts{Draft: 1, Duplicate: 1, Seen: 1}) {
		t.Errorf("%+v", p)
	}
	for _, i := range f.came(p) {
		if i.Article == nil || i.Outcome == news.ItemDuplicate && i.DuplicateBy != news.KnownByWords || len(i.Provenance) < 3 {
			t.Errorf("%+v", i)
		}
	}
	// One is changed, one is taken back, one cannot be stored.
	f.feed.has(`"three"`, entry("tide", "Tide tables are out at last", ferryWords+" They are there."),
		`<at:deleted-entry ref="tag:skerry.example,2026:ferry" when="2026-03-03T08:00:00Z"><at:comment>Sent in error</at:comment></at:deleted-entry>`,
		entry("empty", "", ""))
	if p = f.polled(); p.Items != (news.ItemCounts{Changed: 1, Withdrawn: 1, Refused: 1}) {
		t.Errorf("%+v %+v", p, f.came(p))
	}
	for _, i := range f.came(p) {
		switch {
		case i.Outcome == news.ItemChanged && i.Proposal == (news.FollowedItem{}).Proposal,
			i.Outcome == news.ItemWithdrawn && (i.Note != "Sent in error" || i.Article == nil || i.Article.Status != news.Draft),
			i.Outcome == news.ItemRefused && !strings.Contains(string(i.Errors), "neither a headline nor a text"):
			t.Errorf("%+v", i)
		}
	}
	if n := f.drafts(f.key); n != 2 {
		t.Errorf("%d drafts", n)
	}
	// And all of that is told once.
	f.feed.has(`"four"`, append(f.feed.items, " ")...)
	if p = f.polled(); p.Items != (news.ItemCounts{Seen: 3}) {
		t.Errorf("%+v", p)
	}
}

// TestFeedTroubles has a feed fail in every way, move, and be gone.
func TestFeedTroubles(t *testing.T) {
	t.Parallel()
	f := follow(t, `, "every": 120`)
	if p := f.polled(); p.State != news.PollDone {
		t.Fatalf("%+v", p)
	}
	answer := func(status int, headers ...string) {
		f.feed.answers(func(w http.ResponseWriter, _ *http.Request) bool {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
			if status == http.StatusOK {
				fmt.Fprint(w, "<html><body><p>We are sorry.</p></body></html>")
			}
			return true
		})
	}
	waits := func(least, most time.Duration) {
		t.Helper()
		s := f.stands()
		if wait := s.NextAt.Sub(s.Last.EndedAt); wait < least-time.Second || wait > most+time.Second {
			t.Errorf("the next poll is after %s, not %s to %s: %+v", wait, least, most, s.Last)
		}
	}
	for n, c := range []struct {
		status  int
		headers []string
		want    string
		least   time.Duration
	}{
		{500, nil, "it answers 500", 2 * time.Minute},
		{503, []string{"Retry-After", "3600"}, "it answers 503", time.Hour},
		{302, []string{"Location", "http://169.254.169.254/latest/"}, "not a public one", 8 * time.Minute},
		{302, []string{"Location", "http://10.1.2.3/"}, "not a public one", 16 * time.Minute},
		{200, []string{"Content-Type", "text/html"}, "and no feed", 32 * time.Minute},
		{304, nil, "", 2 * time.Minute}, // it is as it was: all is well again
	} {
		answer(c.status, c.headers...)
		p := f.polled()
		if failed := c.want != ""; failed != (p.State == news.PollFailed) || !strings.Contains(p.Fault, c.want) {
			t.Errorf("%d: %+v", c.status, p)
		}
		waits(c.least, c.least)
		if s := f.stands(); c.want != "" && s.Failures != n+1 || c.want == "" && s.Failures != 0 {
			t.Errorf("%d failures after %d", s.Failures, n+1)
		}
	}
	// It is to be left alone for longer than the newsroom says, and remembers it.
	f.feed.answers(func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Cache-Control", "public, max-age=900")
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprint(w, `<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Post</title><ttl>20</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel></rss>`)
		return true
	})
	if p := f.polled(); p.State != news.PollDone {
		t.Errorf("%+v", p)
	}
	waits(30*time.Minute, 30*time.Minute)
	f.polled()
	waits(30*time.Minute, 30*time.Minute)
	// It has moved for good.
	other := publishFeed(t)
	other.has(`"moved"`, entry("ferry", "Ferry is late", ferryWords))
	answer(http.StatusMovedPermanently, "Location", other.URL+"/new")
	if p := f.polled(); p.MovedTo != other.URL+"/new" || p.Items.Seen != 1 {
		t.Errorf("%+v", p)
	}
	if s := f.stands(); s.URL != other.URL+"/new" || s.Version != 2 {
		t.Errorf("%+v", s)
	}
	_, audit := f.send(http.MethodGet, "/v1/audit", f.key, "", "")
	for _, action := range []string{"created", "moved", "polled"} {
		if !strings.Contains(audit, `"action":"`+action+`","subject":"`+f.Links["self"]) {
			t.Errorf("%q is not in the audit log", action)
		}
	}
	// It is gone.
	other.answers(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusGone); return true })
	f.polled()
	if s := f.stands(); *s.Enabled || !strings.Contains(s.Reason, "410") {
		t.Errorf("%+v", s)
	}
	if status, _ := f.send(http.MethodPost, f.Links["self"]+"/poll", f.key, "", ""); status != http.StatusConflict {
		t.Error(status)
	}
}

// TestKilledWhileItPolls kills a server that takes in a feed; the next one takes in
// the rest.
func TestKilledWhileItPolls(t *testing.T) {
	t.Parallel()
	f := follow(t, ``)
	f.polled()
	var items []string
	const stories = 60
	for i := range stories {
		items = append(items, entry(fmt.Sprint("story-", i), fmt.Sprint("Log entry ", i), strings.ReplaceAll(ferryWords, " ", fmt.Sprintf(" %d", i))))
	}
	f.feed.has(`"many"`, items...)
	f.send(http.MethodPost, f.Links["self"]+"/poll", f.key, "", "")
	for f.drafts(f.key) < 5 {
		time.Sleep(10 * time.Millisecond)
	}
	if err := f.end(syscall.SIGKILL); err == nil {
		t.Fatal("it was not killed")
	}
	f.start()
	between := f.drafts(f.key)
	f.inStore(func(ctx context.Context, s *postgres.Store) error {
		_, err := s.Writers().Exec(ctx, `update subscriptions set claimed_until = claimed_until - interval '2 minutes'`)
		return err
	})
	for deadline := time.Now().Add(2 * time.Minute); f.drafts(f.key) < stories+1 && time.Now().Before(deadline); {
		time.Sleep(200 * time.Millisecond)
	}
	p := f.polled()
	if n := f.drafts(f.key); n != stories+1 || p.State != news.PollDone || between >= stories+1 {
		t.Errorf("%d drafts, %d when it was killed: %+v", n, between, p)
	}
	var page struct{ Data []news.Poll }
	_, body := f.send(http.MethodGet, f.Links["polls"], f.key, "", "")
	if err := json.Unmarshal([]byte(body), &page); err != nil || !strings.Contains(body, `"state":"lost"`) {
		t.Error(err, body)
	}
}

// TestFeedBehindAPassword follows a feed that lets in who knows a password, which
// then moves to a host that is not to have it.
func TestFeedBehindAPassword(t *testing.T) {
	t.Parallel()
	f := follow(t, `, "credentials": {"username": "desk", "password": "low-water"}`)
	guarded := func(w http.ResponseWriter, r *http.Request) bool {
		if user, password, _ := r.BasicAuth(); user == "desk" && password == "low-water" {
			return false
		}
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	f.feed.answers(guarded)
	if p := f.polled(); p.State != news.PollDone || f.drafts(f.key) != 1 {
		t.Errorf("%+v", p)
	}
	f.feed.answers(func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(http.StatusUnauthorized); return true })
	if p := f.polled(); p.State != news.PollFailed || p.Fault != "it answers 401" {
		t.Errorf("%+v", p)
	}
	other := publishFeed(t)
	other.has(`"moved"`, entry("ferry", "Ferry is late", ferryWords))
	f.feed.answers(func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, other.URL+"/new", http.StatusMovedPermanently)
		return true
	})
	if p := f.polled(); p.MovedTo != other.URL+"/new" || other.last().Get("Authorization") != "" {
		t.Errorf("%+v %v", p, other.last())
	}
	if s := f.stands(); s.Credentials != nil || s.URL != other.URL+"/new" {
		t.Errorf("%+v %+v", s, s.Credentials)
	}
}
