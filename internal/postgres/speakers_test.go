package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/postgres"
)

// said is a story in which somebody says something.
func said(headline, speaker string) *news.Article {
	return &news.Article{Headline: headline,
		Body:   []news.Block{{Type: news.Paragraph, Text: "“We waited long enough,” it was said at the quay."}},
		Quotes: []news.Quote{{Text: "We waited long enough,", Speaker: &news.QuoteSpeaker{Name: speaker}}}}
}

func quotesOf(t *testing.T, s *postgres.Store, speaker string) int {
	t.Helper()
	list, err := s.Quotes(t.Context(), writer, news.QuoteQuery{Speaker: speaker, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestTwoSpeakersAreOne(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	stays, goes, draft := publish(t, s, said("First", "Ines Vale")), publish(t, s, said("Second", "I. Vale")), create(t, s, said("Third", "I. Vale"))
	if _, err := s.MergeSpeakers(t.Context(), publisher, "ines-vale", news.Edit{Match: anyVersion}, "i-vale"); !errors.As(err, new(*news.NeedsNote)) {
		t.Errorf("without a word to editors: %v", err)
	}
	if _, err := s.MergeSpeakers(t.Context(), writer, "ines-vale", anyEdit, "i-vale"); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("a published story was changed by who may not: %v", err)
	}
	merged, err := s.MergeSpeakers(t.Context(), publisher, "ines-vale", anyEdit, "i-vale")
	if err != nil || merged.Version != 2 || merged.Name != "Ines Vale" {
		t.Fatalf("%+v, %v", merged, err)
	}
	for _, before := range []*news.Article{goes, draft} {
		got := get(t, s, before.ID.String())
		if got.Quotes[0].Speaker.Slug != "ines-vale" || got.Version != before.Version+1 || !got.UpdatedAt.Equal(before.UpdatedAt) || got.Quotes[0].ID != before.Quotes[0].ID {
			t.Errorf("%s: said by %q, version %d", got.Slug, got.Quotes[0].Speaker.Slug, got.Version)
		}
	}
	if got := get(t, s, stays.ID.String()); got.Version != stays.Version {
		t.Errorf("what quoted the right one was written again: version %d", got.Version)
	}
	if n := count(t, db, `select count(*) from changes where type = 'updated'`); n != 1 {
		t.Errorf("%d entries in the change log for one published story", n)
	}
	if n := count(t, db, `select count(*) from audit where action like 'merged%'`); n != 2 {
		t.Errorf("%d entries in the audit log", n)
	}
	for _, ref := range []string{"i-vale", "ines-vale", goes.Quotes[0].Speaker.ID.String()} {
		articles, err := s.Articles(t.Context(), nobody, news.ArticleQuery{Limit: 9, Speakers: anyOf(ref)})
		if n := quotesOf(t, s, ref); n != 2 || err != nil || len(articles) != 2 {
			t.Errorf("by %s: %d quotes, %d articles, %v", ref, n, len(articles), err)
		}
	}
	var moved *news.Moved
	if _, err := s.Speakers.Get(t.Context(), nobody, "i-vale"); !errors.As(err, &moved) || moved.Slug != "ines-vale" {
		t.Errorf("the old slug: %v", err)
	}
	old, err := s.Revision(t.Context(), publisher, goes.Slug, 1)
	if err != nil || !strings.Contains(string(old.Body), `"slug":"i-vale"`) {
		t.Errorf("history has not who was said to have said it: %v", err)
	}
}

func TestAMergedSlugIsNobodyElses(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	first := publish(t, s, said("First", "Ines Vale"))
	second := publish(t, s, said("Second", "I. Vale"))
	publish(t, s, said("Third", "Inez Vale"))
	for _, m := range [][2]string{{"inez-vale", "i-vale"}, {"ines-vale", "inez-vale"}} {
		if _, err := s.MergeSpeakers(t.Context(), publisher, m[0], anyEdit, m[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range []*news.Article{said("By name", "I. Vale"), said("By slug", "")} {
		if a.Headline == "By slug" {
			a.Quotes[0].Speaker = &news.QuoteSpeaker{Slug: "i-vale"}
		}
		if got := create(t, s, a).Quotes[0].Speaker; got.Slug != "ines-vale" {
			t.Errorf("%s: said by %+v", a.Headline, got)
		}
	}
	var invalid *news.Invalid
	if _, err := s.Speakers.Create(t.Context(), writer, news.Speaker{Name: "I. Vale"}); !errors.As(err, &invalid) {
		t.Errorf("the slug was given away: %v", err)
	}
	_, err := s.Speakers.Change(t.Context(), publisher, "ines-vale", anyEdit, func(k *news.Speaker) error { k.Slug = "ines-vale-mayor"; return nil })
	var moved *news.Moved
	if _, gone := s.Speakers.Get(t.Context(), nobody, "i-vale"); err != nil || !errors.As(gone, &moved) || moved.Slug != "ines-vale-mayor" {
		t.Errorf("after the one that stayed was renamed: %v, %v", gone, err)
	}
	// Its slug stays nobody's where that one is deleted.
	for _, name := range []string{"Ada Finch", "A. Finch"} {
		if _, err := s.Speakers.Create(t.Context(), writer, news.Speaker{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.MergeSpeakers(t.Context(), writer, "ada-finch", anyEdit, "a-finch"); err != nil {
		t.Fatal(err)
	}
	if err := s.Speakers.Delete(t.Context(), writer, "ada-finch", anyVersion); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateArticle(t.Context(), writer, said("Of nobody", "A. Finch")); !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/quotes/0/speaker" {
		t.Errorf("who is named as one who is gone: %v", err)
	}
	imported := said("Of somebody new", "A. Finch")
	if link(t, s, imported); create(t, s, imported).Quotes[0].Speaker.Slug != "a-finch-2" {
		t.Errorf("who is imported under such a name: %+v", imported.Quotes[0].Speaker)
	}
	// What an old version says is said by the one that there is.
	doc, err := s.RestoreArticle(t.Context(), publisher, second.Slug, anyEdit, 1)
	if err != nil || read(t, doc).Quotes[0].Speaker.ID != first.Quotes[0].Speaker.ID {
		t.Errorf("restored: %v", err)
	}
}

func TestWhatCannotBeMerged(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	for _, name := range []string{"Ines Vale", "I. Vale", "Tom Quill"} {
		create(t, s, said("Of "+name, name))
	}
	if _, err := s.MergeSpeakers(t.Context(), publisher, "ines-vale", anyEdit, "i-vale"); err != nil {
		t.Fatal(err)
	}
	var invalid *news.Invalid
	var conflict *news.Conflict
	var moved *news.Moved
	for _, c := range []struct {
		stays, goes string
		is          any
	}{
		{"tom-quill", "tom-quill", &invalid}, {"tom-quill", "nobody", &invalid}, {"tom-quill", news.NewID().String(), &invalid},
		{"ines-vale", "i-vale", &conflict}, {"tom-quill", "i-vale", &conflict}, {"i-vale", "tom-quill", &moved},
	} {
		if _, err := s.MergeSpeakers(t.Context(), publisher, c.stays, anyEdit, c.goes); !errors.As(err, c.is) {
			t.Errorf("%s into %s: %v", c.goes, c.stays, err)
		}
	}
	if _, err := s.MergeSpeakers(t.Context(), publisher, "nobody", anyEdit, "tom-quill"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("into nobody: %v", err)
	}
	stale := news.Edit{Match: news.Match{Tags: []string{`"1-x"`}}, Minor: true, Reason: "a slip"}
	if _, err := s.MergeSpeakers(t.Context(), publisher, "ines-vale", stale, "tom-quill"); !errors.As(err, new(*news.Stale)) {
		t.Errorf("of another version: %v", err)
	}
	// Readers never saw it, so that its name tells them nothing.
	publish(t, s, said("Out", "Ines Vale"))
	if _, err := s.Speakers.Get(t.Context(), nobody, "i-vale"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a name from drafts leads readers to somebody: %v", err)
	}
	if list, err := s.Quotes(t.Context(), nobody, news.QuoteQuery{Speaker: "i-vale", Limit: 9}); err != nil || len(list) > 0 {
		t.Errorf("%d quotes by a name from drafts, %v", len(list), err)
	}
}

// TestMergesAtTheSameTime merges the same two in both directions, while stories
// arrive that quote either.
func TestMergesAtTheSameTime(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	const rounds, writers = 4, 3
	for round := range rounds {
		a, b := fmt.Sprint("Ines Vale ", round), fmt.Sprint("Inez Vale ", round)
		first, second := publish(t, s, said("First", a)).Quotes[0].Speaker.Slug, publish(t, s, said("Second", b)).Quotes[0].Speaker.Slug
		var wg sync.WaitGroup
		errs := make(chan error, 2)
		for _, pair := range [][2]string{{first, second}, {second, first}} {
			wg.Go(func() {
				_, err := s.MergeSpeakers(t.Context(), publisher, pair[0], anyEdit, pair[1])
				errs <- err
			})
		}
		for n := range writers {
			for _, name := range []string{a, b} {
				wg.Go(func() { publish(t, s, said(fmt.Sprint("Meanwhile ", n), name)) })
			}
		}
		wg.Wait()
		close(errs)
		failed := 0
		for err := range errs {
			if err != nil {
				failed++
				if !errors.As(err, new(*news.Moved)) && !errors.As(err, new(*news.Conflict)) {
					t.Error(err)
				}
			}
		}
		if failed != 1 {
			t.Errorf("%d of two merges were refused", failed)
		}
		if n := quotesOf(t, s, first); n != 2+2*writers || quotesOf(t, s, second) != n {
			t.Errorf("%d and %d quotes of %d", n, quotesOf(t, s, second), 2+2*writers)
		}
	}
	if n := count(t, db, `select count(*) from quotes q join speakers k on k.id = q.speaker_id where k.deleted_at is not null`); n != 0 {
		t.Errorf("%d quotes are of who is gone", n)
	}
	if n := count(t, db, `select count(*) from articles a join quotes q on q.article_id = a.id join speakers k on k.id = q.speaker_id
		where convert_from(a.document, 'UTF8') not like '%' || k.slug || '%'`); n != 0 {
		t.Errorf("%d documents name who is gone", n)
	}
}

func TestAnArchiveIsMergedByAJob(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	const stories = 120
	create(t, s, said("The right one", "Ines Vale"))
	for n := range stories {
		publish(t, s, said(fmt.Sprint("Log entry ", n), "I. Vale"))
	}
	if _, err := s.MergeSpeakers(t.Context(), publisher, "ines-vale", anyEdit, "i-vale"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, db, `select count(*) from quotes q join speakers k on k.id = q.speaker_id where k.slug = 'ines-vale'`); n != stories+1 {
		t.Errorf("%d quotes at once", n)
	}
	const fresh = `select count(*) from articles where version = 2 and convert_from(document, 'UTF8') like '%"ines-vale"%'`
	if n := count(t, db, fresh); n != 0 {
		t.Errorf("the editor waited for %d stories", n)
	}
	ctx, stop := context.WithCancel(t.Context())
	done, err := s.Work(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); count(t, db, fresh) < stories; {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d stories name the right one", count(t, db, fresh), stories)
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-done
	if n := count(t, db, `select count(*) from changes where type = 'updated'`); n != stories {
		t.Errorf("%d entries in the change log", n)
	}
}

// TestMergeOfWhoeverWasQuotedForDecades merges a speaker of more quotes than one
// statement gives to another.
func TestMergeOfWhoeverWasQuotedForDecades(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	create(t, s, said("The right one", "Ines Vale"))
	long := create(t, s, said("What was said in forty years", "I. Vale"))
	const quotes = 20_500
	asOwner(t, db, `insert into quotes (id, article_id, position, text, kind, speaker_id, highlight, start_at, end_at)
		select gen_random_uuid(), $1, n, 'high water', 'direct', k.id, 0, 0, 10 from generate_series(1, $2) n, speakers k where k.slug = 'i-vale'`, long.ID, quotes)
	asOwner(t, db, `update articles set deleted_at = now() where id = $1`, long.ID) // no such article is rendered anew
	if _, err := s.MergeSpeakers(t.Context(), publisher, "ines-vale", anyEdit, "i-vale"); err != nil {
		t.Fatal(err)
	}
	const of = `select count(*) from quotes q join speakers k on k.id = q.speaker_id where k.slug = $1`
	if goes, stays := count(t, db, of, "i-vale"), count(t, db, of, "ines-vale"); goes != 0 || stays != quotes+2 {
		t.Errorf("%d quotes of the one that went, %d of the one that stays", goes, stays)
	}
}

func TestAnErasedSpeakerHasNoNameLeft(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	only, other := publish(t, s, said("Only", "Otto Xyzzy")), publish(t, s, said("Other", "Tom Quill"))
	create(t, s, said("Of both", "T. Quill"))
	for _, m := range [][2]string{{"tom-quill", "t-quill"}} {
		if _, err := s.MergeSpeakers(t.Context(), publisher, m[0], anyEdit, m[1]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Speakers.Create(t.Context(), writer, news.Speaker{Name: "O. Xyzzy"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MergeSpeakers(t.Context(), publisher, "otto-xyzzy", anyEdit, "o-xyzzy"); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*news.Article{only, other} {
		if _, err := s.RemoveArticle(t.Context(), chief, a.ID.String(), anyEdit, news.Removal{To: news.Killed, Note: "By order.", Erase: true}); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, db, `select count(*) from speakers where (name || slug) ~* 'xyzzy'`); n != 0 {
		t.Errorf("%d records still have the name", n)
	}
	if n := count(t, db, `select count(*) from speakers where name ~* 'quill'`); n != 2 {
		t.Errorf("%d records have the name of who is still quoted, and not 2", n)
	}
}
