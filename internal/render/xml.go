package render

import (
	"bufio"
	"io"
	"strings"
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
// characters that XML has no place for or that are none; what is broken UTF-8 is
// U+FFFD. ">" is written as an entity too, so that no "]]>" comes about.
func (x xmlWriter) escape(s string, attribute bool) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	from := 0
	for i := 0; i < len(s); i++ {
		class := classes[s[i]]
		if class == itself || class == inText && !attribute {
			continue
		}
		in, size := entities[s[i]], 1
		if class == odd {
			var c rune
			if c, size = utf8.DecodeRuneInString(s[i:]); !unlawful(c) {
				continue
			}
		}
		x.raw(s[from:i])
		x.raw(in)
		from = i + size
		i += size - 1
	}
	x.raw(s[from:])
}

// What a byte may be to a parser of XML.
const (
	itself = iota // itself, everywhere
	inText        // itself in text, and something else in an attribute
	entity        // something else
	odd           // the beginning of what may be unlawful
)

// entities are what stands for bytes that mean something to a parser: of a line
// break in an attribute it would make a space.
var entities = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;", '\n': "&#10;", '\t': "&#9;"}

var classes = func() (classes [256]uint8) {
	for c := range 0x80 {
		if unlawful(rune(c)) {
			classes[c] = odd
		}
	}
	classes[0xc2], classes[0xef] = odd, odd // U+0080 to U+00BF, U+F000 to U+FFFF
	classes['&'], classes['<'], classes['>'] = entity, entity, entity
	classes['"'], classes['\n'], classes['\t'] = inText, inText, inText
	return classes
}()
