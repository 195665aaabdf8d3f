package main

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/postgres"
)

// theQuay is a feed that its subscribers name like this.
const theQuay = "/v1/feeds/atom?section=quay"

// follow has somebody subscribe to a feed, and waits until they are.
func (h *hubTest) follow(s *subscriber, topic, secret, lease string) {
	h.t.Helper()
	if got := h.ask("subscribe", h.url+topic, s.URL, secret, lease); got != http.StatusAccepted {
		h.t.Fatalf("it is answered %d", got)
	}
	h.settled()
}

// settled waits until no request is left to be confirmed.
func (h *hubTest) settled() {
	h.t.Helper()
	h.until("all were asked", func() bool { return h.count(`select count(*) from hub_intents`) == 0 })
}

// count is a number that the hub's own tables have.
func (h *hubTest) count(sql string, args ...any) (n int) {
	h.t.Helper()
	h.inStore(func(ctx context.Context, s *postgres.Store) error {
		return s.Writers().QueryRow(ctx, sql, args...).Scan(&n)
	})
	return n
}

// last is what a subscriber was sent last, and how much they were sent.
func (s *subscriber) last() (last *told, deliveries int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.told) == 0 {
		return &told{}, 0
	}
	return s.told[len(s.told)-1], len(s.told)
}

// answer has deliveries be answered like that, or nothing be confirmed any more.
func (s *subscriber) answer(status int, refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status, s.refuse = status, refuse
}

// TestSubscriptionsEnd has subscriptions end in each way that there is, while
// another one goes on: nobody is told after that, and who is refused hears of it.
func TestSubscriptionsEnd(t *testing.T) {
	t.Parallel()
	h := aHub(t)
	h.publish("Gulls return", "")
	h.change(http.MethodPost, "/v1/feeds", "application/json", `{"name": "for-summer", "title": "For summer", "format": "rss"}`)
	stays, gone, lapsed, orphan, late := subscribing(t), subscribing(t), subscribing(t), subscribing(t), subscribing(t)
	for _, s := range []*subscriber{stays, gone, lapsed} {
		h.follow(s, theQuay, "", "")
	}
	h.follow(orphan, "/v1/feeds/for-summer", "hush", "")
	gone.answer(http.StatusGone, false)
	h.count(`update hub_subscriptions set expires_at = clock_timestamp() where callback = $1 returning 1`, lapsed.URL)
	h.change(http.MethodDelete, "/v1/feeds/for-summer/settings", "", "")
	h.until("who follows a feed that is over is told so", func() bool { n, _ := orphan.been(); return n == 2 })
	h.denied(orphan, "/v1/feeds/for-summer")
	h.inStore(func(ctx context.Context, s *postgres.Store) error { // it was asked for when there was such a feed
		return s.AddIntent(ctx, news.Intent{Mode: news.Subscribe, Callback: late.URL, Topic: "/v1/feeds/for-summer", Named: h.url + "/v1/feeds/for-summer", Lease: time.Hour})
	})
	h.until("who comes too late is told so", func() bool { n, _ := late.been(); return n == 1 })
	h.denied(late, "/v1/feeds/for-summer")
	for n, headline := range []string{"Ferry is late", "Ferry is early"} {
		h.publish(headline, "")
		h.until("who stays is told", func() bool { _, told := stays.been(); return told > n })
		h.until("who answered 410 is forgotten", func() bool { return h.count(`select count(*) from hub_subscriptions`) == 1 })
	}
	for who, s := range map[string]*subscriber{"whose time was up": lapsed, "whose feed is over": orphan, "who came too late": late} {
		if _, told := s.been(); told != 0 {
			t.Errorf("%s was told %d times", who, told)
		}
	}
	if _, told := gone.been(); told != 1 {
		t.Errorf("who answered 410 was told %d times", told)
	}
}

// denied holds what a subscriber was asked last to what WebSub has a hub say that
// does not tell them, or not any more (5.2).
func (h *hubTest) denied(s *subscriber, topic string) {
	h.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	got := s.asked[len(s.asked)-1]
	want := url.Values{"hub.mode": {"denied"}, "hub.topic": {h.url + topic}, "hub.reason": {"There is no such feed any more."}}
	if got.Encode() != want.Encode() {
		h.t.Errorf("it is told %v", got)
	}
}

// TestSubscriptionsAreRenewed has somebody subscribe again, with another secret,
// without one, and without meaning it.
func TestSubscriptionsAreRenewed(t *testing.T) {
	t.Parallel()
	h := aHub(t)
	s := subscribing(t)
	next := func(secret string, lease int) {
		t.Helper()
		if n := h.count(`select count(*) from hub_subscriptions where expires_at - clock_timestamp() between make_interval(secs => $1 - 100) and make_interval(secs => $1)`, lease); n != 1 {
			t.Fatalf("there are %d subscriptions for %d seconds", n, lease)
		}
		_, before := s.last()
		h.publish("Entry of the log", "")
		h.until("it is told", func() bool { _, n := s.last(); return n > before })
		if last, _ := s.last(); !last.signedWith(secret) {
			t.Errorf("with %q it is told under %v", secret, last.header)
		}
	}
	h.follow(s, theQuay, "first", "600")
	next("first", 600)
	h.follow(s, theQuay, "second", "86400")
	next("second", 86400)
	s.answer(http.StatusOK, true)
	h.follow(s, theQuay, "somebody else's", "1200")
	next("second", 86400)
	s.answer(http.StatusOK, false)
	h.follow(s, theQuay, "", "3600")
	next("", 3600)
	s.answer(http.StatusOK, true)
	h.ask("unsubscribe", h.url+theQuay, s.URL, "", "")
	h.settled()
	next("", 3600)
}
