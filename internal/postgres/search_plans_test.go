package postgres

import (
	"fmt"
	"strings"
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
insert into quote_search (quote_id, article_id, listed_at, config, words)
select id, article_id, listed_at, 'storywire_english', array_to_tsvector(array['common'] || case when n % 10 = 1 then array['tenth'] else '{}' end
	|| case when n % 5000 = 7 then array['rare'] else '{}' end)
from (select id, article_id, listed_at, substr(id::text, 25)::int as n from quotes) x;
analyze article_search, quote_search;`

// blocksSearched are those that a search may touch: the entries that a few
// windows have of a word, each with its article; most of all for a word that only
// drafts have.
const blocksSearched = 7000

// blocksFound are those of a search for what readers may see, common or rare.
const blocksFound = 500

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
			most := blocksFound
			switch {
			case q.Sort == news.Relevance:
				most = 2 * blocksSearched
			case words == "unfinished", words == "-common":
				most = blocksSearched
			}
			name := fmt.Sprintf("%s %s deep %t", words, q.Sort, q.After != nil)
			if few {
				sql := question.inOrder(question.amongFew())
				held(t.Context(), t, s, name+" among few", blocksSorted, sql, question.args)
				continue
			}
			sql := question.inOrder(question.newestFirst(windows(newest, question.After == nil, question.arg)))
			s.heldInWindows(t, name, most, sql, question.args)
		}
	}
	for _, words := range []string{"common", "tenth", "rare", "none", "common rare", "common -tenth"} {
		for name, q := range map[string]news.QuoteQuery{"all": {}, "deep": {After: deep}, "of a speaker": {Speaker: "speaker-7"}, "of a section": {Sections: []string{"section-2"}}} {
			s.tryQuotes(t, words+" in quotes, "+name, words, q)
		}
	}
}

// tryQuotes does the same with a search of quotes.
func (s *Store) tryQuotes(t *testing.T, name, words string, q news.QuoteQuery) {
	t.Helper()
	q.Words, q.Limit = words, 20
	p := quotesPage(auth.Principal{}, q)
	readings, err := s.read(t.Context(), words)
	if err != nil {
		t.Fatal(err)
	}
	few, err := s.leavesFewQuotes(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if few {
		p.among(readings)
		held(t.Context(), t, s, name, blocksSorted, p.inOrder(strings.Join(p.where, " and ")), p.args)
		return
	}
	newest, err := s.newestQuote(t.Context(), auth.Principal{}, p)
	if err != nil {
		t.Fatal(err)
	}
	s.heldInWindows(t, name, blocksSearched, p.inWindows(newest, readings), p.args)
}

// heldInWindows is held for a search of windows, which goes the ways it is left.
func (s *Store) heldInWindows(t *testing.T, name string, most int, sql string, args []any) {
	t.Helper()
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx := within(t.Context(), tx)
	if _, err := tx.Exec(ctx, searchPlan); err != nil {
		t.Fatal(err)
	}
	held(ctx, t, s, name, most, sql, args)
	if err := tx.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
}
