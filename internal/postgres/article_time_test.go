package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/pgtest"

	"github.com/jackc/pgx/v5"
)

// busy takes the articles' table, so that whoever asks for articles waits until
// the test ends.
func busy(t *testing.T, db pgtest.DB) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	if _, err := conn.Exec(t.Context(), `begin; lock table articles in access exclusive mode`); err != nil {
		t.Fatal(err)
	}
	return conn
}

// waiting is how many queries wait for the table.
func waiting(t *testing.T, conn *pgx.Conn) (n int) {
	t.Helper()
	err := conn.QueryRow(t.Context(), `select count(*) from pg_locks where relation = 'articles'::regclass and not granted`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// nobodyWaits holds the database to giving up what nobody asks for any more.
func nobodyWaits(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); waiting(t, conn) > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("queries that nobody asks for any more still wait in the database")
		}
	}
}

// TestAListIsGivenUpInTime holds a list and a count to the time of their class,
// and the database to having stopped with it.
func TestAListIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	conn := busy(t, db)
	for name, ask := range map[string]func(context.Context) error{
		"list": func(ctx context.Context) error {
			_, err := s.Articles(ctx, nobody, news.ArticleQuery{Kinds: anyOf("news"), Limit: 5})
			return err
		},
		"count": func(ctx context.Context) error {
			_, err := s.Tally(ctx, nobody, news.ArticleQuery{}, news.CountExact, nil)
			return err
		},
	} {
		if err := ask(t.Context()); !errors.Is(err, news.ErrTimeout) {
			t.Errorf("%s: got %v, want %v", name, err, news.ErrTimeout)
		}
		nobodyWaits(t, conn)
	}
}

// TestWhoHangsUpLeavesNoQueryBehind cancels a list while it waits.
func TestWhoHangsUpLeavesNoQueryBehind(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	conn := busy(t, db)
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	asked := make(chan error, 1)
	go func() {
		_, err := s.Articles(ctx, nobody, news.ArticleQuery{Limit: 5})
		asked <- err
	}()
	for waiting(t, conn) == 0 {
		select {
		case err := <-asked:
			t.Fatalf("the list did not wait: %v", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	hangUp()
	if err := <-asked; err == nil {
		t.Error("the list was answered")
	}
	nobodyWaits(t, conn)
}
