package page

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"

	"storywire/internal/intake"
)

// dateNames is what elements are called in which a page prints its time.
var dateNames = regexp.MustCompile(`tarih|tanggal|date|time|publish|posted|meta|stand|datum|fecha|byline|stamp|info`)

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
		s := intake.InEnglish(l.text)
		_, stamps := intake.ReadLine(s)
		for _, stamp := range stamps {
			add(stamp, l, 0.85)
		}
		if len(stamps) == 0 && (dateNames.MatchString(named(l.node)) || within(l.node, isDated) || holdsDate(l.node)) {
			if stamp, ok := intake.FindStamp(s); ok {
				add(stamp, l, 0.6)
			}
		}
	}
	return all[:min(len(all), 1)]
}

// labelledTime is the time that the page names as its own in words.
func (r *reader) labelledTime() []claim[stated] {
	s, l := r.labelled(dateLabel)
	return r.fallback(s, cut(l.text, 80), "labelled", 0.7)
}

// publishedData is what attributes are called in which a page keeps the time for
// its own scripts.
var publishedData = regexp.MustCompile(`^data-(?:[\w-]+-)?(?:publish(?:ed|edat)?|pub|deploy|posted|release|first-?published)-?(?:date|time|datetime|dt|at|on|timestamp)?$`)

// dataTimes is the time that an element keeps for the page's scripts.
func (r *reader) dataTimes() (found []claim[stated]) {
	each(r.doc, func(n *html.Node) bool {
		if len(found) > 0 || r.elsewhere(n) {
			return false
		}
		for _, a := range n.Attr {
			if len(found) == 0 && publishedData.MatchString(a.Key) {
				found = r.fallback(a.Val, a.Key, "data_attribute", 0.5)
			}
		}
		return true
	})
	return found
}

var dayInPath = regexp.MustCompile(`[/_-]((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?:[/_-]|$)`)

// addressTime is the day that the page's address has in it.
func (r *reader) addressTime() []claim[stated] {
	if r.base == nil {
		return nil
	}
	m := dayInPath.FindStringSubmatch(r.base.Path)
	if m == nil {
		return nil
	}
	return r.fallback(strings.Join(m[1:], "-"), cut(r.base.Path, 80), "address", 0.5)
}

// fallback is the one claim of a place that is looked at when no other tells.
func (r *reader) fallback(s, evidence, method string, confidence float64) []claim[stated] {
	t, ok := r.readTime(s)
	if !ok {
		return nil
	}
	return []claim[stated]{{t, t.at.UTC().Format(time.RFC3339), evidence, method, confidence}}
}

// holdsDate tells a line that has an element for its time within it.
func holdsDate(block *html.Node) (found bool) {
	each(block, func(n *html.Node) bool {
		found = found || inline[n.DataAtom] && isDated(n)
		return !found && inline[n.DataAtom]
	})
	return found
}

func isDated(n *html.Node) bool {
	return n.Data == "time" || n.Parent != nil && n.Data != "body" && n.Data != "html" && dateNames.MatchString(named(n))
}
