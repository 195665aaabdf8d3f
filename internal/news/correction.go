package news

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// CorrectionKind says what sort of public note a correction is.
type CorrectionKind string

// The kinds of correction. A retraction takes the article from readers.
const (
	KindCorrection    CorrectionKind = "correction"
	KindClarification CorrectionKind = "clarification"
	KindUpdate        CorrectionKind = "update"
	KindEditorsNote   CorrectionKind = "editors_note"
	KindRetraction    CorrectionKind = "retraction"
)

// CorrectionKinds lists every kind of correction.
var CorrectionKinds = []CorrectionKind{KindCorrection, KindClarification, KindUpdate, KindEditorsNote, KindRetraction}

// Severity says how grave it was.
type Severity string

// The severities. A correction is substantive unless it says.
const (
	SeverityMinor       Severity = "minor"
	SeveritySubstantive Severity = "substantive"
)

// Severities lists every severity.
var Severities = []Severity{SeverityMinor, SeveritySubstantive}

// Correction is a public note with the change that it explains. Nothing edits
// or takes back a correction: a wrong one is corrected by another, which names
// it in Corrects.
type Correction struct {
	ID       uuid.UUID      `json:"id"`
	Kind     CorrectionKind `json:"kind"`
	Severity Severity       `json:"severity"`
	Note     string         `json:"note"` // the inline HTML subset, cleaned
	Corrects uuid.UUID      `json:"corrects,omitzero"`
	Version  int            `json:"version"` // of the article, that it made
	At       time.Time      `json:"at"`
	Changes  []Touched      `json:"changes"`
}

// Touched is one place that a correction changed, with its exact words before
// and after. What is not text is told in words: an author's name, a day.
type Touched struct {
	Pointer string    `json:"pointer"` // in the article as it is now; as it was, for what is gone
	BlockID uuid.UUID `json:"block_id,omitzero"`
	QuoteID uuid.UUID `json:"quote_id,omitzero"`
	PhotoID uuid.UUID `json:"photo_id,omitzero"`
	Was     string    `json:"was,omitempty"` // left out for what is new
	Now     string    `json:"now,omitempty"` // left out for what is gone
}

// DropPhotos takes out of a correction what it changed of photos, in words that are
// theirs.
func (c *Correction) DropPhotos() {
	c.Changes = slices.DeleteFunc(c.Changes, func(t Touched) bool { return strings.HasPrefix(t.Pointer, "/photos") })
}

// Settle brings a written correction into the form that is stored, and returns
// what is wrong with it. earlier are the article's corrections so far; change
// is where the change to the article stands in what was written, "" for none.
func (c *Correction) Settle(earlier []Correction, change string, t Typesetter) Faults {
	var f Faults
	oneOf(&f, "/kind", c.Kind, CorrectionKinds)
	if c.Severity == "" {
		c.Severity = SeveritySubstantive
	}
	oneOf(&f, "/severity", c.Severity, Severities)
	line(&f, "/note", &c.Note, maxNote)
	if c.Note = t.Clean(c.Note); t.Plain(c.Note) == "" {
		f.Add("/note", "readers need words that say what was wrong")
	}
	if c.Corrects != uuid.Nil && !hasCorrection(earlier, c.Corrects) {
		f.Add("/corrects", "is not the id of a correction of this article")
	}
	switch {
	case change == "" && c.Kind.needsChange():
		f.Add("/patch", "a %s has a patch or a json_patch: the change that it explains", c.Kind)
	case change != "" && c.Kind == KindRetraction:
		f.Add(change, "a retraction leaves the article as it was")
	}
	return f
}

// needsChange tells whether a correction of the kind is nothing without a
// change to the article.
func (k CorrectionKind) needsChange() bool {
	return k == KindCorrection || k == KindClarification || k == KindUpdate
}

// CheckChanges is nil where the correction changed what it had to.
func (c *Correction) CheckChanges() error {
	if len(c.Changes) > 0 || !c.Kind.needsChange() {
		return nil
	}
	var f Faults
	f.Add("/kind", "a %s changes something that readers see; an editors_note does without", c.Kind)
	return f.Err()
}

// Change is what the change log calls a correction of the kind.
func (k CorrectionKind) Change() ChangeType {
	if k == KindRetraction {
		return ChangeRetracted
	}
	return ChangeCorrected
}

func hasCorrection(list []Correction, id uuid.UUID) bool {
	for _, c := range list {
		if c.ID == id {
			return true
		}
	}
	return false
}

// Tombstone is what readers are told of an article that was taken from them.
type Tombstone struct {
	ID       uuid.UUID `json:"id"`
	Slug     string    `json:"slug"`
	Headline string    `json:"headline,omitempty"`
	Status   Status    `json:"article_status"` // retracted, withheld or killed
	Note     string    `json:"note"`
	At       time.Time `json:"at"`

	Version int `json:"-"` // of the article since it was taken; known in feeds alone
}

// Gone says that what was asked for was public and is so no more.
type Gone struct{ Tombstone }

func (e *Gone) Error() string { return "gone: " + string(e.Status) }

// Removal takes an article from readers or gives it back.
type Removal struct {
	To           Status // withheld, killed, or published for a release
	Note         string // public, the inline HTML subset; needed
	OmitHeadline bool   // the tombstone does without it
	Erase        bool   // of a kill: the content goes for good, from history too
}

// Settle brings a removal into the form that is stored, and returns what is
// wrong with it.
func (r *Removal) Settle(t Typesetter) Faults {
	var f Faults
	line(&f, "/note", &r.Note, maxNote)
	if r.Note = t.Clean(r.Note); t.Plain(r.Note) == "" {
		f.Add("/note", "readers need words that say why")
	}
	return f
}

// from are the statuses that an article can be in before each removal.
var from = map[Status][]Status{
	Withheld:  {Published},
	Killed:    {Published, Withheld, Retracted},
	Published: {Withheld, Retracted},
}

// Allowed is nil where an article of this status can be so removed, else a
// *Conflict.
func (r *Removal) Allowed(status Status) error {
	if r.Erase && status == Killed {
		return nil // an order to erase may come later than the kill
	}
	for _, s := range from[r.To] {
		if s == status {
			return nil
		}
	}
	if r.To == Published {
		return &Conflict{Detail: "the article is " + string(status) + "; what is withheld or retracted can be released"}
	}
	return &Conflict{Detail: "the article is " + string(status) + "; it cannot become " + string(r.To)}
}

// CorrectionQuery asks for a page of the newsroom's corrections, newest first.
type CorrectionQuery struct {
	Kinds             []CorrectionKind
	Sections, Authors []string // ids or slugs; any of each
	Since, Until      time.Time
	After             *Keyset
	Limit             int
}

// CorrectionInArticle is a correction with the article that it is of.
type CorrectionInArticle struct {
	Correction
	Article CorrectedArticle `json:"article"`
}

// CorrectedArticle is an article as the list of corrections names it.
type CorrectedArticle struct {
	ID       uuid.UUID `json:"id"`
	Slug     string    `json:"slug"`
	Headline string    `json:"headline"`
	Status   Status    `json:"status"`
	Section  *Ref      `json:"section,omitempty"`
}
