package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"storywire/internal/intake"
	"storywire/internal/news"
)

var (
	highlightNames = regexp.MustCompile(`key-?points?|key-?takeaways?|highlights|takeaways|tl-?dr|at-?a-?glance|bullet-?points|article-?summary|fact-?list|story-?summary`)
	highlightHeads = regexp.MustCompile(`(?i)^(?:das wichtigste(?: in kürze)?|auf einen blick|kurz gesagt|in kürze|l['’]essentiel|en bref|les points clés|ce qu['’]il faut retenir|claves|puntos clave|lo esencial|en síntesis|मुख्य बातें|मुख्य बिंदु|खास बातें):?$`)
)

// setHighlights takes the list of key points above the story: one under a
// heading for such, or in a box that is called so.
func (b *bodyReader) setHighlights() {
	for i := range b.all {
		c := &b.all[i]
		if c.Type != news.List || len(c.Items) < 2 || len(c.Items) > 20 || c.links > 0.3 {
			continue
		}
		headed := i > 0 && heads(b.all[i-1].Text)
		boxed := highlightNames.MatchString(named(c.node)) || within(c.node, func(n *html.Node) bool { return b.weight[n]*2 < b.total && highlightNames.MatchString(named(n)) })
		if !headed && !boxed {
			continue
		}
		for _, item := range c.Items {
			s := strings.ReplaceAll(unescaped(item), "\n", " ")
			if s == "" || len(b.article.Highlights) == intake.MostHighlights {
				continue
			}
			note(b.reader, under("highlights", len(b.article.Highlights)), claim[string]{evidence: place(c.node), method: "highlights_box", confidence: 0.9}, nil)
			b.article.Highlights = append(b.article.Highlights, s)
		}
		c.kept = false
		if headed {
			b.all[i-1].kept = false
		}
		return
	}
}

func heads(s string) bool { return intake.HeadsHighlights(s) || highlightHeads.MatchString(s) }
