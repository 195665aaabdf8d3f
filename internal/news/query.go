package news

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Document is an article rendered once, to be served as it is.
type Document struct {
	ID         uuid.UUID
	Slug       string
	Version    int
	Status     Status
	Body       []byte    // the JSON document, or the card in a list
	ETag       string    // strong, with its quotes
	ModifiedAt time.Time // what Last-Modified says
	Keys       []string  // surrogate keys: what the document depends on
}

// Keyset is where a list goes on: after the entry with this sort time and id.
type Keyset struct {
	At time.Time
	ID uuid.UUID
}

// ArticleQuery asks for a page of articles, newest first.
type ArticleQuery struct {
	Sections, Tags, Authors []string // ids or slugs; any of each
	Statuses                []Status // published alone unless told
	// AsOf asks for what the public could read at that moment; zero for now.
	AsOf  time.Time
	After *Keyset
	Limit int
}

// QuoteQuery asks for a page of quotes, newest article first.
type QuoteQuery struct {
	Speaker, Article string // ids or slugs
	After            *Keyset
	Limit            int
}

// EntityQuery asks for a page of authors, photos, sections, tags, speakers or
// sources, newest first.
type EntityQuery struct {
	After *Keyset
	Limit int
}

// Listed is one entry of a list with the keyset that goes on after it.
type Listed[T any] struct {
	Value T
	Key   Keyset
}

// Match is a write's precondition, the meaning of If-Match: any version, or
// one whose tag is among Tags.
type Match struct {
	Any  bool
	Tags []string // opaque tags with their quotes, encodings' suffixes taken off
}

// Check is nil where the current version is one that the precondition names,
// else a *Stale.
func (m Match) Check(version int, etag string) error {
	if m.Any || slices.Contains(m.Tags, etag) {
		return nil
	}
	return &Stale{Version: version, ETag: etag}
}

// DocumentETag is the strong tag of a rendered document: the version, so that
// a person can read it, and a hash, so that no two documents share it, a
// restored backup's included.
func DocumentETag(version int, body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + strconv.Itoa(version) + "-" + hex.EncodeToString(sum[:8]) + `"`
}

// ETag is the strong tag of an entity's own record.
func (r Record) ETag() string {
	return `"` + strconv.Itoa(r.Version) + "-" + strconv.FormatInt(r.ModifiedAt.UnixMicro(), 36) + `"`
}

// ParseID tells an id from a slug.
func ParseID(ref string) (uuid.UUID, bool) {
	if len(ref) != 36 || strings.Count(ref, "-") != 4 {
		return uuid.Nil, false
	}
	id, err := uuid.Parse(ref)
	return id, err == nil
}
