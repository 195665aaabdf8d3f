package postgres_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"

	"github.com/google/uuid"
)

// moments is what a look tells of moments, in words: when, and of which article.
func moments(t *testing.T, s *postgres.Store, names map[uuid.UUID]string) string {
	t.Helper()
	l, err := s.Look(t.Context(), math.MaxInt64)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range l.Moments {
		list = append(list, fmt.Sprintf("%.0fm %s %t", m.At.Sub(l.Now).Minutes(), names[m.Article], m.All))
	}
	slices.Sort(list)
	if !l.Beyond.IsZero() {
		list = append(list, fmt.Sprintf("beyond %.0fm", l.Beyond.Sub(l.Now).Minutes()))
	}
	return strings.Join(list, ", ")
}

// plan puts moments into the table where they are kept, as its triggers would: one
// a minute.
func plan(t *testing.T, db pgtest.DB, from, to int) {
	t.Helper()
	count(t, db, `with made as (insert into moments select 'article', gen_random_uuid(), null, now() + n * interval '1 minute' from generate_series($1::int, $2) n returning 1)
		select count(*) from made`, from, to)
}

// TestALookTellsWhoseMomentsCome has stories come out, expire, lose a picture and
// be corrected as planned.
func TestALookTellsWhoseMomentsCome(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	names := map[uuid.UUID]string{uuid.Nil: "-"}
	tell := func(name string, times news.Schedule) *news.Article {
		t.Helper()
		a := story(name)
		a.Photos, a.Schedule = nil, times
		a = publish(t, s, a)
		names[a.ID] = name
		return a
	}
	tell("stays", news.Schedule{})
	tell("expires", news.Schedule{ExpiresAt: afterTwo()})
	tell("both", news.Schedule{EmbargoedUntil: afterOne(), ExpiresAt: afterTwo()})
	corrected := tell("corrected", news.Schedule{})
	if _, err := s.ScheduleRevision(t.Context(), publisher, corrected.Slug, anyEdit, news.ScheduledRevision{Kind: news.KindEditorsNote, Note: "See below.", PublishAt: afterTwo().Add(30 * time.Minute)}, "", func(*news.Article) error { return nil }); err != nil {
		t.Fatal(err)
	}
	pictured := story("pictured")
	pictured.Photos[0].ExpiresAt = afterOne()
	pictured = publish(t, s, pictured)
	names[pictured.ID] = "pictured"
	want(t, "to come", moments(t, s, names), "30m both false, 30m pictured false, beyond 90m")
	pass(t, db)
	count(t, db, `with nearer as (update moments set at = at - interval '1 hour' where kind = 'revision' returning 1) select count(*) from nearer`)
	// The story that came out expires in half an hour, which is written nowhere yet.
	want(t, "an hour later", moments(t, s, names), "-30m both false, -30m pictured false, 30m - true, 30m expires false, 60m corrected false")
	keepTime(t, s)
	want(t, "and recorded", moments(t, s, names), "30m both false, 30m expires false, 60m corrected false")
}

// TestALookTellsOfAWidelyShownPhoto has a photo that more stories show than are
// told one by one, and one that none shows.
func TestALookTellsOfAWidelyShownPhoto(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	photo, err := s.Photos.Create(t.Context(), publisher, news.Photo{PhotoFacts: news.PhotoFacts{URL: "https://img.example/pier.jpg", ExpiresAt: afterOne()}})
	if err != nil {
		t.Fatal(err)
	}
	names := map[uuid.UUID]string{uuid.Nil: "-"}
	want(t, "shown by none", moments(t, s, names), "30m - false")
	a := publish(t, s, story("a"))
	count(t, db, `with shown as (insert into article_photos (article_id, photo_id, position, role) select a.id, $1, 9, 'inline' from articles a returning 1) select count(*) from shown`, photo.ID)
	names[a.ID] = "a"
	want(t, "shown by one", moments(t, s, names), "30m a false")
	for i := range 20 {
		a := publish(t, s, story(fmt.Sprint("another ", i)))
		count(t, db, `with shown as (insert into article_photos (article_id, photo_id, position, role) values ($1, $2, 9, 'inline') returning 1) select count(*) from shown`, a.ID, photo.ID)
	}
	if got := moments(t, s, names); !strings.Contains(got, "30m a true") {
		t.Errorf("shown by 21: %s", got)
	}
}

// TestALookTellsHowFarItSees has more moments come, and to come, than one look tells,
// and one that is far away.
func TestALookTellsHowFarItSees(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	names := map[uuid.UUID]string{uuid.Nil: "-"}
	plan(t, db, 600, 600)
	want(t, "far away", moments(t, s, names), "beyond 600m")
	plan(t, db, 1, 50)
	if got := moments(t, s, names); !strings.HasSuffix(got, ", beyond 600m") || !strings.Contains(got, "50m - false") || strings.Contains(got, "true") {
		t.Errorf("fifty: %s", got)
	}
	plan(t, db, 51, 60)
	if got := moments(t, s, names); !strings.HasSuffix(got, ", beyond 51m") {
		t.Errorf("sixty: %s", got)
	}
	plan(t, db, -49, 0)
	if got := moments(t, s, names); !strings.Contains(got, " - true") || strings.Count(got, "true") != 1 {
		t.Errorf("sixty that have come: %s", got)
	}
}
