package deliver

import (
	"time"
)

// Backoff is how long to wait after each attempt that failed, before the next:
// one more attempt than it has times is made, and no more.
type Backoff []time.Duration

// spread is by how much of it a wait is drawn out, at the most, so that what
// failed at one time is not tried again at one time.
const spread = 0.2

// After is how long to wait when so many attempts have failed, and false when
// that was the last. asked is for how long the receiver asked to be left alone; at
// is where the wait lies within its spread, from 0 to 1.
func (b Backoff) After(failed int, asked time.Duration, at float64) (time.Duration, bool) {
	if failed > len(b) {
		return 0, false
	}
	wait := max(b[max(failed, 1)-1], asked)
	return wait + time.Duration(at*spread*float64(wait)), true
}
