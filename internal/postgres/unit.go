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
	advance bool     // of a story under embargo: for keys with advance copies alone
	filed   []string // nil for as it was filed before
}

// attempts is how often a write is tried whose only fault was to meet another
// one: each time but the last it begins anew.
const attempts = 4

// write runs do in one transaction: all of it is stored or nothing. do may run
// more than once, so it must begin with what it was given.
func (s *Store) write(ctx context.Context, by auth.Principal, do func(*unit) error) error {
	s.underWay.Add(1)
	defer s.underWay.Add(-1)
	for n := 1; ; n++ {
		err := s.attempt(ctx, by, do)
		if n == attempts || !metAnother(err) {
			return interpret(err)
		}
	}
}

func (s *Store) attempt(ctx context.Context, by auth.Principal, do func(*unit) error) error {
	if whole, part := transaction(ctx); part {
		return pgx.BeginFunc(ctx, whole, func(tx pgx.Tx) error {
			u := &unit{Tx: tx, by: by}
			if err := u.do(ctx, do); err != nil {
				return err
			}
			var b pgx.Batch
			u.queueRecords(&b)
			b.Queue(`set constraints all deferred`) // for what else the request writes
			return u.SendBatch(ctx, &b).Close()
		})
	}
	conn, err := s.pool.writers.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	u := &unit{Tx: tx, by: by}
	if err = u.do(ctx, do); err == nil {
		err = u.commit(ctx)
	}
	if err != nil {
		_ = tx.Rollback(ctx) // where that fails, the connection is closed
	}
	return err
}

func (u *unit) do(ctx context.Context, do func(*unit) error) error {
	if err := u.begin(ctx); err != nil {
		return err
	}
	return do(u)
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
		       minor_allowed, minor_max_characters, rights, license_url, coalesce(tdm_reservation::text, ''), tdm_policy
		from newsroom`, fmt.Sprint(writeTimeout.Milliseconds())).
		Scan(&timeout, &u.now, &u.room.Language, &u.room.TimeZone, &u.room.ArticleURL,
			&u.room.MinorEdits.Allowed, &u.room.MinorEdits.MaxCharacters,
			&u.room.Rights, &u.room.LicenseURL, &u.room.TDMReservation, &u.room.TDMPolicy)
}

// commit records the write and ends it, in one round trip: from the moment that
// the change log's lock is held until the commit no other writer waits for
// anything but the database itself.
func (u *unit) commit(ctx context.Context) error {
	var b pgx.Batch
	u.queueRecords(&b)
	b.Queue(`commit`)
	return u.SendBatch(ctx, &b).Close()
}

// queueRecords queues the audit log's entries and, last of all, the change
// log's. What a commit would check is checked before: not under the log's lock,
// and, where the write is a part of a larger transaction, while it can begin
// anew by itself.
func (u *unit) queueRecords(b *pgx.Batch) {
	u.queueDeeds(b)
	b.Queue(`set constraints all immediate`)
	for _, c := range u.changes {
		b.Queue(`select record_change($1, $2, $3, $4, $5, $6, $7)`, c.what, c.article, c.slug, c.version, c.note, c.advance, c.filed)
	}
	for _, key := range u.resets {
		b.Queue(`select record_reset($1)`, key)
	}
}
