package deliver

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Hands run errands, as many at a time as there are hands. They are handed what
// they are.
type Hands struct {
	// Take takes up at most so many errands that are due, each as a function that
	// runs it and bounds itself.
	Take func(ctx context.Context, most int) ([]func(context.Context), error)
	Most int
	// Pause is how late an errand is taken up.
	Pause time.Duration
	Log   *slog.Logger
}

// Run runs errands until ctx ends; done is closed when the last of them is over.
func (e Hands) Run(ctx context.Context) (done <-chan struct{}) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var running sync.WaitGroup
		defer running.Wait()
		hands := make(chan struct{}, e.Most)
		for ctx.Err() == nil {
			pause := e.Pause
			list, err := e.Take(ctx, e.Most-len(hands))
			if err != nil && ctx.Err() == nil {
				e.Log.ErrorContext(ctx, "what is due could not be taken up", "error", err)
				pause = rest
			}
			for _, run := range list {
				hands <- struct{}{}
				running.Go(func() { defer func() { <-hands }(); run(ctx) })
			}
			wait(ctx, pause, nil)
		}
	}()
	return ended
}
