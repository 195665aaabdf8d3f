package postgres_test

import (
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// TestALongLogThatIsForOthers follows fifty thousand entries of which one is in the
// contract: page after page is empty with a place that moves on, none is read for
// longer than its bound, and the one comes.
func TestALongLogThatIsForOthers(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	other := publish(t, s, story("For others"))
	written := func(n int) {
		ownerDoes(t, db, `insert into changes (sequence, type, article_id, slug, version, at, note, advance, filed)
			select nextval('change_sequence'), 'updated', c.article_id, c.slug, c.version, c.at, '', false, c.filed
			from changes c cross join generate_series(1, $2) where c.article_id = $1 and c.type = 'published'`, other.ID, n)
	}
	written(25_000)
	obituary := story("Theirs")
	obituary.Kind = "obituary"
	theirs := publish(t, s, obituary)
	written(25_000)
	by := auth.Principal{Scopes: []auth.Scope{auth.Feed}, Contract: &auth.Contract{Kinds: auth.Terms[news.Kind]{Allowed: []news.Kind{"obituary"}}}}
	var got []uuid.UUID
	var place news.LogPlace
	for pages := 1; ; pages++ {
		list, to, err := s.Changes(t.Context(), by, news.ChangeQuery{Epoch: place.Epoch, After: place.Sequence, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			got = append(got, c.Article)
		}
		if to.Sequence == place.Sequence {
			break
		}
		if to.Sequence-place.Sequence > 20_000 || pages > 10 {
			t.Fatalf("page %d goes from %d to %d", pages, place.Sequence, to.Sequence)
		}
		place = to
	}
	if len(got) != 1 || got[0] != theirs.ID {
		t.Errorf("of the log %v is theirs, not %s", got, theirs.ID)
	}
	if _, to, err := s.Changes(t.Context(), nobody, news.ChangeQuery{Epoch: place.Epoch, After: place.Sequence, Limit: 1}); err != nil || to.Sequence != place.Sequence {
		t.Errorf("the last place is %d, and the log goes on to %d: %v", place.Sequence, to.Sequence, err)
	}
}
