package page

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Encodings of many bytes take nearly any bytes: what comes out of the wrong one
// is seldom broken, and never like what people write.

// oddness counts the characters of a decoded page that no page has on purpose:
// broken ones, controls, those that nobody has given a meaning; those of the
// East within a word of the West; and all of the East where none is one of those
// that every text there has.
func oddness(page []byte) int {
	n, eastern, everyday := 0, 0, 0
	before, middle := ' ', ' '
	for len(page) > 0 {
		r, size := utf8.DecodeRune(page)
		page = page[size:]
		switch {
		case r < utf8.RuneSelf && !broken(r):
		case broken(r):
			n++
		case isEastern(r):
			if eastern++; unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || strings.ContainsRune(everydayHan, r) {
				everyday++
			}
		}
		if isEastern(middle) && unicode.In(before, unicode.Latin) && unicode.In(r, unicode.Latin) {
			n++
		}
		before, middle = middle, r
	}
	if everyday*20 < eastern {
		n += eastern
	}
	return n
}

// everydayHan are the commonest characters of Chinese.
const everydayHan = "的一是不了在人有我他这個们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年後过发作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日"

func isEastern(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

func broken(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\f' || r == 0:
		return false
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	}
	return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Co, r) || !unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r)
}

var anyTag = regexp.MustCompile(`(?i)</?(?:html|head|title|meta|body|main|article|div|span|p|h1|br|table)[\s/>]`)

// isText tells a text of which hardly anything is odd.
func isText(text []byte) bool { return oddness(text)*50 <= utf8.RuneCount(text) }
