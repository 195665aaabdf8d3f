package speech

import (
	"cmp"
	"slices"
	"unicode"
)

// quoted is a range between quotation marks, in code points of its passage:
// start to end are the words, open to shut the words with their marks.
type quoted struct {
	start, end int
	open, shut int
	continues  bool // no closing mark: the next paragraph goes on
}

// findSpans finds the outermost ranges between quotation marks, in order, and
// the place of an opening mark that nothing closes (-1 for none).
func findSpans(text []rune) (spans []quoted, unclosed int) {
	marks := readMarks(text)
	taken := make([]bool, len(text)) // inside a double mark's range
	var doubles, singles []quoted
	for family := range families {
		if family >= singleFamily {
			singles = append(singles, pairSingles(marks[family])...)
		}
	}
	doubles, unclosed = pairDoubles(marks)
	spans = outermost(doubles, taken)
	if unclosed >= 0 && taken[unclosed] {
		unclosed = -1
	}
	for _, s := range singles {
		if crosses(s, taken) || unclosed >= 0 && s.open > unclosed {
			continue
		}
		spans = append(spans, s)
	}
	spans = outermost(spans, make([]bool, len(text)))
	kept := spans[:0]
	for _, s := range spans {
		if s.shrink(text) {
			kept = append(kept, s)
		}
	}
	return kept, unclosed
}

// outermost keeps the ranges that are in no other one, in order, and marks
// what they take.
func outermost(spans []quoted, taken []bool) []quoted {
	sortSpans(spans)
	var kept []quoted
	end := -1
	for _, s := range spans {
		if s.open < end {
			continue
		}
		kept, end = append(kept, s), s.shut
		for i := s.open; i < s.shut; i++ {
			taken[i] = true
		}
	}
	return kept
}

func sortSpans(spans []quoted) {
	slices.SortFunc(spans, func(a, b quoted) int {
		if c := cmp.Compare(a.open, b.open); c != 0 {
			return c
		}
		return cmp.Compare(b.shut, a.shut)
	})
}

// crosses tells a range of which just one end is inside another.
func crosses(s quoted, taken []bool) bool {
	return taken[s.open] != taken[s.shut-1]
}

// shrink takes the spaces off, and tells whether words are left.
func (s *quoted) shrink(text []rune) bool {
	for s.start < s.end && unicode.IsSpace(text[s.start]) {
		s.start++
	}
	for s.end > s.start && unicode.IsSpace(text[s.end-1]) {
		s.end--
	}
	for _, r := range text[s.start:s.end] {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

// around is the characters beside a mark, a space at either end of the text.
func around(text []rune, i, width int) (before, after rune) {
	before, after = ' ', ' '
	if i > 0 {
		before = text[i-1]
	}
	if i+width < len(text) {
		after = text[i+width]
	}
	return before, after
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isOpener(r rune) bool {
	switch r {
	case '(', '[', '"', '“', '—', '–', '-', ':', '‘':
		return true
	}
	return false
}
