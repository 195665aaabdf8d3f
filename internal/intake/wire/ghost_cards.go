package wire

import (
	"html"
	"strings"
)

// cardWriter writes a story that an editor's own format tells as HTML, which is
// then read as any. Its formats name the same parts ("cards") by the same names.
type cardWriter struct{ out strings.Builder }

// full tells that there are more words than a story has: what is longer is
// refused, and a file that names the same part again and again takes no memory.
func (w *cardWriter) full() bool { return w.out.Len() > longestStory }

// in writes what do writes, within an element.
func (w *cardWriter) in(element string, do func()) {
	w.out.WriteString("<" + element + ">")
	do()
	w.out.WriteString("</" + element + ">\n")
}

func (w *cardWriter) text(s string) { w.out.WriteString(html.EscapeString(s)) }

// paragraph writes a paragraph of HTML, where there is any.
func (w *cardWriter) paragraph(inner string) {
	if strings.TrimSpace(inner) != "" {
		w.in("p", func() { w.out.WriteString(inner) })
	}
}

// link writes the beginning of a link; it is ended by "</a>".
func (w *cardWriter) link(address string) {
	w.out.WriteString(`<a href="` + html.EscapeString(address) + `">`)
}

// card writes a part that is no words of a paragraph. What asks readers for
// something (buttons, forms, products, mails) is not the story's.
func (w *cardWriter) card(kind string, c object) {
	switch kind {
	case "image":
		w.picture(c, c.text("caption"))
	case "gallery":
		for _, image := range c.objects("images") {
			w.picture(image, image.text("caption"))
		}
		w.paragraph(c.text("caption"))
	case "embed", "video", "audio":
		w.embed(c)
	case "bookmark":
		w.bookmark(c)
	case "html":
		w.out.WriteString(c.text("html") + "\n")
	case "markdown", "card-markdown":
		w.out.WriteString(markdownHTML(c.text("markdown")) + "\n")
	case "code", "codeblock":
		w.in("p", func() { w.in("code", func() { w.text(c.text("code")) }) })
	case "callout":
		w.paragraph(c.text("callouttext"))
	case "toggle":
		w.in("h3", func() { w.out.WriteString(c.text("heading")) })
		w.out.WriteString(c.text("content") + "\n")
	case "header":
		w.in("h2", func() { w.out.WriteString(c.text("header", "heading")) })
		w.paragraph(c.text("subheader", "subheading"))
	}
}

func (w *cardWriter) picture(c object, caption string) {
	src := c.text("src")
	if src == "" {
		return
	}
	w.in("figure", func() {
		w.out.WriteString(`<img src="` + html.EscapeString(src) + `" alt="` + html.EscapeString(c.text("alt")) +
			`" width="` + html.EscapeString(c.text("width")) + `" height="` + html.EscapeString(c.text("height")) + `">`)
		w.in("figcaption", func() { w.out.WriteString(caption) })
	})
}

// embed writes somebody else's film or post: as the code that shows it, else as a
// link to it.
func (w *cardWriter) embed(c object) {
	switch code, address := c.text("html"), c.text("url", "src"); {
	case code != "":
		w.in("figure", func() {
			w.out.WriteString(code)
			w.in("figcaption", func() { w.out.WriteString(c.text("caption")) })
		})
	case address != "":
		w.in("p", func() {
			w.link(address)
			w.text(address)
			w.out.WriteString("</a>")
		})
		w.paragraph(c.text("caption"))
	}
}

func (w *cardWriter) bookmark(c object) {
	title := c.text("title")
	for _, m := range c.objects("metadata") {
		if title == "" {
			title = m.text("title")
		}
	}
	if title == "" {
		title = c.text("url")
	}
	w.in("p", func() {
		w.link(c.text("url"))
		w.text(title)
		w.out.WriteString("</a>")
	})
}
