package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// candidate is a block of the page that may be the story's.
type candidate struct {
	piece
	text    string  // its words, as they are compared
	size    int     // of the text, in bytes
	links   float64 // the share of its words that are links
	found   bool    // the library took it for the story
	inField bool    // the page's articleBody has it
	away    bool    // it stands in an element that is furniture
	kept    bool

	looked, furniture bool // what isFurniture found
}

// bodyReader tells the story's blocks from all others on a page.
type bodyReader struct {
	*reader
	all    []candidate
	found  *passages // the library's opinion
	field  *passages // the page's own articleBody
	long   bool      // the library has not seen it
	weight map[*html.Node]int
	total  int
	judged map[*html.Node]bool

	subhead      *candidate
	first, last  *html.Node // the story's first paragraph and its last block
	over         bool       // the figure that is looked at stands above the story
	leadEvidence string     // what names the lead picture
}

// setBody finds the story's own words among everything on the page: the
// library says where they are, the page's own fields and the looks of its
// elements say what else belongs to them and what does not.
func (r *reader) setBody() {
	b := &bodyReader{reader: r, weight: map[*html.Node]int{}, judged: map[*html.Node]bool{}}
	for n := r.mainHeading(); n != nil; n = n.Parent { // where the headline stands, the story does
		b.judged[n] = false
	}
	words, long := extract(r.doc)
	b.found, b.field, b.long = newPassages(words), newPassages(""), long
	for _, t := range r.told() {
		if s := text(t.fields["articleBody"]); len(s) > len(b.field.text) {
			b.field = newPassages(s)
		}
	}
	for _, p := range r.blocksOf(r.doc, beyond) {
		b.add(p)
	}
	b.weigh()
	b.judge()
	b.rescue()
	b.extend()
	b.fill()
	b.trim()
	b.setSummary()
	b.setHighlights()
	b.setPhotos()
	b.dateShots()
	b.take()
}

// beyond are elements that no story's words stand in, whatever they are called.
func beyond(n *html.Node) bool {
	switch n.Data {
	case "nav", "button", "noscript", "template", "figcaption", "picture", "label", "dialog":
		return true
	case "figure":
		return !quoting(n)
	}
	return false
}

func (b *bodyReader) add(p piece) {
	c := candidate{piece: p}
	words := p.Text + " " + stripTags(strings.Join(p.Items, " "))
	c.text, c.size = letters(words), len(words)
	if c.size > 2 {
		c.links = float64(len(linked(p))) / float64(c.size)
	}
	if within(p.node, func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") != "" }) {
		c.links = 1
	}
	c.found = c.text != "" && b.found.has(c.text)
	c.inField = len(c.text) > 10 && b.field.has(c.text)
	b.all = append(b.all, c)
}

// linked is the words of a block that are links.
func linked(p piece) string {
	var all strings.Builder
	for _, s := range append([]string{p.HTML}, p.Items...) {
		for _, part := range strings.Split(s, "<a ")[1:] {
			part, _, _ = strings.Cut(part, "</a>")
			_, part, _ = strings.Cut(part, ">")
			all.WriteString(stripTags(part))
		}
	}
	return all.String()
}

// letters is a text's letters and digits, in small letters: what is left of it
// when it is compared.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// weigh says of each element how much of what was found for the story stands
// in it.
func (b *bodyReader) weigh() {
	for _, c := range b.all {
		if !c.found && !c.inField {
			continue
		}
		b.total += c.size
		for n := c.node; n != nil; n = n.Parent {
			b.weight[n] += c.size
		}
	}
}

// judge says which blocks are the story's: those found for it that are not
// furniture.
func (b *bodyReader) judge() {
	for i := range b.all {
		c := &b.all[i]
		c.away = b.isAway(c.node)
		c.kept = (c.found || c.inField) && !c.away && !b.isFurniture(c)
	}
}

// isAway tells whether a block stands in an element that is called what
// furniture is called and has little of the story in it.
func (b *bodyReader) isAway(n *html.Node) bool {
	if n == nil || n.Type != html.ElementNode {
		return false
	}
	if j, ok := b.judged[n]; ok {
		return j
	}
	j := b.weight[n]*10 < b.total*3 && aside(n) || b.isAway(n.Parent)
	b.judged[n] = j
	return j
}

// fill keeps what stands between the story's blocks and in the same element:
// headings, lists, short paragraphs that the library did not take.
func (b *bodyReader) fill() {
	parents := map[*html.Node]bool{}
	first, last := -1, -1
	for i, c := range b.all {
		if c.kept && (c.Type == news.Paragraph || c.inField) {
			parents[c.parent()] = true
			if last = i; first < 0 {
				first = i
			}
		}
	}
	for i := first; i >= 0 && i <= last; i++ {
		c := &b.all[i]
		if c.kept || c.away || b.isFurniture(c) || c.Type != news.Embed && c.links > 0.5 {
			continue
		}
		c.kept = parents[c.parent()] || c.Type == news.Embed && parents[c.parent().Parent]
	}
}

// parent is the element that a block stands in, beside the story's others.
func (p piece) parent() *html.Node {
	switch up := p.node.Parent; {
	case up == nil:
		return p.node
	case up.DataAtom == atom.Figure && up.Parent != nil:
		return up.Parent
	default:
		return up
	}
}

// trim drops the headings that nothing of the story follows.
func (b *bodyReader) trim() {
	follows := false
	for i := len(b.all) - 1; i >= 0; i-- {
		c := &b.all[i]
		if !c.kept {
			continue
		}
		if c.Type == news.Heading && !follows {
			c.kept = false
			continue
		}
		follows = c.Type != news.Heading
	}
}

// take makes the body of what is kept.
func (b *bodyReader) take() {
	seen, links := map[string]bool{letters(b.article.Headline): true, letters(b.article.Subhead): true}, b.links()
	for _, c := range b.all {
		if !c.kept || seen[c.text] && c.Type != news.Embed {
			continue
		}
		if c.size > 60 || len(b.article.Body) == 0 {
			seen[c.text] = true
		}
		method, confidence := "main_content", 0.85
		switch {
		case c.inField && c.found:
			confidence = 0.95
		case !c.found && !c.inField:
			method, confidence = "amid_the_story", 0.7
		}
		if c.signed != "" && len(b.article.Body) < intake.MostBlocks-1 {
			b.signed = append(b.signed, signature{len(b.article.Body), c.signed})
		}
		b.leads.add(c, links)
		b.takeBlock(c.Block, place(c.node), method, confidence)
	}
	b.takeTail()
}

// takeBlock adds a block to the body. Of what an article has no blocks for the
// words wait to be its last one.
func (r *reader) takeBlock(block news.Block, evidence, method string, confidence float64) {
	if len(r.article.Body) >= intake.MostBlocks-1 {
		r.tail = append(r.tail, block.Text+stripTags(strings.Join(block.Items, "\n")))
		return
	}
	r.provenance = append(r.provenance, intake.Provenance{Pointer: under("body", len(r.article.Body)), Evidence: evidence, Method: method, Confidence: confidence})
	r.article.Body = append(r.article.Body, block)
}

// takeTail makes the last block of the words that wait.
func (r *reader) takeTail() {
	if s := strings.TrimSpace(strings.Join(r.tail, "\n")); s != "" {
		r.provenance = append(r.provenance, intake.Provenance{Pointer: under("body", len(r.article.Body)), Method: "folded_lines", Confidence: 0.3})
		r.article.Body = append(r.article.Body, news.Block{Type: news.Paragraph, Text: s})
		r.warn("too_many_blocks", "an article has %d blocks at the most; what follows is in the last one", intake.MostBlocks)
	}
}

// place names an element as a style sheet would.
func place(n *html.Node) string {
	if class := strings.Fields(attr(n, "class")); len(class) > 0 {
		return cut(n.Data+"."+class[0], 60)
	}
	return n.Data
}
