package auth

import (
	"sync"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// Usage is what was asked with a key on one day.
type Usage struct {
	KeyID       uuid.UUID
	Day         time.Time // its beginning, in UTC
	Requests    int64
	Refused     int64 // of them, for the limit
	NotModified int64 // of them, because the caller had it
	Bytes       int64 // of bodies, as sent
}

// DayOfUse is what a partner asked on one day, with all of its keys and with each.
type DayOfUse struct {
	Day         news.Date  `json:"day"` // UTC
	Requests    int64      `json:"requests"`
	Refused     int64      `json:"refused"`
	NotModified int64      `json:"not_modified"`
	Bytes       int64      `json:"bytes"`
	Keys        []UseOfKey `json:"keys"` // those with which anything was asked
}

// UseOfKey is the share of one key in a DayOfUse.
type UseOfKey struct {
	Actor
	Requests int64 `json:"requests"`
	Bytes    int64 `json:"bytes"`
}

// Tally counts what is asked, in memory, until somebody takes the counts to
// where they are kept. Its zero value is ready.
type Tally struct {
	mu sync.Mutex
	of map[tallied]*Usage
}

type tallied struct {
	key uuid.UUID
	day time.Time
}

// Count counts u, on top of what is counted already for its key and day.
func (t *Tally) Count(u Usage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	of := tallied{u.KeyID, u.Day}
	sum := t.of[of]
	if sum == nil {
		if t.of == nil {
			t.of = map[tallied]*Usage{}
		}
		sum = &Usage{KeyID: u.KeyID, Day: u.Day}
		t.of[of] = sum
	}
	sum.Requests += u.Requests
	sum.Refused += u.Refused
	sum.NotModified += u.NotModified
	sum.Bytes += u.Bytes
}

// Take takes all counts, so that each is taken once. Who cannot keep them counts
// them again.
func (t *Tally) Take() []Usage {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]Usage, 0, len(t.of))
	for _, u := range t.of {
		list = append(list, *u)
	}
	clear(t.of)
	return list
}
