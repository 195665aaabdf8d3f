package postgres

import (
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// contractsTried are contracts of every sort, wide and narrow, with what is new and
// with what is old.
func (s *Store) contractsTried(t *testing.T) map[string]auth.Contract {
	t.Helper()
	named := func(table string, slugs ...string) (list []uuid.UUID) {
		if err := s.pool.QueryRow(t.Context(), `select array_agg(id) from `+table+` where slug = any($1)`, slugs).Scan(&list); err != nil || len(list) != len(slugs) {
			t.Fatalf("%s %v: %v, %v", table, slugs, list, err)
		}
		return list
	}
	sections := func(slugs ...string) auth.Terms[uuid.UUID] {
		return auth.Terms[uuid.UUID]{Allowed: named("sections", slugs...)}
	}
	tags := func(slugs ...string) auth.Terms[uuid.UUID] {
		return auth.Terms[uuid.UUID]{Allowed: named("tags", slugs...)}
	}
	kinds := func(kinds ...news.Kind) auth.Terms[news.Kind] { return auth.Terms[news.Kind]{Allowed: kinds} }
	return map[string]auth.Contract{
		"of all":                   {},
		"a section":                {Sections: sections("section-2")},
		"sections":                 {Sections: sections("section-2", "section-5")},
		"an old section":           {Sections: sections("section-9")},
		"old sections":             {Sections: sections("section-9", "section-10")},
		"but a section":            {Sections: auth.Terms[uuid.UUID]{Denied: named("sections", "section-2")}},
		"a tag":                    {Tags: tags("tag-77")},
		"an old tag":               {Tags: tags("tag-2")},
		"tags":                     {Tags: tags("tag-2", "tag-77")},
		"a common tag and not":     {Tags: auth.Terms[uuid.UUID]{Allowed: named("tags", "tag-1"), Denied: named("tags", "tag-2")}},
		"a source":                 {Sources: auth.Terms[uuid.UUID]{Allowed: named("sources", "source-7")}},
		"a kind":                   {Kinds: kinds("analysis")},
		"a rare kind":              {Kinds: kinds("obituary")},
		"a section and a tag":      {Sections: sections("section-3"), Tags: tags("tag-1")},
		"a section and an old tag": {Sections: sections("section-3"), Tags: tags("tag-2")},
		"a kind and a section":     {Kinds: kinds("obituary"), Sections: sections("section-3")},
		"of ten years":             {HistoryDays: 3650},
		"a tag of a year":          {HistoryDays: 700, Tags: tags("tag-1")},
	}
}

// TestNoPartnerScansTheArchive holds the lists and searches of partners with
// contracts of every sort to what those of everybody are held to.
func TestNoPartnerScansTheArchive(t *testing.T) {
	t.Parallel()
	s := archived(t, wordsSQL)
	for name, c := range s.contractsTried(t) {
		c.Photos = true
		by := auth.Principal{Scopes: []auth.Scope{auth.Feed}, Contract: &c}
		s.tryLists(t, "a contract of "+name, by)
		for _, words := range []string{"common", "tenth", "rare", "old", "none", "-common", "unfinished"} {
			for asked, q := range map[string]news.ArticleQuery{
				"": {}, ", of a tag": {Tags: news.Choice{Any: []string{"tag-77"}}}, ", of a section": {Sections: news.Choice{Any: []string{"section-2"}}},
				", by relevance": {Sort: news.Relevance},
			} {
				q.Words, q.Limit = words, 20
				s.trySearch(t, words+asked+" under a contract of "+name, by, q)
			}
			s.tryQuotes(t, words+" in quotes under a contract of "+name, by, words, news.QuoteQuery{})
			s.tryQuotes(t, words+" in quotes of a speaker under a contract of "+name, by, words, news.QuoteQuery{Speaker: "speaker-7"})
		}
	}
	plain, err := s.question(t.Context(), auth.Principal{}, news.ArticleQuery{Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	if sql := strings.Join(plain.where, " and "); sql != public {
		t.Errorf("without a contract a list asks more than before: %s", sql)
	}
}

// tryLists holds the lists of articles, quotes, photos and tags of one caller.
func (s *Store) tryLists(t *testing.T, name string, by auth.Principal) {
	t.Helper()
	of := func(values ...string) news.Choice { return news.Choice{Any: values} }
	for asked, q := range map[string]news.ArticleQuery{
		"": {}, ", updated": {Sort: news.UpdatedFirst}, ", of a tag": {Tags: of("tag-1")}, ", of a section": {Sections: of("section-3")},
		", of the section denied": {Sections: of("section-2")}, ", of two sections": {Sections: of("section-2", "section-3")},
	} {
		q.Limit = 20
		question, err := s.question(t.Context(), by, q)
		if err != nil {
			t.Fatal(err)
		}
		sql, args := question.page(cardColumns)
		most := blocksWalked
		if question.few {
			most = blocksSorted
		}
		held(t.Context(), t, s, name+asked, most, sql, args)
	}
	for asked, q := range map[string]news.QuoteQuery{"": {}, " of a speaker": {Speaker: "speaker-7"}, " said": {Said: news.Days{After: "2017-01-01"}}} {
		q.Limit = 20
		p := quotesPage(by, q)
		if err := s.chooseQuoteWalk(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		most := 2 * blocksWalked // with the blocks that they stand in
		if q.Speaker != "" {
			most = blocksSorted
		}
		sql := p.page()
		held(t.Context(), t, s, "quotes"+asked+" of "+name, most, sql, p.args)
	}
	way, size, err := s.narrowest(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	if size >= mostSorted {
		way = nil
	}
	sql, args := s.Photos.listSQL(by, way, news.EntityQuery{Limit: 20})
	held(t.Context(), t, s, "photos of "+name, blocksOfFew, sql, args)
	sql, args = s.Tags.listSQL(by, way, news.EntityQuery{Limit: 20})
	held(t.Context(), t, s, "tags of "+name, blocksOfFew, sql, args)
}
