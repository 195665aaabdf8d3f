package render

import (
	"strings"

	"storywire/internal/news"
)

// JSONLD is the article as schema.org has it: a NewsArticle or one of its kinds
// (https://schema.org/NewsArticle). Its "<" is written so that it can stand in a
// page's script element.
func JSONLD(i *Item) ([]byte, error) {
	t, a := i.told, i.Article
	type m = map[string]any
	doc := m{
		"@context": "https://schema.org", "@type": schemaType(a.Kind), "@id": "urn:uuid:" + a.ID.String(),
		"identifier": a.ID.String(), "version": a.Version, "headline": a.Headline, "wordCount": a.WordCount,
	}
	set := func(name, value string) {
		if value != "" {
			doc[name] = value
		}
	}
	set("alternativeHeadline", a.Subhead)
	set("description", a.Summary)
	set("inLanguage", t.Lang())
	set("dateline", a.Dateline)
	set("url", t.Web())
	set("mainEntityOfPage", t.Web())
	set("articleBody", bodyText(t))
	if a.Section != nil {
		doc["articleSection"] = a.Section.Name
	}
	if !a.PublishedAt.IsZero() {
		doc["datePublished"] = t.ISO(a.PublishedAt)
	}
	if !a.UpdatedAt.IsZero() {
		doc["dateModified"] = t.ISO(a.UpdatedAt)
	}
	if len(a.Tags) > 0 {
		names := make([]string, len(a.Tags))
		for i, tag := range a.Tags {
			names[i] = tag.Name
		}
		doc["keywords"] = names
	}
	publisher := publisherOf(t.Room)
	if publisher != nil {
		doc["publisher"] = publisher
	}
	for role, name := range map[news.Role]string{news.RoleAuthor: "author", news.RoleEditor: "editor", news.RoleContributor: "contributor"} {
		var people []any
		for _, u := range a.Authors {
			if u.Role == role {
				people = append(people, m{"@type": "Person", "name": u.Name, "identifier": u.ID.String()})
			}
		}
		if role == news.RoleAuthor && len(people) == 0 && publisher != nil {
			people = []any{publisher} // the house stands in for a missing byline
		}
		if len(people) > 0 {
			doc[name] = people
		}
	}
	list := func(name string, items []any) {
		if len(items) > 0 {
			doc[name] = items
		}
	}
	list("image", images(t))
	list("mentions", mentions(a))
	list("hasPart", quotations(t))
	list("correction", comments(t))
	list("citation", citations(a))
	return encodeEscaped(doc)
}

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
		return "LiveBlogPosting"
	case "explainer":
		return "BackgroundNewsArticle"
	}
	return "NewsArticle"
}

func publisherOf(room news.Newsroom) map[string]any {
	if room.Name == "" {
		return nil
	}
	p := map[string]any{"@type": "NewsMediaOrganization", "name": room.Name}
	if room.LogoURL != "" {
		p["logo"] = map[string]any{"@type": "ImageObject", "url": room.LogoURL}
	}
	if strings.HasPrefix(room.CorrectionsPolicy, "http") {
		p["correctionsPolicy"] = room.CorrectionsPolicy
	}
	return p
}

func images(t *told) (list []any) {
	for _, p := range t.Photos {
		if p.URL == "" {
			continue
		}
		image := map[string]any{"@type": "ImageObject", "url": p.URL, "contentUrl": p.URL}
		for name, value := range map[string]string{"caption": p.Caption, "description": p.AltText, "creditText": p.Credit,
			"copyrightNotice": p.Rights, "dateCreated": string(p.TakenOn), "datePublished": string(p.ReleasedOn)} {
			if value != "" {
				image[name] = value
			}
		}
		if p.Photographer != "" {
			image["creator"] = map[string]any{"@type": "Person", "name": p.Photographer}
		}
		if p.Width > 0 && p.Height > 0 {
			image["width"], image["height"] = p.Width, p.Height
		}
		list = append(list, image)
	}
	return list
}

func mentions(a *news.Article) (list []any) {
	types := map[news.MentionType]string{news.Person: "Person", news.Place: "Place", news.Organisation: "Organization"}
	for _, m := range a.Mentions {
		list = append(list, map[string]any{"@type": types[m.Type], "name": m.Name})
	}
	return list
}

func quotations(t *told) (list []any) {
	for _, q := range t.Quotes {
		one := map[string]any{"@type": "Quotation", "text": q.Text}
		if q.Speaker != nil {
			speaker := map[string]any{"@type": "Person", "name": q.Speaker.Name}
			if q.Speaker.Title != "" {
				speaker["jobTitle"] = q.Speaker.Title
			}
			one["spokenByCharacter"] = speaker
		}
		if q.SaidOn != "" {
			one["dateCreated"] = string(q.SaidOn)
		}
		list = append(list, one)
	}
	return list
}

func comments(t *told) (list []any) {
	for _, c := range t.Corrections {
		list = append(list, map[string]any{"@type": "CorrectionComment", "text": inlineText(c.Note), "datePublished": t.ISO(c.At)})
	}
	return list
}

func citations(a *news.Article) (list []any) {
	for _, s := range a.Sources {
		list = append(list, map[string]any{"@type": "CreativeWork", "publisher": map[string]any{"@type": "Organization", "name": s.Name}})
	}
	return list
}
