package page

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// MaxBytes is how long a page may be. Real ones with everything in them stay
// below a tenth of it.
const MaxBytes = 16 << 20

var declared = regexp.MustCompile(`(?i)<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})`)

// decode gives the page as UTF-8. What is UTF-8 throughout is that, whatever
// the page or its sender call it: no other encoding looks like it by chance.
func decode(input []byte, sent string) (string, []intake.Warning, error) {
	var f news.Faults
	switch {
	case len(input) > MaxBytes:
		f.Add("", "the page is longer than %d MiB", MaxBytes>>20)
	case len(bytes.TrimSpace(input)) == 0:
		f.Add("", "the page is empty")
	}
	if err := f.Err(); err != nil {
		return "", nil, err
	}
	text, warnings, ok := Decode(input, labelsOf(input, sent)...)
	if !ok || !utf8.Valid(input) && !anyTag.Match(text) {
		f.Add("", "not one article: the bytes are no page of HTML in any encoding that is declared")
		return "", nil, f.Err()
	}
	return strings.ReplaceAll(string(text), "\x00", ""), warnings, nil
}

// Decode gives a text as UTF-8, without a byte order mark, and warns of what it had
// to guess. What is UTF-8 throughout is that, whatever it is called; labels are what
// it is called, the likeliest first. It is false for bytes that are text in none of
// the encodings which that may be, or broken characters and nothing else.
func Decode(input []byte, labels ...string) ([]byte, []intake.Warning, bool) {
	input = bytes.TrimPrefix(input, mark)
	whole := withSurrogates(input)
	switch {
	case isJIS(input):
	case utf8.Valid(input):
		return input, nil, true
	case isUTF8(input, labels) && nearlyUTF8(whole), utf8.Valid(whole) && !isCalledOther(labels):
		text := bytes.ToValidUTF8(whole, replacement)
		return text, brokenIn(text), len(bytes.Trim(text, "\uFFFD \t\r\n")) > 0
	}
	out, name := recode(input, labels)
	text := bytes.ToValidUTF8(bytes.TrimPrefix(out, mark), replacement)
	return text, append(guessed(name, input, labels), brokenIn(text)...), isText(out)
}

var mark, replacement = []byte("\uFEFF"), []byte("\uFFFD")

// guessed warns of an encoding that is not the one which the text is called.
func guessed(name string, input []byte, labels []string) []intake.Warning {
	if isMarked(input) {
		return nil
	}
	detail := "it does not say what it is encoded in, and was read as " + name
	if len(labels) > 0 {
		if _, called := charset.Lookup(labels[0]); called == name {
			return nil
		}
		detail = fmt.Sprintf("it should be in %s, and its bytes are not that; they were read as %s", cut(labels[0], 40), name)
	}
	return []intake.Warning{{Code: "encoding_guessed", Detail: detail}}
}

// brokenIn warns of what is no character in a text.
func brokenIn(text []byte) []intake.Warning {
	n := bytes.Count(text, replacement)
	if n == 0 {
		return nil
	}
	return []intake.Warning{{Code: "broken_characters", Detail: fmt.Sprintf("what was sent has broken characters (%d); see what is missing there", n)}}
}

// recode turns a page of another encoding into UTF-8, and names that: the one that a
// byte order mark or its sender names, or else the page; another of them, the one
// that it looks most like, or the one of western Europe, where what comes out is
// less odd.
func recode(input []byte, labels []string) ([]byte, string) {
	best, name, least := input, "utf-8", -1
	try := func(label string) {
		e, called := charset.Lookup(label)
		if e == nil || called == "utf-8" || called == name {
			return
		}
		out, err := io.ReadAll(io.LimitReader(e.NewDecoder().Reader(bytes.NewReader(input)), 4*MaxBytes))
		if err != nil {
			return
		}
		if odd := oddness(out) + mixed(out); least < 0 || odd < least {
			best, name, least = out, called, odd
		}
	}
	if isMarked(input) {
		_, called, _ := charset.DetermineEncoding(input, "")
		try(called)
		return best, name
	}
	for _, label := range labels {
		try(label)
	}
	if least != 0 {
		try(lookOf(input))
		try("windows-1252")
	}
	return best, name
}

// isMarked tells UTF-16 by its byte order mark.
func isMarked(input []byte) bool {
	return bytes.HasPrefix(input, []byte("\xff\xfe")) || bytes.HasPrefix(input, []byte("\xfe\xff"))
}

// labelsOf are what a page's sender and the page itself call its encoding.
func labelsOf(input []byte, sent string) (labels []string) {
	if sent != "" {
		labels = append(labels, sent)
	}
	if m := declared.FindSubmatch(input[:min(len(input), 16<<10)]); m != nil {
		labels = append(labels, string(m[1]))
	}
	return labels
}

// isUTF8 tells a page that is called UTF-8, or by no name and starts as it.
func isUTF8(input []byte, labels []string) bool {
	kind := "text/html"
	if len(labels) > 0 {
		kind += "; charset=" + labels[0]
	}
	_, name, _ := charset.DetermineEncoding(input[:min(len(input), 1024)], kind)
	return name == "utf-8"
}

// isCalledOther tells a text whose first name is that of another encoding.
func isCalledOther(labels []string) bool {
	if len(labels) == 0 {
		return false
	}
	e, name := charset.Lookup(labels[0])
	return e != nil && name != "utf-8"
}

// withSurrogates puts characters in the place of the surrogates that some programs
// write in UTF-8 (CESU-8): the one that two of them are, or U+FFFD for a lone one.
func withSurrogates(input []byte) []byte {
	if !bytes.Contains(input, []byte{0xed}) || utf8.Valid(input) {
		return input
	}
	out := make([]byte, 0, len(input))
	for i := 0; i < len(input); {
		high := surrogate(input[i:])
		if high == 0 {
			out = append(out, input[i])
			i++
			continue
		}
		i += 3
		r := utf16.DecodeRune(high, surrogate(input[i:]))
		if r != utf8.RuneError {
			i += 3
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// surrogate is the one that the bytes begin with, 0 for none.
func surrogate(b []byte) rune {
	if len(b) < 3 || b[0] != 0xed || b[1] < 0xa0 || b[1] > 0xbf || b[2]&0xc0 != 0x80 {
		return 0
	}
	return 0xd000 | rune(b[1]&0x3f)<<6 | rune(b[2]&0x3f)
}

// nearlyUTF8 tells UTF-8 that was cut or hurt in places: of the characters
// beyond ASCII hardly any are broken.
func nearlyUTF8(input []byte) bool {
	whole, broken := 0, 0
	for len(input) > 0 {
		r, n := utf8.DecodeRune(input)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		input = input[n:]
	}
	return broken <= 1 || broken*10 <= whole
}
