package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/pgtest"

	"github.com/jackc/pgx/v5"
)

// woken tells whether the channel is closed within the limit.
func woken(changed <-chan struct{}, limit time.Duration) bool {
	select {
	case <-changed:
		return true
	case <-time.After(limit):
		return false
	}
}

// calm is a channel of Changed that nothing closes by itself: what the start
// of listening wakes has been woken.
func calm(t *testing.T, changed func() <-chan struct{}) <-chan struct{} {
	t.Helper()
	for range 20 {
		if next := changed(); !woken(next, 200*time.Millisecond) {
			return next
		}
	}
	t.Fatal("it wakes without end")
	return nil
}

// asOwner runs a statement as the database's owner.
func asOwner(t *testing.T, db pgtest.DB, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func TestACommitWakesWhoeverWaits(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	ctx, stop := context.WithCancel(t.Context())
	done := s.Listen(ctx, slog.New(slog.DiscardHandler))
	if !woken(s.Changed(), 10*time.Second) {
		t.Error("the first who wait are not told that it listens")
	}

	changed := calm(t, s.Changed)
	first := publish(t, s, story("Ferry is back"))
	if !woken(changed, 2*time.Second) {
		t.Error("a publication wakes nobody")
	}

	changed = calm(t, s.Changed)
	create(t, s, story("A draft"))
	fault := errors.New("in the middle")
	if _, err := s.ChangeArticle(t.Context(), publisher, first.ID.String(), anyEdit, func(*news.Article) error { return fault }); !errors.Is(err, fault) {
		t.Fatal(err)
	}
	if woken(changed, 300*time.Millisecond) {
		t.Error("what made no entry wakes")
	}

	asOwner(t, db, `insert into changes (sequence, type, article_id, slug, version, at)
	                values (nextval('change_sequence'), 'updated', $1, 'ferry-is-back', 1, now())`, first.ID)
	if !woken(changed, 10*time.Second) {
		t.Error("a lost notification is lost for good")
	}

	changed = calm(t, s.Changed)
	asOwner(t, db, `select pg_terminate_backend(pid) from pg_stat_activity 
	                where application_name = 'storywire changes' and datname = current_database()`)
	if !woken(changed, 10*time.Second) {
		t.Error("nobody is woken when it listens again")
	}
	changed = calm(t, s.Changed)
	publish(t, s, story("The pool reopens"))
	if !woken(changed, 2*time.Second) {
		t.Error("it does not listen any more")
	}

	stop()
	if !woken(done, 2*time.Second) {
		t.Error("it does not end")
	}
}
