package page

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"storywire/internal/news"
)

// deepest is how many elements may be open at once: what is deeper is read as
// if it stood at this depth. The parser itself gives up at 512.
const deepest = 200

// parse makes the page's tree.
func parse(s string) (*html.Node, error) {
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		doc, err = html.Parse(strings.NewReader(flatten(s)))
	}
	if err != nil {
		var f news.Faults
		f.Add("", "the page cannot be parsed as HTML")
		return nil, errors.Join(f.Err())
	}
	compose(doc)
	return doc, nil
}

// flatten leaves out the tags that are nested too deep, and keeps their words.
func flatten(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	depth := 0
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			if void[atom.Lookup(name)] {
				b.WriteString(raw)
				continue
			}
			if depth++; depth <= deepest {
				b.WriteString(raw)
			}
		case html.EndTagToken:
			if depth <= deepest {
				b.Write(z.Raw())
			}
			depth = max(0, depth-1)
		default:
			b.Write(z.Raw())
		}
	}
}

var void = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true,
	atom.Input: true, atom.Link: true, atom.Meta: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
}

// attr is an attribute's value, "" where the element has none.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// named is what an element is called by those who wrote the page: its classes,
// its id and what tests and components call it, in small letters.
func named(n *html.Node) string {
	var b strings.Builder
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "data-testid", "data-component", "data-qa", "data-test-id", "data-block", "data-module", "role", "data-gtm-element", "data-area":
			b.WriteString(strings.ToLower(a.Val[:min(len(a.Val), 300)]))
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// each walks the elements below n in the page's order; into says whether to
// look inside one.
func each(n *html.Node, into func(*html.Node) bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && into(c) {
			each(c, into)
		}
	}
}

// find is the first element below n for which is holds, nil for none.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	var found *html.Node
	each(n, func(c *html.Node) bool {
		if found == nil && is(c) {
			found = c
		}
		return found == nil
	})
	return found
}

func within(n *html.Node, is func(*html.Node) bool) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && is(p) {
			return true
		}
	}
	return false
}

// words is the text of an element as a reader sees it, its spaces as one.
func words(n *html.Node) string {
	var b strings.Builder
	gather(n, &b)
	return tidy(b.String())
}

func gather(n *html.Node, b *strings.Builder) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && unseen[n.DataAtom]:
	default:
		apart := n.Type == html.ElementNode && (!inline[n.DataAtom] || n.DataAtom == atom.Br)
		if apart {
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			gather(c, b)
		}
		if apart {
			b.WriteByte(' ')
		}
	}
}

// unseen are elements whose text no reader sees.
var unseen = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Math: true, atom.Iframe: true,
	atom.Object: true, atom.Head: true, atom.Select: true, atom.Textarea: true, atom.Datalist: true, atom.Audio: true, atom.Video: true, atom.Canvas: true,
}

// inline are elements within a line of text.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Br: true, atom.Cite: true, atom.Code: true, atom.Data: true,
	atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Mark: true, atom.Q: true,
	atom.Rp: true, atom.Rt: true, atom.Ruby: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true,
	atom.Sup: true, atom.Time: true, atom.U: true, atom.Var: true, atom.Wbr: true, atom.Strike: true, atom.Big: true, atom.Tt: true, atom.Label: true,
}
