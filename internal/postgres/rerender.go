package postgres

import (
	"context"
	"fmt"

	"storywire/internal/auth"
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
	return s.rerenderThese(ctx, u, table, ids, articles)
}

// rerenderThese is rerender of the articles that were found to show the change,
// one more than few where there are more: then the job looks for all that show
// any of what ids name.
func (s *Store) rerenderThese(ctx context.Context, u *unit, table string, ids []uuid.UUID, articles []shown) error {
	if len(articles) > fewArticles {
		job := rerenderJob{Table: table, IDs: ids, KeyID: u.by.KeyID, Name: u.by.Name, Correction: u.correction}
		if u.edit != nil {
			job.Reason = u.edit.Reason
			if err := s.checkMany(ctx, u, table, articles); err != nil {
				return err
			}
		}
		_, err := s.queue.InsertTx(ctx, u.Tx, job, nil)
		return err
	}
	for _, a := range articles {
		if err := s.rerenderOne(ctx, u, table, a); err != nil {
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
func (s *Store) rerenderOne(ctx context.Context, u *unit, table string, article shown) error {
	w, err := s.related(ctx, u, table, article)
	if err != nil || w == nil {
		return err
	}
	w.tell(u.now)
	stamp(w.before, w.after, u.now)
	w.after.UpdatedAt = w.before.UpdatedAt // the story itself was not updated
	_, err = s.save(ctx, u, *w)
	return err
}

// related is the write that an article needs to show what has changed in table
// as that is now; nil where its document would stay the same.
func (s *Store) related(ctx context.Context, u *unit, table string, article shown) (*saving, error) {
	before, err := s.loadUpToDate(ctx, u, article.id)
	if err != nil {
		return nil, err
	}
	w := &saving{before: before, after: before.Clone(), write: "related"}
	u.room.Link(w.after)
	if doc, _, err := s.renderArticle(w.after); err != nil || doc.ETag == article.etag {
		return nil, err
	}
	if u.edit != nil {
		w.reason = u.edit.Reason
	}
	if before.Status == news.Published {
		w.change = news.ChangeUpdated
		if err := s.shareCorrection(ctx, u, w); err != nil {
			return nil, err
		}
	}
	if u.edit == nil || !w.unnoted(u.now) {
		return w, nil
	}
	return w, s.checkShared(ctx, u, table, w)
}

// checkShared holds a change to what a published article shows, which brings no
// note, to the rules of minor edits. There is no other way to change a name, of
// an author or a speaker say, so that the newsroom's settings rule photos alone.
func (s *Store) checkShared(ctx context.Context, u *unit, table string, w *saving) error {
	was, err := storedArticle(ctx, u, w.before.ID)
	if err != nil {
		return err
	}
	if w.after.SameButForTimes(was) {
		return nil
	}
	if !u.by.Can(auth.Publish) {
		return fmt.Errorf("%w: what a published article shows is changed by a key with the scope publish", news.ErrForbidden)
	}
	w.minor = true
	rules := u.room.MinorEdits
	if table != "photos" {
		rules = news.Minor{Allowed: true}
	}
	if err := rules.CheckPublished(u.edit.Minor); err != nil {
		return err
	}
	return rules.CheckSize(was, w.after)
}

// checkMany is checkShared for what a job is to write, after this. What they
// show changes in the same way in each article, so the first that somebody has
// stands for all.
func (s *Store) checkMany(ctx context.Context, u *unit, table string, articles []shown) error {
	for _, a := range articles {
		if w, err := s.related(ctx, u, table, a); err != nil || w != nil && w.minor {
			return err
		}
	}
	return nil
}
