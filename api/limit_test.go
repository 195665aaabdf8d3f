package api

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"storywire/internal/auth"

	"pgregory.net/rapid"
)

// counted is a caller's buckets by their limits, as the store keeps them, by the
// test's clock; where it is away it says so.
type counted struct {
	of    map[int]auth.Allowance
	asked int
	away  error
}

func (c *counted) Admit(_ context.Context, _ string, limit, admitted int) (auth.Allowance, error) {
	if c.asked++; c.away != nil {
		return auth.Allowance{}, c.away
	}
	a, known := c.of[limit]
	if !known {
		a = auth.Allowance{Limit: limit, Left: float64(limit), At: time.Now()}
	}
	a = a.After(time.Now(), 0)
	a.Left -= float64(admitted)
	if a.Admitted = a.Left >= 1-1e-6; a.Admitted {
		a.Left--
	}
	c.of[limit] = a
	return a, nil
}

func newCounted() *counted { return &counted{of: map[int]auth.Allowance{}} }

func limited(store Allowances) *api {
	return &api{Deps: Deps{Allowances: store, Log: slog.New(slog.DiscardHandler)}, shares: newShares()}
}

// TestServersHoldALimitTogether: in whatever rhythm a caller asks several servers,
// no more passes than a bucketful, what has run into it since, and what each
// server answers in a second by itself; and whoever waits as long as was said
// is answered.
func TestServersHoldALimitTogether(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.IntRange(1, 2000).Draw(rt, "limit")
		servers := rapid.IntRange(1, 3).Draw(rt, "servers")
		pauses := rapid.SliceOfN(rapid.IntRange(0, 2000), 1, 400).Draw(rt, "pauses")
		burst := rapid.IntRange(1, 50).Draw(rt, "burst")
		synctest.Test(t, func(t *testing.T) {
			store, start := newCounted(), time.Now()
			var all []*api
			for range servers {
				all = append(all, limited(store))
			}
			passed := 0
			for i, pause := range pauses {
				if i%burst == 0 {
					time.Sleep(time.Duration(pause) * time.Millisecond)
				}
				a := all[pause%servers].take(t.Context(), "a key", limit)
				if a.Admitted {
					passed++
				} else if again := all[pause%servers]; i%7 == 0 {
					time.Sleep(max(a.Wait(), time.Second))
					if now := again.take(t.Context(), "a key", limit); now.Admitted {
						passed++
					} else if servers == 1 {
						t.Fatalf("refused after the wait that it was told of: %+v, then %+v", a, now)
					}
				}
				most := float64(limit) * (1 + time.Since(start).Minutes())
				if servers > 1 { // else none answers what another one has not heard of
					most += float64(servers * limit / 60)
				}
				if float64(passed) > most+1e-6 {
					t.Fatalf("%d passed in %s, of %d a minute", passed, time.Since(start), limit)
				}
			}
		})
	})
}

func TestTheStoreIsAskedSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newCounted()
		a := limited(store)
		for i := range 2000 {
			if got := a.take(t.Context(), "a key", 6000); !got.Admitted || int(got.Left) != 5999-i {
				t.Fatalf("request %d: %+v", i, got)
			}
		}
		if store.asked > 21 {
			t.Errorf("asked %d times for 2000 requests", store.asked)
		}
		asked := store.asked
		for range 10 {
			time.Sleep(asking)
			a.take(t.Context(), "a key", 6000)
		}
		if store.asked != asked+10 {
			t.Errorf("asked %d times in ten seconds", store.asked-asked)
		}
	})
}

// TestALimitHoldsWhileTheStoreIsAway: each server then goes by what it knows.
func TestALimitHoldsWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newCounted()
		a := limited(store)
		a.take(t.Context(), "known", 60)
		store.away = errors.New("the database is away")
		for who, most := range map[string]int{"known": 59, "new": 60} {
			passed := 0
			for range 100 {
				if a.take(t.Context(), who, 60).Admitted {
					passed++
				}
			}
			if passed != most {
				t.Errorf("%s: %d pass, not %d", who, passed, most)
			}
		}
	})
}

func TestALimitThatIsChangedBeginsAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := limited(newCounted())
		for i := range 11 {
			if got := a.take(t.Context(), "a key", 10); got.Admitted != (i < 10) {
				t.Errorf("request %d of ten: %+v", i, got)
			}
		}
		if got := a.take(t.Context(), "a key", 600); got.Left != 599 || !got.Admitted {
			t.Errorf("with a larger limit: %+v", got)
		}
	})
}

func TestIdleCallersAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := limited(newCounted())
		for i := range 1000 {
			a.take(t.Context(), strconv.Itoa(i), 60)
		}
		time.Sleep(50 * time.Second)
		a.take(t.Context(), "busy", 1)
		time.Sleep(20 * time.Second)
		a.take(t.Context(), "new", 60)
		if len(a.shares.of) != 2 || a.shares.of["busy"] == nil {
			t.Errorf("%d are remembered", len(a.shares.of))
		}
		for i := range maxShares + 1000 {
			a.shares.caller(strconv.Itoa(i), time.Now())
		}
		if len(a.shares.of) > maxShares {
			t.Errorf("%d are remembered", len(a.shares.of))
		}
	})
}
