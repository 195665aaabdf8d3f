package intake

import (
	"regexp"
	"strings"
	"time"

	"storywire/internal/intake/lexicon"
)

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
		text := lexicon.PlainSpaces(string(p.text))
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
