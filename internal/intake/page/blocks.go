package page

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"storywire/internal/news"
)

// piece is a block of the body with the element that it was read from.
type piece struct {
	news.Block
	node   *html.Node
	signed string // whose words a block quote is
}

const (
	mostPieces = 50_000 // of a page: what stands behind them is not read
	mostItems  = 500
)

// blocksOf reads the blocks below n, in the page's order. skip tells the
// elements that are no part of the story.
func (r *reader) blocksOf(n *html.Node, skip func(*html.Node) bool) []piece {
	w := &blockWalk{reader: r, skip: skip, signed: true}
	w.walk(n)
	w.flush(n)
	return w.out
}

// blockWalk reads blocks: run is the inline content since the last block.
type blockWalk struct {
	*reader
	skip func(*html.Node) bool
	// picture makes a block of a figure or an image; nil where pictures are none.
	picture func(*html.Node) (news.Block, bool)
	signed  bool // what block quotes are signed with is told apart from their words
	out     []piece
	run     []*html.Node
}

func (w *blockWalk) walk(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case len(w.out) >= mostPieces:
			return
		case c.Type == html.TextNode:
			w.run = append(w.run, c)
		case c.Type != html.ElementNode || w.skip(c):
		case c.DataAtom == atom.Iframe:
			w.flush(n)
			w.addEmbed(c)
		case w.addPicture(c, n):
		case unseen[c.DataAtom]:
		case inline[c.DataAtom] && !holdsBlocks(c):
			w.run = append(w.run, c)
		default:
			w.flush(n)
			w.block(c)
		}
	}
}

// addPicture adds the block of a picture, where c is one and pictures are asked
// for.
func (w *blockWalk) addPicture(c, within *html.Node) bool {
	if w.picture == nil || c.DataAtom != atom.Figure && c.DataAtom != atom.Img {
		return false
	}
	b, ok := w.picture(c)
	if ok {
		w.flush(within)
		w.out = append(w.out, piece{Block: b, node: c})
	}
	return ok
}

// holdsBlocks tells an inline element that blocks stand in.
func holdsBlocks(n *html.Node) bool {
	return find(n, func(c *html.Node) bool {
		return !inline[c.DataAtom] && !unseen[c.DataAtom] && c.DataAtom != atom.Img && c.DataAtom != atom.Picture && c.DataAtom != atom.Source
	}) != nil
}

func (w *blockWalk) block(n *html.Node) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if s := words(n); s != "" && len([]rune(s)) <= 500 {
			w.out = append(w.out, piece{Block: news.Block{Type: news.Heading, Level: max(2, int(n.Data[1]-'0')), Text: s}, node: n})
			return
		}
		w.text(n, news.Paragraph)
	case atom.Blockquote:
		w.quote(n)
	case atom.Ul, atom.Ol:
		w.list(n)
	default:
		w.walk(n)
		w.flush(n)
	}
}

// quote reads a block quote: its paragraphs as one block.
func (w *blockWalk) quote(n *html.Node) {
	if address := w.embedded(n); address != "" {
		w.out = append(w.out, piece{Block: news.Block{Type: news.Embed, URL: address, Title: cut(words(n), 400)}, node: n})
		return
	}
	var sign *html.Node
	var line string
	if w.signed {
		sign, line = signedBy(n)
	}
	before := len(w.out)
	in := &inlineText{reader: w.reader, skip: func(c *html.Node) bool { return c == sign || w.skip(c) }}
	in.walk(n)
	if w.add(in, news.BlockQuote, n); len(w.out) > before && sign != nil {
		w.out[before].signed = line
		trimDash(&w.out[before].Block)
	}
}

// list reads a list, as several where it has more items than one may have.
func (w *blockWalk) list(n *html.Node) {
	ordered := n.DataAtom == atom.Ol
	var all []string
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || w.skip(c) {
			continue
		}
		in := &inlineText{reader: w.reader, skip: w.skip}
		in.walk(c)
		if text, html := in.result(); text != "" {
			if html == "" {
				html = escape(text)
			}
			all = append(all, html)
		}
	}
	for some := range slices.Chunk(all, mostItems) {
		w.out = append(w.out, piece{Block: news.Block{Type: news.List, Ordered: &ordered, Items: some}, node: n})
	}
}

// text adds all words of an element as one block.
func (w *blockWalk) text(n *html.Node, kind news.BlockType) {
	in := &inlineText{reader: w.reader, skip: w.skip}
	in.walk(n)
	w.add(in, kind, n)
}

// flush makes a paragraph of the inline content that has come together.
func (w *blockWalk) flush(n *html.Node) {
	run := w.run
	w.run = nil
	for len(run) > 0 { // two line breaks part paragraphs
		in := &inlineText{reader: w.reader, skip: w.skip}
		breaks := 0
		at := slices.IndexFunc(run, func(c *html.Node) bool {
			switch {
			case c.DataAtom == atom.Br:
				breaks++
			case c.Type != html.TextNode || strings.TrimSpace(c.Data) != "":
				breaks = 0
			}
			return breaks == 2
		})
		part := run
		if run = nil; at >= 0 {
			part, run = part[:at], part[at+1:]
		}
		for _, c := range part {
			in.node(c)
		}
		w.add(in, news.Paragraph, n)
	}
}

func (w *blockWalk) add(in *inlineText, kind news.BlockType, n *html.Node) {
	if text, html := in.result(); text != "" {
		w.out = append(w.out, piece{Block: news.Block{Type: kind, Text: text, HTML: html}, node: n})
	}
}
