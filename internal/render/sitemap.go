package render

import (
	"io"
	"time"

	"storywire/internal/news"

	"golang.org/x/text/language"
)

const (
	sitemapNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
	newsMapNS = "http://www.google.com/schemas/sitemap-news/0.9"
	// maxLocation is the longest address that a sitemap may have, in bytes.
	maxLocation = 2047
)

// MapAddress is where a file of a sitemap is, and when it last changed.
type MapAddress struct {
	Address string
	Latest  time.Time // zero where that is not known
}

// SitemapIndex writes the index of a sitemap (https://www.sitemaps.org/protocol.html).
func SitemapIndex(w io.Writer, files []MapAddress) error {
	x := newXML(w)
	x.start("sitemapindex", "xmlns", sitemapNS)
	x.raw("\n")
	for _, f := range files {
		x.location("sitemap", f.Address, f.Latest)
		x.end("sitemap")
	}
	x.end("sitemapindex")
	return x.Flush()
}

// Sitemap writes a file of a sitemap: the addresses of stories, each where people
// read it. f says where the newsroom is. A file is never empty, because none may
// be: without a story it has the newsroom's own address.
func Sitemap(w io.Writer, f *Feed, stories []news.Mapped) error {
	x := newXML(w)
	x.start("urlset", "xmlns", sitemapNS)
	x.raw("\n")
	x.stories(f, stories, func(*news.Mapped) {})
	x.end("urlset")
	return x.Flush()
}

// NewsSitemap writes the newest stories as a sitemap of news, which search
// engines look at for what is new.
func NewsSitemap(w io.Writer, f *Feed, stories []news.Mapped) error {
	publication := named(oneLine(f.Room.Name), f.Home())
	x := newXML(w)
	x.start("urlset", "xmlns", sitemapNS, "xmlns:news", newsMapNS)
	x.raw("\n")
	x.stories(f, stories, func(m *news.Mapped) {
		x.start("news:news")
		x.start("news:publication")
		x.leaf("news:name", publication)
		x.leaf("news:language", mapLanguage(m.Language, f.Room.Language))
		x.end("news:publication")
		x.leaf("news:publication_date", utc(m.PublishedAt))
		x.leaf("news:title", named(oneLine(m.Headline), m.Slug))
		x.end("news:news")
	})
	x.end("urlset")
	return x.Flush()
}

// stories writes each story that has an address, with what more is told of it.
func (x xmlWriter) stories(f *Feed, stories []news.Mapped, more func(*news.Mapped)) {
	none := true
	for n := range stories {
		if address := addressOf(f, &stories[n]); address != "" {
			x.location("url", address, stories[n].Latest)
			more(&stories[n])
			x.end("url")
			none = false
		}
	}
	if none {
		x.location("url", f.Home(), time.Time{})
		x.end("url")
	}
}

// addressOf is where people read the story, "" where that is no address that a
// sitemap may have.
func addressOf(f *Feed, m *news.Mapped) string {
	a := news.Article{ID: m.ID, Slug: m.Slug}
	if m.Section != "" {
		a.Section = &news.Ref{Slug: m.Section}
	}
	f.Room.Link(&a)
	address := uriOf((&Item{told: &told{Article: &a}, feed: f}).Address())
	if len(address) > maxLocation {
		return ""
	}
	return address
}

// location opens an entry with its address.
func (x xmlWriter) location(element, address string, latest time.Time) {
	x.start(element)
	x.leaf("loc", address)
	x.leaf("lastmod", utc(latest))
}

// mapLanguage is the first of the languages that there is, by its code of two
// letters, or of three where it has no other; Chinese by its script.
func mapLanguage(languages ...string) string {
	for _, name := range languages {
		tag, err := language.Parse(name)
		base, sure := tag.Base()
		if err != nil || sure == language.No {
			continue
		}
		if script, _ := tag.Script(); base.String() == "zh" {
			if script.String() == "Hant" {
				return "zh-tw"
			}
			return "zh-cn"
		}
		return base.String()
	}
	return "en"
}
