package wire

import (
	"bytes"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// front is the facts of a file: of each name its one value, or its list.
type front map[string][]string

func (f front) text(names ...string) string {
	for _, n := range names {
		if len(f[n]) > 0 && f[n][0] != "" {
			return f[n][0]
		}
	}
	return ""
}

// splitFront cuts the facts off the words.
func splitFront(input []byte) (facts front, lists records, words []byte, err error) {
	first, rest, found := bytes.Cut(input, []byte("\n"))
	if !found || string(bytes.TrimRight(first, " \t\r")) != "---" {
		return nil, nil, input, nil
	}
	end := frontEnd.FindIndex(rest)
	if end == nil {
		return nil, nil, input, nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(rest[:end[0]], &doc); err != nil {
		return nil, nil, nil, unread("the facts in front are not YAML")
	}
	if len(doc.Content) == 1 {
		facts = factsOf(doc.Content[0])
		lists = recordsOf(doc.Content[0])
	}
	return facts, lists, rest[end[1]:], nil
}

// factsOf are the members of a mapping.
func factsOf(n *yaml.Node) front {
	facts := front{}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key := folded(n.Content[i].Value)
		facts[key] = append(facts[key], scalars(n.Content[i+1])...)
	}
	return facts
}

// records are the lists of a file whose entries have facts of their own. One that is
// a text alone has that as its name.
type records map[string][]front

func recordsOf(n *yaml.Node) records {
	all := records{}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key := folded(n.Content[i].Value)
		if key != "photos" && key != "sources" && key != "mentions" {
			continue
		}
		for _, entry := range n.Content[i+1].Content {
			if entry.Kind == yaml.MappingNode {
				all[key] = append(all[key], factsOf(entry))
			} else if texts := scalars(entry); len(texts) == 1 {
				all[key] = append(all[key], front{"name": texts})
			}
		}
	}
	return all
}

var frontEnd = regexp.MustCompile(`(?m)^(?:---|\.\.\.)[ \t\r]*(?:\n|\z)`)

// scalars are the texts of a value: itself, or those of its list; of an entry
// with members, its name. Aliases are not followed: no file of news has them.
func scalars(n *yaml.Node) (all []string) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag != "!!null" {
			return []string{n.Value}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			all = append(all, scalars(c)...)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key := n.Content[i].Value; (key == "name" || key == "url" || key == "src") && n.Content[i+1].Kind == yaml.ScalarNode {
				return []string{n.Content[i+1].Value}
			}
		}
	}
	return all
}

// front takes the facts.
func (s *story) front(f front, lists records) {
	a := &s.article
	s.called(f.text("id"), f.text("slug"), f.text("title"))
	s.line(&a.Headline, "/headline", f.text("title", "headline"), "title")
	s.line(&a.Subhead, "/subhead", f.text("subtitle", "subhead", "standfirst"), "subtitle")
	s.line(&a.Summary, "/summary", f.text("summary", "description", "excerpt"), "summary")
	s.line(&a.Dateline, "/dateline", f.text("dateline"), "dateline")
	s.line(&a.Rights, "/rights", f.text("rights", "copyright"), "rights")
	s.kind(f.text("kind", "genre"), "kind")
	s.language(f.text("language", "lang"), "language")
	s.time(&a.PublishedAt, "/published_at", f.text("date", "published", "publishdate", "publishedat"), "date")
	s.time(&a.UpdatedAt, "/updated_at", f.text("updated", "lastmod", "modified", "updatedat"), "updated")
	s.time(&a.EmbargoedUntil, "/embargoed_until", f.text("embargoeduntil", "embargo"), "embargoed_until")
	s.time(&a.ExpiresAt, "/expires_at", f.text("expires", "expiresat", "expirydate"), "expires")
	if zone := f.text("timezone"); intake.IsZone(zone) {
		a.TimeZone = zone
		s.note("/time_zone", "time_zone", stated)
	}
	s.address(&a.CanonicalURL, "/canonical_url", f.text("url", "canonicalurl", "canonical"), "url")
	s.address(&a.LicenseURL, "/license_url", f.text("licenseurl", "license"), "license_url")
	s.address(&a.TDMPolicy, "/tdm_policy", f.text("tdmpolicy"), "tdm_policy")
	a.TDMReservation = reserved(f)
	s.base = a.CanonicalURL
	for _, r := range []struct {
		names []string
		role  news.Role
	}{{[]string{"authors", "author", "byline"}, news.RoleAuthor}, {[]string{"editors", "editor"}, news.RoleEditor},
		{[]string{"photographers", "photographer"}, news.RolePhotographer}, {[]string{"contributors", "contributor"}, news.RoleContributor}} {
		for _, name := range r.names {
			for _, who := range f[name] {
				s.author(who, r.role, name)
			}
		}
	}
	s.section(f.text("section", "category"), "section")
	for _, name := range []string{"tags", "categories", "keywords"} {
		for _, t := range f[name] {
			s.tag(t, name)
		}
	}
	s.frontLists(lists, f.text("sources"))
}

// frontLists takes what the story rests on and whom it speaks of. alone is the
// source that stands in no list.
func (s *story) frontLists(lists records, alone string) {
	for _, from := range lists["sources"] {
		before := len(s.article.Sources)
		if s.source(from.text("name"), from.text("role"), "sources"); len(s.article.Sources) > before {
			s.article.Sources[before].Alias = cut(page.Line(from.text("alias")), longestLine)
		}
	}
	if len(lists["sources"]) == 0 {
		s.source(alone, "", "sources")
	}
	for _, m := range lists["mentions"] {
		if of := news.MentionType(m.text("type")); slices.Contains(news.MentionTypes, of) {
			s.mention(of, m.text("name"), "mentions")
		}
	}
}

// photosBeside takes the photos that stand nowhere in the words.
func (s *story) photosBeside(pictures []front) {
	for _, f := range pictures {
		p := news.PhotoFacts{URL: f.text("url", "src"), Caption: page.Line(f.text("caption", "title")), AltText: page.Line(f.text("alttext", "alt")), Credit: page.Line(f.text("credit")),
			Photographer: page.Line(f.text("photographer")), ReleasedBy: page.Line(f.text("releasedby")), Width: pixels(f.text("width")), Height: pixels(f.text("height"))}
		for name, to := range map[string]*news.Date{"takenon": &p.TakenOn, "releasedon": &p.ReleasedOn} {
			if news.IsDate(f.text(name)) {
				*to = news.Date(f.text(name))
			}
		}
		p.Rights = page.Line(f.text("rights"))
		for name, to := range map[string]*string{"licenseurl": &p.LicenseURL, "tdmpolicy": &p.TDMPolicy} {
			if isAddress(f.text(name)) {
				*to = f.text(name)
			}
		}
		p.TDMReservation = reserved(f)
		s.photo(p, news.Inline, "photos")
	}
}

// reserved is whether text and data mining is.
func reserved(f front) news.Reservation {
	switch f.text("tdmreservation") {
	case "true":
		return news.Reserved
	case "false":
		return news.Unreserved
	}
	return ""
}
