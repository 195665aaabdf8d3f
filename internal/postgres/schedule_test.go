package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
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

var (
	entitled = auth.Principal{KeyID: news.NewID(), Name: "advance", Scopes: []auth.Scope{auth.Feed}, Advance: true}
	noPatch  = func(*news.ScheduledRevision) (string, func(*news.Article) error) { return "", nil }
)

// pass lets an hour go by, for the database: all that is to come is an hour
// nearer, and what was is an hour older.
func pass(t *testing.T, db pgtest.DB) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	const hour = ` - interval '1 hour'`
	_, err = conn.Exec(t.Context(), `
		alter table revisions disable trigger only_erased;
		update revisions set at = at`+hour+`, public_from = public_from`+hour+`, public_until = public_until`+hour+`;
		alter table revisions enable trigger only_erased;
		update photos set expires_at = expires_at`+hour+`;
		update articles set publish_at = publish_at`+hour+`, embargoed_until = embargoed_until`+hour+`, expires_at = expires_at`+hour+`,
		    first_public_at = first_public_at`+hour+`, published_at = published_at`+hour+`, updated_at = updated_at`+hour)
	if err != nil {
		t.Fatal(err)
	}
}

// Times that come when an hour has passed, and when two have.
func afterOne() time.Time { return time.Now().Add(30 * time.Minute) }
func afterTwo() time.Time { return time.Now().Add(90 * time.Minute) }

// keepTime records what is due, as often as there is something.
func keepTime(t *testing.T, s *postgres.Store) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = s.KeepTime(t.Context(), noPatch); err != nil {
			t.Fatal(err)
		}
	}
}

// logOf is what the change log tells the caller: types and versions.
func logOf(t *testing.T, s *postgres.Store, by auth.Principal) string {
	t.Helper()
	list, _, err := s.Changes(t.Context(), by, news.ChangeQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, c := range list {
		words = append(words, fmt.Sprintf("%s %d", c.Type, c.Version))
	}
	return strings.Join(words, ", ")
}

// sights is who of an anonymous reader, an entitled partner and an editor sees
// the article.
func sights(t *testing.T, s *postgres.Store, slug string) string {
	t.Helper()
	var who []string
	for _, by := range []auth.Principal{nobody, entitled, writer} {
		doc, err := s.Article(t.Context(), by, slug)
		switch {
		case err == nil:
			who = append(who, string(doc.Status))
		case errors.Is(err, news.ErrNotFound):
			who = append(who, "-")
		default:
			who = append(who, err.Error())
		}
	}
	return strings.Join(who, "|")
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s; want %s", what, got, want)
	}
}

func TestWhatComesOutIsRecordedOnceByAnyNumberOfServers(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	at := afterOne()
	for n := range 5 {
		a := story(fmt.Sprint("Out shortly ", n))
		a.PublishAt = at
		publish(t, s, a)
	}
	want(t, "before", sights(t, s, "out-shortly-0"), "-|-|scheduled")
	want(t, "the log before", logOf(t, s, writer), "")
	pass(t, db)
	want(t, "at its time, unrecorded", sights(t, s, "out-shortly-0"), "published|published|published")

	var wg sync.WaitGroup
	for range 4 {
		server, err := postgres.Open(t.Context(), db.ServerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(server.Close)
		for range 3 {
			wg.Go(func() {
				if _, err := server.KeepTime(context.WithoutCancel(t.Context()), noPatch); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	keepTime(t, s)
	want(t, "the log", logOf(t, s, nobody), "published 2, published 2, published 2, published 2, published 2")
	a := get(t, s, "out-shortly-3")
	if !a.PublishAt.IsZero() || a.PublishedAt.Sub(at.Add(-time.Hour)).Abs() > time.Millisecond || !a.UpdatedAt.Equal(a.PublishedAt) {
		t.Errorf("%+v, published %s, updated %s; it was for %s", a.Schedule, a.PublishedAt, a.UpdatedAt, at)
	}
	if n := count(t, db, `select count(*) from slugs where public`); n != 5 {
		t.Errorf("%d public slugs", n)
	}
	if n := count(t, db, `select count(*) from moments`); n != 0 {
		t.Errorf("%d moments are left", n)
	}
}

func TestWhoWritesFirstRecordsFirst(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := story("Edited at its time")
	a.PublishAt = afterOne()
	made := publish(t, s, a)
	pass(t, db)
	doc, err := s.ChangeArticle(t.Context(), publisher, made.ID.String(), anyEdit, func(a *news.Article) error {
		a.Slug = "another-slug"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the log", logOf(t, s, nobody), "published 2, updated 3")
	want(t, "aliases", fmt.Sprint(read(t, doc).Aliases), "[edited-at-its-time]")
	keepTime(t, s)
	want(t, "the log then", logOf(t, s, nobody), "published 2, updated 3")
}

func TestAnEmbargo(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := story("Held back")
	a.PublishAt, a.EmbargoedUntil = afterOne(), afterTwo()
	publish(t, s, a)
	want(t, "scheduled", sights(t, s, "held-back"), "-|-|scheduled")
	pass(t, db)
	want(t, "under embargo", sights(t, s, "held-back"), "-|published|published")
	keepTime(t, s)
	want(t, "the partner's log", logOf(t, s, nobody), "")
	want(t, "the entitled one's", logOf(t, s, entitled), "published 2")
	pass(t, db)
	want(t, "public", sights(t, s, "held-back"), "published|published|published")
	keepTime(t, s)
	want(t, "the partner's log then", logOf(t, s, nobody), "published 3")
	want(t, "the entitled one's then", logOf(t, s, entitled), "published 2, published 3")
}

func TestAnEmbargoThatEditorsChange(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	change := func(slug string, do func(*news.Article)) error {
		_, err := s.ChangeArticle(t.Context(), publisher, slug, anyEdit, func(a *news.Article) error { do(a); return nil })
		return err
	}
	far := time.Now().Add(time.Hour)
	for _, headline := range []string{"Lifted", "Taken back"} {
		a := story(headline)
		a.EmbargoedUntil = far
		publish(t, s, a)
	}
	if err := change("lifted", func(a *news.Article) { a.EmbargoedUntil = time.Time{} }); err != nil {
		t.Fatal(err)
	}
	want(t, "lifted", sights(t, s, "lifted"), "published|published|published")
	if a := get(t, s, "lifted"); a.PublishedAt.After(time.Now()) {
		t.Errorf("published at %s", a.PublishedAt)
	}
	if _, err := s.RemoveArticle(t.Context(), publisher, "taken-back", anyEdit, news.Removal{To: news.Withheld, Note: "Not yet."}); err != nil {
		t.Fatal(err)
	}
	want(t, "withheld before anybody saw it", sights(t, s, "taken-back"), "-|-|withheld")
	want(t, "the partner's log", logOf(t, s, nobody), "published 2")
	want(t, "the entitled one's", logOf(t, s, entitled), "published 1, published 1, published 2, withheld 2")
	var invalid *news.Invalid
	for _, wrong := range []func(*news.Article){
		func(a *news.Article) { a.EmbargoedUntil = far },
		func(a *news.Article) { a.PublishAt = far },
		func(a *news.Article) { a.ExpiresAt = time.Now().Add(-time.Hour) },
		func(a *news.Article) { a.PublishedAt = far },
	} {
		if err := change("lifted", wrong); !errors.As(err, &invalid) {
			t.Errorf("%v", err)
		}
	}
}

func TestALicenceThatEnds(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := story("From the agency")
	a.ExpiresAt = afterOne()
	made := publish(t, s, a)
	pass(t, db)
	want(t, "expired, unrecorded", sights(t, s, "from-the-agency"), "-|-|withheld")
	if _, err := s.Revision(t.Context(), nobody, made.Slug, 1); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("its history: %v", err)
	}
	if list, err := s.Authors.List(t.Context(), nobody, news.EntityQuery{Limit: 9}); err != nil || len(list) > 0 {
		t.Errorf("its authors: %v, %v", list, err)
	}
	keepTime(t, s)
	keepTime(t, s)
	want(t, "the log", logOf(t, s, nobody), "published 1, withheld 2")
	_, err := s.ChangeArticle(t.Context(), publisher, made.Slug, anyEdit, func(a *news.Article) error { a.ExpiresAt = time.Time{}; return nil })
	if err != nil {
		t.Fatal(err)
	}
	want(t, "renewed", sights(t, s, made.Slug), "published|published|published")
	want(t, "the log then", logOf(t, s, nobody), "published 1, withheld 2, restored 3")
	if n := count(t, db, `select count(*) from moments`); n != 0 {
		t.Errorf("%d moments are left", n)
	}
}

func TestAPhotoWhoseLicenceEnds(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := story("With a picture")
	a.Body = append(a.Body, news.Block{Type: news.Paragraph, Text: "He said: “One and all of us.”"})
	a.Quotes = append(a.Quotes, news.Quote{Text: "One and all of us."})
	made := publish(t, s, a)
	photo := made.Photos[0].ID.String()
	put := func(change func(*news.Article)) {
		t.Helper()
		if _, err := s.ChangeArticle(t.Context(), publisher, made.Slug, anyEdit, func(a *news.Article) error { change(a); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	put(func(a *news.Article) {
		a.Body = append([]news.Block{{Type: news.PhotoBlock, PhotoID: made.Photos[0].ID}}, a.Body...)
	})
	expire := func(at time.Time) {
		t.Helper()
		if _, err := s.Photos.Change(t.Context(), publisher, photo, news.Edit{Match: anyVersion}, func(p *news.Photo) error { p.ExpiresAt = at; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	expire(afterOne())
	shows := func(by auth.Principal) string {
		t.Helper()
		doc, err := s.Article(t.Context(), by, made.Slug)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.Articles(t.Context(), by, news.ArticleQuery{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		old, err := s.Revision(t.Context(), by, made.Slug, 1)
		if err != nil {
			t.Fatal(err)
		}
		log, _, err := s.Changes(t.Context(), by, news.ChangeQuery{Limit: 100, Documents: true})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Photos.Get(t.Context(), by, photo)
		has := func(b []byte) bool { return strings.Contains(string(b), "The pier at dawn") }
		return fmt.Sprintf("%t|%t|%t|%t|%t", has(doc.Body), has(list[0].Value.Body), has(log[0].Document), has(old.Body), err == nil)
	}
	want(t, "before", shows(nobody), "true|true|true|true|true")
	pass(t, db)
	want(t, "expired, unrecorded", shows(nobody), "false|false|false|false|false")
	keepTime(t, s)
	want(t, "recorded", shows(nobody), "false|false|false|false|false")
	want(t, "for editors", shows(writer), "false|false|false|true|true")
	want(t, "the log", logOf(t, s, nobody), "published 1, updated 2, updated 3, updated 4")
	now := get(t, s, made.Slug)
	if q := now.Quotes[1]; q.Pointer != "/body/3/text" || len(now.Body) != 4 {
		t.Errorf("%d blocks, the second quote is at %s", len(now.Body), q.Pointer)
	}
	_, err := s.RestoreArticle(t.Context(), publisher, made.Slug, anyEdit, 2)
	var invalid *news.Invalid
	if !errors.As(err, &invalid) || !strings.Contains(err.Error(), "licence") {
		t.Errorf("restored with it: %v", err)
	}
	expire(time.Time{})
	if _, err := s.RestoreArticle(t.Context(), publisher, made.Slug, anyEdit, 2); err != nil {
		t.Error(err)
	}
	want(t, "renewed", shows(nobody), "true|true|true|true|true")
}
