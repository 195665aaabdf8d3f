package intake

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// setTimes sets when the story was published and updated, and the zone that
// its page keeps.
func (d *draft) setTimes(p *page) {
	house, err := time.LoadLocation(d.options.TimeZone)
	if err != nil {
		house = time.UTC
	}
	stamps := stampsOf(p)
	about := d.aboutPage(p)
	var day moment // of the publication, for an update that gives its time alone
	for _, updated := range []bool{false, true} {
		for _, s := range stamps {
			if s.updated != updated {
				continue
			}
			if day.hasDay && !s.time.hasDay {
				clock := *s.time
				*s.time = day.at(clock, clock.span)
			}
			if updated && !s.labeled && !d.isLater(s, day) {
				continue
			}
			if d.setTime(s, house, about) && !updated {
				day = *s.time
			}
			break
		}
	}
	if a := &d.article; !a.UpdatedAt.IsZero() && a.UpdatedAt.Before(a.PublishedAt) {
		d.warn("updated_before_published", "the page was updated at %s, before it was published; the update is left out", a.UpdatedAt.Format(time.RFC3339))
		a.UpdatedAt = time.Time{}
		d.forget("/updated_at")
	}
}

// stamp is a time of the page; its span is in code points of the input.
type stamp struct {
	span
	time             *moment
	updated, labeled bool
}

// stampsOf lists the page's times, those whose meaning the page says first.
func stampsOf(p *page) []stamp {
	var labeled, bare []stamp
	for _, l := range p.metadata {
		for _, part := range l.parts {
			if part.time == nil {
				continue
			}
			s := stamp{span{l.start + part.start, l.start + part.end}, part.time, part.updated, part.labeled}
			if s.labeled {
				labeled = append(labeled, s)
			} else {
				bare = append(bare, s)
			}
		}
	}
	if len(bare) > 0 && slices.ContainsFunc(labeled, func(s stamp) bool { return !s.updated }) &&
		!slices.ContainsFunc(labeled, func(s stamp) bool { return s.updated }) {
		bare[0].updated = true // the page's own time, above the first one
	}
	return append(labeled, bare...)
}

// isLater tells whether a time that nothing says the meaning of can be that of
// an update: it is after the publication.
func (d *draft) isLater(s stamp, day moment) bool {
	t := s.time
	return t.hasYear && day.hasYear && t.hasClock &&
		cmp.Or(cmp.Compare(t.date(), day.date()), cmp.Compare(t.hour, day.hour), cmp.Compare(t.minute, day.minute)) > 0
}

// aboutPage is what the page says outside the story: who writes, from where.
func (d *draft) aboutPage(p *page) string {
	var b strings.Builder
	for _, lines := range [][]*line{p.metadata, p.noise, p.bareLines} {
		for _, l := range lines[:min(len(lines), 50)] {
			b.WriteString(l.text + "\n")
		}
	}
	if len(p.body) > 0 && len(p.body[0].lines) > 0 {
		if place, _, _, ok := readDateline(p.body[0].lines[0].text); ok {
			b.WriteString(place)
		}
	}
	return b.String()
}

// setTime sets one of the two times, and tells whether it could.
func (d *draft) setTime(s stamp, house *time.Location, about string) bool {
	m := *s.time
	at, name := &d.article.PublishedAt, "/published_at"
	if s.updated {
		at, name = &d.article.UpdatedAt, "/updated_at"
	}
	if !m.hasDay || !m.hasYear {
		d.warn("incomplete_date", "%q does not say which day of which year; %s is left out", d.slice(s.span), name[1:])
		return false
	}
	zone := resolveZone(m.zone, house, about)
	m = d.orderDay(m, zone, s)
	*at = time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, 0, zone.location).UTC()
	*s.time = m
	method, confidence := m.method, 0.85
	if s.labeled {
		method, confidence = "labelled_"+m.method, 0.98
	}
	d.note(name, s.span, method, min(confidence, zone.confidence))
	switch {
	case !m.hasClock:
		d.warn("no_time_of_day", "%q gives no time of day; %s is the start of that day", d.slice(s.span), name[1:])
	case m.zone == "" || zone.method == "newsroom_time_zone":
		d.warn("assumed_time_zone", "%q gives no time zone; it was read in the newsroom's, %s", d.slice(s.span), house)
	case len(zone.others) > 0:
		d.warnOnce("ambiguous_time_zone", zone.ambiguity(m.zone))
	}
	d.setZone(zone, house, *at, s.span)
	return true
}

// orderDay settles which number of 3/4/2025 is the month, by where the page
// is from: in the Americas the month comes first.
func (d *draft) orderDay(m moment, zone resolved, s stamp) moment {
	if !m.eitherWay {
		return m
	}
	first := "day"
	if strings.HasPrefix(zone.zone, "America/") {
		m.day, m.month, first = m.month, m.day, "month"
	}
	d.warn("ambiguous_date", "%q was read with the %s first: %s", d.slice(s.span), first, m.date())
	return m
}

// setZone sets the zone that the page's clock is in, once.
func (d *draft) setZone(z resolved, house *time.Location, at time.Time, s span) {
	if d.article.TimeZone != "" {
		return
	}
	if z.zone == "" { // an offset alone: the newsroom's zone where it has that offset then
		_, theirs := at.In(z.location).Zone()
		_, ours := at.In(house).Zone()
		if theirs != ours || d.options.TimeZone == "" {
			return
		}
		z.zone, z.method, z.confidence = house.String(), "newsroom_offset", 0.8
	}
	if z.method == "newsroom_time_zone" && d.options.TimeZone == "" {
		return
	}
	d.article.TimeZone = z.zone
	d.note("/time_zone", s, z.method, z.confidence)
}

// publishedOn is the clock that days without a year, and weekdays, are read
// against: when the story came out, where it came out; the zero time where
// that is not known.
func (d *draft) publishedOn() time.Time {
	at := d.article.PublishedAt
	if at.IsZero() {
		at = d.article.UpdatedAt
	}
	if location, err := time.LoadLocation(d.article.TimeZone); err == nil && !at.IsZero() {
		return at.In(location)
	}
	return at
}

func (d *draft) warnOnce(code, detail string) {
	for _, w := range d.warnings {
		if w.Code == code && w.Detail == detail {
			return
		}
	}
	d.warnings = append(d.warnings, Warning{Code: code, Detail: detail})
}

// forget drops what was noted of a part that is left out after all.
func (d *draft) forget(pointer string) {
	kept := d.provenance[:0]
	for _, p := range d.provenance {
		if p.Pointer != pointer {
			kept = append(kept, p)
		}
	}
	d.provenance = kept
}
