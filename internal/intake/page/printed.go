package page

import (
	"regexp"
	"time"

	"golang.org/x/net/html"

	"storywire/internal/intake"
)

// dateNames is what elements are called in which a page prints its time.
var dateNames = regexp.MustCompile(`date|time|publish|posted|meta|stand|datum|fecha|byline|stamp|info`)

// printedTimes are the times that the lines around the headline print, for a
// page that says them to people alone.
func (r *reader) printedTimes() []claim[stated] {
	var all []claim[stated]
	add := func(stamp intake.Stamp, l line, confidence float64) {
		i, ok := stamp.Resolve(r.pageClock(), r.title)
		if !ok || stamp.Updated {
			return
		}
		t := stated{at: i.At, clock: i.HasClock, zoned: i.HasZone, zone: i.Zone}
		if _, ok := plausible(t); ok {
			all = append(all, claim[stated]{t, i.At.Format(time.RFC3339), cut(l.text, 80), i.Method, min(confidence, i.Confidence)})
		}
	}
	for _, l := range r.header() {
		if len(all) > 0 || len(l.text) > 200 {
			continue
		}
		s := inEnglish(l.text)
		_, stamps := intake.ReadLine(s)
		for _, stamp := range stamps {
			add(stamp, l, 0.85)
		}
		if len(stamps) == 0 && (dateNames.MatchString(named(l.node)) || within(l.node, isDated)) {
			if stamp, ok := intake.FindStamp(s); ok {
				add(stamp, l, 0.6)
			}
		}
	}
	return all[:min(len(all), 1)]
}

func isDated(n *html.Node) bool {
	return n.Data == "time" || n.Parent != nil && n.Data != "body" && n.Data != "html" && dateNames.MatchString(named(n))
}
