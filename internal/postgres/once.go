package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Once does a request, or returns what it was answered when it was done
// before. do gets a context in which all that the store is asked belongs to one
// transaction, which ends by storing what do returns: the effect is there when
// the answer is, and neither is without the other, whenever the program or the
// database stops. Where do returns nil, or fails to return, nothing is stored
// at all.
//
// The same request waits for one that was made before: for as long as o has
// patience, then it is news.ErrInProgress. Another one under the same key is
// news.ErrKeyReused, and one whose answer was erased news.ErrAnswerErased.
//
// What do has had stored when it calls SoFar stays so, whatever comes of the rest.
func (s *Store) Once(ctx context.Context, by auth.Principal, o news.Once, do func(context.Context) []byte) (replay []byte, err error) {
	at, until := lockOf(by, o), time.Now().Add(o.Patience)
	leave, err := s.doors.enter(ctx, at, until)
	if err != nil {
		return nil, err
	}
	defer leave()
	conn, err := s.pool.writers.Acquire(ctx)
	if err != nil {
		return nil, interpret(err)
	}
	defer conn.Release()
	t := &lasting{conn: conn, at: at}
	if err = t.begin(ctx, until); err != nil {
		return nil, interpret(err)
	}
	defer func() { _ = t.Rollback(ctx) }() // of what was not committed
	if replay, err = keptAnswer(ctx, t, by, o); err != nil || replay != nil {
		return replay, interpret(err)
	}
	answer := do(within(ctx, t))
	if answer == nil {
		return nil, nil // it is not kept: then nothing that it did is
	}
	if err = keepAnswer(ctx, t, by, o, answer); err == nil {
		err = t.Commit(ctx)
	}
	return nil, interpret(err)
}

// lasting is the transaction of a request that is done once: one after the other,
// on one connection, where the request says that what it has done so far stays.
type lasting struct {
	pgx.Tx
	conn *pgxpool.Conn
	at   int64 // the lock that equal requests share
}

func (t *lasting) begin(ctx context.Context, until time.Time) (err error) {
	if t.Tx, err = t.conn.Begin(ctx); err != nil {
		return err
	}
	if err = lockRequest(ctx, t, t.at, until); err != nil {
		_ = t.Rollback(ctx)
	}
	return err
}

// SoFar commits what the request has had stored, and gives up with it what others
// wait for: the names that a list brings, the change log. Equal requests still wait.
// Where the request is not done once each of its writes was committed by itself.
func (s *Store) SoFar(ctx context.Context) error {
	tx, _ := transaction(ctx)
	t, ok := tx.(*lasting)
	if !ok {
		return nil
	}
	err := t.renew(ctx)
	if err != nil {
		_ = t.conn.Conn().Close(ctx) // which may hold the lock yet
	}
	return interpret(err)
}

func (t *lasting) renew(ctx context.Context) error {
	// Between the two transactions the connection itself has the lock.
	if _, err := t.Exec(ctx, `select pg_advisory_lock($1)`, t.at); err != nil {
		return err
	}
	if err := t.Commit(ctx); err != nil {
		return err
	}
	if err := t.begin(ctx, time.Now()); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `select pg_advisory_unlock($1)`, t.at)
	return err
}

// lockOf is the number of the lock that equal requests share. Two that are not
// equal may share one too; then one waits for the other and no harm is done.
func lockOf(by auth.Principal, o news.Once) int64 {
	h := sha256.New()
	h.Write(by.KeyID[:])
	h.Write(o.Operation)
	h.Write([]byte(o.Key))
	return int64(binary.BigEndian.Uint64(h.Sum(nil)))
}

// lockRequest takes the lock that equal requests share over all servers. It goes
// when the transaction ends, also with a connection that is cut: nothing is
// left behind that somebody would have to find stale.
func lockRequest(ctx context.Context, tx pgx.Tx, at int64, until time.Time) error {
	patience := max(time.Until(until).Milliseconds(), 1) // 0 would be for ever
	var b pgx.Batch
	b.Queue(`select set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)`,
		fmt.Sprint(patience), fmt.Sprint(patience+writeTimeout.Milliseconds()))
	b.Queue(`select pg_advisory_xact_lock($1)`, at)
	b.Queue(`select set_config('lock_timeout', '0', true), set_config('statement_timeout', $1, true)`,
		fmt.Sprint(writeTimeout.Milliseconds())) // of all that the request asks, its reads too
	err := tx.SendBatch(ctx, &b).Close()
	if violates(err, lockNotAvailable, "") {
		return news.ErrInProgress
	}
	return err
}

func keptAnswer(ctx context.Context, tx pgx.Tx, by auth.Principal, o news.Once) (answer []byte, err error) {
	var fingerprint []byte
	err = tx.QueryRow(ctx, `
		select fingerprint, answer from kept_answers
		where key_id = $1 and key = $2 and operation = $3 and expires_at > clock_timestamp()`,
		by.KeyID, o.Key, o.Operation).Scan(&fingerprint, &answer)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err == nil && !bytes.Equal(fingerprint, o.Fingerprint):
		return nil, news.ErrKeyReused
	case err == nil && len(answer) == 0:
		return nil, news.ErrAnswerErased
	}
	return answer, err
}

// keepAnswer stores an answer, in the place of one that has expired.
func keepAnswer(ctx context.Context, tx pgx.Tx, by auth.Principal, o news.Once, answer []byte) error {
	_, err := tx.Exec(ctx, `
		insert into kept_answers (key_id, key, operation, fingerprint, answer) values ($1, $2, $3, $4, $5)
		on conflict (key_id, key, operation) do update
		set fingerprint = excluded.fingerprint, answer = excluded.answer,
		    created_at = excluded.created_at, expires_at = excluded.expires_at`,
		by.KeyID, o.Key, o.Operation, o.Fingerprint, answer)
	return err
}

// forgetAnswers removes the answers that have expired, some at a time.
func (s *Store) forgetAnswers(ctx context.Context) error {
	const some = 500
	for {
		tag, err := s.pool.Exec(ctx, `
			delete from kept_answers where ctid = any(array(
				select ctid from kept_answers where expires_at <= clock_timestamp() limit $1 for update skip locked))`, some)
		if err != nil || tag.RowsAffected() < some {
			return interpret(err)
		}
	}
}

// doors lets one of the equal requests of this server through at a time. The
// lock in the database does that already; but who waits there holds a
// connection, and a hundred that wait would leave none for the one that works.
type doors struct {
	mu   sync.Mutex
	shut map[int64]chan struct{} // closed when the one inside leaves
}

// enter waits until nobody is inside, or returns news.ErrInProgress.
func (d *doors) enter(ctx context.Context, at int64, until time.Time) (leave func(), err error) {
	timeout := time.NewTimer(time.Until(until))
	defer timeout.Stop()
	for {
		inside := d.try(at)
		if inside == nil {
			return func() { d.leave(at) }, nil
		}
		select {
		case <-inside:
		case <-timeout.C:
			return nil, news.ErrInProgress
		case <-ctx.Done():
			return nil, interpret(ctx.Err())
		}
	}
}

// try goes in, or returns what is closed when whoever is inside leaves.
func (d *doors) try(at int64) <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if inside, ok := d.shut[at]; ok {
		return inside
	}
	if d.shut == nil {
		d.shut = map[int64]chan struct{}{}
	}
	d.shut[at] = make(chan struct{})
	return nil
}

func (d *doors) leave(at int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.shut[at])
	delete(d.shut, at)
}
