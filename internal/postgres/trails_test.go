package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/google/go-cmp/cmp"
)

// TestTrailsMissNothing follows the log while it grows: what was there before is
// not told, what a turn failed at comes again, and what several take at once comes
// once.
func TestTrailsMissNothing(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := publish(t, s, story("Before"))
	var mu sync.Mutex
	var got []string
	turn := func() (int, error) {
		return s.FollowLog(t.Context(), "test", nobody, func(list []news.Change) error {
			mu.Lock()
			defer mu.Unlock()
			for _, c := range list {
				got = append(got, string(c.Type)+" "+c.Slug)
			}
			return nil
		})
	}
	if n, err := turn(); n != 0 || err != nil || got != nil {
		t.Fatalf("a new trail begins with %v: %v", got, err)
	}
	if n, err := turn(); n != 0 || err != nil {
		t.Fatalf("%d entries where nothing was written: %v", n, err)
	}
	corrected(t, s, a.Slug)
	create(t, s, story("A draft")) // makes no entry
	broken := errors.New("the receiver's table is full")
	if _, err := s.FollowLog(t.Context(), "test", nobody, func([]news.Change) error { return broken }); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	publish(t, s, story("After"))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := turn(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if diff := cmp.Diff([]string{"corrected before", "published after"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = nil
	owner, err := postgres.Open(t.Context(), db.OwnerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if _, err := owner.RestartLog(t.Context(), chief); err != nil {
		t.Fatal(err)
	}
	publish(t, s, story("In between"))
	if _, err := turn(); err != nil {
		t.Fatal(err)
	}
	publish(t, s, story("In the new log"))
	if _, err := turn(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"reset ", "published in-the-new-log"}, got); diff != "" {
		t.Errorf("of a log that was begun anew (-want +got):\n%s", diff)
	}
}
