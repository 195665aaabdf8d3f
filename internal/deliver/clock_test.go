package deliver

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestTimeIsKeptUntilTheEnd(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	looked := make(chan struct{})
	left := 3
	done := KeepTime(ctx, func(context.Context) (int, error) {
		looked <- struct{}{}
		left--
		return max(left, 0), nil
	}, slog.New(slog.DiscardHandler))
	begun := time.Now()
	for range 3 {
		<-looked
	}
	if took := time.Since(begun); took >= Tick {
		t.Errorf("while something is due it waits: %s for three looks", took)
	}
	<-looked
	if took := time.Since(begun); took < Tick/2 {
		t.Errorf("when nothing is due it does not wait: %s", took)
	}
	stop()
	select {
	case <-looked: // it was about to
		<-done
	case <-done:
	}
}

func TestWhatFailsIsToldAndNotTriedAtOnce(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	log := slog.New(slog.NewTextHandler(&told, nil))
	away := func(context.Context) (int, error) { return 1, errors.New("the database is away") }
	if wait := next(t.Context(), away, log); wait != rest || !strings.Contains(told.String(), "the database is away") {
		t.Errorf("it waits %s and says %q", wait, told.String())
	}
	told.Reset()
	ended, end := context.WithCancel(t.Context())
	end()
	if next(ended, func(ctx context.Context) (int, error) { return 0, ctx.Err() }, log); told.Len() > 0 {
		t.Errorf("at the end it complains: %s", told.String())
	}
}
