package page

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// survey is everything on a page that says something of its story, gathered in
// one walk.
type survey struct {
	doc       *html.Node
	metas     map[string][]string // by name or property, in small letters
	things    []*thing
	story     *thing // the article among the things; nil for none
	broken    int    // JSON-LD blocks that cannot be read
	language  string // of the html element
	canonical string
	title     string
	headings  []*html.Node        // of the first level
	seconds   []*html.Node        // of the second
	above     map[*html.Node]bool // the elements that these stand in
	clocks    []*html.Node        // time elements and those of that class
	base      *url.URL
}

const mostElements = 400 // of one sort that are looked at

// look surveys a page.
func look(doc *html.Node) *survey {
	s := &survey{doc: doc, metas: map[string][]string{}, above: map[*html.Node]bool{}}
	var blocks []string
	each(doc, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Html:
			s.language = attr(n, "lang")
			if s.language == "" {
				s.language = attr(n, "xml:lang")
			}
		case atom.Meta:
			s.takeMeta(n)
		case atom.Link:
			s.takeLink(n)
		case atom.Base:
			if u, err := url.Parse(attr(n, "href")); err == nil && u.IsAbs() {
				s.base = u
			}
		case atom.Title:
			if s.title == "" && n.FirstChild != nil && !within(n, func(p *html.Node) bool { return p.DataAtom == atom.Svg }) {
				s.title = tidy(n.FirstChild.Data)
			}
		case atom.Script:
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil && len(blocks) < 100 {
				blocks = append(blocks, n.FirstChild.Data)
			}
			return false
		case atom.H1:
			if len(s.headings) < mostElements {
				s.headings = append(s.headings, n)
				for p := n.Parent; p != nil && !s.above[p]; p = p.Parent {
					s.above[p] = true
				}
			}
		case atom.H2:
			if len(s.seconds) < mostElements {
				s.seconds = append(s.seconds, n)
			}
		case atom.Time:
			if len(s.clocks) < mostElements {
				s.clocks = append(s.clocks, n)
			}
		}
		return true
	})
	s.things, s.broken = readThings(blocks)
	s.things = append(s.things, readMicrodata(doc)...)
	s.chooseBase()
	s.story = s.chooseStory()
	return s
}

func (s *survey) takeMeta(n *html.Node) {
	v := attr(n, "content")
	if v == "" {
		v = attr(n, "value")
	}
	if strings.TrimSpace(v) == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if k := strings.ToLower(strings.TrimSpace(attr(n, key))); k != "" && len(s.metas[k]) < 100 {
			s.metas[k] = append(s.metas[k], v)
			return
		}
	}
}

func (s *survey) takeLink(n *html.Node) {
	if strings.EqualFold(attr(n, "rel"), "canonical") && s.canonical == "" {
		s.canonical = strings.TrimSpace(attr(n, "href"))
	}
}

// meta is the first value of the first of the names that the page has.
func (s *survey) meta(names ...string) string {
	for _, n := range names {
		for _, v := range s.metas[n] {
			if v = unescaped(v); v != "" {
				return v
			}
		}
	}
	return ""
}

// chooseBase is the address that others on the page are relative to.
func (s *survey) chooseBase() {
	if s.base != nil {
		return
	}
	for _, address := range []string{s.canonical, s.meta("og:url")} {
		if u, err := url.Parse(address); err == nil && u.IsAbs() && u.Host != "" {
			s.base = u
			return
		}
	}
}

// absolute is an address of the page as one that stands alone, "" where it
// cannot be one of the web. Whose name and password stand in it is left out.
func (s *survey) absolute(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || address == "" {
		return ""
	}
	if s.base != nil {
		u = s.base.ResolveReference(u)
	}
	u.User = nil
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || len(u.String()) > 2000 {
		return ""
	}
	return u.String()
}

// ranks says how surely a thing of a kind is the page's story.
var ranks = map[string]int{
	"NewsArticle": 10, "ReportageNewsArticle": 10, "AnalysisNewsArticle": 10, "OpinionNewsArticle": 10, "BackgroundNewsArticle": 10,
	"ReviewNewsArticle": 10, "AskPublicNewsArticle": 10, "LiveBlogPosting": 9, "Article": 8, "BlogPosting": 8, "Report": 7, "AdvertiserContentArticle": 7,
	"SatiricalArticle": 8, "ScholarlyArticle": 6, "TechArticle": 7, "SocialMediaPosting": 4, "CreativeWork": 2, "WebPage": 1,
}

// chooseStory picks the article among the things: the surest kind that stands
// for itself, and of several the one that tells most.
func (s *survey) chooseStory() *thing {
	var best *thing
	score := 0
	for _, t := range s.things {
		n := ranks[t.kind] * 100
		if n < 400 {
			continue
		}
		if t.inside {
			n -= 500
		}
		if t.from == "json-ld" {
			n += 30
		}
		if s.isThisPage(t) {
			n += 300
		}
		n += min(len(t.fields), 40)
		if n > score {
			best, score = t, n
		}
	}
	return best
}

// isThisPage tells a thing that says it is about the page's own address.
func (s *survey) isThisPage(t *thing) bool {
	for _, own := range []string{s.canonical, s.meta("og:url")} {
		for _, key := range []string{"mainEntityOfPage", "url", "@id"} {
			if a := text(t.fields[key]); own != "" && a != "" && samePage(a, own) {
				return true
			}
		}
	}
	return false
}

func samePage(a, b string) bool {
	cut := func(s string) string {
		s, _, _ = strings.Cut(s, "#")
		s, _, _ = strings.Cut(s, "?")
		_, s, _ = strings.Cut(s, "//")
		return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
	}
	return cut(a) == cut(b)
}

// told is the fields of things that are the page's story, the chosen one first:
// some pages describe it twice.
func (s *survey) told() []*thing {
	var all []*thing
	if s.story != nil {
		all = append(all, s.story)
	}
	for _, t := range s.things {
		if t != s.story && !t.inside && ranks[t.kind] >= 4 {
			all = append(all, t)
		}
	}
	return all
}
