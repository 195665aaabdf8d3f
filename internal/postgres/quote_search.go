package postgres

import (
	"context"
	"errors"
	"fmt"
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

// quotesOfArticles are the quotes q that the conditions of a page are on.
const quotesOfArticles = `quotes q join articles a on a.id = q.article_id`

// searchQuotes is a page of the quotes that have the words and meet the other
// filters. As with articles, few quotes that the others leave are looked at one by
// one, and else the words are looked for in windows of time.
func (s *Store) searchQuotes(ctx context.Context, by auth.Principal, p *quotePage) ([]foundQuote, error) {
	readings, err := s.read(ctx, p.Words)
	if err != nil || len(readings) == 0 {
		return nil, err
	}
	few, err := s.leavesFewQuotes(ctx, p)
	if err != nil {
		return nil, err
	}
	if few {
		p.among(readings)
		return s.queryQuotes(ctx, p)
	}
	newest, err := s.newestQuote(ctx, by, p)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return inWindows(ctx, s, p.inWindows(newest, readings), p.args, scanQuoteInArticle)
}

// among adds the condition that a quote has the words.
func (p *quotePage) among(readings []reading) {
	p.and(`exists (select from quote_search s where s.quote_id = q.id and ` + matching(readings, p.arg) + `)`)
}

// leavesFewQuotes tells whether the filters besides the words leave few quotes.
func (s *Store) leavesFewQuotes(ctx context.Context, p *quotePage) (few bool, err error) {
	if s.fewSearched == 0 || p.Speaker == "" && p.Article == "" && p.Said == (news.Days{}) && len(p.Sections)+len(p.Kinds) == 0 && p.Published == (news.Span{}) {
		return false, nil
	}
	err = s.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) < %d from (select from `+quotesOfArticles+` where %s limit %[1]d) c`,
		s.fewSearched, strings.Join(p.where, " and ")), append([]any{pgx.QueryExecModeCacheDescribe}, p.args...)...).Scan(&few)
	return few, err
}

// newestQuote is the latest time that a quote on the page can have.
func (s *Store) newestQuote(ctx context.Context, by auth.Principal, p *quotePage) (at time.Time, err error) {
	before := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	if !p.Published.Before.IsZero() {
		before = p.Published.Before
	}
	if p.After != nil && p.After.At.Before(before) {
		before = p.After.At.Add(time.Microsecond) // with others of the same time
	}
	if p.Article != "" { // which may be a draft, and has no time then
		return time.Now(), nil
	}
	err = s.pool.QueryRow(ctx, `select q.listed_at from `+quotesOfArticles+` where `+readable(by.Unbound())+` and q.listed_at < $1
		order by q.listed_at desc, q.id limit 1`, before).Scan(&at)
	return at, err
}

// inWindows is the SQL of the page of those quotes that have the words.
func (p *quotePage) inWindows(newest time.Time, readings []reading) string {
	match, where, limit := matching(readings, p.arg), strings.Join(p.where, " and "), atMost(p.Limit+1)
	list := windows(newest, p.After == nil && p.Published.Before.IsZero(), p.arg)
	for i, w := range list {
		list[i] = `(select m.quote_id as id from (
				select s.quote_id, s.listed_at from quote_search s where ` + w + ` and ` + match + `
				order by s.listed_at desc, s.quote_id) m
			cross join lateral (select from ` + quotesOfArticles + ` where q.id = m.quote_id and ` + where + ` limit 1) v` + limit + `)`
	}
	return p.inOrder(`q.id = any(array(` + strings.Join(list, ` union all `) + limit + `))`)
}
