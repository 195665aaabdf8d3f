package page

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Some pages tell of their story in a list of labels and what each stands for:
// "Author Ada Quill", "Datum 28.04.2023".
var (
	authorLabel = regexp.MustCompile(`(?i)^(?:authors?|autor(?:in)?(?:/autor(?:in)?)?|autor(?:/autora|es)?|auteurs?|autore|लेखक|लेखिका)(?:\s*:\s*|\s+|$)`)
	dateLabel   = regexp.MustCompile(`(?i)^(?:date|published(?: on)?|datum|erschienen(?: am)?|veröffentlicht(?: am)?|fecha|publicado(?: el)?|publié(?: le)?|तारीख)(?:\s*:\s*|\s+|$)`)
)

// mostLabels bounds how many lines that start with a label's word are looked at.
const mostLabels = 20

// labelled is what stands behind the first label of a kind, "" for none.
func (r *reader) labelled(label *regexp.Regexp) (string, line) {
	looked := 0
	for i, l := range r.pageLines() {
		name := label.FindString(l.text)
		if name == "" || len(l.text) > 200 || looked == mostLabels {
			continue
		}
		looked++
		rest := l.text[len(name):]
		switch {
		case within(l.node, r.elsewhere):
		case l.node.DataAtom == atom.Dt && rest == "" && i+1 < len(r.lines) && r.lines[i+1].node.DataAtom == atom.Dd:
			return r.lines[i+1].text, l
		case rest != "" && isLabel(l.node, strings.TrimRight(name, ": ")):
			return rest, l
		}
	}
	return "", line{}
}

// isLabel tells a block that starts with an element of these words alone.
func isLabel(block *html.Node, name string) bool {
	c := block.FirstChild
	for c != nil && c.Type != html.ElementNode && strings.TrimSpace(c.Data) == "" {
		c = c.NextSibling
	}
	return c != nil && inline[c.DataAtom] && strings.TrimRight(words(c), ": ") == name
}

// areLabels tells a list that says who wrote the story and when, and nothing
// else.
func areLabels(items []string) bool {
	return len(items) > 0 && !slices.ContainsFunc(items, func(item string) bool {
		s := unescaped(item)
		return len(s) > 100 || !authorLabel.MatchString(s) && !dateLabel.MatchString(s)
	})
}
