package render

import (
	"bufio"
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// story is the body as the wire formats take it, which have highlights, the lead
// picture, sources and corrections elsewhere: HTML that is well-formed XML too,
// so that a reader of either reads the same.
func (i *Item) story() string {
	b := contentWriter{told: i.told}
	for n, block := range i.Body {
		b.block(n, block)
	}
	return asXML(b.String())
}

// asXML is HTML of ours as it can stand in XML 1.0.
func asXML(in string) string {
	var out bytes.Buffer
	x := xmlWriter{bufio.NewWriter(&out)}
	x.markup(in)
	_ = x.Flush() // a buffer takes everything
	return out.String()
}

// inStory are the elements that a story's text is made of, each with the
// attributes that it may have.
var inStory = func() map[string][]string {
	elements := map[string][]string{"a": {"href"}, "span": {"lang"}, "img": {"src", "alt", "width", "height"}}
	for _, name := range strings.Fields("p h2 h3 h4 h5 h6 ul ol li figure figcaption small blockquote cite strong em b br s sub sup code") {
		elements[name] = nil
	}
	return elements
}()

// markup writes HTML as well-formed XML: every element is closed, in its order,
// and what is none of a story's is left out but for its words.
func (x xmlWriter) markup(in string) {
	var open []string
	closeTo := func(n int) {
		for len(open) > n {
			x.raw("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
	}
	eachToken(in, func(t html.Token) {
		switch t.Type {
		case html.TextToken:
			x.escape(t.Data, false)
		case html.StartTagToken, html.SelfClosingTagToken:
			if _, known := inStory[t.Data]; !known {
				return
			}
			x.raw("<" + t.Data)
			for _, a := range attributes(t) {
				x.raw(" " + a.Key + `="`)
				x.escape(a.Val, true)
				x.raw(`"`)
			}
			if t.Data == "br" || t.Data == "img" {
				x.raw("/>")
				return
			}
			x.raw(">")
			open = append(open, t.Data)
		case html.EndTagToken:
			for n, name := range slices.Backward(open) {
				if name == t.Data {
					closeTo(n)
					break
				}
			}
		}
	})
	closeTo(0)
}

// attributes are those of the element that it may have. Its addresses are
// absolute.
func attributes(t html.Token) (attrs []html.Attribute) {
	for _, a := range t.Attr {
		address := a.Key == "href" || a.Key == "src"
		switch {
		case !slices.Contains(inStory[t.Data], a.Key) || slices.ContainsFunc(attrs, func(b html.Attribute) bool { return b.Key == a.Key }):
		case address && !webAddress(a.Val) && !strings.HasPrefix(a.Val, "mailto:"):
		default:
			attrs = append(attrs, a)
		}
	}
	return attrs
}
