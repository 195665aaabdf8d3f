// Package lexicon is what is known of words before a text is read: places and
// who is from them, given names, agencies, what an organisation's name looks
// like and what a person's. The stages of intake that read bylines and credits
// and those that read who speaks stand on it. It must never know of pages,
// formats or an article's form: a word in, what it may be out.
package lexicon

import (
	"strings"
	"unicode"
)

// Words makes a set of a list with bars between its entries.
func Words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.SplitSeq(list, "|") {
		set[strings.TrimSpace(w)] = true
	}
	return set
}

// PlainSpaces is s with every kind of space as a plain one, code point for
// code point, so that offsets in the one are offsets in the other.
func PlainSpaces(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s)
}
