package api

import (
	"cmp"
	"context"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"storywire/internal/auth"
)

// Limits says how many requests a minute are answered. Zero is without limit.
type Limits struct {
	Key       int // with one key that has no limit of its own
	Anonymous int // without a key, from one address
}

// Allowances is what callers may still ask, as all servers over one database
// count it together.
type Allowances interface {
	// Admit asks whether one more request of the caller is answered, of limit a
	// minute, after those that this server has admitted by itself since it last
	// asked.
	Admit(ctx context.Context, caller string, limit, admitted int) (auth.Allowance, error)
}

const (
	// maxShares bounds how many callers are remembered: an attacker may have many
	// addresses. Beyond that one of them, whichever, is asked about anew.
	maxShares = 100_000
	// asking is how long a server goes by what it was told: so late it learns
	// what the others have admitted, or that a limit was changed.
	asking = time.Second
)

// shares are what this server knows of its callers' allowances. It asks the
// store about a caller once a second, or after a second's requests, and goes by
// what it was told in between: of a limit below 120 a minute it asks each time,
// and of a large one n servers together may answer n seconds' worth too many.
type shares struct {
	mu    sync.Mutex
	of    map[string]*share
	swept time.Time
}

// share is one caller's.
type share struct {
	mu       sync.Mutex // its caller's requests ask the store one after the other
	told     auth.Allowance
	admitted int       // by this server since it was told
	refused  time.Time // until then: nothing can have run in before
}

func newShares() shares { return shares{of: map[string]*share{}} }

// caller is the share of a caller.
func (s *shares) caller(who string, now time.Time) *share {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.of[who]
	if one == nil {
		s.sweep(now)
		one = &share{}
		s.of[who] = one
	}
	return one
}

// sweep makes room for a caller. Once a minute it forgets those who were quiet
// for one.
func (s *shares) sweep(now time.Time) {
	if now.Sub(s.swept) >= time.Minute {
		s.swept = now
		for who, one := range s.of {
			if one.mu.TryLock() { // else it is being used
				if now.Sub(one.told.At) >= time.Minute {
					delete(s.of, who)
				}
				one.mu.Unlock()
			}
		}
	}
	for who := range s.of {
		if len(s.of) < maxShares {
			return
		}
		delete(s.of, who)
	}
}

// take tells what is left to a caller, with the request that it now sends.
func (a *api) take(ctx context.Context, who string, limit int) auth.Allowance {
	now := time.Now()
	s := a.shares.caller(who, now)
	s.mu.Lock()
	defer s.mu.Unlock()
	here := s.told.After(now, s.admitted)
	fresh := s.told.Limit == limit && now.Sub(s.told.At) < asking
	switch {
	case fresh && now.Before(s.refused):
		here.Admitted = false
		return here
	case fresh && s.admitted+1 < limit/60 && here.Left >= 1:
		s.admitted++
		here.Left, here.Admitted = here.Left-1, true
		return here
	}
	if now.Sub(s.told.At) >= time.Minute {
		s.admitted = 0 // it has run in again
	}
	told, err := a.Allowances.Admit(ctx, who, limit, s.admitted)
	if err != nil {
		// What was told last holds on, for this server alone.
		note(ctx, slog.String("limit", err.Error()))
		if told = here; here.Limit != limit {
			told = auth.Allowance{Limit: limit, Left: float64(limit), At: now}
		}
		if told.Admitted = told.Left >= 1; told.Admitted {
			told.Left--
		}
	}
	s.told, s.admitted, s.refused = told, 0, time.Time{}
	if !told.Admitted {
		s.refused = now.Add(told.Wait())
	}
	return told
}

// limit refuses what is more than a caller may ask in a minute. It stands
// behind authenticate, so that a key's own limit is known, and before all that
// costs more than the key.
//
// The headers are those of draft-ietf-httpapi-ratelimit-headers-10. Answers
// without a key do not have them, but for refusals: caches keep those, and
// would tell everybody what is left to one.
func (a *api) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		by := auth.From(r.Context())
		if by.Anonymous() && exchangeOf(r.Context()).limited {
			next.ServeHTTP(w, r)
			return
		}
		limit, policy := cmp.Or(by.RequestsPerMinute, a.Limits.Key), `"key"`
		if by.Anonymous() {
			limit, policy = a.Limits.Anonymous, `"address"`
		}
		if limit == 0 {
			next.ServeHTTP(w, r)
			return
		}
		left := a.take(r.Context(), whose(r), limit)
		if !left.Admitted || !by.Anonymous() {
			w.Header().Set("RateLimit-Policy", policy+";q="+strconv.Itoa(limit)+";w=60")
			w.Header().Set("RateLimit", policy+";r="+strconv.Itoa(max(0, int(left.Left)))+";t="+inSeconds(left.Full()))
		}
		if !left.Admitted {
			a.fail(w, r, kindTooManyRequests.problem("Of this caller "+strconv.Itoa(limit)+" requests a minute are answered.").
				with("Retry-After", inSeconds(max(left.Wait(), time.Second))))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// inSeconds is a time in whole seconds, no fewer than it takes.
func inSeconds(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }

// admit takes a read without a key out of its caller's bucket, before it is
// answered from memory. It is false for one that limit is to refuse.
func (a *api) admit(r *http.Request, x *exchange) bool {
	if a.Limits.Anonymous == 0 {
		return true
	}
	x.limited = a.take(r.Context(), whose(r), a.Limits.Anonymous).Admitted
	return x.limited
}
