package page

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// A page that this program has written, for whatever newsroom, says of each of its
// parts what it is: its record is whole, as it was typed, and the elements of its
// story have the ids of blocks and pictures. Nothing on it has to be weighed, and
// no paragraph of it is too short or too much like an advertisement to be one.

// ownForm is the element of the story on such a page, nil on any other: others
// call their stories by a UUID too, but not each paragraph of them. A page that
// shows neither a block nor a picture is read as anybody's.
func (s *survey) ownForm() *html.Node {
	if s.story == nil || s.story.from != "json-ld" {
		return nil
	}
	id, found := strings.CutPrefix(text(s.story.fields["@id"]), "urn:uuid:")
	if !found || !isUUID(id) {
		return nil
	}
	story := find(s.doc, func(n *html.Node) bool { return n.DataAtom == atom.Article && attr(n, "id") == id })
	if story == nil {
		return nil
	}
	for c := story.FirstChild; c != nil; c = c.NextSibling {
		kind, id, _ := strings.Cut(attr(c, "id"), "-")
		if (kind == "b" || kind == "p" && c.DataAtom == atom.Figure) && isUUID(id) {
			return story
		}
	}
	return nil
}

func isUUID(s string) bool { return len(s) == len(uuid.UUID{}.String()) && uuid.Validate(s) == nil }

// said is what a field of the record says: on a page of the house's own as it
// was typed, but for what shows as nothing; else as text in which there may be
// HTML. It has most code points at the most.
func (r *reader) said(v any, most int) string {
	s, is := v.(string)
	if !is || r.own == nil {
		return bounded(text(v), most)
	}
	return bounded(strings.TrimSpace(strings.Map(func(c rune) rune {
		if c != '\n' && c != '\t' && invisible(c) {
			return -1
		}
		return c
	}, s)), most)
}

// bounded is a text that has no more code points than there may be.
func bounded(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return cut(s, most-1)
}

// How much a field takes, in code points, and how many a list.
const (
	longestLine   = 500
	longestText   = 5000
	mostRelated   = 200
	mostMentioned = 1000
)

// takeOwn takes the story of such a page.
func (r *reader) takeOwn() {
	a := &r.article
	r.pictures = r.byIdentifier()
	for _, f := range []struct {
		to              *string
		pointer, member string
		most            int
	}{{&a.Headline, "/headline", "headline", longestLine}, {&a.Subhead, "/subhead", "alternativeHeadline", longestLine}, {&a.Summary, "/summary", "description", longestText}} {
		if *f.to = r.said(r.story.fields[f.member], f.most); *f.to != "" {
			r.fromRecord(f.pointer, f.member, asTyped)
		}
	}
	r.takeOwnTimes()
	r.takeOwnAuthors()
	for c := r.own.FirstChild; c != nil; c = c.NextSibling {
		id := attr(c, "id")
		switch {
		case c.DataAtom == atom.Ul && attr(c, "class") == "highlights":
			r.takeOwnHighlights(c)
		case c.DataAtom == atom.Figure && strings.HasPrefix(id, "p-"):
			r.takeOwnPhoto(c, strings.TrimPrefix(id, "p-"))
		case strings.HasPrefix(id, "b-"):
			r.takeOwnBlock(c, strings.TrimPrefix(id, "b-"))
		}
	}
	r.takeTail()
	r.takeOwnHidden()
	if languageTag.MatchString(r.language) {
		r.article.Language = r.language
		note(r, "/language", claim[string]{evidence: "html lang", method: "lang_attribute", confidence: asTyped}, nil)
	}
}

// asTyped is how sure one is of what such a page says.
const asTyped = 0.98

// takeOwnTimes takes the times, and the clock that they are told by.
func (r *reader) takeOwnTimes() {
	a := &r.article
	for _, f := range []struct {
		name, pointer string
		updated       bool
	}{{"article:published_time", "/published_at", false}, {"article:modified_time", "/updated_at", true}} {
		t, ok := r.readTime(r.meta(f.name))
		if !ok || f.updated && t.at.Before(a.PublishedAt) {
			continue
		}
		if f.updated {
			a.UpdatedAt = t.at.UTC()
		} else {
			a.PublishedAt = t.at.UTC()
			r.setZone(t)
		}
		note(r, f.pointer, claim[string]{evidence: "meta " + f.name, method: "meta", confidence: asTyped}, nil)
	}
	if name := attr(r.own, "data-time-zone"); intake.IsZone(name) {
		a.TimeZone = name
		note(r, "/time_zone", claim[string]{evidence: "data-time-zone", method: "data_attribute", confidence: asTyped}, nil)
	}
}

// takeOwnFiling takes where the story is filed.
func (r *reader) takeOwnFiling() {
	a := &r.article
	if a.CanonicalURL = r.absolute(r.canonical); a.CanonicalURL != "" {
		note(r, "/canonical_url", claim[string]{evidence: "link rel=canonical", method: "canonical_link", confidence: asTyped}, nil)
	}
	if name := r.said(r.story.fields["articleSection"], longestLine); intake.CanBeNamed(name) {
		a.Section = &news.Ref{Name: name}
		r.fromRecord("/section", "articleSection", asTyped)
	}
	for _, v := range items(r.story.fields["keywords"]) {
		if name := r.said(v, longestLine); intake.CanBeNamed(name) && len(a.Tags) < mostRelated {
			r.fromRecord(under("tags", len(a.Tags)), "keywords", asTyped)
			a.Tags = append(a.Tags, news.Ref{Name: name})
		}
	}
	a.Kind = news.Kind(r.said(r.story.fields["genre"], longestLine))
	if !slices.Contains(news.Kinds, a.Kind) {
		a.Kind = cmp.Or(kinds[r.story.kind], news.Kinds[0])
	}
	r.fromRecord("/kind", "genre", asTyped)
}

// takeOwnAuthors takes whom the record names, and from the lines under the
// headline what those did who did not write.
func (r *reader) takeOwnAuthors() {
	lines := r.ownCredits()
	for _, member := range []string{"author", "editor", "contributor"} {
		for _, v := range items(r.story.fields[member]) {
			m, _ := v.(map[string]any)
			name := r.said(m["name"], longestLine)
			if kind := kindOf(m); !intake.CanBeNamed(name) || kind != "Person" && kind != "Organization" || len(r.article.Authors) == mostRelated {
				continue // the newsroom itself, where nobody is named
			}
			who := news.ArticleAuthor{Name: name, Role: lines.role(member, name)}
			if kindOf(m) == "Organization" {
				who.Kind = news.KindDesk
			}
			r.fromRecord(under("authors", len(r.article.Authors)), member, asTyped)
			r.article.Authors = append(r.article.Authors, who)
		}
	}
}

// ownCredits are the lines under the headline of those who did not write the
// story, by what they did.
type ownCredits map[news.Role]string

func (r *reader) ownCredits() ownCredits {
	lines := ownCredits{}
	for _, role := range credited {
		if line := find(r.own, func(n *html.Node) bool { return attr(n, "class") == "byline "+string(role) }); line != nil {
			lines[role] = words(line)
		}
	}
	return lines
}

// credited are the roles that the record has no member for.
var credited = []news.Role{news.RolePhotographer, news.RoleEditor}

// role is what somebody did whom the record has in the member.
func (lines ownCredits) role(member, name string) news.Role {
	switch member {
	case "author":
		return news.RoleAuthor
	case "editor":
		return news.RoleEditor
	}
	for _, role := range credited {
		if strings.Contains(lines[role], tidy(name)) {
			return role
		}
	}
	return news.RoleContributor
}

func (r *reader) takeOwnHighlights(list *html.Node) {
	for c := list.FirstChild; c != nil; c = c.NextSibling {
		if s := bounded(words(c), longestText); s != "" && len(r.article.Highlights) < intake.MostHighlights {
			note(r, under("highlights", len(r.article.Highlights)), claim[string]{evidence: "ul.highlights", method: "highlights_box", confidence: asTyped}, nil)
			r.article.Highlights = append(r.article.Highlights, s)
		}
	}
}

// takeOwnBlock takes the block of the id that an element is, or the several that
// more than one may hold makes.
func (r *reader) takeOwnBlock(n *html.Node, id string) {
	var all []news.Block
	switch n.DataAtom {
	case atom.P:
		all = append(all, r.ownParagraph(n))
	case atom.Blockquote:
		all = append(all, r.ownText(n, news.BlockQuote, func(c *html.Node) bool { return c.DataAtom == atom.Footer }))
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		all = append(all, news.Block{Type: news.Heading, Level: max(2, int(n.Data[1]-'0')), Text: bounded(words(n), longestLine)})
	default:
		w := &blockWalk{reader: r, skip: nothing}
		w.block(n)
		for _, p := range w.out {
			all = append(all, p.Block)
		}
	}
	for _, b := range all {
		if b.Text == "" && len(b.Items) == 0 && b.URL == "" {
			continue
		}
		if _, known := r.blockAt[id]; !known && len(r.article.Body) < intake.MostBlocks-1 {
			r.blockAt[id] = len(r.article.Body)
		}
		r.takeBlock(b, n.Data, "own_form", asTyped)
	}
}

// ownParagraph is a paragraph or an embed. What the first one begins with may be
// the dateline.
func (r *reader) ownParagraph(n *html.Node) news.Block {
	if link := n.FirstChild; attr(n, "class") == "embed" && link != nil && link.DataAtom == atom.A {
		b := news.Block{Type: news.Embed, URL: r.absolute(attr(link, "href")), Title: bounded(words(link), longestLine)}
		if b.Title == b.URL {
			b.Title = ""
		}
		return b
	}
	if head := n.FirstChild; head != nil && head.DataAtom == atom.B && attr(head, "class") == "dateline" {
		r.article.Dateline = bounded(words(head), longestLine)
		note(r, "/dateline", claim[string]{evidence: "b.dateline", method: "own_form", confidence: asTyped}, nil)
		if dash := head.NextSibling; dash != nil && dash.Type == html.TextNode {
			dash.Data = strings.TrimPrefix(dash.Data, " — ")
		}
		n.RemoveChild(head)
	}
	return r.ownText(n, news.Paragraph, nothing)
}

func (r *reader) ownText(n *html.Node, kind news.BlockType, skip func(*html.Node) bool) news.Block {
	in := &inlineText{reader: r, skip: skip}
	in.walk(n)
	text, html := in.result()
	return news.Block{Type: kind, Text: text, HTML: html}
}

// nothing tells the elements of a page of ours that are no part of its story.
func nothing(*html.Node) bool { return false }

// takeOwnPhoto takes the picture of a figure: the one above the story, or a block
// of it.
func (r *reader) takeOwnPhoto(n *html.Node, id string) {
	at, known := r.photoAt[id]
	if !known {
		if len(r.article.Photos) >= mostRelated {
			return
		}
		record := r.pictures[id]
		at = r.addOwnPhoto(id, record)
		p := &r.article.Photos[at].PhotoFacts
		if record == nil { // then the figure tells what it shows
			*p, _ = (&bodyReader{reader: r}).figure(n)
		}
		r.reserve(&p.Terms, attr(n, "data-tdm-reservation"), attr(n, "data-tdm-policy"))
	}
	if attr(n, "class") == "lead" && len(r.article.Body) == 0 && at == 0 {
		r.article.Photos[at].Role = news.Lead
		return
	}
	r.takeBlock(news.Block{Type: news.PhotoBlock, PhotoID: r.article.Photos[at].ID}, "figure", "own_form", asTyped)
}

func (r *reader) addOwnPhoto(id string, record map[string]any) int {
	at := len(r.article.Photos)
	p := news.ArticlePhoto{ID: Brought(at), Brought: true, Role: news.Inline}
	r.tellOf(&p.PhotoFacts, record)
	r.fromRecord(under("photos", at), "image", asTyped)
	r.article.Photos = append(r.article.Photos, p)
	r.photoAt[id] = at
	return at
}

// takeOwnHidden takes the pictures that no figure of the page shows.
func (r *reader) takeOwnHidden() {
	for _, m := range r.imageObjects() {
		id := text(m["identifier"])
		if _, known := r.photoAt[id]; !known && id != "" && len(r.article.Photos) < mostRelated {
			r.addOwnPhoto(id, m)
		}
	}
}
