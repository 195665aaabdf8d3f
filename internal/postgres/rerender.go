package postgres

import (
	"context"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// fewArticles is how many articles a write renders anew in its own
// transaction. Where more show what it changes, a job does it, some at a time:
// an editor does not wait for an archive, nor an archive for an editor.
const fewArticles = 100

// rerender writes every article that shows what has changed in table anew, as
// a version of its own: its document is another now, and whoever follows the
// change log must learn of it. except is an article that the same write stores
// anyway.
func (s *Store) rerender(ctx context.Context, u *unit, table string, ids []uuid.UUID, except uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	articles, err := s.showing(ctx, u, table, ids, uuid.Nil, except)
	if err != nil {
		return err
	}
	if len(articles) > fewArticles {
		_, err := s.queue.InsertTx(ctx, u.Tx, rerenderJob{
			Table: table, IDs: ids, KeyID: u.by.KeyID, Name: u.by.Name, Correction: u.correction,
		}, nil)
		return err
	}
	for _, a := range articles {
		if err := s.rerenderOne(ctx, u, a); err != nil {
			return err
		}
	}
	return nil
}

// shown is an article that shows something that has changed.
type shown struct {
	id   uuid.UUID
	etag string
}

// showing locks the next articles, after the id after, that show any of what
// ids name: one more than few where there are more. They are taken in the
// order of their ids, so that two such writes do not wait for each other.
func (s *Store) showing(ctx context.Context, u *unit, table string, ids []uuid.UUID, after, except uuid.UUID) ([]shown, error) {
	rows, err := u.Query(ctx, `
		select a.id, a.etag from articles a
		where a.id in (`+s.users[table]+`) and a.id > $2 and a.id <> $3 and a.deleted_at is null
		order by a.id limit $4 for no key update`, ids, after, except, fewArticles+1)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a shown, err error) {
		err = row.Scan(&a.id, &a.etag)
		return a, err
	})
}

// rerenderOne writes an article anew, unless its document would stay the same.
func (s *Store) rerenderOne(ctx context.Context, u *unit, article shown) error {
	before, err := s.loadUpToDate(ctx, u, article.id)
	if err != nil {
		return err
	}
	after := before.Clone()
	u.room.Link(after)
	if doc, _, err := s.renderArticle(after); err != nil || doc.ETag == article.etag {
		return err
	}
	w := saving{before: before, after: after, write: "related"}
	if after.Status == news.Published {
		w.change = news.ChangeUpdated
		if err := s.shareCorrection(ctx, u, &w); err != nil {
			return err
		}
	}
	w.tell(u.now)
	stamp(before, after, u.now)
	after.UpdatedAt = before.UpdatedAt // the story itself was not updated
	_, err = s.save(ctx, u, w)
	return err
}
