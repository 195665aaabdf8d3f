package api

import (
	"cmp"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"storywire/internal/auth"

	"golang.org/x/time/rate"
)

// Limits says how many requests a minute are answered. Zero is without limit.
type Limits struct {
	Key       int // with one key that has no limit of its own
	Anonymous int // without a key, from one address
}

// maxBuckets bounds how many callers are remembered: an attacker may have many
// addresses. Beyond that one of them, whichever, begins anew.
const maxBuckets = 100_000

// buckets are the callers that have asked in the last minute. A bucket holds a
// minute's requests, and as many run into it in a minute, evenly: whoever was
// quiet for a minute may send all of them at once. It is this server's own: of
// n servers a caller has n.
type buckets struct {
	mu    sync.Mutex
	of    map[string]*rate.Limiter
	swept time.Time
}

func newBuckets() buckets { return buckets{of: map[string]*rate.Limiter{}} }

// take takes a request out of a caller's bucket, which holds perMinute. It
// tells how many are left, in how many seconds the bucket is full again and,
// where there was none to take, in how many there is one.
func (b *buckets) take(who string, perMinute int, now time.Time) (left, full, wait int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.of[who]
	if l == nil || l.Burst() != perMinute { // a limit that was changed begins anew
		b.sweep(now)
		l = rate.NewLimiter(rate.Limit(perMinute)/60, perMinute)
		b.of[who] = l
	}
	ok = l.AllowN(now, 1)
	in := l.TokensAt(now)
	seconds := func(requests float64) int { return int(math.Ceil(requests / float64(l.Limit()))) }
	return int(in), seconds(float64(perMinute) - in), max(1, seconds(1-in)), ok
}

// sweep makes room for a caller. Once a minute it forgets who has been quiet for
// so long that a new bucket is the same.
func (b *buckets) sweep(now time.Time) {
	if now.Sub(b.swept) >= time.Minute {
		b.swept = now
		for who, l := range b.of {
			if l.TokensAt(now) >= float64(l.Burst()) {
				delete(b.of, who)
			}
		}
	}
	for who := range b.of {
		if len(b.of) < maxBuckets {
			return
		}
		delete(b.of, who)
	}
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
		perMinute, policy := cmp.Or(by.RequestsPerMinute, a.Limits.Key), `"key"`
		if by.Anonymous() {
			perMinute, policy = a.Limits.Anonymous, `"address"`
		}
		if perMinute == 0 {
			next.ServeHTTP(w, r)
			return
		}
		left, full, wait, ok := a.buckets.take(whose(r), perMinute, time.Now())
		if !ok || !by.Anonymous() {
			w.Header().Set("RateLimit-Policy", policy+";q="+strconv.Itoa(perMinute)+";w=60")
			w.Header().Set("RateLimit", policy+";r="+strconv.Itoa(left)+";t="+strconv.Itoa(full))
		}
		if !ok {
			a.fail(w, r, kindTooManyRequests.problem("Of this caller "+strconv.Itoa(perMinute)+" requests a minute are answered.").
				with("Retry-After", strconv.Itoa(wait)))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// admit takes a read without a key out of its caller's bucket, before it is
// answered from memory. It is false for one that limit is to refuse.
func (a *api) admit(r *http.Request, x *exchange) bool {
	if a.Limits.Anonymous == 0 {
		return true
	}
	_, _, _, x.limited = a.buckets.take(whose(r), a.Limits.Anonymous, time.Now())
	return x.limited
}
