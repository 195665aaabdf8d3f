package page

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"storywire/internal/news"
)

// MaxBytes is how long a page may be. Real ones with everything in them stay
// below a tenth of it.
const MaxBytes = 16 << 20

var declared = regexp.MustCompile(`(?i)<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})`)

// decode gives the page as UTF-8. What is UTF-8 throughout is that, whatever
// the page or its sender call it: no other encoding looks like it by chance.
func decode(input []byte, sent string) (string, error) {
	var f news.Faults
	switch {
	case len(input) > MaxBytes:
		f.Add("", "the page is longer than %d MiB", MaxBytes>>20)
	case len(bytes.TrimSpace(input)) == 0:
		f.Add("", "the page is empty")
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	text, ok := Decode(input, labelsOf(input, sent)...)
	if !ok || !utf8.Valid(input) && !anyTag.Match(text) {
		f.Add("", "not one article: the bytes are no page of HTML in any encoding that is declared")
		return "", f.Err()
	}
	return strings.ReplaceAll(string(text), "\x00", ""), nil
}

// Decode gives a text as UTF-8, without a byte order mark. What is UTF-8
// throughout is that, whatever it is called; labels are what it is called, the
// likeliest first. It is false for bytes that are text in none of the encodings
// which that may be.
func Decode(input []byte, labels ...string) ([]byte, bool) {
	mark := []byte("\uFEFF")
	input = bytes.TrimPrefix(input, mark)
	if utf8.Valid(input) {
		return input, true
	}
	if isUTF8(input, labels) && nearlyUTF8(input) {
		return bytes.ToValidUTF8(input, []byte("\uFFFD")), true
	}
	input = bytes.TrimPrefix(recode(input, labels), mark)
	return bytes.ToValidUTF8(input, []byte("\uFFFD")), isText(input)
}

// recode turns a page of another encoding into UTF-8: the one that a byte order
// mark or its sender names, or else the page; another of them, or the one of
// western Europe, where what comes out is less odd.
func recode(input []byte, labels []string) []byte {
	best, least := input, -1
	for _, e := range encodingsOf(input, labels) {
		out, err := io.ReadAll(io.LimitReader(e.NewDecoder().Reader(bytes.NewReader(input)), 4*MaxBytes))
		if err != nil {
			continue
		}
		if odd := oddness(out); least < 0 || odd < least {
			best, least = out, odd
		}
	}
	return best
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

// encodingsOf are the encodings that a page may be in, the likeliest first.
func encodingsOf(input []byte, labels []string) []encoding.Encoding {
	if bytes.HasPrefix(input, []byte("\xff\xfe")) || bytes.HasPrefix(input, []byte("\xfe\xff")) {
		marked, _, _ := charset.DetermineEncoding(input, "")
		return []encoding.Encoding{marked}
	}
	var all []encoding.Encoding
	for _, label := range append(slices.Clone(labels), "windows-1252") {
		if e, name := charset.Lookup(label); e != nil && name != "utf-8" {
			all = append(all, e)
		}
	}
	return all
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
