package news

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Choice is a filter by one thing that articles have: any of Any, where there
// are some, and none of None. What an article does not have at all is none of
// them.
type Choice struct{ Any, None []string }

// Set tells whether the filter asks for anything.
func (c Choice) Set() bool { return len(c.Any)+len(c.None) > 0 }

// Span is a filter by time: from After on, and before Before. The zero time
// bounds nothing.
type Span struct{ After, Before time.Time }

// Set tells whether the filter asks for anything.
func (s Span) Set() bool { return !s.After.IsZero() || !s.Before.IsZero() }

// Feature is something that an article has or has not, as the filter has names
// it.
type Feature string

// The features.
const (
	HasPhoto      Feature = "photo"
	HasQuote      Feature = "quote"
	HasCorrection Feature = "correction"
)

// Features lists every feature.
var Features = []Feature{HasPhoto, HasQuote, HasCorrection}

// ArticleSort is the order of a list of articles.
type ArticleSort string

// The orders. An article that was never updated counts as updated when it was
// published, so that every article is in each.
const (
	NewestFirst  ArticleSort = "-published"
	OldestFirst  ArticleSort = "published"
	UpdatedFirst ArticleSort = "-updated"
	UpdatedLast  ArticleSort = "updated"
	// Relevance is the order of a search alone: how well an article answers it.
	Relevance ArticleSort = "relevance"
)

// ArticleSorts lists every order; the first holds unless one is asked for.
var ArticleSorts = []ArticleSort{NewestFirst, OldestFirst, UpdatedFirst, UpdatedLast, Relevance}

// Inclusion is a part that a list's cards can have besides their own.
type Inclusion string

// The parts: of the article, and cards of those that have to do with it.
const (
	IncludeBody    Inclusion = "body"
	IncludeQuotes  Inclusion = "quotes"
	IncludeRelated Inclusion = "related"
)

// Inclusions lists every such part.
var Inclusions = []Inclusion{IncludeBody, IncludeQuotes, IncludeRelated}

// MostIDs is how many articles can be asked for by their ids at once.
const MostIDs = 100

// ArticleQuery asks for a page of articles. All of its filters hold at once.
type ArticleQuery struct {
	Sections, Tags, Authors, Sources, Speakers Choice // ids or slugs
	Mentions                                   Choice // slugs, or "place:" and the like with a slug
	Kinds, Languages, Has, Slugs               Choice // an article is known by the slugs it had in public, too
	// IDs asks for these articles, in this order and all on one page; Without
	// leaves some out.
	IDs, Without []uuid.UUID
	Published    Span
	Updated      Span     // in public; else when it was published
	Statuses     []Status // published alone unless told
	// Words is what is searched for: words that an article must all have, "in
	// quotes" in that order, either side of "or", none that has a "-" before it.
	Words string
	// Highlight asks for the passages of each article that have the words.
	Highlight bool
	// AsOf asks for what the public could read at that moment; zero for now. It
	// goes with sections, tags and authors alone.
	AsOf    time.Time
	Sort    ArticleSort // NewestFirst unless told
	Include []Inclusion
	Whole   bool // documents in the place of cards, with nothing included
	After   *Keyset
	Limit   int
}

// Passage is a piece of an article that has words which were searched for. In its
// text, which is plain, each of them stands between MarkStart and MarkEnd.
type Passage struct {
	Field string // headline, subhead, summary, highlights, body, caption or quote
	Text  string
}

// What stands around a word that was searched for. No text has them: they are
// control characters.
const (
	MarkStart = "\x01"
	MarkEnd   = "\x02"
)

// MostPassages is how many passages of one field of an article are told.
const MostPassages = 3

// IncludesOfDocument tells whether the cards are to have parts of their
// documents.
func (q ArticleQuery) IncludesOfDocument() bool {
	return slices.Contains(q.Include, IncludeBody) || slices.Contains(q.Include, IncludeQuotes)
}

// IsLanguage tells whether s has the form of a BCP 47 language tag.
func IsLanguage(s string) bool { return languageTag.MatchString(s) }

// ParseMention is the type and slug of a mention as a filter names it,
// "place:ostholm" or "ostholm"; the type is "" for any.
func ParseMention(s string) (t MentionType, slug string, ok bool) {
	before, slug, typed := strings.Cut(s, ":")
	if !typed {
		return "", s, IsSlug(s)
	}
	for _, t = range MentionTypes {
		if string(t) == before {
			return t, slug, IsSlug(slug)
		}
	}
	return "", "", false
}
