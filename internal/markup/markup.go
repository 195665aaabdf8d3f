// Package markup holds what Storywire does to the text inside a story: it
// cleans the inline HTML subset, derives plain text from it, and makes slugs.
//
// It works on strings alone. It must not know what a story is, nor where the
// text came from.
package markup

import (
	"regexp"
	"strings"

	"github.com/gosimple/slug"
	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Setter cleans, derives and makes slugs. The zero value works.
type Setter struct{}

// policy is the inline subset of the house: a, em, strong, s, sub, sup, code,
// br, and span with a language. b and i pass here to become strong and em.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("em", "strong", "s", "sub", "sup", "code", "br", "b", "i")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)).OnElements("span")
	return p
}()

var renamed = map[atom.Atom]string{atom.B: "strong", atom.I: "em"}

// Clean reduces HTML to the inline subset, well formed and with minimal
// escaping, so that cleaning again changes nothing.
func (Setter) Clean(in string) string {
	safe := policy.Sanitize(in)
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(safe), body)
	if err != nil { // nested deeper than the parser goes: keep the words
		return escape(plain(safe))
	}
	var b strings.Builder
	for _, n := range nodes {
		write(&b, n)
	}
	return strings.TrimSpace(b.String())
}

// write serialises one node of the cleaned tree.
func write(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(escape(spaces.Replace(n.Data)))
		return
	case html.ElementNode:
	default:
		return
	}
	if n.DataAtom == atom.Br {
		b.WriteString("<br>")
		return
	}
	if n.DataAtom == atom.Span && len(n.Attr) == 0 { // says nothing: its words alone
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			write(b, c)
		}
		return
	}
	name := n.Data
	if to, ok := renamed[n.DataAtom]; ok {
		name = to
	}
	b.WriteString("<" + name)
	for _, a := range n.Attr {
		b.WriteString(" " + a.Key + `="` + attribute.Replace(a.Val) + `"`)
	}
	b.WriteString(">")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		write(b, c)
	}
	b.WriteString("</" + name + ">")
}

var (
	spaces    = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")
	text      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	attribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
)

func escape(s string) string { return text.Replace(s) }

// FromText is the HTML of plain text: escaped, its line breaks as br.
func (Setter) FromText(in string) string {
	in = strings.ReplaceAll(strings.TrimSpace(in), "\r\n", "\n")
	return strings.ReplaceAll(escape(in), "\n", "<br>")
}

// Plain is the text of cleaned HTML: tags gone, entities resolved, br a line
// break.
func (Setter) Plain(in string) string { return plain(in) }

func plain(in string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(in))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); string(name) == "br" {
				b.WriteByte('\n')
			}
		}
	}
}

// maxSlug is how many characters a slug made from a headline has at the most.
const maxSlug = 80

// hyphens are what the library leaves between words: it keeps underscores.
var hyphens = regexp.MustCompile(`[-_]+`)

// Slug makes a slug of a headline or a name: Unicode folded and transliterated
// to a-z, 0-9 and "-", cut at a word. It is "" when nothing of the text can be
// written that way.
func (Setter) Slug(in string) string {
	s := hyphens.ReplaceAllString(slug.Make(in), "-")
	if len(s) <= maxSlug {
		return strings.Trim(s, "-")
	}
	s = s[:maxSlug+1]
	if cut := strings.LastIndexByte(s, '-'); cut > maxSlug/2 {
		s = s[:cut]
	} else {
		s = s[:maxSlug]
	}
	return strings.Trim(s, "-")
}
