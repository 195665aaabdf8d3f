package postgres_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
)

func TestArticleIsStoredWhole(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	made := create(t, s, story("Ferry returns to Port Ellery"))
	if made.Slug != "ferry-returns-to-port-ellery" || made.Status != news.Draft || made.Version != 1 {
		t.Errorf("slug %q, status %s, version %d", made.Slug, made.Status, made.Version)
	}
	if got := get(t, s, made.ID.String()); !cmp.Equal(got, made) {
		t.Errorf("by id: %s", cmp.Diff(made, got))
	}
	if got := get(t, s, made.Slug); !cmp.Equal(got, made) {
		t.Errorf("by slug: %s", cmp.Diff(made, got))
	}
	if made.Section.Slug != "harbour" || made.Tags[0].Slug != "ferries" || made.Authors[1].Role != news.RoleEditor {
		t.Errorf("section %v, tags %v, authors %v", made.Section, made.Tags, made.Authors)
	}
	q := made.Quotes[0]
	if q.Pointer != "/body/0/text" || q.Speaker == nil || q.Speaker.Slug != "ines-vale" || q.Speaker.Title != "Mayor" {
		t.Errorf("quote %+v", q)
	}
	if words, ok := news.Slice(made.Body[0].Text, q.Start, q.End); !ok || words != q.Text {
		t.Errorf("the quote's anchor holds %q", words)
	}
	if made.Body[2].Text != "Tickets go on sale today." || made.WordCount != 20 {
		t.Errorf("text %q, %d words", made.Body[2].Text, made.WordCount)
	}
}

func TestWritingBackWhatWasReadChangesOnlyTheVersion(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	made := create(t, s, story("The same again"))
	doc, err := s.ChangeArticle(t.Context(), writer, made.ID.String(), anyEdit, func(a *news.Article) error {
		*a = *made.Clone()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, doc)
	if got.Version != 2 || !got.ModifiedAt.After(made.ModifiedAt) {
		t.Errorf("version %d, modified %s after %s", got.Version, got.ModifiedAt, made.ModifiedAt)
	}
	got.Version, got.ModifiedAt = made.Version, made.ModifiedAt
	if diff := cmp.Diff(made, got); diff != "" {
		t.Error(diff)
	}
}

func TestPrecondition(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	first, err := s.CreateArticle(t.Context(), writer, story("Two editors"))
	if err != nil {
		t.Fatal(err)
	}
	rename := func(to string) func(*news.Article) error {
		return func(a *news.Article) error { a.Headline = to; return nil }
	}
	second, err := s.ChangeArticle(t.Context(), writer, first.Slug, news.Edit{Match: news.Match{Tags: []string{first.ETag}}}, rename("One editor"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.ChangeArticle(t.Context(), writer, first.ID.String(), news.Edit{Match: news.Match{Tags: []string{first.ETag}}}, rename("The other"))
	var stale *news.Stale
	if !errors.As(err, &stale) || stale.Version != 2 || stale.ETag != second.ETag {
		t.Fatalf("got %v, want a stale one that names version 2 and %s", err, second.ETag)
	}
	if got := get(t, s, first.ID.String()); got.Headline != "One editor" {
		t.Errorf("the stale write got through: %q", got.Headline)
	}
}

func TestFaultsAreToldTogetherAndNothingIsStored(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := story(strings.Repeat("x", 600))
	a.Section = &news.Ref{Slug: "nowhere"}
	a.Authors = append(a.Authors, news.ArticleAuthor{ID: news.NewID()})
	a.Photos = append(a.Photos, news.ArticlePhoto{ID: news.NewID()})
	a.Quotes = append(a.Quotes, news.Quote{Text: "Nobody said this."})
	a.TimeZone = "Mars/Olympus"
	_, err := s.CreateArticle(t.Context(), writer, a)
	var invalid *news.Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v", err)
	}
	var at []string
	for _, f := range invalid.Faults {
		at = append(at, f.Pointer)
	}
	slices.Sort(at)
	want := []string{"/authors/2", "/headline", "/photos/1", "/quotes/1/text", "/section", "/time_zone"}
	if diff := cmp.Diff(want, at); diff != "" {
		t.Error(diff)
	}
	for _, table := range []string{"articles", "authors", "tags", "photos", "speakers", "sources", "revisions", "slugs"} {
		if n := count(t, db, `select count(*) from `+table); n != 0 {
			t.Errorf("%d rows of %s were stored", n, table)
		}
	}
}

func TestPreviewStoresNothing(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	doc, err := s.ImportPage(t.Context(), writer, &news.Page{Article: *story("Only a look")}, news.Importing{DryRun: true})
	if err != nil || read(t, doc).Slug != "only-a-look" {
		t.Fatalf("%v, %s", err, doc.Body)
	}
	if n := count(t, db, `select (select count(*) from articles) + (select count(*) from authors) + (select count(*) from slugs)`); n != 0 {
		t.Errorf("%d rows were stored", n)
	}
}

func TestPublish(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	draft := create(t, s, &news.Article{Subhead: "No headline, no body"})
	_, err := s.PublishArticle(t.Context(), publisher, draft.ID.String(), anyEdit, news.Schedule{})
	var invalid *news.Invalid
	if !errors.As(err, &invalid) || len(invalid.Faults) != 2 {
		t.Fatalf("got %v, want a fault for the headline and one for the body", err)
	}
	if got := get(t, s, draft.ID.String()); got.Status != news.Draft || got.Version != 1 {
		t.Errorf("a refused publication left %s, version %d", got.Status, got.Version)
	}

	draft = create(t, s, story("Bridge opens"))
	doc, err := s.PublishArticle(t.Context(), publisher, draft.Slug, anyEdit, news.Schedule{})
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, doc)
	if got.Status != news.Published || time.Since(got.PublishedAt) > time.Minute || !got.UpdatedAt.Equal(got.PublishedAt) {
		t.Errorf("status %s, published %s, updated %s", got.Status, got.PublishedAt, got.UpdatedAt)
	}
	_, err = s.PublishArticle(t.Context(), publisher, draft.Slug, anyEdit, news.Schedule{})
	if conflict := (*news.Conflict)(nil); !errors.As(err, &conflict) {
		t.Errorf("publishing a second time: %v", err)
	}
}

func TestTimeOfPublication(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	archived := story("From the archive")
	archived.PublishedAt = past(1000)
	if _, err := s.CreateArticle(t.Context(), writer, archived); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("a writer set published_at: %v", err)
	}
	doc, err := s.ImportArticle(t.Context(), writer, archived)
	if err != nil {
		t.Fatal(err)
	}
	if doc, err = s.PublishArticle(t.Context(), publisher, doc.Slug, anyEdit, news.Schedule{}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, doc); !got.PublishedAt.Equal(past(1000)) {
		t.Errorf("published_at is %s", got.PublishedAt)
	}
	archived.PublishedAt = time.Now().Add(time.Hour)
	var invalid *news.Invalid
	if _, err = s.PublishNew(t.Context(), publisher, archived); !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/published_at" {
		t.Errorf("a time of publication in the future: %v", err)
	}
	_, err = s.ChangeArticle(t.Context(), writer, doc.ID.String(), anyEdit, func(*news.Article) error { return nil })
	if !errors.Is(err, news.ErrForbidden) {
		t.Errorf("a writer changed what is published: %v", err)
	}
}

func TestDeleteIsForDrafts(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	draft := create(t, s, story("Never mind"))
	if err := s.DeleteArticle(t.Context(), writer, draft.Slug, anyEdit); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{draft.ID.String(), draft.Slug} {
		if _, err := s.Article(t.Context(), publisher, ref); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	if n := count(t, db, `select count(*) from revisions where article_id = $1`, draft.ID); n != 2 {
		t.Errorf("%d revisions of the deleted draft", n)
	}
	if again := create(t, s, story("Never mind")); again.Slug != draft.Slug {
		t.Errorf("the slug of a deleted draft was not free: %s", again.Slug)
	}
	public := publish(t, s, story("Out there"))
	var conflict *news.Conflict
	if err := s.DeleteArticle(t.Context(), publisher, public.Slug, anyEdit); !errors.As(err, &conflict) {
		t.Errorf("deleting what is published: %v", err)
	}
}

func TestWhatIsHiddenIsNotThere(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	draft := create(t, s, story("Under wraps"))
	for _, by := range []auth.Principal{nobody, partner} {
		for _, ref := range []string{draft.ID.String(), draft.Slug} {
			if _, err := s.Article(t.Context(), by, ref); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("article %s: %v", ref, err)
			}
		}
		if _, err := s.Quote(t.Context(), by, draft.Quotes[0].ID); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("quote: %v", err)
		}
		if n := seen(t, s, by); n != 0 {
			t.Errorf("%q sees %d things that only a draft shows", by.Name, n)
		}
	}
	if n := seen(t, s, writer); n != 7 {
		t.Errorf("the writer sees %d entities of the draft, want 7", n)
	}
	if _, err := s.PublishArticle(t.Context(), publisher, draft.Slug, anyEdit, news.Schedule{}); err != nil {
		t.Fatal(err)
	}
	if n := seen(t, s, nobody); n != 9 { // with the card and the quote
		t.Errorf("after publication everybody sees %d things, want 9", n)
	}
}

// slugOfCard is the slug that a card in a list says.
func slugOfCard(t *testing.T, card news.Document) string {
	t.Helper()
	var c struct{ Slug string }
	if err := json.Unmarshal(card.Body, &c); err != nil {
		t.Fatalf("a card that is no JSON: %v\n%s", err, card.Body)
	}
	return c.Slug
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	sports := story("Regatta won")
	sports.Section, sports.Tags, sports.Authors = &news.Ref{Name: "Sport"}, nil, []news.ArticleAuthor{{Name: "Lena Marsh"}}
	publish(t, s, sports)
	harbour := publish(t, s, story("Pier repaired"))
	create(t, s, story("Draft of the harbour"))
	for name, test := range map[string]struct {
		query news.ArticleQuery
		want  []string
	}{
		"all":               {news.ArticleQuery{}, []string{"pier-repaired", "regatta-won"}},
		"section":           {news.ArticleQuery{Sections: anyOf("sport")}, []string{"regatta-won"}},
		"any of two":        {news.ArticleQuery{Sections: anyOf("sport", "harbour")}, []string{"pier-repaired", "regatta-won"}},
		"tag":               {news.ArticleQuery{Tags: anyOf("ferries")}, []string{"pier-repaired"}},
		"author by id":      {news.ArticleQuery{Authors: anyOf(harbour.Authors[0].ID.String())}, []string{"pier-repaired"}},
		"author and tag":    {news.ArticleQuery{Authors: anyOf("lena-marsh"), Tags: anyOf("ferries")}, nil},
		"drafts":            {news.ArticleQuery{Statuses: []news.Status{news.Draft}}, []string{"draft-of-the-harbour"}},
		"an unknown author": {news.ArticleQuery{Authors: anyOf("nobody")}, nil},
	} {
		test.query.Limit = 10
		list, err := s.Articles(t.Context(), writer, test.query)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, l := range list {
			got = append(got, slugOfCard(t, l.Value))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	list, err := s.Articles(t.Context(), nobody, news.ArticleQuery{Statuses: []news.Status{news.Draft}, Limit: 10})
	if err != nil || len(list) != 2 {
		t.Errorf("asking for drafts without the scope gave %d entries, %v", len(list), err)
	}
}

func TestPagesMissNothing(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	want := map[string]bool{}
	for i := range 23 {
		a := story("Page by page")
		a.PublishedAt = past(i / 4) // several share a time
		want[publish(t, s, a).Slug] = true
	}
	q := news.ArticleQuery{Limit: 5}
	got := map[string]bool{}
	for {
		page, err := s.Articles(t.Context(), nobody, q)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range page[:min(len(page), q.Limit)] {
			slug := slugOfCard(t, l.Value)
			if got[slug] {
				t.Errorf("%s came twice", slug)
			}
			got[slug] = true
			q.After = &page[i].Key
		}
		if len(page) <= q.Limit {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
