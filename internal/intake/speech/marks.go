package speech

import (
	"slices"
	"strings"
	"unicode"
)

// mark is one quotation mark: what it can be where it stands.
type mark struct {
	at, width   int
	opens, ends bool
	low         bool // „, which “ closes wherever it stands
	apostrophe  bool // it may end a plural: "the sailors' boats"
	family, nth int  // which of its family's marks it is
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

// readMarks sorts the marks of a text into their families.
func readMarks(text []rune) (marks [families][]mark) {
	for i := 0; i < len(text); i++ {
		before, after := around(text, i, 1)
		add := func(family, width int, opens, ends bool) {
			marks[family] = append(marks[family], mark{at: i, width: width, opens: opens, ends: ends, low: text[i] == '„' || text[i] == '‟',
				apostrophe: before == 's' && unicode.IsSpace(after), family: family, nth: len(marks[family])})
		}
		switch text[i] {
		case '"', '＂':
			add(straightFamily, 1, opensStraight(before, after), endsStraight(before, after))
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
				add(twiceFamily, 2, opensStraight(before, after), endsStraight(before, after))
				i++
				continue
			}
			add(straightSingleFamily, 1, !isWordRune(before) && !unicode.IsSpace(after) && !unicode.IsDigit(after) && !unicode.IsPunct(before) || isOpener(before) && isWordRune(after),
				!unicode.IsSpace(before) && !isWordRune(after))
		}
	}
	return marks
}

// opensStraight and endsStraight tell what a mark can be that looks the same
// on both sides. One between spaces is the end of what is open.
func opensStraight(before, after rune) bool {
	return !isWordRune(before) && !unicode.IsSpace(after)
}

func endsStraight(before, after rune) bool {
	return !isWordRune(after) && (!unicode.IsSpace(before) || unicode.IsSpace(after)) || strings.ContainsRune(",.!?", before)
}

// pairDoubles matches the double marks, and tells where the last one stands
// that nothing closes (-1 for none). One sort of mark may close what another
// opens, as text that went through several hands has it; a range of another
// sort within one is nested in it.
func pairDoubles(marks [families][]mark) (spans []quoted, unclosed int) {
	all := slices.Concat(marks[:singleFamily]...)
	slices.SortFunc(all, func(a, b mark) int { return a.at - b.at })
	p := pairing{marks: marks, open: -1}
	for i := range all {
		p.take(all, i)
	}
	if p.open < 0 {
		return p.spans, -1
	}
	return append(p.spans, p.inner...), all[p.open].at
}

// pairing is how far the matching of marks has come.
type pairing struct {
	marks  [families][]mark
	spans  []quoted
	open   int      // the mark of the outer range, -1 for none
	nested []mark   // the open marks within it
	inner  []quoted // what they opened and closed, in case the outer one never ends
}

// take takes the next mark.
func (p *pairing) take(all []mark, i int) {
	m := all[i]
	if p.open < 0 {
		if m.opens {
			p.open, p.nested, p.inner = i, p.nested[:0], p.inner[:0]
		}
		return
	}
	o := all[p.open]
	ends := m.ends && (!m.opens || o.family == m.family && o.width == m.width) || o.low && m.family == o.family && !m.low
	last := len(p.nested) - 1
	switch {
	case ends && last >= 0 && (p.nested[last].family == m.family || o.family != m.family):
		p.inner = append(p.inner, between(p.nested[last], m))
		p.nested = p.nested[:last]
	case ends:
		p.spans = append(p.spans, between(o, m))
		p.open = -1
	case m.opens && (m.family != o.family || nestable(p.marks[m.family], m.nth)):
		p.nested = append(p.nested, m)
	case m.opens: // what stood open was never closed
		p.spans = append(p.spans, p.inner...)
		p.open, p.nested, p.inner = i, p.nested[:0], p.inner[:0]
	}
}

func between(open, shut mark) quoted {
	return quoted{start: open.at + open.width, end: shut.at, open: open.at, shut: shut.at + shut.width}
}

// pairSingles matches the single marks of one family. Marks within a range are
// nested in it.
func pairSingles(marks []mark) (spans []quoted) {
	open := -1
	depth := 0
	for i, m := range marks {
		switch {
		case open < 0 && m.opens:
			open, depth = i, 0
		case open < 0:
		case m.ends:
			if depth > 0 {
				depth--
			} else if !plural(marks, i) {
				spans = append(spans, between(marks[open], m))
				open = -1
			}
		case m.opens && nestable(marks, i):
			depth++
		case m.opens: // what stood open was never closed
			open, depth = i, 0
		}
	}
	return spans
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
