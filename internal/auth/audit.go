package auth

import (
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// Deed is one entry of the audit log: who did what to what.
type Deed struct {
	ID      uuid.UUID `json:"id"`
	At      time.Time `json:"at"`
	Key     Actor     `json:"key"`
	Address string    `json:"address,omitempty"` // of the caller; "" for who works on the machine itself
	Action  string    `json:"action"`            // "published", "revoked"
	Subject string    `json:"subject"`           // what it was done to, as a path of the API
	Version int       `json:"version,omitempty"` // that it made, where the subject has versions
}

// Actor is the key that somebody acted with. Who works on the machine itself
// has a name and no key.
type Actor struct {
	ID   uuid.UUID `json:"id,omitzero"`
	Name string    `json:"name"`
}

// DeedQuery asks for a page of the audit log, newest first.
type DeedQuery struct {
	Key          uuid.UUID // the zero id for any
	Article      uuid.UUID // the zero id for anything
	Since, Until time.Time
	After        *news.Keyset
	Limit        int
}
