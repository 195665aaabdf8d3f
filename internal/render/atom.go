package render

import (
	"io"
	"time"

	"storywire/internal/news"
)

// Atom writes the feed as Atom 1.0 (RFC 4287), with what was taken from readers
// as tombstones (RFC 6721) before the stories, and the way to its archive
// documents (RFC 5005).
func Atom(w io.Writer, f *Feed, items Items) error {
	x := newXML(w)
	x.start("feed", "xmlns", atomNS, "xmlns:at", "http://purl.org/atompub/tombstones/1.0", "xmlns:fh", "http://purl.org/syndication/history/1.0", "xmlns:media", mediaNS, "xmlns:tdm", miningNS, "xml:lang", f.Room.Language)
	x.raw("\n")
	x.leaf("id", f.ID)
	x.leaf("title", lawful(f.Title), "type", "text")
	x.leaf("updated", f.Updated.UTC().Format(time.RFC3339Nano))
	x.empty("link", "rel", "self", "type", "application/atom+xml", "href", f.Self)
	x.empty("link", "rel", "alternate", "type", "text/html", "href", f.Home())
	if f.Hub != "" {
		x.empty("link", "rel", "hub", "href", f.Hub)
	}
	if f.PrevArchive != "" {
		x.empty("link", "rel", "prev-archive", "type", "application/atom+xml", "href", f.PrevArchive)
	}
	if f.Current != "" {
		x.empty("link", "rel", "current", "type", "application/atom+xml", "href", f.Current)
		x.empty("fh:archive")
	}
	x.atomPerson("author", f.Room.Name)
	x.leaf("generator", generator)
	x.leaf("logo", uriOf(f.Room.LogoURL))
	for _, t := range f.Gone {
		x.tombstone(t)
	}
	for item, err := range items {
		if err != nil {
			return err
		}
		x.atomEntry(item)
	}
	x.end("feed")
	return x.Flush()
}

func (x xmlWriter) atomPerson(role, name string) {
	if name == "" {
		return
	}
	x.start(role)
	x.leaf("name", lawful(name))
	x.end(role)
}

// tombstone tells that a story was taken from readers, and why.
func (x xmlWriter) tombstone(t news.Tombstone) {
	x.start("at:deleted-entry", "ref", URN(t.ID), "when", t.At.UTC().Format(time.RFC3339Nano))
	x.leaf("at:comment", lawful(t.Note), "type", "html")
	x.end("at:deleted-entry")
}

func (x xmlWriter) atomEntry(i *Item) {
	x.start("entry", "xml:lang", i.Lang())
	x.raw("\n")
	x.leaf("id", i.URN())
	x.leaf("title", i.Title(), "type", "text")
	x.empty("link", "rel", "alternate", "type", "text/html", "href", i.Address())
	x.leaf("published", i.PublishedAt.UTC().Format(time.RFC3339Nano))
	x.leaf("updated", i.Latest().UTC().Format(time.RFC3339Nano))
	for _, name := range i.Bylines() {
		x.atomPerson("author", name)
	}
	for _, name := range i.named(news.RoleContributor, "") {
		x.atomPerson("contributor", name)
	}
	for _, s := range i.subjects() {
		x.empty("category", "term", s.slug, "scheme", s.scheme, "label", s.name)
	}
	x.leaf("summary", i.Short(), "type", "text")
	if i.feed.Full {
		x.leaf("content", i.content(), "type", "html")
	}
	x.leaf("rights", i.Holds.Rights, "type", "text")
	if i.Holds.License != "" {
		x.empty("link", "rel", "license", "href", i.Holds.License) // RFC 4946
	}
	x.mining(i.Holds)
	x.media(i)
	x.end("entry")
}
