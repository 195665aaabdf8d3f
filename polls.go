package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"storywire/api"
	"storywire/internal/deliver"
	"storywire/internal/intake"
	"storywire/internal/intake/wire"
	"storywire/internal/news"
	"storywire/internal/obs"
	"storywire/internal/outbound"
	"storywire/internal/postgres"
)

const (
	// pollHands is how many feeds a server polls at a time, and pollPause how late
	// one is.
	pollHands = 4
	pollPause = time.Second
	// maxFeedItems is how many stories a feed may have.
	maxFeedItems = 1000
)

// pollFeeds has partners' feeds polled until ctx ends; done is closed then. Where
// the operator has not allowed that the server fetches, nothing is.
func (s *server) pollFeeds(ctx context.Context, store *postgres.Store, metrics *obs.Metrics) (done <-chan struct{}) {
	if !s.ImportFetch {
		none := make(chan struct{})
		close(none)
		return none
	}
	log := s.log.With("part", "subscriptions")
	p := &deliver.Polls{
		Store: feeds{store}, Client: s.webClient(), Agent: s.agent(), Accept: feedAccept, Most: maxPage, Log: log,
		Read: func(ctx context.Context, got outbound.Fetched) (news.FeedPage, error) {
			room, err := store.Newsroom(ctx)
			if err != nil {
				return news.FeedPage{}, err
			}
			return readFeed(room, got)
		},
	}
	watchPolls(metrics, p, store)
	return deliver.Hands{Take: p.Take, Most: pollHands, Pause: pollPause, Log: log}.Run(ctx)
}

// watchPolls shows how polls end and what becomes of items, and how late polls are.
func watchPolls(m *obs.Metrics, p *deliver.Polls, store *postgres.Store) {
	outcomes := make([]string, len(news.ItemOutcomes))
	for i, o := range news.ItemOutcomes {
		outcomes[i] = string(o)
	}
	polled := m.Counted("storywire_polls_total", "Looks at partners' feeds, by how they ended.", "outcome", string(news.PollDone), string(news.PollFailed), string(news.PollLost))
	took := m.Counted("storywire_poll_items_total", "Items of partners' feeds that came, by what became of them.", "outcome", outcomes...)
	p.Polled = func(s news.PollState) { polled(string(s)) }
	p.Took = func(o news.ItemOutcome) { took(string(o)) }
	measured := func(name, help string, of func(news.FeedsState) float64) {
		m.Gauge(name, help, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), measureTimeout)
			defer cancel()
			state, err := store.FeedsState(ctx)
			if err != nil {
				return -1 // the database is away
			}
			return of(state)
		})
	}
	measured("storywire_polls_overdue_seconds", "How long the feed has waited to be polled that is overdue the longest; 0 without one.",
		func(s news.FeedsState) float64 { return s.Overdue.Seconds() })
	measured("storywire_feeds_failing", "Feeds that are polled, and could not be read the last time.",
		func(s news.FeedsState) float64 { return float64(s.Failing) })
}

// feeds is the store with how a proposal is written down.
type feeds struct{ *postgres.Store }

func (f feeds) TakeItem(ctx context.Context, p news.Polling, item news.FeedItem) (news.ItemOutcome, error) {
	return f.Store.TakeItem(ctx, p, item, api.Patches)
}

// readFeed reads a feed by what it turns out to be. A page that holds no list of
// stories is none.
func readFeed(room news.Newsroom, got outbound.Fetched) (page news.FeedPage, err error) {
	media, charset := mediaOfAnswer(got)
	read, ok := wire.Readers[media]
	if !ok || media == "text/markdown" {
		return page, unread("it is " + cmp.Or(media, "of no type that it says") + ", and no feed")
	}
	found, err := read(got.Body, intake.Options{TimeZone: room.TimeZone, Language: room.Language, Charset: charset, Most: maxFeedItems, Now: time.Now()})
	if err != nil && !errors.Is(err, wire.ErrEmpty) {
		return page, err
	}
	for _, r := range found.Items {
		item, err := feedItem(r)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, item)
	}
	if strings.HasSuffix(media, "xml") {
		notices := wire.ReadNotices(got.Body)
		page.Pace = notices.Pace
		for _, w := range notices.Withdrawn {
			page.Items = append(page.Items, withdrawnItem(w.Name, w.Note))
		}
	}
	page.Items = apart(page.Items)
	return page, nil
}

func unread(what string) error {
	var f news.Faults
	f.Add("", "%s", what)
	return f.Err()
}

// feedItem is an item of a feed as it was read. It is known by what the feed calls
// it, and by what it says.
func feedItem(r intake.Result) (item news.FeedItem, err error) {
	name := r.Name
	if r.Own != (news.Page{}).Own {
		name = r.Own.String()
	}
	var invalid *news.Invalid
	if r.Withdrawn && errors.As(r.Refused, &invalid) {
		return withdrawnItem(name, invalid.Faults[0].Detail), nil
	}
	item = news.FeedItem{Key: storable(cmp.Or(name, r.Article.CanonicalURL, r.Article.Headline)), Page: r.Page(), Refused: r.Refused}
	item.Told = func(links map[int]news.Linking) (provenance, warnings json.RawMessage, err error) {
		return toldOf(r, links)
	}
	if item.Provenance, item.Warnings, err = item.Told(nil); err != nil {
		return item, err
	}
	said, err := json.Marshal(r.Article)
	if err != nil {
		return item, err
	}
	if r.Refused != nil {
		said = append(said, r.Refused.Error()...)
	}
	item.Page.Article.Headline = storable(item.Page.Article.Headline)
	item.Mark = markOf(said)
	return item, nil
}

// toldOf is what is known of an item: where it is from, and what to look at.
func toldOf(r intake.Result, links map[int]news.Linking) (provenance, warnings json.RawMessage, err error) {
	r.Provenance, r.Warnings = append([]intake.Provenance{}, r.Provenance...), append([]intake.Warning{}, r.Warnings...)
	r.Link(links)
	if provenance, err = json.Marshal(r.Provenance); err != nil {
		return nil, nil, err
	}
	warnings, err = json.Marshal(r.Warnings)
	return provenance, warnings, err
}

func withdrawnItem(name, note string) news.FeedItem {
	note = storable(cmp.Or(note, "the feed says that this entry is deleted"))
	return news.FeedItem{Key: storable(name), Withdrawn: note, Mark: markOf([]byte("withdrawn " + note))}
}

func markOf(said []byte) []byte {
	sum := sha256.Sum256(said)
	return sum[:]
}

// storable is text that the database takes.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
}

// apart makes one of items that are the same, and has those that a feed calls by
// one name, and are not the same, be known by where they stand too: else each would
// seem to be a change of the other.
func apart(items []news.FeedItem) (list []news.FeedItem) {
	seen := map[string]string{} // marks by keys
	for _, item := range items {
		if mark, ok := seen[item.Key]; ok && mark != string(item.Mark) && item.Withdrawn == "" {
			item.Key += " " + cmp.Or(item.Page.Article.CanonicalURL, item.Page.Article.Headline)
		}
		if _, ok := seen[item.Key]; !ok {
			seen[item.Key] = string(item.Mark)
			list = append(list, item)
		}
	}
	return list
}
