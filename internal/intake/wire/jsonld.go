package wire

import (
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/news"
)

// JSONLD reads schema.org's NewsArticle and its kin as files of their own
// (JSON-LD): one, or a list of them, at the top or in a graph. What a page of HTML
// has of these package page reads.
func JSONLD(input []byte, o intake.Options) (intake.Found, error) {
	return inUTF8(input, o, jsonLD)
}

func jsonLD(input []byte, o intake.Options) (intake.Found, error) {
	v, err := readJSON(input)
	if err != nil {
		return intake.Found{}, err
	}
	all := ldThings(v)
	var stories []object
	for _, t := range all {
		if ldKind(t) != "" {
			stories = append(stories, t)
		}
	}
	byID := map[string]object{}
	for _, t := range all {
		if id := t.text("@id"); id != "" {
			byID[id] = t
		}
	}
	read := func(t object) *story { return ldStory(t, byID, o) }
	switch _, isList := v.([]any); {
	case len(stories) == 0:
		return intake.Found{}, refuse("has no article of schema.org")
	case len(stories) == 1 && !isList:
		return single(read(stories[0]))
	}
	return list(stories, o, read)
}

// ldThings are the things of a file: those at its top, and of its graphs.
func ldThings(v any) (all []object) {
	for _, one := range append(items(v), v) {
		o, ok := one.(object)
		if !ok {
			continue
		}
		if graph := o.objects("@graph"); graph != nil {
			all = append(all, graph...)
			continue
		}
		all = append(all, o)
	}
	return all
}

// ldKinds are the types of articles, in small letters, and what form each is.
var ldKinds = map[string]news.Kind{
	"article": "news", "newsarticle": "news", "blogposting": "news", "reportagenewsarticle": "news", "report": "news",
	"analysisnewsarticle": "analysis", "opinionnewsarticle": "opinion", "backgroundnewsarticle": "explainer",
	"reviewnewsarticle": "review", "liveblogposting": "live",
}

// ldKind is the form of a thing that is an article, "" for one that is none.
func ldKind(t object) (kind news.Kind) {
	for _, name := range ldTexts(t["@type"]) {
		name = strings.ToLower(name[strings.LastIndexAny(name, "/#:")+1:])
		if k := ldKinds[name]; k != "" && (kind == "" || kind == "news") {
			kind = k
		}
	}
	return kind
}

func ldStory(t object, byID map[string]object, o intake.Options) *story {
	s := newStory(o)
	a := &s.article
	s.ours = namedAsOurs(t.text("@id"), t.text("identifier"))
	s.called(t.text("headline", "name"), t.text("url"), t.text("@id"))
	s.identified("", t.text("@id"))
	s.line(&a.Headline, "/headline", page.LineOfHTML(t.text("headline", "name")), "headline")
	s.line(&a.Subhead, "/subhead", page.LineOfHTML(t.text("alternativeheadline")), "alternativeHeadline")
	s.line(&a.Summary, "/summary", page.LineOfHTML(t.text("description", "abstract")), "description")
	s.line(&a.Dateline, "/dateline", t.text("dateline"), "dateline")
	for _, genre := range ldTexts(t["genre"]) {
		s.kind(genre, "genre")
	}
	if kind := ldKind(t); kind != "news" { // which is what a thing is called that may be any
		s.kind(string(kind), "@type")
	}
	for _, tag := range ldTexts(t["inlanguage"]) {
		s.language(tag, "inLanguage")
	}
	for _, event := range t.objects("publication") {
		for _, schedule := range event.objects("eventschedule") {
			s.zone(schedule.text("scheduletimezone"), "publication")
		}
	}
	s.time(&a.PublishedAt, "/published_at", t.text("datepublished", "datecreated"), "datePublished")
	s.time(&a.UpdatedAt, "/updated_at", t.text("datemodified"), "dateModified")
	s.time(&a.ExpiresAt, "/expires_at", t.text("expires"), "expires")
	for _, address := range append(ldAddresses(t["url"]), ldAddresses(t["mainentityofpage"])...) {
		s.address(&a.CanonicalURL, "/canonical_url", address, "url")
	}
	s.base = a.CanonicalURL
	s.ldCredits(t, byID)
	for _, name := range ldNames(t["articlesection"], byID) {
		s.section(name, "articleSection")
	}
	for _, words := range ldNames(t["keywords"], byID) {
		for name := range strings.SplitSeq(words, ",") {
			s.tag(name, "keywords")
		}
	}
	s.line(&a.Rights, "/rights", t.text("copyrightnotice"), "copyrightNotice")
	for _, address := range ldAddresses(t["license"]) {
		s.address(&a.LicenseURL, "/license_url", address, "license")
	}
	for _, usage := range t.objects("usageinfo") {
		a.TDMReservation, a.TDMPolicy = mining(usage.text("text"))
	}
	s.ldSources(t, byID)
	s.ldMentions(t, byID)
	if words := t.text("articlebody", "text"); strings.Contains(words, "</") {
		s.body(words, "articleBody")
	} else {
		s.text(words, "articleBody")
	}
	s.ldPhotos(t, byID)
	return s
}

// ldCredits names who made the story.
func (s *story) ldCredits(t object, byID map[string]object) {
	for _, c := range []struct {
		member string
		role   news.Role
	}{{"author", news.RoleAuthor}, {"creator", news.RoleAuthor}, {"editor", news.RoleEditor}, {"contributor", news.RoleContributor}} {
		if c.member == "creator" && len(s.article.Authors) > 0 {
			continue
		}
		for _, name := range ldNames(t[c.member], byID) {
			s.author(page.LineOfHTML(name), c.role, c.member)
		}
	}
}

// ldWhole is a thing as it is told elsewhere in the file, where this is no more
// than its id.
func ldWhole(t object, byID map[string]object) object {
	if whole, ok := byID[t.text("@id")]; ok && len(t) == 1 {
		return whole
	}
	return t
}

// ldTexts are the texts of a member that may be one or a list.
func ldTexts(v any) (all []string) {
	for _, one := range append([]any{v}, items(v)...) {
		if s := textOf(one); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// ldNames are the texts of a member, and the names of what it has in their place.
func ldNames(v any, byID map[string]object) []string {
	all := ldTexts(v)
	for _, t := range (object{"": v}).objects("") {
		if name := ldWhole(t, byID).text("name"); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// ldAddresses are the texts of a member, and the ids of what it has in their
// place.
func ldAddresses(v any) []string {
	all := ldTexts(v)
	for _, t := range (object{"": v}).objects("") {
		all = append(all, t.text("@id", "url"))
	}
	return all
}
