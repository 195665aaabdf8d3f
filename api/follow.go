package api

import (
	"cmp"
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Following says how the change log may be followed. What is zero is as its
// comment says.
type Following struct {
	Most      int           // requests that wait and streams, in all: 2,000
	MostOfOne int           // of them with one key or, without a key, from one address: 20
	Comment   time.Duration // between two comments in a quiet stream: 15 s
	Recheck   time.Duration // between two looks at the key of a stream: a minute
	Stuck     time.Duration // how long a write may take that nobody reads: 30 s
}

func (f Following) orElse() Following {
	return Following{
		Most: cmp.Or(f.Most, 2000), MostOfOne: cmp.Or(f.MostOfOne, 20),
		Comment: cmp.Or(f.Comment, 15*time.Second), Recheck: cmp.Or(f.Recheck, time.Minute), Stuck: cmp.Or(f.Stuck, 30*time.Second),
	}
}

// followReads is how many of those who wait read the log at the same time. A
// change wakes all of them at once, and others need the database too.
const followReads = 2

// waiters are the requests that wait for a change, and the streams.
type waiters struct {
	crowd
	reading chan struct{}
}

func newWaiters() waiters {
	return waiters{crowd: newCrowd(), reading: make(chan struct{}, followReads)}
}

// follow counts the request among those that wait, until leave is called.
func (a *api) follow(r *http.Request) (leave func(), err error) {
	leave, ofOne, ok := a.waiters.enter(whose(r), a.Following.Most, a.Following.MostOfOne)
	switch {
	case ok:
		return leave, nil
	case ofOne:
		return nil, kindTooMany.problem("Of one caller "+strconv.Itoa(a.Following.MostOfOne)+" requests may wait at a time.").
			with("Retry-After", strconv.Itoa(retryAfter))
	}
	return nil, kindUnavailable.problem("As many requests wait here as may.").with("Retry-After", strconv.Itoa(retryAfter))
}

// crowd counts requests that take long and are in progress: in all, and of each
// caller.
type crowd struct {
	mu  sync.Mutex
	all int
	of  map[string]int // by whose they are
}

func newCrowd() crowd { return crowd{of: map[string]int{}} }

// enter counts one more, until leave is called. It is refused where there are
// most, or mostOfOne with the same caller: then ofOne is true.
func (c *crowd) enter(who string, most, mostOfOne int) (leave func(), ofOne, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[who] >= mostOfOne {
		return nil, true, false
	}
	if c.all >= most {
		return nil, false, false
	}
	c.all++
	c.of[who]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.all--
		if c.of[who]--; c.of[who] == 0 {
			delete(c.of, who)
		}
	}, false, true
}

// whose is whose the request is: a key's or, without one, an address's;
// of IPv6 the network that one subscriber has.
func whose(r *http.Request) string {
	if by := auth.From(r.Context()); !by.Anonymous() {
		return by.KeyID.String()
	}
	address := clientOf(r)
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	network, _ := ip.Prefix(64) // fits every IPv6 address
	return network.String()
}

// hold is a page of the log as soon as there is something on it; an empty one
// when the wait is over or the program is about to end.
func (a *api) hold(w http.ResponseWriter, r *http.Request, q news.ChangeQuery, wait time.Duration) ([]news.Change, news.LogPlace, error) {
	leave, err := a.follow(r)
	if err != nil {
		return nil, news.LogPlace{}, err
	}
	defer leave()
	extend(w, wait+a.Following.Stuck)
	over := time.NewTimer(wait)
	defer over.Stop()
	return a.await(r.Context(), auth.From(r.Context()), q, over.C)
}

// extend gives the answer this long from now on, in place of the time that the
// server gives to answers that nobody waits for.
func extend(w http.ResponseWriter, d time.Duration) {
	// A writer that has no deadlines is a test's: it needs none.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d))
}

// await is the log's next entries as soon as there are some, and the place to go
// on from; no entries once over has something or the program is about to end. It
// holds no connection to the database while it waits, and reads no part of the log
// twice: what is not for the caller is behind it once it was looked at.
func (a *api) await(ctx context.Context, by auth.Principal, q news.ChangeQuery, over <-chan time.Time) ([]news.Change, news.LogPlace, error) {
	for {
		changed := a.Changes.Changed() // before the log is read: what comes after the reading closes it
		list, to, err := a.readInTurn(ctx, by, q)
		if err != nil || len(list) > 0 {
			return list, to, err
		}
		if to.Sequence > q.After { // there may be more behind what was looked at
			q.Epoch, q.After = to.Epoch, to.Sequence
			changed = looked
		}
		select {
		case <-over:
			return nil, to, nil
		case <-a.Ending:
			return nil, to, nil
		case <-ctx.Done():
			return nil, to, ctx.Err()
		case <-changed:
		}
	}
}

// looked is closed: who has looked at a part of the log waits for nothing.
var looked = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()

func (a *api) readInTurn(ctx context.Context, by auth.Principal, q news.ChangeQuery) ([]news.Change, news.LogPlace, error) {
	select {
	case a.waiters.reading <- struct{}{}:
		defer func() { <-a.waiters.reading }()
		return a.Changes.Changes(ctx, by, q)
	case <-ctx.Done():
		return nil, news.LogPlace{}, ctx.Err()
	}
}

// ending tells whether the program is about to end.
func (a *api) ending() bool {
	select {
	case <-a.Ending:
		return true
	default:
		return false
	}
}
