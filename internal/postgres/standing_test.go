package postgres_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"
)

// TestWhatIsCountedIsWhatIsSeen makes up a newsroom of stories in every state,
// and holds what is told of sections, tags, authors and speakers, and each list
// of quotes, to a loop over all of them.
func TestWhatIsCountedIsWhatIsSeen(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	owner, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(context.WithoutCancel(t.Context())) }()
	var all []told
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(rt, "new stories") {
			all = append(all, tellStory(t, rt, s, owner))
		}
		by := rapid.SampledFrom([]auth.Principal{nobody, partner, entitled}).Draw(rt, "who")
		seen := naive(all, by, news.ArticleQuery{})
		count := func(of func(told) bool) news.Count {
			n := 0
			for _, a := range seen {
				if of(a) {
					n++
				}
			}
			return news.Count{Value: int64(n), Exact: true}
		}
		for _, slug := range sectionNames[1:] {
			checkCount(t, rt, s.Sections, by, slug, count(func(a told) bool { return a.Section != nil && a.Section.Slug == slug }))
		}
		for _, slug := range tagNames {
			checkCount(t, rt, s.Tags, by, slug, count(func(a told) bool {
				return slices.ContainsFunc(a.Tags, func(g news.Ref) bool { return g.Slug == slug })
			}))
		}
		for _, name := range authorNames {
			slug := strings.ReplaceAll(strings.ToLower(name), " ", "-")
			checkCount(t, rt, s.Authors, by, slug, count(func(a told) bool {
				return slices.ContainsFunc(a.Authors, func(u news.ArticleAuthor) bool { return u.Slug == slug })
			}))
		}
		for range 5 {
			q := drawQuotes(rt, all)
			if diff := cmp.Diff(naiveQuotes(seen, q), walkedQuotes(t, s, by, q)); diff != "" {
				rt.Fatalf("%s: %+v: quotes (-want +got):\n%s", by.Name, q, diff)
			}
		}
		for _, name := range speakers {
			checkSpeaker(t, rt, s, by, seen, strings.ReplaceAll(strings.ToLower(name), " ", "-"))
		}
	})
}

// checkCount holds what is told of the entity with the slug to the count. One
// that nothing shows is not there.
func checkCount[T any](t *testing.T, rt *rapid.T, shelf *postgres.Shelf[T], by auth.Principal, slug string, want news.Count) {
	t.Helper()
	entity, err := shelf.Get(t.Context(), by, slug)
	if want.Value == 0 {
		if err == nil {
			rt.Fatalf("%s sees %s, which nothing shows", by.Name, slug)
		}
		return
	}
	if err != nil {
		rt.Fatalf("%s: %s: %v", by.Name, slug, err)
	}
	told, err := shelf.Standing(t.Context(), by, recordID(entity))
	if err != nil || *told.Articles != want {
		rt.Fatalf("%s: %s: %+v, %v; want %+v", by.Name, slug, told.Articles, err, want)
	}
}

func recordID(entity any) uuid.UUID {
	switch e := entity.(type) {
	case news.Section:
		return e.ID
	case news.Tag:
		return e.ID
	case news.Author:
		return e.ID
	}
	return uuid.Nil
}

func checkSpeaker(t *testing.T, rt *rapid.T, s *postgres.Store, by auth.Principal, seen []told, slug string) {
	t.Helper()
	quotes := naiveQuotes(seen, news.QuoteQuery{Speaker: slug})
	if len(quotes) == 0 {
		return
	}
	speaker, err := s.Speakers.Get(t.Context(), by, slug)
	if err != nil {
		rt.Fatal(err)
	}
	told, err := s.Speakers.Standing(t.Context(), by, speaker.ID)
	if err != nil {
		rt.Fatal(err)
	}
	var newest []string
	for _, one := range told.Newest {
		newest = append(newest, one.(news.QuoteInArticle).ID.String())
	}
	if told.Quotes.Value != int64(len(quotes)) || told.Articles.Value != int64(len(quotes)) || // each is quoted once in a story
		!slices.Equal(newest, quotes[:min(len(quotes), news.NewestTold)]) {
		rt.Fatalf("%s: %s: %+v %+v %v; want %v", by.Name, slug, told.Quotes, told.Articles, newest, quotes)
	}
}

func drawQuotes(rt *rapid.T, all []told) (q news.QuoteQuery) {
	q.Limit = rapid.IntRange(1, 4).Draw(rt, "limit")
	q.Speaker = rapid.SampledFrom([]string{"", "ines-vale", "otto-brine", "nobody"}).Draw(rt, "speaker")
	q.Sections = rapid.SampledFrom([][]string{nil, {"harbour"}, {"harbour", "sport"}, {"nowhere"}}).Draw(rt, "sections")
	q.Kinds = rapid.SampledFrom([][]news.QuoteKind{nil, {news.Direct}, {news.Fragment}}).Draw(rt, "kinds")
	q.Published = drawSpan(rt, "published")
	if rapid.IntRange(0, 4).Draw(rt, "one article") == 0 {
		q.Article = rapid.SampledFrom(all).Draw(rt, "article").Slug
	}
	return q
}

// naiveQuotes are the ids of the quotes that a loop over the stories leaves, the
// newest story's first.
func naiveQuotes(seen []told, q news.QuoteQuery) (ids []string) {
	for _, a := range seen {
		in := len(q.Sections) == 0 || a.Section != nil && slices.Contains(q.Sections, a.Section.Slug)
		if !in || q.Article != "" && a.Slug != q.Article ||
			a.PublishedAt.Before(q.Published.After) || !q.Published.Before.IsZero() && !a.PublishedAt.Before(q.Published.Before) {
			continue
		}
		for _, quote := range a.Quotes {
			if (q.Speaker == "" || quote.Speaker.Slug == q.Speaker) && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, quote.Kind)) {
				ids = append(ids, quote.ID.String())
			}
		}
	}
	// Among stories of one time the order is that of the quotes' ids.
	at := map[string]int64{}
	for _, a := range seen {
		for _, quote := range a.Quotes {
			at[quote.ID.String()] = a.PublishedAt.UnixMicro()
		}
	}
	slices.SortStableFunc(ids, func(x, y string) int {
		if at[x] != at[y] {
			return int(at[y]/1e6 - at[x]/1e6)
		}
		return strings.Compare(x, y)
	})
	return ids
}

func walkedQuotes(t *testing.T, s *postgres.Store, by auth.Principal, q news.QuoteQuery) (ids []string) {
	t.Helper()
	for {
		page, err := s.Quotes(t.Context(), by, q)
		if err != nil {
			t.Fatal(err)
		}
		for i, entry := range page[:min(len(page), q.Limit)] {
			ids = append(ids, entry.Value.ID.String())
			q.After = &page[i].Key
		}
		if len(page) <= q.Limit {
			return ids
		}
	}
}
