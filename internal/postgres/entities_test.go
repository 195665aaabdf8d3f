package postgres_test

import (
	"errors"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"
)

// seen counts everything that the caller's lists show.
func seen(t *testing.T, s *postgres.Store, by auth.Principal) int {
	t.Helper()
	articles, err := s.Articles(t.Context(), by, news.ArticleQuery{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	quotes, err := s.Quotes(t.Context(), by, news.QuoteQuery{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	return len(articles) + len(quotes) + listed(t, s.Authors, by) + listed(t, s.Photos, by) + listed(t, s.Sections, by) +
		listed(t, s.Tags, by) + listed(t, s.Speakers, by) + listed(t, s.Sources, by)
}

func listed[T any](t *testing.T, h *postgres.Shelf[T], by auth.Principal) int {
	t.Helper()
	list, err := h.List(t.Context(), by, news.EntityQuery{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestRenamingAnAuthorReachesEveryStory(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	first, second := publish(t, s, story("First")), publish(t, s, story("Second"))
	draft := create(t, s, story("Third"))
	author, err := s.Authors.Change(t.Context(), publisher, "mira-okafor", anyEdit, func(a *news.Author) error {
		a.Name = "Mira Okafor-Lund"
		return nil
	})
	if err != nil || author.Version != 2 {
		t.Fatalf("version %d, %v", author.Version, err)
	}
	for _, before := range []*news.Article{first, second, draft} {
		got := get(t, s, before.ID.String())
		if got.Authors[0].Name != "Mira Okafor-Lund" || got.Version != before.Version+1 || !got.UpdatedAt.Equal(before.UpdatedAt) {
			t.Errorf("%s: by %q, version %d, updated %s", got.Slug, got.Authors[0].Name, got.Version, got.UpdatedAt)
		}
	}
	if n := count(t, db, `select count(*) from changes where type = 'updated'`); n != 2 {
		t.Errorf("%d entries in the change log for two published stories", n)
	}
}

func TestACaptionIsTheSameWhereverThePhotoStands(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	first := publish(t, s, story("First"))
	other := story("Second")
	other.Photos = []news.ArticlePhoto{{ID: first.Photos[0].ID, Role: news.Lead}}
	second := publish(t, s, other)
	if second.Photos[0].Caption != "The pier at dawn" {
		t.Errorf("the photo came without its caption: %+v", second.Photos[0])
	}
	_, err := s.ChangeArticle(t.Context(), publisher, second.ID.String(), anyEdit, func(a *news.Article) error {
		a.Photos[0].Caption = "The pier at dusk"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	photo, err := s.Photos.Get(t.Context(), nobody, first.Photos[0].ID.String())
	if err != nil || photo.Caption != "The pier at dusk" || photo.Version != 2 {
		t.Errorf("the photo says %q, version %d, %v", photo.Caption, photo.Version, err)
	}
	if got := get(t, s, first.ID.String()); got.Photos[0].Caption != "The pier at dusk" || got.Version != 2 {
		t.Errorf("the other story shows %q, version %d", got.Photos[0].Caption, got.Version)
	}
}

func TestWhatIsUsedIsNotDeleted(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := create(t, s, story("In use"))
	err := s.Authors.Delete(t.Context(), writer, "mira-okafor", anyVersion)
	var conflict *news.Conflict
	if !errors.As(err, &conflict) || len(conflict.Uses) != 1 || conflict.Uses[0] != "/v1/articles/"+a.ID.String() {
		t.Fatalf("got %v", err)
	}
	if err := s.DeleteArticle(t.Context(), writer, a.Slug, anyEdit); err != nil {
		t.Fatal(err)
	}
	if err := s.Authors.Delete(t.Context(), writer, "mira-okafor", anyVersion); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authors.Get(t.Context(), writer, "mira-okafor"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if again, err := s.Authors.Create(t.Context(), writer, news.Author{Name: "Mira Okafor"}); err != nil || again.Slug != "mira-okafor" {
		t.Errorf("the slug of a deleted author was not free: %v", err)
	}
}

func TestATakenSlugOfAnEntityIsAFault(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	if _, err := s.Tags.Create(t.Context(), writer, news.Tag{Name: "Tides"}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Tags.Create(t.Context(), writer, news.Tag{Name: "Tides"})
	var invalid *news.Invalid
	if !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/slug" {
		t.Errorf("got %v", err)
	}
}

func TestPlacingTwiceStoresOnce(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	tag := news.Tag{Record: news.Record{ID: news.NewID()}, Name: "Tides"}
	a := story("Placed")
	a.ID, a.Slug = news.NewID(), "placed"
	for i, want := range []bool{true, false} {
		placed, err := s.Tags.Place(t.Context(), writer, tag)
		if err != nil || placed != want {
			t.Errorf("tag, time %d: %v, %v", i, placed, err)
		}
		if placed, err = s.PlaceArticle(t.Context(), publisher, a, true); err != nil || placed != want {
			t.Errorf("article, time %d: %v, %v", i, placed, err)
		}
	}
	if got := get(t, s, "placed"); got.ID != a.ID {
		t.Errorf("placed under %s, not its own id", got.ID)
	}
}

func TestAnotherTemplateGivesEveryStoryItsAddress(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := publish(t, s, story("Where am I"))
	room, err := s.ChangeNewsroom(t.Context(), publisher, anyVersion, func(n *news.Newsroom) error {
		n.ArticleURL = "https://courier.example/{section}/{slug}"
		return nil
	})
	if err != nil || room.Version != 2 {
		t.Fatalf("version %d, %v", room.Version, err)
	}
	if got := get(t, s, a.Slug).Links["web"]; got != "https://courier.example/harbour/where-am-i" {
		t.Errorf("web link %q", got)
	}
}
