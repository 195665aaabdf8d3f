package deliver

import (
	"context"
	"log/slog"
	"time"
)

// last is how long what is done at the end may take.
const last = time.Second

// Every does something again and again until ctx ends, and once more then, for
// what has come up since; done is closed after that.
func Every(ctx context.Context, interval time.Duration, do func(context.Context) error, log *slog.Logger) (done <-chan struct{}) {
	ended := make(chan struct{})
	try := func(ctx context.Context) {
		if err := do(ctx); err != nil {
			log.Error("what is done again and again could not be done", slog.String("error", err.Error()))
		}
	}
	go func() {
		defer close(ended)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				try(ctx)
			case <-ctx.Done():
				end, cancel := context.WithTimeout(context.WithoutCancel(ctx), last)
				defer cancel()
				try(end)
				return
			}
		}
	}()
	return ended
}
