package deliver

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/outbound"
)

func TestFeedThatFailsForLongIsDisabled(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		failures int
		since    time.Duration
		disabled bool
		wait     time.Duration
	}{
		{0, 0, false, 10 * time.Minute},
		{1, time.Hour, false, 20 * time.Minute},
		{8, 20 * 24 * time.Hour, false, 24 * time.Hour}, // it was paused, and has not been asked often enough
		{30, 6 * 24 * time.Hour, false, 24 * time.Hour},
		{9, 8 * 24 * time.Hour, true, 24 * time.Hour},
	} {
		f := news.Polling{Every: 10 * time.Minute, Failures: c.failures, Now: now}
		if c.failures > 0 {
			f.FailingSince = now.Add(-c.since)
		}
		end := failed(f, outbound.Fetched{Status: 500}, "it answers 500")
		if (end.Disabled != "") != c.disabled || end.Wait != c.wait || end.State != news.PollFailed {
			t.Errorf("%+v: %+v", c, end)
		}
		if c.disabled && !strings.Contains(end.Disabled, "since 2026-03-12, 10 times: it answers 500") {
			t.Error(end.Disabled)
		}
	}
}

func TestFreshness(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "no-store": 0, "max-age=60": time.Minute, `public, Max-Age="120"`: 2 * time.Minute, "s-maxage=900, max-age=5": 5 * time.Second,
		"max-age=-5": 0, "max-age=soon": 0, "max-age=999999": 24 * time.Hour, "max-age=99999999999999999999": 24 * time.Hour,
	} {
		if got := fresh(http.Header{"Cache-Control": {header}}, now); got != want {
			t.Errorf("%q: %s, not %s", header, got, want)
		}
	}
	for expires, want := range map[string]time.Duration{
		"Sun, 01 Mar 2026 12:10:00 GMT": 10 * time.Minute, "Sunday, 01-Mar-26 12:10:00 GMT": 10 * time.Minute, "Sun Mar  1 12:10:00 2026": 10 * time.Minute,
		"Sun, 01 Mar 2026 11:00:00 GMT": 0, "Tue, 01 Mar 2033 12:00:00 GMT": 24 * time.Hour, "0": 0, "-1": 0, "": 0, "soon": 0,
	} {
		for cache, want := range map[string]time.Duration{"": want, "public": want, "s-maxage=5": want, "max-age=60": time.Minute, "max-age=0": 0, "no-cache": 0, "private, no-store": 0} {
			if got := fresh(http.Header{"Cache-Control": {cache}, "Expires": {expires}}, now); got != want {
				t.Errorf("%q, %q: %s, not %s", cache, expires, got, want)
			}
		}
		// A clock that is wrong by years is wrong in both.
		got := fresh(http.Header{"Expires": {expires}, "Date": {"Sun, 01 Mar 2026 12:00:00 GMT"}}, now.AddDate(-3, 0, 0))
		if got != want {
			t.Errorf("%q, by their clock: %s, not %s", expires, got, want)
		}
	}
	if got := fresh(http.Header{"Cache-Control": {"public", "max-age=60"}}, now); got != time.Minute {
		t.Errorf("in two lines: %s", got)
	}
}

// oddStore fails over one item, as no store should.
type oddStore struct {
	Feeds // nothing else is asked
	taken []string
}

func (s *oddStore) NewItems(_ context.Context, _ news.Polling, items []news.FeedItem) ([]news.FeedItem, error) {
	return items, nil
}

func (s *oddStore) TakeItem(_ context.Context, _ news.Polling, item news.FeedItem) (news.ItemOutcome, error) {
	if item.Key == "odd" && item.Refused == nil {
		return "", errors.New("what nobody has thought of")
	}
	outcome := news.ItemDraft
	if item.Refused != nil {
		item.Key += " refused"
		outcome = news.ItemRefused
	}
	s.taken = append(s.taken, item.Key)
	return outcome, nil
}

// TestOneItemKeepsNoOther has the store fail over an item, and a reader panic.
func TestOneItemKeepsNoOther(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("a feed")) }))
	defer server.Close()
	store := &oddStore{}
	took := map[news.ItemOutcome]int{}
	p := &Polls{Store: store, Client: server.Client(), Most: 100, Log: slog.New(slog.DiscardHandler), Took: func(o news.ItemOutcome) { took[o]++ }}
	p.Read = func(context.Context, outbound.Fetched) (news.FeedPage, error) {
		return news.FeedPage{Items: []news.FeedItem{{Key: "third"}, {Key: "odd"}, {Key: "first"}}}, nil
	}
	end := p.look(t.Context(), news.Polling{URL: server.URL, Every: time.Minute})
	if want := []string{"first", "odd refused", "third"}; end.State != news.PollDone || !slices.Equal(store.taken, want) || took[news.ItemDraft] != 2 || took[news.ItemRefused] != 1 {
		t.Errorf("%v %+v %v", store.taken, end, took)
	}
	p.Read = func(context.Context, outbound.Fetched) (news.FeedPage, error) { panic("no feed is like that") }
	if end = p.look(t.Context(), news.Polling{URL: server.URL, Every: time.Minute}); end.State != news.PollFailed || !strings.Contains(end.Fault, "its reader failed") {
		t.Errorf("%+v", end)
	}
}
