package api

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestABucketHoldsAMinute(t *testing.T) {
	t.Parallel()
	type taken struct {
		left, full, wait int
		ok               bool
	}
	b, start := newBuckets(), time.Now()
	for i, step := range []struct {
		after     int // seconds from the start
		perMinute int
		want      taken
	}{
		{0, 3, taken{2, 20, 1, true}},
		{0, 3, taken{1, 40, 1, true}},
		{0, 3, taken{0, 60, 20, true}},
		{0, 3, taken{0, 60, 20, false}},
		{19, 3, taken{0, 41, 1, false}},
		{20, 3, taken{0, 60, 20, true}},
		{20, 60, taken{59, 1, 1, true}}, // a limit that was changed begins anew
		{20, 60, taken{58, 2, 1, true}},
		{500, 60, taken{59, 1, 1, true}},
		{500, 2, taken{1, 30, 1, true}},
	} {
		left, full, wait, ok := b.take("a key", step.perMinute, start.Add(time.Duration(step.after)*time.Second))
		if got := (taken{left, full, wait, ok}); got != step.want {
			t.Errorf("step %d: %+v, not %+v", i, got, step.want)
		}
		if _, _, _, ok := b.take(strconv.Itoa(i), 1, start); !ok {
			t.Errorf("step %d: another caller is refused", i)
		}
	}
}

// TestNoMoreThanTheLimitPasses: in whatever rhythm a caller asks, a bucketful
// passes, and what has run into it since; and whoever waits as long as was said
// is answered.
func TestNoMoreThanTheLimitPasses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		perMinute := rapid.IntRange(1, 500).Draw(t, "limit")
		b, start := newBuckets(), time.Now()
		now, passed, due := start, 0, time.Time{}
		for range rapid.IntRange(1, 300).Draw(t, "requests") {
			now = now.Add(time.Duration(rapid.IntRange(0, 2000).Draw(t, "pause")) * time.Millisecond)
			_, _, wait, ok := b.take("a key", perMinute, now)
			if ok {
				passed, due = passed+1, time.Time{}
			} else if due.IsZero() {
				due = now.Add(time.Duration(wait) * time.Second)
			} else if !now.Before(due) {
				t.Fatalf("refused after the wait that it was told of")
			}
			if most := float64(perMinute) * (1 + now.Sub(start).Minutes()); float64(passed) > most+1e-6 {
				t.Fatalf("%d passed in %s, of %d a minute", passed, now.Sub(start), perMinute)
			}
		}
	})
}

func TestIdleCallersAreForgotten(t *testing.T) {
	t.Parallel()
	b, now := newBuckets(), time.Now()
	for i := range 1000 {
		b.take(strconv.Itoa(i), 60, now)
	}
	b.take("busy", 1, now.Add(50*time.Second))
	b.take("new", 60, now.Add(70*time.Second))
	if len(b.of) != 2 || b.of["busy"] == nil {
		t.Errorf("%d are remembered", len(b.of))
	}
	for i := range maxBuckets + 1000 {
		b.take(strconv.Itoa(i), 60, now.Add(71*time.Second))
	}
	if len(b.of) > maxBuckets {
		t.Errorf("%d are remembered", len(b.of))
	}
}
