package postgres

import (
	"context"
	"strings"

	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

// languagesSQL are the languages that published stories have, one probe of their
// index each, of those that inLanguages keeps.
const languagesSQL = `
	with recursive spoken as (
	    (select language from articles where status = 'published' and deleted_at is null order by language limit 1)
	    union all
	    select (select a.language from articles a where a.status = 'published' and a.deleted_at is null and a.language > s.language
	            order by a.language limit 1)
	    from spoken s where s.language is not null)
	select coalesce(array_agg(language) filter (where `

// languages adds the filter by language. A tag means all that it begins, in either
// case, as RFC 4647 filters: "en" means "en-GB" too. Which those are is asked
// first, so that the list can go along the index of articles by language; of drafts
// there is none.
func (s *Store) languages(ctx context.Context, q *articleQuery) error {
	if !q.Languages.Set() {
		return nil
	}
	if !q.published {
		if len(q.Languages.Any) > 0 {
			q.and(inLanguages("a.language", q.Languages.Any, q.arg))
		}
		if len(q.Languages.None) > 0 {
			q.and(`not ` + inLanguages("a.language", q.Languages.None, q.arg))
		}
		q.Languages = news.Choice{}
		return nil
	}
	var args []any
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	some := func(tags []string) string { return inLanguages("language", tags, arg) + `), '{}')` }
	sql := languagesSQL + some(q.Languages.Any) + `, coalesce(array_agg(language) filter (where ` + some(q.Languages.None) + ` from spoken`
	var found news.Choice
	if err := s.pool.QueryRow(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...).Scan(&found.Any, &found.None); err != nil {
		return err
	}
	q.none = q.none || len(q.Languages.Any) > 0 && len(found.Any) == 0
	q.Languages = found
	return nil
}

// inLanguages is the condition that a column is one of the tags or begins with it
// and a "-". Tags have none of the characters that a pattern means otherwise.
func inLanguages(column string, tags []string, arg func(any) string) string {
	patterns := make([]string, 0, 2*len(tags))
	for _, tag := range tags {
		tag = strings.ToLower(tag)
		patterns = append(patterns, tag, tag+"-%")
	}
	return `lower(` + column + `) like any(` + arg(patterns) + `::text[])`
}
