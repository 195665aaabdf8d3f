package intake

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// places says of a text that was composed where in what was sent each of its code
// points begins, and behind the last where that ends; nil where the two are the same.
type places []int

// composed is a text in the one form that all ways of writing its letters have in
// common (Unicode's NFC), so that names and words are those that others write. What
// that form takes apart, as it does letters of Hindi, stays as readers type it.
func composed(text string) ([]rune, places) {
	if norm.NFC.IsNormalString(text) {
		return []rune(text), nil
	}
	var runes []rune
	var at places
	var part norm.Iter
	from, sent := 0, 0
	for part.InitString(norm.NFC, text); !part.Done(); {
		out := []rune(string(part.Next()))
		of := utf8.RuneCountInString(text[from:part.Pos()])
		if len(out) > of {
			out = []rune(text[from:part.Pos()])
		}
		for i := range out {
			at = append(at, sent+min(i, of))
		}
		runes, from, sent = append(runes, out...), part.Pos(), sent+of
	}
	return runes, append(at, sent)
}

// told are places in the text as places in what was sent.
func (at places) told(all []Provenance) []Provenance {
	for i := range all {
		if r := all[i].Range; r != nil && at != nil {
			all[i].Range = &Range{at[r.Start], at[r.End]}
		}
	}
	return all
}

// Composed is a text as composed has it.
func Composed(text string) string {
	if norm.NFC.IsNormalString(text) {
		return text
	}
	runes, _ := composed(text)
	return string(runes)
}
