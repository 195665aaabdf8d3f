package page

import (
	"regexp"
	"slices"
	"strings"
)

// setHeadline sets the headline. What the page calls it for machines, what
// stands large on it, and what others are shown of it seldom agree in all; most
// of them do.
func (r *reader) setHeadline() {
	best, others, found := strongest(r.headlines())
	if !found {
		return
	}
	r.article.Headline = cut(best.text, 480)
	note(r, "/headline", best, others)
}

func (r *reader) headlines() []claim[string] {
	var all []claim[string]
	site := r.siteNames()
	add := func(text, evidence, method string, confidence float64) {
		text = withoutSite(text, site)
		if n := len([]rune(text)); n >= 4 && !slices.Contains(site, strings.ToLower(text)) {
			all = append(all, claim[string]{text, text, evidence, method, confidence})
		}
	}
	for i, t := range r.told() {
		weight := 0.9
		if i > 0 {
			weight = 0.3
		}
		add(text(t.fields["headline"]), t.from+" "+t.kind+".headline", field(t), weight)
		if t.fields["headline"] == nil {
			add(text(t.fields["name"]), t.from+" "+t.kind+".name", field(t), weight-0.2)
		}
	}
	if h := r.mainHeading(); h != nil {
		add(headline(h), h.Data, "heading", 0.85)
	}
	add(r.meta("og:title"), "meta og:title", "meta", 0.75)
	// These are copies of the one before, more often than not.
	for _, name := range []string{"twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline", "title", "cxenseparse:title"} {
		add(r.meta(name), "meta "+name, "meta", 0.02)
	}
	add(r.title, "title", "title_element", 0.02)
	for i := range all {
		if head := headGiven(all[i].text, all); head != "" {
			all[i].value, all[i].text = head, head
		}
	}
	if h := r.mainHeading(); h != nil {
		withKicker(all, headline(h), letters(words(h)))
	}
	return all
}

// withKicker gives the heading its kicker back where the page's fields have it
// in the headline, and none has the headline alone.
func withKicker(all []claim[string], alone, whole string) {
	given := ""
	for _, c := range all {
		switch {
		case c.method == "heading" || c.method == "microdata": // which is the heading itself
		case c.text == alone:
			return
		case given == "" && letters(c.text) == whole:
			given = c.text
		}
	}
	for i := range all {
		if given != "" && all[i].text == alone {
			all[i].value, all[i].text = given, given
		}
	}
}

// headGiven is the headline that a claim starts with, where another claim gives
// it alone: what stands behind it is the site's. "" for none.
func headGiven(s string, all []claim[string]) string {
	for _, j := range titleJoint.FindAllStringIndex(s, -1) {
		if head := s[:j[0]]; slices.ContainsFunc(all, func(c claim[string]) bool { return c.text == head }) {
			return head
		}
	}
	for _, c := range all { // "-Politics", " [Grünau]"
		rest, ok := strings.CutPrefix(s, c.text)
		if ok && rest != "" && len(rest) < len(c.text) && closeJoint.MatchString(rest) {
			return c.text
		}
	}
	return ""
}

// field is the method of what a thing's field says.
func field(t *thing) string {
	if t.from == "json-ld" {
		return "json_ld"
	}
	return t.from
}

// siteNames are what the page calls the site, in small letters.
func (r *reader) siteNames() []string {
	var names []string
	add := func(s string) {
		if s = strings.ToLower(tidy(s)); len(s) > 1 && len(s) < 60 && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	add(r.meta("og:site_name"))
	add(r.meta("application-name"))
	add(r.meta("apple-mobile-web-app-title"))
	add(strings.TrimPrefix(r.meta("twitter:site"), "@"))
	for _, t := range r.things {
		switch {
		case t == r.story:
			add(text(t.fields["publisher"]))
			add(text(t.fields["copyrightHolder"]))
		case t.inside: // who wrote a story may be an organisation too
		case t.kind == "WebSite" || t.kind == "NewsMediaOrganization" || t.kind == "Organization":
			add(text(t.fields["name"]))
			add(text(t.fields["alternateName"]))
		}
	}
	if r.base != nil {
		host := strings.TrimPrefix(r.base.Hostname(), "www.")
		add(host)
		if labels := strings.Split(host, "."); len(labels) > 1 {
			add(strings.ReplaceAll(labels[len(labels)-2], "-", " "))
		}
	}
	return names
}

// titleJoint is what stands between a headline and the site's name; closeJoint
// may stand within a headline as well.
var (
	titleJoint = regexp.MustCompile(`\s+(?:[|–—·•»-]|::)\s+|\s*[|｜ㅣ：]\s*`)
	closeJoint = regexp.MustCompile(`^(?:-|[–—]{2}|\s*[\[(])`)
)

// withoutSite takes the site's name off the end or the start of a title, with
// whatever sections stand between.
func withoutSite(s string, site []string) string {
	joints := titleJoint.FindAllStringIndex(s, -1)
	for i := range joints {
		if tail := s[joints[i][1]:]; isSite(tail, site) || i == len(joints)-1 && isDomain(tail) {
			return strings.TrimSpace(s[:joints[i][0]])
		}
	}
	for i, j := range joints { // " | Europe | DW | 28.04.2023"
		rest := joints[i+1:]
		if strings.TrimSpace(s[j[0]:j[1]]) == "|" && len(rest) > 0 && isSite(s[j[1]:rest[0][0]], site) {
			return strings.TrimSpace(s[:j[0]])
		}
	}
	if len(joints) > 0 && isSite(s[:joints[0][0]], site) {
		return strings.TrimSpace(s[joints[0][1]:])
	}
	return s
}

var domain = regexp.MustCompile(`^(?i)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$`)

func isDomain(s string) bool { return domain.MatchString(s) }

// isSite tells a site's name, with or without its article and its ending.
func isSite(s string, site []string) bool {
	s = bareName(s)
	return s != "" && slices.ContainsFunc(site, func(name string) bool {
		name = bareName(name)
		return s == name || len(name) > 2 && strings.HasPrefix(s, name+" ") && len(s) < 2*len(name)+12 || len(s) > 3 && strings.HasSuffix(name, " "+s)
	})
}

func bareName(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if isDomain(s) {
		s, _, _ = strings.Cut(strings.TrimPrefix(s, "www."), ".")
	}
	s = strings.TrimPrefix(s, "the ")
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r == '’' || r == '\'' {
			return -1
		}
		return r
	}, s)
}
