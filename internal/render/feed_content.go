package render

import (
	"strconv"
	"strings"

	"storywire/internal/news"
)

// content is the story as HTML that stands in a reader's own page: with no
// script, style, form or frame, and with addresses that are absolute. It says
// which way it is written, because the page around it may go the other way. What
// is unlawful in it is for the format to leave out.
func (i *Item) content() string {
	b := contentWriter{told: i.told}
	b.Grow(i.size / 2) // a document has most words twice
	rtl := i.Dir() == "rtl"
	if rtl {
		b.raw(`<div dir="rtl">`)
	}
	if len(i.Highlights) > 0 {
		b.raw("<ul>")
		for _, h := range i.Highlights {
			b.element("li", h)
		}
		b.raw("</ul>\n")
	}
	if lead := i.Lead(); lead != nil {
		b.figure(lead)
	}
	for n, block := range i.Body {
		b.block(n, block)
	}
	for _, s := range i.Sources {
		b.source(s)
	}
	for _, c := range i.Corrections {
		b.raw("<p><strong>" + i.Corrected(c.Kind) + "</strong>, " + i.Clock(c.At) + ": " + c.Note + "</p>\n")
	}
	if rtl {
		b.raw("</div>")
	}
	return b.String()
}

// contentWriter writes a story's blocks as HTML.
type contentWriter struct {
	strings.Builder
	*told
}

func (b *contentWriter) raw(s string) { b.WriteString(s) }

// text writes plain text.
func (b *contentWriter) text(s string) { _, _ = inHTML.WriteString(b, s) } // a Builder does not fail

// inHTML escapes plain text, and no more of it than must be.
var inHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (b *contentWriter) element(name, text string) {
	b.raw("<" + name + ">")
	b.text(text)
	b.raw("</" + name + ">")
}

// block writes the block that is the nth of the body.
func (b *contentWriter) block(n int, k news.Block) {
	switch k.Type {
	case news.Paragraph:
		b.raw("<p>")
		if n == 0 && b.Dateline != "" {
			b.element("b", b.Dateline)
			b.raw(" — ")
		}
		b.raw(k.HTML)
		b.raw("</p>\n")
	case news.Heading:
		b.element("h"+strconv.Itoa(min(max(k.Level, 2), 6)), k.Text)
		b.raw("\n")
	case news.BlockQuote:
		b.raw("<blockquote><p>" + k.HTML + "</p>")
		if speaker := b.Said(k); speaker != nil {
			b.raw("<p>— ")
			b.element("cite", speakerLine(speaker))
			b.raw("</p>")
		}
		b.raw("</blockquote>\n")
	case news.PhotoBlock:
		if p := b.Photo(k); p != nil {
			b.figure(p)
		}
	case news.List:
		list := "ul"
		if b.Numbered(k) {
			list = "ol"
		}
		b.raw("<" + list + "><li>" + strings.Join(k.Items, "</li><li>") + "</li></" + list + ">\n")
	case news.Embed:
		b.embed(k)
	}
}

// embed is a link to what a page of the newsroom's own would show.
func (b *contentWriter) embed(k news.Block) {
	title := k.Title
	if title == "" {
		title = k.URL
	}
	address := uriOf(k.URL)
	if address == "" {
		b.element("p", title)
		return
	}
	b.raw(`<p><a href="`)
	b.text(address)
	b.raw(`">`)
	b.text(title)
	b.raw("</a></p>\n")
}

// figure is a picture with what stands below it, or that alone where the picture
// has no address.
func (b *contentWriter) figure(p *news.ArticlePhoto) {
	line, license := b.CreditLine(p), uriOf(p.LicenseURL)
	if p.URL == "" && p.Caption == "" && line == "" {
		return
	}
	b.raw("<figure>")
	if p.URL != "" {
		b.image(p)
	}
	if p.Caption != "" || line != "" || license != "" {
		b.raw("<figcaption>")
		b.text(p.Caption)
		if line != "" {
			b.raw(" ")
			b.element("small", line)
		}
		if license != "" {
			b.raw(` <small><a href="`)
			b.text(license)
			b.raw(`">Licence</a></small>`)
		}
		b.raw("</figcaption>")
	}
	b.raw("</figure>\n")
}

func (b *contentWriter) image(p *news.ArticlePhoto) {
	b.raw(`<img src="`)
	b.text(p.URL)
	b.raw(`" alt="`)
	b.text(p.AltText)
	b.raw(`"`)
	if p.Width > 0 && p.Height > 0 {
		b.raw(` width="` + strconv.Itoa(p.Width) + `" height="` + strconv.Itoa(p.Height) + `"`)
	}
	b.raw(">")
}

func (b *contentWriter) source(s news.ArticleSource) {
	name := s.Name
	if s.Alias != "" {
		name += " (" + s.Alias + ")"
	}
	if s.Role != "" {
		name += ", " + s.Role
	}
	b.element("p", "Source: "+name)
	b.raw("\n")
}
