package page

import (
	"strings"

	"golang.org/x/net/html"

	"storywire/internal/news"
)

// leastStory is how many bytes of text a page must have to be a story that
// nothing else says is one.
const leastStory = 140

// mostTeasers is how many headings or links that lead elsewhere make a list of
// stories.
const mostTeasers = 6

// refuse tells pages that are not one article: a wall to log in at, a list of
// stories, a page without words.
func (r *reader) refuse() error {
	var f news.Faults
	size := 0
	for _, b := range r.article.Body {
		size += len(b.Text) + len(strings.Join(b.Items, ""))
	}
	declared := r.story != nil && !r.story.inside || strings.EqualFold(r.meta("og:type"), "article")
	switch {
	case size < 600 && !declared && find(r.doc, isPassword) != nil:
		f.Add("", "not one article: the page asks its readers to log in")
	case size == 0 || size < leastStory && !declared:
		f.Add("", "not one article: the page has no story's text")
	case !declared && r.article.PublishedAt.IsZero() && len(r.article.Authors) == 0 && (r.teasers() >= mostTeasers || r.leads.most()):
		f.Add("", "not one article: the page lists several")
	}
	return f.Err()
}

func isPassword(n *html.Node) bool {
	return n.Data == "input" && strings.EqualFold(attr(n, "type"), "password")
}

// teasers counts the headings that lead to other pages.
func (r *reader) teasers() int {
	n := 0
	each(r.doc, func(c *html.Node) bool {
		if c.Data != "h2" && c.Data != "h3" && c.Data != "h4" {
			return true
		}
		link := func(e *html.Node) bool { return e.Data == "a" && attr(e, "href") != "" }
		if find(c, link) != nil || within(c, link) {
			n++
		}
		return false
	})
	return n
}

// leads is how much of a body leads elsewhere.
type leads struct{ words, linked, links int }

func (l *leads) add(c candidate, links map[string]bool) {
	l.words += c.size
	if c.links > 0.8 || links[c.text] {
		l.linked += c.size
		l.links += max(1, len(c.Items))
	}
}

// most tells a body that is links for the most part, and many.
func (l *leads) most() bool { return l.links >= mostTeasers && l.linked*5 > l.words*4 }

// links are the words of the page's links, as they are compared: a block that is
// one link is told by them.
func (r *reader) links() map[string]bool {
	all := map[string]bool{}
	each(r.doc, func(n *html.Node) bool {
		if n.Data != "a" || attr(n, "href") == "" {
			return true
		}
		all[letters(words(n))] = true
		return false
	})
	return all
}
