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

	// Next is how long it is until the next moment at which time changes what
	// readers see, where one is Planned.
	Next    time.Duration
	Planned bool
	// Overdue is the last such moment that has come and is not recorded yet,
	// the zero time without one; it came so long ago.
	Overdue time.Time
	Ago     time.Duration
}
