package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inlineText is the words of a block with the marks that the house's HTML
// keeps. Its text and its HTML are made together, so that offsets in the one
// are true of the other.
type inlineText struct {
	*reader
	skip   func(*html.Node) bool
	text   strings.Builder
	html   strings.Builder
	marked bool
	gap    byte // a space or a line break that waits for the next word
	open   []string
	shown  int // how many of open are written
}

// kept are the elements that the house's HTML has, by what they become.
var kept = map[atom.Atom]string{
	atom.Em: "em", atom.I: "em", atom.Cite: "em", atom.Strong: "strong", atom.B: "strong", atom.S: "s", atom.Strike: "s", atom.Del: "s",
	atom.Sub: "sub", atom.Sup: "sup", atom.Code: "code", atom.Kbd: "code", atom.Samp: "code",
}

func (t *inlineText) walk(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t.node(c)
	}
}

func (t *inlineText) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		t.words(n.Data)
	case n.Type != html.ElementNode || unseen[n.DataAtom] || t.skip(n):
	case n.DataAtom == atom.Br:
		t.space('\n')
	case n.DataAtom == atom.A && t.leadsTo(n) != "":
		t.within(n, `a href="`+escape(strings.ReplaceAll(t.leadsTo(n), `"`, "%22"))+`"`)
	case t.own != nil && n.DataAtom == atom.Span && languageTag.MatchString(attr(n, "lang")):
		t.within(n, `span lang="`+attr(n, "lang")+`"`)
	case kept[n.DataAtom] != "":
		t.within(n, kept[n.DataAtom])
	case !inline[n.DataAtom]:
		t.space('\n')
		t.walk(n)
		t.space('\n')
	default:
		t.walk(n)
	}
}

// leadsTo is where a link leads, "" for one that the house's HTML does not keep.
func (t *inlineText) leadsTo(link *html.Node) string {
	address := attr(link, "href")
	if t.own != nil && strings.HasPrefix(address, "mailto:") {
		return address
	}
	return t.absolute(address)
}

// within writes what is in an element as marked. A mark in one of its own says
// nothing more.
func (t *inlineText) within(n *html.Node, tag string) {
	for _, o := range t.open {
		if o == tag || tag[0] == 'a' && o[0] == 'a' {
			t.walk(n)
			return
		}
	}
	if len(t.open) > 8 {
		t.walk(n)
		return
	}
	t.open = append(t.open, tag)
	t.walk(n)
	if t.shown == len(t.open) {
		name, _, _ := strings.Cut(tag, " ")
		t.html.WriteString("</" + name + ">")
		t.shown--
	}
	t.open = t.open[:len(t.open)-1]
}

func (t *inlineText) space(c byte) {
	if t.gap == 0 || c == '\n' {
		t.gap = c
	}
}

func (t *inlineText) words(s string) {
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			t.space(' ')
			continue
		case invisible(r):
			continue
		}
		t.write(r)
	}
}

// write writes one character, with the space and the marks that wait for it.
func (t *inlineText) write(r rune) {
	if t.gap != 0 && t.text.Len() > 0 {
		t.text.WriteByte(t.gap)
		if t.gap == '\n' {
			t.html.WriteString("<br>")
			t.marked = true
		} else {
			t.html.WriteByte(' ')
		}
	}
	t.gap = 0
	for t.shown < len(t.open) {
		t.html.WriteString("<" + t.open[t.shown] + ">")
		t.shown++
		t.marked = true
	}
	t.text.WriteRune(r)
	t.html.WriteString(escape(string(r)))
}

// result is the text, and the HTML where that says more.
func (t *inlineText) result() (text, html string) {
	if !t.marked || strings.Contains(t.text.String(), "\n") && !strings.Contains(t.html.String(), "</") {
		return t.text.String(), ""
	}
	return t.text.String(), t.html.String()
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape writes text as HTML.
func escape(s string) string { return escapes.Replace(s) }
