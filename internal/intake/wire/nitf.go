package wire

import (
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// NITF reads the IPTC's News Industry Text Format in XML: one story.
func NITF(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, nitf)
}

func nitf(input []byte, o intake.Options) (intake.Found, error) {
	root, err := readXML(input)
	if err != nil {
		return intake.Found{}, err
	}
	if root.name != "nitf" {
		return intake.Found{}, refuse("its root is %s; nitf is taken", cut(root.name, 40))
	}
	s := newStory(o)
	s.nitf(root)
	return single(s)
}

func (s *story) nitf(root *element) {
	a, docs, head := &s.article, root.at("head", "docdata"), root.at("body", "body.head")
	s.called(docs.at("doc-id").attr("id-string"), head.at("hedline", "hl1").words())
	s.identified(page.Line(head.at("distributor").words()), docs.at("doc-id").attr("id-string"))
	if s.notUsable(docs.attr("management-status"), "/head/docdata/management-status"); len(s.faults) > 0 {
		return
	}
	if status := docs.attr("management-status"); status == "embargoed" {
		s.time(&a.EmbargoedUntil, "/embargoed_until", docs.at("date.release").attr("norm"), "docdata/date.release")
	}
	s.time(&a.ExpiresAt, "/expires_at", docs.at("date.expire").attr("norm"), "docdata/date.expire")
	if a.EmbargoedUntil.IsZero() {
		s.time(&a.PublishedAt, "/published_at", docs.at("date.release").attr("norm"), "docdata/date.release")
		s.time(&a.PublishedAt, "/published_at", docs.at("date.issue").attr("norm"), "docdata/date.issue")
		s.time(&a.PublishedAt, "/published_at", head.at("dateline", "story.date").attr("norm"), "dateline/story.date")
	}
	s.language(root.attr("lang"), "nitf xml:lang")
	s.line(&a.Headline, "/headline", head.at("hedline", "hl1").words(), "hedline/hl1")
	s.line(&a.Headline, "/headline", root.at("head", "title").words(), "head/title")
	s.line(&a.Subhead, "/subhead", head.at("hedline", "hl2").words(), "hedline/hl2")
	s.line(&a.Summary, "/summary", head.at("abstract").words(), "abstract")
	s.line(&a.Dateline, "/dateline", head.at("dateline", "location").words(), "dateline/location")
	s.line(&a.Rights, "/rights", head.at("rights").words(), "rights")
	s.line(&a.Rights, "/rights", copyright(docs.at("doc.copyright")), "docdata/doc.copyright")
	for _, by := range head.all("byline") {
		if people := by.all("person"); len(people) > 0 {
			for _, p := range people {
				s.author(p.words(), news.RoleAuthor, "byline/person")
			}
		} else {
			s.byline(by.words(), "byline")
		}
	}
	s.source(head.at("distributor").words(), "", "distributor")
	for _, k := range docs.at("key-list").all("keyword") {
		s.tag(k.attr("key"), "key-list/keyword")
	}
	for _, p := range root.at("head").all("pubdata") {
		s.section(p.attr("position.section"), "pubdata")
		s.address(&a.CanonicalURL, "/canonical_url", p.attr("ex-ref"), "pubdata")
	}
	s.base = a.CanonicalURL
	s.nitfBody(root)
}

func copyright(c *element) string {
	if holder := c.attr("holder"); holder != "" {
		return strings.TrimSpace("© " + c.attr("year") + " " + holder)
	}
	return ""
}

// nitfWords is what NITF's elements of text are in HTML.
var nitfWords = map[string]string{
	"p": "p", "hl1": "h2", "hl2": "h2", "ol": "ol", "ul": "ul", "li": "li", "bq": "blockquote", "em": "em", "a": "a", "br": "br", "sub": "sub", "sup": "sup",
	"pre": "p", "dl": "ul", "dt": "li", "dd": "li", "credit": "p", "figure": "figure", "img": "img", "figcaption": "figcaption", "media": "-", "tagline": "-", "table": "-", "fn": "-",
}

// nitfBody takes the words and the pictures, each where it stands.
func (s *story) nitfBody(root *element) {
	content := root.at("body", "body.content")
	if content == nil {
		return
	}
	pictures := nitfFigures(content)
	s.body(content.inHTML(func(c *element) string { return nitfWords[c.name] }), "body.content")
	for i, m := range pictures {
		ref := m.at("media-reference")
		p := news.PhotoFacts{URL: ref.attr("source"), AltText: page.Line(ref.attr("alternate-text")), Width: pixels(ref.attr("width")), Height: pixels(ref.attr("height"))}
		p.Caption, p.Credit = page.Line(m.at("media-caption").words()), page.Line(m.at("media-producer").words())
		if p.Credit == "" {
			p.Caption, p.Credit, p.Photographer = page.ReadCaption(p.Caption)
		} else {
			p.Photographer = intake.Photographer(p.Credit)
		}
		role := news.Inline
		if i == 0 {
			role = assumedLead
		}
		s.photo(p, role, "media")
	}
}

// nitfFigures puts figures in the places of the pictures, which it gives.
func nitfFigures(content *element) (pictures []*element) {
	content.each(func(e *element) bool {
		for i, m := range e.children {
			if of := m.attr("media-type"); m.name != "media" || of != "" && of != "image" {
				continue
			}
			pictures = append(pictures, m)
			image := &element{name: "img", attrs: map[string]string{"src": m.at("media-reference").attr("source")}}
			caption := &element{name: "figcaption", children: []*element{{text: m.at("media-caption").words()}}}
			e.children[i] = &element{name: "figure", children: []*element{image, caption}}
		}
		return e.name != "figure"
	})
	return pictures
}
