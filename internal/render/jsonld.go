package render

import (
	"fmt"
	"strings"
	"time"

	"storywire/internal/news"
)

// thing is something in schema.org's terms: its type and its properties.
type thing = map[string]any

// JSONLD is the article as schema.org has it: a NewsArticle or one of its kinds
// (https://schema.org/NewsArticle). Its "<" is written so that it can stand in a
// page's script element.
func JSONLD(i *Item) ([]byte, error) {
	t, a := i.told, i.Article
	doc := thing{
		"@context": "https://schema.org", "@type": schemaType(a.Kind), "@id": i.URN(),
		"identifier": a.ID.String(), "version": a.Version, "headline": a.Headline, "wordCount": a.WordCount,
		"url": i.Address(), "mainEntityOfPage": thing{"@type": "WebPage", "@id": i.Address()},
	}
	for name, value := range map[string]string{
		"alternativeHeadline": a.Subhead, "description": a.Summary, "inLanguage": t.Lang(), "dateline": a.Dateline, "articleBody": bodyText(t),
	} {
		if value != "" {
			doc[name] = value
		}
	}
	if doc["@type"] == liveBlog {
		delete(doc, "dateline") // which is of a NewsArticle alone
	}
	for name, at := range map[string]time.Time{"datePublished": a.PublishedAt, "dateModified": i.Latest(), "expires": a.ExpiresAt} {
		if !at.IsZero() {
			doc[name] = t.ISO(at)
		}
	}
	if a.Kind != "" && a.Kind != news.Kinds[0] {
		doc["genre"] = string(a.Kind) // which tells more of them apart than the types do
	}
	if a.Section != nil {
		doc["articleSection"] = a.Section.Name
	}
	if len(a.Tags) > 0 {
		names := make([]string, len(a.Tags))
		for i, tag := range a.Tags {
			names[i] = tag.Name
		}
		doc["keywords"] = names
	}
	if zoneOf(a.TimeZone) != nil { // of which schema.org knows with schedules alone
		doc["publication"] = thing{"@type": "PublicationEvent", "eventSchedule": thing{"@type": "Schedule", "scheduleTimezone": a.TimeZone}}
	}
	license(doc, t.Holds)
	publisher := publisherOf(t.Room)
	if publisher != nil {
		doc["publisher"] = publisher
	}
	for name, list := range map[string][]any{
		"author": authors(a, publisher), "editor": editors(a), "contributor": contributors(a),
		"image": images(i), "associatedMedia": unshown(i), "mentions": mentions(a), "hasPart": quotations(i), "correction": comments(t), "citation": citations(a),
	} {
		if len(list) > 0 {
			doc[name] = list
		}
	}
	return encodeEscaped(doc)
}

// authors are who wrote it; the house stands in for a missing byline.
func authors(a *news.Article, publisher thing) []any {
	list := credited(a, func(u news.ArticleAuthor) bool { return u.Role == news.RoleAuthor })
	if len(list) == 0 && publisher != nil {
		list = []any{publisher}
	}
	return list
}

// editors are the persons among them: a desk is none in schema.org.
func editors(a *news.Article) []any {
	return credited(a, func(u news.ArticleAuthor) bool { return u.Role == news.RoleEditor && u.Kind != news.KindDesk })
}

// contributors are all who are neither authors nor editors.
func contributors(a *news.Article) []any {
	return credited(a, func(u news.ArticleAuthor) bool {
		return u.Role != news.RoleAuthor && (u.Role != news.RoleEditor || u.Kind == news.KindDesk)
	})
}

// credited are those who are meant, each as the person or the desk that it is.
func credited(a *news.Article, meant func(news.ArticleAuthor) bool) (list []any) {
	for _, u := range a.Authors {
		if !meant(u) {
			continue
		}
		kind := "Person"
		if u.Kind == news.KindDesk {
			kind = "Organization"
		}
		list = append(list, thing{"@type": kind, "name": u.Name, "identifier": u.ID.String()})
	}
	return list
}

// liveBlog is the one kind of article that is no NewsArticle.
const liveBlog = "LiveBlogPosting"

// schemaType is what schema.org calls an article of the kind.
func schemaType(k news.Kind) string {
	switch k {
	case "analysis":
		return "AnalysisNewsArticle"
	case "opinion", "letter", "editorial":
		return "OpinionNewsArticle"
	case "review":
		return "ReviewNewsArticle"
	case "live":
		return liveBlog
	case "explainer":
		return "BackgroundNewsArticle"
	}
	return "NewsArticle"
}

func publisherOf(room news.Newsroom) thing {
	if room.Name == "" {
		return nil
	}
	p := thing{"@type": "NewsMediaOrganization", "name": room.Name}
	if room.LogoURL != "" {
		p["logo"] = logo(room)
	}
	if strings.HasPrefix(room.CorrectionsPolicy, "http") {
		p["correctionsPolicy"] = room.CorrectionsPolicy
	}
	return p
}

func logo(room news.Newsroom) thing {
	return thing{"@type": "ImageObject", "url": room.LogoURL, "contentUrl": room.LogoURL}
}

// license says what may be done with the work.
func license(work thing, s Said) {
	if s.Rights != "" {
		work["copyrightNotice"] = s.Rights
	}
	if s.License != "" {
		work["license"] = s.License
	}
	usage := thing{"@type": "CreativeWork"}
	if text := s.Usage(); text != "" {
		usage["text"] = text
	}
	if s.Policy != "" {
		usage["url"] = s.Policy
	}
	if len(usage) > 1 {
		work["usageInfo"] = usage
	}
}

func mentions(a *news.Article) (list []any) {
	types := map[news.MentionType]string{news.Person: "Person", news.Place: "Place", news.Organisation: "Organization"}
	for _, m := range a.Mentions {
		list = append(list, thing{"@type": types[m.Type], "name": m.Name})
	}
	return list
}

// quotations are the quotes, each with the address of its paragraph on the page.
func quotations(i *Item) (list []any) {
	for _, q := range i.Quotes {
		one := thing{"@type": "Quotation", "text": q.Text}
		if q.Speaker != nil {
			speaker := thing{"@type": "Person", "name": q.Speaker.Name}
			if q.Speaker.Title != "" {
				speaker["jobTitle"] = q.Speaker.Title
			}
			one["spokenByCharacter"] = speaker
		}
		if q.SaidOn != "" {
			one["dateCreated"] = string(q.SaidOn)
		}
		var block int
		if n, _ := fmt.Sscanf(q.Pointer, "/body/%d/text", &block); n == 1 && block < len(i.Body) {
			one["url"] = i.Address() + "#b-" + i.Body[block].ID.String()
		}
		list = append(list, one)
	}
	return list
}

func comments(t *told) (list []any) {
	for _, c := range t.Corrections {
		list = append(list, thing{"@type": "CorrectionComment", "identifier": c.ID.String(), "name": t.Corrected(c.Kind), "text": inlineText(c.Note), "datePublished": t.ISO(c.At)})
	}
	return list
}

// citations are what the sources gave, in words of the story's own.
func citations(a *news.Article) (list []any) {
	for _, s := range a.Sources {
		publisher := thing{"@type": "Organization", "name": s.Name}
		if s.Alias != "" {
			publisher["alternateName"] = s.Alias
		}
		one := thing{"@type": "CreativeWork", "publisher": publisher}
		if s.Role != "" {
			one["description"] = s.Role
		}
		list = append(list, one)
	}
	return list
}
