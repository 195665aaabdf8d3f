package page

import (
	"bytes"
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
)

// mostLookedAt is how many bytes of a text are looked at for what they are.
const mostLookedAt = 64 << 10

// lookOf names the encoding that a text looks like, by which letters follow each
// other in it: "" where it looks like none.
func lookOf(input []byte) string {
	if isJIS(input) {
		return "iso-2022-jp"
	}
	all, err := chardet.NewTextDetector().DetectAll(foreignParts(input))
	if err != nil {
		return ""
	}
	// They come in any order where they are as likely; then it is western Europe's.
	western := func(r chardet.Result) int {
		if r.Charset == "ISO-8859-1" || r.Charset == "windows-1252" {
			return 0
		}
		return 1
	}
	best := slices.MinFunc(all, func(a, b chardet.Result) int {
		return cmp.Or(b.Confidence-a.Confidence, western(a)-western(b), cmp.Compare(a.Charset, b.Charset))
	})
	if best.Charset == "GB-18030" {
		return "gb18030"
	}
	return best.Charset
}

// foreignParts are the parts of a text, between tags, lines and quotation marks,
// that have bytes beyond ASCII: the others look like any encoding. None of the signs
// that they are cut at is the second byte of a character anywhere.
func foreignParts(input []byte) (parts []byte) {
	for len(input) > 0 && len(parts) < mostLookedAt {
		end := bytes.IndexAny(input, "<>\n\"")
		if end < 0 {
			end = len(input) - 1
		}
		part := input[:min(end+1, mostLookedAt)]
		if bytes.ContainsFunc(part, func(r rune) bool { return r >= utf8.RuneSelf }) {
			parts = append(append(parts, part...), '\n')
		}
		input = input[end+1:]
	}
	return parts
}

// isJIS tells ISO-2022-JP, which has no bytes beyond ASCII, by its escapes.
func isJIS(input []byte) bool {
	return (bytes.Contains(input, []byte("\x1b$B")) || bytes.Contains(input, []byte("\x1b$@"))) &&
		!bytes.ContainsFunc(input, func(r rune) bool { return r >= utf8.RuneSelf })
}

// mixed counts the letters that stand together in words of no language: those of
// two alphabets in one, and the accented ones of Latin in a row without any other,
// which is how letters of another alphabet look in the wrong encoding.
func mixed(page []byte) (n int) {
	plain, accented, others := 0, 0, 0 // the letters of a word
	for len(page) > 0 {
		r, size := utf8.DecodeRune(page)
		page = page[size:]
		switch {
		case r < utf8.RuneSelf && (r|0x20) >= 'a' && (r|0x20) <= 'z':
			plain++
			continue
		case r < utf8.RuneSelf:
		case unicode.Is(unicode.Latin, r):
			accented++
			continue
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic):
			others++
			continue
		}
		if plain == 0 && accented > 2 {
			n += accented
		}
		if plain+accented > 0 {
			n += others
		}
		plain, accented, others = 0, 0, 0
	}
	return n
}
