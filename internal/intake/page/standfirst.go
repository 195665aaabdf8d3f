package page

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"storywire/internal/news"
)

var standfirstNames = regexp.MustCompile(`standfirst|sub-?head|sub-?title|(?:^|[ _-])de[ck]k?(?:[ _-]|$)|(?:^|[ _-])lead(?:[ _-]|$)|(?:^|[ _-])intro|(?:^|[ _-])summary|vorspann|chapo|excerpt|abstract|article-?description|(?:^|[ _-])lede?(?:[ _-]|$)|ingress|drop-?head|strapline|bajada|entradilla|sommaire|synopsis|kurztext`)

// setSummary sets the subhead, which stands between the headline and the story,
// and the summary, which is what others are told of it.
func (b *bodyReader) setSummary() {
	descriptions := b.descriptions()
	best, others, found := strongest(descriptions)
	if c, method := b.standfirst(descriptions); c != nil {
		b.article.Subhead = strings.ReplaceAll(c.Text, "\n", " ")
		note(b.reader, "/subhead", claim[string]{evidence: place(c.node), method: method, confidence: 0.9}, nil)
		c.kept = false
		b.subhead = c
	}
	if !found || letters(best.text) == letters(b.article.Subhead) || strings.HasSuffix(best.text, "…") || strings.HasSuffix(best.text, "...") || letters(best.text) == letters(b.article.Headline) {
		return
	}
	b.article.Summary = cut(best.text, 4000)
	note(b.reader, "/summary", best, others)
}

// descriptions are what the page tells others of its story.
func (r *reader) descriptions() []claim[string] {
	var all []claim[string]
	add := func(s, evidence, method string, confidence float64) {
		if len([]rune(s)) > 20 {
			all = append(all, claim[string]{s, s, evidence, method, confidence})
		}
	}
	for _, t := range r.told()[:min(1, len(r.told()))] {
		add(text(t.fields["description"]), t.from+" "+t.kind+".description", field(t), 0.8)
	}
	for i, name := range []string{"og:description", "description", "twitter:description", "dc.description", "sailthru.description"} {
		add(r.meta(name), "meta "+name, "meta", max(0.2, 0.7-0.15*float64(i)))
	}
	return all
}

// standfirst is the block above the story that is a description of it, word for
// word, or is called what such a block is called.
func (b *bodyReader) standfirst(descriptions []claim[string]) (*candidate, string) {
	heading, near := b.mainHeading(), 0
	passed := heading == nil
	for i := range b.all {
		c := &b.all[i]
		if c.node == heading {
			passed = true
			continue
		}
		if passed && c.Type == news.Paragraph && b.second(c) {
			return c, "json_ld"
		}
		if !passed || c.size < 25 || c.size > 800 || len([]rune(c.Text)) > 480 || c.Type == news.List || c.Type == news.Embed {
			continue
		}
		if near++; near > 6 {
			break
		}
		for _, d := range descriptions {
			if same := letters(d.text); same == c.text || len(same) > 60 && strings.HasPrefix(same, c.text) && len(c.text)*10 > len(same)*8 {
				if b.followed(i) {
					return c, "standfirst"
				}
			}
		}
		if c.links < 0.2 && (standfirstNames.MatchString(named(c.node)) || c.node.Parent != nil && standfirstNames.MatchString(named(c.node.Parent)) && onlyChild(c.node)) && b.followed(i) {
			return c, "standfirst_element"
		}
		if c.kept && c.Type == news.Paragraph {
			break
		}
	}
	return nil, ""
}

// second tells a block that the page's record has as its second headline, word
// for word.
func (b *bodyReader) second(c *candidate) bool {
	return b.story != nil && c.text != "" && c.text != letters(b.article.Headline) && slices.ContainsFunc(texts(b.story.fields["alternativeHeadline"]), func(s string) bool { return letters(s) == c.text })
}

// followed tells whether the story goes on behind a block.
func (b *bodyReader) followed(i int) bool {
	size := 0
	for _, c := range b.all[i+1:] {
		if c.kept {
			size += c.size
		}
	}
	return size > 2*b.all[i].size
}

func onlyChild(n *html.Node) bool {
	blocks := 0
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && words(c) != "" {
			blocks++
		}
	}
	return blocks == 1
}
