package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"storywire/internal/news"
)

func TestAnArchiveIsRenderedAnewByAJob(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	const stories = 230
	for n := range stories {
		a := &news.Article{Headline: fmt.Sprint("Log entry ", n), Authors: []news.ArticleAuthor{{Name: "Mira Okafor"}},
			Body: []news.Block{{Type: news.Paragraph, Text: "High water."}}}
		if _, err := s.PublishNew(t.Context(), publisher, a); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Authors.Change(t.Context(), publisher, "mira-okafor", anyEdit, func(a *news.Author) error {
		a.Name = "Mira Lund"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	const fresh = `select count(*) from articles where version = 2 and convert_from(document, 'UTF8') like '%Mira Lund%'`
	if n := count(t, db, fresh); n != 0 {
		t.Errorf("the editor waited for %d stories", n)
	}
	// One story is written meanwhile and shows the new name already.
	early, err := s.ChangeArticle(t.Context(), publisher, "log-entry-7", anyEdit, func(a *news.Article) error { return nil })
	if err != nil {
		t.Fatal(err)
	}

	ctx, stop := context.WithCancel(t.Context())
	done, err := s.Work(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); count(t, db, fresh) < stories; {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d stories show the new name", count(t, db, fresh), stories)
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-done
	if got := get(t, s, "log-entry-7"); got.Version != early.Version {
		t.Errorf("a story that was up to date was written again: version %d", got.Version)
	}
	if n := count(t, db, `select count(*) from revisions where write = 'related' and by_name = 'chief' and (minor or status = 'draft') and reason = 'a slip'`); n != stories-1 {
		t.Errorf("%d revisions name who renamed the author", n)
	}
	if n := count(t, db, `select count(*) from changes where type = 'updated'`); n != stories {
		t.Errorf("%d entries in the change log", n)
	}
}
