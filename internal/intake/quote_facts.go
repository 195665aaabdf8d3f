package intake

import (
	"regexp"
	"strings"
	"time"

	"storywire/internal/news"
)

// leastSure is how sure a speaker must be to be named; below it the quote has
// none. Below unsure it is named with a warning.
const (
	leastSure = 0.5
	unsure    = 0.65
)

// addQuote puts one quotation into the article, with what is known of it.
func (d *draft) addQuote(q news.Quote, a attribution, r *reader, k int) {
	n := len(d.article.Quotes)
	at := pointer("quotes", n)
	s := r.spans[k]
	method := "direct"
	if q.Kind == news.Fragment {
		method = "fragment"
	}
	d.note(at, r.p.source(s.start, s.end), method, 0.95)
	switch {
	case a.who != nil && a.confidence >= leastSure && validName(a.who.name):
		q.Speaker = &news.QuoteSpeaker{Name: a.who.name, Title: a.who.title}
		d.note(at+"/speaker", a.mention, a.method, round(a.confidence))
		if a.confidence < unsure {
			d.warn("speaker_uncertain", "“%s” is given to %s, which is little more than likely", shortened(q.Text), a.who.name)
		}
	case a.unnamed != "":
		d.note(at+"/speaker", a.mention, "unnamed", round(max(a.confidence, 0.5)))
		d.warn("speaker_unnamed", "“%s” is said by “%s”, who has no name in the text", shortened(q.Text), shortened(a.unnamed))
	default:
		d.warn("speaker_unknown", "nobody is found to have said “%s”", shortened(q.Text))
	}
	if a.cue != "" && runeLen(a.cue) <= longestName {
		q.Cue = a.cue
	}
	r.occasion(&q, k, d.publishedOn())
	d.article.Quotes = append(d.article.Quotes, q)
}

func round(c float64) float64 { return float64(int(c*100+0.5)) / 100 }

var (
	mediumWords = regexp.MustCompile(`(?i)\bin (?:a|an|the|his|her|its|their|my|our)((?: [\w’'-]+){0,3}?) (letter|statement|speech|interview|message|post|email|news conference|press conference|briefing|tweet|report|address|memo|diary|video|memoir|sermon|affidavit|lecture|text message|open letter|press release)\b`)
	saidWhen    = regexp.MustCompile(`^(?: \S+){0,3}? ?(?:,? (?:on|late|early) )?(?:on )?((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?: (?:morning|afternoon|evening|night))?`)
)

// occasion sets when and in what the words were said, where their sentence
// says it.
func (r *reader) occasion(q *news.Quote, k int, published time.Time) {
	s, sentence := r.sentenceOf(k)
	if s == nil {
		return
	}
	outside := r.around(s)
	if m := mediumWords.FindStringSubmatch(outside); m != nil && r.said[k].found {
		medium := m[2]
		if lead := strings.TrimSpace(m[1]); lead != "" {
			medium = lead + " " + medium
		}
		if runeLen(medium) <= longestName {
			q.Medium = medium
		}
	}
	if q.Cue == "" || published.IsZero() || !r.said[k].found {
		return
	}
	at := strings.LastIndex(outside, q.Cue)
	if at < 0 || !sentence {
		return
	}
	if m := saidWhen.FindStringSubmatch(outside[at+len(q.Cue):]); m != nil {
		q.SaidOn = news.Date(weekdayBefore(m[1], published).Format(time.DateOnly))
	}
}

// sentenceOf is the sentence that a span is in, and whether its own cue is
// there too.
func (r *reader) sentenceOf(k int) (s []token, own bool) {
	for _, s := range r.inside {
		for _, t := range s {
			if t.quote == k {
				return s, r.said[k].method != "carry_over" && r.said[k].method != "continued"
			}
		}
	}
	return nil, false
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

// weekdayBefore is the last such day before a story came out, or that day.
func weekdayBefore(name string, published time.Time) time.Time {
	day := published
	for range 7 {
		if strings.HasPrefix(strings.ToLower(name), strings.ToLower(day.Weekday().String())[:3]) {
			return day
		}
		day = day.AddDate(0, 0, -1)
	}
	return published
}

var datedWeekday = regexp.MustCompile(`\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:,? \(|, )` + monthWord + ` (\d{1,2})\b`)

// checkDays holds the weekdays that a text gives with a day against the day
// that the story came out, and says which days they were taken to be.
func (d *draft) checkDays() {
	published := d.publishedOn()
	if published.IsZero() {
		return
	}
	told := 0
	for _, p := range d.passages {
		text := plainSpaces(string(p.text))
		for _, at := range datedWeekday.FindAllStringSubmatchIndex(text, 5) {
			g := groups(text, at)
			m := moment{month: monthNumber(g[2]), day: num(g[3]), hasDay: true}
			if !m.valid() || told >= 20 {
				continue
			}
			told++
			m = m.near(published)
			day := time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC)
			words := strings.TrimSpace(text[at[0]:at[1]])
			if strings.Contains(words, "(") {
				words += ")"
			}
			if day.Weekday().String() == g[1] {
				d.warn("day_resolved", "%q was taken as %s, against published_at", words, m.date())
			} else {
				d.warn("weekday_mismatch", "%q would be %s, which is a %s", words, m.date(), day.Weekday())
			}
		}
	}
}
