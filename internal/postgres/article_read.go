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
	coalesce(a.section_id::text, ''), ` + expiredPhotos + `,
	array(select author_id::text from article_authors where article_id = a.id)`

// found is a document or card as the store has it.
type found struct {
	news.Document
	now     news.Status // the article's status by the clock
	expired []uuid.UUID // its photos whose licence has ended since it was written
}

func scanDocument(row pgx.Row) (d found, err error) {
	var section string
	var authors []string
	err = row.Scan(&d.ID, &d.Slug, &d.Version, &d.now, &d.Status, &d.Body, &d.ETag, &d.ModifiedAt, &section, &d.expired, &authors)
	d.Keys = append(d.Keys, "article-"+d.ID.String())
	if section != "" {
		d.Keys = append(d.Keys, "section-"+section)
	}
	for _, id := range authors {
		d.Keys = append(d.Keys, "author-"+id)
	}
	return d, err
}

// cardColumns are what scanCard takes, of articles a: no more than a list
// shows, for it is asked of every row.
const cardColumns = `a.id, a.slug, a.version, ` + statusNow + `, a.status, a.card, a.modified_at, a.listed_at, ` + expiredPhotos

func scanCard(row pgx.CollectableRow) (c news.Listed[found], err error) {
	d := &c.Value
	err = row.Scan(&d.ID, &d.Slug, &d.Version, &d.now, &d.Status, &d.Body, &d.ModifiedAt, &c.Key.At, &d.expired)
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
	if len(d.expired) > 0 {
		if d.Document, err = s.withoutPhotos(d.Document, d.expired); err != nil {
			return news.Document{}, err
		}
	}
	return d.As(d.now), nil
}

// Articles is a page of cards, newest first, with one more than the limit
// where there are more. A moment that has not come is news.ErrFuture.
func (s *Store) Articles(ctx context.Context, by auth.Principal, q news.ArticleQuery) ([]news.Listed[news.Document], error) {
	if !q.AsOf.IsZero() {
		return s.articlesAt(ctx, q)
	}
	sql, args := articlesSQL(by, q)
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, interpret(err)
	}
	cards, err := pgx.CollectRows(rows, scanCard)
	if err != nil {
		return nil, interpret(err)
	}
	list := make([]news.Listed[news.Document], len(cards))
	for i, c := range cards {
		if len(c.Value.expired) > 0 {
			if err := s.cardWithoutPhotos(ctx, &c.Value.Document, c.Value.expired); err != nil {
				return nil, interpret(err)
			}
		}
		list[i] = news.Listed[news.Document]{Value: c.Value.As(c.Value.now), Key: c.Key}
	}
	return list, nil
}

// articlesSQL writes the one query of a list: only the filters that were
// asked for are in it, so that the planner can use the index that fits.
func articlesSQL(by auth.Principal, q news.ArticleQuery) (string, []any) {
	var where []string
	var args []any
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if len(q.Statuses) > 0 && by.SeesDrafts() {
		where = append(where, visible(by)+` and a.status = any(`+arg(storedStatuses(q.Statuses))+`) and `+
			statusNow+` = any(`+arg(q.Statuses)+`)`)
	} else {
		where = append(where, readable(by))
	}
	if len(q.Sections) == 1 {
		where = append(where, `a.section_id = `+oneSection(q.Sections[0], arg))
	} else if len(q.Sections) > 0 {
		ids, slugs := refs(q.Sections)
		where = append(where, `a.section_id = any(array(select id from sections
			where deleted_at is null and (id = any(`+arg(ids)+`) or slug = any(`+arg(slugs)+`))))`)
	}
	if len(q.Tags) > 0 {
		ids, slugs := refs(q.Tags)
		where = append(where, `exists (select from article_tags j join tags t on t.id = j.tag_id
			where j.article_id = a.id and t.deleted_at is null and (t.id = any(`+arg(ids)+`) or t.slug = any(`+arg(slugs)+`)))`)
	}
	if len(q.Authors) > 0 {
		where = append(where, byAuthors(q.Authors, arg))
	}
	if q.After != nil {
		where = append(where, `(a.listed_at, a.id) < (`+arg(q.After.At)+`, `+arg(q.After.ID)+`)`)
	}
	return `select ` + cardColumns + ` from articles a where ` + strings.Join(where, " and ") + `
		order by a.listed_at desc, a.id desc limit ` + arg(q.Limit+1), args
}

// oneSection is the id of the one section that ref names. Of one section alone
// an index has the articles in their order.
func oneSection(ref string, arg func(any) string) string {
	if id, ok := news.ParseID(ref); ok {
		return `(select id from sections where deleted_at is null and id = ` + arg(id) + `)`
	}
	return `(select id from sections where deleted_at is null and slug = ` + arg(ref) + `)`
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
