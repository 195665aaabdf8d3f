package postgres

import (
	"context"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// deed is an entry of the audit log that is still to be written.
type deed struct {
	by              auth.Principal
	action, subject string
	version         int // 0 where the subject has none
}

// did notes what the write does, for the audit log. It is written with the
// change log's entries, at the end.
func (u *unit) did(action, subject string, version int) {
	u.deeds = append(u.deeds, deed{u.by, action, subject, version})
}

func (u *unit) queueDeeds(b *pgx.Batch) {
	for _, d := range u.deeds {
		b.Queue(`insert into audit (id, at, key_id, key_name, address, action, subject, version)
		         values ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7)`,
			news.NewID(), zeronull.UUID(d.by.KeyID), d.by.Name, d.by.Address, d.action, d.subject, zeronull.Int4(d.version))
	}
}

// Audit is a page of the audit log, newest first, with one more than the limit
// where there are more.
func (s *Store) Audit(ctx context.Context, q auth.DeedQuery) ([]news.Listed[auth.Deed], error) {
	where, args := []string{"true"}, []any{}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if q.Key != uuid.Nil {
		where = append(where, `key_id = `+arg(q.Key))
	}
	if q.Article != uuid.Nil {
		where = append(where, `subject = `+arg(pathOf("articles", q.Article)))
	}
	if !q.Since.IsZero() {
		where = append(where, `at >= `+arg(q.Since))
	}
	if !q.Until.IsZero() {
		where = append(where, `at < `+arg(q.Until))
	}
	if q.After != nil {
		where = append(where, `(at, id) < (`+arg(q.After.At)+`, `+arg(q.After.ID)+`)`)
	}
	rows, err := s.pool.Query(ctx, `
		select id, at, key_id, key_name, address, action, subject, coalesce(version, 0) from audit
		where `+strings.Join(where, " and ")+` order by at desc, id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l news.Listed[auth.Deed], err error) {
		d := &l.Value
		err = row.Scan(&d.ID, &d.At, (*zeronull.UUID)(&d.Key.ID), &d.Key.Name, &d.Address, &d.Action, &d.Subject, &d.Version)
		l.Key = news.Keyset{At: d.At, ID: d.ID}
		return l, err
	})
	return list, interpret(err)
}
