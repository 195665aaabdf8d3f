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

// TestAgainAndAgainAndAtTheEnd: what came up just before the end is done too, by
// a context that has not ended; what fails is told and tried again.
func TestAgainAndAgainAndAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var told bytes.Buffer
		turns := 0
		done := Every(ctx, time.Second, func(ctx context.Context) error {
			if turns++; turns == 1 {
				return errors.New("the database is away")
			}
			return ctx.Err()
		}, slog.New(slog.NewTextHandler(&told, nil)))
		time.Sleep(2500 * time.Millisecond)
		stop()
		<-done
		if turns != 3 || strings.Count(told.String(), "the database is away") != 1 || strings.Contains(told.String(), "canceled") {
			t.Errorf("%d turns: %s", turns, told.String())
		}
	})
}
