package render

import (
	"slices"
	"strconv"
	"strings"

	"storywire/internal/news"
)

const (
	plainText = "text/plain"
	markup    = "text/html"
)

// ninjsOf is the story as a ninjs object.
func ninjsOf(i *Item) ninjs {
	n := ninjs{
		URI: i.URN(), Type: "text", RepresentationType: "full", Version: strconv.Itoa(i.version()),
		FirstCreated: utc(i.CreatedAt), VersionCreated: utc(i.ModifiedAt), ContentCreated: i.onItsClock(i.PublishedAt),
		EmbargoedUntil: utc(i.EmbargoedUntil), Expires: utc(i.ExpiresAt), PubStatus: pubStatus(i.Status),
		EdNote: strings.Join(i.ninjsNotes(), " "), Language: i.Lang(), Slugline: i.Slug, By: lawful(i.Names(news.RoleAuthor)), Located: lawful(i.Dateline),
		Headlines:    append(plainly("main", i.Headline), plainly("subhead", i.Subhead)...),
		Descriptions: append(plainly("summary", i.Summary), plainly("highlight", i.Highlights...)...),
		Genres:       []ninjsConcept{{Name: string(i.Kind), Literal: string(i.Kind)}},
		AltIDs:       []ninjsID{{"id", i.ID.String()}, {"slug", i.Slug}},
	}
	if n.By == "" {
		n.By = lawful(i.Room.Name) // the house stands in for a missing byline
	}
	if code := genre(i.Kind); code != "" {
		n.Genres[0].URI = "http://cv.iptc.org/newscodes/genre/" + code
	}
	for _, c := range i.Corrections {
		n.Descriptions = append(n.Descriptions, ninjsText{Role: "correction", ContentType: markup, Value: asXML(i.publicNote(c))})
	}
	if !i.feed.Full {
		n.RepresentationType = "partial"
	} else if body := i.story(); body != "" {
		n.Bodies = []ninjsText{{Role: "main", ContentType: markup, WordCount: i.WordCount, Value: body}}
	}
	n.license(i.Holds)
	i.ninjsConcepts(&n)
	if href := uriOf(i.Address()); href != "" {
		n.Renditions = []ninjsFile{{Name: "web", Href: href, ContentType: markup}}
	}
	if policy := uriOf(i.Room.CorrectionsPolicy); policy != "" {
		n.TrustIndicators = []ninjsTrust{{"http://cv.iptc.org/newscodes/trustindicator/correctionsPolicy", policy}}
	}
	for at, p := range i.leadFirst() {
		n.Associations = append(n.Associations, ninjsPhoto(p, at+1, i.feed.Version))
	}
	return n
}

// ninjsNotes are for whoever edits the story. Which clock its times are told by has no
// member of its own.
func (i *Item) ninjsNotes() []string {
	notes := i.edNotes()
	if zoneOf(i.TimeZone) != nil {
		notes = append(notes, "Time zone: "+i.TimeZone+".")
	}
	return notes
}

// license says what may be done with the object. What is reserved has no member of
// its own, so it is told in words.
func (n *ninjs) license(s Said) {
	n.CopyrightNotice, n.UsageTerms = s.Rights, s.Usage()
	if link := named(s.License, s.Policy); link != "" {
		n.RightsInfo = &ninjsRights{link}
	}
}

// plainly are plain texts with the role; empty ones are left out.
func plainly(role string, values ...string) (list []ninjsText) {
	for _, v := range values {
		if v = lawful(v); v != "" {
			list = append(list, ninjsText{Role: role, ContentType: plainText, Value: v})
		}
	}
	return list
}

// ninjsConcepts adds who and what the story is of, by and from.
func (i *Item) ninjsConcepts(n *ninjs) {
	if i.Section != nil {
		n.Subjects = append(n.Subjects, ninjsConcept{Name: lawful(i.Section.Name), Rel: "section", URI: uriOf(i.in("sections", i.Section.Slug)), Literal: i.Section.Slug})
	}
	for _, t := range i.Tags {
		n.Subjects = append(n.Subjects, ninjsConcept{Name: lawful(t.Name), Rel: "tag", URI: uriOf(i.in("tags", t.Slug)), Literal: t.Slug})
	}
	for _, s := range i.quoted() {
		n.People = append(n.People, ninjsConcept{Name: lawful(s.Name), Rel: "quoted", URI: uriOf(i.in("speakers", s.ID.String())), Literal: s.Slug})
	}
	for _, m := range []struct {
		of news.MentionType
		to *[]ninjsConcept
	}{{news.Person, &n.People}, {news.Organisation, &n.Organisations}, {news.Place, &n.Places}} {
		for _, one := range i.mentioned(m.of) {
			*m.to = append(*m.to, ninjsConcept{Name: lawful(one.Name), Rel: "mentioned", Literal: one.Slug})
		}
	}
	for _, u := range i.Authors {
		n.InfoSources = append(n.InfoSources, ninjsConcept{Name: lawful(u.Name), Role: string(u.Role), URI: uriOf(i.in("authors", u.ID.String())), Literal: u.Slug})
	}
	for _, s := range i.Sources {
		is := ninjsConcept{Name: lawful(s.Name), Role: named(lawful(s.Role), "source"), URI: uriOf(i.in("sources", s.Slug)), Literal: s.Slug}
		n.InfoSources = append(n.InfoSources, is)
		if is.Name, is.Role = lawful(s.Alias), "alias"; is.Name != "" { // another name of the same, which stands behind it
			n.InfoSources = append(n.InfoSources, is)
		}
	}
}

// ninjsPhoto is the nth photo of a story.
func ninjsPhoto(p *news.ArticlePhoto, nth int, version string) ninjsPart {
	part := ninjsPart{Name: "photo-" + strconv.Itoa(nth), Rel: string(p.Role), ninjs: ninjs{
		URI: URN(p.ID), Type: "picture", PubStatus: usable, Expires: utc(p.ExpiresAt),
		By:           lawful(named(p.Photographer, p.Credit)),
		Descriptions: slices.Concat(plainly("caption", p.Caption), plainly("alt", p.AltText), plainly("dates", photoDays(p))),
	}}
	part.license(Say(p.Terms))
	if old(version) {
		part.Rel = "" // which is not in it
	}
	if p.Credit != "" {
		part.InfoSources = []ninjsConcept{{Name: lawful(p.Credit), Role: "credit"}}
	}
	if href := p.URL; href != "" {
		part.Renditions = []ninjsFile{{Name: "web", Href: href, ContentType: mediaOf(p.URL), Width: p.Width, Height: p.Height}}
	}
	return part
}

// photoDays tells the days of a picture, and who released it, in words: the
// formats' own members for days want times, and nobody knows those.
func photoDays(p *news.ArticlePhoto) string {
	var days []string
	if p.TakenOn != "" {
		days = append(days, "taken "+string(p.TakenOn))
	}
	if released := photoReleased(p); released != "" {
		days = append(days, released)
	}
	return strings.Join(days, ", ")
}

// photoReleased tells when a picture was released, and by whom.
func photoReleased(p *news.ArticlePhoto) string {
	when, who := label(" ", string(p.ReleasedOn)), label(" by ", oneLine(p.ReleasedBy))
	return label("released", when+who)
}
