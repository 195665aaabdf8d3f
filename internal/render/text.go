package render

import (
	"strings"

	"storywire/internal/news"
)

// Text is the article in plain text, as a wire sends it: a paragraph a line, an
// empty line between them, what belongs to pictures in square brackets.
func Text(i *Item) ([]byte, error) {
	t, a := i.told, i.Article
	var parts []string
	add := func(s string) {
		if s = strings.TrimSpace(lawful(s)); s != "" {
			parts = append(parts, s)
		}
	}
	add(a.Headline)
	add(a.Subhead)
	if names := t.Names(news.RoleAuthor); names != "" {
		add("By " + names)
	}
	for _, c := range t.Credits() {
		add(c.Label + " " + c.Names)
	}
	add(timesText(t))
	for i, h := range a.Highlights {
		if i == 0 {
			parts = append(parts, "")
		}
		parts[len(parts)-1] += "* " + lawful(h)
		if i < len(a.Highlights)-1 {
			parts[len(parts)-1] += "\n"
		}
	}
	if lead := t.Lead(); lead != nil {
		add(photoText(t, lead))
	}
	add(bodyText(t))
	for _, s := range a.Sources {
		add("Source: " + s.Name)
	}
	for _, c := range a.Corrections {
		add(t.Corrected(c.Kind) + ", " + t.Clock(c.At) + ": " + inlineText(c.Note))
	}
	add(t.Holds.Words("\n"))
	return []byte(strings.Join(parts, "\n\n") + "\n"), nil
}

func timesText(t *told) string {
	s := ""
	if !t.PublishedAt.IsZero() {
		s = "Published " + t.Clock(t.PublishedAt)
	}
	if updated := t.Updated(); !updated.IsZero() {
		s += "\nUpdated " + t.Clock(updated)
	}
	return s
}

func photoText(t *told, p *news.ArticlePhoto) string {
	words := p.Caption
	if words == "" {
		words = p.AltText
	}
	line := t.CreditLine(p)
	if license := label("licence ", uriOf(p.LicenseURL)); license != "" {
		line = strings.TrimPrefix(line+" · "+license, " · ")
	}
	if line != "" {
		words = strings.TrimSpace(words + " (" + line + ")")
	}
	if words == "" {
		return "[Photo]"
	}
	return "[Photo: " + words + "]"
}

// bodyText is the body alone.
func bodyText(t *told) string {
	var parts []string
	for i, b := range t.Body {
		text := blockText(t, b)
		if i == 0 && t.Dateline != "" && b.Type == news.Paragraph {
			text = t.Dateline + " — " + text
		}
		if text = strings.TrimSpace(lawful(text)); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n")
}

func blockText(t *told, b news.Block) string {
	switch b.Type {
	case news.BlockQuote:
		if speaker := t.Said(b); speaker != nil {
			return b.Text + "\n— " + speakerLine(speaker)
		}
	case news.PhotoBlock:
		if p := t.Photo(b); p != nil {
			return photoText(t, p)
		}
	case news.List:
		lines := make([]string, len(b.Items))
		for i, item := range b.Items {
			lines[i] = textMarker(b, i) + strings.ReplaceAll(inlineText(item), "\n", " ")
		}
		return strings.Join(lines, "\n")
	case news.Embed:
		return strings.TrimSpace(b.Title + " " + b.URL)
	}
	return b.Text
}

// textMarker is what stands before item i of a list: no hyphen, behind which a
// question is as likely somebody's in a dialogue.
func textMarker(b news.Block, i int) string {
	if m := marker(b, i); m != "- " {
		return m
	}
	return "* "
}

func speakerLine(s *news.QuoteSpeaker) string {
	if s.Title == "" {
		return s.Name
	}
	return s.Name + ", " + s.Title
}
