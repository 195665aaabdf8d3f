package news

import (
	"time"

	"github.com/google/uuid"
)

// Change is an entry of the change log: what happened to an article that is or
// was public. A reset is about no article, and for the holder of one key alone.
type Change struct {
	Sequence int64 // grows from entry to entry; numbers may be left out
	Type     ChangeType
	Article  uuid.UUID
	Slug     string // the article's at that time
	Version  int    // of the article, that it made
	At       time.Time
	Note     string // the public note, where there was one
	Minor    bool   // it was a minor edit
	Document []byte // the article as the caller may see it now; nil where not asked for or not there
}

// ChangeQuery asks for the entries after a place in the change log, oldest
// first.
type ChangeQuery struct {
	Epoch     string // of the place; "" with After 0 is the beginning
	After     int64
	Limit     int
	Documents bool // with the articles as they are now
}

// Epochs says that a place in the change log is of another epoch than the
// log's own: the log was begun anew, and so must whoever follows it.
type Epochs struct{ Current string }

func (e *Epochs) Error() string { return "the change log is of the epoch " + e.Current }

// ErrAhead says that a place in the change log has not been reached yet.
var ErrAhead = errAhead{}

type errAhead struct{}

func (errAhead) Error() string { return "the change log has not come that far" }
