package deliver

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/news"
	"storywire/internal/outbound"
)

// Feeds is what polling asks of the store.
type Feeds interface {
	// TakePolls takes up subscriptions that are due, for this server alone.
	TakePolls(ctx context.Context, most int) ([]news.Polling, error)
	// NewItems are those that have not come before as they are now.
	NewItems(ctx context.Context, p news.Polling, items []news.FeedItem) ([]news.FeedItem, error)
	// TakeItem tells what became of the item.
	TakeItem(ctx context.Context, p news.Polling, item news.FeedItem) (news.ItemOutcome, error)
	EndPoll(ctx context.Context, p news.Polling, end news.PollEnd) error
}

const (
	// mostWait is the longest that there is between two polls of a feed, whatever it
	// asks for.
	mostWait = news.MostEvery * time.Second
	// A feed is disabled that has failed for so long, and so often.
	failedLong, failedOften = 7 * 24 * time.Hour, 10
	// again is when a poll is made again that failed for a reason of ours.
	again = time.Minute
)

// Polls looks at partners' feeds and has what is new taken in.
type Polls struct {
	Store  Feeds
	Client *http.Client
	Agent  string // who comes
	Accept string // what is read best first
	Most   int64  // bytes of a feed
	// Read reads a feed; what cannot be read is an *news.Invalid.
	Read func(ctx context.Context, got outbound.Fetched) (news.FeedPage, error)
	Log  *slog.Logger
	// Polled and Took are told how each poll ended, and what became of each item.
	Polled func(news.PollState)
	Took   func(news.ItemOutcome)
}

// Take takes up polls that are due.
func (p *Polls) Take(ctx context.Context, most int) (list []func(context.Context), err error) {
	due, err := p.Store.TakePolls(ctx, most)
	for _, f := range due {
		list = append(list, func(ctx context.Context) { p.poll(ctx, f) })
	}
	return list, err
}

// poll makes one poll and records how it ended, whether or not the program is
// about to end. One that the program's end has cut off says nothing of the feed,
// and is made again at once.
func (p *Polls) poll(ctx context.Context, f news.Polling) {
	end := p.look(ctx, f)
	if ctx.Err() != nil {
		end = news.PollEnd{State: news.PollLost}
	}
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	err := p.Store.EndPoll(settle, f, end)
	if err != nil {
		end.State = news.PollLost
	}
	p.Polled(end.State)
	log := []any{slog.String("subscription", f.Subscription.String()), slog.String("state", string(end.State)), slog.Int("status", end.Status)}
	switch {
	case errors.Is(err, news.ErrPollLost): // the subscription was changed meanwhile
		p.Log.Debug("a poll is in hand no more", log...)
	case err != nil: // it is made again when nobody has it in hand any more
		p.Log.Error("the end of a poll could not be recorded", append(log, slog.String("error", err.Error()))...)
	case end.Disabled != "":
		p.Log.Warn("a subscription is disabled: "+end.Disabled, log...)
	case end.State == news.PollFailed:
		p.Log.Info("a feed could not be read: "+end.Fault, log...)
	default:
		p.Log.Debug("a feed was polled", log...)
	}
}

// look asks for the feed and takes in what is new.
func (p *Polls) look(ctx context.Context, f news.Polling) news.PollEnd {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		return failed(f, outbound.Fetched{}, "it is not an http or https address")
	}
	r.Header = http.Header{"User-Agent": {p.Agent}, "Accept": {p.Accept}}
	if f.ETag != "" {
		r.Header.Set("If-None-Match", f.ETag)
		r.Header.Set("A-IM", "feed") // RFC 3229: what is new alone will do
	}
	if f.LastModified != "" {
		r.Header.Set("If-Modified-Since", f.LastModified)
	}
	client := p.Client
	if s := f.Secret; s.Header != "" {
		if s.Value == "" {
			return failed(f, outbound.Fetched{}, "its credentials cannot be read any more; give them anew")
		}
		client = outbound.Credentials{Origin: s.Origin, Header: s.Header, Value: s.Value}.With(client)
	}
	got := outbound.Fetch(client, r, p.Most)
	switch {
	case got.Fault != "":
		return failed(f, got, got.Fault)
	case got.Status == http.StatusNotModified && (f.ETag != "" || f.LastModified != ""):
		end := done(f, got, f.Digest, f.Pace)
		end.ETag, end.LastModified = f.ETag, f.LastModified
		return end
	case got.Status == http.StatusOK, got.Status == http.StatusIMUsed:
		return p.takeIn(ctx, f, got)
	}
	return failed(f, got, "it answers "+strconv.Itoa(got.Status))
}

// takeIn has what is new in a feed taken in, item by item.
func (p *Polls) takeIn(ctx context.Context, f news.Polling, got outbound.Fetched) news.PollEnd {
	digest := sha256.Sum256(got.Body)
	if bytes.Equal(digest[:], f.Digest) { // which a server that knows no conditions sends again
		return done(f, got, f.Digest, f.Pace)
	}
	page, err := p.read(ctx, got)
	var invalid *news.Invalid
	if errors.As(err, &invalid) {
		return failed(f, got, "what came is not read: "+said(invalid))
	}
	if err != nil {
		return p.ours(f, got, err)
	}
	fresh, err := p.Store.NewItems(ctx, f, page.Items)
	if err != nil {
		return p.ours(f, got, err)
	}
	for i := len(fresh) - 1; i >= 0; i-- { // feeds have the newest first
		if err := p.takeItem(ctx, f, fresh[i]); err != nil {
			return p.ours(f, got, err)
		}
	}
	end := done(f, got, digest[:], page.Pace)
	end.Seen = len(page.Items) - len(fresh)
	return end
}

// read reads a feed. A reader that meets what nobody has thought of ends neither the
// program nor the polls of other feeds.
func (p *Polls) read(ctx context.Context, got outbound.Fetched) (page news.FeedPage, err error) {
	defer func() {
		if r := recover(); r != nil {
			p.Log.Error("a feed's reader panicked", slog.String("address", got.Address), slog.Any("panic", r), slog.String("stack", string(debug.Stack())))
			err = wrong("its reader failed; the server's log says why")
		}
	}()
	return p.Read(ctx, got)
}

func wrong(what string) error {
	var f news.Faults
	f.Add("", "%s", what)
	return f.Err()
}

// takeItem has an item taken in. One that the store fails over by itself is refused,
// so that it does not keep the others from coming.
func (p *Polls) takeItem(ctx context.Context, f news.Polling, item news.FeedItem) error {
	outcome, err := p.Store.TakeItem(ctx, f, item)
	if err == nil {
		p.Took(outcome)
	}
	if err == nil || ctx.Err() != nil || errors.Is(err, news.ErrPollLost) || errors.Is(err, news.ErrUnavailable) || errors.Is(err, news.ErrTimeout) {
		return err
	}
	p.Log.Error("an item of a feed could not be stored", slog.String("subscription", f.Subscription.String()), slog.String("item", item.Key), slog.String("error", err.Error()))
	item.Refused = wrong("it could not be stored; the server's log says why")
	item.Provenance, item.Warnings, item.Page = nil, nil, news.Page{}
	if outcome, err = p.Store.TakeItem(ctx, f, item); err == nil {
		p.Took(outcome)
	}
	return err
}

// said is the first fault, as words.
func said(invalid *news.Invalid) string {
	if len(invalid.Faults) == 0 {
		return "it is wrong"
	}
	return strings.TrimSpace(invalid.Faults[0].Pointer + " " + invalid.Faults[0].Detail)
}

// ours is how a poll ends that failed for a reason which is not the feed's.
func (p *Polls) ours(f news.Polling, got outbound.Fetched, err error) news.PollEnd {
	if errors.Is(err, news.ErrPollLost) || errors.Is(err, context.Canceled) { // by a change of the subscription, or the program's end
		return news.PollEnd{State: news.PollLost}
	}
	p.Log.Error("what a feed has could not be taken in", slog.String("subscription", f.Subscription.String()), slog.String("error", err.Error()))
	return news.PollEnd{State: news.PollLost, Status: got.Status, Fault: "the newsroom could not take in what came; the next poll goes on", Wait: again}
}

// done is how a poll ends that read all there was.
func done(f news.Polling, got outbound.Fetched, digest []byte, pace time.Duration) news.PollEnd {
	end := news.PollEnd{State: news.PollDone, Status: got.Status, Digest: digest, Pace: min(pace, mostWait)}
	end.ETag, end.LastModified, end.MovedTo = kept(got.Header.Get("ETag")), kept(got.Header.Get("Last-Modified")), kept(got.Moved)
	end.Elsewhere = end.MovedTo != "" && outbound.Origin(end.MovedTo) != f.Secret.Origin
	end.Wait = min(max(f.Every, pace, fresh(got.Header, time.Now()), got.RetryAfter), mostWait)
	return end
}

// kept is what others say that is kept as they say it, where that can be.
func kept(said string) string {
	if len(said) > outbound.MaxAddress || !utf8.ValidString(said) || strings.ContainsRune(said, 0) {
		return ""
	}
	return said
}

// failed is how a poll ends that there was nothing to read from. Each failure in a
// row doubles the wait; a feed that is gone, or has failed for long, is not polled
// any more.
func failed(f news.Polling, got outbound.Fetched, why string) news.PollEnd {
	end := news.PollEnd{State: news.PollFailed, Status: got.Status, Fault: why}
	wait := f.Every << min(f.Failures, 11)
	end.Wait = min(max(wait, got.RetryAfter), mostWait)
	switch {
	case got.Status == http.StatusGone:
		end.Disabled = "the feed answered 410: it is gone for good"
	case f.Failures+1 >= failedOften && !f.FailingSince.IsZero() && f.Now.Sub(f.FailingSince) > failedLong:
		end.Disabled = fmt.Sprintf("it has failed since %s, %d times: %s", f.FailingSince.UTC().Format(time.DateOnly), f.Failures+1, why)
	}
	return end
}
