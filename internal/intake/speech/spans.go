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

// mark is one quotation mark: what it can be where it stands.
type mark struct {
	at, width   int
	opens, ends bool
	apostrophe  bool // it may end a plural: "the sailors' boats"
}

// Families of quotation marks. A straight mark opens and closes; in some
// languages a mark closes that opens in others.
const (
	straightFamily = iota
	curlyFamily
	guillemetFamily
	twiceFamily // two apostrophes for one double mark
	singleFamily
	straightSingleFamily
	families
)

// findSpans finds the outermost ranges between quotation marks, in order, and
// the place of an opening mark that nothing closes (-1 for none).
func findSpans(text []rune) (spans []quoted, unclosed int) {
	marks := readMarks(text)
	taken := make([]bool, len(text)) // inside a double mark's range
	unclosed = -1
	var doubles, singles []quoted
	for family := range families {
		if family < singleFamily {
			found, left := pair(marks[family])
			doubles = append(doubles, found...)
			if left > unclosed {
				unclosed = left
			}
		} else {
			found, _ := pair(marks[family])
			singles = append(singles, found...)
		}
	}
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

// readMarks sorts the marks of a text into their families.
func readMarks(text []rune) (marks [families][]mark) {
	for i := 0; i < len(text); i++ {
		before, after := around(text, i, 1)
		add := func(family, width int, opens, ends bool) {
			marks[family] = append(marks[family], mark{i, width, opens, ends, before == 's' && unicode.IsSpace(after)})
		}
		switch text[i] {
		case '"', '＂':
			add(straightFamily, 1, !isWordRune(before) && !unicode.IsSpace(after), !unicode.IsSpace(before) && !isWordRune(after))
		case '“':
			// In German a quotation that „ opens ends with this mark.
			add(curlyFamily, 1, !isWordRune(before) || isWordRune(after), isWordRune(before) && !isWordRune(after))
		case '„', '‟':
			add(curlyFamily, 1, true, false)
		case '”':
			add(curlyFamily, 1, false, true)
		case '«', '»', '‹', '›':
			// In German the marks point inwards: » opens and « closes.
			if text[i] == '«' || text[i] == '‹' {
				add(guillemetFamily, 1, !isWordRune(before), !unicode.IsSpace(before) && !isWordRune(after))
			} else {
				inward := unicode.IsSpace(before) && isWordRune(after)
				add(guillemetFamily, 1, inward, !inward)
			}
		case '‘':
			add(singleFamily, 1, !isWordRune(before) && !unicode.IsSpace(after), false)
		case '’':
			add(singleFamily, 1, false, !isWordRune(after) && !unicode.IsSpace(before))
		case '\'', '`':
			if i+1 < len(text) && (text[i+1] == '\'' || text[i+1] == '`') {
				before, after = around(text, i, 2)
				add(twiceFamily, 2, !isWordRune(before) && !unicode.IsSpace(after), !unicode.IsSpace(before) && !isWordRune(after))
				i++
				continue
			}
			add(straightSingleFamily, 1, !isWordRune(before) && !unicode.IsSpace(after) && !unicode.IsDigit(after) && !unicode.IsPunct(before) || isOpener(before) && isWordRune(after),
				!unicode.IsSpace(before) && !isWordRune(after))
		}
	}
	return marks
}

// pair matches the marks of one family, and tells where the last one stands
// that nothing closes. Marks within a range are nested in it.
func pair(marks []mark) (spans []quoted, unclosed int) {
	open := -1
	depth := 0
	for i, m := range marks {
		switch {
		case open < 0 && m.opens:
			open, depth = i, 0
		case open < 0:
		case m.ends && m.opens && marks[open].width == m.width || m.ends && !m.opens:
			if depth > 0 {
				depth--
				continue
			}
			if plural(marks, i) {
				continue
			}
			o := marks[open]
			spans = append(spans, quoted{start: o.at + o.width, end: m.at, open: o.at, shut: m.at + m.width})
			open = -1
		case m.opens && nestable(marks, i):
			depth++
		case m.opens: // what stood open was never closed
			open, depth = i, 0
		}
	}
	if open >= 0 {
		return spans, marks[open].at
	}
	return spans, -1
}

// plural reports an apostrophe that another closing mark follows before
// anything opens: in single marks the first is no end ("the sailors' boats").
func plural(marks []mark, i int) bool {
	return marks[i].apostrophe && i+1 < len(marks) && marks[i+1].ends && !marks[i+1].opens
}

// nestable reports an opening mark inside an open range that has a closing
// mark of its own before the range's.
func nestable(marks []mark, i int) bool {
	return i+2 < len(marks) && marks[i+1].ends && !marks[i+1].opens && marks[i+2].ends
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
