package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"storywire/internal/intake"
	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// signature is the line under a block quote that says whose words they are.
type signature struct {
	block int
	line  string
}

// signedBy finds what a block quote is signed with, which stands behind its words
// or is the caption of the figure that it is in: the element, and the line. Only a
// person signs: the name of a book or a paper is left in the words.
func signedBy(quote *html.Node) (*html.Node, string) {
	sign := lastWords(quote)
	if p := quote.Parent; sign == nil && p != nil && p.DataAtom == atom.Figure {
		sign = find(p, func(n *html.Node) bool { return n.DataAtom == atom.Figcaption })
	}
	if sign == nil {
		return nil, ""
	}
	line := strings.TrimLeft(words(sign), "—–-― ")
	name, _, _ := strings.Cut(line, ", ")
	if len(line) > 300 || !strings.Contains(name, " ") || !lexicon.IsPersonalName(name) || !intake.CanBeNamed(name) {
		return nil, ""
	}
	return sign, line
}

// lastWords is the footer or the cite element that a block quote ends with, nil
// where it ends otherwise or has no other words.
func lastWords(quote *html.Node) *html.Node {
	var sign *html.Node
	each(quote, func(n *html.Node) bool {
		is := n.DataAtom == atom.Footer || n.DataAtom == atom.Cite || n.DataAtom == atom.Figcaption
		if is && words(n) != "" {
			sign = n
		}
		return !is
	})
	if sign == nil {
		return nil
	}
	whole, line := words(quote), words(sign)
	if !strings.HasSuffix(whole, line) || len(whole) == len(line) {
		return nil
	}
	return sign
}

// trimDash takes the dash off a quote's end that stood before its signature.
func trimDash(b *news.Block) {
	const dashes = " \n—–-―"
	text, html := strings.TrimRight(b.Text, dashes), b.HTML
	if html != "" {
		html = strings.TrimSuffix(strings.TrimRight(html, dashes), "<br>")
		if letters(stripTags(html)) != letters(text) || strings.HasSuffix(stripTags(html), "—") {
			return
		}
	}
	b.Text, b.HTML = text, html
}

// quoting tells a figure that shows words and no picture.
func quoting(figure *html.Node) bool {
	return find(figure, func(n *html.Node) bool { return n.DataAtom == atom.Blockquote }) != nil &&
		find(figure, func(n *html.Node) bool { return n.DataAtom == atom.Img || n.DataAtom == atom.Iframe }) == nil
}
