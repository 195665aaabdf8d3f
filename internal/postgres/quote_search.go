package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

// quotePage is a page of quotes on its way to SQL: its conditions, on quotes q of
// articles a, and their arguments.
type quotePage struct {
	news.QuoteQuery
	by    auth.Principal
	where []string
	args  []any
	along *sharing // what the articles share that the list is walked along, nil for the order of all quotes
	few   bool     // it is of few articles, each of which may be looked at
}

// arg adds an argument of the query, and is what stands for it in the SQL.
func (p *quotePage) arg(v any) string {
	p.args = append(p.args, v)
	return numberedArg(len(p.args))
}

func (p *quotePage) and(condition string) { p.where = append(p.where, condition) }

// inOrder is the SQL of the page, of the quotes that meet the condition.
func (p *quotePage) inOrder(condition string) string {
	return quotesSQL(p.by) + condition + ` order by q.listed_at desc, q.id` + atMost(p.Limit+1)
}

// page is the SQL of a page that is no search.
func (p *quotePage) page() string {
	if p.along == nil {
		return p.inOrder(strings.Join(p.where, " and "))
	}
	return p.inOrder(p.walked(p.Limit + 1))
}

// walked is the condition that a quote is of those that come next on the way along
// what the articles share: as many of each thing, in the order of its own index.
func (p *quotePage) walked(most int) string {
	source, at, _ := p.along.source("listed_at")
	values, match := p.along.values(p.arg)
	where := append(slices.Clone(p.where), match)
	where[0] = readable(besides(p.by, p.along))
	where = append(where, inSpan(at, p.Published, p.arg)...)
	where = append(where, youngEntries(p.by, at)...)
	if p.After != nil {
		where = append(where, at+` <= `+p.arg(p.After.At))
	}
	return `q.id = any(array(select f.id from ` + values + ` cross join lateral (
		select q.id from ` + source + ` join quotes q on q.article_id = a.id where ` + strings.Join(where, " and ") + `
		order by ` + at + ` desc, q.id` + atMost(most) + `) f))`
}

// chooseQuoteWalk decides how the quotes of a partner's page are found: along what
// the contract allows. To look at all quotes, the newest first, is to walk past the
// archive where the contract has what is old.
func (s *Store) chooseQuoteWalk(ctx context.Context, p *quotePage) error {
	if p.Article != "" {
		return nil
	}
	way, size, err := s.narrowest(ctx, p.by)
	if p.few = way != nil && size < mostSorted && s.fewSearched > 0; p.few || p.Words != "" || p.Speaker == "" {
		p.along = way // else who speaks has a way of their own
	}
	return err
}

// quotesOfArticles are the quotes q that the conditions of a page are on.
const quotesOfArticles = `quotes q join articles a on a.id = q.article_id`

// searchQuotes is a page of the quotes that have the words and meet the other
// filters. As with articles, few quotes that the others leave are looked at one by
// one, and else the words are looked for in windows of time.
func (s *Store) searchQuotes(ctx context.Context, p *quotePage) ([]foundQuote, error) {
	readings, err := s.read(ctx, p.Words)
	if err != nil || len(readings) == 0 {
		return nil, err
	}
	sql, planned, err := s.quoteSearchSQL(ctx, p, readings)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case planned:
		return inWindows(ctx, s, sql, p.args, scanQuoteInArticle)
	}
	return s.collectQuotes(ctx, p, sql)
}

// quoteSearchSQL is the SQL of the search, and whether its plan is ours; its error
// is pgx.ErrNoRows where the other filters leave nothing.
func (s *Store) quoteSearchSQL(ctx context.Context, p *quotePage, readings []reading) (sql string, planned bool, err error) {
	few, err := s.leavesFewQuotes(ctx, p)
	if err != nil {
		return "", false, err
	}
	if few {
		p.and(`exists (select from quote_search s where s.quote_id = q.id and ` + matching(readings, p.arg) + `)`)
		if p.few {
			return p.page(), true, nil
		}
		return p.inOrder(strings.Join(p.where, " and ")), false, nil
	}
	newest, open, err := s.newestQuote(ctx, p)
	if err != nil {
		return "", false, err
	}
	return p.inWindows(windows(newest, open, p.arg), readings), true, nil
}

// leavesFewQuotes tells whether the contract, or the filters besides the words,
// leave few quotes.
func (s *Store) leavesFewQuotes(ctx context.Context, p *quotePage) (few bool, err error) {
	if p.few || s.fewSearched == 0 || p.Speaker == "" && p.Article == "" && p.Said == (news.Days{}) && len(p.Sections)+len(p.Kinds) == 0 && p.Published == (news.Span{}) {
		return p.few, nil
	}
	where := slices.Clone(p.where)
	if p.by.Contract != nil {
		where[0] = readable(p.by.Unbound())
	}
	err = s.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) < %d from (select from `+quotesOfArticles+` where %s limit %[1]d) c`,
		s.fewSearched, strings.Join(where, " and ")), append([]any{pgx.QueryExecModeCacheDescribe}, p.args...)...).Scan(&few)
	return few, err
}

// newestQuote is the latest time that a quote on the page can have, and whether what
// has come out since belongs on it. Of who has a contract it is that of the newest
// that is for them.
func (s *Store) newestQuote(ctx context.Context, p *quotePage) (at time.Time, open bool, err error) {
	before := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	if !p.Published.Before.IsZero() {
		before = p.Published.Before
	}
	if p.After != nil && p.After.At.Before(before) {
		before = p.After.At.Add(time.Microsecond) // with others of the same time
	}
	open = p.After == nil && p.Published.Before.IsZero()
	switch {
	case p.Article != "": // which may be a draft, and has no time then
		return time.Now(), open, nil
	case p.along != nil:
		first := *p
		first.args = slices.Clone(p.args)
		err = s.pool.QueryRow(ctx, `select q.listed_at from quotes q where `+first.walked(1)+` order by q.listed_at desc limit 1`,
			append([]any{pgx.QueryExecModeCacheDescribe}, first.args...)...).Scan(&at)
		return at, false, err
	}
	err = s.pool.QueryRow(ctx, `select q.listed_at from `+quotesOfArticles+` where `+readable(p.by.Unbound())+` and q.listed_at < $1
		order by q.listed_at desc, q.id limit 1`, before).Scan(&at)
	return at, open, err
}

// inWindows is the SQL of the page of those quotes that have the words.
func (p *quotePage) inWindows(list []string, readings []reading) string {
	match := strings.Join(append([]string{matching(readings, p.arg)}, youngEntries(p.by, "s.listed_at")...), " and ")
	where, limit := strings.Join(p.where, " and "), atMost(p.Limit+1)
	for i, w := range list {
		list[i] = `(select m.quote_id as id from (
				select s.quote_id, s.listed_at from quote_search s where ` + w + ` and ` + match + `
				order by s.listed_at desc, s.quote_id) m
			cross join lateral (select from ` + quotesOfArticles + ` where q.id = m.quote_id and ` + where + ` limit 1) v` + limit + `)`
	}
	return p.inOrder(`q.id = any(array(` + strings.Join(list, ` union all `) + limit + `))`)
}
