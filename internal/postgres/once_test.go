package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/jackc/pgx/v5"
)

// request is a request under the key, for the operation and with what is
// repeated to 32 bytes.
func request(key string, operation, sent byte) news.Once {
	o := news.Once{Key: key, Operation: make([]byte, 32), Fingerprint: make([]byte, 32), Patience: 10 * time.Second}
	o.Operation[0], o.Fingerprint[0] = operation, sent
	return o
}

// createOnce creates an article and answers with its ETag.
func createOnce(ctx context.Context, t *testing.T, s *postgres.Store, o news.Once) (answer string, err error) {
	replay, err := s.Once(ctx, writer, o, func(ctx context.Context) []byte {
		doc, err := s.CreateArticle(ctx, writer, story("Ferry is back"))
		if err != nil {
			t.Error(err)
			return nil
		}
		answer = doc.ETag
		return []byte(answer)
	})
	if replay != nil {
		answer = string(replay)
	}
	return answer, err
}

func TestARequestIsDoneOnceByAllServers(t *testing.T) {
	t.Parallel()
	first, db := newStore(t)
	second, err := postgres.Open(t.Context(), db.ServerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Close)
	var answers [40]string
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			var err error
			if answers[i], err = createOnce(t.Context(), t, []*postgres.Store{first, second}[i%2], request("k", 1, 1)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a == "" || a != answers[0] {
			t.Errorf("the answers are %q", answers)
		}
	}
	if n := count(t, db, `select count(*) from articles`); n != 1 {
		t.Errorf("%d articles", n)
	}
}

// TestARequestIsCutAnywhere cuts what does a request at each point between its
// begin and its answer: whatever was cut, there is one effect in the end.
func TestARequestIsCutAnywhere(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(*testing.T, pgtest.DB, context.CancelFunc){
		"the caller hangs up": func(_ *testing.T, _ pgtest.DB, hangUp context.CancelFunc) { hangUp() },
		"the connection goes": func(t *testing.T, db pgtest.DB, _ context.CancelFunc) {
			if count(t, db, `select count(pg_terminate_backend(pid)) from pg_stat_activity
				where datname = current_database() and state = 'idle in transaction'`) == 0 {
				t.Error("there was nothing to cut")
			}
		},
	} {
		for _, early := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s, db := newStore(t)
				ctx, hangUp := context.WithCancel(t.Context())
				defer hangUp()
				_, err := s.Once(ctx, writer, request("k", 1, 1), func(ctx context.Context) []byte {
					if early {
						cut(t, db, hangUp)
					}
					_, err := s.CreateArticle(ctx, writer, story("Ferry is back"))
					if (err != nil) != early {
						t.Errorf("cut early: %v, and then %v", early, err)
					}
					if !early {
						cut(t, db, hangUp)
					}
					return []byte("an answer")
				})
				if err == nil {
					t.Error("it was answered")
				}
				if count(t, db, `select count(*) from articles`) != 0 || count(t, db, `select count(*) from kept_answers`) != 0 {
					t.Error("something is left of it")
				}
				if _, err := createOnce(t.Context(), t, s, request("k", 1, 1)); err != nil {
					t.Fatal(err)
				}
				if n := count(t, db, `select count(*) from articles`); n != 1 {
					t.Errorf("%d articles", n)
				}
			})
		}
	}
}

func TestWhatIsNotKeptHasNoEffect(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	do := func(ctx context.Context) []byte {
		if _, err := s.CreateArticle(ctx, writer, story("Ferry is back")); err != nil {
			t.Error(err)
		}
		if _, err := s.CreateKey(ctx, writer, auth.Key{Name: "x", Scopes: []auth.Scope{auth.Write}}, auth.Hash("x")); err != nil {
			t.Error(err)
		}
		return nil
	}
	if replay, err := s.Once(t.Context(), writer, request("k", 1, 1), do); replay != nil || err != nil {
		t.Errorf("%q, %v", replay, err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is lost")
			}
		}()
		_, err := s.Once(t.Context(), writer, request("k", 1, 1), func(ctx context.Context) []byte {
			do(ctx)
			panic("in the middle")
		})
		t.Error(err)
	}()
	if n := count(t, db, `select (select count(*) from articles) + (select count(*) from keys)`); n != 0 {
		t.Errorf("%d rows", n)
	}
	if _, err := createOnce(t.Context(), t, s, request("k", 1, 1)); err != nil {
		t.Error(err)
	}
}

func TestTheSameRequestWaitsAndLosesPatience(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	other, err := postgres.Open(t.Context(), db.ServerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	var inside atomic.Int32
	never := func(context.Context) []byte { inside.Add(1); return nil }
	_, err = s.Once(t.Context(), writer, request("k", 1, 1), func(context.Context) []byte {
		hurried := request("k", 1, 1)
		hurried.Patience = 20 * time.Millisecond
		for name, server := range map[string]*postgres.Store{"this server": s, "another server": other} {
			if _, err := server.Once(t.Context(), writer, hurried, never); !errors.Is(err, news.ErrInProgress) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, o := range map[string]news.Once{"key": request("l", 1, 1), "operation": request("k", 2, 1)} {
			if replay, err := s.Once(t.Context(), writer, o, func(context.Context) []byte { return []byte("x") }); replay != nil || err != nil {
				t.Errorf("another %s: %q, %v", name, replay, err)
			}
		}
		if replay, err := s.Once(t.Context(), partner, hurried, func(context.Context) []byte { return []byte("x") }); replay != nil || err != nil {
			t.Errorf("somebody else: %q, %v", replay, err)
		}
		return []byte("done")
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Once(t.Context(), writer, request("k", 1, 2), never); !errors.Is(err, news.ErrKeyReused) {
		t.Errorf("another body: %v", err)
	}
	if replay, err := other.Once(t.Context(), writer, request("k", 1, 1), never); string(replay) != "done" || err != nil || inside.Load() != 0 {
		t.Errorf("%q, %v, done %d times more", replay, err, inside.Load())
	}
}

// TestAWriteWithinARequestBeginsAnew lets somebody take a slug between a
// story's choice of it and its end: what a write by itself would meet when it
// commits, it meets within the request as well, and begins anew.
func TestAWriteWithinARequestBeginsAnew(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	other := create(t, s, story("Another story"))
	owner, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.WithoutCancel(t.Context()))
	taking, err := owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := taking.Exec(t.Context(), `insert into slugs (slug, article_id) values ('the-pier', $1)`, other.ID); err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 1)
	go func() {
		_, err := s.Once(t.Context(), writer, request("k", 1, 1), func(ctx context.Context) []byte {
			a := story("The pier")
			a.Slug = "the-pier"
			_, err := s.CreateArticle(ctx, writer, a)
			result <- err
			return []byte("refused")
		})
		result <- err
	}()
	for deadline := time.Now().Add(10 * time.Second); count(t, db, `select count(*) from pg_stat_activity
		where datname = current_database() and wait_event_type = 'Lock'`) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the write does not wait for the slug")
		}
	}
	if err := taking.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	var invalid *news.Invalid
	if err := <-result; !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/slug" {
		t.Errorf("the write: %v", err)
	}
	if err := <-result; err != nil {
		t.Errorf("the request: %v", err)
	}
	if count(t, db, `select count(*) from articles`) != 1 || count(t, db, `select count(*) from kept_answers`) != 1 {
		t.Error("the refusal is not all that there is")
	}
}

func TestExpiredAnswersAreForgotten(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	owner, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.WithoutCancel(t.Context()))
	const old = 1200
	_, err = owner.Exec(t.Context(), `
		insert into kept_answers (key_id, key, operation, fingerprint, answer, expires_at)
		select gen_random_uuid(), 'k', $1, $1, 'x', clock_timestamp() + case when n <= $2 then '-1 s' else '1 h' end::interval
		from generate_series(1, $2 + 5) n`, make([]byte, 32), old)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done, err := s.Work(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); count(t, db, `select count(*) from kept_answers`) > 5; {
		if time.Now().After(deadline) {
			t.Fatal("the expired answers are still there")
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	<-done
	if n := count(t, db, `select count(*) from kept_answers`); n != 5 {
		t.Errorf("%d answers are left", n)
	}
}
