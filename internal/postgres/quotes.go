package postgres

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// quotesSQL selects quotes with the articles that print them, as the caller gets
// those: without its photos a body is shorter.
func quotesSQL(by auth.Principal) string {
	position := `b.position`
	if !by.SeesPhotos() {
		position = `(b.position - (select count(*) from blocks f where f.article_id = b.article_id and f.type = 'photo' and f.position < b.position))`
	}
	return quotesFrom(position)
}

func quotesFrom(position string) string {
	return `
	select ` + quoteColumns + `, coalesce('/body/' || ` + position + ` || '/text', ''), a.headline, a.published_at, a.etag,
	       right(left(t.text, q.start_at), ` + around + `), left(substr(t.text, q.end_at + 1), ` + around + `),
	       ` + cardColumns + `, q.listed_at
	from quotes q join articles a on a.id = q.article_id
	     left join blocks b on b.article_id = q.article_id and b.id = q.block_id
	     left join speakers k on k.id = q.speaker_id
	     cross join lateral (select coalesce(b.text, a.highlights[q.highlight + 1], '') as text) t
	where `
}

// around is one code point more than what is told on each side of a quote.
var around = strconv.Itoa(news.Around + 1)

// foundQuote is a quote with the card of its article as the store has it.
type foundQuote struct {
	news.QuoteInArticle
	card news.Listed[found]
}

func scanQuoteInArticle(row pgx.CollectableRow) (q foundQuote, err error) {
	var k news.QuoteSpeaker
	var pointer, before, after string
	to := append(quoteTargets(&q.Quote, &k), &pointer, &q.ArticleHeadline, (*zeronull.Timestamptz)(&q.PublishedAt), &q.ETag, &before, &after)
	err = row.Scan(append(to, targets(&q.card)...)...)
	withSpeaker(&q.Quote, k)
	if pointer != "" {
		q.Pointer = pointer
	}
	d := q.card.Value.Document
	q.ArticleID, q.ArticleSlug, q.ModifiedAt, q.Context = d.ID, d.Slug, d.ModifiedAt, news.ContextOf(before, after)
	return q, err
}

// toldQuote is the quote as readers get it.
func (s *Store) toldQuote(ctx context.Context, by auth.Principal, q foundQuote) (l news.Listed[news.QuoteInArticle], err error) {
	card, err := s.toldCard(ctx, by, q.card.Value)
	l.Value, l.Key = q.QuoteInArticle, news.Keyset{At: q.card.Key.At, ID: q.ID}
	l.Value.Article = card.Body
	return l, err
}

// Quote is one quote with the article that prints it.
func (s *Store) Quote(ctx context.Context, by auth.Principal, id uuid.UUID) (news.QuoteInArticle, error) {
	rows, err := s.pool.Query(ctx, quotesSQL(by)+visible(by)+` and q.id = $1`, id)
	if err != nil {
		return news.QuoteInArticle{}, interpret(err)
	}
	q, err := pgx.CollectExactlyOneRow(rows, scanQuoteInArticle)
	if err != nil {
		return news.QuoteInArticle{}, interpret(err)
	}
	told, err := s.toldQuote(ctx, by, q)
	return told.Value, interpret(err)
}

// Quotes is a page of quotes, of the newest article first and within it in the
// order in which they were stored, with one more than the limit where there
// are more. An article that is not public is asked for by name.
func (s *Store) Quotes(ctx context.Context, by auth.Principal, q news.QuoteQuery) ([]news.Listed[news.QuoteInArticle], error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	p := quotesPage(by, q)
	if err := s.chooseQuoteWalk(ctx, p); err != nil {
		return nil, interpret(err)
	}
	find := s.queryQuotes
	if q.Words != "" {
		find = s.searchQuotes
	}
	quotes, err := find(ctx, p)
	if err != nil {
		return nil, interpret(err)
	}
	list := make([]news.Listed[news.QuoteInArticle], len(quotes))
	for i, found := range quotes {
		if list[i], err = s.toldQuote(ctx, by, found); err != nil {
			return nil, interpret(err)
		}
	}
	return list, nil
}

func (s *Store) queryQuotes(ctx context.Context, p *quotePage) ([]foundQuote, error) {
	return s.collectQuotes(ctx, p, p.page())
}

func (s *Store) collectQuotes(ctx context.Context, p *quotePage, sql string) ([]foundQuote, error) {
	rows, err := s.pool.Query(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, p.args...)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanQuoteInArticle)
}

// quotesPage is a list of quotes with every filter but its words in it.
func quotesPage(by auth.Principal, q news.QuoteQuery) *quotePage {
	p := &quotePage{QuoteQuery: q, by: by}
	if q.Article != "" && by.SeesDrafts() {
		p.and(visible(by))
	} else {
		p.and(readable(by))
	}
	p.where = append(p.where, youngEntries(by, "q.listed_at")...)
	if id, ok := news.ParseID(q.Article); ok {
		p.and(`a.id = ` + p.arg(id))
	} else if q.Article != "" {
		p.and(`a.id = (select article_id from slugs where slug = ` + p.arg(q.Article) + `)`)
	}
	if q.Speaker != "" {
		column, arg := `slug`, any(q.Speaker)
		if id, ok := news.ParseID(q.Speaker); ok {
			column, arg = `id`, id
		}
		p.and(`q.speaker_id = (select coalesce(k.merged_into, k.id) from speakers k where k.` + column + ` = ` + p.arg(arg) + ` and ` + speakerIs(by, "k") + `)`)
	}
	if q.After != nil {
		at, id := p.arg(q.After.At), p.arg(q.After.ID)
		p.and(`q.listed_at <= ` + at + ` and (q.listed_at < ` + at + ` or q.id > ` + id + `)`)
	}
	if len(q.Sections) > 0 {
		p.and(`a.section_id = any(` + anySection(by, q.Sections, p.arg) + `)`)
	}
	if len(q.Kinds) > 0 {
		p.and(`q.kind = any(` + p.arg(q.Kinds) + `)`)
	}
	if !q.Published.After.IsZero() {
		p.and(`q.listed_at >= ` + p.arg(q.Published.After))
	}
	if !q.Published.Before.IsZero() {
		p.and(`q.listed_at < ` + p.arg(q.Published.Before))
	}
	p.where = append(p.where, daysSQL("q.said_on", q.Said, p.arg)...)
	return p
}

// daysSQL are the conditions that a day lies within days.
func daysSQL(column string, days news.Days, arg func(any) string) (where []string) {
	if days.After != "" {
		where = append(where, column+` >= `+arg(string(days.After))+`::text::date`)
	}
	if days.Before != "" {
		where = append(where, column+` < `+arg(string(days.Before))+`::text::date`)
	}
	return where
}

// CreateQuote adds a quote to the article that ref names. It is a write to
// that article: its version, its precondition.
func (s *Store) CreateQuote(ctx context.Context, by auth.Principal, ref string, e news.Edit, q news.Quote) (made news.QuoteInArticle, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		made, err = s.editQuotes(ctx, u, ref, e, func(a *news.Article) (int, error) {
			q.ID = uuid.Nil
			a.Quotes = append(a.Quotes, q)
			return len(a.Quotes) - 1, nil
		})
		return err
	})
	return made, err
}

// ChangeQuote applies change to one quote: a write to its article.
func (s *Store) ChangeQuote(ctx context.Context, by auth.Principal, id uuid.UUID, e news.Edit, change func(*news.Quote) error) (changed news.QuoteInArticle, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		ref, err := articleOfQuote(ctx, u, id)
		if err != nil {
			return err
		}
		changed, err = s.editQuotes(ctx, u, ref, e, func(a *news.Article) (int, error) {
			i, err := indexOfQuote(a, id)
			if err != nil {
				return 0, err
			}
			err = change(&a.Quotes[i])
			a.Quotes[i].ID = id
			return i, err
		})
		return err
	})
	return changed, err
}

// DeleteQuote takes a quote out of its article, whose text stays as it is.
func (s *Store) DeleteQuote(ctx context.Context, by auth.Principal, id uuid.UUID, e news.Edit) error {
	return s.write(ctx, by, func(u *unit) error {
		ref, err := articleOfQuote(ctx, u, id)
		if err != nil {
			return err
		}
		_, err = s.edit(ctx, u, ref, e, func(w *saving) error {
			i, err := indexOfQuote(w.after, id)
			if err == nil {
				w.after.Quotes = slices.Delete(w.after.Quotes, i, i+1)
			}
			return err
		})
		return withArticle(err)
	})
}

// withArticle is err in terms of a quote: it went with its article.
func withArticle(err error) error {
	var gone *news.Gone
	if errors.As(err, &gone) {
		return news.ErrNotFound
	}
	return err
}

// articleOfQuote is the id of the article that prints the quote, as ref.
// Whether the writer may see that article is edit's to say.
func articleOfQuote(ctx context.Context, u *unit, id uuid.UUID) (string, error) {
	var article uuid.UUID
	err := u.QueryRow(ctx, `select article_id from quotes where id = $1`, id).Scan(&article)
	return article.String(), err
}

// indexOfQuote finds the quote in the article as it stands once it is locked.
func indexOfQuote(a *news.Article, id uuid.UUID) (int, error) {
	i := slices.IndexFunc(a.Quotes, func(q news.Quote) bool { return q.ID == id })
	if i < 0 {
		return 0, news.ErrNotFound
	}
	return i, nil
}

// editQuotes writes an article of which change touches one quote, and answers
// with that quote. What is wrong with it is told in terms of the quote.
func (s *Store) editQuotes(ctx context.Context, u *unit, ref string, e news.Edit, change func(*news.Article) (int, error)) (news.QuoteInArticle, error) {
	var at int
	var a *news.Article
	doc, err := s.edit(ctx, u, ref, e, func(w *saving) (err error) {
		a = w.after
		at, err = change(a)
		return err
	})
	if err != nil {
		return news.QuoteInArticle{}, ofQuote(withArticle(err), at)
	}
	return news.QuoteInArticle{
		Quote: a.Quotes[at], ArticleID: a.ID, ArticleSlug: a.Slug, ArticleHeadline: a.Headline,
		PublishedAt: a.PublishedAt, ModifiedAt: a.ModifiedAt, ETag: doc.ETag,
	}, nil
}

// ofQuote points what is wrong with quote i of an article into the quote
// itself, which is what the caller wrote.
func ofQuote(err error, i int) error {
	var invalid *news.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	faults := slices.Clone(invalid.Faults)
	for n := range faults {
		faults[n].Pointer = strings.TrimPrefix(faults[n].Pointer, "/quotes/"+strconv.Itoa(i))
	}
	return &news.Invalid{Faults: faults}
}
