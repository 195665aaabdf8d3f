package postgres

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// wordsSQL gives the archive words: one that all stories have, one of every
// tenth, of ten, of a year long ago, and of none but drafts.
const wordsSQL = `
insert into search_configs values ('storywire_english'), ('storywire_simple');
insert into article_search (article_id, listed_at, config, words)
select id, listed_at, 'storywire_english', array_to_tsvector(array['common', 'w' || n % 5000]
	|| case when n / 3 % 10 = 1 then array['tenth'] else '{}' end || case when n % 10000 = 7 then array['rare'] else '{}' end
	|| case when n between 20001 and 30000 then array['old'] else '{}' end || case when n % 100 = 0 then array['unfinish'] else '{}' end)
from (select id, listed_at, substr(id::text, 25)::int as n from articles) x;
insert into quote_search (quote_id, article_id, listed_at, config, words)
select id, article_id, listed_at, 'storywire_english', array_to_tsvector(array['common'] || case when n / 3 % 10 = 1 then array['tenth'] else '{}' end
	|| case when n % 5000 = 7 then array['rare'] else '{}' end)
from (select id, article_id, listed_at, substr(id::text, 25)::int as n from quotes) x;
analyze article_search, quote_search;`

// blocksSearched are those that a search may touch: the entries that a few
// windows have of a word, each with its article; most of all for a word that only
// drafts have.
const blocksSearched = 7000

// blocksFound are those of a search for what readers may see, common or rare.
const blocksFound = 600

// blocksOfFew are those of all the stories that a narrow contract leaves, some 2,000:
// of each its own row, its entry, and what it has.
const blocksOfFew = 22_500

// blocksRanked are those of a search by relevance for a partner, who has one in
// sixteen of the stories: sixteen are looked at for each of a thousand.
const blocksRanked = 85_000

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
			s.trySearch(t, fmt.Sprintf("%s %s deep %t", words, q.Sort, q.After != nil), auth.Principal{}, q)
		}
	}
	for _, words := range []string{"common", "tenth", "rare", "none", "common rare", "common -tenth"} {
		for name, q := range map[string]news.QuoteQuery{"all": {}, "deep": {After: deep}, "of a speaker": {Speaker: "speaker-7"}, "of a section": {Sections: []string{"section-2"}}} {
			s.tryQuotes(t, words+" in quotes, "+name, auth.Principal{}, words, q)
		}
	}
}

// trySearch holds one search to what a page is worth.
func (s *Store) trySearch(t *testing.T, name string, by auth.Principal, q news.ArticleQuery) {
	t.Helper()
	question, err := s.question(t.Context(), by, q)
	if err != nil {
		t.Fatal(err)
	}
	sql, planned, err := s.searchSQL(t.Context(), question)
	most := blocksFound
	switch {
	case question.leaves:
		most = blocksOfFew
	case q.Sort == news.Relevance && by.Contract != nil:
		most = blocksRanked
	case q.Sort == news.Relevance:
		most = 2 * blocksSearched
	case q.Words == "unfinished", q.Words == "-common", by.Contract != nil:
		most = blocksSearched
	}
	switch {
	case errors.Is(err, pgx.ErrNoRows):
	case err != nil:
		t.Fatal(err)
	case planned:
		s.heldInWindows(t, name, most, sql, question.args)
	default:
		held(t.Context(), t, s, name+" among few", blocksSorted, sql, question.args)
	}
}

// tryQuotes does the same with a search of quotes.
func (s *Store) tryQuotes(t *testing.T, name string, by auth.Principal, words string, q news.QuoteQuery) {
	t.Helper()
	q.Words, q.Limit = words, 20
	p := quotesPage(by, q)
	if err := s.chooseQuoteWalk(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	readings, err := s.read(t.Context(), words)
	if err != nil {
		t.Fatal(err)
	}
	sql, planned, err := s.quoteSearchSQL(t.Context(), p, readings)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
	case err != nil:
		t.Fatal(err)
	case planned:
		most := blocksSearched
		if p.few {
			most = blocksOfFew
		}
		s.heldInWindows(t, name, most, sql, p.args)
	default:
		held(t.Context(), t, s, name+" among few", blocksSorted, sql, p.args)
	}
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
