package api

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/klauspost/compress/gzhttp"
)

// typeEventStream is the type of server-sent events (WHATWG HTML, 9.2).
const typeEventStream = "text/event-stream"

// reconnect is how long a client waits before it opens a stream again that
// broke, in milliseconds.
const reconnect = 2000

// stream is the change log as server-sent events, to one caller.
type stream struct {
	*api
	w      http.ResponseWriter
	by     auth.Principal
	key    []byte    // its hash; nil without a key
	looked time.Time // at the key
	q      news.ChangeQuery
	sent   int // events
}

// streamChanges sends the log from the query's place on, for as long as the
// caller is there and may see it, and the program runs. What is wrong with the
// place is a problem, told before the stream begins.
func (a *api) streamChanges(w http.ResponseWriter, r *http.Request, q news.ChangeQuery) error {
	leave, err := a.follow(r)
	if err != nil {
		return err
	}
	defer leave()
	s := &stream{api: a, w: w, by: auth.From(r.Context()), looked: time.Now(), q: q}
	if !s.by.Anonymous() {
		secret, err := bearer(r)
		if err != nil {
			return err
		}
		s.key = auth.Hash(secret)
	}
	s.q.Limit = maxLimit
	list, to, err := a.Changes.Changes(r.Context(), s.by, s.q)
	if err != nil {
		return err
	}
	s.q.Epoch = to.Epoch // of the beginning too, so that the next epoch is not taken for it
	h := w.Header()
	setLifetime(w, r, lifeNone)
	h.Set("Content-Type", typeEventStream)
	h.Set("X-Accel-Buffering", "no")            // for proxies that keep answers until they are whole
	h.Set(gzhttp.HeaderNoCompression, "stream") // a coder holds events back; the header itself is not sent
	w.WriteHeader(http.StatusOK)
	if isHead(r) {
		return nil
	}
	why := s.run(r.Context(), list, to)
	note(r.Context(), slog.Int("events", s.sent), slog.String("ended", why))
	return nil
}

// run sends what there is and what comes, and says what ended it.
func (s *stream) run(ctx context.Context, list []news.Change, to news.LogPlace) (why string) {
	err := s.write([]byte("retry: " + strconv.Itoa(reconnect) + "\nid: " + place(s.q.Epoch, s.q.After) + "\n\n"))
	quiet := time.NewTicker(s.Following.Comment)
	defer quiet.Stop()
	for ; err == nil; list, to, err = s.next(ctx, quiet.C) {
		from := s.q.After
		switch {
		case len(list) > 0:
			err = s.send(list)
		case to.Sequence > from: // no event, but a place to come back to
			s.q.After = to.Sequence
			err = s.write([]byte("id: " + place(to.Epoch, to.Sequence) + "\n\n"))
		default:
			err = s.write([]byte(":\n\n"))
		}
		if s.q.After > from { // some of it was sent, also where the rest was not
			s.sentTo(ctx, s.by, news.LogPlace{Epoch: s.q.Epoch, Sequence: s.q.After})
		}
		if err != nil {
			break
		}
	}
	return err.Error()
}

// Why a stream ends, beside a write that failed and an epoch that did.
var (
	errEnding  = errors.New("the program is about to end")
	errRevoked = errors.New("the key holds no more")
	errReset   = errors.New("the key may see more or less than before")
)

// next is the entries to send; none when it is time for a comment. A database
// that is away for a moment does not end the stream.
func (s *stream) next(ctx context.Context, quiet <-chan time.Time) ([]news.Change, news.LogPlace, error) {
	for {
		list, to, err := s.await(ctx, s.by, s.q, quiet)
		switch {
		case s.ending():
			return nil, to, errEnding
		case !s.holds(ctx):
			return nil, to, errRevoked
		case !errors.Is(err, news.ErrUnavailable) && !errors.Is(err, news.ErrTimeout):
			return list, to, err
		}
		select {
		case <-quiet:
			return nil, news.LogPlace{}, nil
		case <-s.Ending:
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// holds tells whether the caller's key still does; a minute ago is soon enough.
func (s *stream) holds(ctx context.Context) bool {
	if s.key == nil || time.Since(s.looked) < s.Following.Recheck {
		return true
	}
	by, err := s.Principal(ctx, s.key)
	if err == nil {
		by.Address = s.by.Address
		s.by, s.looked = by, time.Now()
	}
	return !errors.Is(err, news.ErrNotFound)
}

// send writes an event for each entry, in their order.
func (s *stream) send(list []news.Change) error {
	for _, c := range list {
		data, err := encode(entryOf(s.q.Epoch, c))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		b.WriteString("id: " + place(s.q.Epoch, c.Sequence) + "\nevent: " + string(c.Type) + "\ndata: ")
		b.Write(data) // one line: JSON has a line's end in strings as \n alone
		b.WriteString("\n\n")
		if err := s.write(b.Bytes()); err != nil {
			return err
		}
		s.q.After = c.Sequence
		s.sent++
		if c.Type == news.ChangeReset {
			return errReset // the next stream is for whom the key stands for then
		}
	}
	return nil
}

// write sends bytes at once. A caller who does not read is cut off by the
// deadline, and the request's context ends.
func (s *stream) write(p []byte) error {
	extend(s.w, s.Following.Stuck)
	if _, err := s.w.Write(p); err != nil {
		return err
	}
	return http.NewResponseController(s.w).Flush()
}
