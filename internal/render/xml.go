package render

import (
	"bufio"
	"io"
	"strconv"
	"unicode/utf8"
)

// xmlWriter writes XML 1.0 (Fifth Edition) as it comes. What goes wrong below it
// is told at the end.
type xmlWriter struct{ *bufio.Writer }

func newXML(w io.Writer) xmlWriter {
	x := xmlWriter{bufio.NewWriterSize(w, 16<<10)}
	x.raw(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	return x
}

// raw writes what is markup already.
func (x xmlWriter) raw(s string) { _, _ = x.WriteString(s) } // bufio keeps the error, and Flush tells it

// start opens an element with attributes, names and values in turn; one with an
// empty value is left out.
func (x xmlWriter) start(name string, attrs ...string) {
	x.tag(name, attrs)
	x.raw(">")
}

func (x xmlWriter) tag(name string, attrs []string) {
	x.raw("<")
	x.raw(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			x.raw(" ")
			x.raw(attrs[i])
			x.raw(`="`)
			x.escape(attrs[i+1], true)
			x.raw(`"`)
		}
	}
}

// end closes an element, and the line.
func (x xmlWriter) end(name string) {
	x.raw("</")
	x.raw(name)
	x.raw(">\n")
}

// empty is an element without content.
func (x xmlWriter) empty(name string, attrs ...string) {
	x.tag(name, attrs)
	x.raw("/>\n")
}

// leaf is an element with text, plain; nothing at all where there is no text.
func (x xmlWriter) leaf(name, text string, attrs ...string) {
	if text == "" {
		return
	}
	x.start(name, attrs...)
	x.escape(text, false)
	x.end(name)
}

// escape writes text so that a parser reads the same text, without the
// characters that XML has no place for or that are none: controls, surrogates,
// U+FFFE, U+FFFF, broken UTF-8. ">" is written as an entity too, so that no
// "]]>" comes about.
func (x xmlWriter) escape(s string, attribute bool) {
	from := 0
	for i := 0; i < len(s); {
		if b := s[i]; b >= ' ' && b < 0x7f && b != '&' && b != '<' && b != '>' && b != '"' { // most of any text
			i++
			continue
		}
		c, size := utf8.DecodeRuneInString(s[i:])
		in, own := "", true
		switch {
		case c == '&':
			in = "&amp;"
		case c == '<':
			in = "&lt;"
		case c == '>':
			in = "&gt;"
		case c == '"' && attribute:
			in = "&quot;"
		case (c == '\n' || c == '\t') && attribute: // a parser would make a space of it
			in = "&#" + strconv.Itoa(int(c)) + ";"
		case unlawful(c) || c == utf8.RuneError && size == 1:
		default:
			own = false
		}
		if own {
			x.raw(s[from:i])
			x.raw(in)
			from = i + size
		}
		i += size
	}
	x.raw(s[from:])
}
