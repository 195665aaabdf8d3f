package cache

import (
	"context"
	"sync"
)

// flights are the answers that are being made: each once, whoever waits.
type flights struct {
	mu sync.Mutex
	of map[flightKey]*flight
}

// flightKey tells answers apart that are made of one key at different times:
// who comes after a change was taken note of, or after a moment, does not wait
// for an answer that was begun before it.
type flightKey struct {
	Key
	drops *drop
	next  int64
	past  bool // next may have come
}

type flight struct {
	key     flightKey
	done    chan struct{} // closed once answer is there
	answer  *Answer
	waiting int
	cancel  context.CancelFunc
}

// Make is the answer that do makes, for all who ask for the same at the same
// time: it is called once, in a goroutine of its own, under a context that ends
// when nobody waits any more. A caller who leaves has the error of ctx, and the
// others their answer. It is nil where do returned none, or panicked.
func (c *Cache) Make(ctx context.Context, k Key, do func(context.Context) *Answer) (*Answer, error) {
	next := c.next.Load()
	c.mu.Lock()
	key := flightKey{k, c.last, next, c.now() >= next}
	c.mu.Unlock()
	f := c.flights.join(ctx, key, do)
	select {
	case <-f.done:
		return f.answer, nil
	case <-ctx.Done():
		c.flights.leave(f)
		return nil, ctx.Err()
	}
}

func (fs *flights) join(ctx context.Context, k flightKey, do func(context.Context) *Answer) *flight {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if f := fs.of[k]; f != nil {
		f.waiting++
		return f
	}
	f := &flight{key: k, done: make(chan struct{}), waiting: 1}
	ctx, f.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if fs.of == nil {
		fs.of = map[flightKey]*flight{}
	}
	fs.of[k] = f
	go fs.run(ctx, f, do)
	return f
}

func (fs *flights) run(ctx context.Context, f *flight, do func(context.Context) *Answer) {
	defer func() {
		_ = recover() // those who wait find no answer, and meet the same panic where it is told
		f.cancel()
		fs.mu.Lock()
		fs.end(f)
		fs.mu.Unlock()
		close(f.done)
	}()
	f.answer = do(ctx)
}

// end has nobody join the flight any more.
func (fs *flights) end(f *flight) {
	if fs.of[f.key] == f {
		delete(fs.of, f.key)
	}
}

func (fs *flights) leave(f *flight) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if f.waiting--; f.waiting == 0 {
		f.cancel()
		fs.end(f) // who comes now would find it cancelled
	}
}
