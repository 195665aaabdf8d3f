package news

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// Settle brings a written author into the form that is stored, and returns
// what is wrong.
func (a *Author) Settle(t Typesetter) Faults {
	var f Faults
	named(&f, &a.Name, &a.Slug, t)
	if a.Kind == "" {
		a.Kind = AuthorKinds[0]
	}
	oneOf(&f, "/kind", a.Kind, AuthorKinds)
	line(&f, "/title", &a.Title, maxLine)
	line(&f, "/bio", &a.Bio, maxNote)
	a.Links = orEmpty(a.Links)
	atMost(&f, "/links", len(a.Links), maxHighlights)
	for i := range a.Links {
		p := "/links/" + strconv.Itoa(i)
		line(&f, p+"/label", &a.Links[i].Label, maxLine)
		needed(&f, p+"/label", a.Links[i].Label)
		line(&f, p+"/url", &a.Links[i].URL, maxSummary)
		needed(&f, p+"/url", a.Links[i].URL)
		if !mailbox(a.Links[i].URL) {
			checkURL(&f, p+"/url", a.Links[i].URL)
		}
	}
	return f
}

// mailbox tells whether an address is one that mail can be sent to (RFC 6068).
func mailbox(address string) bool {
	to, found := strings.CutPrefix(address, "mailto:")
	_, err := mail.ParseAddress(to)
	return found && err == nil && !strings.ContainsAny(to, " <>")
}

// Settle brings a written photo into the form that is stored, and returns what
// is wrong.
func (p *Photo) Settle(Typesetter) Faults {
	var f Faults
	p.PhotoFacts.settle("", &f)
	return f
}

func (p *PhotoFacts) settle(at string, f *Faults) {
	line(f, at+"/caption", &p.Caption, maxSummary)
	line(f, at+"/alt_text", &p.AltText, maxSummary)
	line(f, at+"/credit", &p.Credit, maxLine)
	line(f, at+"/photographer", &p.Photographer, maxLine)
	line(f, at+"/released_by", &p.ReleasedBy, maxLine)
	p.settleTerms(at, f)
	line(f, at+"/url", &p.URL, maxSummary)
	checkURL(f, at+"/url", p.URL)
	checkDate(f, at+"/taken_on", p.TakenOn)
	checkDate(f, at+"/released_on", p.ReleasedOn)
	p.ExpiresAt = p.ExpiresAt.UTC().Truncate(time.Microsecond)
	for _, side := range []struct {
		name string
		n    int
	}{{"/width", p.Width}, {"/height", p.Height}} {
		if side.n < 0 || side.n > 1_000_000 {
			f.Add(at+side.name, "is not a number of pixels")
		}
	}
}

// Settle brings a written section into the form that is stored, and returns
// what is wrong.
func (s *Section) Settle(t Typesetter) Faults {
	var f Faults
	named(&f, &s.Name, &s.Slug, t)
	line(&f, "/description", &s.Description, maxSummary)
	return f
}

// Settle brings a written tag into the form that is stored, and returns what
// is wrong.
func (g *Tag) Settle(t Typesetter) Faults {
	var f Faults
	named(&f, &g.Name, &g.Slug, t)
	line(&f, "/description", &g.Description, maxSummary)
	return f
}

// Settle brings a written speaker into the form that is stored, and returns
// what is wrong.
func (s *Speaker) Settle(t Typesetter) Faults {
	var f Faults
	named(&f, &s.Name, &s.Slug, t)
	line(&f, "/title", &s.Title, maxLine)
	return f
}

// Settle brings a written source into the form that is stored, and returns
// what is wrong.
func (s *Source) Settle(t Typesetter) Faults {
	var f Faults
	named(&f, &s.Name, &s.Slug, t)
	line(&f, "/alias", &s.Alias, maxLine)
	return f
}

// Settle brings the newsroom's settings into the form that is stored, and
// returns what is wrong.
func (n *Newsroom) Settle(t Typesetter) Faults {
	var f Faults
	line(&f, "/name", &n.Name, maxLine)
	needed(&f, "/name", n.Name)
	checkURL(&f, "/logo_url", n.LogoURL)
	if n.Language == "" {
		n.Language = "en"
	}
	if !languageTag.MatchString(n.Language) {
		f.Add("/language", "%q is not a BCP 47 language tag such as en or pt-BR", n.Language)
	}
	if n.TimeZone == "" {
		n.TimeZone = "UTC"
	}
	checkTimeZone(&f, "/time_zone", n.TimeZone)
	checkURL(&f, "/article_url", n.ArticleURL)
	line(&f, "/corrections_policy", &n.CorrectionsPolicy, maxNote)
	n.CorrectionsPolicy = t.Clean(n.CorrectionsPolicy)
	n.settleTerms("", &f)
	if n.MinorEdits.MaxCharacters < 0 {
		f.Add("/minor_edits/max_characters", "must not be negative")
	}
	return f
}

// named settles a name and the slug that goes with it.
func named(f *Faults, name, slug *string, t Typesetter) {
	line(f, "/name", name, maxLine)
	needed(f, "/name", *name)
	if *slug == "" {
		*slug = t.Slug(*name)
	}
	switch {
	case *slug != "":
		CheckSlug(f, "/slug", *slug)
	case *name != "":
		f.Add("/slug", "no slug can be made of this name; give one")
	}
}

// CheckName notes what is wrong with the name and slug of an entity that is
// written inline, at pointer, in an article.
func CheckName(f *Faults, pointer, name, slug string) {
	line(f, pointer+"/name", &name, maxLine)
	needed(f, pointer+"/name", name)
	CheckSlug(f, pointer+"/slug", slug)
}
