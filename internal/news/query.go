package news

import (
	"bytes"
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
	Slug       string // "" of a list's, whose bodies have it
	Version    int
	Status     Status
	Body       []byte    // the JSON document, or the card in a list
	ETag       string    // strong, with its quotes
	ModifiedAt time.Time // what Last-Modified says
	Keys       []string  // surrogate keys: what the document depends on
	Terms      Terms     // its own
	House      Terms     // the newsroom's, for what it does not say itself

	// Of a card in a list, what was to be included: the document's own bytes, and
	// a JSON list of cards.
	Whole   []byte
	Related []byte
	// Passages are those that have the words which were searched for.
	Passages []Passage

	told Status // in the place of the one it is stored with; "" for that one
	cut  string // what tells a part of it from others; "" for all of it
}

// SurrogateKeys name what an article's document depends on: itself, its section
// and its authors.
func (a *Article) SurrogateKeys() []string {
	keys := []string{"article-" + a.ID.String()}
	if a.Section != nil {
		keys = append(keys, "section-"+a.Section.ID.String())
	}
	for _, u := range a.Authors {
		if key := "author-" + u.ID.String(); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// As is the document told with the status that the article has by the clock: a
// stored document says published of what is scheduled, so that it is right when
// its time comes.
func (d Document) As(s Status) Document {
	if s == d.Status {
		return d
	}
	member := func(s Status) []byte { return []byte(`"status":"` + string(s) + `"`) }
	d.Body = bytes.Replace(d.Body, member(d.Status), member(s), 1) // what stands before it holds no quotation marks
	d.Status, d.told = s, s
	return d
}

// Cut is the document with only a part of it left in its body; fields says which,
// in one form for each part.
func (d Document) Cut(fields string) Document {
	sum := sha256.Sum256([]byte(fields))
	d.cut = hex.EncodeToString(sum[:cutTag/2])
	return d
}

// cutTag is how many digits tell parts of a document apart in a tag, and cutMark
// what stands before them.
const (
	cutTag  = 12
	cutMark = "-f"
)

// Tag is the strong tag of the document as it is told. A write names it, or
// ETag. With other terms of the newsroom's it is told with other headers, which
// whoever keeps it must learn of.
func (d Document) Tag() string {
	if d.House != (Terms{}) {
		return PartTag(d.tag(), value(d.House))
	}
	return d.tag()
}

func (d Document) tag() string {
	if d.told == "" && d.cut == "" {
		return d.ETag
	}
	tag := strings.TrimSuffix(d.ETag, `"`)
	if d.told != "" {
		tag += "-" + string(d.told)
	}
	if d.cut != "" {
		tag += cutMark + d.cut
	}
	return tag + `"`
}

// PartTag is the tag of what is told with more than what the tag was made for:
// the tag, and a hash of the rest.
func PartTag(tag string, rest []byte) string {
	sum := sha256.Sum256(rest)
	return strings.TrimSuffix(tag, `"`) + cutMark + hex.EncodeToString(sum[:cutTag/2]) + `"`
}

// StoredTag is the tag that a document is stored with, of one that it or a part
// of it was told with.
func StoredTag(tag string) string {
	for i := partOf(tag); i > 0; i = partOf(tag) {
		tag = tag[:i] + `"`
	}
	for _, s := range []Status{Scheduled, Withheld} {
		if bare, ok := strings.CutSuffix(tag, "-"+string(s)+`"`); ok {
			return bare + `"`
		}
	}
	return tag
}

// partOf is where the part of a tag begins that tells what it was told with; 0 or
// less where it has none.
func partOf(tag string) int {
	if i := len(tag) - len(cutMark) - cutTag - 1; i > 0 && tag[i:i+len(cutMark)] == cutMark {
		return i
	}
	return 0
}

// Keyset is where a list goes on: after the entry with this sort time and id,
// and, where it is ordered by relevance, with this rank before both.
type Keyset struct {
	At   time.Time
	ID   uuid.UUID
	Rank float32
}

// QuoteQuery asks for a page of quotes, newest article first.
type QuoteQuery struct {
	Words            string      // that the quote has, as in an ArticleQuery
	Speaker, Article string      // ids or slugs
	Sections         []string    // ids or slugs; any of them
	Kinds            []QuoteKind // any of them
	Published        Span        // when the article was
	Said             Days        // of what is known to have been said on a day
	After            *Keyset
	Limit            int
}

// EntityQuery asks for a page of authors, photos, sections, tags, speakers or
// sources, newest first.
type EntityQuery struct {
	Photos PhotoFilter // of photos alone
	After  *Keyset
	Limit  int
}

// PhotoFilter asks for photos by what is known of them; what is empty asks for
// nothing.
type PhotoFilter struct {
	Photographer, Credit string // as a whole, in any case of letters
	Person               string // the slug of somebody that a story shown with it mentions and its caption or alt text names
	Taken, Released      Days
}

// Days are from a day on, and before another one; what is empty is open.
type Days struct{ After, Before Date }

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
