package page

import "strings"

// passages is a text that blocks are looked for in, one after the other: they
// come in its order, so that each is looked for near the one before it first.
type passages struct {
	text string // letters and digits alone
	at   int
	left int // bytes that may still be looked through from the start
}

const (
	nearBy     = 20_000      // bytes behind the last find
	mostLooked = 200_000_000 // bytes; what keeps a page without end from costing its square
)

func newPassages(s string) *passages { return &passages{text: letters(s), left: mostLooked} }

// has tells whether the text has these words.
func (p *passages) has(words string) bool {
	near := p.text[p.at:min(len(p.text), p.at+len(words)+nearBy)]
	if i := strings.Index(near, words); i >= 0 {
		p.at += i + len(words)
		return true
	}
	if p.left -= len(p.text); p.left < 0 {
		return false
	}
	return strings.Contains(p.text, words)
}
