// Package intake reads what an editor pastes or a machine sends and makes a
// draft of it: a news.Article as it would be written to the API, with a note
// for every field of it that says where in the input it came from and how sure
// that is, and a warning for whatever an editor should look at.
//
// It is pure: bytes in, article out, the same each time. It stands on news,
// lexicon and speech, and must never know of HTTP, SQL, files or clocks. It
// invents nothing: what the input does not say is left out and warned of.
//
// Plain text goes through these stages, each in the file of its name:
//
//	lines      the input as lines with their offsets in code points
//	classify   what each line is by its own looks: byline, time, caption, bullet …
//	metadata   the facts in a line that is not prose: bylines and times
//	layout     what each line is by where it stands: paragraph, heading, caption …
//	header     the words above the story: headline, standfirst, names
//	times      days and times of day, and what zones may mean (zones, stamps)
//	caption    a caption cut from its credit, with its days and who released it
//	passages   the paragraphs, joined where they were wrapped, cleared of markup
//	names      who and what is named, and who says what: package speech reads it
//	quotes     what is quoted, as the article has it
//	sources    the organisations that the story rests on
//	draft      the article put together, within the bounds that news sets
//
// The methods that a provenance entry can name and the codes of the warnings
// are explained for editors in docs/import.md.
package intake

import (
	"fmt"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// Options are what the newsroom's settings say of a text that does not say it
// itself, and what the sender says of its bytes.
type Options struct {
	TimeZone string    // the newsroom's IANA zone; "" is UTC
	Language string    // BCP 47; holds where the text itself is too short to tell
	Now      time.Time // when it is read, for times that are yet to come; the zero time where that is not known
	Charset  string    // how the bytes are encoded, as their sender says; "" where that is not said
	Most     int       // how many stories one input may hold; 0 for as many as there are
}

// Reader turns input of one media type into what it holds. It is pure. An error
// is an *news.Invalid, for input that is not what its type says or holds no
// story.
type Reader func(input []byte, o Options) (Found, error)

// Found is what one input holds.
type Found struct {
	Items []Result
	// List tells that the input is a list of stories, be there one in it or many;
	// else there is one item.
	List bool
}

// One makes a Reader of a function that reads a type which holds one story.
func One(read func([]byte, Options) (Result, error)) Reader {
	return func(input []byte, o Options) (Found, error) {
		r, err := read(input, o)
		if err != nil {
			return Found{}, err
		}
		return Found{Items: []Result{r}}, nil
	}
}

// Result is a draft and what there is to know about how it was made.
type Result struct {
	Article    news.Article `json:"article"`
	Provenance []Provenance `json:"provenance"`
	Warnings   []Warning    `json:"warnings"`
	// Name is what an item of a list is called there: its id, address or headline.
	Name string `json:"-"`
	// Own is the article of the house's own that the input says it is; the zero id
	// for none.
	Own uuid.UUID `json:"-"`
	// Item is what its sender calls it, each time the same and nothing else so; "" for
	// what has no such name.
	Item string `json:"-"`
	// Refused is why an item of a list is no draft, an *news.Invalid; nil for one
	// that is.
	Refused error `json:"-"`
	// Withdrawn tells that it is refused because its sender takes it back.
	Withdrawn bool `json:"-"`
}

// Provenance says where a part of the article came from. Pointer is a JSON
// Pointer (RFC 6901) into the article. In plain text a Range says where; in a
// page or a file with fields, Evidence names the element or the field that
// says it, or for what was found in the story's words, those words. Rejected
// is what else the input says of the same, where that is something else.
// Confidence is from 0 to 1.
type Provenance struct {
	Pointer string `json:"pointer"`
	*Range
	Evidence   string     `json:"evidence,omitempty"`
	Method     string     `json:"method"`
	Confidence float64    `json:"confidence"`
	Rejected   []Rejected `json:"rejected,omitempty"`
}

// Range is where in the input something stands, in its code points.
type Range struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Rejected is a reading that a stronger one was preferred to.
type Rejected struct {
	Value      string  `json:"value"`
	Evidence   string  `json:"evidence"`
	Method     string  `json:"method"`
	Confidence float64 `json:"confidence"`
}

// Warning is something that an editor should look at before publishing. Where it
// is who somebody is, Pointer names the place in the article, and Candidates who
// it may be.
type Warning struct {
	Code       string          `json:"code"`
	Detail     string          `json:"detail"`
	Pointer    string          `json:"pointer,omitempty"`
	Candidates []news.Namesake `json:"candidates,omitempty"`
}

// Text makes a draft of plain text. The only error is an *news.Malformed, for
// input that is not text at all: empty, not UTF-8, or with NUL in it.
func Text(input []byte, o Options) (Result, error) {
	runes, at, err := decode(input)
	if err != nil {
		return Result{}, err
	}
	lines := splitLines(runes)
	classify(lines)
	page := layOut(lines)
	d := &draft{input: runes, options: o}
	d.setHeader(page)
	d.setTimes(page)
	d.setBody(page)
	d.setPhotos(page)
	d.setLanguage()
	d.readSpeech()
	d.setQuotes()
	d.setSources()
	d.setMentions()
	d.checkDays()
	d.warnOfGaps()
	return Result{Article: d.article, Provenance: at.told(d.provenance), Warnings: d.warnings}, nil
}

// Page is what is stored of the result.
func (r Result) Page() news.Page { return news.Page{Article: r.Article, Own: r.Own, Item: r.Item} }

// span is a range of code points of the input.
type span struct{ start, end int }

// note records where a part of the article came from.
func (d *draft) note(pointer string, s span, method string, confidence float64) {
	d.provenance = append(d.provenance, Provenance{Pointer: pointer, Range: &Range{s.start, s.end}, Method: method, Confidence: confidence})
}

func (d *draft) warn(code, format string, args ...any) {
	d.warnings = append(d.warnings, Warning{Code: code, Detail: fmt.Sprintf(format, args...)})
}
