package render

import (
	"io"
	"strconv"
	"time"

	"storywire/internal/news"
)

// RSS writes the feed as RSS 2.0 (https://www.rssboard.org/rss-specification)
// with the modules that readers know: content, Dublin Core, Media RSS and, for
// what RSS has no word for, Atom's links and times.
func RSS(w io.Writer, f *Feed, items Items) error {
	x := newXML(w)
	x.start("rss", "version", "2.0", "xmlns:atom", atomNS, "xmlns:content", "http://purl.org/rss/1.0/modules/content/",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:media", mediaNS, "xmlns:tdm", miningNS)
	x.raw("\n<channel>\n")
	x.leaf("title", lawful(f.Title))
	x.leaf("link", f.Home())
	x.leaf("description", lawful(f.Title))
	x.leaf("language", f.Room.Language)
	x.leaf("copyright", lawful(f.Room.Rights))
	if !f.Updated.IsZero() {
		x.leaf("lastBuildDate", mailDate(f.Updated))
	}
	x.leaf("generator", generator)
	x.empty("atom:link", "rel", "self", "type", "application/rss+xml", "href", f.Self)
	if f.Hub != "" {
		x.empty("atom:link", "rel", "hub", "href", f.Hub)
	}
	if logo := uriOf(f.Room.LogoURL); logo != "" {
		x.start("image")
		x.leaf("url", logo)
		x.leaf("title", lawful(f.Title))
		x.leaf("link", f.Home())
		x.end("image")
	}
	for item, err := range items {
		if err != nil {
			return err
		}
		x.rssItem(item)
	}
	x.raw("</channel>\n</rss>\n")
	return x.Flush()
}

// What stands in feeds of XML.
const (
	atomNS    = "http://www.w3.org/2005/Atom"
	mediaNS   = "http://search.yahoo.com/mrss/"
	miningNS  = "http://www.w3.org/ns/tdmrep#"
	generator = "Storywire"
)

// mailDate is a time as RFC 822 has it, with four digits of the year, which
// RSS prefers.
func mailDate(at time.Time) string { return at.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }

func (x xmlWriter) rssItem(i *Item) {
	x.start("item")
	x.raw("\n")
	x.leaf("title", i.Title())
	x.leaf("link", i.Address())
	x.leaf("guid", i.URN(), "isPermaLink", "false")
	x.leaf("pubDate", mailDate(i.PublishedAt))
	if latest := i.Latest(); latest.After(i.PublishedAt) {
		x.leaf("atom:updated", latest.UTC().Format(time.RFC3339))
	}
	for _, name := range i.Bylines() {
		x.leaf("dc:creator", name)
	}
	x.leaf("dc:language", i.Lang())
	for _, s := range i.subjects() {
		x.leaf("category", s.name)
	}
	x.leaf("description", inHTML.Replace(i.Short())) // which readers take for HTML
	if i.feed.Full {
		x.leaf("content:encoded", i.content())
	}
	x.leaf("dc:rights", i.Holds.Rights)
	if i.Holds.License != "" {
		x.empty("atom:link", "rel", "license", "href", i.Holds.License)
	}
	x.mining(i.Holds)
	x.media(i)
	x.end("item")
}

// media tells of the pictures in Media RSS
// (https://www.rssboard.org/media-rss). There is no media:description: readers
// take it for the story's.
func (x xmlWriter) media(i *Item) {
	for _, p := range i.Pictures() {
		var width, height string
		if p.Width > 0 && p.Height > 0 {
			width, height = strconv.Itoa(p.Width), strconv.Itoa(p.Height)
		}
		x.start("media:content", "url", p.URL, "medium", "image", "type", mediaOf(p.URL), "width", width, "height", height)
		x.leaf("media:title", lawful(titleOfPhoto(p)), "type", "plain")
		x.leaf("media:credit", lawful(creditOfPhoto(p)))
		said := Say(p.Terms)
		x.leaf("media:copyright", said.Rights)
		if said.License != "" {
			x.leaf("media:license", named(said.Rights, said.License), "type", "text/html", "href", said.License)
		}
		x.mining(said)
		x.end("media:content")
	}
}

// mining says whether it is reserved, in the terms of the TDM Reservation
// Protocol's own vocabulary: no module of RSS or Atom has a word for it.
func (x xmlWriter) mining(s Said) {
	x.leaf("tdm:reservation", s.Reservation)
	x.leaf("tdm:policy", s.Policy)
}

// titleOfPhoto is what a picture is called in a word: its caption.
func titleOfPhoto(p *news.ArticlePhoto) string {
	if p.Caption != "" {
		return p.Caption
	}
	return p.AltText
}

func creditOfPhoto(p *news.ArticlePhoto) string {
	if p.Credit != "" {
		return p.Credit
	}
	return p.Photographer
}
