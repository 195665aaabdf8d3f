package news

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// RunKind is what became of a run of words.
type RunKind string

// The kinds of run.
const (
	RunSame    RunKind = "same"
	RunAdded   RunKind = "added"
	RunRemoved RunKind = "removed"
)

// Run is a stretch of text that stayed, came or went. The runs that are not
// added join to the text before; those that are not removed, to that after.
type Run struct {
	Kind RunKind `json:"kind"`
	Text string  `json:"text"`
}

// Words is the difference between two texts, word by word. What went stands
// before what came in its place.
func Words(before, after string) []Run {
	a, b := splitWords(before), splitWords(after)
	var out runs
	i, j := 0, 0
	for _, m := range matches(a, b) {
		out.replace(a[i:m.a], b[j:m.b])
		out.same(a[m.a])
		i, j = m.a+1, m.b+1
	}
	out.replace(a[i:], b[j:])
	return out.list()
}

// runs gathers runs as they are read: what stayed is kept until it is known
// whether it is more than the space between two changes.
type runs struct {
	out                []Run
	kept, gone, coming strings.Builder
}

func (r *runs) same(word string) { r.kept.WriteString(word) }

// replace notes a change. A mere space between it and the change before
// belongs to both: a person reads "old words" and "new words", not four.
func (r *runs) replace(gone, coming []string) {
	if len(gone) == 0 && len(coming) == 0 {
		return
	}
	if space := r.kept.String(); r.changing() && strings.TrimSpace(space) == "" {
		r.gone.WriteString(space)
		r.coming.WriteString(space)
		r.kept.Reset()
	} else {
		r.flush()
	}
	for _, word := range gone {
		r.gone.WriteString(word)
	}
	for _, word := range coming {
		r.coming.WriteString(word)
	}
}

func (r *runs) changing() bool { return r.gone.Len()+r.coming.Len() > 0 }

// flush ends the change that is open and what stayed after it.
func (r *runs) flush() {
	r.emit(RunRemoved, &r.gone)
	r.emit(RunAdded, &r.coming)
	r.emit(RunSame, &r.kept)
}

func (r *runs) emit(kind RunKind, text *strings.Builder) {
	if text.Len() > 0 {
		r.out = append(r.out, Run{kind, text.String()})
		text.Reset()
	}
}

func (r *runs) list() []Run {
	r.flush()
	return r.out
}

// splitWords cuts a text into words, stretches of space, and single signs. In
// scripts that set no space between words, each character stands alone.
func splitWords(s string) []string {
	var words []string
	for s != "" {
		n := wordLength(s)
		words = append(words, s[:n])
		s = s[n:]
	}
	return words
}

// wordLength is the length in bytes of the word, space or sign that s begins with.
func wordLength(s string) int {
	first, n := utf8.DecodeRuneInString(s)
	class := classOf(first)
	for last := first; n < len(s); {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case joins(r), last == joiner: // belongs to what is before it, whatever that is
		case class == aloneClass || class == signClass || classOf(r) != class:
			if class != wordClass || !inWord(r, s[n+size:]) {
				return n
			}
		}
		n, last = n+size, r
	}
	return n
}

type class int

const (
	signClass class = iota
	wordClass
	spaceClass
	aloneClass
)

func classOf(r rune) class {
	switch {
	case unicode.IsSpace(r):
		return spaceClass
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return aloneClass
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return wordClass
	}
	return signClass
}

// joiner makes one sign of those on both sides of it, as in many emoji.
const joiner = '\u200d'

// joins tells what never begins a word: combining marks, variation selectors,
// joiners, the tones of emoji.
func joins(r rune) bool {
	return unicode.IsMark(r) || r == '\u200c' || r == joiner || r >= 0x1F3FB && r <= 0x1F3FF
}

// inWord tells a sign that words have within: the apostrophe of "don't", the
// hyphen of "two-goal", the points of "3.5" and "10,000". rest is what follows.
func inWord(sign rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	switch sign {
	case '\'', '’', '-', '‐', '\u2011':
		return classOf(next) == wordClass
	case '.', ',':
		return unicode.IsDigit(next)
	}
	return false
}
