package news

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// ProposalState is how far a proposal has come.
type ProposalState string

// The states. An article has at most one proposal that is open.
const (
	ProposalOpen       ProposalState = "open"
	ProposalAccepted   ProposalState = "accepted"
	ProposalRejected   ProposalState = "rejected"
	ProposalSuperseded ProposalState = "superseded" // the page has changed again, or the article has
)

// ProposalStates lists every state.
var ProposalStates = []ProposalState{ProposalOpen, ProposalAccepted, ProposalRejected, ProposalSuperseded}

// Proposal is what a page that was read again would change of the article that
// it is. It changes nothing by itself: an editor accepts or rejects it.
type Proposal struct {
	ID      uuid.UUID        `json:"id"`
	Article CorrectedArticle `json:"article"`
	State   ProposalState    `json:"state"`
	Version int              `json:"version"` // of the article, that it is a change of
	Source  string           `json:"source,omitempty"`
	// Changes are for a person, Patch (a JSON Patch) for a program.
	Changes []Difference    `json:"changes"`
	Patch   json.RawMessage `json:"json_patch"`
	// Conflicts point at what the newsroom has changed too since it read the page:
	// the proposal has it as the page does.
	Conflicts []string        `json:"conflicts"`
	Warnings  json.RawMessage `json:"warnings"` // of the page's import
	At        time.Time       `json:"at"`
	By        string          `json:"by"` // the name of the key that read the page
	// Of one that is decided.
	DecidedAt time.Time `json:"decided_at,omitzero"`
	DecidedBy string    `json:"decided_by,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Made      int       `json:"made_version,omitempty"` // the version that it made
}

// ProposalQuery asks for a page of proposals, the newest first.
type ProposalQuery struct {
	States  []ProposalState
	Article string // an id or a slug; "" for all
	After   *Keyset
	Limit   int
}

// Patches is how the change of a proposal is written down and made. Between is
// nil where there is no difference.
type Patches struct {
	Between func(is, after *Article) (json.RawMessage, error)
	Apply   func(patch json.RawMessage) func(*Article) error
}
