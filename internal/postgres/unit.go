package postgres

import (
	"context"
	"fmt"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// unit is one write: a transaction, who writes, and what the change log will
// say of it. The log's lock is taken last, so that no writer waits for
// another one's work.
type unit struct {
	pgx.Tx
	by      auth.Principal
	now     time.Time     // the database's clock, no earlier than the last row that was locked
	room    news.Newsroom // the settings that articles are written and rendered with
	changes []change
	resets  []uuid.UUID // keys that may see more or less than before
	deeds   []deed

	// What the writer says of it, for what it changes of other articles that show
	// the same; nil where that needs no note.
	edit       *news.Edit
	correction *news.Correction // of this write, once it is complete
	photos     []uuid.UUID      // that this write changed, wherever they are shown
}

// change is an entry of the change log that is still to be written.
type change struct {
	what    news.ChangeType
	article uuid.UUID
	slug    string
	version int
	note    string
	advance bool // of a story under embargo: for keys with advance copies alone
}

// attempts is how often a write is tried whose only fault was to meet another
// one: each time but the last it begins anew.
const attempts = 4

// write runs do in one transaction: all of it is stored or nothing. do may run
// more than once, so it must begin with what it was given.
func (s *Store) write(ctx context.Context, by auth.Principal, do func(*unit) error) error {
	for n := 1; ; n++ {
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			u := &unit{Tx: tx, by: by}
			if err := u.begin(ctx); err != nil {
				return err
			}
			if err := do(u); err != nil {
				return err
			}
			if err := u.record(ctx); err != nil {
				return err
			}
			return u.settle(ctx)
		})
		if n == attempts || !metAnother(err) {
			return interpret(err)
		}
	}
}

// metAnother tells whether a write failed only because another one came
// between: a deadlock, or a slug that was free when it was chosen.
func metAnother(err error) bool {
	return violates(err, deadlockDetected, "") || violates(err, serializationFailure, "") ||
		violates(err, foreignKeyViolation, "articles_own_slug") || violates(err, uniqueViolation, "articles_slug")
}

// begin gives the transaction the time that its class is allowed, and reads
// the clock and the settings.
func (u *unit) begin(ctx context.Context) error {
	var timeout string
	return u.QueryRow(ctx, `
		select set_config('statement_timeout', $1, true), clock_timestamp(), language, time_zone, article_url,
		       minor_allowed, minor_max_characters
		from newsroom`, fmt.Sprint(writeTimeout.Milliseconds())).
		Scan(&timeout, &u.now, &u.room.Language, &u.room.TimeZone, &u.room.ArticleURL,
			&u.room.MinorEdits.Allowed, &u.room.MinorEdits.MaxCharacters)
}

// settle has a write that is a part of a larger transaction meet now what it
// would meet at its own commit, so that it can begin anew.
func (u *unit) settle(ctx context.Context) error {
	if _, part := transaction(ctx); !part {
		return nil
	}
	var b pgx.Batch
	b.Queue(`set constraints all immediate`)
	b.Queue(`set constraints all deferred`)
	return u.SendBatch(ctx, &b).Close()
}

// record writes the audit log's entries and, last of all, the change log's.
func (u *unit) record(ctx context.Context) error {
	if len(u.changes) == 0 && len(u.resets) == 0 && len(u.deeds) == 0 {
		return nil
	}
	var b pgx.Batch
	u.queueDeeds(&b)
	for _, c := range u.changes {
		b.Queue(`select record_change($1, $2, $3, $4, $5, $6)`, c.what, c.article, c.slug, c.version, c.note, c.advance)
	}
	for _, key := range u.resets {
		b.Queue(`select record_reset($1)`, key)
	}
	return u.SendBatch(ctx, &b).Close()
}
