package page

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mainHeading is the heading that is the story's: of several, one within the
// article or one that the page's title repeats.
func (r *reader) mainHeading() *html.Node {
	if !r.headed {
		if r.heading = r.bestHeading(r.headings, 1); r.heading == nil {
			r.heading = r.bestHeading(r.seconds, repeated)
		}
		r.headed = true
	}
	return r.heading
}

// repeated is what a heading scores for being repeated in the page's title. One
// of the second level is the story's for that alone: some pages give the first
// to their paths or their logo.
const repeated = 5

func (r *reader) bestHeading(all []*html.Node, least int) *html.Node {
	var best *html.Node
	score := least - 1
	for _, h := range all {
		s, n := headline(h), 1
		switch {
		case len([]rune(s)) < 4 || within(h, func(p *html.Node) bool { return away[p.Data] }):
			continue
		case strings.Contains(strings.ToLower(r.title+" "+r.meta("og:title")), strings.ToLower(s)):
			n = repeated
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

var (
	kickerNames = regexp.MustCompile(`kicker|over-?line|over-?title|eyebrow|dachzeile|spitzmarke|roof-?line|top-?line|sur-?titre|super-?title|ante-?t[ií]tulo|occhiello`)
	hiddenNames = regexp.MustCompile(`hidden|(?:^|[ _-])hide(?:[ _-]|$)|off-?screen|sr-only|screen-?reader`)
)

// headline is the words of a heading without the kicker above them, where the
// heading holds both: in an element that is called so, or parted from the
// headline by a mark that only those hear who have the page read to them.
func headline(h *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type != html.ElementNode:
				gather(c, &b)
			case kickerNames.MatchString(named(c)):
			case isHiddenMark(c):
				b.Reset()
			default:
				if apart := !inline[c.DataAtom] || c.DataAtom == atom.Br; apart {
					b.WriteByte(' ')
				}
				if !unseen[c.DataAtom] {
					walk(c)
				}
				if !inline[c.DataAtom] {
					b.WriteByte(' ')
				}
			}
		}
	}
	walk(h)
	if s := strings.TrimLeft(tidy(b.String()), ":–—|-/ "); len([]rune(s)) >= leastHeadline {
		return s
	}
	return words(h)
}

// leastHeadline is how many letters must be left of a heading when its kicker
// is taken off.
const leastHeadline = 12

// isHiddenMark tells an element with nothing but a mark that is not shown.
func isHiddenMark(n *html.Node) bool {
	if attr(n, "aria-hidden") != "true" && !hiddenNames.MatchString(named(n)) {
		return false
	}
	s := words(n)
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
