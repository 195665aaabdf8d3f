package intake

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"storywire/internal/news"
)

// line is one line of the input that has words, without the spaces around it.
type line struct {
	span
	text        string
	blankBefore bool // an empty line, or the start of the input, stands before it
	blankAfter  bool
	kind        lineKind
	mark        int    // how many code points of it are a bullet or other mark
	level       int    // of a marked heading
	parts       []part // of a metadata line
}

// inner is where the words of a line are, behind its mark.
func (l *line) inner() span { return span{l.start + l.mark, l.end} }

// words is the line's text behind its mark.
func (l *line) words() string { return string([]rune(l.text)[l.mark:]) }

// decode gives the input's code points, composed, and their places in it; or says why
// it is not text.
func decode(input []byte) ([]rune, places, error) {
	var why string
	switch {
	case !utf8.Valid(input):
		why = "the text is not UTF-8"
	case bytes.IndexByte(input, 0) >= 0:
		why = "the text has NUL in it, so it is not text"
	case len(bytes.TrimFunc(input, isSpace)) == 0:
		why = "the text is empty"
	default:
		runes, at := composed(string(input))
		return runes, at, nil
	}
	return nil, nil, &news.Malformed{Invalid: &news.Invalid{Faults: []news.Fault{{Detail: why}}}}
}

// splitLines cuts the input at every sort of line end there is, and keeps the
// lines that have words.
func splitLines(input []rune) []line {
	var lines []line
	blank, from := true, 0
	for i := 0; i <= len(input); i++ {
		if i < len(input) && !isLineEnd(input[i]) {
			continue
		}
		s := trim(input, span{from, i})
		if s.start < s.end {
			lines = append(lines, line{span: s, text: string(input[s.start:s.end]), blankBefore: blank, blankAfter: true})
			if n := len(lines); n > 1 {
				lines[n-2].blankAfter = blank
			}
			blank = false
		} else {
			blank = true
		}
		if i+1 < len(input) && input[i] == '\r' && input[i+1] == '\n' {
			i++
		}
		from = i + 1
	}
	return lines
}

// trim is s without the spaces at either end.
func trim(input []rune, s span) span {
	for s.start < s.end && isSpace(input[s.start]) {
		s.start++
	}
	for s.end > s.start && isSpace(input[s.end-1]) {
		s.end--
	}
	return s
}

func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\r', '\f', '\v', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// isSpace counts the characters that show as nothing among the spaces: a byte
// order mark at the start of a paste, a zero-width space between lines.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b'
}
