package wire

import (
	"slices"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// NewsML reads NewsML-G2: a newsItem, or a newsMessage with several.
func NewsML(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, newsML)
}

func newsML(input []byte, o intake.Options) (intake.Found, error) {
	root, err := readXML(input)
	if err != nil {
		return intake.Found{}, err
	}
	switch root.name {
	case "newsItem":
		return single(newsItem(root, nil, o))
	case "newsMessage":
		m := messageOf(root)
		return list(m.items, o, func(e *element) *story { return newsItem(e, m, o) })
	}
	return intake.Found{}, refuse("its root is %s; newsItem and newsMessage are taken", cut(root.name, 40))
}

// newsItem reads an item that stands by itself or in a message.
func newsItem(e *element, m *message, o intake.Options) *story {
	s := newStory(o)
	a, item, content := &s.article, e.at("itemMeta"), e.at("contentMeta")
	s.called(e.attr("guid"), content.at("headline").words())
	s.identified("", e.attr("guid"))
	if isPicture(e) && m != nil {
		if s.notUsable(item.at("pubStatus").attr("qcode"), "/itemMeta/pubStatus"); len(s.faults) == 0 {
			s.faults.Add("/itemMeta/itemClass", "a picture that no story of the message refers to, and no story itself; it is left out")
		}
		return s
	}
	if class := item.at("itemClass").attr("qcode"); class != "" && !strings.HasSuffix(class, ":text") {
		s.faults.Add("/itemMeta/itemClass", "an item of the class %q is no story; ninat:text is", cut(class, 40))
		return s
	}
	if s.notUsable(item.at("pubStatus").attr("qcode"), "/itemMeta/pubStatus"); len(s.faults) > 0 {
		return s
	}
	s.ours = namedAsOurs(e.attr("guid"), content.at("altId").words())
	s.time(&a.EmbargoedUntil, "/embargoed_until", item.at("embargoed").words(), "itemMeta/embargoed")
	s.time(&a.ExpiresAt, "/expires_at", item.at("expires").words(), "itemMeta/expires")
	s.time(&a.PublishedAt, "/published_at", content.at("contentCreated").words(), "contentMeta/contentCreated")
	if a.PublishedAt.IsZero() && a.EmbargoedUntil.IsZero() {
		s.time(&a.PublishedAt, "/published_at", item.at("firstCreated").words(), "itemMeta/firstCreated")
		s.time(&a.PublishedAt, "/published_at", item.at("versionCreated").words(), "itemMeta/versionCreated")
	}
	if modified := content.at("contentModified").words(); modified != content.at("contentCreated").words() {
		s.time(&a.UpdatedAt, "/updated_at", modified, "contentMeta/contentModified")
	}
	s.language(content.at("language").attr("tag"), "contentMeta/language")
	s.language(e.attr("lang"), "newsItem xml:lang")
	for _, l := range item.all("link") {
		if strings.HasPrefix(l.attr("contenttype"), "text/html") {
			s.address(&a.CanonicalURL, "/canonical_url", l.attr("href"), "itemMeta/link")
		}
	}
	s.base = a.CanonicalURL
	s.newsmlHeadlines(content)
	s.line(&a.Headline, "/headline", item.at("title").words(), "itemMeta/title")
	s.newsmlConcepts(content)
	s.newsmlRights(e)
	for _, set := range e.all("contentSet") {
		s.newsmlText(set)
		s.newsmlPictures(e, set, m)
	}
	for _, picture := range m.picturesOf(e) {
		s.pictureItem(picture)
	}
	return s
}

func (s *story) newsmlHeadlines(content *element) {
	a := &s.article
	headlines := content.all("headline")
	slices.SortStableFunc(headlines, func(x, y *element) int { return pixels(x.attr("rank")) - pixels(y.attr("rank")) })
	for i, h := range headlines {
		if i == 0 && h.attr("rank") < "2" {
			s.line(&a.Headline, "/headline", h.words(), "contentMeta/headline")
		} else {
			s.line(&a.Subhead, "/subhead", h.words(), "contentMeta/headline of rank 2")
		}
	}
	s.line(&a.Dateline, "/dateline", content.at("dateline").words(), "contentMeta/dateline")
	for _, d := range content.all("description") {
		if d.attr("role") == "" && a.Summary != "" || d.attr("role") == "" && len(content.all("description")) > 1 {
			s.highlight(d.words(), "contentMeta/description")
		} else {
			s.line(&a.Summary, "/summary", d.words(), "contentMeta/description")
		}
	}
}

// conceptName is a concept's name, or else the literal or the code that stands
// for it.
func conceptName(c *element) string {
	for _, s := range []string{c.at("name").words(), c.attr("literal")} {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// newsmlConcepts reads who and what the story is of, by and from. Our own section
// and tags are told apart by their addresses.
func (s *story) newsmlConcepts(content *element) {
	for _, p := range content.all("contentMetaExtProperty") {
		if strings.HasSuffix(p.attr("reluri"), "/scheduleTimezone") {
			s.zone(p.attr("value"), "contentMeta/contentMetaExtProperty")
		}
	}
	for _, g := range content.all("genre") {
		s.kind(conceptName(g), "contentMeta/genre")
		s.kind(g.attr("qcode")[strings.LastIndexByte(g.attr("qcode"), ':')+1:], "contentMeta/genre")
	}
	for _, c := range content.all("creator") {
		s.author(conceptName(c), partyRole(c, news.RoleAuthor), "contentMeta/creator")
	}
	for _, c := range content.all("contributor") {
		s.author(conceptName(c), partyRole(c, news.RoleContributor), "contentMeta/contributor")
	}
	if len(s.article.Authors) == 0 {
		s.byline(content.at("by").words(), "contentMeta/by")
	}
	for _, c := range content.all("infoSource") {
		before := len(s.article.Sources)
		s.source(conceptName(c), c.at("note").words(), "contentMeta/infoSource")
		for _, n := range c.all("name") {
			if role := n.attr("role") + n.attr("roleuri"); len(s.article.Sources) > before && (strings.HasSuffix(role, "alternate") || strings.HasSuffix(role, "short")) {
				s.alias(n.words())
			}
		}
	}
	for _, c := range content.all("subject") {
		name, of := conceptName(c), c.attr("type")
		switch of[strings.LastIndexByte(of, ':')+1:] {
		case "person":
			if !strings.Contains(c.attr("uri"), "/v1/speakers/") { // who is quoted is found where they are
				s.mention(news.Person, name, "contentMeta/subject")
			}
		case "organisation":
			s.mention(news.Organisation, name, "contentMeta/subject")
		case "geoArea", "POI":
			s.mention(news.Place, name, "contentMeta/subject")
		default:
			if strings.Contains(c.attr("uri"), "/v1/sections/") {
				s.section(name, "contentMeta/subject")
			} else {
				s.tag(name, "contentMeta/subject")
			}
		}
	}
}

// partyRole is what somebody did for the story, by the IPTC's code or address of
// it, and otherwise where that says nothing.
func partyRole(c *element, otherwise news.Role) news.Role {
	for _, code := range strings.Fields(c.attr("role") + " " + c.attr("roleuri")) {
		switch strings.ToLower(code[strings.LastIndexAny(code, ":/")+1:]) {
		case "editor", "contenteditor":
			return news.RoleEditor
		case "cameraoperator", "photographer":
			return news.RolePhotographer
		}
	}
	return otherwise
}

// newsmlTerms reads what may be done with a part, "" for all of it.
func newsmlTerms(e *element, part string) (t news.Terms) {
	for _, r := range e.all("rightsInfo") {
		if refs := r.attr("idrefs"); refs != "" && !slices.Contains(strings.Fields(refs), part) {
			continue
		}
		for _, words := range []string{r.at("copyrightNotice").words(), r.at("usageTerms").words()} {
			if t.Rights == "" {
				t.Rights = page.Line(words)
			}
		}
		for _, l := range r.all("link") {
			switch of := l.attr("reluri") + l.attr("rel"); {
			case !isAddress(l.attr("href")):
			case strings.HasSuffix(of, "license"):
				t.LicenseURL = l.attr("href")
			case strings.HasSuffix(of, "#policy"):
				t.TDMPolicy = l.attr("href")
			}
		}
		switch mining := r.at("dataMining").attr("uri"); {
		case strings.Contains(mining, "DMI-PROHIBITED"):
			t.TDMReservation = news.Reserved
		case strings.HasSuffix(mining, "DMI-ALLOWED"):
			t.TDMReservation = news.Unreserved
		}
	}
	return t
}

// newsmlRights reads the terms of the text: those of its part, where it has one.
func (s *story) newsmlRights(e *element) {
	part := ""
	for _, set := range e.all("contentSet") {
		for _, x := range append(set.all("inlineXML"), set.all("inlineData")...) {
			part = partOf(e, x.attr("id"))
		}
	}
	if t := newsmlTerms(e, part); t != (news.Terms{}) {
		s.article.Terms = t
		s.note("/rights", "rightsInfo", stated)
	}
}

// partOf is the id of what is told of the content with the id.
func partOf(e *element, id string) string {
	for _, p := range e.all("partMeta") {
		if id != "" && slices.Contains(strings.Fields(p.attr("contentrefs")), id) {
			return p.attr("partid")
		}
	}
	return ""
}

// newsmlText takes the words: XHTML or NITF as elements, or as escaped text.
func (s *story) newsmlText(set *element) {
	for _, x := range set.all("inlineXML") {
		if body := x.at("html", "body"); body != nil {
			s.body(body.inHTML(func(c *element) string { return c.name }), "contentSet/inlineXML")
		}
		if n := x.at("nitf"); n != nil {
			s.nitfBody(n)
		}
	}
	for _, x := range set.all("inlineData") {
		if strings.Contains(x.attr("contenttype"), "html") {
			s.body(x.words(), "contentSet/inlineData")
		} else {
			s.text(x.words(), "contentSet/inlineData")
		}
	}
}
