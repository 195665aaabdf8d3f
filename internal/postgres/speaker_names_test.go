package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"

	"github.com/jackc/pgx/v5"
)

// waits has do begin and comes back when it waits for a lock of the database's, or
// has ended; ended is closed then.
func waits(t *testing.T, db pgtest.DB, do func()) (ended chan struct{}) {
	t.Helper()
	const waiting = `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
	before := count(t, db, waiting)
	ended = make(chan struct{})
	go func() {
		defer close(ended)
		do()
	}()
	for {
		select {
		case <-ended:
			return ended
		case <-time.After(10 * time.Millisecond):
			if count(t, db, waiting) > before {
				return ended
			}
		}
	}
}

// imported has an import bring a story in which somebody says something.
func imported(t *testing.T, s *postgres.Store, headline, name, title string) (page news.Page) {
	t.Helper()
	page = news.Page{Article: *said(headline, name)}
	page.Article.Quotes[0].Speaker.Title = title
	if _, err := s.ImportPage(t.Context(), writer, &page, news.Importing{}); err != nil {
		t.Error(err)
	}
	return page
}

// TestAnEditorNamesSomebodyWhileAnImportDoes stops an import where it has decided that
// its speaker is new, and has an editor make a speaker of the same surname, or with
// the slug that the import has chosen: who said what is not mixed up.
func TestAnEditorNamesSomebodyWhileAnImportDoes(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]news.Speaker{
		"of the same name":     {Name: "Ada Finch", Title: "baker"},
		"with the same slug":   {Name: "Rut Berg", Slug: "ada-finch", Title: "baker"},
		"with the next number": {Name: "Rut Berg", Slug: "ada-finch-2", Title: "baker"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, db := newStore(t)
			if name == "with the next number" {
				imported(t, s, "The day before", "Ada Finch", "pilot")
			}
			held, err := pgx.Connect(t.Context(), db.OwnerURL)
			if err != nil {
				t.Fatal(err)
			}
			defer held.Close(context.WithoutCancel(t.Context()))
			// The lock under which a story of this headline gets its slug: it does so
			// when its speakers have been decided, and before they are made.
			if _, err := held.Exec(t.Context(), `select pg_advisory_lock(hashtextextended('slug log-entry', 0))`); err != nil {
				t.Fatal(err)
			}
			stored := waits(t, db, func() { imported(t, s, "Log entry", "Ada Finch", "engineer") })
			var made error
			edited := waits(t, db, func() { _, made = s.Speakers.Create(t.Context(), writer, k) })
			if err := held.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			<-stored
			<-edited
			var taken *news.Invalid
			if !errors.As(made, &taken) || taken.Faults[0].Pointer != "/slug" {
				t.Errorf("the editor is told %v", made)
			}
			if n := count(t, db, `select count(*) from quotes q join speakers k on k.id = q.speaker_id
			    where k.name = 'Ada Finch' and k.title = 'engineer'`); n != 1 {
				t.Error("the quote was given to the speaker that the editor made")
			}
		})
	}
}

// TestAnImportMeetsWhomAnEditorIsMaking has an import bring a name while an editor's
// write that makes the speaker is not at its end: they are one.
func TestAnImportMeetsWhomAnEditorIsMaking(t *testing.T) {
	t.Parallel()
	for name, named := range map[string]func(context.Context, *postgres.Store) error{
		"by itself": func(ctx context.Context, s *postgres.Store) error {
			_, err := s.Speakers.Create(ctx, writer, news.Speaker{Name: "Ada Finch", Slug: "finch", Title: "engineer"})
			return err
		},
		"by another name": func(ctx context.Context, s *postgres.Store) error {
			_, err := s.Speakers.Change(ctx, writer, "a-pilot", anyEdit, func(k *news.Speaker) error {
				k.Name, k.Title = "Ada Finch", "engineer"
				return nil
			})
			return err
		},
		"in a story": func(ctx context.Context, s *postgres.Store) error {
			a := said("A story of the editor's", "Ada Finch")
			a.Quotes[0].Speaker.Slug, a.Quotes[0].Speaker.Title = "finch", "engineer"
			_, err := s.CreateArticle(ctx, writer, a)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, db := newStore(t)
			if _, err := s.Speakers.Create(t.Context(), writer, news.Speaker{Name: "A. Pilot"}); err != nil {
				t.Fatal(err)
			}
			var stored [2]chan struct{}
			_, err := s.Once(t.Context(), writer, request("k", 1, 1), func(ctx context.Context) []byte {
				if err := named(ctx, s); err != nil {
					t.Error(err)
				}
				stored[0] = waits(t, db, func() { imported(t, s, "Log entry", "Ada Finch", "the engineer") })
				stored[1] = waits(t, db, func() { imported(t, s, "Another", "Finch", "the engineer") })
				return []byte("an answer")
			})
			if err != nil {
				t.Fatal(err)
			}
			<-stored[0]
			<-stored[1]
			if n := count(t, db, `select count(*) from speakers where name like '%Finch'`); n != 1 {
				t.Errorf("%d speakers are called so", n)
			}
		})
	}
}
