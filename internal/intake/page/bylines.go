package page

import (
	"slices"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// byline is whom a page credits, in its order.
type byline []intake.Credit

func (b byline) String() string {
	var names []string
	for _, c := range b {
		names = append(names, string(c.Role)+" "+strings.ToLower(c.Name))
	}
	return strings.Join(names, "; ")
}

// setAuthors credits whom the page credits.
func (r *reader) setAuthors() {
	best, others, found := strongest(r.bylines())
	if !found {
		return
	}
	for i, c := range best.value[:min(len(best.value), mostAuthors)] {
		a := news.ArticleAuthor{Name: c.Name, Role: c.Role}
		if lexicon.IsDesk(c.Name) || lexicon.Agency(c.Name) != "" {
			a.Kind = news.KindDesk
		}
		r.article.Authors = append(r.article.Authors, a)
		if i > 0 {
			others = nil
		}
		note(r, under("authors", i), best, others)
	}
}

// mostAuthors bounds a byline.
const mostAuthors = 50

func (r *reader) bylines() []claim[byline] {
	var all []claim[byline]
	site := r.siteNames()
	add := func(b byline, evidence, method string, confidence float64) {
		if b = withoutHouse(b, site); len(b) > 0 {
			all = append(all, claim[byline]{b, b.String(), evidence, method, confidence})
		}
	}
	for i, t := range r.told() {
		weight := 0.9
		if i > 0 {
			weight = 0.3
		}
		for _, key := range []string{"author", "creator"} {
			if b := r.people(t.fields[key]); len(b) > 0 {
				add(b, t.from+" "+t.kind+"."+key, field(t), weight)
				break
			}
		}
	}
	for i, name := range []string{"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author", "articleauthor", "article:author_name", "og:article:author", "news_authors", "vr:author", "creator"} {
		var b byline
		for _, v := range r.metas[name] {
			b = append(b, r.names(unescaped(v))...)
		}
		add(unique(b), "meta "+name, "meta", max(0.3, 0.6-0.03*float64(i)))
	}
	if b, evidence := r.markedByline(); len(b) > 0 {
		add(b, evidence, "byline_element", 0.7)
	}
	if b, evidence := r.printedByline(); len(b) > 0 {
		add(b, evidence, "byline", 0.6)
	}
	if s, l := r.labelled(authorLabel); s != "" {
		add(r.names(s), cut(l.text, 80), "labelled", 0.7)
	}
	house := func(c claim[byline]) bool { return ofHouse(c.value, site) }
	if slices.ContainsFunc(all, func(c claim[byline]) bool { return !house(c) }) {
		for i := range all {
			if house(all[i]) && (i > 0 && !house(all[0]) || ofSite(all[i].value, site)) {
				all[i].confidence *= 0.2 // that the site wrote it says nothing, where the page names people
			}
		}
	}
	return all
}

// people are the names of an author field.
func (r *reader) people(v any) byline {
	var b byline
	for _, e := range items(v) {
		m, ok := e.(map[string]any)
		if !ok {
			b = append(b, r.names(text(e))...)
			continue
		}
		names := texts(m["name"])
		if len(names) == 0 && m["name"] == nil && kindOf(m) == "Person" {
			names = []string{strings.TrimSpace(text(m["givenName"]) + " " + text(m["familyName"]))}
		}
		for _, n := range names {
			b = append(b, r.names(n)...)
		}
	}
	return unique(b)
}
