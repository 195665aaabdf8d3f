package postgres

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

// mostRanked is how many articles a search by relevance orders: the newest that
// have the words. A common word is in half of an archive.
const mostRanked = 1000

// fewSearched is how many articles the other filters may leave for each of them
// to be looked at, which then costs less than to look for the words.
const fewSearched = 2000

// reading is what is searched for as one text search configuration has it: its
// stems, and without the words that it takes no notice of. An article is held to
// the reading of its own configuration, so that a "-" before a word leaves out
// what has the word in any of its forms.
type reading struct {
	config, query string
	any           string // any of the words that are to be there, as a query; "" where there are none
}

// read reads what is searched for. Where no configuration finds a word in it there
// are no readings, and nothing is found.
func (s *Store) read(ctx context.Context, words string) ([]reading, error) {
	rows, err := s.pool.Query(ctx, `
		select r.config, r.query::text, querytree(r.query)
		from (select config, websearch_to_tsquery(config::regconfig, $1) as query from search_configs) r
		where numnode(r.query) > 0 order by r.config`, words)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r reading, err error) {
		err = row.Scan(&r.config, &r.query, &r.any)
		r.any = strings.Join(lexeme.FindAllString(r.any, -1), " | ")
		return r, err
	})
}

// lexeme is a word as Postgres writes it in a query.
var lexeme = regexp.MustCompile(`'(?:[^']|'')*'`)

// matching is the condition that row s of a search table has the words.
func matching(readings []reading, arg func(any) string) string {
	list := make([]string, len(readings))
	for i, r := range readings {
		list[i] = `s.config = ` + arg(r.config) + ` and s.words @@ ` + arg(r.query) + `::tsquery`
	}
	return `(` + strings.Join(list, " or ") + `)`
}

// search is a page of cards of the articles that have the words and meet the
// other filters, with one more than the limit where there are more.
//
// Where the other filters leave few articles, these are looked at. Else the
// words are looked for in windows of time, the newest first, one after the other
// until the page is full: what a search costs is bounded by what is in one
// window, not by the archive.
func (s *Store) search(ctx context.Context, q *articleQuery) ([]news.Listed[found], error) {
	sql, planned, err := s.searchSQL(ctx, q)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case planned:
		return inWindows(ctx, s, sql, q.args, q.scanMatch)
	}
	rows, err := s.pool.Query(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, q.args...)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, q.scanMatch)
}

// searchSQL is the SQL of the search, and whether its plan is ours; its error is
// pgx.ErrNoRows where the other filters leave nothing.
func (s *Store) searchSQL(ctx context.Context, q *articleQuery) (sql string, planned bool, err error) {
	few, err := s.leavesFew(ctx, q)
	if err != nil {
		return "", false, err
	}
	if q.leaves {
		return q.inOrder(q.alongFew()), true, nil
	}
	var newest time.Time
	var open bool
	if !few {
		if newest, open, err = s.newest(ctx, q); err != nil {
			return "", false, err
		}
	}
	if q.along != nil {
		q.and(q.along.condition(q.arg))
	}
	if few {
		return q.inOrder(q.amongFew()), false, nil
	}
	return q.inOrder(q.newestFirst(windows(newest, open, q.arg))), true, nil
}

// searchPlan leaves Postgres no ways but those that a search of windows is to go.
const searchPlan = `
	select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
	       set_config('enable_mergejoin', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
	       set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true)`

// inWindows runs a search of windows, or of the few that a contract leaves. The plan
// is ours: Postgres guesses how many articles have a word, and where it is wrong it
// walks through the archive. Of what it is left here, each way is the one that is
// meant, whatever is asked, so that it need not be planned again.
func inWindows[T any](ctx context.Context, s *Store, sql string, args []any, scan pgx.RowToFunc[T]) (list []T, err error) {
	var b pgx.Batch
	b.Queue(searchPlan)
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		list, err = pgx.CollectRows(rows, scan)
		return err
	})
	return list, s.pool.SendBatch(ctx, &b).Close()
}

// leavesFew tells whether the contract, or the other filters, leave few articles.
// How many both leave of all is not counted: it would be looked for in the archive.
func (s *Store) leavesFew(ctx context.Context, q *articleQuery) (few bool, err error) {
	if q.leaves || !q.filtered || s.fewSearched == 0 {
		return q.leaves, nil
	}
	of := *q
	of.readings, of.where = nil, slices.Clone(q.where)
	if q.by.Contract != nil {
		of.where[0] = readable(q.by.Unbound())
	}
	from, args := of.from()
	err = s.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) < %d from (select%s limit %[1]d) c`, s.fewSearched, from),
		append([]any{pgx.QueryExecModeCacheDescribe}, args...)...).Scan(&few)
	return few, err
}

// newest is the latest time that an article on the page can have, or any page
// where they are ordered by relevance; and whether what has come out since belongs
// on it. Where there are other filters, or a contract, it is the time of the newest
// article that these leave: where they leave what is old, what is newer is all of
// the archive.
func (s *Store) newest(ctx context.Context, q *articleQuery) (at time.Time, open bool, err error) {
	before := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, bound := range []time.Time{q.Published.Before, q.goesOn()} {
		if !bound.IsZero() && bound.Before(before) {
			before = bound
		}
	}
	open = q.goesOn().IsZero() && q.Published.Before.IsZero()
	switch {
	case len(q.Statuses) > 0: // drafts have no index of their times alone
		if now := time.Now(); before.After(now) {
			before = now
		}
		return before, open, nil
	case !q.plain || len(q.Sections.Any) > 0:
		first := *q
		first.Limit, first.Sort = 0, news.NewestFirst
		if q.Sort == news.Relevance {
			first.After = nil
		}
		sql, args := first.page("a.id")
		err = s.pool.QueryRow(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...).Scan(nil, &at)
		return at, false, err
	}
	err = s.pool.QueryRow(ctx, `
		select a.listed_at from articles a where `+readable(q.by)+` and a.listed_at < $1
		order by a.listed_at desc, a.id desc limit 1`, before).Scan(&at)
	return at, open, err
}

// goesOn is the time before which the page begins; zero for the first one.
func (q *articleQuery) goesOn() time.Time {
	if q.After == nil || q.Sort == news.Relevance {
		return time.Time{}
	}
	return q.After.At.Add(time.Microsecond) // with others of the same time
}

// inOrder is the SQL of the page: of the articles that matches, which answers
// their ids as f, has.
func (q *articleQuery) inOrder(matches string) string {
	columns, _ := q.reads(&news.Listed[found]{})
	answer := `select ` + columns + `, a.listed_at, %s from (` + matches + `) f join articles a on a.id = f.id`
	switch {
	case q.Sort == news.Relevance:
		ranks := make([]string, len(q.readings))
		for i, r := range q.readings {
			ranks[i] = ` when ` + q.arg(r.config) + ` then ts_rank_cd(s.words, ` + q.arg(r.query) + `::tsquery)`
		}
		answer = fmt.Sprintf(answer, `k.rank`) + ` join lateral (select case s.config` + strings.Join(ranks, "") + ` end as rank from article_search s where s.article_id = a.id limit 1) k on true`
		if q.After != nil {
			answer += ` where (k.rank, a.listed_at, a.id) < (` + q.arg(q.After.Rank) + `::real, ` + q.arg(q.After.At) + `, ` + q.arg(q.After.ID) + `)`
		}
		return answer + ` order by k.rank desc, a.listed_at desc, a.id desc` + atMost(q.Limit+1)
	case len(q.IDs) > 0:
		return fmt.Sprintf(answer, `0::real`) + ` order by array_position(` + q.arg(q.IDs) + `::uuid[], a.id)`
	}
	return fmt.Sprintf(answer, `0::real`) + ` order by a.listed_at desc, a.id desc` + atMost(q.Limit+1)
}

// wanted is how many articles are to be found, and the condition that they come
// after the page before.
func (q *articleQuery) wanted() (limit, after string) {
	if q.Sort == news.Relevance {
		return atMost(mostRanked), ""
	}
	if q.After != nil {
		after = ` and ` + q.beyond("s.listed_at", "s.article_id", " desc")
	}
	return atMost(q.Limit + 1), after
}

// amongFew finds the words in each article that the other filters leave.
func (q *articleQuery) amongFew() string {
	limit, after := q.wanted()
	return `with few as materialized (select a.id from articles a where ` + strings.Join(q.where, " and ") + `)
		select s.article_id as id from few join article_search s on s.article_id = few.id
		where ` + matching(q.readings, q.arg) + after + ` order by s.listed_at desc, s.article_id desc` + limit
}

// alongFew finds the words in those articles that a contract leaves, the newest of
// each thing that it names first, until there are as many as are wanted.
func (q *articleQuery) alongFew() string {
	limit, after := q.wanted()
	source, at, id := q.along.source("listed_at")
	values, match := q.along.values(q.arg)
	found := *q
	found.where = slices.Clone(q.where)
	found.foundBy(q.along)
	found.where = append(found.where, inSpan(at, q.Published, q.arg)...)
	found.where = append(found.where, youngEntries(q.by, at)...)
	return `select d.id from (select distinct f.id, f.at from ` + values + ` cross join lateral (
			select ` + id + ` as id, ` + at + ` as at from ` + source + ` join article_search s on s.article_id = a.id
			where ` + strings.Join(found.where, " and ") + ` and ` + match + ` and ` + matching(q.readings, q.arg) + after + `
			order by ` + at + ` desc, ` + id + ` desc` + limit + `) f) d order by d.at desc, d.id desc` + limit
}

// newestFirst finds the articles that have the words in the windows. Those of a
// window are put into their order, and looked at one after the other until there
// are as many as are wanted: the windows behind are then not opened.
func (q *articleQuery) newestFirst(windows []string) string {
	limit, after := q.wanted()
	match, where := matching(q.readings, q.arg), strings.Join(q.where, " and ")
	after = strings.Join(append([]string{after}, youngEntries(q.by, "s.listed_at")...), " and ")
	for i, w := range windows {
		windows[i] = `(select m.article_id as id from (
				select s.article_id, s.listed_at from article_search s where ` + w + ` and ` + match + after + `
				order by s.listed_at desc, s.article_id desc) m
			cross join lateral (select from articles a where a.id = m.article_id and ` + where + ` limit 1) v` + limit + `)`
	}
	return strings.Join(windows, ` union all `) + limit
}

// The windows: the newest day, then what its four days and those before, and its
// thirty-two days and those before have more, then years, then what is older. A
// word that has not filled a page in the weeks of the first few is rare enough
// for a year of it to be looked at, however large the archive.
//
// Each is one entry of the index, which is intersected with the words' own. A
// range of days would be read from its end to that of the archive first.
var windowSpans = []int{2, 2, 5, 5} // of days, as powers of two

const windowYears = 12

// windows are conditions of rows s of a search table that each hold in a window
// of time, one before the other, the first from the day of newest on, and open
// where it is a first page: what has come out since is on that. Where a window
// begins is looked up in the index, where it ends is compared as rows are read.
func windows(newest time.Time, open bool, arg func(any) string) (list []string) {
	const first = 10957 // days from 1970 to the day that search tables count from
	end := int(math.Floor(float64(newest.Unix())/86400)) - first
	if open {
		list = append(list, `s.day >= `+arg(end))
	} else {
		list = append(list, `s.day = `+arg(end))
	}
	end--
	older := func() string { return ` and s.day + 0 <= ` + arg(end) }
	for _, span := range windowSpans {
		list = append(list, fmt.Sprintf(`(s.day >> %d) = %s`, span, arg(end>>span))+older())
		end = end>>span<<span - 1
	}
	year := time.Unix(int64(end+first)*86400, 0).UTC().Year()
	for n := range windowYears {
		list = append(list, `s.year = `+arg(year-n)+older())
	}
	return append(list, `s.year + 0 <= `+arg(year-windowYears)+older())
}

// scanMatch is a card of the page with the rank behind.
func (q *articleQuery) scanMatch(row pgx.CollectableRow) (c news.Listed[found], err error) {
	_, to := q.reads(&c)
	err = row.Scan(append(to, &c.Key.Rank)...)
	c.Key.ID = c.Value.ID
	return c, err
}
