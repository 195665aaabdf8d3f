package intake

import (
	"regexp"
	"strings"
	"unicode"

	"storywire/internal/news"
)

// A byline's openings, each with the role that it gives.
var bylineOpenings = []struct {
	at     *regexp.Regexp
	role   news.Role
	method string
}{
	{regexp.MustCompile(`(?i)^\(?(?:edited|editing|edit) by:? +`), news.RoleEditor, "edited_by"},
	{regexp.MustCompile(`(?i)^editors?: +`), news.RoleEditor, "edited_by"},
	{regexp.MustCompile(`(?i)^\(?(?:additional|extra|further) (?:reporting|report|research|writing) (?:by|from):? +`), news.RoleContributor, "additional_reporting"},
	{regexp.MustCompile(`(?i)^(?:contributors?: |contributed by |contributions? (?:by|from) |with (?:additional )?(?:reporting|contributions?) (?:by|from) )`), news.RoleContributor, "additional_reporting"},
	{regexp.MustCompile(`(?i)^(?:photographs?|photos?|photography|pictures?|images?) by:? +`), news.RolePhotographer, "photographs_by"},
	{regexp.MustCompile(`(?i)^photographs: +`), news.RolePhotographer, "photographs_by"},
	{regexp.MustCompile(`(?i)^\(?(?:written|words|story|report|reporting|reported|text|interview|analysis|opinion|review) by:? +`), news.RoleAuthor, "byline"},
	{regexp.MustCompile(`(?i)^(?:words|author|authors|writer|reporter|byline): +`), news.RoleAuthor, "byline"},
	{regexp.MustCompile(`^(?:By|BY|by):? +`), news.RoleAuthor, "byline"},
}

var (
	beatWords = regexp.MustCompile(`(?i)\b(?:correspondent|reporter|editor|writer|columnist|critic|staff|bureau|desk|producer|journalist|in [A-Z]|politics|business|chief)\b|^(?:in|at|for|from) `)
	nameCut   = regexp.MustCompile(` *(?:, *(?:and|AND) |, *| and | AND | & | with |/| \+ ) *`)
	placeTail = regexp.MustCompile(` (?:in|at|for|from|reporting) +\p{Lu}.*$`)
)

// readByline reads a piece that credits somebody; nil where it does not, or
// where what follows cannot be names ("By train to the coast").
func readByline(s string) []credited {
	for _, o := range bylineOpenings {
		m := o.at.FindString(s)
		if m == "" {
			continue
		}
		people := readNames(s, len(m))
		for i := range people {
			people[i].role, people[i].method = o.role, o.method
		}
		return people
	}
	return nil
}

// readNames reads the names of a list that starts at byte from of s. A piece
// behind the first name that is somebody's post is passed over.
func readNames(s string, from int) []credited {
	end := len(strings.TrimRight(s, " ).,"))
	if from >= end {
		return nil
	}
	if m := placeTail.FindStringIndex(s[from:end]); m != nil {
		end = from + m[0]
	}
	var people []credited
	take := func(a, b int) bool {
		name := s[a:b]
		switch {
		case name == "", len(people) > 0 && beatWords.MatchString(name):
			return true
		case isPersonalName(name) || isDesk(name):
			people = append(people, credited{span: span{a, b}, name: name})
			return true
		}
		return false
	}
	at := from
	for _, m := range nameCut.FindAllStringIndex(s[from:end], -1) {
		if !take(at, from+m[0]) {
			return nil
		}
		at = from + m[1]
	}
	if !take(at, end) {
		return nil
	}
	return people
}

var particles = words("de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|ibn|al|el|ter|ten|y|of|zu|af|av|st.|mac|o'")

// isPersonalName tells what can be somebody's name: one to five words that
// start with a capital, particles between them, and no digits.
func isPersonalName(s string) bool {
	fields := strings.Fields(s)
	if len(fields) == 0 || len(fields) > 6 || len(s) > 80 {
		return false
	}
	capitals := 0
	for i, w := range fields {
		switch {
		case strings.ContainsAny(w, "0123456789:;!?\"“”()@/"):
			return false
		case isUpperStart(w) && nameLike(w):
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
	return sluggable(w)
}

// uncased tells a word of a script without capitals.
func uncased(w string) bool {
	for _, r := range w {
		if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Arabic, unicode.Hebrew, unicode.Devanagari, unicode.Thai) {
			return false
		}
	}
	return w != "" && sluggable(w)
}

// sluggable tells whether a slug can be made of a name: it has a letter of a
// script that is everywhere written in Latin letters too.
func sluggable(s string) bool {
	for _, r := range s {
		if r < 0x250 && unicode.IsLetter(r) || r > 0x250 && unicode.In(r, common...) {
			return true
		}
	}
	return false
}

// common are the everyday letters of the scripts that sluggable counts.
var common = []*unicode.RangeTable{{R16: []unicode.Range16{
	{Lo: 0x391, Hi: 0x3a9, Stride: 1}, {Lo: 0x3b1, Hi: 0x3c9, Stride: 1}, {Lo: 0x410, Hi: 0x44f, Stride: 1},
	{Lo: 0x5d0, Hi: 0x5ea, Stride: 1}, {Lo: 0x628, Hi: 0x63a, Stride: 1}, {Lo: 0x641, Hi: 0x64a, Stride: 1},
	{Lo: 0x905, Hi: 0x939, Stride: 1}, {Lo: 0xe01, Hi: 0xe2e, Stride: 1}, {Lo: 0x3041, Hi: 0x3093, Stride: 1},
	{Lo: 0x30a1, Hi: 0x30f3, Stride: 1}, {Lo: 0x4e00, Hi: 0x9fa5, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
}}}

// neverNames are words with a capital that no personal name has.
var neverNames = words(`the|by|edited|editing|reporting|reported|written|a|an|this|that|these|those|it|we|they|he|she|i|and|or|but|in|on|at|to|for|from|with|after|before|why|how|what|when|where|who|
	monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|july|september|october|november|december|
	new|no|yes|not|is|are|was|were|has|have|says|said|more|most|all|some|many|here|there|now|photo|picture|image|video|news|live|world|war|
	share|save|read|watch|story|updated|published|if|as|its|our|their|his|her|my|your`)

var desk = regexp.MustCompile(`(?i)\b(?:staff|desk|newsroom|reporters?|correspondents?|bureau|agencies|agency|press|editors?|team|writers?|news|wire|service|online|web|courier|times|post|herald|gazette|board)\b`)

// isDesk tells a byline that is no person's: "Courier staff", "The Wire Desk".
func isDesk(s string) bool {
	return len(s) < 60 && len(strings.Fields(s)) <= 6 && isUpperStart(s) && desk.MatchString(s) && sluggable(s) || agencies[s] != ""
}
