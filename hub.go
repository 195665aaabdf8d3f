package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"storywire/api"
	"storywire/internal/deliver"
	"storywire/internal/news"
	"storywire/internal/outbound"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/internal/websub"
)

// How the hub calls its subscribers.
const (
	hubTimeout = 10 * time.Second
	hubHands   = 16
	hubPause   = 500 * time.Millisecond
)

// hubWaits are how long a subscriber who could not be told is left alone, each
// time. After the last one they are told when the feed changes again.
var hubWaits = []time.Duration{10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}

// hub tells subscribers, or a hub of others, what changed in feeds.
type hub struct {
	*server
	store  *postgres.Store
	topic  func(ctx context.Context, topic string) (news.TopicContent, error)
	caller websub.Caller
}

// ownHub is the address of the house's own hub.
func (s *server) ownHub() string { return s.PublicURL + "/hub" }

// hubOver is who keeps what the house's own hub is asked; nil where feeds name
// another one.
func (s *server) hubOver(store *postgres.Store) api.Hub {
	if s.HubURL != "" {
		return nil
	}
	return store
}

// startHub starts what tells of changed feeds. stop ends it.
func (s *server) startHub(ctx context.Context, store *postgres.Store, handler *api.Handler) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var done []<-chan struct{}
	client := outbound.NewClient(outbound.Options{Loopback: s.AllowLoopback, Timeout: hubTimeout})
	h := &hub{s, store, handler.Topic, websub.Caller{Subscribers: client, Hub: s.ownHub()}}
	log := s.log.With("part", "hub")
	name, look := "hub", h.tellSubscribers
	if s.HubURL != "" {
		name, look = "other hub", h.tellHub
	} else {
		done = append(done, deliver.Hands{Take: h.errands, Most: hubHands, Pause: hubPause, Log: log}.Run(ctx))
	}
	done = append(done, deliver.Trail{
		Stirred: store.Stirred, Present: store.Present, Settle: settled, Log: log,
		HandOn: func(ctx context.Context, to news.Mark) (bool, error) {
			return store.HandOn(ctx, name, to, func(ctx context.Context, _ news.Changed) error { return look(ctx) })
		},
	}.Run(ctx))
	return func() {
		cancel()
		late := time.After(jobsTimeout) // what is left is done at the next start
		for _, done := range done {
			select {
			case <-done:
			case <-late:
				return
			}
		}
	}
}

// tellSubscribers has those told whose feeds are not as they were.
func (h *hub) tellSubscribers(ctx context.Context) error {
	topics, err := h.store.FollowedTopics(ctx)
	if err != nil {
		return err
	}
	for _, topic := range topics {
		content, err := h.topic(ctx, topic)
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
		if err := h.store.TopicIs(ctx, topic, content.Digest); err != nil {
			return err
		}
	}
	return nil
}

// tellHub tells a hub of others which of the feeds that name it are not as they
// were.
func (h *hub) tellHub(ctx context.Context) error {
	topics, err := h.store.OwnFeeds(ctx)
	if err != nil {
		return err
	}
	for _, format := range render.FormatNames() {
		topics = append(topics, "/v1/feeds/"+format)
	}
	are := map[string][]byte{}
	for _, topic := range topics {
		switch content, err := h.topic(ctx, topic); {
		case err == nil:
			are[content.Self] = content.Digest
		case !errors.Is(err, news.ErrNotFound):
			return err
		}
	}
	changed, err := h.store.NewTopics(ctx, are)
	if err != nil || len(changed) == 0 {
		return err
	}
	if err := websub.Publish(ctx, &http.Client{Timeout: hubTimeout}, h.HubURL, changed); err != nil {
		return err
	}
	return h.store.ToldTopics(ctx, are)
}

// errands are the requests to be confirmed and the deliveries that are due.
func (h *hub) errands(ctx context.Context, most int) (list []func(context.Context), err error) {
	intents, err := h.store.TakeIntents(ctx, most)
	if err != nil {
		return nil, err
	}
	for _, in := range intents {
		list = append(list, func(ctx context.Context) { h.note(ctx, "a request could not be ended", h.confirm(ctx, in)) })
	}
	due, err := h.store.TakeDeliveries(ctx, most-len(intents))
	for _, b := range due {
		list = append(list, func(ctx context.Context) { h.note(ctx, "a delivery could not be ended", h.deliver(ctx, b)) })
	}
	return list, err
}

func (h *hub) note(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		h.log.WarnContext(ctx, what, "part", "hub", "error", err)
	}
}

// confirm asks a subscriber whether a request was theirs, once.
func (h *hub) confirm(ctx context.Context, in news.Intent) error {
	content, err := h.topic(ctx, in.Topic)
	switch {
	case errors.Is(err, news.ErrNotFound) && in.Mode == news.Subscribe:
		h.note(ctx, "a subscriber could not be told", h.caller.Deny(ctx, in.Callback, in.Named, "There is no such feed any more."))
		return h.store.EndIntent(ctx, in.ID, false, nil)
	case err != nil && !errors.Is(err, news.ErrNotFound):
		return err
	}
	err = h.caller.Confirm(ctx, in)
	if ctx.Err() != nil {
		return ctx.Err() // it is asked again by the next server
	}
	return h.store.EndIntent(ctx, in.ID, err == nil, content.Digest)
}

// deliver tells a subscriber what their feed says now.
func (h *hub) deliver(ctx context.Context, b news.Subscription) error {
	content, err := h.topic(ctx, b.Topic)
	switch {
	case errors.Is(err, news.ErrNotFound):
		h.note(ctx, "a subscriber could not be told", h.caller.Deny(ctx, b.Callback, b.Named, "There is no such feed any more."))
		return h.store.EndSubscription(ctx, b.ID)
	case err != nil:
		return err
	}
	err = h.caller.Deliver(ctx, b, content)
	switch {
	case err == nil:
		return h.store.Delivered(ctx, b, content.Digest)
	case errors.Is(err, websub.ErrGone):
		return h.store.EndSubscription(ctx, b.ID)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return h.store.NotDelivered(ctx, b, waitAfter(b.Failed))
}

// waitAfter is how long to wait after so many failures and one more; 0 for no
// longer trying.
func waitAfter(failed int) time.Duration {
	if failed >= len(hubWaits) {
		return 0
	}
	wait := hubWaits[failed]
	return wait + rand.N(wait/5) //nolint:gosec // so that not all come at once
}
