package postgres

import (
	"context"
	"errors"
	"time"

	"storywire/internal/auth"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// UntilNext is how long what readers see stays as it is, edits apart: until the
// next time that something comes out, expires or is corrected as planned. It is
// asked before what is to be kept so long is read. There may be no such time.
func (s *Store) UntilNext(ctx context.Context) (left time.Duration, known bool, err error) {
	var seconds *float64
	err = s.pool.QueryRow(ctx, `
		select extract(epoch from min(at) - clock_timestamp())::float8 from moments where at > statement_timestamp()`).Scan(&seconds)
	if err != nil || seconds == nil {
		return 0, false, interpret(err)
	}
	return time.Duration(*seconds * float64(time.Second)), true, nil
}

// due is a moment that has come and is not recorded yet.
type due struct {
	kind    string
	id      uuid.UUID
	article uuid.UUID // the zero id for a photo
}

// someDue is how many moments are taken up at a time.
const someDue = 50

func (s *Store) dueNow(ctx context.Context) ([]due, error) {
	rows, err := s.pool.Query(ctx, `
		select kind, id, article_id from moments where at <= statement_timestamp() order by at, id`+atMost(someDue))
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d due, err error) {
		err = row.Scan(&d.kind, &d.id, (*zeronull.UUID)(&d.article))
		return d, err
	})
	return list, interpret(err)
}

// KeepTime records what the clock has done: what came out, what expired, which
// corrections are due. Every server over one database does it as often as it
// likes: each moment is recorded once. It tells how many it took up; one that
// fails does not keep the others waiting.
func (s *Store) KeepTime(ctx context.Context, patch Patcher) (int, error) {
	list, err := s.dueNow(ctx)
	faults := []error{err}
	for _, d := range list {
		switch d.kind {
		case "article":
			err = s.recordMoment(ctx, d.article)
		case "photo":
			err = s.withdrawPhoto(ctx, d.id)
		case "revision":
			err = s.publishRevision(ctx, d, patch)
		}
		faults = append(faults, err)
	}
	return len(list), errors.Join(faults...)
}

// recordMoment records what time has done to an article. One that somebody is
// writing is left to them: every write does the same first.
func (s *Store) recordMoment(ctx context.Context, article uuid.UUID) error {
	return s.write(ctx, house, func(u *unit) error {
		var id uuid.UUID
		err := u.QueryRow(ctx, `select id from articles where id = $1 and deleted_at is null for no key update skip locked`, article).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = s.loadUpToDate(ctx, u, id)
		return err
	})
}

// withdrawPhoto takes a photo whose licence has ended out of every article that
// is published with it.
func (s *Store) withdrawPhoto(ctx context.Context, photo uuid.UUID) error {
	err := s.eachShowing(ctx, house, "photos", []uuid.UUID{photo}, func(u *unit, a shown) error {
		_, err := s.loadUpToDate(ctx, u, a.id)
		return err
	})
	if err != nil {
		return err
	}
	return s.write(ctx, house, func(u *unit) error {
		_, err := u.Exec(ctx, `update photos set withdrawn = true where id = $1 and expires_at <= statement_timestamp()`, photo)
		return err
	})
}

// eachShowing does the same to every article that shows any of what ids name,
// in the order of the articles' ids, some at a time, each lot in a transaction
// of its own.
func (s *Store) eachShowing(ctx context.Context, by auth.Principal, table string, ids []uuid.UUID, do func(*unit, shown) error) error {
	last := uuid.Nil
	for {
		var next uuid.UUID
		err := s.write(ctx, by, func(u *unit) error {
			next = uuid.Nil
			articles, err := s.showing(ctx, u, table, ids, last, uuid.Nil)
			if err != nil {
				return err
			}
			if len(articles) > fewArticles {
				articles = articles[:fewArticles]
				next = articles[fewArticles-1].id
			}
			for _, a := range articles {
				if err := do(u, a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || next == uuid.Nil {
			return err
		}
		last = next
	}
}
