package page

import (
	"slices"
	"strings"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// What only the page's own record of its story says, and few pages show: who
// edited it, whose it is, where it was filed from.

// fromRecord says that a field comes from a member of the record.
func (r *reader) fromRecord(pointer, member string, confidence float64) {
	r.provenance = append(r.provenance, r.recorded(pointer, member, confidence))
}

func (r *reader) recorded(pointer, member string, confidence float64) intake.Provenance {
	return intake.Provenance{Pointer: pointer, Evidence: r.story.from + " " + r.story.kind + "." + member, Method: field(r.story), Confidence: confidence}
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

// setTerms sets under which terms the story stands, and until when it does.
func (r *reader) setTerms() {
	a := &r.article
	r.reserve(&a.Terms, r.meta("tdm-reservation"), r.meta("tdm-policy"))
	if a.TDMReservation != "" {
		note(r, "/tdm_reservation", claim[string]{evidence: "meta tdm-reservation", method: "meta", confidence: 0.9}, nil)
	}
	if a.TDMPolicy != "" {
		note(r, "/tdm_policy", claim[string]{evidence: "meta tdm-policy", method: "meta", confidence: 0.9}, nil)
	}
	if r.story == nil {
		return
	}
	if a.Rights = r.said(r.story.fields["copyrightNotice"], longestText); a.Rights != "" {
		r.fromRecord("/rights", "copyrightNotice", 0.9)
	}
	if a.LicenseURL = r.address(text(r.story.fields["license"])); a.LicenseURL != "" {
		r.fromRecord("/license_url", "license", 0.9)
	}
	if t, ok := r.readTime(text(r.story.fields["expires"])); ok && t.at.After(a.PublishedAt) {
		a.ExpiresAt = t.at.UTC()
		r.fromRecord("/expires_at", "expires", 0.9)
	}
}

// reserve sets whether mining is reserved, as the TDM Reservation Protocol says it.
func (r *reader) reserve(t *news.Terms, reservation, policy string) {
	switch strings.TrimSpace(reservation) {
	case "1":
		t.TDMReservation = news.Reserved
	case "0":
		t.TDMReservation = news.Unreserved
	}
	t.TDMPolicy = r.address(policy)
}

// address is an address that has nothing in it which cannot stand in a header, as
// a licence's must be; "" for any other.
func (r *reader) address(s string) string {
	if s = r.absolute(s); strings.ContainsAny(s, " \"<>") {
		return ""
	}
	return s
}

// setDateline sets where the story was filed from, where its words do not begin
// with that.
func (r *reader) setDateline(out *intake.Result) {
	if r.story == nil || out.Article.Dateline != "" {
		return
	}
	if place := tidy(r.said(r.story.fields["dateline"], longestLine)); place != "" && (len([]rune(place)) <= longestName || r.own != nil) {
		out.Article.Dateline = place
		r.fromRecord("/dateline", "dateline", 0.9)
	}
}
