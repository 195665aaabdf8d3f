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

func scanCard(row pgx.CollectableRow) (c news.Listed[found], err error) {
	d := &c.Value
	err = row.Scan(&d.ID, &d.Slug, &d.Version, &d.now, &d.Status, &d.Body, &d.ModifiedAt, &d.expired, &c.Key.At)
	c.Key.ID = d.ID
	return c, err
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

// Articles is a page of cards, with one more than the limit where there are
// more. A moment that has not come is news.ErrFuture.
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
	sql, args := question.page(cardColumns)
	rows, err := question.ask(ctx, s.pool, sql, args)
	if err != nil {
		return nil, interpret(err)
	}
	cards, err := pgx.CollectRows(rows, scanCard)
	if err != nil {
		return nil, interpret(err)
	}
	list := make([]news.Listed[news.Document], len(cards))
	for i, c := range cards {
		if c.Value.expired {
			if err := s.dropExpiredOfCard(ctx, &c.Value.Document); err != nil {
				return nil, interpret(err)
			}
		}
		list[i] = news.Listed[news.Document]{Value: c.Value.As(c.Value.now), Key: c.Key}
	}
	return list, nil
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
