package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// line is a line of words as a reader sees the page: a block that has no other
// block in it, or the words between two of them.
type line struct {
	node *html.Node // the block
	text string
}

const mostLines = 20_000

// pageLines are the page's lines in its order.
func pageLines(doc *html.Node) []line {
	var all []line
	var b strings.Builder
	flush := func(n *html.Node) {
		if s := tidy(b.String()); s != "" && len(all) < mostLines {
			all = append(all, line{n, s})
		}
		b.Reset()
	}
	var walk func(n, block *html.Node)
	walk = func(n, block *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case c.Type != html.ElementNode || unseen[c.DataAtom] && c.DataAtom != atom.Head:
			case c.DataAtom == atom.Head:
			case c.DataAtom == atom.Br:
				flush(block)
			case inline[c.DataAtom]:
				walk(c, block)
			default:
				flush(block)
				walk(c, c)
				flush(c)
			}
		}
	}
	walk(doc, doc)
	flush(doc)
	return all
}

// pageLines are the page's lines, read once.
func (r *reader) pageLines() []line {
	if r.lines == nil {
		r.lines = pageLines(r.doc)
	}
	return r.lines
}

// header is the lines around the headline: those where bylines and times
// stand.
func (r *reader) header() []line {
	at := -1
	for i, l := range r.pageLines() {
		if l.node == r.mainHeading() || at < 0 && (l.node.DataAtom == atom.H1 || l.text == r.article.Headline) {
			at = i
			if l.node == r.mainHeading() {
				break
			}
		}
	}
	if at < 0 {
		return nil
	}
	var near []line
	for _, l := range r.lines[max(0, at-8):min(len(r.lines), at+30)] {
		if !within(l.node, r.elsewhere) && !r.elsewhere(l.node) {
			near = append(near, l)
		}
	}
	return near
}
