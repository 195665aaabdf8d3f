package news

import (
	"time"

	"github.com/google/uuid"
)

// Look is what one look at the store tells of what readers see: all of it as
// it was at one instant, so that an answer that was read after a look is no
// older than what the look told.
type Look struct {
	Server   string // names the database's server since its last start
	Epoch    string // of the change log
	Sequence int64  // of its last entry; 0 without any

	// Articles are those with an entry after the sequence that was asked from,
	// each as often as it has entries; Many says that these are not all.
	Articles []uuid.UUID
	Many     bool

	// Records counts the writes that change something else than a published
	// article's document, without an entry in the log; Words, the readings of
	// stories' words, by which searches find them; Everything, the writes that any
	// answer may show.
	Records, Words, Everything int64

	// Now is the database's clock when it was asked.
	Now time.Time
	// Moments are the times next to Now at which time changes what readers see, one
	// or more for each: the next to come, and the last that have come and are not
	// recorded yet.
	Moments []Moment
	// Beyond is the time from which on there may be moments that are not told; the
	// zero time where all are.
	Beyond time.Time
}

// Moment is a time at which time changes what readers see of one article, or of
// each of All. One that shows in lists alone has neither.
type Moment struct {
	At      time.Time
	Article uuid.UUID
	All     bool
}
