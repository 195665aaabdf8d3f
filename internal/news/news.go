// Package news is the ground floor of Storywire: what an article, a block, an
// author, a photo, a quote, a correction and a change are, and the rules that
// hold for each of them wherever it is stored or shown.
//
// It imports the standard library and uuid and nothing of ours. It must never
// know of HTTP, SQL, or any wire format but the JSON names of its own fields,
// which are the names the contract uses.
package news

import (
	"time"

	"github.com/google/uuid"
)

// Status is where an article stands in its life.
type Status string

// The statuses. A scheduled article is a draft with a time, so that status is
// derived when read and never stored.
const (
	Draft     Status = "draft"
	Scheduled Status = "scheduled"
	Published Status = "published"
	Withheld  Status = "withheld"
	Retracted Status = "retracted"
	Killed    Status = "killed"
)

// Statuses lists every status a caller may name.
var Statuses = []Status{Draft, Scheduled, Published, Withheld, Retracted, Killed}

// Kind is the journalistic form of an article.
type Kind string

// Kinds lists every kind; the first is what an article is unless it says.
var Kinds = []Kind{
	"news", "analysis", "opinion", "editorial", "explainer", "feature",
	"interview", "profile", "review", "live", "obituary", "factcheck", "letter",
}

// Role is what an author did for an article.
type Role string

// The roles. RoleAuthor is what an author has unless the article says.
const (
	RoleAuthor       Role = "author"
	RoleEditor       Role = "editor"
	RolePhotographer Role = "photographer"
	RoleContributor  Role = "contributor"
)

// Roles lists every role of an author.
var Roles = []Role{RoleAuthor, RoleEditor, RolePhotographer, RoleContributor}

// PhotoRole is where an article shows a photo.
type PhotoRole string

// The photo roles. An article has at most one lead photo.
const (
	Lead   PhotoRole = "lead"
	Inline PhotoRole = "inline"
)

// PhotoRoles lists every role of a photo.
var PhotoRoles = []PhotoRole{Lead, Inline}

// MentionType is what sort of thing a mention names.
type MentionType string

// The mention types.
const (
	Person       MentionType = "person"
	Place        MentionType = "place"
	Organisation MentionType = "organisation"
)

// MentionTypes lists every mention type.
var MentionTypes = []MentionType{Person, Place, Organisation}

// ChangeType is what an entry of the change log tells.
type ChangeType string

// The change types.
const (
	ChangePublished ChangeType = "published"
	ChangeUpdated   ChangeType = "updated"
	ChangeCorrected ChangeType = "corrected"
	ChangeWithheld  ChangeType = "withheld"
	ChangeRetracted ChangeType = "retracted"
	ChangeKilled    ChangeType = "killed"
	ChangeRestored  ChangeType = "restored"
	ChangeDeleted   ChangeType = "deleted"
	// ChangeReset is about no article: what the key may see is another than
	// before, and its holder is to take a fresh copy.
	ChangeReset ChangeType = "reset"
)

// ChangeTypes lists those that are of an article.
var ChangeTypes = []ChangeType{
	ChangePublished, ChangeUpdated, ChangeCorrected, ChangeWithheld, ChangeRetracted, ChangeKilled, ChangeRestored, ChangeDeleted,
}

// Article is one story, whole. Its JSON form is the document that readers get
// and that a revision keeps.
type Article struct {
	ID          uuid.UUID       `json:"id"`
	Slug        string          `json:"slug"`
	Aliases     []string        `json:"aliases"` // slugs that it had in public before
	Status      Status          `json:"status"`
	Version     int             `json:"version"`
	Kind        Kind            `json:"kind"`
	Language    string          `json:"language,omitempty"` // BCP 47
	Headline    string          `json:"headline,omitempty"`
	Subhead     string          `json:"subhead,omitempty"`
	Summary     string          `json:"summary,omitempty"`
	Highlights  []string        `json:"highlights"`
	Section     *Ref            `json:"section,omitempty"`
	Tags        []Ref           `json:"tags"`
	Authors     []ArticleAuthor `json:"authors"`
	Photos      []ArticlePhoto  `json:"photos"`
	Body        []Block         `json:"body"`
	Quotes      []Quote         `json:"quotes"`
	Sources     []ArticleSource `json:"sources"`
	Mentions    []Mention       `json:"mentions"`
	Dateline    string          `json:"dateline,omitempty"`
	PublishedAt time.Time       `json:"published_at,omitzero"`
	UpdatedAt   time.Time       `json:"updated_at,omitzero"` // the public "Updated" time
	CorrectedAt time.Time       `json:"corrected_at,omitzero"`
	Schedule
	Terms
	CreatedAt    time.Time    `json:"created_at"`
	ModifiedAt   time.Time    `json:"modified_at"`         // the last write of any sort
	ErasedAt     time.Time    `json:"erased_at,omitzero"`  // when its content was removed for good
	TimeZone     string       `json:"time_zone,omitempty"` // IANA name, for display
	CanonicalURL string       `json:"canonical_url,omitempty"`
	WordCount    int          `json:"word_count"`
	Corrections  []Correction `json:"corrections"`
	Links        Links        `json:"links"`

	FirstPublicAt time.Time `json:"-"` // when readers first saw it, or will; zero for a draft
	Withdrawn     bool      `json:"-"` // that it has expired is recorded
}

// Links are the addresses of an article and of what belongs to it: "self" in
// the API and, when the newsroom has a template for it, "web".
type Links map[string]string

// Ref is a section or a tag as an article shows it. In a written article
// either member alone may name it.
type Ref struct {
	ID   uuid.UUID `json:"-"`
	Slug string    `json:"slug"`
	Name string    `json:"name"`
}

// ArticleAuthor is an author as an article credits one.
type ArticleAuthor struct {
	ID   uuid.UUID `json:"id"`
	Slug string    `json:"slug"`
	Name string    `json:"name"`
	Role Role      `json:"role"`
	// Kind is what the author is, where that is no person.
	Kind AuthorKind `json:"kind,omitempty"`
}

// ArticlePhoto is a photo as an article shows it.
type ArticlePhoto struct {
	ID   uuid.UUID `json:"id"`
	Role PhotoRole `json:"role"`
	PhotoFacts
	// Brought says that the photo comes with the article and is to be stored: its
	// id is there only for the blocks that show it.
	Brought bool `json:"-"`
}

// ArticleSource is a source and what it was to the article, in words.
type ArticleSource struct {
	ID    uuid.UUID `json:"-"`
	Slug  string    `json:"slug"`
	Name  string    `json:"name"`
	Alias string    `json:"alias,omitempty"`
	Role  string    `json:"role,omitempty"`
}

// Mention is a person, place or organisation that the article speaks of.
type Mention struct {
	Type MentionType `json:"type"`
	Name string      `json:"name"`
	Slug string      `json:"slug"`
}

// Record is what every stored entity has besides its own facts.
type Record struct {
	ID         uuid.UUID `json:"id"`
	Version    int       `json:"version"`
	CreatedAt  time.Time `json:"created_at"`
	ModifiedAt time.Time `json:"modified_at"`
}
