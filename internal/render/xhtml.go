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
	b.Grow(4096)
	for n, block := range i.Body {
		b.block(n, block)
	}
	return asXML(b.String())
}

// asXML is HTML of ours as it can stand in XML 1.0.
func asXML(in string) string {
	var out bytes.Buffer
	out.Grow(len(in) + 512) // for what has to be escaped, and closed
	x := xmlWriter{bufio.NewWriter(&out)}
	x.markup(in)
	_ = x.Flush() // a buffer takes everything
	return out.String()
}

// element is one that a story's text is made of.
type element struct {
	name       string
	attributes []string // that it may have
	void       bool     // it has no content
}

// inStory are the elements, by name.
var inStory = func() map[string]element {
	elements := map[string]element{
		"a": {"a", []string{"href"}, false}, "span": {"span", []string{"lang"}, false}, "br": {"br", nil, true},
		"img": {"img", []string{"src", "alt", "width", "height"}, true},
	}
	for _, name := range strings.Fields("p h2 h3 h4 h5 h6 ul ol li figure figcaption small blockquote cite strong em b s sub sup code") {
		elements[name] = element{name: name}
	}
	return elements
}()

// markup writes HTML as well-formed XML: every element is closed, in its order,
// and what is none of a story's is left out but for its words. Feeds are full of
// it, so that what is read is not copied into tokens first.
func (x xmlWriter) markup(in string) {
	var open []string
	closeTo := func(n int) {
		for len(open) > n {
			x.raw("</")
			x.raw(open[len(open)-1])
			x.raw(">")
			open = open[:len(open)-1]
		}
	}
	z := html.NewTokenizer(strings.NewReader(in))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		switch kind {
		case html.TextToken:
			x.escape(string(z.Text()), false)
		case html.StartTagToken, html.SelfClosingTagToken:
			tag, _ := z.TagName()
			e, known := inStory[string(tag)]
			if !known {
				continue
			}
			x.raw("<")
			x.raw(e.name)
			x.attributes(z, e)
			if e.void {
				x.raw("/>")
				continue
			}
			x.raw(">")
			open = append(open, e.name)
		case html.EndTagToken:
			tag, _ := z.TagName()
			for n, name := range slices.Backward(open) {
				if name == string(tag) {
					closeTo(n)
					break
				}
			}
		}
	}
	closeTo(0)
}

// attributes writes those of the element's attributes that it may have, each
// once. Addresses are absolute.
func (x xmlWriter) attributes(z *html.Tokenizer, e element) {
	var had []string
	for more := len(e.attributes) > 0; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		name, text := string(key), string(value)
		address := name == "href" || name == "src"
		if !slices.Contains(e.attributes, name) || slices.Contains(had, name) || address && !webAddress(text) && !strings.HasPrefix(text, "mailto:") {
			continue
		}
		had = append(had, name)
		x.raw(" " + name + `="`)
		x.escape(text, true)
		x.raw(`"`)
	}
}
