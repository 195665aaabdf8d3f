package news

import (
	"time"

	"github.com/google/uuid"
)

// Mapped is what a sitemap tells of a public story.
type Mapped struct {
	ID          uuid.UUID
	Slug        string
	Section     string // its slug, "" for none
	Headline    string
	Language    string // BCP 47, "" where the story does not say
	PublishedAt time.Time
	Latest      time.Time // when readers were last told something new
}

// MapFile is one file of the sitemap: the public stories of a year, in UTC, that
// come after a place in the order of their publication, nil for the first.
type MapFile struct {
	Year   int
	After  *Keyset
	Latest time.Time // of its stories
}
