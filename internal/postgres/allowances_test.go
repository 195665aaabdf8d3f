package postgres_test

import (
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestABucketHoldsAMinute(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	for i, step := range []struct {
		caller          string
		limit, admitted int
		left            float64
		ok              bool
	}{
		{"a key", 4, 0, 3, true},
		{"a key", 4, 1, 1, true},
		{"a key", 4, 0, 0, true},
		{"a key", 4, 0, 0, false},
		{"another", 4, 0, 3, true},
		{"a key", 60, 58, 1, true}, // a limit that was changed begins anew
		{"a key", 4, 3, -3, false}, // more than there was
	} {
		a, err := s.Admit(t.Context(), step.caller, step.limit, step.admitted)
		if err != nil {
			t.Fatal(err)
		}
		if a.Admitted != step.ok || math.Abs(a.Left-step.left) > 0.9 || a.Limit != step.limit || time.Since(a.At) > time.Minute {
			t.Errorf("step %d: %+v", i, a)
		}
	}
}

// TestOfManyAtOnceNoMoreThanTheLimit asks over two servers' connections at once.
func TestOfManyAtOnceNoMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	var passed atomic.Int64
	var wg sync.WaitGroup
	begun := time.Now()
	for range 8 {
		wg.Go(func() {
			for range 20 {
				a, err := s.Admit(t.Context(), "a key", 30, 0)
				if err != nil {
					t.Error(err)
				}
				if a.Admitted {
					passed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if most := 30 + int64(time.Since(begun).Minutes()*30) + 1; passed.Load() < 30 || passed.Load() > most {
		t.Errorf("%d of 160 pass, at a limit of 30 to %d", passed.Load(), most)
	}
}
