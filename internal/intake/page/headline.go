package page

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
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
		add(words(h), "h1", "heading", 0.85)
	}
	add(r.meta("og:title"), "meta og:title", "meta", 0.75)
	// These are copies of the one before, more often than not.
	for _, name := range []string{"twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline", "title", "cxenseparse:title"} {
		add(r.meta(name), "meta "+name, "meta", 0.02)
	}
	add(r.title, "title", "title_element", 0.02)
	for i := range all { // what stands behind a headline that others give is the site's
		for _, j := range titleJoint.FindAllStringIndex(all[i].text, -1) {
			head := all[i].text[:j[0]]
			if slices.ContainsFunc(all, func(c claim[string]) bool { return c.text == head }) {
				all[i].value, all[i].text = head, head
				break
			}
		}
	}
	return all
}

// field is the method of what a thing's field says.
func field(t *thing) string {
	if t.from == "json-ld" {
		return "json_ld"
	}
	return t.from
}

// mainHeading is the heading of the first level that is the story's: of
// several, one within the article or one that the page's title repeats.
func (r *reader) mainHeading() *html.Node {
	if !r.headed {
		r.heading, r.headed = r.findHeading(), true
	}
	return r.heading
}

func (r *reader) findHeading() *html.Node {
	var best *html.Node
	score := 0
	for _, h := range r.headings {
		s, n := words(h), 1
		switch {
		case len([]rune(s)) < 4 || within(h, func(p *html.Node) bool { return away[p.Data] }):
			continue
		case strings.Contains(strings.ToLower(r.title+" "+r.meta("og:title")), strings.ToLower(s)):
			n += 4
		case len(strings.Fields(s)) > 3:
			n++
		}
		if within(h, func(p *html.Node) bool { return p.Data == "article" || p.Data == "main" }) {
			n++
		}
		if n > score {
			best, score = h, n
		}
	}
	return best
}

// away are elements that hold what is not the story.
var away = map[string]bool{"nav": true, "footer": true, "noscript": true, "template": true}

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

var titleJoint = regexp.MustCompile(`\s+(?:[|–—·•»-]|::)\s+|\s*[|｜]\s*`)

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
		return s == name || len(name) > 3 && strings.HasPrefix(s, name+" ") && len(s) < 2*len(name)+12 || len(s) > 3 && strings.HasSuffix(name, " "+s)
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
