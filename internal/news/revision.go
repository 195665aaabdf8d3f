package news

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// ErrFuture says that a moment was asked for that has not come yet.
var ErrFuture = errors.New("in the future")

// Edit is what a writer says of a write to an article that exists: the version
// that it is meant for, why it is made, and that it is minor: no more than what
// may be changed of a published article without a public note.
type Edit struct {
	Match
	Reason string // for editors alone; may be ""
	Minor  bool   // means nothing where readers do not have the article, or where there is a note
}

// MaxReason is how long a reason is at most, in code points.
const MaxReason = 500

// CheckReason says what is wrong with a reason, "" for nothing.
func CheckReason(reason string) string {
	switch {
	case !utf8.ValidString(reason) || strings.ContainsRune(reason, 0):
		return "is not valid UTF-8, or has the character U+0000"
	case utf8.RuneCountInString(reason) > MaxReason:
		return "is longer than " + strconv.Itoa(MaxReason) + " characters"
	}
	return ""
}

// Revision is one entry of an article's history: that there was a write, and
// what is told of it.
type Revision struct {
	Article uuid.UUID `json:"-"`
	Version int       `json:"version"`
	At      time.Time `json:"at"`    // by the database's clock
	Write   string    `json:"write"` // what kind of write: "created", "edited", "published"
	Status  Status    `json:"status"`
	Minor   bool      `json:"minor,omitempty"`  // it changed a published article without a public note
	By      string    `json:"by,omitempty"`     // the name of the key that wrote; for editors alone
	Reason  string    `json:"reason,omitempty"` // for editors alone
	Erased  bool      `json:"erased,omitempty"` // its content was removed; SHA256 is what is left of it
	SHA256  string    `json:"sha256,omitempty"` // of the document that was erased, in hexadecimal
	Links   Links     `json:"links"`
}

// RevisionQuery asks for a page of an article's revisions, newest first.
type RevisionQuery struct {
	Before int // only versions below this one; 0 for all
	Limit  int
}

// Link sets the revision's addresses: its own and, where the caller sees a
// revision before it, that of the difference between the two.
func (r *Revision) Link(previous int) {
	article := "/v1/articles/" + r.Article.String()
	version := strconv.Itoa(r.Version)
	r.Links = Links{"self": article + "/revisions/" + version}
	if previous > 0 {
		r.Links["diff"] = article + "/diff?from=" + strconv.Itoa(previous) + "&to=" + version
	}
}

// Restore gives the article the content of old, a revision of it. What
// happened since stays: its status, its address, its times, its corrections.
// Facts that it shares with other articles, such as captions, are not brought
// back: only which of the photos it showed, and where.
func (a *Article) Restore(old *Article) {
	content := old.Clone()
	content.ID, content.Slug, content.Status, content.Version = a.ID, a.Slug, a.Status, a.Version
	content.PublishedAt, content.UpdatedAt, content.Schedule = a.PublishedAt, a.UpdatedAt, a.Schedule
	content.CreatedAt, content.ModifiedAt = a.CreatedAt, a.ModifiedAt
	content.Corrections, content.CorrectedAt, content.Links = a.Corrections, a.CorrectedAt, a.Links
	for i := range content.Photos {
		content.Photos[i].PhotoFacts = PhotoFacts{}
	}
	*a = *content
}

// BlocksOfQuotes sets each quote's block from its pointer: for an article that
// was read from its document, which names the place alone.
func (a *Article) BlocksOfQuotes() {
	for i := range a.Quotes {
		_, a.Quotes[i].BlockID, _ = a.textAt(a.Quotes[i].Pointer)
	}
}

// NameFaults says in each fault of a restored revision what it is that the
// revision names, for it has to be found among what was deleted.
func (a *Article) NameFaults(f Faults) {
	for i := range f {
		if name := a.nameAt(f[i].Pointer); name != "" {
			f[i].Detail += ": " + strconv.Quote(name) + ", which this version names, was deleted since"
		}
	}
}

// nameAt is the name of what the article refers to at pointer, "" for none.
func (a *Article) nameAt(pointer string) string {
	parts := strings.Split(pointer, "/")
	if pointer == "/section" && a.Section != nil {
		return a.Section.Name
	}
	if len(parts) < 3 {
		return ""
	}
	n, err := strconv.Atoi(parts[2])
	switch {
	case err != nil || n < 0:
	case parts[1] == "tags" && n < len(a.Tags):
		return a.Tags[n].Name
	case parts[1] == "authors" && n < len(a.Authors):
		return a.Authors[n].Name
	case parts[1] == "sources" && n < len(a.Sources):
		return a.Sources[n].Name
	case parts[1] == "photos" && n < len(a.Photos):
		return a.photoName(a.Photos[n].ID)
	case parts[1] == "body" && n < len(a.Body):
		return a.photoName(a.Body[n].PhotoID)
	case parts[1] == "quotes" && n < len(a.Quotes) && strings.HasSuffix(pointer, "/speaker") && a.Quotes[n].Speaker != nil:
		return a.Quotes[n].Speaker.Name
	}
	return ""
}

func (a *Article) photoName(id uuid.UUID) string {
	for _, p := range a.Photos {
		if p.ID == id && id != uuid.Nil {
			return shorten(cmp.Or(p.Caption, p.URL, id.String()))
		}
	}
	return ""
}
