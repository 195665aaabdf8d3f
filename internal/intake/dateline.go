package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
)

// datelineShape is "PORT ELLERY, June 3 (Courier) — ": a place in capitals,
// what comes with it, a dash. The first group is the place, the second what
// the story is dated, the third the agency.
var datelineShape = regexp.MustCompile(`^((?:\p{Lu}[\p{Lu}\p{M}.'’-]+[ ]?){1,5}(?:, (?:[A-Z][\p{L}.]+[ ]?){1,3}?)?)(,? ` + monthWord + `\.? \d{1,2}(?:, \d{4})?|,? \d{1,2} ` + monthWord + `(?: \d{4})?)?[ ]?(?:\(([\p{L} .&/-]{2,40})\))?[ ]?(?:[—–-]+|:)[ ]+`)

// readDateline reads the dateline that a story starts with: the place, the
// agency behind it and how many bytes of s all of it takes.
func readDateline(s string) (place string, agency span, length int, ok bool) {
	head := lexicon.PlainSpaces(s[:min(len(s), 160)])
	if !utf8.ValidString(head) {
		head = strings.ToValidUTF8(head, "?")
	}
	m := datelineShape.FindStringSubmatchIndex(head)
	if m == nil {
		return "", span{}, 0, false
	}
	in := placesIn(s, head)
	place = strings.TrimRight(head[m[2]:m[3]], " ,")
	if first, _, _ := strings.Cut(place, ","); utf8.RuneCountInString(strings.Trim(first, ". ")) < 3 || !lexicon.Sluggable(first) {
		return "", span{}, 0, false
	}
	if strings.HasSuffix(strings.TrimRight(head[:m[1]], " "), ":") && m[4] < 0 && !strings.Contains(head[:m[1]], "(") {
		return "", span{}, 0, false // "NASA: " speaks; it is no place
	}
	if i := len(m) - 2; m[i] >= 0 {
		agency = span{in(m[i]), in(m[i+1])}
	}
	return place, agency, in(m[1]), true
}

// placesIn tells which byte of s is meant by a byte of the same text with plain
// spaces: some of the others are longer.
func placesIn(s, plain string) func(int) int {
	return func(at int) int {
		n := utf8.RuneCountInString(plain[:at])
		for i := range s {
			if n == 0 {
				return i
			}
			n--
		}
		return len(s)
	}
}

// behindPlace is what stands between a place that is known and the story's first
// word: a day, the agency, a dash. The last group is the agency.
var behindPlace = regexp.MustCompile(`^(?:,? ` + monthWord + `\.? \d{1,2}(?:, \d{4})?|,? \d{1,2} ` + monthWord + `(?: \d{4})?)? *(?:\(([\p{L} .&/-]{2,40})\))? *(?:[—–:-]+ +|[—–]+)`)

// readKnownDateline is readDateline for a story of which the place is told
// elsewhere: however that is written, it is one.
func readKnownDateline(s, place string) (agency span, length int, ok bool) {
	if place == "" || len(s) < len(place) || !strings.EqualFold(s[:len(place)], place) {
		return span{}, 0, false
	}
	rest := s[len(place):]
	head := lexicon.PlainSpaces(strings.ToValidUTF8(rest[:min(len(rest), 160)], "?"))
	m := behindPlace.FindStringSubmatchIndex(head)
	if m == nil {
		return span{}, 0, false
	}
	in := placesIn(rest, head)
	if i := len(m) - 2; m[i] >= 0 {
		agency = span{len(place) + in(m[i]), len(place) + in(m[i+1])}
	}
	return agency, len(place) + in(m[1]), true
}

func looksLikeDateline(s string) bool {
	_, _, _, ok := readDateline(s)
	return ok
}

// cutDateline takes the dateline off the first paragraph.
func (d *draft) cutDateline(p *page) {
	for _, s := range p.body {
		if s.kind != proseLine {
			continue
		}
		l := s.lines[0]
		place, agency, length, ok := readDateline(l.text)
		if !ok || length >= len(l.text) {
			return
		}
		cut := utf8.RuneCountInString(l.text[:length])
		d.article.Dateline = place
		d.note("/dateline", span{l.start, l.start + utf8.RuneCountInString(place)}, "dateline", 0.95)
		if agency.end > 0 {
			d.wire = span{l.start + utf8.RuneCountInString(l.text[:agency.start]), l.start + utf8.RuneCountInString(l.text[:agency.end])}
		}
		l.span = trim(d.input, span{l.start + cut, l.end})
		l.text = d.slice(l.span)
		return
	}
}
