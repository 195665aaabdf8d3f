package postgres

import (
	"context"
	"slices"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

// articleQuery is one news.ArticleQuery on its way to SQL. The page, its count
// and its facets are all written from it, so that they speak of the same
// articles. Its conditions are on articles a.
type articleQuery struct {
	news.ArticleQuery
	args  []any
	where []string
	// along is what articles share that the list is walked along, nil where it is
	// walked along an index of the articles' own. Its condition is not in where.
	along *sharing
	among *sharing // what few articles share, that they are fetched by
	few   bool     // so few that they are sorted, and not looked for in the order of an index
	none  bool     // a filter names only what there is not, so that no article is meant

	filtered bool // by more than words, sections and a contract
	plain    bool // it asks what is asked most, which need not be planned each time
	leaves   bool // of a search: a contract leaves few, each of which is looked at

	by        auth.Principal
	published bool      // it means published articles alone, as their rows say
	sight     string    // what an article must be for the caller to be shown it
	readings  []reading // what is searched for, as each text search configuration reads it
}

// arg adds an argument of the query, and is what stands for it in the SQL.
func (q *articleQuery) arg(v any) string {
	q.args = append(q.args, v)
	return numberedArg(len(q.args))
}

// and adds a condition that the articles must meet.
func (q *articleQuery) and(condition string) { q.where = append(q.where, condition) }

// question is the query with what the caller may see and every filter in it.
// The tags and the like that it names have been looked up: the database then
// plans knowing how many stories each has.
func (s *Store) question(ctx context.Context, by auth.Principal, asked news.ArticleQuery) (*articleQuery, error) {
	q := &articleQuery{ArticleQuery: asked, by: by, sight: readable(by), published: true}
	if len(q.Statuses) > 0 && by.SeesDrafts() {
		q.published = false
		q.sight = visible(by)
		q.and(visible(by) + ` and a.status = any(` + q.arg(storedStatuses(q.Statuses)) + `) and ` + statusNow + ` = any(` + q.arg(q.Statuses) + `)`)
	} else {
		q.and(readable(by))
	}
	filtered := len(q.where)
	if q.Words != "" {
		var err error
		if q.readings, err = s.read(ctx, q.Words); err != nil {
			return nil, err
		}
		q.none = q.none || len(q.readings) == 0
	}
	if err := s.languages(ctx, q); err != nil {
		return nil, err
	}
	q.ownFilters()
	shared, err := s.shared(ctx, q)
	if err != nil {
		return nil, err
	}
	q.filtered = filtered < len(q.where) || len(shared) > 0
	q.plain = !q.filtered && by.Contract == nil
	q.sections()
	if err = s.chooseWalk(ctx, q, shared); err != nil {
		return nil, err
	}
	for i := range shared {
		if f := &shared[i]; f != q.along && f != q.among {
			q.and(f.condition(q.arg))
		}
	}
	if q.among != nil {
		q.and(`a.id = any(` + q.among.articles(q.arg) + `)`)
		q.foundBy(q.among)
	}
	return q, nil
}

// foundBy leaves out of the first condition, which is what the caller may see, what
// a way of the caller's contract has seen to.
func (q *articleQuery) foundBy(way *sharing) {
	if way.contracted && q.published {
		q.where[0] = readable(besides(q.by, way))
	}
}

// from is all that stands behind "select", of every article that is meant, and
// its arguments.
func (q articleQuery) from() (string, []any) {
	q.args, q.where = slices.Clone(q.args), slices.Clone(q.where)
	if q.along != nil {
		q.and(q.along.condition(q.arg))
	}
	if len(q.readings) > 0 {
		q.and(`exists (select from article_search s where s.article_id = a.id and ` + matching(q.readings, q.arg) + `)`)
	}
	return ` from articles a where ` + strings.Join(q.where, " and "), q.args
}

// order is the column of articles that the list is ordered by, and the way.
func (q *articleQuery) order() (column, way string) {
	switch q.Sort {
	case news.OldestFirst:
		return "listed_at", ""
	case news.UpdatedFirst:
		return "latest_at", " desc"
	case news.UpdatedLast:
		return "latest_at", ""
	}
	return "listed_at", " desc"
}

// page is the SQL of one page and its arguments: the columns, of articles a, and
// behind them the time that the list is ordered by. There is one article more
// than the limit where there are more.
func (q articleQuery) page(columns string) (string, []any) {
	q.args, q.where = slices.Clone(q.args), slices.Clone(q.where)
	column, way := q.order()
	answer := `select ` + columns + `, a.` + column + ` from `
	if len(q.IDs) > 0 {
		ids := q.arg(q.IDs)
		return answer + `articles a where ` + strings.Join(q.where, " and ") + ` order by array_position(` + ids + `::uuid[], a.id)`, q.args
	}
	source, at, id := `articles a`, "a."+column, "a.id"
	if q.along != nil {
		source, at, id = q.along.source(column)
		q.foundBy(q.along)
		q.where = append(q.where, inSpan(at, q.Published, q.arg)...)
		q.where = append(q.where, youngEntries(q.by, at)...)
	}
	if q.After != nil {
		q.and(q.beyond(at, id, way))
	}
	where := ` where ` + strings.Join(q.where, " and ")
	limit := atMost(q.Limit + 1)
	order := ` order by a.` + column + way + `, a.id` + way + limit
	if q.few {
		order = ` order by a.` + column + ` + interval '0'` + way + `, a.id` + way + limit // which no index has
	}
	if q.along == nil {
		return answer + source + where + order, q.args
	}
	// Each tag, or whatever it is, gives as many as the page needs, in the order
	// of its own index; an article may be under several of them.
	values, match := q.along.values(q.arg)
	return answer + `(select distinct f.article_id from ` + values + ` cross join lateral (
			select distinct ` + at + `, ` + id + ` as article_id from ` + source + where + ` and ` + match + `
			order by ` + at + way + `, ` + id + way + limit + `) f) d
		join articles a on a.id = d.article_id` + order, q.args
}

// beyond is the condition that an article comes after the page before.
func (q *articleQuery) beyond(at, id, way string) string {
	sign := " > "
	if way != "" {
		sign = " < "
	}
	return `(` + at + `, ` + id + `)` + sign + `(` + q.arg(q.After.At) + `, ` + q.arg(q.After.ID) + `)`
}

// ask asks for rows. Most questions are planned anew for their arguments: a plan
// that fits a tag of half the archive is the wrong one for a tag of ten stories.
func (q *articleQuery) ask(ctx context.Context, d database, sql string, args []any) (pgx.Rows, error) {
	if q.plain {
		return d.Query(ctx, sql, args...)
	}
	return d.Query(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
}
