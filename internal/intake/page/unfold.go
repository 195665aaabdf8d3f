package page

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Pages that a script draws keep their story in that script, as HTML in a string.

const (
	leastProse  = 600 // bytes of words that a page whose story stands in it shows
	leastFolded = 400 // bytes of a string that may be a story
)

// unfold puts the story into a page that hardly shows any words and keeps them
// in its scripts.
func (r *reader) unfold() {
	shown := 0
	for _, l := range r.pageLines() {
		if len(l.text) > 80 {
			shown += len(l.text)
		}
	}
	if shown >= leastProse {
		return
	}
	body := find(r.doc, func(n *html.Node) bool { return n.DataAtom == atom.Body })
	story := folded(r.doc)
	if body == nil || len(stripTags(story)) < 2*shown+leastFolded {
		return
	}
	pieces, err := html.ParseFragment(strings.NewReader(story), body)
	if err != nil {
		return
	}
	article := &html.Node{Type: html.ElementNode, Data: "article", DataAtom: atom.Article}
	for _, n := range pieces {
		article.AppendChild(n)
	}
	body.AppendChild(article)
	r.lines = nil
	r.warn("text_in_script", "the page shows no story until its scripts have run; the words are those that the scripts keep")
}

// folded is the longest string of the page's scripts that is a story's HTML.
func folded(doc *html.Node) (best string) {
	each(doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Script && n.FirstChild != nil {
			eachString(n.FirstChild.Data, 2, func(s string) {
				if strings.Count(s, "<p") > 2 && strings.HasPrefix(strings.TrimSpace(s), "<") && len(s) > len(best) {
					best = s
				}
			})
		}
		return true
	})
	return best
}

// eachString hands over the long strings of a script, and those within strings
// that are script again.
func eachString(script string, depth int, take func(string)) {
	for {
		open := strings.IndexByte(script, '"')
		if open < 0 {
			return
		}
		end := stringEnd(script[open+1:])
		literal := script[open : open+1+end]
		script = script[min(len(script), open+2+end):]
		if len(literal) < leastFolded {
			continue
		}
		var s string
		if json.Unmarshal([]byte(literal+`"`), &s) != nil {
			continue
		}
		if take(s); depth > 0 && strings.Contains(s, `"`) && !strings.HasPrefix(strings.TrimSpace(s), "<") {
			eachString(s, depth-1, take)
		}
	}
}

// stringEnd is where a string ends whose first mark is passed.
func stringEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(s)
}
