package main

import (
	"bytes"
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
)

var watchCommand = command{
	name: "watch", args: "[-api URL] [-every TIME] [-credentials FILE] [-once] FEED...", short: "follow partners' feeds into drafts, and show what comes in",
	long: `Have a running server follow partners' feeds, and print a line for each item that
comes in, until it is ended. Each FEED is an http or https address. One that the
newsroom follows already is left as it is; one that cannot be read when it is
looked at for the first time, or that you do not wait for, is not followed. What is
new becomes drafts, each once.

What a feed is asked for with stands in a file (-credentials, - for the standard
input), where neither the list of processes nor the shell's history shows it: JSON, by
the origin or by the address of each feed,

  {"https://skerry-post.example": {"username": "desk", "password": "..."},
   "https://wire.example/all.xml": {"header": "X-Api-Key", "value": "..."}}

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
	secrets := f.String("credentials", "", "the `FILE` that says what feeds are asked for with that are not followed yet; - for the standard input")
	once := f.Bool("once", false, "poll each feed now, and end when that is done")
	if err := c.parse(f, args, 1, -1); err != nil {
		return err
	}
	w := &watcher{api: strings.TrimRight(*api, "/"), key: os.Getenv("STORYWIRE_KEY"), told: map[string]bool{}}
	if w.secrets, err = readCredentials(*secrets); err != nil {
		return of(*secrets, err)
	}
	feeds, fresh, err := w.followAll(ctx, f.Args(), *every)
	switch {
	case err != nil:
		return err
	case *once:
		return w.pollOnce(ctx, slices.DeleteFunc(feeds, func(f news.Followed) bool { return fresh[f.ID] })) // which were just now
	}
	return w.watch(ctx, feeds)
}

// watcher asks a server what came in.
type watcher struct {
	api, key string
	told     map[string]bool // polls, by id
	secrets  credentials
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
	if refused := (*url.Error)(nil); errors.As(err, &refused) {
		return fmt.Errorf("no server answers at %s: %w", w.api, refused.Err)
	}
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
