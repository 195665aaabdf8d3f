package postgres_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// TestOldPollsAreForgotten has a subscription that has been polled for long, and one
// that has been polled once, long ago: what tells of nothing goes first, and the last
// poll never.
func TestOldPollsAreForgotten(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	admin := auth.Principal{KeyID: news.NewID(), Name: "admin", Scopes: []auth.Scope{auth.Admin}}
	follow := func(address string) news.Followed {
		t.Helper()
		f, err := s.Follow(t.Context(), admin, news.Followed{URL: address})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	long, once := follow("https://skerry.example/atom"), follow("https://marsh.example/atom")
	const add = `insert into polls (id, subscription_id, state, created_at, ended_at, moved_to, draft, fault)
		select gen_random_uuid(), $1, $2, clock_timestamp() - $3::interval, case when $2 not in ('waiting', 'running') then clock_timestamp() - $3::interval end, $4, $5, $6 from generate_series(1, $7)`
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		state   news.PollState
		age     time.Duration
		movedTo string
		drafts  int
		many    int
	}{
		"goes: brought nothing":           {news.PollDone, 2 * day, "", 0, 1200}, // more than are removed at a time
		"goes: lost":                      {news.PollLost, 2 * day, "", 0, 1},
		"goes: a draft, long ago":         {news.PollDone, 91 * day, "", 1, 3},
		"goes: failed, long ago":          {news.PollFailed, 91 * day, "", 0, 1},
		"goes: a server died, long ago":   {news.PollRunning, 91 * day, "", 0, 1},
		"stays: brought nothing just now": {news.PollDone, time.Hour, "", 0, 5},
		"stays: a draft":                  {news.PollDone, 89 * day, "", 1, 1},
		"stays: failed":                   {news.PollFailed, 89 * day, "", 0, 1},
		"stays: moved":                    {news.PollDone, 89 * day, "https://skerry.example/rss", 0, 1},
		"stays: somebody waits for it":    {news.PollWaiting, 91 * day, "", 0, 1},
	} {
		asOwner(t, db, add, long.ID, string(c.state), c.age, c.movedTo, c.drafts, name, c.many)
	}
	asOwner(t, db, add, once.ID, string(news.PollDone), 400*day, "", 0, "stays: the last one", 1)
	asOwner(t, db, add, once.ID, string(news.PollDone), 500*day, "", 0, "goes: not the last one", 1)
	kept := count(t, db, `select count(*) from polls where fault like 'stays:%'`)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done, err := s.Work(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(60 * time.Second); count(t, db, `select count(*) from polls where fault like 'goes:%'`) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d old polls are still there", count(t, db, `select count(*) from polls where fault like 'goes:%'`))
		}
	}
	stop()
	<-done
	if n := count(t, db, `select count(*) from polls`); n != kept || kept != 10 {
		t.Errorf("%d polls are left of %d", n, kept)
	}
	for _, f := range []news.Followed{long, once} {
		if f, err = s.Followed(t.Context(), f.ID); err != nil || f.Last == nil {
			t.Errorf("%v: nothing tells when %s was polled last", err, f.URL)
		}
	}
}

// TestAFeedsSpeakersAreWhoeverTheyAre takes in what a feed says of somebody whose
// name the newsroom knows, with another title.
func TestAFeedsSpeakersAreWhoeverTheyAre(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	if _, err := s.Speakers.Create(t.Context(), writer, news.Speaker{Name: "Ines Vale", Title: "Mayor of Ostholm"}); err != nil {
		t.Fatal(err)
	}
	admin := auth.Principal{KeyID: news.NewID(), Name: "admin", Scopes: []auth.Scope{auth.Admin}}
	f, err := s.Follow(t.Context(), admin, news.Followed{URL: "https://skerry.example/atom"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.TakePolls(t.Context(), 1)
	if err != nil || len(list) != 1 {
		t.Fatal(err, list)
	}
	for n, title := range []string{"the mayor", "baker"} {
		a := said("By the "+title, "Ines Vale")
		a.Quotes[0].Speaker.Title = title
		item := news.FeedItem{Key: title, Mark: []byte{byte(n)}, Page: news.Page{Article: *a}}
		item.Told = func(links map[int]news.Linking) (provenance, warnings json.RawMessage, err error) {
			warnings, err = json.Marshal(links[0].Candidates)
			return json.RawMessage("[]"), warnings, err
		}
		if outcome, err := s.TakeItem(t.Context(), list[0], item, news.Patches{}); err != nil || outcome != news.ItemDraft {
			t.Fatal(outcome, err)
		}
	}
	items, err := s.FollowedItems(t.Context(), admin, f.ID, news.ItemQuery{Limit: 10})
	if err != nil || len(items) != 2 {
		t.Fatal(err, items)
	}
	for i, want := range []string{"ines-vale-2", "ines-vale"} { // what came last first
		item := items[i].Value
		if got := get(t, s, item.Article.ID.String()).Quotes[0].Speaker.Slug; got != want {
			t.Errorf("%s is %s, not %s", item.Item, got, want)
		}
		if asked := strings.Contains(string(item.Warnings), `"ines-vale"`); asked != (want == "ines-vale-2") {
			t.Errorf("%s: %s", item.Item, item.Warnings)
		}
	}
}
