package wire

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
)

// AnyEncoding has a reader of plain text in UTF-8 read what is in any encoding. What
// is UTF-8 it is handed as it is: it tells places in it.
func AnyEncoding(read intake.Reader) intake.Reader {
	text := func(input []byte, o intake.Options) (intake.Found, error) {
		if bytes.IndexByte(input, 0) >= 0 {
			return intake.Found{}, unread("has the character U+0000")
		}
		return read(input, o)
	}
	return func(input []byte, o intake.Options) (intake.Found, error) {
		if utf8.Valid(input) && bytes.IndexByte(input, 0) < 0 {
			return text(input, o)
		}
		return inUTF8(input, o, text)
	}
}

// inUTF8 reads an input in whatever encoding, and puts the warnings of what that is
// in front of each story's own.
func inUTF8(input []byte, o intake.Options, read intake.Reader) (intake.Found, error) {
	text, warnings, err := decoded(input, o)
	if err != nil {
		return intake.Found{}, err
	}
	found, err := read(text, o)
	for i := range found.Items {
		found.Items[i].Warnings = slices.Concat(warnings, found.Items[i].Warnings)
	}
	return found, err
}

// decoded is the input as UTF-8, as package page tells what it is encoded in.
// Where it says itself what that is, it then says UTF-8. Bytes that are no text
// are refused.
func decoded(input []byte, o intake.Options) ([]byte, []intake.Warning, error) {
	input = marked(input)
	var labels []string
	if o.Charset != "" {
		labels = append(labels, o.Charset)
	}
	if m := encodingSaid.FindSubmatch(input); m != nil {
		labels = append(labels, string(m[2]))
	}
	text, warnings, ok := page.Decode(input, append(labels, "utf-8")...)
	if !ok {
		good := validTo(input)
		return nil, nil, unread("is not UTF-8 from byte %d in line %d on, nor text in another encoding that is declared", good, 1+bytes.Count(input[:good], []byte("\n")))
	}
	if m := encodingSaid.FindSubmatchIndex(text); m != nil && !strings.EqualFold(string(text[m[4]:m[5]]), "utf-8") {
		text = slices.Concat(text[:m[4]], []byte("utf-8"), text[m[5]:])
	}
	return text, warnings, nil
}

// encodingSaid is what an XML declaration says of the encoding (XML 1.0, 4.3.3).
var encodingSaid = regexp.MustCompile(`^(\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["'])([\w.:-]{1,40})["']`)

// marked is the input with a byte order mark in front, where it is UTF-16 without
// one: every other byte of what it begins with is zero.
func marked(input []byte) []byte {
	if len(input) < 4 {
		return input
	}
	switch first, second := input[0] != 0 && input[2] != 0, input[1] != 0 && input[3] != 0; {
	case first && input[1] == 0 && input[3] == 0:
		return slices.Concat([]byte("\xff\xfe"), input)
	case second && input[0] == 0 && input[2] == 0:
		return slices.Concat([]byte("\xfe\xff"), input)
	}
	return input
}

// validTo is how many bytes of the input are UTF-8 before the first that are not.
func validTo(input []byte) (n int) {
	for n < len(input) {
		r, size := utf8.DecodeRune(input[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}
