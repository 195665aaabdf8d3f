package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestEveryWriteLeavesARevisionAndAChange(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := create(t, s, story("On the record"))
	if _, err := s.PublishArticle(t.Context(), publisher, a.Slug, anyEdit, news.Schedule{}); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		_, err := s.ChangeArticle(t.Context(), publisher, a.Slug, anyEdit, func(a *news.Article) error {
			a.Subhead = fmt.Sprint("Take ", n)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, db, `select count(*) from revisions where article_id = $1 and by_name in ('desk', 'chief')`, a.ID); n != 5 {
		t.Errorf("%d revisions, want 5", n)
	}
	if n := count(t, db, `select count(*) from revisions r join articles a on a.id = r.article_id and a.version = r.version where r.document = a.document`); n != 1 {
		t.Error("the last revision is not the document")
	}
	if n := count(t, db, `select count(*) from changes where type = 'published'`); n != 1 {
		t.Errorf("%d published entries in the change log", n)
	}
	if n := count(t, db, `select count(*) from changes where type = 'updated'`); n != 3 {
		t.Errorf("%d updated entries in the change log", n)
	}
}

func TestHistoryCannotBeRewritten(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	publish(t, s, story("Set in stone"))
	for who, url := range map[string]string{"server": db.ServerURL, "owner": db.OwnerURL} {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.WithoutCancel(t.Context()))
		for _, sql := range []string{
			`update revisions set document = ''`, `delete from revisions`, `truncate revisions`,
			`update changes set note = 'x'`, `delete from changes`, `truncate changes`,
			`update slugs set public = false`, `delete from slugs`,
		} {
			if _, err := conn.Exec(t.Context(), sql); err == nil {
				t.Errorf("the %s's role may %s", who, sql)
			}
		}
		if who == "owner" {
			continue
		}
		for _, sql := range []string{
			`create table loose (id int)`, `alter table articles add x int`, `drop table keys`, `delete from keys`,
			`alter table revisions disable trigger all`, `update schema_migrations set version = 1`, `update secrets set secret = ''`,
		} {
			var pg *pgconn.PgError
			if _, err := conn.Exec(t.Context(), sql); !errors.As(err, &pg) || pg.Code != "42501" {
				t.Errorf("the server's role may %s: %v", sql, err)
			}
		}
	}
}

func TestOfManyEditorsWithOneTagOneWins(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	doc, err := s.CreateArticle(t.Context(), writer, story("Contested"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = s.ChangeArticle(t.Context(), writer, doc.Slug, news.Edit{Match: news.Match{Tags: []string{doc.ETag}}}, func(a *news.Article) error {
				a.Subhead = fmt.Sprint("by editor ", i)
				return nil
			})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		var stale *news.Stale
		switch {
		case err == nil:
			won++
		case !errors.As(err, &stale):
			t.Errorf("neither won nor stale: %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of the editors won", won)
	}
	if got := get(t, s, doc.ID.String()); got.Version != 2 {
		t.Errorf("version %d", got.Version)
	}
}

func TestManyStoriesOfOneHeadlineGetASlugEach(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := s.CreateArticle(t.Context(), writer, &news.Article{Headline: "Storm warning"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := count(t, db, `select count(distinct slug) from articles where slug like 'storm-warning%'`); n != 16 {
		t.Errorf("%d different slugs for 16 stories", n)
	}
}

// TestTheChangeLogMissesNothing reads the log while many write, as a partner
// does: from the last number it saw. Whatever it has passed must stay passed.
func TestTheChangeLogMissesNothing(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	const writers, each = 8, 12
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for n := range each {
					if _, err := s.PublishNew(ctx, publisher, story(fmt.Sprintf("Wire %d of %d", n, w))); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}()
	conn, err := pgx.Connect(ctx, db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var last int64
	seen := 0
	poll := func() {
		rows, err := conn.Query(ctx, `select sequence from changes where sequence > $1 order by sequence`, last)
		if err != nil {
			t.Fatal(err)
		}
		_, err = pgx.ForEachRow(rows, []any{&last}, func() error { seen++; return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	for writing := true; writing; {
		select {
		case <-done:
			writing = false
		default:
		}
		poll()
	}
	if seen != writers*each {
		t.Errorf("the reader saw %d of %d changes", seen, writers*each)
	}
}
