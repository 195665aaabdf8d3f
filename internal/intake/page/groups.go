package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"storywire/internal/news"
)

// A story's paragraphs are built alike, whatever else stands between them: an
// advertisement, a film, the next section's element. A group is the blocks
// whose elements have the same names, two levels up.

var numbers = regexp.MustCompile(`\d+|[_-]{2,}\w{5,}`)

// build is how a block's element is built: its own name, and those of the two
// that it stands in.
func build(n *html.Node) string {
	var b strings.Builder
	for range 3 {
		if n == nil || n.Type != html.ElementNode {
			break
		}
		b.WriteString(n.Data + "." + numbers.ReplaceAllString(strings.Join(strings.Fields(attr(n, "class")), "."), "") + "<")
		n = n.Parent
	}
	return b.String()
}

// prose tells a block that reads like a paragraph of a story.
func (c *candidate) prose() bool {
	return (c.Type == news.Paragraph || c.Type == news.BlockQuote) && len(c.text) > 60 && c.links < 0.35
}

// reads tells a block that rescue counts: one that reads like a paragraph, or any
// of a page that the library has not seen, since then nothing else tells of short
// ones.
func (b *bodyReader) reads(c *candidate) bool {
	return c.prose() || b.long && c.Type == news.Paragraph && c.text != "" && c.links < 0.35
}

// rescue looks whether the page has a group of paragraphs that is far longer
// than what was found: then that is the story.
func (b *bodyReader) rescue() {
	groups, kept := map[string]int{}, 0
	best := ""
	for i := range b.all {
		c := &b.all[i]
		if c.kept && c.prose() {
			kept += len(c.text)
		}
		if !b.reads(c) || c.away && !hidden(c.node) || b.isFurniture(c) {
			continue
		}
		key := build(c.node)
		if groups[key] += len(c.text); groups[key] > groups[best] {
			best = key
		}
	}
	if groups[best] < 2*kept || groups[best] < 300 {
		return
	}
	for i := range b.all {
		c := &b.all[i]
		c.kept = b.reads(c) && build(c.node) == best && !b.isFurniture(c)
	}
}

// hidden tells an element that stands in one that is not shown until a script
// has run, or a reader has paid.
func hidden(n *html.Node) bool {
	return within(n, func(p *html.Node) bool {
		return hasAttr(p, "hidden") || attr(p, "aria-hidden") == "true" || strings.Contains(strings.ReplaceAll(attr(p, "style"), " ", ""), "display:none")
	})
}

// extend keeps the blocks behind what was found that are built like most of it:
// the library reads one element, and the story goes on in the next.
func (b *bodyReader) extend() {
	groups, total := map[string]int{}, 0
	first := -1
	for i := range b.all {
		c := &b.all[i]
		if c.kept && c.prose() {
			groups[build(c.node)] += c.size
			total += c.size
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return
	}
	for i := first; i < len(b.all); i++ {
		c := &b.all[i]
		if i > first && c.node.Data == "h1" {
			return // another story
		}
		if !c.kept && c.prose() && !c.away && groups[build(c.node)]*3 > total && !b.isFurniture(c) {
			c.kept = true
		}
	}
}
