package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

// Tally counts the articles that the caller may see of those that the query
// means, whatever page it asks for, and by each facet. What takes too long is
// news.ErrTimeout.
func (s *Store) Tally(ctx context.Context, by auth.Principal, asked news.ArticleQuery, how news.Counting, facets []news.Facet) (t news.Tally, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	q, err := s.question(ctx, by, asked)
	if err != nil {
		return t, interpret(err)
	}
	if how != news.CountNone {
		if t.Count, err = s.count(ctx, q, how); err != nil {
			return t, interpret(err)
		}
	}
	for _, f := range facets {
		if t.Facets == nil {
			t.Facets = map[news.Facet][]news.FacetCount{}
		}
		if t.Facets[f], err = s.facet(ctx, q, f); err != nil {
			return t, interpret(err)
		}
	}
	return t, nil
}

func (s *Store) count(ctx context.Context, q *articleQuery, how news.Counting) (*news.Count, error) {
	if q.none {
		return &news.Count{Exact: true}, nil
	}
	from, args := q.from()
	if how == news.CountEstimated {
		return s.estimate(ctx, q, `select`+from, args)
	}
	c := &news.Count{Exact: true}
	err := s.pool.QueryRow(ctx, `select count(*)`+from, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...).Scan(&c.Value)
	return c, err
}

// mostGuessed is how many articles are counted for an estimate, and not guessed: the
// database guesses by all stories there are, and of a tag that hidden ones alone
// have it would say that there is one. Who has a contract could tell by a guess how
// many stories are not for them.
func (q *articleQuery) mostGuessed() int64 {
	switch {
	case q.by.Contract != nil:
		return mostSorted
	case q.plain || q.by.SeesDrafts():
		return 0
	}
	return 1
}

// estimate is how many rows the database expects of the statement, which it is
// asked without running it, where there are not too few for that.
func (s *Store) estimate(ctx context.Context, q *articleQuery, sql string, args []any) (*news.Count, error) {
	args = append([]any{pgx.QueryExecModeCacheDescribe}, args...)
	few := q.mostGuessed()
	if few > 0 {
		c := &news.Count{Exact: true}
		err := s.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) from (%s limit %d) c`, sql, few), args...).Scan(&c.Value)
		if err != nil || c.Value < few {
			return c, err
		}
	}
	var told []byte
	if err := s.pool.QueryRow(ctx, `explain (format json) `+sql, args...).Scan(&told); err != nil {
		return nil, err
	}
	var plans []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal(told, &plans); err != nil || len(plans) != 1 {
		return nil, fmt.Errorf("a plan that is not as expected: %w", err)
	}
	return &news.Count{Value: max(few, int64(plans[0].Plan.Rows))}, nil
}

// facetSQL is, by facet, what is counted of the articles a that {from} means.
// Whoever is an article's author in two roles is its author once.
var facetSQL = map[news.Facet]string{
	news.FacetSection: `select e.slug, e.name, 0, c.n from (select a.section_id as id, count(*) as n{from} group by 1) c
		join sections e on e.id = c.id order by c.n desc, e.slug`,
	news.FacetTag: `select e.slug, e.name, 0, c.n from (
		select j.tag_id as id, count(*) as n from article_tags j where j.article_id in (select a.id{from}) group by 1) c
		join tags e on e.id = c.id order by c.n desc, e.slug`,
	news.FacetAuthor: `select e.slug, e.name, 0, c.n from (
		select j.author_id as id, count(distinct j.article_id) as n from article_authors j where j.article_id in (select a.id{from}) group by 1) c
		join authors e on e.id = c.id order by c.n desc, e.slug`,
	news.FacetYear: `select '', '', y, count(*) from (select extract(year from a.published_at at time zone 'UTC')::int as y{from}) c
		where y is not null group by y order by y desc`,
}

func (s *Store) facet(ctx context.Context, q *articleQuery, f news.Facet) ([]news.FacetCount, error) {
	if q.none {
		return []news.FacetCount{}, nil
	}
	from, args := q.from()
	rows, err := s.pool.Query(ctx, strings.Replace(facetSQL[f], `{from}`, from, 1)+` limit `+strconv.Itoa(news.MostInFacet),
		append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c news.FacetCount, err error) {
		err = row.Scan(&c.Slug, &c.Name, &c.Year, &c.Count)
		return c, err
	})
}
