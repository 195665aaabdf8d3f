package render

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"storywire/internal/news"
)

// The media types of NewsML-G2 (https://iptc.org/standards/newsml-g2/): of one
// item and of a message with several.
const (
	MediaNewsItem    = "application/vnd.iptc.g2.newsitem+xml"
	MediaNewsMessage = "application/vnd.iptc.g2.newsmessage+xml"
)

const (
	newsmlNS = "http://iptc.org/std/nar/2006-10-01/"
	xhtmlNS  = "http://www.w3.org/1999/xhtml"
	// newsCodes is the IPTC's catalog, which says what the prefixes of codes stand
	// for: ninat, stat, sig, genre and so on.
	newsCodes = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
)

// NewsML is the story as a NewsML-G2 2.35 newsItem, at the conformance level power.
func NewsML(i *Item) ([]byte, error) {
	var b bytes.Buffer
	x := newXML(&b)
	x.newsItem(i, newsmlNS)
	err := x.Flush()
	return b.Bytes(), err
}

// NewsMessage writes the feed as a NewsML-G2 newsMessage. What was taken from
// readers comes first, as items without content.
func NewsMessage(w io.Writer, f *Feed, items Items) error {
	x := newXML(w)
	x.start("newsMessage", "xmlns", newsmlNS)
	x.raw("\n")
	x.start("header")
	x.leaf("sent", utc(f.Updated))
	x.empty("catalogRef", "href", newsCodes)
	x.leaf("sender", named(lawful(f.Room.Name), f.Base))
	x.leaf("transmitId", f.ID)
	x.end("header")
	x.start("itemSet")
	x.raw("\n")
	for _, t := range f.Gone {
		x.goneItem(f, t)
	}
	empty := len(f.Gone) == 0
	for item, err := range items {
		if err != nil {
			return err
		}
		empty = false
		x.newsItem(item, "")
	}
	if empty {
		x.emptyPackage(f)
	}
	x.end("itemSet")
	x.end("newsMessage")
	return x.Flush()
}

// item opens an item of the kind, with all that stands before its own metadata.
func (x xmlWriter) item(kind, ns, urn string, version int, more ...string) {
	x.start(kind, append([]string{"xmlns", ns, "guid", urn, "version", strconv.Itoa(version),
		"standard", "NewsML-G2", "standardversion", "2.35", "conformance", "power"}, more...)...)
	x.raw("\n")
	x.empty("catalogRef", "href", newsCodes)
}

// provider names the newsroom.
func (x xmlWriter) provider(f *Feed) {
	x.concept("provider", f.Room.Name, "uri", uriOf(f.Base+"/v1/newsroom"))
}

// concept is something that has a name, with what else is known of it.
func (x xmlWriter) concept(element, name string, attrs ...string) {
	x.start(element, attrs...)
	x.leaf("name", oneLine(name))
	x.end(element)
}

// goneItem tells that a story was taken from readers, and why. Its version is a
// higher one than any that had content.
func (x xmlWriter) goneItem(f *Feed, t news.Tombstone) {
	x.item("newsItem", "", URN(t.ID), max(1, t.Version))
	x.start("itemMeta")
	x.empty("itemClass", "qcode", "ninat:text")
	x.provider(f)
	x.leaf("versionCreated", utc(t.At))
	x.empty("pubStatus", "qcode", "stat:"+pubStatus(t.Status))
	x.leaf("edNote", canceledNote(t))
	x.end("itemMeta")
	x.end("newsItem")
}

// emptyPackage stands where there is no story at all: a message has an item at
// least.
func (x xmlWriter) emptyPackage(f *Feed) {
	x.item("packageItem", "", f.ID, 1)
	x.start("itemMeta")
	x.empty("itemClass", "qcode", "ninat:composite")
	x.provider(f)
	x.leaf("versionCreated", utc(f.Updated))
	x.leaf("title", lawful(f.Title))
	x.end("itemMeta")
	x.start("groupSet", "root", "stories")
	x.empty("group", "id", "stories")
	x.end("groupSet")
	x.end("packageItem")
}

// newsItem is a story. ns is the namespace, "" where an element around it has it.
func (x xmlWriter) newsItem(i *Item, ns string) {
	dir := ""
	if i.Dir() == "rtl" {
		dir = "rtl"
	}
	x.item("newsItem", ns, i.URN(), i.version(), "xml:lang", i.Lang(), "dir", dir)
	var pictures []*news.ArticlePhoto
	if i.feed.Full {
		pictures = i.leadFirst()
	}
	text := "" // all there is, unless there are pictures with terms of their own
	if len(pictures) > 0 {
		text = i.partOf(i.textID())
	}
	x.rights(i.Holds, text)
	for n, p := range pictures {
		x.rights(Say(p.Terms), i.partOf(i.photoID(n)))
	}
	x.itemMeta(i)
	x.contentMeta(i)
	if text != "" {
		x.empty("partMeta", "partid", text, "contentrefs", i.textID())
	}
	for n, p := range pictures {
		x.partMeta(i, n, p)
	}
	if i.feed.Full {
		x.contentSet(i, pictures)
	}
	x.end("newsItem")
}

// textID names the text within a document that may hold many stories.
func (i *Item) textID() string { return "text-" + i.ID.String() }

// partOf names what is to be known of the part of the content with the id.
func (i *Item) partOf(id string) string { return "of-" + id }

// photoID names the nth photo within a document that may hold many stories.
func (i *Item) photoID(n int) string { return "photo-" + i.ID.String() + "-" + strconv.Itoa(n+1) }

// contentSet is the text, as XHTML, and where the pictures are.
func (x xmlWriter) contentSet(i *Item, pictures []*news.ArticlePhoto) {
	x.start("contentSet")
	x.raw("\n")
	x.start("inlineXML", "id", i.textID(), "contenttype", "application/xhtml+xml", "wordcount", strconv.Itoa(max(0, i.WordCount)))
	x.start("html", "xmlns", xhtmlNS, "xml:lang", i.Lang(), "dir", i.Dir())
	x.start("head")
	x.start("title") // which a page has, though it be empty
	x.escape(i.Title(), false)
	x.raw("</title></head>\n")
	x.start("body")
	x.raw(i.story())
	x.raw("</body></html>")
	x.end("inlineXML")
	for n, p := range pictures {
		attrs := []string{"id", i.photoID(n), "rendition", "rnd:web", "href", p.URL, "contenttype", mediaOf(p.URL)}
		if p.URL == "" { // then it has no rendition, and a name alone
			attrs = []string{"id", i.photoID(n), "residref", URN(p.ID), "contenttype", mediaOf("")}
		}
		if p.Width > 0 && p.Height > 0 {
			attrs = append(attrs, "width", strconv.Itoa(p.Width), "height", strconv.Itoa(p.Height))
		}
		x.empty("remoteContent", attrs...)
	}
	x.end("contentSet")
}

// oneLine is a text without line breaks, which names may not have.
func oneLine(s string) string { return strings.Join(strings.Fields(lawful(s)), " ") }
