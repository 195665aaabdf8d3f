package postgres_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/google/go-cmp/cmp"
)

// trail follows what changes under a name, and records what it is told.
type trail struct {
	t    *testing.T
	s    *postgres.Store
	told []news.Changed
}

// next hands on what there is, with what that ends with, and returns what was
// told.
func (tr *trail) next(end error) (told []news.Changed) {
	tr.t.Helper()
	tr.told = nil
	to, err := tr.s.Present(tr.t.Context())
	if err != nil {
		tr.t.Fatal(err)
	}
	done, err := tr.s.HandOn(tr.t.Context(), "test", to, func(_ context.Context, c news.Changed) error {
		tr.told = append(tr.told, c)
		return end
	})
	if done != (end == nil) || !errors.Is(err, end) {
		tr.t.Errorf("it is done: %t, %v", done, err)
	}
	return tr.told
}

// TestWhatChangedIsHandedOn follows writes of each kind: what a write changes is
// told once that was handed on, and again where it was not.
func TestWhatChangedIsHandedOn(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	tr := &trail{t: t, s: s}
	if got := tr.next(nil); len(got) != 1 || !got[0].Everything {
		t.Errorf("who begins is told %+v", got)
	}
	if got := tr.next(nil); got != nil {
		t.Errorf("where nothing changed it is told %+v", got)
	}
	create(t, s, story("A draft is nobody's"))
	tr.next(nil) // what it names is new, which may show
	first, second := publish(t, s, story("The gulls are back")), publish(t, s, story("The pier is shut"))
	want := []string{news.KeyOfArticle(first.ID), news.KeyOfArticle(second.ID), news.KeyOfLists}
	for _, end := range []error{errors.New("the edge is away"), nil} {
		got := tr.next(end)
		if len(got) != 1 || !cmp.Equal(sorted(got[0].Keys()), sorted(want)) || len(got[0].RemovedKeys()) > 0 {
			t.Errorf("two stories are told as %+v", got)
		}
	}
	if _, err := s.RemoveArticle(t.Context(), publisher, first.Slug, news.Edit{Match: anyVersion}, news.Removal{To: news.Withheld, Note: "Not so."}); err != nil {
		t.Fatal(err)
	}
	if got := tr.next(nil); len(got) != 1 || !cmp.Equal(got[0].RemovedKeys(), []string{news.KeyOfArticle(first.ID), news.KeyOfLists}) {
		t.Errorf("a story that was withheld is told as %+v", got)
	}
	_, err := s.Authors.Change(t.Context(), publisher, "mira-okafor", anyEdit, func(a *news.Author) error { a.Bio = "At the quay."; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if got := tr.next(nil); len(got) != 1 || !got[0].Records || !slices.Contains(got[0].Keys(), news.KeyOfLists) {
		t.Errorf("an author's bio is told as %+v", got)
	}
	for n := 1; n > 0; { // of the two stories
		if n, err = s.KeepSearch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := tr.next(nil); len(got) != 1 || !cmp.Equal(got[0].Keys(), []string{news.KeyOfSearches}) {
		t.Errorf("words that were read are told as %+v", got)
	}
	count(t, db, `update change_epoch set epoch = 'anew' returning 0`)
	if got := tr.next(nil); len(got) != 1 || !got[0].Everything {
		t.Errorf("a log that begins anew is told as %+v", got)
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// TestOneServerHandsOnAtATime has a second server come while the first one hands
// on.
func TestOneServerHandsOnAtATime(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	to, err := s.Present(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	none := func(context.Context, news.Changed) error { return nil }
	if _, err := s.HandOn(t.Context(), "test", news.Mark{Epoch: "before"}, none); err != nil {
		t.Fatal(err)
	}
	done, err := s.HandOn(t.Context(), "test", to, func(ctx context.Context, _ news.Changed) error {
		begun := time.Now()
		done, err := s.HandOn(ctx, "test", to, func(context.Context, news.Changed) error {
			t.Error("both hand on")
			return nil
		})
		if done || err != nil || time.Since(begun) > 5*time.Second {
			t.Errorf("the second is done: %t, %v", done, err)
		}
		return nil
	})
	if !done || err != nil {
		t.Errorf("the first is done: %t, %v", done, err)
	}
}
