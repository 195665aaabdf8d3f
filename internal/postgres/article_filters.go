package postgres

import (
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// ownFilters adds the conditions that need no other names than the articles'; which
// languages are meant has been looked up.
func (q *articleQuery) ownFilters() {
	for _, f := range []struct {
		column string
		news.Choice
	}{{"a.kind", q.Kinds}, {"a.language", q.Languages}} {
		switch {
		case len(f.Any) == 1: // of one kind alone an index has the articles in their order
			q.and(f.column + ` = ` + q.arg(f.Any[0]))
		case len(f.Any) > 0:
			q.and(f.column + ` = any(` + q.arg(f.Any) + `)`)
		}
		if len(f.None) > 0 {
			q.and(f.column + ` <> all(` + q.arg(f.None) + `)`)
		}
	}
	if len(q.Has.Any) > 0 { // one after the other, and none in advance for every article
		q.and(`exists (` + strings.Join(q.features(q.Has.Any), " union all ") + `)`)
	}
	if len(q.Has.None) > 0 {
		q.and(`not exists (` + strings.Join(q.features(q.Has.None), " union all ") + `)`)
	}
	if len(q.Slugs.Any) > 0 {
		q.and(`a.id = any(` + knownAs(q.arg(q.Slugs.Any)) + `)`)
	}
	if len(q.Slugs.None) > 0 {
		q.and(`a.id <> all(` + knownAs(q.arg(q.Slugs.None)) + `)`)
	}
	if len(q.IDs) > 0 {
		q.and(`a.id = any(` + q.arg(q.IDs) + `)`)
	}
	if len(q.Without) > 0 {
		q.and(`a.id <> all(` + q.arg(q.Without) + `)`)
	}
	q.times()
}

// times are the filters by time. The time by which an article is listed is that
// of its publication, unless it is a draft without one.
func (q *articleQuery) times() {
	if q.Published.Set() {
		q.and(`a.published_at is not null`)
	}
	if q.Updated.Set() {
		q.and(`coalesce(a.updated_at, a.published_at) is not null`)
	}
	q.where = append(q.where, inSpan("a.listed_at", q.Published, q.arg)...)
	q.where = append(q.where, inSpan("a.latest_at", q.Updated, q.arg)...)
}

// inSpan are the conditions that the column is in the span.
func inSpan(column string, s news.Span, arg func(any) string) (list []string) {
	if !s.After.IsZero() {
		list = append(list, column+` >= `+arg(s.After))
	}
	if !s.Before.IsZero() {
		list = append(list, column+` < `+arg(s.Before))
	}
	return list
}

// featured is what article a has that has a feature. A picture whose licence
// has ended is shown no more.
var featured = map[news.Feature]string{
	news.HasPhoto: `select from article_photos j join photos p on p.id = j.photo_id
		where j.article_id = a.id and (p.expires_at is null or p.expires_at > statement_timestamp())`,
	news.HasQuote:      `select from quotes j where j.article_id = a.id`,
	news.HasCorrection: `select from corrections j where j.article_id = a.id`,
}

// features are what an article has that has any of the features, as the caller is
// shown it.
func (q *articleQuery) features(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = featured[news.Feature(name)]
		if news.Feature(name) == news.HasPhoto && !q.by.SeesPhotos() {
			list[i] = `select where false`
		}
	}
	return list
}

// knownAs are the ids of the articles that have any of the slugs, or had it in
// public.
func knownAs(slugs string) string {
	return `array(select id from articles where slug = any(` + slugs + `)
		union all select article_id from slugs where slug = any(` + slugs + `) and public)`
}

// sections adds the filter by section. One section's articles an index has in
// their order. What is in no section is not in those that are left out.
func (q *articleQuery) sections() {
	switch {
	case len(q.Sections.Any) == 1:
		q.and(`a.section_id = ` + oneSection(q.by, q.Sections.Any[0], q.arg))
	case len(q.Sections.Any) > 0:
		q.and(`a.section_id = any(` + anySection(q.by, q.Sections.Any, q.arg) + `)`)
	}
	if len(q.Sections.None) > 0 {
		q.and(`(a.section_id is null or a.section_id <> all(` + anySection(auth.Principal{}, q.Sections.None, q.arg) + `))`)
	}
}

// oneSection is the id of the one section that ref names; null where the caller's
// contract denies it: its stories are not looked for.
func oneSection(by auth.Principal, ref string, arg func(any) string) string {
	if id, ok := news.ParseID(ref); ok {
		return `(select id from sections where ` + openSection(by) + ` and id = ` + arg(id) + `)`
	}
	return `(select id from sections where ` + openSection(by) + ` and slug = ` + arg(ref) + `)`
}

// anySection are the ids of the sections that the refs name, but for those denied.
func anySection(by auth.Principal, list []string, arg func(any) string) string {
	ids, slugs := refs(list)
	return `array(select id from sections where ` + openSection(by) + ` and (id = any(` + arg(ids) + `) or slug = any(` + arg(slugs) + `)))`
}

// openSection is what a section must be for stories of it to be looked for.
func openSection(by auth.Principal) string {
	if by.Contract == nil || len(by.Contract.Sections.Denied) == 0 {
		return `deleted_at is null`
	}
	return `deleted_at is null and id <> all(` + arrayOf(idTexts(by.Contract.Sections.Denied), "uuid") + `)`
}
