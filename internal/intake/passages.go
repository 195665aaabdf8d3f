package intake

import (
	"html"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"
)

// passage is the text of one block or highlight with where each character of
// it came from: wrapped lines are joined in it and markup is taken out.
type passage struct {
	pointer string
	text    []rune
	pieces  []piece
	marks   []inlineMark
	heading bool
	block   bool // a block quote
}

// piece is a part of the text, which begins there where at says, and in the
// input where from says.
type piece struct{ at, from int }

// inlineMark is emphasis or a link, in code points of the passage's text.
type inlineMark struct {
	span
	tag, address string
}

// source is where in the input a range of the passage came from.
func (p *passage) source(start, end int) span {
	return span{p.origin(start), p.origin(end-1) + 1}
}

func (p *passage) origin(at int) int {
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].at > at }) - 1
	return p.pieces[i].from + at - p.pieces[i].at
}

// add appends a range of the input, behind a joint.
func (p *passage) add(input []rune, s span, joint string) {
	if len(p.text) > 0 && joint != "" {
		// The joint stands for the first character of the line end.
		p.pieces = append(p.pieces, piece{len(p.text), p.origin(len(p.text)-1) + 1})
		p.text = append(p.text, []rune(joint)...)
	}
	p.pieces = append(p.pieces, piece{len(p.text), s.start})
	p.text = append(p.text, input[s.start:s.end]...)
}

// isWrapped tells a text whose paragraphs are broken into short lines, as mail
// and wires send them: most lines that another follows at once stop before
// their sentence does.
func isWrapped(lines []line) bool {
	pairs, broken := 0, 0
	for i := 1; i < min(len(lines), mostLines); i++ {
		a, b := &lines[i-1], &lines[i]
		if b.blankBefore || a.kind != proseLine || b.kind != proseLine {
			continue
		}
		pairs++
		if n := len(a.text); n >= 40 && n <= 110 && !endsSentence(a.text) {
			broken++
		}
	}
	return broken >= 2 && broken*2 >= pairs
}

// takeParagraph takes a paragraph: one line or, where the text is wrapped, the
// lines up to the next empty one.
func (w *layout) takeParagraph(l *line) {
	w.inBody = true
	s := section{proseLine, []*line{l}}
	w.at++
	for n := w.next(0); w.joined && n != nil && n.kind == proseLine && !n.blankBefore; n = w.next(0) {
		s.lines = append(s.lines, n)
		w.at++
	}
	w.body = append(w.body, s)
}

var inlineMarkup = regexp.MustCompile(`\*\*([^*\n]+)\*\*|__([^_\n]+)__|\[([^\]\n]+)\]\((https?://[^)\s]+)\)`)

// clearMarkup takes Markdown's emphasis and links out of a passage and keeps
// what they mean as marks.
func (p *passage) clearMarkup() {
	s := string(p.text)
	if !strings.Contains(s, "**") && !strings.Contains(s, "__") && !strings.Contains(s, "](http") {
		return
	}
	old := *p
	p.text, p.pieces, p.marks = nil, nil, nil
	at, runes := 0, 0 // how far s is done, in bytes and in code points
	keep := func(from, to int) (start, end int) {
		runes += utf8.RuneCountInString(s[at:from])
		n := utf8.RuneCountInString(s[from:to])
		start = len(p.text)
		for i := runes; i < runes+n; {
			next := old.pieceEnd(i, runes+n)
			p.pieces = append(p.pieces, piece{len(p.text), old.origin(i)})
			p.text = append(p.text, old.text[i:next]...)
			i = next
		}
		at, runes = to, runes+n
		return start, len(p.text)
	}
	for _, m := range inlineMarkup.FindAllStringSubmatchIndex(s, -1) {
		keep(at, m[0])
		mark := inlineMark{tag: "strong"}
		switch {
		case m[2] >= 0:
			mark.start, mark.end = keep(m[2], m[3])
		case m[4] >= 0:
			mark.start, mark.end = keep(m[4], m[5])
		default:
			mark.start, mark.end = keep(m[6], m[7])
			mark.tag, mark.address = "a", s[m[8]:m[9]]
		}
		runes += utf8.RuneCountInString(s[at:m[1]])
		at = m[1]
		p.marks = append(p.marks, mark)
	}
	keep(at, len(s))
	if strings.TrimSpace(string(p.text)) == "" {
		*p = old
	}
}

// pieceEnd is where the piece that holds at ends, limit at the most.
func (p *passage) pieceEnd(at, limit int) int {
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].at > at })
	if i < len(p.pieces) && p.pieces[i].at < limit {
		return p.pieces[i].at
	}
	return limit
}

// html is the passage with its marks, "" where it has none.
func (p *passage) html() string {
	if len(p.marks) == 0 || strings.ContainsFunc(string(p.text), func(r rune) bool { return r < ' ' }) {
		return ""
	}
	var b strings.Builder
	at := 0
	for _, m := range p.marks {
		b.WriteString(html.EscapeString(string(p.text[at:m.start])))
		if m.tag == "a" {
			b.WriteString(`<a href="` + html.EscapeString(m.address) + `">`)
		} else {
			b.WriteString("<" + m.tag + ">")
		}
		b.WriteString(html.EscapeString(string(p.text[m.start:m.end])) + "</" + m.tag + ">")
		at = m.end
	}
	b.WriteString(html.EscapeString(string(p.text[at:])))
	return b.String()
}
