package news

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// ScheduledRevision is a correction of a live story that is made at a time: the
// story stays as it is until then.
type ScheduledRevision struct {
	ID        uuid.UUID      `json:"id"`
	Article   uuid.UUID      `json:"article_id"`
	PublishAt time.Time      `json:"publish_at"`
	State     ScheduleState  `json:"state"`
	Kind      CorrectionKind `json:"kind"`
	Severity  Severity       `json:"severity"`
	Note      string         `json:"note"` // the inline HTML subset, cleaned
	Corrects  uuid.UUID      `json:"corrects,omitzero"`
	Reason    string         `json:"reason,omitempty"`
	By        string         `json:"by"` // the name of the key that scheduled it
	CreatedAt time.Time      `json:"created_at"`
	Version   int            `json:"version,omitempty"` // of the article, that it made
	Fault     string         `json:"fault,omitempty"`   // why it failed

	// What it was to change, as the article was when it was planned.
	Changes []Touched `json:"changes"`

	// The change as it was written, one of the two or none: a JSON Merge Patch
	// or a JSON Patch of the article as it is by then.
	Patch     json.RawMessage `json:"-"`
	JSONPatch json.RawMessage `json:"-"`
}

// ScheduleState is how far a scheduled revision has come.
type ScheduleState string

// The states. Only one that waits can be cancelled.
const (
	StateWaiting   ScheduleState = "waiting"
	StatePublished ScheduleState = "published"
	StateCancelled ScheduleState = "cancelled"
	StateFailed    ScheduleState = "failed"
)

// Correction is what is to be made at its time.
func (r *ScheduledRevision) Correction() Correction {
	return Correction{Kind: r.Kind, Severity: r.Severity, Note: r.Note, Corrects: r.Corrects}
}
