package auth

import (
	"fmt"
	"reflect"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// Contract is what a partner's contract says of what its keys see, as reads go by
// it. It travels with the Principal: whatever reads for a principal is narrowed by
// it, and nothing else has to be asked.
type Contract struct {
	Partner  uuid.UUID
	From, To time.Time // when it holds; zero is open
	Sections Terms[uuid.UUID]
	Tags     Terms[uuid.UUID]
	Sources  Terms[uuid.UUID]
	Kinds    Terms[news.Kind]
	Photos   bool
	// HistoryDays is how old a story may be; 0 for of any age.
	HistoryDays int
	// Since is when the contract first let its holder read: with HistoryDays it
	// tells which stories they can ever have had.
	Since time.Time
}

// ErrNoContract says that a key does not hold because its partner's contract has
// not begun, or has ended. It is a news.ErrNotFound, as for every such key.
var ErrNoContract = fmt.Errorf("%w: the partner's contract does not hold", news.ErrNotFound)

// equal tells whether two contracts let one see the same.
func (c *Contract) equal(o *Contract) bool { return reflect.DeepEqual(c, o) }

// SeesPhotos tells whether the principal gets stories with their photos.
func (p Principal) SeesPhotos() bool { return p.Contract == nil || p.Contract.Photos }

// Everybody is the principal's share of what everybody may read: without advance
// copies and drafts, but within its contract.
func (p Principal) Everybody() Principal { return Principal{Contract: p.Contract} }

// Unbound is the principal without its contract: for what is never shown, and only
// says where to look.
func (p Principal) Unbound() Principal {
	p.Contract = nil
	return p
}
