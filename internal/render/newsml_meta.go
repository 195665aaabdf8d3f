package render

import (
	"slices"
	"time"

	"storywire/internal/news"
)

// itemMeta is what is to be known of the item, in the order that the schema asks
// for: what may be done with it above all.
func (x xmlWriter) itemMeta(i *Item) {
	x.start("itemMeta")
	x.raw("\n")
	x.empty("itemClass", "qcode", "ninat:text")
	x.provider(i.feed)
	x.leaf("versionCreated", i.ModifiedAt.UTC().Format(time.RFC3339Nano))
	x.leaf("firstCreated", utc(i.CreatedAt))
	x.leaf("embargoed", utc(i.EmbargoedUntil))
	x.empty("pubStatus", "qcode", "stat:"+pubStatus(i.Status))
	x.leaf("generator", generator)
	x.leaf("title", i.Title())
	for _, note := range i.edNotes() {
		x.leaf("edNote", note)
	}
	is := func(update bool) bool {
		return slices.ContainsFunc(i.Corrections, func(c news.Correction) bool { return (c.Kind == news.KindUpdate) == update })
	}
	if is(false) {
		x.empty("signal", "qcode", "sig:correction")
	}
	if is(true) {
		x.empty("signal", "qcode", "sig:update")
	}
	x.leaf("expires", utc(i.ExpiresAt))
	if href := uriOf(i.Address()); href != "" {
		x.empty("link", "rel", "irel:seeAlso", "href", href, "contenttype", "text/html")
	}
	x.end("itemMeta")
}

// contentMeta is what is to be known of the story itself.
func (x xmlWriter) contentMeta(i *Item) {
	x.start("contentMeta")
	x.raw("\n")
	x.leaf("contentCreated", i.onItsClock(i.PublishedAt))
	x.leaf("contentModified", i.onItsClock(i.Latest()))
	if i.Dateline != "" {
		x.concept("located", i.Dateline)
	}
	for _, s := range i.Sources {
		x.start("infoSource", "uri", uriOf(i.in("sources", s.Slug)), "literal", s.Slug)
		x.leaf("name", oneLine(s.Name))
		x.leaf("name", oneLine(s.Alias), "roleuri", "http://cv.iptc.org/newscodes/namerole/alternate")
		x.leaf("note", lawful(s.Role)) // in words, for which the codes of roles are too few
		x.end("infoSource")
	}
	for _, u := range i.Authors {
		element := "contributor"
		if u.Role == news.RoleAuthor {
			element = "creator"
		}
		x.concept(element, u.Name, "uri", uriOf(i.in("authors", u.ID.String())), "literal", u.Slug, "roleuri", partyRoles[u.Role])
	}
	x.leaf("altId", i.ID.String())
	if lang := i.Lang(); lang != "" {
		x.empty("language", "tag", lang)
	}
	attrs := []string{"literal", string(i.Kind)}
	if code := genre(i.Kind); code != "" {
		attrs = []string{"qcode", "genre:" + code}
	}
	x.concept("genre", string(i.Kind), attrs...)
	x.subjects(i)
	x.leaf("slugline", i.Slug)
	x.leaf("headline", i.Title(), "rank", "1")
	x.leaf("headline", lawful(i.Subhead), "rank", "2")
	x.leaf("dateline", lawful(i.Dateline))
	x.leaf("by", lawful(named(i.Names(news.RoleAuthor), i.Room.Name))) // the house stands in for a missing byline
	x.leaf("description", lawful(i.Summary), "role", "drol:summary")
	for _, h := range i.Highlights {
		x.leaf("description", lawful(h))
	}
	if zoneOf(i.TimeZone) != nil { // an offset does not tell which
		x.empty("contentMetaExtProperty", "reluri", scheduleTimezone, "value", i.TimeZone)
	}
	x.end("contentMeta")
}

// scheduleTimezone is schema.org's name for the zone by whose clock times are told.
const scheduleTimezone = "https://schema.org/scheduleTimezone"

// partyRoles are the IPTC's roles of whoever makes content
// (http://cv.iptc.org/newscodes/contentprodpartyrole/). A contributor is one by the
// element that says so.
var partyRoles = map[news.Role]string{
	news.RoleAuthor:       "http://cv.iptc.org/newscodes/contentprodpartyrole/author",
	news.RoleEditor:       "http://cv.iptc.org/newscodes/contentprodpartyrole/editor",
	news.RolePhotographer: "http://cv.iptc.org/newscodes/contentprodpartyrole/cameraOperator",
}

// subjects are what the story is filed under, and who and what is in it.
func (x xmlWriter) subjects(i *Item) {
	if i.Section != nil {
		x.concept("subject", i.Section.Name, "type", "cpnat:abstract", "uri", uriOf(i.in("sections", i.Section.Slug)), "literal", i.Section.Slug)
	}
	for _, t := range i.Tags {
		x.concept("subject", t.Name, "type", "cpnat:abstract", "uri", uriOf(i.in("tags", t.Slug)), "literal", t.Slug)
	}
	for _, s := range i.quoted() {
		x.concept("subject", s.Name, "type", "cpnat:person", "uri", uriOf(i.in("speakers", s.ID.String())), "literal", s.Slug)
	}
	for _, of := range []struct {
		mention news.MentionType
		code    string
	}{{news.Person, "cpnat:person"}, {news.Organisation, "cpnat:organisation"}, {news.Place, "cpnat:geoArea"}} {
		for _, m := range i.mentioned(of.mention) {
			x.concept("subject", m.Name, "type", of.code, "literal", m.Slug)
		}
	}
}

// partMeta is what is to be known of the nth photo.
func (x xmlWriter) partMeta(i *Item, n int, p *news.ArticlePhoto) {
	x.start("partMeta", "partid", i.partOf(i.photoID(n)), "contentrefs", i.photoID(n))
	x.leaf("contentCreated", string(p.TakenOn))
	if p.Photographer != "" {
		x.concept("creator", p.Photographer)
	}
	x.leaf("creditline", oneLine(p.Credit))
	x.leaf("description", lawful(p.Caption), "role", "drol:caption")
	x.leaf("description", lawful(p.AltText))
	x.leaf("edNote", photoReleased(p))
	x.end("partMeta")
}

// rights is what may be done with a part of the item, "" for all of it. Whether
// data may be mined is told in the words of PLUS (http://ns.useplus.org/LDF/),
// which the IPTC takes over.
func (x xmlWriter) rights(s Said, part string) {
	if s == (Said{}) {
		return
	}
	x.start("rightsInfo", "idrefs", part)
	x.leaf("copyrightNotice", s.Rights)
	x.leaf("usageTerms", s.Rights)
	if s.License != "" {
		x.empty("link", "reluri", "http://www.iana.org/assignments/relation/license", "href", s.License)
	}
	if s.Policy != "" {
		x.empty("link", "reluri", miningNS+"policy", "href", s.Policy)
	}
	switch {
	case s.Policy != "":
		x.empty("dataMining", "uri", plus+"DMI-PROHIBITED-SEELINKEDRIGHTSEXPR")
	case s.Reservation == "1":
		x.empty("dataMining", "uri", plus+"DMI-PROHIBITED")
	case s.Reservation == "0":
		x.empty("dataMining", "uri", plus+"DMI-ALLOWED")
	}
	x.end("rightsInfo")
}

const plus = "http://ns.useplus.org/ldf/vocab/"
