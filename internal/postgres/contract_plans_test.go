package postgres

import (
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// TestNoPartnerScansTheArchive holds the lists of partners with contracts of every
// sort, wide and narrow, to what those of everybody are held to.
func TestNoPartnerScansTheArchive(t *testing.T) {
	t.Parallel()
	s := archived(t, "")
	named := func(table, slug string) (list []uuid.UUID) {
		var id uuid.UUID
		if err := s.pool.QueryRow(t.Context(), `select id from `+table+` where slug = $1`, slug).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return []uuid.UUID{id}
	}
	two := func(table, one, other string) []uuid.UUID { return append(named(table, one), named(table, other)...) }
	for name, c := range map[string]auth.Contract{
		"of all":               {},
		"a section":            {Sections: auth.Terms[uuid.UUID]{Allowed: named("sections", "section-2")}},
		"sections":             {Sections: auth.Terms[uuid.UUID]{Allowed: two("sections", "section-2", "section-5")}},
		"but a section":        {Sections: auth.Terms[uuid.UUID]{Denied: named("sections", "section-2")}},
		"a tag":                {Tags: auth.Terms[uuid.UUID]{Allowed: named("tags", "tag-77")}},
		"an old tag":           {Tags: auth.Terms[uuid.UUID]{Allowed: named("tags", "tag-2")}},
		"a common tag and not": {Tags: auth.Terms[uuid.UUID]{Allowed: named("tags", "tag-1"), Denied: named("tags", "tag-2")}},
		"a source":             {Sources: auth.Terms[uuid.UUID]{Allowed: named("sources", "source-7")}},
		"a kind":               {Kinds: auth.Terms[news.Kind]{Allowed: []news.Kind{"analysis"}}},
		"a section and a tag":  {Sections: auth.Terms[uuid.UUID]{Allowed: named("sections", "section-3")}, Tags: auth.Terms[uuid.UUID]{Allowed: named("tags", "tag-1")}},
		"of ten years":         {HistoryDays: 3650},
	} {
		by := auth.Principal{Scopes: []auth.Scope{auth.Feed}, Contract: &c}
		for _, q := range []news.ArticleQuery{{}, {Sort: news.UpdatedFirst}, {Tags: news.Choice{Any: []string{"tag-1"}}}, {Sections: news.Choice{Any: []string{"section-3"}}}} {
			q.Limit = 20
			question, err := s.question(t.Context(), by, q)
			if err != nil {
				t.Fatal(err)
			}
			sql, args := question.page(cardColumns)
			most := blocksWalked
			if question.few { // and held to the contract one by one
				most = 3 * blocksSorted
			}
			held(t.Context(), t, s, "a contract "+name, most, sql, args)
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
