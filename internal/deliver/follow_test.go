package deliver

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestWhatFollowsIsDoneSoon writes now and then, and much at once: what follows
// is done soon, at a pace that leaves time for others, and when nobody is told of
// a write, a little later.
func TestWhatFollowsIsDoneSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		stirred, left := make(chan struct{}), 0
		var turns []time.Time
		done := Follow(ctx, func() <-chan struct{} { return stirred }, func(context.Context) (int, error) {
			turns = append(turns, time.Now())
			time.Sleep(100 * time.Millisecond)
			n := min(left, 2)
			left -= n
			return n, nil
		}, slog.New(slog.DiscardHandler))
		begun := time.Now()
		time.Sleep(500 * time.Millisecond)
		left = 4
		close(stirred)
		stirred = make(chan struct{})
		time.Sleep(1100 * time.Millisecond)
		if left != 0 {
			t.Errorf("%d are left a second later", left)
		}
		for i, at := range turns[1:] {
			if at.Sub(turns[i]) < 300*time.Millisecond {
				t.Errorf("turn %d begins %s after the one before", i+1, at.Sub(turns[i]))
			}
		}
		left = 1 // and nobody is told
		time.Sleep(3 * time.Second)
		if left != 0 {
			t.Errorf("after %s what nobody was told of is not done", time.Since(begun))
		}
		stop()
		<-done
	})
}

func TestWhatCannotFollowIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var told bytes.Buffer
		turns := 0
		done := Follow(ctx, func() <-chan struct{} { return nil }, func(context.Context) (int, error) {
			turns++
			return 0, errors.New("the database is away")
		}, slog.New(slog.NewTextHandler(&told, nil)))
		time.Sleep(2*rest + time.Second)
		stop()
		<-done
		if turns != 3 || !strings.Contains(told.String(), "the database is away") {
			t.Errorf("%d turns in %s: %s", turns, 2*rest+time.Second, told.String())
		}
	})
}
