package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"storywire/internal/news"
	"storywire/internal/outbound"

	"github.com/google/uuid"
)

// followAll has all of the feeds followed, and tells which were not before: of those
// the first look is over.
func (w *watcher) followAll(ctx context.Context, addresses []string, every time.Duration) (feeds []news.Followed, fresh map[uuid.UUID]bool, err error) {
	for _, address := range addresses {
		if err := outbound.CheckAddress(address); err != nil { // before it is told to anybody
			return nil, nil, fmt.Errorf("%s %w", cmp.Or(news.ShownAddress(address), "one of the feeds"), err)
		}
	}
	fresh = map[uuid.UUID]bool{}
	for _, address := range addresses {
		feed, made, err := w.follow(ctx, address, every)
		if err == nil && made {
			err = w.lookFirst(ctx, feed)
		}
		if err != nil {
			return nil, nil, of(address, err)
		}
		feeds, fresh[feed.ID] = append(feeds, feed), made
	}
	return feeds, fresh, nil
}

// follow is the subscription to an address, which is made where there is none.
func (w *watcher) follow(ctx context.Context, address string, every time.Duration) (feed news.Followed, made bool, err error) {
	var page struct{ Data []news.Followed }
	if err := w.ask(ctx, http.MethodGet, "/v1/subscriptions?url="+url.QueryEscape(address), nil, &page); err != nil {
		return feed, false, err
	}
	known := w.secrets.of(address)
	switch {
	case len(page.Data) > 0 && known != nil:
		fmt.Printf("%s is followed; what it is asked for with stays as it is\n", address)
		return page.Data[0], false, nil
	case len(page.Data) > 0:
		fmt.Printf("%s is followed\n", address)
		return page.Data[0], false, nil
	}
	body := map[string]any{"url": address, "every": max(1, int(every/time.Second))}
	if known != nil {
		body["credentials"] = known
	}
	// Whoever ends it now does not leave open whether there is one.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	return feed, true, w.ask(ctx, http.MethodPost, "/v1/subscriptions", body, &feed)
}

// endTimeout is how long a request may take that is not given up when the command is
// ended.
const endTimeout = 10 * time.Second

// lookFirst waits for the first look at a feed, which the server takes by itself, and
// tells what came. Of a feed that cannot be read no subscription stays: its address
// is wrong, as likely as not. Nor does one of a feed that nobody waited for: they have
// not been told that it is followed.
func (w *watcher) lookFirst(ctx context.Context, feed news.Followed) error {
	p, err := w.firstPoll(ctx, feed)
	switch {
	case ctx.Err() != nil:
		err = errors.New("it was ended before the first look at it was over")
	case err == nil && p.State == news.PollFailed:
		err = errors.New(p.Fault)
	}
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
		defer cancel()
		if removed := w.ask(ctx, http.MethodDelete, feed.Links["self"], nil, nil); removed != nil {
			return fmt.Errorf("%w; its subscription could not be removed: %w", err, removed)
		}
		return fmt.Errorf("is not followed: %w", err)
	}
	fmt.Printf("%s is followed from now on, each %s\n", feed.URL, time.Duration(feed.Every)*time.Second)
	w.told[p.ID.String()] = true
	return w.tell(ctx, feed, p)
}

// firstPoll is the first poll of a feed that ended by itself, once there is one.
func (w *watcher) firstPoll(ctx context.Context, feed news.Followed) (news.Poll, error) {
	for {
		var page struct{ Data []news.Poll }
		if err := w.ask(ctx, http.MethodGet, feed.Links["polls"], nil, &page); err != nil {
			return news.Poll{}, err
		}
		for _, p := range slices.Backward(page.Data) {
			if p.State == news.PollDone || p.State == news.PollFailed {
				return p, nil
			}
		}
		if err := pause(ctx); err != nil {
			return news.Poll{}, err
		}
	}
}
