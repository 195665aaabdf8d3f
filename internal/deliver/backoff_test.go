package deliver

import (
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	b := Backoff{5 * time.Second, time.Hour}
	for _, c := range []struct {
		failed int
		asked  time.Duration
		at     float64
		want   time.Duration
		ok     bool
	}{
		{1, 0, 0, 5 * time.Second, true},
		{1, 0, 1, 6 * time.Second, true},
		{1, time.Minute, 0, time.Minute, true},
		{2, time.Minute, 0, time.Hour, true}, // it asks for no less
		{3, 0, 0, 0, false},
		{4, time.Minute, 0, 0, false},
	} {
		if got, ok := b.After(c.failed, c.asked, c.at); got != c.want || ok != c.ok {
			t.Errorf("after %d, asked for %s: %s, %v", c.failed, c.asked, got, ok)
		}
	}
}
