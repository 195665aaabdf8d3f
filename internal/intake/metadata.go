package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// part is one fact of a metadata line; its span is in code points of the line.
type part struct {
	span
	people  []credited // a byline
	time    *moment    // a time
	updated bool       // of a time: it is the last update's
	labeled bool       // of a time: the page says which time it is
	rest    bool       // furniture between the facts
}

// credited is one name of a byline, in code points of the line.
type credited struct {
	span
	name   string
	role   news.Role
	method string
}

var (
	separators = regexp.MustCompile(` *[|·•] *|  +| [–—-] | *; *`)
	timeLabel  = regexp.MustCompile(`(?i)^\(?(first published|originally published|published|publication date|posted|created|filed|issued|date|last updated|last modified|updated|modified|update)(?: on| at| by)?:? *`)
)

// readMetadata gives the facts of a line when it consists of nothing else.
func readMetadata(s string) []part {
	if mayBeMetadata(s) {
		if parts := readEnglish(s); parts != nil {
			return parts
		}
	}
	return readForeign(s)
}

func readEnglish(s string) []part {
	var parts []part
	facts, unread := 0, 0
	for _, p := range pieces(s) {
		got := readPart(s, p)
		switch {
		case got == nil:
			unread++
			parts = append(parts, part{span: p, rest: true})
			continue
		case !allRest(got):
			facts++
		}
		parts = append(parts, got...)
	}
	if unread > 0 && facts > 0 {
		unread -= bareNames(s, parts)
	}
	if facts == 0 || unread > 0 {
		return nil
	}
	return toRunes(s, parts)
}

// mayBeMetadata is a cheap look before the dear one.
func mayBeMetadata(s string) bool {
	if strings.ContainsAny(s, "0123456789") {
		return true
	}
	if foreignOpening.MatchString(s) || bylineEnd.MatchString(s) {
		return true
	}
	lower := strings.ToLower(s)
	for _, w := range []string{"by ", "edit", "report", "writer", "photo", "words", "correspondent"} {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// pieces cuts a line at its separators; spans are bytes.
func pieces(s string) []span {
	var out []span
	from := 0
	for _, m := range separators.FindAllStringIndex(s, -1) {
		out = append(out, span{from, m[0]})
		from = m[1]
	}
	out = append(out, span{from, len(s)})
	kept := out[:0]
	for _, p := range out {
		for p.start < p.end && s[p.start] == ' ' {
			p.start++
		}
		for p.end > p.start && s[p.end-1] == ' ' {
			p.end--
		}
		if p.start < p.end {
			kept = append(kept, p)
		}
	}
	return kept
}

// readPart reads one piece as a time, a byline, or a byline with a time behind
// it; nil where it is none of these.
func readPart(s string, p span) []part {
	text := s[p.start:p.end]
	if t := readTime(text); t != nil {
		t.span = p
		return []part{*t}
	}
	if readingTime.MatchString(text) || noises[strings.ToLower(text)] {
		return []part{{span: p, rest: true}}
	}
	if people := readByline(text); people != nil {
		return []part{{span: p, people: shifted(people, p.start)}}
	}
	if m, ok := findMoment(text); ok && m.start > 0 {
		head := span{p.start, p.start + m.start}
		label := labelLength(text[:m.start])
		people := readByline(strings.TrimRight(text[:m.start-label], " ,"))
		t := readTime(text[m.start-label:])
		if people != nil && t != nil {
			head.end -= label
			t.span = span{head.end, p.end}
			return []part{{span: head, people: shifted(people, p.start)}, *t}
		}
	}
	return nil
}

var labelTail = regexp.MustCompile(`(?i)(?:first published|published|posted|last updated|updated|on)(?: on| at)?:? *$`)

// labelLength is how long a time's label at the end of s is.
func labelLength(s string) int {
	return len(labelTail.FindString(s))
}

// readTime reads a piece that is a time and says at most which.
func readTime(s string) *part {
	t := &part{}
	body := s
	if m := timeLabel.FindStringSubmatch(s); m != nil {
		body, t.labeled = s[len(m[0]):], true
		label := strings.ToLower(m[1])
		t.updated = strings.Contains(label, "updat") || strings.Contains(label, "modif")
	}
	m, ok := findMoment(body)
	if !ok || !onlyFiller(body[:m.start]) || !onlyFiller(body[m.end:]) {
		return nil
	}
	if !t.labeled && !m.hasDay {
		return nil
	}
	t.time = &m
	return t
}

var filler = regexp.MustCompile(`(?i)^[\s,()./-]*(?:(?:on|at|the|of|local time|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b[\s,()./-]*)*$`)

func onlyFiller(s string) bool { return filler.MatchString(s) }

// bareNames reads the pieces that nothing else explained as names without
// "By", where the line is metadata anyhow, and tells how many.
func bareNames(s string, parts []part) int {
	n := 0
	for i := range parts {
		p := &parts[i]
		text := s[p.start:p.end]
		if !p.rest || noises[strings.ToLower(text)] || readingTime.MatchString(text) {
			continue
		}
		if lexicon.IsPersonalName(text) {
			p.people, p.rest = []credited{{p.span, text, news.RoleAuthor, "bare_name"}}, false
			n++
		} else if len(text) < 60 && beatWords.MatchString(text) {
			n++ // "Courier correspondent": says who that is, and no more
		}
	}
	return n
}

func allRest(parts []part) bool {
	for _, p := range parts {
		if !p.rest {
			return false
		}
	}
	return true
}

func shifted(people []credited, by int) []credited {
	for i := range people {
		people[i].start += by
		people[i].end += by
	}
	return people
}

// toRunes turns the spans of parts from bytes of s into code points.
func toRunes(s string, parts []part) []part {
	runes := func(p *span) {
		p.start, p.end = utf8.RuneCountInString(s[:p.start]), utf8.RuneCountInString(s[:p.end])
	}
	for i := range parts {
		runes(&parts[i].span)
		for j := range parts[i].people {
			runes(&parts[i].people[j].span)
		}
	}
	return parts
}
