package news

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// QuoteKind tells whole utterances from words lifted out of one.
type QuoteKind string

// The kinds of quote.
const (
	Direct   QuoteKind = "direct"
	Fragment QuoteKind = "fragment"
)

// QuoteKinds lists every kind of quote.
var QuoteKinds = []QuoteKind{Direct, Fragment}

// Quote is words said or written by a speaker, anchored where an article
// prints them: Text is the slice Start to End, in Unicode code points, of the
// text that Pointer names ("/body/3/text" or "/highlights/0").
type Quote struct {
	ID      uuid.UUID     `json:"id"`
	Text    string        `json:"text"`
	Kind    QuoteKind     `json:"kind"`
	Speaker *QuoteSpeaker `json:"speaker"` // null when nobody knows
	Cue     string        `json:"cue,omitempty"`
	Pointer string        `json:"pointer"`
	Start   int           `json:"start"`
	End     int           `json:"end"`
	SaidOn  Date          `json:"said_on,omitempty"`
	Medium  string        `json:"medium,omitempty"` // "letter", "television interview"

	// BlockID is the block that Pointer names; the zero id for a highlight.
	BlockID uuid.UUID `json:"-"`
}

// QuoteSpeaker is a speaker as a quote names one.
type QuoteSpeaker struct {
	ID    uuid.UUID `json:"id"`
	Slug  string    `json:"slug"`
	Name  string    `json:"name"`
	Title string    `json:"title,omitempty"`
}

// QuoteInArticle is a quote with the article that prints it. A write to the
// quote is a write to that article: ETag is the article's.
type QuoteInArticle struct {
	Quote
	ArticleID       uuid.UUID `json:"article_id"`
	ArticleSlug     string    `json:"article_slug"`
	ArticleHeadline string    `json:"article_headline,omitempty"`
	PublishedAt     time.Time `json:"published_at,omitzero"`
	// What a reader of the quote alone needs; not told of one that was just written.
	Context *QuoteContext   `json:"context,omitempty"`
	Article json.RawMessage `json:"article,omitempty"` // its card

	ModifiedAt time.Time `json:"-"`
	ETag       string    `json:"-"`
}

// QuoteContext is what stands around a quote in its paragraph: whole words, with
// an ellipsis where there are more of them.
type QuoteContext struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// Around is how much of a text is told on each side of a quote, in code points.
const Around = 160

// ContextOf is the context of a quote with these words before and after it in
// its text, of which one code point more than Around tells that there are more.
func ContextOf(before, after string) *QuoteContext {
	if utf8.RuneCountInString(before) > Around {
		_, before, _ = strings.Cut(before, " ")
		before = "… " + before
	}
	if utf8.RuneCountInString(after) > Around {
		after = after[:max(0, strings.LastIndex(after, " "))] + " …"
	}
	return &QuoteContext{before, after}
}
