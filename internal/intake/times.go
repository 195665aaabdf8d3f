package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// moment is a day, a time of day or both, as a text gives them; its span is in
// bytes of that text.
type moment struct {
	span
	hasDay, hasYear, hasClock bool
	year, month, day          int
	hour, minute, second      int
	zone                      string // as printed: "IST", "+05:30", "Z"
	method                    string
	eitherWay                 bool // 3/4/2025: which is the month, the page does not say
}

const monthWord = `(Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)`

var (
	isoMoment   = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})(?:[Tt ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: ?([Zz]\b|[+-]\d{2}:?\d{2}\b))?)?`)
	monthFirst  = regexp.MustCompile(`(?i)\b` + monthWord + ` (\d{1,2})(?:st|nd|rd|th)?\b(?:,? +(\d{4})\b)?`)
	dayFirst    = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]` + monthWord + `(?:,?[ -]+(\d{4})\b)?`)
	dottedDay   = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b`)
	slashedDay  = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{4})\b`)
	clockTime   = regexp.MustCompile(`(?i)\b(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?: ?([ap])\.?m\b\.?)?`)
	clockHour   = regexp.MustCompile(`(?i)\b(\d{1,2}) ?([ap])\.?m\b\.?`)
	clockDigits = regexp.MustCompile(`\b(\d{2})(\d{2})(?: ?(?:hrs|hours))? ?((?:GMT|UTC|BST|IST|CET|CEST|Z)\b)`)
	zoneTail    = regexp.MustCompile(`^ ?\(?((?:UTC|GMT) ?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}\b|[A-Z]{2,5}\b)\)?`)
)

// findMoment finds the first day of s, with the time of day beside it, or else
// the first time of day.
func findMoment(s string) (moment, bool) {
	if !strings.ContainsAny(s, "0123456789") {
		return moment{}, false
	}
	day, found := findDay(s)
	if !found {
		return findClock(s, 0)
	}
	if day.hasClock {
		return day, true
	}
	if clock, ok := findClock(s[day.end:], day.end); ok && onlyFiller(s[day.end:clock.start]) {
		return day.at(clock, span{day.start, clock.end}), true
	}
	if clock, ok := findClock(s[:day.start], 0); ok && onlyFiller(s[clock.end:day.start]) {
		return day.at(clock, span{clock.start, day.end}), true
	}
	return day, true
}

// at is the day with the clock's time.
func (m moment) at(clock moment, s span) moment {
	m.span, m.hasClock, m.zone = s, true, clock.zone
	m.hour, m.minute, m.second = clock.hour, clock.minute, clock.second
	return m
}

// findDay finds the first calendar day of s.
func findDay(s string) (moment, bool) {
	var best moment
	found := false
	consider := func(at []int, m moment) {
		m.span = span{at[0], at[1]}
		m.hasDay, m.hasYear = true, m.year > 0
		if m.valid() && (!found || m.start < best.start) {
			best, found = m, true
		}
	}
	if at := isoMoment.FindStringSubmatchIndex(s); at != nil {
		g := groups(s, at)
		m := moment{year: num(g[1]), month: num(g[2]), day: num(g[3]), method: "iso_date"}
		if g[4] != "" {
			m.hasClock, m.hour, m.minute, m.second, m.zone = true, num(g[4]), num(g[5]), num(g[6]), strings.ToUpper(g[7])
			if z := zoneTail.FindStringSubmatchIndex(s[at[1]:]); m.zone == "" && z != nil {
				m.zone = s[at[1]+z[2] : at[1]+z[3]]
				at[1] += z[1]
			}
		}
		consider(at, m)
	}
	if at := monthFirst.FindStringSubmatchIndex(s); at != nil {
		g := groups(s, at)
		consider(at, moment{year: num(g[3]), month: monthNumber(g[1]), day: num(g[2]), method: "month_day"})
	}
	if at := dayFirst.FindStringSubmatchIndex(s); at != nil {
		g := groups(s, at)
		consider(at, moment{year: num(g[3]), month: monthNumber(g[2]), day: num(g[1]), method: "day_month"})
	}
	if at := dottedDay.FindStringSubmatchIndex(s); at != nil {
		g := groups(s, at)
		consider(at, moment{year: num(g[3]), month: num(g[2]), day: num(g[1]), method: "dotted_date"})
	}
	if at := slashedDay.FindStringSubmatchIndex(s); at != nil {
		consider(at, readSlashed(groups(s, at)))
	}
	return best, found
}

// readSlashed takes the day first, unless that cannot be; which of two small
// numbers is the month is settled by the zone, later.
func readSlashed(g []string) moment {
	m := moment{day: num(g[1]), month: num(g[2]), year: num(g[3]), method: "slashed_date"}
	if m.month > 12 {
		m.day, m.month = m.month, m.day
	}
	m.eitherWay = m.day <= 12 && m.month <= 12 && m.day != m.month
	return m
}

// findClock finds the first time of day of s, and reports it shifted by from.
func findClock(s string, from int) (moment, bool) {
	var m moment
	if at := clockTime.FindStringSubmatchIndex(s); at != nil {
		g := groups(s, at)
		m = moment{span: span{at[0], at[1]}, hour: num(g[1]), minute: num(g[2]), second: num(g[3])}
		m.halve(g[4])
	} else if at := clockHour.FindStringSubmatchIndex(s); at != nil {
		g := groups(s, at)
		m = moment{span: span{at[0], at[1]}, hour: num(g[1])}
		m.halve(g[2])
	} else if at := clockDigits.FindStringSubmatchIndex(s); at != nil {
		g := groups(s, at)
		m = moment{span: span{at[0], at[1]}, hour: num(g[1]), minute: num(g[2]), zone: g[3]}
	} else {
		return m, false
	}
	if z := zoneTail.FindStringSubmatchIndex(s[m.end:]); m.zone == "" && z != nil {
		if name := s[m.end+z[2] : m.end+z[3]]; knownZone(name) {
			m.zone = name
			m.end += z[1]
		}
	}
	m.start, m.end = m.start+from, m.end+from
	m.hasClock, m.method = true, "clock"
	return m, m.hour < 24 && m.minute < 60 && m.second < 60
}

// halve applies "a" or "p" to a twelve-hour clock.
func (m *moment) halve(half string) {
	switch half = strings.ToLower(half); {
	case half == "p" && m.hour < 12:
		m.hour += 12
	case half == "a" && m.hour == 12:
		m.hour = 0
	}
}

// isClock tells a line that is a time of day and nothing else.
func isClock(s string) bool {
	m, ok := findMoment(s)
	return ok && !m.hasDay && onlyFiller(s[:m.start]) && onlyFiller(s[m.end:])
}

// valid tells whether there is such a day. A leap day without a year is one.
func (m moment) valid() bool {
	year := m.year
	if year == 0 {
		year = 2000
	}
	t := time.Date(year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC)
	return m.month >= 1 && m.day >= 1 && t.Day() == m.day && int(t.Month()) == m.month &&
		(m.year == 0 || m.year >= 1600 && m.year <= 2999) && m.hour < 24 && m.minute < 60 && m.second < 60
}

// date is the moment's day, "2025-09-03".
func (m moment) date() string {
	return time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// near gives a day without a year the one that brings it nearest to now.
func (m moment) near(now time.Time) moment {
	if m.hasYear || now.IsZero() {
		return m
	}
	best := time.Duration(1<<63 - 1)
	for year := now.Year() - 1; year <= now.Year()+1; year++ {
		t := time.Date(year, time.Month(m.month), m.day, 12, 0, 0, 0, now.Location())
		if away := t.Sub(now).Abs(); t.Day() == m.day && away < best {
			best, m.year, m.hasYear = away, year, true
		}
	}
	return m
}

func monthNumber(s string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3]))/3 + 1
}

func groups(s string, at []int) []string {
	g := make([]string, len(at)/2)
	for i := range g {
		if at[2*i] >= 0 {
			g[i] = s[at[2*i]:at[2*i+1]]
		}
	}
	return g
}

// num is a number of digits alone, 0 for none.
func num(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
