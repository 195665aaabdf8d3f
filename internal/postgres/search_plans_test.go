package postgres

import (
	"fmt"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// wordsSQL gives the archive words: one that all stories have, one of every
// tenth, of ten, of a year long ago, and of none but drafts.
const wordsSQL = `
insert into search_configs values ('storywire_english'), ('storywire_simple');
insert into article_search (article_id, listed_at, config, words)
select id, listed_at, 'storywire_english', array_to_tsvector(array['common', 'w' || n % 5000]
	|| case when n % 10 = 1 then array['tenth'] else '{}' end || case when n % 10000 = 7 then array['rare'] else '{}' end
	|| case when n between 20001 and 30000 then array['old'] else '{}' end || case when n % 100 = 0 then array['unfinish'] else '{}' end)
from (select id, listed_at, substr(id::text, 25)::int as n from articles) x;
analyze article_search;`

// blocksSearched are those that a search may touch: the entries that a few
// windows have of a word, each with its article; most of all for a word that only
// drafts have.
const blocksSearched = 7000

// TestNoSearchScansTheArchive asks for common and rare words of a hundred
// thousand stories, and holds what the database did to what a page is worth.
func TestNoSearchScansTheArchive(t *testing.T) {
	t.Parallel()
	s := archived(t, wordsSQL)
	deep := &news.Keyset{At: time.Date(2018, 3, 1, 0, 0, 0, 0, time.UTC), ID: uuid.Max}
	for _, words := range []string{"common", "tenth", "rare", "old", "unfinished", "common rare", "tenth old", "common -tenth", "none", "-common", "rare or tenth"} {
		for _, q := range []news.ArticleQuery{
			{},
			{After: deep},
			{Kinds: news.Choice{Any: []string{"news"}}},
			{Tags: news.Choice{Any: []string{"tag-77"}}},
			{Sort: news.Relevance},
		} {
			q.Words, q.Limit = words, 20
			question, err := s.question(t.Context(), auth.Principal{}, q)
			if err != nil {
				t.Fatal(err)
			}
			few, err := s.leavesFew(t.Context(), question)
			if err != nil {
				t.Fatal(err)
			}
			newest, err := s.newest(t.Context(), question)
			if err != nil {
				t.Fatal(err)
			}
			most := blocksSearched
			if q.Sort == news.Relevance {
				most = 2 * blocksSearched
			}
			name := fmt.Sprintf("%s %s deep %t", words, q.Sort, q.After != nil)
			if few {
				sql := question.inOrder(question.amongFew())
				held(t.Context(), t, s, name+" among few", blocksSorted, sql, question.args)
				continue
			}
			tx, err := s.pool.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ctx := within(t.Context(), tx)
			if _, err := tx.Exec(ctx, searchPlan); err != nil {
				t.Fatal(err)
			}
			sql := question.inOrder(question.newestFirst(question.windows(newest)))
			held(ctx, t, s, name, most, sql, question.args)
			if err := tx.Rollback(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
}
