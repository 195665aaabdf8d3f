package cache

import (
	"context"
	"math"
	"sync"
	"time"
)

const (
	// lookEvery is how late a change is known whose notification was lost.
	lookEvery = 200 * time.Millisecond
	// gathering is how long a look waits for what else is told: writers who come
	// one after the other make looks of their own, which this one need not double.
	gathering = 10 * time.Millisecond
	// trusted is how long after a look the next moment is taken to be the one
	// that it told: some looks may fail.
	trusted = time.Second
)

// looks has callers share the looks that they wait for: one is being made,
// and all who come meanwhile wait for one that is begun after it.
type looks struct {
	mu           sync.Mutex
	running, due *looking
}

// looking is a look that somebody waits for.
type looking struct {
	done chan struct{}
	err  error
}

// CatchUp returns when a look that was begun after the call has been taken note
// of. Where there can be none, everything is dropped: the caller knows of a
// change that is not taken note of.
func (c *Cache) CatchUp(ctx context.Context) error {
	if c.options.Look == nil {
		return nil
	}
	err := c.look(ctx)
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.drop(&drop{all: true})
		c.passed = never // nor is anything kept before the next look
	}
	return err
}

// look makes a look, or waits for one that is begun after the call.
func (c *Cache) look(ctx context.Context) error {
	c.looks.mu.Lock()
	l := c.looks.due
	switch {
	case c.looks.running == nil:
		l = &looking{done: make(chan struct{})}
		c.looks.running = l
		go c.makeLooks(context.WithoutCancel(ctx), l)
	case l == nil:
		l = &looking{done: make(chan struct{})}
		c.looks.due = l
	}
	c.looks.mu.Unlock()
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// makeLooks makes l, and then those that came to be waited for meanwhile.
func (c *Cache) makeLooks(ctx context.Context, l *looking) {
	for l != nil {
		l.err = c.makeLook(ctx)
		c.looks.mu.Lock()
		close(l.done)
		l, c.looks.due = c.looks.due, nil
		c.looks.running = l
		c.looks.mu.Unlock()
	}
}

// makeLook asks the database and takes note of what it tells. One look is made
// at a time.
func (c *Cache) makeLook(ctx context.Context) error {
	c.mu.Lock()
	after := c.at.Sequence
	if c.seen.Load() == 0 {
		after = math.MaxInt64 // nothing is kept yet
	}
	c.mu.Unlock()
	asked := c.now()
	told, err := c.options.Look(ctx, after)
	answered := c.now()
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := changed(c.at, told); d != nil {
		c.drop(d)
	}
	c.noteTime(told, asked, answered)
	c.at = told
	c.seen.Store(max(1, asked))
	return nil
}

// Run looks until ctx ends; done is closed then.
func (c *Cache) Run(ctx context.Context) (done <-chan struct{}) {
	end := make(chan struct{})
	go func() {
		defer close(end)
		quiet := time.NewTimer(lookEvery)
		defer quiet.Stop()
		failing := false
		for {
			stirred := c.options.Stirred()            // before the look: what comes after it closes this
			err := c.look(context.WithoutCancel(ctx)) // it bounds itself, and is over when done says so
			if ctx.Err() != nil {
				return
			}
			if failing != (err != nil) {
				failing = err != nil
				c.tell(ctx, err)
			}
			quiet.Reset(lookEvery)
			select {
			case <-stirred:
				if failing { // what cannot be asked is not asked all the time
					<-quiet.C
				} else {
					time.Sleep(gathering)
				}
			case <-quiet.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	return end
}

func (c *Cache) tell(ctx context.Context, err error) {
	if err != nil {
		c.options.Log.WarnContext(ctx, "the database cannot be asked what has changed: what is kept is served until the next moment", "error", err)
		return
	}
	c.options.Log.InfoContext(ctx, "the database tells again what has changed")
}
