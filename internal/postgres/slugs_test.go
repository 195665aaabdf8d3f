package postgres_test

import (
	"errors"
	"testing"

	"storywire/internal/news"
	"storywire/internal/postgres"
)

func rename(t *testing.T, s *postgres.Store, a *news.Article, slug string) error {
	t.Helper()
	_, err := s.ChangeArticle(t.Context(), publisher, a.ID.String(), anyEdit, func(a *news.Article) error {
		a.Slug = slug
		return nil
	})
	return err
}

func TestAnOldSlugLeadsToTheNewOne(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := publish(t, s, story("First name"))
	if err := rename(t, s, a, "second-name"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Article(t.Context(), nobody, "first-name")
	var moved *news.Moved
	if !errors.As(err, &moved) || moved.Slug != "second-name" {
		t.Errorf("got %v", err)
	}
	if got := get(t, s, "second-name"); len(got.Aliases) != 1 || got.Aliases[0] != "first-name" {
		t.Errorf("aliases %q", got.Aliases)
	}
	var invalid *news.Invalid
	if err := rename(t, s, publish(t, s, story("Another")), "first-name"); !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/slug" {
		t.Errorf("a public slug was given to another story: %v", err)
	}
	if again := publish(t, s, story("First name")); again.Slug != "first-name-2" {
		t.Errorf("a headline led to the slug %q", again.Slug)
	}
	if err := rename(t, s, a, "first-name"); err != nil {
		t.Errorf("a story may have its own old slug back: %v", err)
	}
	if got := get(t, s, "first-name"); got.ID != a.ID || len(got.Aliases) != 1 || got.Aliases[0] != "second-name" {
		t.Errorf("the old slug leads to %s with the aliases %q", got.ID, got.Aliases)
	}
}

func TestASlugNobodyEverSawIsFreeAgain(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	draft := create(t, s, story("Working title"))
	if err := rename(t, s, draft, "final-title"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Article(t.Context(), writer, "working-title"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if other := create(t, s, story("Working title")); other.Slug != "working-title" {
		t.Errorf("slug %q", other.Slug)
	}
}

func TestADraftWithoutAHeadlineIsNamedWhenItHasOne(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	draft := create(t, s, &news.Article{Subhead: "No title yet"})
	if draft.Slug == "" {
		t.Fatal("no slug")
	}
	_, err := s.ChangeArticle(t.Context(), writer, draft.Slug, anyEdit, func(a *news.Article) error {
		a.Headline = "Ünterströme über Nacht"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, draft.ID.String()); got.Slug != "unterstrome-uber-nacht" {
		t.Errorf("slug %q", got.Slug)
	}
}

func TestTheDraftsOfOthersDoNotShowThroughSlugs(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	draft := create(t, s, story("Hidden"))
	if err := rename(t, s, draft, "hidden-still"); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"hidden", "hidden-still", draft.ID.String()} {
		if _, err := s.Article(t.Context(), nobody, ref); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s: %v", ref, err)
		}
	}
}
