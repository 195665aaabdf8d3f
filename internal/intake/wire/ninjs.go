package wire

import (
	"regexp"
	"slices"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// Ninjs reads ninjs 1.x, 2.x and 3.x: one story, or a composite whose
// associations are stories. Its members are written without capitals in 2, with
// underscores in 1 and with capitals in 3; readJSON makes one of the three.
func Ninjs(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, ninjs)
}

func ninjs(input []byte, o intake.Options) (intake.Found, error) {
	v, err := readJSON(input)
	if err != nil {
		return intake.Found{}, err
	}
	if all, ok := v.([]any); ok { // as some agencies send several
		return ninjsList(object{"associations": all}, o)
	}
	n, ok := v.(object)
	switch {
	case !ok:
		return intake.Found{}, refuse("is no ninjs object")
	case n.text("type") == "composite":
		return ninjsList(n, o)
	}
	return single(ninjsStory(n, o))
}

func ninjsList(n object, o intake.Options) (intake.Found, error) {
	var stories []object
	for _, a := range ninjsParts(n) {
		if of := a.text("type"); of == "text" || of == "" {
			stories = append(stories, a)
		}
	}
	return list(stories, o, func(a object) *story { return ninjsStory(a, o) })
}

// ninjsParts are an object's associations: a list, or as in version 1 an object
// whose members are named.
func ninjsParts(n object) (parts []object) {
	if by, ok := n["associations"].(object); ok {
		names := make([]string, 0, len(by))
		for name := range by {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if part, ok := by[name].(object); ok {
				part["rel"] = name
				parts = append(parts, part)
			}
		}
		return parts
	}
	return n.objects("associations")
}

func ninjsStory(n object, o intake.Options) *story {
	s := newStory(o)
	a := &s.article
	s.called(n.text("uri"), n.text("headline", "title"))
	s.identified("", n.text("uri"))
	if of := n.text("type"); of != "" && of != "text" && of != "composite" {
		s.faults.Add("/type", "a ninjs object of the type %q is no story; text is", cut(of, 40))
		return s
	}
	if s.notUsable(n.text("pubstatus"), "/pubStatus"); len(s.faults) > 0 {
		return s
	}
	for _, id := range n.objects("altids") {
		s.ours = s.ours || id.text("role") == "id" && namedAsOurs(n.text("uri"), id.text("value"))
	}
	s.time(&a.EmbargoedUntil, "/embargoed_until", n.text("embargoed", "embargoeduntil"), "embargoed")
	s.time(&a.ExpiresAt, "/expires_at", n.text("expires"), "expires")
	s.time(&a.PublishedAt, "/published_at", n.text("contentcreated"), "contentCreated")
	if a.PublishedAt.IsZero() && a.EmbargoedUntil.IsZero() {
		s.time(&a.PublishedAt, "/published_at", n.text("firstcreated", "versioncreated"), "firstCreated")
	}
	if m := zoneInNote.FindStringSubmatch(n.text("ednote")); m != nil {
		s.zone(m[1], "edNote")
	}
	s.language(n.text("language"), "language")
	s.ninjsHeadlines(n)
	s.line(&a.Dateline, "/dateline", n.text("located"), "located")
	s.line(&a.Rights, "/rights", n.text("copyrightnotice", "usageterms"), "copyrightNotice")
	for _, r := range n.objects("rightsinfo") {
		s.address(&a.LicenseURL, "/license_url", r.text("linkedrights", "link"), "rightsInfo")
	}
	a.TDMReservation, a.TDMPolicy = mining(n.text("usageterms"))
	s.ninjsConcepts(n)
	if len(a.Authors) == 0 {
		s.byline(n.text("byline", "by"), "by")
	}
	for _, r := range ninjsFiles(n) {
		if strings.HasPrefix(r.text("contenttype", "mimetype"), "text/html") {
			s.address(&a.CanonicalURL, "/canonical_url", r.text("href"), "renditions")
		}
	}
	s.address(&a.CanonicalURL, "/canonical_url", n.text("uri"), "uri")
	s.base = a.CanonicalURL
	s.ninjsBody(n)
	for _, p := range ninjsParts(n) {
		s.ninjsPhoto(p)
	}
	return s
}

// zoneInNote is the story's clock, as our own ninjs tells it in words.
var zoneInNote = regexp.MustCompile(`(?:^| )Time zone: ([\w+/-]+)\.$`)

var miningWords = regexp.MustCompile(`Text and data mining is (not )?reserved(?:; terms: (\S+)|\.)`)

// mining reads whether mining is reserved, which ninjs has no member for: our own
// tells it in these words.
func mining(terms string) (news.Reservation, string) {
	m := miningWords.FindStringSubmatch(terms)
	switch {
	case m == nil:
		return "", ""
	case m[1] != "":
		return news.Unreserved, ""
	case isAddress(m[2]):
		return news.Reserved, m[2]
	}
	return news.Reserved, ""
}

// notUsable notes what the sender says of an item that is not to be used.
func (s *story) notUsable(status, pointer string) {
	switch status[strings.LastIndexByte(status, ':')+1:] {
	case "withheld":
		s.withdrawn = true
		s.faults.Add(pointer, "the sender withholds this item; it is not to be used until it is sent as usable")
	case "canceled", "cancelled":
		s.withdrawn = true
		s.faults.Add(pointer, "the sender has canceled this item; it is not to be used")
	}
}

// ninjsHeadlines reads what is told by role: lists of texts from version 2 on,
// members of their own before.
func (s *story) ninjsHeadlines(n object) {
	a := &s.article
	for _, h := range n.objects("headlines") {
		text := ninjsLine(h)
		if role := h.text("role"); role == "subhead" || role == "subheadline" {
			s.line(&a.Subhead, "/subhead", text, "headlines "+role)
		} else {
			s.line(&a.Headline, "/headline", text, "headlines")
		}
	}
	s.line(&a.Headline, "/headline", page.LineOfHTML(n.text("headline")), "headline")
	s.line(&a.Headline, "/headline", n.text("title"), "title")
	for _, d := range n.objects("descriptions") {
		switch role := d.text("role"); role {
		case "highlight":
			s.highlight(ninjsLine(d), "descriptions highlight")
		case "correction":
			s.warn("correction_left_out", "the sender has corrected this story: %s", cut(ninjsLine(d), 400))
		default:
			s.line(&a.Summary, "/summary", ninjsLine(d), "descriptions")
		}
	}
	s.line(&a.Summary, "/summary", page.LineOfHTML(n.text("descriptiontext", "descriptionhtml")), "description_text")
}

// ninjsLine is the words of a text with a type.
func ninjsLine(t object) string {
	if strings.HasPrefix(t.text("contenttype", "mimetype"), "text/html") {
		return page.LineOfHTML(t.text("value"))
	}
	return page.Line(t.text("value"))
}

// ninjsConcepts reads who and what the story is of, by and from.
func (s *story) ninjsConcepts(n object) {
	for _, g := range append(n.objects("genres"), n.objects("genre")...) {
		s.kind(g.text("literal"), "genres")
		s.kind(g.text("name"), "genres")
	}
	for _, c := range append(n.objects("subjects"), n.objects("subject")...) {
		if c.text("rel") == "section" {
			s.section(c.text("name"), "subjects section")
		} else {
			s.tag(c.text("name"), "subjects")
		}
	}
	for _, m := range []struct {
		names []string
		of    news.MentionType
	}{{[]string{"people", "person"}, news.Person}, {[]string{"organisations", "organisation", "organizations"}, news.Organisation}, {[]string{"places", "place"}, news.Place}} {
		for _, name := range m.names {
			for _, c := range n.objects(name) {
				if c.text("rel") != "quoted" {
					s.mention(m.of, c.text("name"), name)
				}
			}
		}
	}
	named := "" // by the entry before
	for _, c := range append(n.objects("infosources"), n.objects("infosource")...) {
		role, before := c.text("role", "rel"), named
		named = c.text("uri") + " " + c.text("literal")
		switch {
		case role == "alias" && named == before && named != " ": // another name of the same
			s.alias(c.text("name"))
		case slices.Contains(news.Roles, news.Role(role)):
			s.author(c.text("name"), news.Role(role), "infoSources "+role)
		case role == "source":
			s.source(c.text("name"), "", "infoSources")
		default:
			s.source(c.text("name"), role, "infoSources")
		}
	}
}

// ninjsBody takes the story's words, as HTML where they are there as that.
func (s *story) ninjsBody(n object) {
	bodies := n.objects("bodies")
	for _, b := range bodies {
		if of := b.text("contenttype", "mimetype"); strings.Contains(of, "html") || of == "" {
			s.body(b.text("value"), "bodies")
		}
	}
	for _, b := range bodies {
		s.text(b.text("value"), "bodies")
	}
	s.body(n.text("bodyxhtml", "bodyhtml", "bodyhtml5"), "body_xhtml")
	s.text(n.text("bodytext"), "body_text")
}

// ninjsFiles are an object's renditions, in the same two ways as its
// associations; the largest picture first.
func ninjsFiles(n object) (files []object) {
	if by, ok := n["renditions"].(object); ok {
		names := make([]string, 0, len(by))
		for name := range by {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if f, ok := by[name].(object); ok {
				files = append(files, f)
			}
		}
	} else {
		files = n.objects("renditions")
	}
	slices.SortStableFunc(files, func(a, b object) int { return pixels(b.text("width")) - pixels(a.text("width")) })
	return files
}

// ninjsPhoto reads a picture that belongs to the story.
func (s *story) ninjsPhoto(n object) {
	if of := n.text("type"); of != "picture" && of != "graphic" {
		return
	}
	p := news.PhotoFacts{Credit: page.Line(n.text("creditline")), Photographer: page.Line(n.text("byline", "by"))}
	for _, f := range ninjsFiles(n) { // the largest, or the one that the words show
		address := shown(f.text("href"))
		if shows := s.hasPhoto(address); isAddress(address) && (p.URL == "" || shows) {
			p.URL, p.Width, p.Height = address, pixels(f.text("width")), pixels(f.text("height"))
			if shows {
				break
			}
		}
	}
	if p.Width == 0 || p.Height == 0 {
		p.Width, p.Height = 0, 0
	}
	p.Caption = page.LineOfHTML(n.text("descriptiontext", "headline"))
	for _, d := range n.objects("descriptions") {
		switch d.text("role") {
		case "alt":
			p.AltText = ninjsLine(d)
		case "dates":
			photoDays(&p, ninjsLine(d))
		default:
			p.Caption = ninjsLine(d)
		}
	}
	for _, c := range append(n.objects("infosources"), n.objects("infosource")...) {
		if p.Credit == "" && (c.text("role") == "credit" || c.text("role") == "") {
			p.Credit = page.Line(c.text("name"))
		}
	}
	if p.Photographer == p.Credit { // the one stands in for the other
		p.Photographer = intake.Photographer(p.Credit)
	}
	p.Rights = page.Line(n.text("copyrightnotice"))
	p.TDMReservation, p.TDMPolicy = mining(n.text("usageterms"))
	for _, r := range n.objects("rightsinfo") {
		if isAddress(r.text("linkedrights")) {
			p.LicenseURL = r.text("linkedrights")
		}
	}
	role := news.Inline
	if rel := n.text("rel", "name"); strings.Contains(rel, "lead") || strings.Contains(rel, "main") || strings.Contains(rel, "feature") {
		role = news.Lead
	}
	s.photo(p, role, "associations "+n.text("name", "rel"))
}

var daysOfPhoto = regexp.MustCompile(`^(?:taken (\d{4}-\d\d-\d\d))?(?:, )?(?:released(?: (\d{4}-\d\d-\d\d))?(?: by (.+))?)?$`)

// photoDays reads a picture's days, and who released it, as our own ninjs and
// NewsML tell them in words.
func photoDays(p *news.PhotoFacts, s string) {
	m := daysOfPhoto.FindStringSubmatch(s)
	if m == nil {
		return
	}
	for _, d := range []struct {
		to  *news.Date
		day string
	}{{&p.TakenOn, m[1]}, {&p.ReleasedOn, m[2]}} {
		if news.IsDate(d.day) {
			*d.to = news.Date(d.day)
		}
	}
	p.ReleasedBy = m[3]
}
