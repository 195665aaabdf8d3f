package deliver

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

const (
	// breath is the least time between two turns: what is told of many writes is
	// done once.
	breath = 50 * time.Millisecond
	// share is what part of the time a turn may take: the rest is for those who
	// write and read.
	share = 4
	// unheard is how late something is done that nobody was told of.
	unheard = time.Second
)

// Follow does what follows from writes until ctx ends; done is closed then.
// stirred is a channel that is closed when something was written. do takes up
// some of what is to be done and tells how much that was.
func Follow(ctx context.Context, stirred func() <-chan struct{}, do func(context.Context) (int, error), log *slog.Logger) (done <-chan struct{}) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			next := stirred() // before the turn: what comes after it closes this
			begun := time.Now()
			n, err := do(ctx)
			pause := max(breath, (share-1)*time.Since(begun))
			switch {
			case err != nil && !errors.Is(err, ctx.Err()):
				log.Error("what follows from writes could not be done", slog.String("error", err.Error()))
				pause, next = rest, nil
			case n > 0:
				next = nil // there may be more
			}
			wait(ctx, pause, next)
		}
	}()
	return ended
}

// wait waits for the pause and then, where there is a next, for that, but not for
// long.
func wait(ctx context.Context, pause time.Duration, next <-chan struct{}) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(pause):
	}
	if next == nil {
		return
	}
	select {
	case <-ctx.Done():
	case <-next:
	case <-time.After(unheard):
	}
}
