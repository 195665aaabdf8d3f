package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// Patcher is what a scheduled revision does to the article, and where that
// stands in what was written: "" and nil for nothing.
type Patcher func(*news.ScheduledRevision) (part string, change func(*news.Article) error)

const scheduledColumns = `r.id, r.article_id, r.publish_at, r.state, r.kind, r.severity, r.note, r.corrects, r.changes, r.patch, r.json_patch,
	r.reason, r.by_name, r.created_at, coalesce(r.version, 0), r.fault`

func scanScheduled(row pgx.CollectableRow) (r news.ScheduledRevision, err error) {
	err = row.Scan(&r.ID, &r.Article, &r.PublishAt, &r.State, &r.Kind, &r.Severity, &r.Note, (*zeronull.UUID)(&r.Corrects),
		&r.Changes, &r.Patch, &r.JSONPatch, &r.Reason, &r.By, &r.CreatedAt, &r.Version, &r.Fault)
	return r, err
}

// ScheduleRevision stores a correction of a published article that is to be
// made at a time. What would be wrong with it now is told now, under part where
// it is the change's doing.
func (s *Store) ScheduleRevision(ctx context.Context, by auth.Principal, ref string, e news.Edit, r news.ScheduledRevision, part string, change func(*news.Article) error) (made news.ScheduledRevision, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		c, doc, err := s.rehearse(ctx, u, ref, e, r.Correction(), part, change)
		if err != nil {
			return err
		}
		var f news.Faults
		if !r.PublishAt.After(u.now) {
			f.Add("/publish_at", "is not in the future; a correction is made at once at /v1/articles/{id}/corrections")
		}
		if r.Kind == news.KindRetraction {
			f.Add("/kind", "a retraction is made at once")
		}
		if err := f.Err(); err != nil {
			return err
		}
		changes, err := json.Marshal(c.Changes)
		if err != nil {
			return err
		}
		rows, err := u.Query(ctx, `
			insert into scheduled_revisions as r (id, article_id, publish_at, kind, severity, note, corrects, patch, json_patch,
			    reason, key_id, by_name, created_at, changes)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning `+scheduledColumns,
			news.NewID(), doc.ID, r.PublishAt, c.Kind, c.Severity, c.Note, zeronull.UUID(c.Corrects), r.Patch, r.JSONPatch,
			e.Reason, zeronull.UUID(by.KeyID), by.Name, u.now, changes)
		if err != nil {
			return err
		}
		made, err = pgx.CollectExactlyOneRow(rows, scanScheduled)
		u.did("scheduled", pathOf("articles", doc.ID), 0)
		return err
	})
	return made, err
}

// rehearse makes a correction and takes it back.
func (s *Store) rehearse(ctx context.Context, u *unit, ref string, e news.Edit, c news.Correction, part string, change func(*news.Article) error) (news.Correction, news.Document, error) {
	var doc news.Document
	err := pgx.BeginFunc(ctx, u.Tx, func(tx pgx.Tx) (err error) {
		rehearsal := &unit{Tx: tx, by: u.by, now: u.now, room: u.room}
		if c, doc, err = s.correct(ctx, rehearsal, ref, e, c, part, change); err != nil {
			return err
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return c, doc, err
}

// ScheduledRevisions is what was planned for the article that ref names, in the
// order of its times, the newest hundred.
func (s *Store) ScheduledRevisions(ctx context.Context, by auth.Principal, ref string) ([]news.ScheduledRevision, error) {
	id, err := s.findArticle(ctx, s.pool, by, ref)
	if err != nil {
		return nil, interpret(err)
	}
	rows, err := s.pool.Query(ctx, `
		select * from (select `+scheduledColumns+` from scheduled_revisions r
		               where r.article_id = $1 order by r.publish_at desc, r.id desc limit 100) newest
		order by publish_at, id`, id)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, scanScheduled)
	return list, interpret(err)
}

// CancelRevision takes back what was planned. What does not wait any more is a
// *news.Conflict.
func (s *Store) CancelRevision(ctx context.Context, by auth.Principal, ref string, id uuid.UUID) error {
	return s.write(ctx, by, func(u *unit) error {
		article, err := s.findArticle(ctx, u, by, ref)
		if err != nil {
			return err
		}
		var state news.ScheduleState
		err = u.QueryRow(ctx, `select state from scheduled_revisions where id = $1 and article_id = $2 for no key update`, id, article).Scan(&state)
		if err != nil {
			return err
		}
		if state != news.StateWaiting {
			return &news.Conflict{Detail: "the revision is " + string(state) + "; what waits can be cancelled"}
		}
		u.did("cancelled", pathOf("articles", article), 0)
		_, err = u.Exec(ctx, `update scheduled_revisions set state = 'cancelled' where id = $1`, id)
		return err
	})
}

// publishRevision makes a correction whose time has come, in the name of the key
// that planned it. One that cannot be made, as the article now stands, has
// failed, and says why.
func (s *Store) publishRevision(ctx context.Context, d due, patch Patcher) error {
	err := s.write(ctx, house, func(u *unit) error {
		// the article first, as every write of it does
		if _, err := u.Exec(ctx, `select from articles where id = $1 for no key update`, d.article); err != nil {
			return err
		}
		r, err := s.takeRevision(ctx, u, d.id)
		if err != nil {
			return err
		}
		part, change := patch(&r)
		_, doc, err := s.correct(ctx, u, d.article.String(), news.Edit{Match: news.Match{Any: true}, Reason: r.Reason}, r.Correction(), part, change)
		if err != nil {
			return err
		}
		_, err = u.Exec(ctx, `update scheduled_revisions set state = 'published', version = $2 where id = $1`, d.id, doc.Version)
		return err
	})
	fault := whyNot(err)
	switch {
	case errors.Is(err, news.ErrNotFound) && fault == "":
		return nil // another server has made it
	case fault == "":
		return err
	}
	return s.write(ctx, house, func(u *unit) error {
		_, err := u.Exec(ctx, `update scheduled_revisions set state = 'failed', fault = $2 where id = $1 and state = 'waiting'`, d.id, fault)
		return err
	})
}

// takeRevision takes a revision that waits for this transaction, which from
// then on is its planner's. news.ErrNotFound where it waits no more.
func (s *Store) takeRevision(ctx context.Context, u *unit, id uuid.UUID) (news.ScheduledRevision, error) {
	var r news.ScheduledRevision
	var key uuid.UUID
	rows, err := u.Query(ctx, `select `+scheduledColumns+` from scheduled_revisions r where r.id = $1 and r.state = 'waiting' for no key update`, id)
	if err == nil {
		r, err = pgx.CollectExactlyOneRow(rows, scanScheduled)
	}
	if err == nil {
		err = u.QueryRow(ctx, `select key_id from scheduled_revisions where id = $1`, id).Scan((*zeronull.UUID)(&key))
	}
	u.by = auth.Principal{KeyID: key, Name: r.By, Scopes: []auth.Scope{auth.Publish}}
	return r, interpret(err)
}

// whyNot is why a correction cannot be made, in words; "" where that is not the
// article's or the correction's own doing, and another try may work.
func whyNot(err error) string {
	var invalid *news.Invalid
	var conflict *news.Conflict
	var gone *news.Gone
	switch {
	case errors.As(err, &invalid), errors.As(err, &conflict):
		return err.Error()
	case errors.As(err, &gone):
		return fmt.Sprintf("the article was %s", gone.Status)
	}
	return ""
}
