package page

import (
	"slices"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// What a page's record lists is taken as it is, and not looked for in the words.

// setLists sets whom and what the record says that the story mentions and rests
// on, and warns of what it says was wrong.
func (r *reader) setLists() {
	if r.story == nil {
		return
	}
	for _, v := range items(r.story.fields["mentions"]) {
		r.addMention(v)
	}
	for _, v := range items(r.story.fields["citation"]) {
		r.addSource(v)
	}
	if n := len(items(r.story.fields["correction"])); n > 0 {
		r.warn("correction_left_out", "the page tells of %d corrections, which belong to the story as it was published there", n)
	}
}

// mentioned are the types of things that a story mentions.
var mentioned = map[string]news.MentionType{"Person": news.Person, "Place": news.Place, "Organization": news.Organisation}

func (r *reader) addMention(v any) {
	m, _ := v.(map[string]any)
	name, of := tidy(r.said(m["name"], longestLine)), mentioned[kindOf(m)]
	if of == "" || !intake.CanBeNamed(name) || len(r.article.Mentions) >= mostMentioned {
		return
	}
	r.fromRecord(under("mentions", len(r.article.Mentions)), "mentions", 0.9)
	r.article.Mentions = append(r.article.Mentions, news.Mention{Type: of, Name: name})
}

// addSource adds the organisation that gave what the story cites; its role is what
// that was.
func (r *reader) addSource(v any) {
	m, _ := v.(map[string]any)
	if kindOf(m) == "ScholarlyArticle" || kindOf(m) == "Book" {
		return // the story rests on what it says, and not on the house that printed it
	}
	from, _ := m["publisher"].(map[string]any)
	name := tidy(r.said(from["name"], longestLine))
	known := slices.ContainsFunc(r.article.Sources, func(s news.ArticleSource) bool { return s.Name == name })
	if !intake.CanBeNamed(name) || known || len(r.article.Sources) >= mostRelated {
		return
	}
	r.fromRecord(under("sources", len(r.article.Sources)), "citation", 0.9)
	r.article.Sources = append(r.article.Sources, news.ArticleSource{
		Name: name, Alias: r.said(from["alternateName"], longestLine), Role: r.said(m["description"], longestLine)})
}
