package page

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/news"
)

const (
	mostTags    = 50
	longestName = 100 // code points of a tag or a section
)

// setFiling sets where the story is filed: its address, its section and its
// tags, its language and its form.
func (r *reader) setFiling() {
	if r.own != nil {
		r.takeOwnFiling()
		return
	}
	r.setCanonical()
	r.setSection()
	r.setTags()
	r.setKind()
}

func (r *reader) setCanonical() {
	var all []claim[string]
	add := func(address, evidence, method string, confidence float64) {
		u, err := url.Parse(strings.TrimSpace(address))
		if err == nil && address != "" && (u.IsAbs() || r.base != nil) {
			if address = r.absolute(address); address != "" {
				all = append(all, claim[string]{address, address, evidence, method, confidence})
			}
		}
	}
	add(r.canonical, "link rel=canonical", "canonical_link", 0.9)
	add(r.meta("og:url"), "meta og:url", "meta", 0.7)
	for _, t := range r.told()[:min(1, len(r.told()))] {
		add(text(t.fields["url"]), t.from+" "+t.kind+".url", field(t), 0.6)
		add(text(t.fields["mainEntityOfPage"]), t.from+" "+t.kind+".mainEntityOfPage", field(t), 0.6)
	}
	if best, others, ok := strongest(all); ok {
		r.article.CanonicalURL = best.text
		note(r, "/canonical_url", best, others)
	}
}

func (r *reader) setSection() {
	var all []claim[string]
	add := func(s, evidence, method string, confidence float64) {
		if s = tidy(s); len([]rune(s)) > 1 && len([]rune(s)) <= longestName && intake.CanBeNamed(s) && !strings.Contains(s, "://") && !strings.Contains(s, "/") {
			all = append(all, claim[string]{s, s, evidence, method, confidence})
		}
	}
	for _, t := range r.told()[:min(1, len(r.told()))] {
		if list := texts(t.fields["articleSection"]); len(list) > 0 {
			add(list[0], t.from+" "+t.kind+".articleSection", field(t), 0.9)
		}
	}
	for i, name := range []string{"article:section", "og:article:section", "parsely-section", "section", "cxenseparse:section", "sailthru.section", "dcterms.subject", "category"} {
		add(r.meta(name), "meta "+name, "meta", max(0.3, 0.8-0.1*float64(i)))
	}
	if best, others, ok := strongest(all); ok {
		r.article.Section = &news.Ref{Name: best.text}
		note(r, "/section", best, others)
	}
}

var tagJoint = regexp.MustCompile(`\s*[,;、]\s*`)

// setTags takes the first place that tells the story's tags: what a page lists
// for search engines alone is often every word of it.
func (r *reader) setTags() {
	var lists []claim[[]string]
	add := func(tags []string, evidence, method string, confidence float64) {
		if kept := r.tags(tags); len(kept) > 0 {
			lists = append(lists, claim[[]string]{kept, strings.Join(kept, ", "), evidence, method, confidence})
		}
	}
	add(r.metas["article:tag"], "meta article:tag", "meta", 0.85)
	for _, t := range r.told()[:min(1, len(r.told()))] {
		add(texts(t.fields["keywords"]), t.from+" "+t.kind+".keywords", field(t), 0.8)
	}
	for i, name := range []string{"parsely-tags", "news_keywords", "sailthru.tags", "article:tags", "og:article:tag", "cxenseparse:keywords", "keywords"} {
		add(r.metas[name], "meta "+name, "meta", max(0.3, 0.7-0.05*float64(i)))
	}
	if len(lists) == 0 {
		return
	}
	for i, tag := range lists[0].value {
		r.article.Tags = append(r.article.Tags, news.Ref{Name: tag})
		note(r, under("tags", i), lists[0], nil)
	}
}

func (r *reader) tags(values []string) []string {
	var kept []string
	for _, v := range values {
		for _, tag := range tagJoint.Split(unescaped(v), -1) {
			known := slices.ContainsFunc(kept, func(k string) bool { return letters(k) == letters(tag) })
			machine := strings.ContainsAny(tag, ":/_=") || len(strings.Fields(tag)) > 7
			if tag == "" || known || machine || len([]rune(tag)) > longestName || len(kept) == mostTags || !intake.CanBeNamed(tag) {
				continue
			}
			kept = append(kept, tag)
		}
	}
	return kept
}

// kinds are the forms that schema.org's types stand for.
var kinds = map[string]news.Kind{
	"OpinionNewsArticle": "opinion", "AnalysisNewsArticle": "analysis", "ReviewNewsArticle": "review", "BackgroundNewsArticle": "explainer", "LiveBlogPosting": "live",
}

// setKind sets the story's form where the page names it: by a type, or by the
// section or the label above the headline.
func (r *reader) setKind() {
	var all []claim[string]
	add := func(kind news.Kind, evidence, method string, confidence float64) {
		if kind != "" {
			all = append(all, claim[string]{string(kind), string(kind), evidence, method, confidence})
		}
	}
	for _, t := range r.told()[:min(1, len(r.told()))] {
		add(kinds[t.kind], t.from+" "+t.kind, field(t), 0.9)
		for _, genre := range texts(t.fields["genre"]) {
			add(intake.KindOf(genre), t.from+" "+t.kind+".genre", field(t), 0.9)
		}
	}
	if s := r.article.Section; s != nil {
		add(intake.KindOf(s.Name), "/section", "section", 0.8)
	}
	for _, l := range r.header() {
		if l.node == r.mainHeading() {
			break
		}
		add(intake.KindOf(l.text), cut(l.text, 40), "kicker", 0.85)
	}
	if best, others, ok := strongest(all); ok {
		r.article.Kind = news.Kind(best.text)
		note(r, "/kind", best, others)
	}
}
