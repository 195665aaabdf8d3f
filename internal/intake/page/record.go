package page

import (
	"slices"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// What only the page's own record of its story says, and few pages show: who
// edited it, whose it is, where it was filed from.

// fromRecord says that a field comes from a member of the record.
func (r *reader) fromRecord(pointer, member string, confidence float64) {
	note(r, pointer, claim[string]{evidence: r.story.from + " " + r.story.kind + "." + member, method: field(r.story), confidence: confidence}, nil)
}

// setHelpers adds those who edited the story or contributed to it behind its
// authors.
func (r *reader) setHelpers() {
	if r.story == nil {
		return
	}
	site := r.siteNames()
	for _, c := range []struct {
		member string
		role   news.Role
	}{{"editor", news.RoleEditor}, {"contributor", news.RoleContributor}} {
		for _, who := range r.people(r.story.fields[c.member]) {
			named := slices.ContainsFunc(r.article.Authors, func(a news.ArticleAuthor) bool { return letters(a.Name) == letters(who.Name) })
			if named || isSite(who.Name, site) || len(r.article.Authors) == mostAuthors {
				continue
			}
			r.article.Authors = append(r.article.Authors, news.ArticleAuthor{Name: who.Name, Role: c.role})
			r.fromRecord(under("authors", len(r.article.Authors)-1), c.member, 0.85)
		}
	}
}

// setTerms sets under which terms the story stands.
func (r *reader) setTerms() {
	if r.story == nil {
		return
	}
	if words := tidy(text(r.story.fields["copyrightNotice"])); words != "" {
		r.article.Rights = cut(words, longestRights)
		r.fromRecord("/rights", "copyrightNotice", 0.9)
	}
	if address := text(r.story.fields["license"]); address != "" {
		if address = r.absolute(address); address != "" {
			r.article.LicenseURL = address
			r.fromRecord("/license_url", "license", 0.9)
		}
	}
}

// longestRights bounds a copyright notice, in code points.
const longestRights = 1000

// setDateline sets where the story was filed from, where its words do not begin
// with that.
func (r *reader) setDateline(out *intake.Result) {
	if r.story == nil || out.Article.Dateline != "" {
		return
	}
	if place := tidy(text(r.story.fields["dateline"])); place != "" && len([]rune(place)) <= longestName {
		out.Article.Dateline = place
		r.fromRecord("/dateline", "dateline", 0.9)
	}
}
