package news

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"
)

// TouchedBetween is what a correction that makes after of before touches, in
// the terms of Diff. That the article was taken from readers is told by the
// correction's kind.
func TouchedBetween(before, after *Article) []Touched {
	touched := []Touched{}
	for _, d := range difference(before, after, false) {
		if d.Pointer == "/status" {
			continue
		}
		t := Touched{Pointer: d.Pointer, Was: InWords(d.Before), Now: InWords(d.After)}
		if id, ok := ParseID(d.ID); ok {
			t.name(id)
		}
		touched = append(touched, t)
	}
	return touched
}

// name says whose id it is: of the block, quote or photo that the pointer is
// within.
func (t *Touched) name(id uuid.UUID) {
	switch list, _, _ := strings.Cut(t.Pointer[1:], "/"); list {
	case "body":
		t.BlockID = id
	case "quotes":
		t.QuoteID = id
	case "photos":
		t.PhotoID = id
	}
}

// spoken are the members that stand for a whole block, quote, photo, author or
// source where all of it came or went.
var spoken = []string{"text", "caption", "name", "note", "url", "slug", "id"}

// InWords is a part of a document as a text: a string as it is, a thing by what
// it is known by, a list's items side by side, anything else as it stands.
func InWords(v json.RawMessage) string {
	switch shape(v) {
	case '"':
		return text(v)
	case '{':
		m := members(v)
		if shape(m["items"]) == '[' {
			var list []string
			for _, item := range items(m["items"]) {
				list = append(list, text(item))
			}
			return strings.Join(list, " / ")
		}
		for _, name := range spoken {
			if shape(m[name]) == '"' {
				return text(m[name])
			}
		}
	}
	return string(v)
}
