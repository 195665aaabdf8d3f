package deliver

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"storywire/internal/news"
)

// TestATrailHandsOnWhatHasSettled changes things now and then: each is handed on
// once it has settled, again where that failed, and nothing is where nothing
// changed.
func TestATrailHandsOnWhatHasSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var present, handed news.Mark
		var at []time.Duration
		var fault error
		elsewhere := false
		stirred := make(chan struct{})
		stir := func() { present.Sequence++; close(stirred); stirred = make(chan struct{}) }
		begun := time.Now()
		done := Trail{
			Stirred: func() <-chan struct{} { return stirred }, Settle: 250 * time.Millisecond, Log: slog.New(slog.DiscardHandler),
			Present: func(context.Context) (news.Mark, error) { return present, nil },
			HandOn: func(_ context.Context, to news.Mark) (bool, error) {
				at = append(at, time.Since(begun))
				if fault != nil || elsewhere {
					return false, fault
				}
				handed = to
				return true, nil
			},
		}.Run(ctx)
		check := func(what string, calls int, to int64) {
			t.Helper()
			if len(at) != calls || handed.Sequence != to {
				t.Errorf("%s: handed on at %v, up to %d", what, at, handed.Sequence)
			}
		}
		time.Sleep(10 * time.Second)
		check("nothing", 0, 0)
		stir()
		time.Sleep(200 * time.Millisecond)
		stir() // which waits for the next time
		check("too early", 0, 0)
		time.Sleep(100 * time.Millisecond)
		check("the first", 1, 1)
		time.Sleep(250 * time.Millisecond)
		check("the second", 2, 2)
		fault = errors.New("away")
		stir()
		time.Sleep(time.Second)
		check("a fault", 3, 2)
		fault = nil
		time.Sleep(rest + time.Second)
		check("again", 4, 3)
		elsewhere = true
		stir()
		time.Sleep(time.Second)
		elsewhere = false // and the other server came to its end
		time.Sleep(2 * time.Second)
		if handed.Sequence != 4 {
			t.Errorf("what another server did not hand on is not handed on: %v", at)
		}
		stop()
		<-done
	})
}
