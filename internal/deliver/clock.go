// Package deliver does what the house does by itself: it keeps the newsroom's
// time, so that what is to come out, to expire or to be corrected at a time is
// recorded when its time has come, and does soon after a write what its writer
// is not to wait for.
//
// It stands on the store through an interface that it declares. It must not
// know HTTP or SQL, nor decide what anybody may see: that is decided when it is
// read, whether or not anything here ran.
package deliver

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Tick is how often the clock is looked at. With the time that a write takes it
// keeps what is recorded well within a second of its moment.
const Tick = 250 * time.Millisecond

// rest is how long to wait after a fault: what failed once may fail on.
const rest = 2 * time.Second

// KeepTime records what the clock has done until ctx ends; done is closed then.
// record takes up what is due and tells how much that was.
func KeepTime(ctx context.Context, record func(context.Context) (int, error), log *slog.Logger) (done <-chan struct{}) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		wait := time.NewTimer(0)
		defer wait.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-wait.C:
			}
			wait.Reset(next(ctx, record, log))
		}
	}()
	return ended
}

// next takes up what is due and tells how long to wait before the next look.
func next(ctx context.Context, record func(context.Context) (int, error), log *slog.Logger) time.Duration {
	n, err := record(ctx)
	switch {
	case err != nil && errors.Is(err, ctx.Err()):
	case err != nil:
		log.Error("what is due could not be recorded", slog.String("error", err.Error()))
		return rest
	case n > 0:
		log.Info("recorded what was due", slog.Int("moments", n))
		return 0 // there may be more
	}
	return Tick
}
