package postgres

import (
	"context"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// rerender writes every article that shows what has changed anew, as a version
// of its own: its document is another now, and whoever follows the change log
// must learn of it. users is the SQL for the ids of the articles that show any
// of $1; except is an article that the same write stores anyway.
//
// The articles are locked in the order of their ids, so that two such writes
// do not wait for each other.
func (s *Store) rerender(ctx context.Context, u *unit, users string, ids []uuid.UUID, except uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := u.Query(ctx, `
		select a.id from articles a
		where a.id in (`+users+`) and a.id <> $2 and a.deleted_at is null
		order by a.id for no key update`, ids, except)
	if err != nil {
		return err
	}
	articles, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return err
	}
	for _, id := range articles {
		if err := s.rerenderOne(ctx, u, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) rerenderOne(ctx context.Context, u *unit, id uuid.UUID) error {
	before, err := loadArticle(ctx, u, id)
	if err != nil {
		return err
	}
	after := before.Clone()
	stamp(before, after, u.now)
	after.UpdatedAt = before.UpdatedAt // the story itself was not updated
	u.room.Link(after)
	w := saving{before: before, after: after, write: "related"}
	if after.Status == news.Published {
		w.change = news.ChangeUpdated
	}
	_, err = s.save(ctx, u, w)
	return err
}
