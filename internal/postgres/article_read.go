package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// documentColumns are what scanDocument takes, of articles a.
const documentColumns = `a.id, a.slug, a.version, ` + statusNow + `, a.status, a.document, a.etag, a.modified_at,
	a.surrogate_keys, ` + anyExpired

// found is a document or card as the store has it.
type found struct {
	news.Document
	now     news.Status // the article's status by the clock
	expired bool        // it may show a photo whose licence has ended since it was written
}

func scanDocument(row pgx.Row) (d found, err error) {
	var keys string
	err = row.Scan(&d.ID, &d.Slug, &d.Version, &d.now, &d.Status, &d.Body, &d.ETag, &d.ModifiedAt, &keys, &d.expired)
	d.Keys = strings.Fields(keys)
	return d, err
}

// cardColumns are what scanCard takes, of articles a, before the time that they
// are listed by: no more than a list shows, for it is asked of every row.
const cardColumns = `a.id, a.slug, a.version, ` + statusNow + `, a.status, a.card, a.modified_at, ` + anyExpired

// targets are where cardColumns go, and behind them the time that the card is
// listed by.
func targets(c *news.Listed[found]) []any {
	d := &c.Value
	return []any{&d.ID, &d.Slug, &d.Version, &d.now, &d.Status, &d.Body, &d.ModifiedAt, &d.expired, &c.Key.At}
}

// scanCard is a card of a list; whole, with its document behind it.
func scanCard(row pgx.CollectableRow, whole bool) (c news.Listed[found], err error) {
	to := targets(&c)
	if whole {
		to = slices.Insert(to, len(to)-1, any(&c.Value.Whole))
	}
	err = row.Scan(to...)
	c.Key.ID = c.Value.ID
	return c, err
}

// toldCard is the card as readers get it: without photos whose licence has
// ended, and with the status of now.
func (s *Store) toldCard(ctx context.Context, f found) (news.Document, error) {
	return f.toldWithout(ctx, s.dropExpiredOfCard)
}

// toldWithout is a document or card with the status of now, and without photos
// whose licence has ended: drop takes them out.
func (f found) toldWithout(ctx context.Context, drop func(context.Context, *news.Document) error) (news.Document, error) {
	if f.expired {
		if err := drop(ctx, &f.Document); err != nil {
			return f.Document, err
		}
	}
	return f.As(f.now), nil
}

// Article is the rendered article that ref, an id or a slug, names, as bytes.
// An old slug is a *news.Moved, what was taken from readers a *news.Gone.
func (s *Store) Article(ctx context.Context, by auth.Principal, ref string) (news.Document, error) {
	where, arg := `a.slug = $1`, any(ref)
	if id, ok := news.ParseID(ref); ok {
		where, arg = `a.id = $1`, id
	}
	d, err := scanDocument(s.pool.QueryRow(ctx, `
		select `+documentColumns+` from articles a
		where `+where+` and `+visible(by), arg))
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = s.findArticle(ctx, s.pool, by, ref) // by an old slug, perhaps, or gone
	}
	if err != nil {
		return news.Document{}, interpret(err)
	}
	if d.expired {
		if err := s.dropExpired(ctx, &d.Document); err != nil {
			return news.Document{}, interpret(err)
		}
	}
	return d.As(d.now), nil
}

// Articles is a page of cards, or of documents where the query is for those, with
// one more than the limit where there are more. A moment that has not come is news.ErrFuture.
func (s *Store) Articles(ctx context.Context, by auth.Principal, q news.ArticleQuery) ([]news.Listed[news.Document], error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	if !q.AsOf.IsZero() {
		return s.articlesAt(ctx, q)
	}
	question, err := s.question(ctx, by, q)
	if err != nil || question.none {
		return nil, interpret(err)
	}
	var cards []news.Listed[found]
	if q.Words != "" {
		cards, err = s.search(ctx, question)
	} else {
		cards, err = s.page(ctx, question)
	}
	if err != nil {
		return nil, interpret(err)
	}
	list, drop := make([]news.Listed[news.Document], len(cards)), s.dropExpiredOfCard
	if q.Whole {
		drop = s.dropExpired
	}
	for i, c := range cards {
		list[i].Key = c.Key
		if list[i].Value, err = c.Value.toldWithout(ctx, drop); err != nil {
			return nil, interpret(err)
		}
	}
	if q.Highlight {
		if err := s.highlight(ctx, question, list); err != nil {
			return nil, interpret(err)
		}
	}
	if slices.Contains(q.Include, news.IncludeRelated) {
		err = s.relate(ctx, by, list)
	}
	return list, interpret(err)
}

// page is a page of a list that is no search.
func (s *Store) page(ctx context.Context, q *articleQuery) ([]news.Listed[found], error) {
	columns, whole := q.columns()
	sql, args := q.page(columns)
	rows, err := q.ask(ctx, s.pool, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[found], error) { return scanCard(row, whole) })
}

// columns are those of a card of the page, which is whole with its document.
func (q *articleQuery) columns() (columns string, whole bool) {
	switch {
	case q.Whole:
		return strings.Replace(cardColumns, "a.card", "a.document", 1), false
	case q.IncludesOfDocument():
		return cardColumns + `, a.document`, true
	}
	return cardColumns, false
}

// storedStatuses are the statuses that articles of those asked for are stored
// with: an index finds them by these.
func storedStatuses(asked []news.Status) []news.Status {
	stored := slices.Clone(asked)
	for _, s := range asked {
		if s == news.Scheduled || s == news.Withheld {
			stored = append(stored, news.Published)
		}
	}
	return stored
}

// byAuthors is the condition that any of the authors is one of article a.
func byAuthors(authors []string, arg func(any) string) string {
	ids, slugs := refs(authors)
	return `exists (select from article_authors j join authors u on u.id = j.author_id
		where j.article_id = a.id and u.deleted_at is null and (u.id = any(` + arg(ids) + `) or u.slug = any(` + arg(slugs) + `)))`
}

// refs tells ids from slugs.
func refs(list []string) (ids []uuid.UUID, slugs []string) {
	ids, slugs = []uuid.UUID{}, []string{}
	for _, ref := range list {
		if id, ok := news.ParseID(ref); ok {
			ids = append(ids, id)
		} else {
			slugs = append(slugs, ref)
		}
	}
	return ids, slugs
}
