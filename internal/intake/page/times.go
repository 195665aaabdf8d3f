package page

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"storywire/internal/intake"
)

// stated is a time as a page states one.
type stated struct {
	at    time.Time
	clock bool // with a time of day
	zoned bool // with a zone or an offset
	zone  string
}

// The fields and meta names that tell of the two times, the surest first.
var (
	publishedMetas = []string{
		"article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article.published", "parsely-pub-date",
		"sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dcterms.created", "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "datecreated",
		"publish-date", "publish_date", "publication_date", "publicationdate", "pubdate", "published-date", "article_date_original", "date", "article.created", "shareaholic:article_published_time", "rbpubdate", "article:post_date", "displaydate", "ptime", "publishdate", "vr:published_time", "og:pubdate", "og:publish_date",
	}
	updatedMetas = []string{
		"article:modified_time", "og:article:modified_time", "og:modified_time", "og:updated_time", "datemodified", "article.updated", "dcterms.modified", "dc.date.modified",
		"last-modified", "lastmod", "revised", "date.modified", "last_updated_date", "shareaholic:article_modified_time", "article:modified", "utime",
	}
)

// setTimes sets when the story was published and updated, and the clock that
// its page keeps.
func (r *reader) setTimes() {
	claims := r.times(false)
	for _, look := range []func() []claim[stated]{r.printedTimes, r.labelledTime, r.dataTimes, r.addressTime} {
		if len(claims) == 0 {
			claims = look()
		}
	}
	published, others, found := strongest(r.reconciled(claims))
	if found {
		r.article.PublishedAt = published.value.at.UTC()
		note(r, "/published_at", published, others)
		r.warnOfTime(published, "published_at")
	}
	updated, others, found := strongest(r.reconciled(r.times(true)))
	if found && !updated.value.at.Before(r.article.PublishedAt.Add(time.Minute)) {
		r.article.UpdatedAt = updated.value.at.UTC()
		note(r, "/updated_at", updated, others)
	} else if found && !r.article.PublishedAt.IsZero() && updated.value.at.Before(r.article.PublishedAt.Add(-time.Hour)) {
		r.warn("updated_before_published", "%s says that the page was updated at %s, before it was published; the update is left out", updated.evidence, updated.text)
	}
	r.setZone(published.value)
}

// times are the claims of one of the two times that the page makes for
// machines.
func (r *reader) times(updated bool) []claim[stated] {
	var all []claim[stated]
	add := func(s, evidence, method string, confidence float64) {
		if t, ok := r.readTime(s); ok {
			if !t.clock {
				confidence /= 2
			}
			all = append(all, claim[stated]{t, t.at.UTC().Format(time.RFC3339), evidence, method, confidence})
		}
	}
	key, metas := "datePublished", publishedMetas
	if updated {
		key, metas = "dateModified", updatedMetas
	}
	for i, t := range r.told() {
		weight := 0.95
		if i > 0 {
			weight = 0.3
		}
		add(text(t.fields[key]), t.from+" "+t.kind+"."+key, field(t), weight)
		if !updated && t.fields[key] == nil {
			add(text(t.fields["dateCreated"]), t.from+" "+t.kind+".dateCreated", field(t), weight-0.25)
		}
	}
	own := len(all)
	for i, name := range metas {
		before := len(all)
		if add(r.meta(name), "meta "+name, "meta", max(0.3, 0.8-0.05*float64(i))); len(all) > before && slices.ContainsFunc(all[own:before], func(c claim[stated]) bool { return c.text == all[before].text }) {
			all[before].confidence = 0.05 // a copy, by the same hand
		}
	}
	for _, t := range r.things { // the page's own record tells of the page
		if t.kind == "WebPage" && !t.inside {
			add(text(t.fields[key]), t.from+" WebPage."+key, field(t), 0.5)
		}
	}
	for _, c := range r.clockElements(updated) {
		add(attr(c, "datetime"), "time "+cut(strings.TrimSpace(attr(c, "class")), 40), "time_element", 0.45)
	}
	return all
}

var updatedWords = regexp.MustCompile(`(?i)updat|modif|edited|aktualis|geändert|mis à jour|modifié|actualiz|संशोध|अपडेट|güncelle|aggiorna|atualiz|bijgewerkt`)

// clockElements are the time elements that can be the story's: not those of
// teasers and comments.
func (r *reader) clockElements(updated bool) []*html.Node {
	var all []*html.Node
	for _, c := range r.clocks {
		if attr(c, "datetime") == "" || within(c, r.elsewhere) {
			continue
		}
		around := named(c) + attr(c, "itemprop") + cut(words(c), 80)
		if c.Parent != nil {
			around += " " + named(c.Parent) + cut(wordsBefore(c), 80)
		}
		if updatedWords.MatchString(around) == updated && len(all) < 1 {
			all = append(all, c)
		}
	}
	return all
}

// wordsBefore is what stands in front of an element in the one that it is in,
// up to another time.
func wordsBefore(n *html.Node) string {
	var b strings.Builder
	for c := n.PrevSibling; c != nil && c.Data != "time"; c = c.PrevSibling {
		var piece strings.Builder
		gather(c, &piece)
		before := b.String()
		b.Reset()
		b.WriteString(piece.String() + " " + before)
	}
	return tidy(b.String())
}

var elsewhereNames = regexp.MustCompile(`related|teaser|sidebar|comment|footer|most-?read|trending|recommend|newsletter|more-(?:news|stories|from)|latest|carousel|ticker|promo|popular`)

// elsewhere tells an element that holds other stories, or none.
func (r *reader) elsewhere(n *html.Node) bool {
	return away[n.Data] || n.Data == "aside" || n.Data != "body" && n.Data != "html" && n.Data != "main" && n.Data != "article" && elsewhereNames.MatchString(named(n)) && !r.survey.above[n]
}

var (
	offsetTail = regexp.MustCompile(`(?:[zZ]|[+-]\d{2}:?\d{2}|[+-]\d{2})(?:\[[\w/]+\])?$`)
	layouts    = []string{
		"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04", "20060102T150405", "2006-01-02T15",
		"2006/01/02 15:04:05", "2006/01/02 15:04", "02.01.2006 15:04:05", "02.01.2006 15:04", "2006-1-2 15:04:05", "2006-1-2T15:04:05",
	}
	days     = []string{"2006-01-02", "20060102", "2006/01/02", "02.01.2006", "2006-1-2"}
	offsets  = []string{"Z07:00", "-0700", "-07"}
	mailForm = []string{time.RFC1123Z, time.RFC1123, time.RFC822Z, time.RFC822, time.UnixDate, time.ANSIC, "Mon Jan 02 2006 15:04:05 GMT-0700", "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST"}
	spaced   = regexp.MustCompile(`\s+([+-]\d{2}:?\d{2}|[zZ])$`)
	named24  = regexp.MustCompile(`\s*\([^)]*\)$|\[[\w/]+\]$`)
)

// readTime reads a time that is meant for machines: ISO 8601 with and without
// its parts, the form of mail, seconds since 1970; what is none of these, as
// people write it.
func (r *reader) readTime(s string) (stated, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 60 {
		return stated{}, false
	}
	bare := spaced.ReplaceAllString(named24.ReplaceAllString(s, ""), "$1")
	if len(bare) > 4 && bare[4] == '-' && offsetTail.MatchString(bare) && strings.Contains(bare, ":") {
		for _, l := range layouts {
			for _, o := range offsets {
				if at, err := time.Parse(l+o, strings.ToUpper(bare)); err == nil {
					return plausible(stated{at: at, clock: true, zoned: true})
				}
			}
		}
	}
	for _, l := range mailForm {
		if at, err := time.Parse(l, named24.ReplaceAllString(s, "")); err == nil {
			if name, offset := at.Zone(); offset == 0 && l != time.ANSIC { // Go knows the abbreviations of one zone alone
				at = intake.InZone(at, name, r.pageClock())
			}
			return plausible(stated{at: at, clock: true, zoned: l != time.ANSIC})
		}
	}
	for _, l := range layouts {
		if at, err := time.ParseInLocation(l, bare, r.pageClock()); err == nil {
			return plausible(stated{at: at, clock: true})
		}
	}
	for _, l := range days {
		if at, err := time.ParseInLocation(l, bare, r.pageClock()); err == nil {
			return plausible(stated{at: at})
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) >= 10 && len(s) <= 13 {
		if len(s) == 13 {
			n /= 1000
		}
		return plausible(stated{at: time.Unix(n, 0), clock: true, zoned: true})
	}
	if stamp, ok := intake.FindStamp(intake.InEnglish(s)); ok {
		if i, ok := stamp.Resolve(r.pageClock(), ""); ok {
			return plausible(stated{at: i.At, clock: i.HasClock, zoned: i.HasZone, zone: i.Zone})
		}
	}
	return stated{}, false
}

func plausible(t stated) (stated, bool) {
	return t, t.at.Year() >= 1900 && t.at.Year() < 2200
}

// reconciled gives claims without a zone, or without a time of day, the instant
// of one that has it and shows the same clock: they agree.
func (r *reader) reconciled(claims []claim[stated]) []claim[stated] {
	for i := range claims {
		c := &claims[i]
		if c.value.zoned && c.value.clock {
			continue
		}
		j := slices.IndexFunc(claims, func(o claim[stated]) bool {
			if !o.value.zoned || !o.value.clock {
				return false
			}
			if !c.value.clock {
				return o.value.at.Format(time.DateOnly) == c.value.at.Format(time.DateOnly)
			}
			away := o.value.at.Sub(c.value.at).Abs()
			return o.value.at.Format("15:04:05") == c.value.at.Format("15:04:05") || away < 15*time.Hour && away%(15*time.Minute) == 0 && o.value.at.Format("04:05") == c.value.at.Format("04:05")
		})
		if j >= 0 {
			c.value, c.text = claims[j].value, claims[j].text
		}
	}
	return claims
}

// pageClock is the zone of times that the page gives without one: the
// newsroom's where that is set, else that of the only zone of the country
// that the address names.
func (r *reader) pageClock() *time.Location {
	if r.clock != nil {
		return r.clock
	}
	r.clock = r.house
	if zone := r.countryZone(); zone != "" {
		if l, err := time.LoadLocation(zone); err == nil {
			r.clock, r.clockFrom = l, "country"
		}
	}
	return r.clock
}

func (r *reader) warnOfTime(c claim[stated], name string) {
	switch {
	case !c.value.clock:
		r.warn("no_time_of_day", "%s gives no time of day; %s is the start of that day", c.evidence, name)
	case !c.value.zoned:
		r.warn("assumed_time_zone", "%s gives no time zone; it was read in %s", c.evidence, r.pageClock())
	}
}

// setZone sets the zone that the page's clock is in, where an offset agrees
// with what the newsroom or the address say.
func (r *reader) setZone(t stated) {
	if t.at.IsZero() {
		return
	}
	zone := t.zone
	if !t.zoned {
		zone = "" // it was read in one that the page does not name
	}
	if zone == "" && (r.options.TimeZone != "" || r.clockFrom != "") {
		_, theirs := t.at.Zone()
		_, ours := t.at.In(r.pageClock()).Zone()
		if !t.zoned || theirs == ours {
			zone = r.pageClock().String()
		}
	}
	if zone == "" || zone == "Local" {
		return
	}
	r.article.TimeZone = zone
	r.provenance = append(r.provenance, intake.Provenance{Pointer: "/time_zone", Evidence: "published_at", Method: "page_offset", Confidence: 0.8})
}
