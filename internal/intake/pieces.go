package intake

import (
	"strings"
	"time"
	"unicode"

	"storywire/internal/intake/lexicon"
	"storywire/internal/intake/speech"
	"storywire/internal/news"
)

// This file is what the readers of other formats take from the reader of plain
// text: what a line of words says of who wrote a story and when, what a caption
// holds, and what is no part of a story.

// Credit is somebody whom a line credits.
type Credit struct {
	Name   string
	Role   news.Role
	Method string
}

// Stamp is a time that a line gives.
type Stamp struct {
	moment   moment
	Words    string // as printed
	Updated  bool   // it is the last update's
	Labelled bool   // the line says which time it is
}

// ReadLine reads a line that consists of a byline, times or both; nothing is
// found in any other.
func ReadLine(s string) (credits []Credit, stamps []Stamp) {
	s = lexicon.PlainSpaces(strings.TrimSpace(s))
	if s == "" || len(s) > longestMark {
		return nil, nil
	}
	runes := []rune(s)
	for _, p := range readMetadata(s) {
		for _, c := range p.people {
			credits = append(credits, Credit{c.name, c.role, c.method})
		}
		if p.time != nil {
			stamps = append(stamps, Stamp{*p.time, string(runes[p.start:p.end]), p.updated, p.labeled})
		}
	}
	return credits, stamps
}

// FindStamp finds the first day of s that has its year, with the time of day
// beside it.
func FindStamp(s string) (Stamp, bool) {
	s = lexicon.PlainSpaces(s)
	m, ok := findMoment(s[:min(len(s), longestMark)])
	if !ok || !m.hasDay || !m.hasYear {
		return Stamp{}, false
	}
	return Stamp{moment: m, Words: s[m.start:m.end]}, true
}

// Instant is a stamp as an instant.
type Instant struct {
	At         time.Time
	Zone       string // IANA; "" where only an offset is known
	Method     string
	Confidence float64
	HasClock   bool // else At is the start of a day
	HasZone    bool // else the newsroom's was taken
	Others     []string
}

// Resolve reads a stamp in the zone that it prints, else in house. about is
// what the page says of itself, for an abbreviation with several meanings. It
// is false for a stamp without its day or year.
func (s Stamp) Resolve(house *time.Location, about string) (Instant, bool) {
	m := s.moment
	if !m.hasDay || !m.hasYear {
		return Instant{}, false
	}
	zone := resolveZone(m.zone, house, about)
	if m.eitherWay && strings.HasPrefix(zone.zone, "America/") {
		m.day, m.month = m.month, m.day
	}
	confidence := 0.85
	if s.Labelled {
		confidence = 0.98
	}
	at := time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, 0, zone.location)
	return Instant{at.UTC(), zone.zone, m.method, min(confidence, zone.confidence), m.hasClock,
		m.zone != "" && zone.method != "newsroom_time_zone", zone.others}, true
}

// InZone is what a clock shows at a time, as an instant of the zone that an
// abbreviation means.
func InZone(clock time.Time, printed string, house *time.Location) time.Time {
	zone := resolveZone(printed, house, "")
	return time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), zone.location)
}

// ReadCaption cuts a caption from its credit and finds the photographer.
func ReadCaption(s string) (caption, credit, photographer string) {
	s = lexicon.PlainSpaces(strings.TrimSpace(s))
	if len(s) > longestShot {
		return s, "", ""
	}
	cut, _ := cutCredit(s)
	caption, credit = s[cut.caption.start:max(cut.caption.start, cut.caption.end)], s[cut.credit.start:cut.credit.end]
	if p := cut.photographer; p.start < p.end && lexicon.Sluggable(s[p.start:p.end]) {
		photographer = s[p.start:p.end]
	}
	return strings.TrimSpace(caption), strings.TrimSpace(credit), photographer
}

// LanguageOf is the language that most of a text's small words or its letters
// are of, and how many of those that tell; "" where they do not say.
func LanguageOf(s string) (language string, share float64) {
	counts, total := map[string]int{}, 0
	for _, w := range strings.Fields(s) {
		w = strings.ToLower(strings.Trim(w, `.,;:!?"'“”‘’()`))
		for language, set := range functionWords {
			if set[w] {
				counts[language]++
				total++
			}
		}
		for _, r := range w {
			if language := scriptLanguage(r); language != "" {
				counts[language]++
				total++
			}
			break
		}
	}
	for l, n := range counts {
		if n > counts[language] || n == counts[language] && l < language {
			language = l
		}
	}
	if total < 8 {
		return "", 0
	}
	return language, float64(counts[language]) / float64(total)
}

// scriptLanguage is the language that a letter's script is that of, for scripts
// of which that can be said.
func scriptLanguage(r rune) string {
	switch {
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		return "ja"
	case unicode.Is(unicode.Hangul, r):
		return "ko"
	case unicode.Is(unicode.Greek, r):
		return "el"
	case unicode.Is(unicode.Hebrew, r):
		return "he"
	case unicode.Is(unicode.Thai, r):
		return "th"
	}
	return ""
}

// Photographer is the person's name in a credit, "" for none.
func Photographer(credit string) string {
	credit = lexicon.PlainSpaces(credit)
	p := photographerIn(credit, span{0, len(credit)})
	if name := credit[p.start:p.end]; lexicon.Sluggable(name) {
		return name
	}
	if strings.Contains(credit, " ") && lexicon.IsPersonalName(credit) && lexicon.Agency(credit) == "" && !lexicon.EndsAsBody(credit) && !lexicon.IsDesk(credit) && lexicon.Sluggable(credit) {
		return credit
	}
	return ""
}

// CanBeNamed tells a name that the article can keep: a slug can be made of it.
func CanBeNamed(s string) bool { return validName(s) }

// BareTitle is what somebody is, without the article in front of it.
func BareTitle(s string) string { return speech.Bare(s) }

// IsFurniture tells the words of a page that readers press and do not read.
func IsFurniture(s string) bool { return len(s) <= longestMark && isNoise(lexicon.PlainSpaces(s)) }

// HeadsHighlights tells the words above a box of key points.
func HeadsHighlights(s string) bool { return isHighlightsHeader(lexicon.PlainSpaces(s)) }

// KindOf is the form that a label above a story names, "" for none.
func KindOf(label string) news.Kind {
	return news.Kind(kickers[strings.ToLower(strings.Trim(lexicon.PlainSpaces(label), ": "))])
}
