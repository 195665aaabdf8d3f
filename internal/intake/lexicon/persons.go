package lexicon

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var particles = Words("de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|ibn|al|el|ter|ten|y|of|zu|af|av|st.|mac|o'")

// IsPersonalName tells what can be somebody's name: one to five words that
// start with a capital, particles between them, and no digits.
func IsPersonalName(s string) bool {
	fields := strings.Fields(s)
	if len(fields) == 0 || len(fields) > 6 || len(s) > 80 {
		return false
	}
	capitals := 0
	for i, w := range fields {
		switch {
		case strings.ContainsAny(w, "0123456789:;!?\"“”()@/"):
			return false
		case Capitalised(w) && nameLike(w):
			capitals++
		case i > 0 && i < len(fields)-1 && particles[w]:
		case uncased(w):
			capitals++
		default:
			return false
		}
		if neverNames[strings.ToLower(w)] {
			return false
		}
	}
	last := fields[len(fields)-1]
	return capitals > 0 && (len(fields) > 1 || len(last) > 2) && (!strings.HasSuffix(last, ".") || len(last) <= 4)
}

// nameLike tells a word made of letters, hyphens, apostrophes and a full stop.
func nameLike(w string) bool {
	for _, r := range w {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("-'’.‐", r) {
			return false
		}
	}
	return Sluggable(w)
}

// uncased tells a word of a script without capitals.
func uncased(w string) bool {
	for _, r := range w {
		if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Arabic, unicode.Hebrew, unicode.Devanagari, unicode.Thai) {
			return false
		}
	}
	return w != "" && Sluggable(w)
}

// Sluggable tells whether a slug can be made of a name: it has a letter of a
// script that is everywhere written in Latin letters too.
func Sluggable(s string) bool {
	for _, r := range s {
		if r < 0x250 && unicode.IsLetter(r) || r > 0x250 && unicode.In(r, common...) {
			return true
		}
	}
	return false
}

// common are the everyday letters of the scripts that Sluggable counts.
var common = []*unicode.RangeTable{{R16: []unicode.Range16{
	{Lo: 0x391, Hi: 0x3a9, Stride: 1}, {Lo: 0x3b1, Hi: 0x3c9, Stride: 1}, {Lo: 0x410, Hi: 0x44f, Stride: 1},
	{Lo: 0x5d0, Hi: 0x5ea, Stride: 1}, {Lo: 0x628, Hi: 0x63a, Stride: 1}, {Lo: 0x641, Hi: 0x64a, Stride: 1},
	{Lo: 0x905, Hi: 0x939, Stride: 1}, {Lo: 0xe01, Hi: 0xe2e, Stride: 1}, {Lo: 0x3041, Hi: 0x3093, Stride: 1},
	{Lo: 0x30a1, Hi: 0x30f3, Stride: 1}, {Lo: 0x4e00, Hi: 0x9fa5, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
}}}

// neverNames are words with a capital that no personal name has.
var neverNames = Words(`the|by|edited|editing|reporting|reported|written|a|an|this|that|these|those|it|we|they|he|she|i|and|or|but|in|on|at|to|for|from|with|after|before|why|how|what|when|where|who|
	monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|july|september|october|november|december|
	new|no|yes|not|is|are|was|were|has|have|says|said|more|most|all|some|many|here|there|now|photo|picture|image|video|news|live|world|war|
	share|save|read|watch|story|updated|published|if|as|its|our|their|his|her|my|your`)

var desk = regexp.MustCompile(`(?i)\b(?:staff|desk|newsroom|reporters?|correspondents?|bureau|agencies|agency|press|editors?|team|writers?|news|wire|service|online|web|courier|times|post|herald|gazette|board)\b`)

// IsDesk tells a byline that is no person's: "Courier staff", "The Wire Desk".
func IsDesk(s string) bool {
	return len(s) < 60 && len(strings.Fields(s)) <= 6 && Capitalised(s) && desk.MatchString(s) && Sluggable(s) || agencies[s] != ""
}

// Capitalised tells a word that starts with a capital.
func Capitalised(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// Particle tells a small word within a personal name: "Will de la Cruz".
func Particle(w string) bool { return particles[w] }

// NeverName tells a word, in small letters, that no personal name has.
func NeverName(w string) bool { return neverNames[w] }
