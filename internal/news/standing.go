package news

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// MostCounted is up to how many stories or quotes of one author, section, tag or
// speaker are counted: beyond, it is said that there are more. Counting so costs
// the same in an archive of any size.
const MostCounted = 10_000

// Standing is what an author, a section, a tag or a speaker has among what the
// caller may read. It is told beside the record and is nobody's to write.
type Standing struct {
	Articles *Count `json:"articles,omitempty"` // that show it
	// Of an author, the articles by what the author did for them.
	Roles []RoleCount `json:"roles,omitempty"`
	// Of a speaker.
	Quotes        *Count    `json:"quotes,omitempty"`
	FirstQuotedAt time.Time `json:"first_quoted_at,omitzero"` // when the first article with a quote came out
	LastQuotedAt  time.Time `json:"last_quoted_at,omitzero"`
	// Newest are the newest of an author, as json.RawMessage cards, or of a speaker,
	// as QuoteInArticle.
	Newest []any `json:"newest,omitempty"`
}

// RoleCount is how many articles somebody had a role in.
type RoleCount struct {
	Role     Role  `json:"role"`
	Articles Count `json:"articles"`
}

// NewestTold is how many of the newest are told of an author or a speaker.
const NewestTold = 10

// CountOf is a count of what was counted up to one beyond MostCounted.
func CountOf(n int64) *Count { return &Count{Value: min(n, MostCounted), Exact: n <= MostCounted} }

// Why is one thing that two articles share: the reason that they are related.
type Why struct {
	Kind string `json:"kind"`           // mention, tag, speaker, author or section
	Type string `json:"type,omitempty"` // of a mention: person, place or organisation
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// RelatedArticle is an article that has to do with another one, and why.
type RelatedArticle struct {
	ID      uuid.UUID       `json:"-"`
	Article json.RawMessage `json:"article"` // its card
	Score   int             `json:"score"`   // the more, the more they share
	Why     []Why           `json:"why"`
}
