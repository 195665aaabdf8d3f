package wire

import (
	"regexp"
	"slices"
	"strings"

	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// ldSources are the organisations whose works the article cites.
func (s *story) ldSources(t object, byID map[string]object) {
	for _, c := range t.objects("citation") {
		for _, who := range c.objects("publisher") {
			who, before := ldWhole(who, byID), len(s.article.Sources)
			if s.source(page.LineOfHTML(who.text("name")), page.LineOfHTML(c.text("description")), "citation"); len(s.article.Sources) > before {
				s.article.Sources[before].Alias = page.LineOfHTML(who.text("alternatename"))
			}
		}
	}
}

// ldMentions are who and what the article says that it mentions.
func (s *story) ldMentions(t object, byID map[string]object) {
	for _, m := range t.objects("mentions") {
		m = ldWhole(m, byID)
		if of := ldMention(ldTexts(m["@type"])); of != "" {
			s.mention(of, page.LineOfHTML(m.text("name")), "mentions")
		}
	}
}

// ldMention is what things of the types are, "" for neither of the three.
func ldMention(types []string) news.MentionType {
	for _, name := range types {
		switch name = strings.ToLower(name[strings.LastIndexAny(name, "/#:")+1:]); {
		case name == "person":
			return news.Person
		case slices.Contains([]string{"place", "city", "country", "state", "administrativearea"}, name):
			return news.Place
		case strings.HasSuffix(name, "organization") || name == "corporation":
			return news.Organisation
		}
	}
	return ""
}

// ldPhotos adds the pictures that the article names, but for the logo of its
// house, which stands in for one. The first is the lead, or where the words show
// some, the first that they do not.
func (s *story) ldPhotos(t object, byID map[string]object) {
	pictures := slices.Clone(t.objects("image"))
	for _, address := range ldTexts(t["image"]) {
		pictures = append(pictures, object{"url": address})
	}
	logos := map[string]bool{}
	for _, house := range t.objects("publisher") {
		for _, logo := range ldWhole(house, byID).objects("logo") {
			logos[ldWhole(logo, byID).text("contenturl", "url")] = true
		}
	}
	for _, p := range pictures {
		if p = ldWhole(p, byID); !logos[p.text("contenturl", "url")] || p.text("contenturl", "url") == "" {
			s.photo(s.ldPhoto(p, byID), news.Inline, "image")
		}
	}
	shown := len(s.article.Photos)
	for _, p := range t.objects("associatedmedia") {
		if p = ldWhole(p, byID); slices.Contains(ldTexts(p["@type"]), "ImageObject") {
			s.photo(s.ldPhoto(p, byID), news.Inline, "associatedMedia")
		}
	}
	placed := s.placePhotos()
	for i := range s.article.Photos {
		if p := &s.article.Photos[i]; len(placed) == 0 && i < shown || len(placed) > 0 && !placed[i] {
			p.Role = news.Lead
			break
		}
	}
}

// ldPhoto is what is said of a picture.
func (s *story) ldPhoto(p object, byID map[string]object) news.PhotoFacts {
	name := func(member string) string {
		if names := ldNames(p[member], byID); len(names) > 0 {
			return page.LineOfHTML(names[0])
		}
		return ""
	}
	f := news.PhotoFacts{URL: p.text("contenturl", "url"), Caption: page.LineOfHTML(p.text("caption")), AltText: page.LineOfHTML(p.text("description")), Credit: page.Line(p.text("credittext")),
		Photographer: name("creator"), ReleasedBy: name("publisher"), Width: pixels(p.text("width")), Height: pixels(p.text("height"))}
	if f.Caption == "" {
		f.Caption, f.AltText = f.AltText, ""
	}
	for member, to := range map[string]*news.Date{"datecreated": &f.TakenOn, "datepublished": &f.ReleasedOn} {
		if day := p.text(member); len(day) >= 10 && news.IsDate(day[:10]) {
			*to = news.Date(day[:10])
		}
	}
	f.Rights = page.Line(p.text("copyrightnotice"))
	for _, address := range ldAddresses(p["license"]) {
		if isAddress(address) {
			f.LicenseURL = address
		}
	}
	for _, usage := range p.objects("usageinfo") {
		f.TDMReservation, f.TDMPolicy = mining(usage.text("text"))
	}
	return f
}

// photoLine is a picture as the words of our own articles show it.
var photoLine = regexp.MustCompile(`^\[Photo(?:: (.*))?\]$`)

// placePhotos puts pictures where the words say that they are, and tells which.
func (s *story) placePhotos() map[int]bool {
	placed := map[int]bool{}
	for i, b := range s.article.Body {
		m := photoLine.FindStringSubmatch(b.Text)
		if m == nil || b.Type != news.Paragraph {
			continue
		}
		for n, p := range s.article.Photos {
			called := p.Caption
			if called == "" {
				called = p.Credit
			}
			if !placed[n] && strings.HasPrefix(strings.TrimPrefix(m[1], "("), page.Line(called)) {
				s.article.Body[i], placed[n] = news.Block{Type: news.PhotoBlock, PhotoID: p.ID}, true
				break
			}
		}
	}
	return placed
}
