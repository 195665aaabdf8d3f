package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"storywire/internal/config"
	"storywire/internal/news"
	"storywire/internal/outbound"

	"github.com/google/uuid"
)

var watchCommand = command{
	name: "watch", args: "[-api URL] [-every TIME] [-once] FEED...", short: "follow partners' feeds into drafts, and show what comes in",
	long: `Have a running server follow partners' feeds, and print a line for each item that
comes in, until it is ended. Each FEED is an http or https address. One that the
newsroom follows already is left as it is; one that cannot be read when it is
looked at for the first time is not followed. What is new becomes drafts, each
once.

The server must be allowed to fetch (STORYWIRE_IMPORT_FETCH). STORYWIRE_KEY in the
environment is a key with the scope admin; write is enough where all of the feeds
are followed already. With -once each feed is polled now, and it exits with 1
where one could not be.`,
	run: watch,
}

// watchPause is how long there is between two looks at the server.
const watchPause = time.Second

func watch(ctx context.Context, c command, args []string) error {
	settings, err := config.Load()
	if err != nil {
		return err
	}
	f := c.flags()
	api := f.String("api", settings.LocalURL()+"/v1", "the `URL` of the API")
	every := f.Duration("every", news.DefaultEvery*time.Second, "how long there is between two polls of a feed that is not followed yet, 1m to 24h")
	once := f.Bool("once", false, "poll each feed now, and end when that is done")
	if err := c.parse(f, args, 1, -1); err != nil {
		return err
	}
	w := &watcher{api: strings.TrimRight(*api, "/"), key: os.Getenv("STORYWIRE_KEY"), told: map[string]bool{}}
	feeds, fresh, err := w.followAll(ctx, f.Args(), *every)
	switch {
	case err != nil:
		return err
	case *once:
		return w.pollOnce(ctx, slices.DeleteFunc(feeds, func(f news.Followed) bool { return fresh[f.ID] })) // which were just now
	}
	return w.watch(ctx, feeds)
}

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
			return nil, nil, fmt.Errorf("%s: %w", address, err)
		}
		feeds, fresh[feed.ID] = append(feeds, feed), made
	}
	return feeds, fresh, nil
}

// watcher asks a server what came in.
type watcher struct {
	api, key string
	told     map[string]bool // polls, by id
}

// ask makes a request of the API. An answer that says no is an error with its
// words.
func (w *watcher) ask(ctx context.Context, method, path string, body, to any) error {
	var sent io.Reader
	if body != nil {
		written, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(written)
	}
	r, err := http.NewRequestWithContext(ctx, method, w.api+strings.TrimPrefix(path, "/v1"), sent)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+w.key)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodDelete {
		r.Header.Set("If-Match", "*")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxState))
	if err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return refusal(answer.StatusCode, text)
	}
	if to == nil {
		return nil
	}
	return json.Unmarshal(text, to)
}

// refusal is what a problem document says.
func refusal(status int, text []byte) error {
	var p struct {
		Detail string
		Errors []news.Fault
	}
	if json.Unmarshal(text, &p) != nil || p.Detail == "" {
		return fmt.Errorf("the server answers %d", status)
	}
	for _, f := range p.Errors {
		p.Detail += " " + strings.TrimPrefix(f.Pointer, "/") + " " + f.Detail + "."
	}
	return errors.New(p.Detail)
}

// follow is the subscription to an address, which is made where there is none.
func (w *watcher) follow(ctx context.Context, address string, every time.Duration) (feed news.Followed, made bool, err error) {
	var page struct{ Data []news.Followed }
	if err := w.ask(ctx, http.MethodGet, "/v1/subscriptions?url="+url.QueryEscape(address), nil, &page); err != nil {
		return feed, false, err
	}
	if len(page.Data) > 0 {
		fmt.Printf("%s: is followed\n", address)
		return page.Data[0], false, nil
	}
	body := map[string]any{"url": address, "every": max(1, int(every/time.Second))}
	return feed, true, w.ask(ctx, http.MethodPost, "/v1/subscriptions", body, &feed)
}

// lookFirst waits for the first look at a feed, which the server takes by itself, and
// tells what came. Of a feed that cannot be read no subscription stays: its address
// is wrong, as likely as not.
func (w *watcher) lookFirst(ctx context.Context, feed news.Followed) error {
	p, err := w.firstPoll(ctx, feed)
	if err != nil {
		return err
	}
	if p.State == news.PollFailed {
		if err := w.ask(ctx, http.MethodDelete, feed.Links["self"], nil, nil); err != nil {
			return fmt.Errorf("%s; its subscription could not be removed: %w", p.Fault, err)
		}
		return errors.New("is not followed: " + p.Fault)
	}
	fmt.Printf("%s: is followed from now on, each %s\n", feed.URL, time.Duration(feed.Every)*time.Second)
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

// pollOnce has all of the feeds polled and waits for that.
func (w *watcher) pollOnce(ctx context.Context, feeds []news.Followed) error {
	polls := make([]news.Poll, len(feeds))
	for i, feed := range feeds {
		if err := w.ask(ctx, http.MethodPost, feed.Links["self"]+"/poll", nil, &polls[i]); err != nil {
			return fmt.Errorf("%s: %w", feed.URL, err)
		}
	}
	failed := 0
	for i, feed := range feeds {
		p := polls[i]
		for p.EndedAt.IsZero() {
			if err := pause(ctx); err != nil {
				return err
			}
			if err := w.ask(ctx, http.MethodGet, feed.Links["polls"]+"/"+p.ID.String(), nil, &p); err != nil {
				return fmt.Errorf("%s: %w", feed.URL, err)
			}
		}
		if err := w.tell(ctx, feed, p); err != nil {
			return err
		}
		if p.State != news.PollDone {
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d feeds could not be polled", failed, len(feeds))
	}
	return nil
}

// watch tells what comes in until ctx ends. What came before it began is not told.
func (w *watcher) watch(ctx context.Context, feeds []news.Followed) error {
	begun := time.Now().Add(-watchPause)
	for {
		for _, feed := range feeds {
			if err := w.look(ctx, feed, begun); err != nil && ctx.Err() == nil {
				fmt.Fprintf(os.Stderr, "%s: %s\n", feed.URL, err) // the server may be back at the next look
			}
		}
		if pause(ctx) != nil {
			return nil //nolint:nilerr // to be ended is what it waits for
		}
	}
}

// look tells of a feed's polls that have ended since the last look.
func (w *watcher) look(ctx context.Context, feed news.Followed, begun time.Time) error {
	var page struct{ Data []news.Poll }
	if err := w.ask(ctx, http.MethodGet, feed.Links["polls"]+"?limit=10", nil, &page); err != nil {
		return err
	}
	for i := len(page.Data) - 1; i >= 0; i-- {
		p := page.Data[i]
		if p.EndedAt.IsZero() || p.EndedAt.Before(begun) || w.told[p.ID.String()] {
			continue
		}
		if err := w.tell(ctx, feed, p); err != nil {
			return err
		}
		w.told[p.ID.String()] = true
	}
	return nil
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(watchPause):
		return nil
	}
}

// tell prints what came with a poll: a line for each item, and one for the feed
// where there is more to say.
func (w *watcher) tell(ctx context.Context, feed news.Followed, p news.Poll) error {
	if p.MovedTo != "" {
		fmt.Printf("%s: has moved to %s\n", feed.URL, p.MovedTo)
	}
	if p.Fault != "" {
		fmt.Printf("%s: %s: %s\n", feed.URL, p.State, p.Fault)
	}
	cursor := ""
	for {
		var page struct {
			Data []news.FollowedItem
			Next string
		}
		if err := w.ask(ctx, http.MethodGet, feed.Links["items"]+"?limit=100&poll="+p.ID.String()+cursor, nil, &page); err != nil {
			return err
		}
		for _, i := range page.Data {
			fmt.Println(lineOf(i))
		}
		if page.Next == "" {
			return nil
		}
		cursor = "&cursor=" + url.QueryEscape(page.Next)
	}
}

// lineOf is an item on one line: when, what became of it, where, and why.
func lineOf(i news.FollowedItem) string {
	parts := []string{i.At.Local().Format(time.TimeOnly), fmt.Sprintf("%-9s", i.Outcome)}
	if i.Headline != "" {
		parts = append(parts, i.Headline)
	} else {
		parts = append(parts, i.Item)
	}
	if i.Article != nil {
		parts = append(parts, "/v1/articles/"+i.Article.Slug)
	}
	if i.Proposal != (news.FollowedItem{}).Proposal {
		parts = append(parts, "/v1/proposals/"+i.Proposal.String())
	}
	var faults []news.Fault
	if json.Unmarshal(i.Errors, &faults) == nil {
		for _, f := range faults {
			parts = append(parts, strings.TrimSpace(f.Pointer+" "+f.Detail))
		}
	}
	if i.Note != "" {
		parts = append(parts, i.Note)
	}
	return strings.Map(func(r rune) rune { // what others have written does nothing to a terminal
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.Join(parts, "  "))
}
