package deliver

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"storywire/internal/news"
)

// Trail hands on what changes what readers see, in order, a little after it has
// changed. It is handed all that it does.
type Trail struct {
	// Stirred is a channel that is closed when something was written.
	Stirred func() <-chan struct{}
	// Present is the mark of what readers see now.
	Present func(context.Context) (news.Mark, error)
	// HandOn hands on all that changed up to the mark. It is false where another
	// server is at it.
	HandOn func(ctx context.Context, to news.Mark) (done bool, err error)
	// Settle is how long after a change is seen it is handed on: all that comes
	// meanwhile waits for the next time.
	Settle time.Duration
	Log    *slog.Logger
}

// Run hands on until ctx ends; done is closed then.
func (t Trail) Run(ctx context.Context) (done <-chan struct{}) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var at news.Mark
		failing := false
		for ctx.Err() == nil {
			next := t.Stirred() // before the look: what comes after it closes this
			moved, err := t.step(ctx, &at)
			if failing != (err != nil) && !errors.Is(err, ctx.Err()) {
				failing = err != nil
				t.tell(ctx, err)
			}
			switch {
			case err != nil:
				wait(ctx, rest, nil)
			case !moved:
				wait(ctx, 0, next)
			}
		}
	}()
	return ended
}

// step hands on what there is. It tells whether that was anything.
func (t Trail) step(ctx context.Context, at *news.Mark) (moved bool, err error) {
	present, err := t.Present(ctx)
	if err != nil || present == *at {
		return false, err
	}
	wait(ctx, t.Settle, nil)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	done, err := t.HandOn(ctx, present)
	if done && err == nil {
		*at = present
	}
	return done, err
}

func (t Trail) tell(ctx context.Context, err error) {
	if err != nil {
		t.Log.WarnContext(ctx, "what changed could not be handed on, which is tried again and again", "error", err)
		return
	}
	t.Log.InfoContext(ctx, "what changed is handed on again")
}
