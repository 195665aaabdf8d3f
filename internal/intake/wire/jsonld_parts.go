package wire

import (
	"cmp"
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
// house, which stands in for one. The lead is the one that is said to represent the
// page, else the first, or where the words show some, the first that they do not.
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
			s.photo(s.ldPhoto(p, byID), ldRole(p), "image")
		}
	}
	shown := len(s.article.Photos)
	for _, p := range t.objects("associatedmedia") {
		if p = ldWhole(p, byID); slices.Contains(ldTexts(p["@type"]), "ImageObject") {
			s.photo(s.ldPhoto(p, byID), ldRole(p), "associatedMedia")
		}
	}
	placed := s.placePhotos()
	if slices.ContainsFunc(s.article.Photos, func(p news.ArticlePhoto) bool { return p.Role == news.Lead }) {
		return
	}
	for i := range s.article.Photos {
		if p := &s.article.Photos[i]; len(placed) == 0 && i < shown || len(placed) > 0 && !placed[i] {
			p.Role = news.Lead
			break
		}
	}
}

// ldRole is what a picture is to the story.
func ldRole(p object) news.PhotoRole {
	if p["representativeofpage"] == true || strings.HasSuffix(strings.ToLower(p.text("representativeofpage")), "true") {
		return news.Lead
	}
	return news.Inline
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
// Of several that a line may mean it is the one that the line says most of.
func (s *story) placePhotos() map[int]bool {
	photos, placed := s.article.Photos, map[int]bool{}
	called, order := make([]string, len(photos)), make([]int, len(photos))
	for n := range photos {
		called[n], order[n] = page.Line(cmp.Or(photos[n].Caption, photos[n].Credit, photos[n].Photographer)), n
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(called[b]), len(called[a])) })
	for i := 0; i < len(s.article.Body) && len(placed) < len(photos); i++ {
		m := photoLine.FindStringSubmatch(s.article.Body[i].Text)
		if m == nil || s.article.Body[i].Type != news.Paragraph {
			continue
		}
		at := slices.IndexFunc(order, func(n int) bool { return !placed[n] && photoCalled(m[1], called[n]) })
		if at >= 0 {
			n := order[at]
			s.article.Body[i], placed[n] = news.Block{Type: news.PhotoBlock, PhotoID: photos[n].ID}, true
		}
	}
	return placed
}

// photoCalled tells a line for that of the picture which is called so: nothing
// stands behind its name but a credit, days or terms.
func photoCalled(line, name string) bool {
	if name == "" {
		return unnamedPhoto.MatchString(line)
	}
	rest, ok := strings.CutPrefix(strings.TrimPrefix(line, "("), name)
	return ok && (rest == "" || strings.HasPrefix(rest, ")") || strings.HasPrefix(rest, " (") || strings.HasPrefix(rest, " · "))
}

// unnamedPhoto is the line of a picture that has no caption and is nobody's.
var unnamedPhoto = regexp.MustCompile(`^(?:\((?:taken|released|licence|©) .*\))?$`)
