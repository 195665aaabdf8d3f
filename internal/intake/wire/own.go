package wire

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// NDJSON reads the house's own export: an article a line, with marks between.
func NDJSON(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, ndjson)
}

func ndjson(input []byte, o intake.Options) (intake.Found, error) {
	type line struct {
		number int
		text   []byte
	}
	var lines []line
	for i, text := range bytes.Split(input, []byte("\n")) {
		if text = bytes.TrimSpace(text); len(text) > 0 && !IsMark(text) {
			lines = append(lines, line{i + 1, text})
		}
	}
	return list(lines, o, func(l line) *story {
		s := ownStory(l.text, o)
		s.called("line " + strconv.Itoa(l.number))
		return s
	})
}

// IsMark tells a line that says how far an export has come.
func IsMark(line []byte) bool {
	var mark struct {
		Export *struct {
			Cursor string `json:"cursor"`
		} `json:"export"`
	}
	return bytes.HasPrefix(line, []byte(`{"export"`)) && json.Unmarshal(line, &mark) == nil && mark.Export != nil
}

// ownStory reads an article as the API answers it. What it says of the article
// it was is not that of the draft it becomes: its id, slug, status, versions and
// corrections.
func ownStory(input []byte, o intake.Options) *story {
	s := newStory(o)
	tree, err := readJSON(input) // held to our bounds first
	if err == nil && hasNUL(tree) {
		err = unread("has the character U+0000")
	}
	if s.broken = err; err != nil {
		return s
	}
	a := &s.article
	if err = json.Unmarshal(input, a); err != nil {
		var broken *jsontext.SyntacticError
		var wrong *json.SemanticError
		switch {
		case errors.As(err, &broken): // as by a name that an object has twice
			s.broken = unread("is not JSON that is taken: %v", broken.Err)
		case errors.As(err, &wrong):
			s.faults.Add(string(wrong.JSONPointer), "is not as an article has it")
		default:
			s.faults.Add("", "is not as an article has it")
		}
		return s
	}
	if a.Headline == "" && len(a.Body) == 0 && a.Summary == "" {
		s.faults.Add("", "is no article, nor the export of a Ghost site")
		return s
	}
	s.called(a.Slug)
	s.whole = true
	s.provenance = []intake.Provenance{{Evidence: "the article", Method: "own_form", Confidence: 1}}
	switch a.Status {
	case news.Withheld, news.Retracted, news.Killed:
		s.own, s.withdrawn = a.ID, true
		s.faults.Add("/status", "the article is %s; it is not to be used", a.Status)
		return s
	}
	if n := len(a.Corrections); n > 0 {
		s.warn("correction_left_out", "the article has %d corrections, which belong to the one that was published", n)
	}
	s.disown()
	return s
}

// hasNUL tells a value that has U+0000 in one of its texts.
func hasNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		return slices.ContainsFunc(v, hasNUL)
	case object:
		for _, member := range v {
			if hasNUL(member) {
				return true
			}
		}
	}
	return false
}

// namedAsOurs tells a file that calls its story as those do that the house writes:
// by the article's id, and as a URN of that.
func namedAsOurs(urn, id string) bool { return uuid.Validate(id) == nil && urn == "urn:uuid:"+id }

// disown takes off the article what is true of the one that it was alone.
func (s *story) disown() {
	a := &s.article
	if s.own = a.ID; s.own != uuid.Nil {
		s.item = s.own.URN() // where it is not this newsroom's
	}
	a.ID, a.Slug, a.Aliases, a.Status, a.Version = uuid.Nil, "", nil, "", 0
	a.CorrectedAt, a.CreatedAt, a.ModifiedAt, a.ErasedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	a.Corrections, a.Links, a.WordCount = nil, nil, 0
	a.CanonicalURL = shown(a.CanonicalURL)
	for i := range a.Authors {
		a.Authors[i].ID = uuid.Nil
	}
	for i := range a.Photos {
		p := &a.Photos[i]
		if p.Brought = true; p.ID == uuid.Nil {
			p.ID = page.Brought(i)
		}
	}
	for i := range a.Body {
		a.Body[i].ID, a.Body[i].QuoteID = uuid.Nil, uuid.Nil
	}
	for i := range a.Quotes {
		q := &a.Quotes[i]
		if q.ID = uuid.Nil; q.Speaker != nil {
			q.Speaker.ID = uuid.Nil
		}
	}
}
