package speech

import (
	"regexp"
	"strings"
)

var (
	mediumWords = regexp.MustCompile(`(?i)\bin (?:a|an|the|his|her|its|their|my|our)((?: [\w’'-]+){0,3}?) (letter|statement|speech|interview|message|post|email|news conference|press conference|briefing|tweet|report|address|memo|diary|video|memoir|sermon|affidavit|lecture|text message|open letter|press release)\b`)
	saidWhen    = regexp.MustCompile(`^(?: \S+){0,3}? ?(?:,? (?:on|late|early) )?(?:on )?((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?: (?:morning|afternoon|evening|night))?`)
)

// occasion tells on which day and in what the words were said, where their sentence
// says it.
func (r *reader) occasion(q *Quote, k int) {
	if !r.said[k].found || r.sentence[k] == nil {
		return
	}
	outside := r.around(r.sentence[k])
	if m := mediumWords.FindStringSubmatch(outside); m != nil {
		medium := m[2]
		if lead := strings.TrimSpace(m[1]); lead != "" {
			medium = lead + " " + medium
		}
		if runeLen(medium) <= longestName {
			q.Medium = medium
		}
	}
	at := strings.LastIndex(outside, q.Cue)
	if q.Cue == "" || at < 0 || q.Method == "carry_over" || q.Method == "continued" {
		return
	}
	if m := saidWhen.FindStringSubmatch(outside[at+len(q.Cue):]); m != nil {
		q.Weekday = m[1]
	}
}

// around is the text of a sentence without what it quotes, up to a bound.
func (r *reader) around(s []token) string {
	var b strings.Builder
	for _, t := range s[:min(len(s), 120)] {
		if t.quote >= 0 {
			b.WriteString(" ”")
			continue
		}
		if t.isWord() {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
