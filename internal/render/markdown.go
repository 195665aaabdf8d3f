package render

import (
	"strconv"
	"strings"

	"storywire/internal/news"
)

// Markdown is the article as CommonMark with its facts in front, as YAML between
// two lines of dashes, which is what static site generators read. Every string
// there is in JSON's form, which is YAML's too (YAML 1.2, 1.3).
func Markdown(i *Item) ([]byte, error) {
	t, a := i.told, i.Article
	front, err := frontMatter(t)
	if err != nil {
		return nil, err
	}
	parts := []string{string(front)}
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(heading(1, a.Headline))
	if a.Subhead != "" {
		add("*" + escapeMarkdown(lawful(a.Subhead)) + "*")
		if !wordly(a.Subhead[0]) || !wordly(a.Subhead[len(a.Subhead)-1]) {
			parts[len(parts)-1] = "<em>" + escapeMarkdown(lawful(a.Subhead)) + "</em>"
		}
	}
	if len(a.Highlights) > 0 {
		lines := make([]string, len(a.Highlights))
		for i, h := range a.Highlights {
			lines[i] = "- " + escapeMarkdown(lawful(h))
		}
		add(strings.Join(lines, "\n"))
	}
	if lead := t.Lead(); lead != nil {
		add(photoMarkdown(t, lead))
	}
	for _, b := range a.Body {
		add(blockMarkdown(t, b))
	}
	for _, c := range a.Corrections {
		add("> **" + t.Corrected(c.Kind) + "** (" + escapeMarkdown(t.Clock(c.At)) + "): " + quoteLines(inlineMarkdown(lawful(c.Note))))
	}
	return []byte(strings.Join(parts, "\n\n") + "\n"), nil
}

func heading(level int, text string) string {
	if text == "" {
		return ""
	}
	return strings.Repeat("#", level) + " " + escapeMarkdown(strings.ReplaceAll(lawful(text), "\n", " "))
}

func blockMarkdown(t *told, b news.Block) string {
	switch b.Type {
	case news.Heading:
		return heading(b.Level, b.Text)
	case news.BlockQuote:
		text := "> " + quoteLines(inlineMarkdown(lawful(b.HTML)))
		if speaker := t.Said(b); speaker != nil {
			text += "\n>\n> — " + escapeMarkdown(lawful(speakerLine(speaker)))
		}
		return text
	case news.PhotoBlock:
		if p := t.Photo(b); p != nil {
			return photoMarkdown(t, p)
		}
		return ""
	case news.List:
		lines := make([]string, len(b.Items))
		for i, item := range b.Items {
			indent := "\n" + strings.Repeat(" ", len(marker(b, i)))
			lines[i] = marker(b, i) + strings.ReplaceAll(inlineMarkdown(lawful(item)), "\n", indent)
		}
		return strings.Join(lines, "\n")
	case news.Embed:
		title := b.Title
		if title == "" {
			title = b.URL
		}
		return "[" + escapeMarkdown(lawful(title)) + "](" + destination(b.URL) + ")"
	}
	return inlineMarkdown(lawful(b.HTML))
}

// marker is what stands before item i of a list.
func marker(b news.Block, i int) string {
	if b.Ordered != nil && *b.Ordered {
		return strconv.Itoa(i+1) + ". "
	}
	return "- "
}

// quoteLines goes on with a quote on each further line.
func quoteLines(s string) string { return strings.ReplaceAll(s, "\n", "\n> ") }

// destination is an address as a link of CommonMark takes it.
func destination(address string) string {
	return "<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A", `\`, "%5C").Replace(address) + ">"
}

func photoMarkdown(t *told, p *news.ArticlePhoto) string {
	var lines []string
	if p.URL != "" || p.AltText+p.Caption+t.CreditLine(p) != "" { // without an address it is an image of nothing
		lines = append(lines, "!["+escapeMarkdown(strings.ReplaceAll(lawful(p.AltText), "\n", " "))+"]("+destination(p.URL)+")")
	}
	caption := p.Caption
	if line := t.CreditLine(p); line != "" {
		caption = strings.TrimSpace(caption + " (" + line + ")")
	}
	caption = escapeMarkdown(lawful(caption))
	if license := uriOf(p.LicenseURL); license != "" {
		caption = strings.TrimSpace(caption + " [Licence](" + destination(license) + ")")
	}
	if caption != "" {
		lines = append(lines, caption)
	}
	return strings.Join(lines, "\\\n")
}
