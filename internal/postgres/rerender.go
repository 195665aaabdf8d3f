package postgres

import (
	"context"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// rerendering says which articles show something that has just changed.
type rerendering struct {
	by     auth.Principal
	users  string      // SQL: the ids of the articles that show any of $1
	ids    []uuid.UUID // what has changed
	except uuid.UUID   // an article that the same transaction writes anyway
}

// rerender writes every article that shows what has changed anew, as a version
// of its own: its document is another now, and whoever follows the change log
// must learn of it. The articles are taken in the order of their ids, so that
// two such writes cannot wait for each other.
func (s *Store) rerender(ctx context.Context, tx pgx.Tx, r rerendering) error {
	if len(r.ids) == 0 {
		return nil
	}
	now, room, err := moment(ctx, tx)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `
		select a.id from articles a
		where a.id in (`+r.users+`) and a.id <> $2 and a.deleted_at is null
		order by a.id for no key update`, r.ids, r.except)
	if err != nil {
		return err
	}
	articles, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return err
	}
	for _, id := range articles {
		if err := s.rerenderOne(ctx, tx, r.by, id, now, room); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) rerenderOne(ctx context.Context, tx pgx.Tx, by auth.Principal, id uuid.UUID, now time.Time, room news.Newsroom) error {
	before, err := loadArticle(ctx, tx, id)
	if err != nil {
		return err
	}
	after := before.Clone()
	stamp(before, after, now)
	after.UpdatedAt = before.UpdatedAt // the story itself was not updated
	room.Link(after)
	w := saving{before: before, after: after, by: by, write: "related"}
	if after.Status == news.Published {
		w.change = news.ChangeUpdated
	}
	_, err = s.save(ctx, tx, w)
	return err
}
