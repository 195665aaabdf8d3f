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

// quotesSQL selects quotes with the articles that print them.
const quotesSQL = `
	select ` + quoteColumns + `, coalesce('/body/' || b.position || '/text', ''), a.id, a.slug, a.headline,
	       a.published_at, a.modified_at, a.etag, a.listed_at
	from quotes q join articles a on a.id = q.article_id
	     left join blocks b on b.article_id = q.article_id and b.id = q.block_id
	     left join speakers k on k.id = q.speaker_id
	where `

func scanQuoteInArticle(row pgx.CollectableRow) (news.Listed[news.QuoteInArticle], error) {
	var l news.Listed[news.QuoteInArticle]
	var k news.QuoteSpeaker
	var pointer string
	q := &l.Value
	err := row.Scan(append(quoteTargets(&q.Quote, &k), &pointer, &q.ArticleID, &q.ArticleSlug, &q.ArticleHeadline,
		(*zeronull.Timestamptz)(&q.PublishedAt), &q.ModifiedAt, &q.ETag, &l.Key.At)...)
	withSpeaker(&q.Quote, k)
	if pointer != "" {
		q.Pointer = pointer
	}
	l.Key.ID = q.ID
	return l, err
}

// Quote is one quote with the article that prints it.
func (s *Store) Quote(ctx context.Context, by auth.Principal, id uuid.UUID) (news.QuoteInArticle, error) {
	rows, err := s.pool.Query(ctx, quotesSQL+visible(by)+` and q.id = $1`, id)
	if err != nil {
		return news.QuoteInArticle{}, interpret(err)
	}
	q, err := pgx.CollectExactlyOneRow(rows, scanQuoteInArticle)
	return q.Value, interpret(err)
}

// Quotes is a page of quotes, of the newest article first and within it in the
// order in which they were stored, with one more than the limit where there
// are more. An article that is not public is asked for by name.
func (s *Store) Quotes(ctx context.Context, by auth.Principal, q news.QuoteQuery) ([]news.Listed[news.QuoteInArticle], error) {
	where, args := []string{}, []any{}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if q.Article != "" && by.SeesDrafts() {
		where = append(where, visible(by))
	} else {
		where = append(where, readable(by))
	}
	if id, ok := news.ParseID(q.Article); ok {
		where = append(where, `a.id = `+arg(id))
	} else if q.Article != "" {
		where = append(where, `a.id = (select article_id from slugs where slug = `+arg(q.Article)+`)`)
	}
	if id, ok := news.ParseID(q.Speaker); ok {
		where = append(where, `q.speaker_id = `+arg(id))
	} else if q.Speaker != "" {
		where = append(where, `q.speaker_id = (select id from speakers where slug = `+arg(q.Speaker)+` and deleted_at is null)`)
	}
	if q.After != nil {
		at, id := arg(q.After.At), arg(q.After.ID)
		where = append(where, `(a.listed_at < `+at+` or a.listed_at = `+at+` and q.id > `+id+`)`)
	}
	rows, err := s.pool.Query(ctx, quotesSQL+strings.Join(where, " and ")+`
		order by a.listed_at desc, q.id`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, scanQuoteInArticle)
	return list, interpret(err)
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
