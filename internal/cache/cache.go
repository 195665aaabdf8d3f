// Package cache keeps answers in memory as the bytes that are sent, and keeps
// them true.
//
// An answer depends on names, such as "article-0199..." or "articles". What is
// dropped, and when, is decided by looks at the database (news.Look): at its
// change log, at counts of what changes without an entry there, and at the next
// moments at which time changes what readers see. A look is made when a
// notification comes, every 200 milliseconds without one, and by whoever has
// written, before the write is answered (CatchUp).
//
// # Why what is kept is never older than the last look
//
// An answer is made in three steps: Begin, then the database is read, then
// Keep. Between the first and the last, looks may be made. All of it rests on
// two facts: what is read after a look is no older than what the look told,
// for both are of the same database; and the log tells its entries in the
// order in which they became visible.
//
//   - A change that the last look before Begin told of is in what was read.
//   - A change that a look told of between Begin and Keep may or may not be. It
//     is on the list of drops that begins where Begin was, and Keep goes along
//     that list: an answer that depends on any of it is not kept.
//   - A change that no look has told of yet when Keep puts the answer in place
//     is told of by a later one, which finds the answer there and drops it.
//
// There is no fourth case, because Keep goes along the list and puts the answer
// in place under the lock under which a look adds to the list and drops.
//
// Time is the database's. A look tells how long it is until the next moments;
// the request and the answer of the look take time, so that a moment is known
// as an interval: nothing is served that it concerns once it may have come, and
// nothing is kept of what was begun before it surely had. An answer that shows
// articles and nothing else is concerned by their moments alone, every other by
// each (moments.go).
//
// When the database cannot be asked, what is kept is served on until the next
// moment that concerns it. When it can be asked again, and was started anew or has
// another log, or a shorter one, all is dropped.
//
// The package knows bytes, headers, names and deadlines. It must not know what
// a route is, what SQL is, or what the names stand for.
package cache

import (
	"context"
	"log/slog"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"storywire/internal/news"

	"github.com/maypok86/otter/v2"
)

// Options is what a cache stands on.
type Options struct {
	// Bytes is how much may be kept; 0 keeps no answer, but the next moment
	// is known all the same.
	Bytes int64
	// Look asks the database. after is the sequence of an earlier look. Without
	// it nothing is known, and nothing is kept.
	Look func(ctx context.Context, after int64) (news.Look, error)
	// Stirred is a channel that is closed when a look is worth while.
	Stirred func() <-chan struct{}
	Log     *slog.Logger
}

// Key is what an answer is found by.
type Key struct {
	Path  string
	Query string // in its one form
	// Accept is what the answer was negotiated by, where it says that it was.
	Accept string
}

// Cache is answers in memory. It is safe for use by many goroutines.
type Cache struct {
	options Options
	store   *otter.Cache[Key, *Answer] // nil where nothing is kept
	start   time.Time                  // that moments are counted from
	next    atomic.Int64               // when the next moment may come at the earliest
	wide    atomic.Int64               // the same of one that concerns all articles, or may
	seen    atomic.Int64               // when the last look that succeeded was begun, 0 before it

	mu     sync.Mutex
	names  map[string]map[*Answer]struct{} // what depends on each
	last   *drop                           // the newest of the list
	at     news.Look                       // what the last look told
	near   []moment                        // of those that it told
	ends   map[string]int64                // when the next moment of an article may come, by its name
	passed int64                           // what was begun before this is of an earlier time

	flights flights
	looks   looks
	counts  counts
}

// never is the time of what does not come.
const never = math.MaxInt64

// New is an empty cache. It keeps nothing before its first look.
func New(o Options) *Cache {
	c := &Cache{options: o, start: time.Now(), names: map[string]map[*Answer]struct{}{}, last: &drop{}}
	c.passed = never
	c.next.Store(never)
	c.wide.Store(never)
	if o.Bytes > 0 {
		c.store = otter.Must(&otter.Options[Key, *Answer]{
			MaximumWeight: uint64(o.Bytes),
			Weigher:       func(_ Key, a *Answer) uint32 { return a.weight },
			OnDeletion:    func(e otter.DeletionEvent[Key, *Answer]) { c.forget(e.Value) },
		})
	}
	return c
}

func (c *Cache) now() int64 { return int64(time.Since(c.start)) }

// Get is the answer that is kept under the key, or nil. Where answers differ by
// what they were negotiated by, it is the one for k.Accept. It does not
// allocate.
func (c *Cache) Get(k Key) *Answer {
	if c.store == nil {
		return nil
	}
	a := c.find(Key{Path: k.Path, Query: k.Query})
	if a != nil && a.Negotiated && k.Accept != "" {
		a = c.find(k)
	}
	if a == nil || a.signpost || c.over(a) {
		c.counts.misses.Add(1)
		return nil
	}
	c.counts.hits.Add(1)
	return a
}

func (c *Cache) find(k Key) *Answer {
	a, ok := c.store.GetIfPresent(k)
	if !ok || a.dropped.Load() {
		return nil
	}
	return a
}

// Holds is how long what readers see stays as it is, edits apart; limited says
// whether there is an end at all. It is not known where no look has succeeded
// for a while.
func (c *Cache) Holds() (left time.Duration, limited, known bool) {
	next, now := c.next.Load(), c.now()
	if seen := c.seen.Load(); seen == 0 || now-seen > int64(trusted) {
		return 0, false, false
	}
	if next == never {
		return 0, false, true
	}
	return max(0, time.Duration(next-now)), true, true
}

// Left is how long an answer that was served just now may be kept by others;
// limited says whether there is an end at all.
func (c *Cache) Left(a *Answer) (left time.Duration, limited bool) {
	end := c.end(a)
	if end == never {
		return 0, false
	}
	return max(0, time.Duration(end-c.now())), true
}

// Begun is where the making of an answer began.
type Begun struct {
	drops *drop
	at    int64
	next  int64 // moment, as it was known then
	limit int64
}

// On tells whether answers are kept at all.
func (c *Cache) On() bool { return c.store != nil }

// Begin is called before anything is read that an answer is made of.
func (c *Cache) Begin() Begun {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Begun{c.last, c.now(), c.next.Load(), never}
}

// Limit says that what is read since b holds for so long, where that is known
// otherwise than by a look.
func (c *Cache) Limit(b *Begun, left time.Duration) {
	b.limit = min(b.limit, c.now()+int64(left))
}

// Keep keeps an answer that was made since b, unless anything that it depends
// on has changed since, or may have. It tells whether it did; either way the
// answer knows from now on how long it holds.
func (c *Cache) Keep(b Begun, k Key, a *Answer) bool {
	if !a.Negotiated {
		k.Accept = ""
	}
	a.key = Key{strings.Clone(k.Path), strings.Clone(k.Query), strings.Clone(k.Accept)}
	a.weigh()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bound(b, a)
	if c.store == nil {
		return false
	}
	now := c.now()
	if b.at < c.passed || now >= c.next.Load() || now-c.seen.Load() > int64(trusted) || b.drops.concerns(a) {
		return false
	}
	c.put(a)
	if a.key.Accept != "" {
		c.signpost(a)
	}
	return true
}

// Pass tells an answer that is not to be kept how long it holds.
func (c *Cache) Pass(b Begun, a *Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bound(b, a)
}

// signpost has whoever asks for the address look by what they accept.
func (c *Cache) signpost(a *Answer) {
	post := &Answer{Negotiated: true, signpost: true, key: Key{Path: a.key.Path, Query: a.key.Query}}
	if at := c.find(post.key); at == nil || !at.Negotiated {
		post.weigh()
		c.put(post)
	}
}

// replace keeps an answer in the place of one that is kept, of which it is a
// copy.
func (c *Cache) replace(was, a *Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.store.GetIfPresent(was.key); !ok || kept != was || was.dropped.Load() {
		return
	}
	a.ends.Store(was.ends.Load())
	c.put(a)
}

func (c *Cache) put(a *Answer) {
	c.list(a, everything)
	for _, name := range a.Depends {
		c.list(a, name)
	}
	c.store.Set(a.key, a)
}

// everything is the name that all answers depend on.
const everything = ""

func (c *Cache) list(a *Answer, name string) {
	of := c.names[name]
	if of == nil {
		of = map[*Answer]struct{}{}
		c.names[name] = of
	}
	of[a] = struct{}{}
}

// forget takes an answer that is no longer kept from the lists of what depends
// on each name.
func (c *Cache) forget(a *Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unlist(a)
}

func (c *Cache) unlist(a *Answer) {
	c.strike(a, everything)
	for _, name := range a.Depends {
		c.strike(a, name)
	}
}

func (c *Cache) strike(a *Answer, name string) {
	of := c.names[name]
	delete(of, a)
	if len(of) == 0 {
		delete(c.names, name)
	}
}
