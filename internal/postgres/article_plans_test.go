package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// archiveSQL is a hundred thousand stories over ten years: as many rows as plans
// are chosen by, with nothing in them. Tag 1 is of every second story, tag 2 of
// 2,000 that are years old, the others of some hundred; author 1 wrote ten. Nothing
// was filed under sections 9 and 10 for years.
//
//nolint:dupword // "as at, at" in SQL
const archiveSQL = `
begin;
create function pg_temp.id(kind int, n int) returns uuid language sql immutable as
	$$ select ('00000000-0000-7000-' || lpad(kind::text, 4, '8000') || '-' || lpad(n::text, 12, '0'))::uuid $$;
insert into sections (id, slug, name) select pg_temp.id(1, n), 'section-' || n, 'S' from generate_series(1, 10) n;
insert into tags (id, slug, name) select pg_temp.id(2, n), 'tag-' || n, 'T' from generate_series(1, 2000) n;
insert into authors (id, slug, name) select pg_temp.id(3, n), 'author-' || n, 'A' from generate_series(1, 2000) n;
insert into sources (id, slug, name) select pg_temp.id(4, n), 'source-' || n, 'O' from generate_series(1, 1500) n;
insert into speakers (id, slug, name) select pg_temp.id(5, n), 'speaker-' || n, 'K' from generate_series(1, 3000) n;
insert into photos (id) select pg_temp.id(6, n) from generate_series(1, 2000) n;
insert into slugs (slug, article_id, public) select 'story-' || n, pg_temp.id(9, n), true from generate_series(1, 100000) n;
insert into articles (id, slug, status, version, kind, language, headline, section_id, published_at, updated_at, created_at, modified_at,
                      document, card, etag)
select pg_temp.id(9, n), 'story-' || n, case when n % 100 = 0 then 'draft' else 'published' end, 1,
       case when n % 1000 = 0 then 'obituary' when n % 5 = 0 then 'analysis' else 'news' end,
       case when n % 6000 = 1 then 'cy' when n % 6000 = 3001 then 'CY-gb' when n % 7 = 3 then 'fr' when n % 7 = 4 then 'en-GB' else 'en' end, 'H', pg_temp.id(1, case when n between 7001 and 9000 then 9 + n / 2 % 2 else 1 + n % 61 % 8 end), at,
       case when n % 7 = 0 then at + interval '3 days' end, at, at, '{}', '{}', '"1"'
from (select n, timestamptz '2016-01-01' + n * interval '53 minutes' as at from generate_series(1, 100000) n) x;
create temp table t on commit drop as select id, listed_at, substr(id::text, 25)::int as n from articles;
insert into article_tags (article_id, position, tag_id, listed_at) select id, 0, pg_temp.id(2, 1), listed_at from t where n % 2 = 0;
insert into article_tags (article_id, position, tag_id, listed_at) select id, 1, pg_temp.id(2, 2), listed_at from t where n between 5001 and 7000;
insert into article_tags (article_id, position, tag_id, listed_at) select id, 2, pg_temp.id(2, 3 + n * 31 % 1997), listed_at from t;
insert into article_authors (article_id, position, author_id, role, listed_at)
	select id, 0, pg_temp.id(3, case when n % 10000 = 9 then 1 else 2 + n * 17 % 1998 end), 'author', listed_at from t;
insert into article_sources (article_id, position, source_id, listed_at) select id, 0, pg_temp.id(4, 1 + n * 13 % 1500), listed_at from t where n % 3 = 0;
insert into mentions (article_id, position, type, name, slug, listed_at)
	select id, 0, case when n % 2 = 0 then 'place' else 'person' end, 'M', 'm-' || n * 7 % 4000, listed_at from t;
insert into quotes (id, article_id, position, text, kind, speaker_id, highlight, start_at, end_at, listed_at)
	select pg_temp.id(8, n), id, 0, 'Q', 'direct', pg_temp.id(5, 1 + n * 11 % 3000), 0, 0, 1, listed_at from t where n % 4 in (1, 2);
insert into article_photos (article_id, position, photo_id, role) select id, 0, pg_temp.id(6, 1 + n % 2000), 'lead' from t where n % 3 > 0;
commit;
analyze sections, tags, authors, sources, speakers, photos, slugs, articles, article_tags, article_authors, article_sources, mentions, quotes,
	article_photos, corrections, moments;`

// archive is that archive, made once for all tests of plans.
var archive = pgtest.Filling{Put: func(ctx context.Context, ownerURL string) error { return execute(ctx, ownerURL, archiveSQL) }}

// archived is a store over that archive, with what more there is to be in it.
func archived(t *testing.T, more string) *Store {
	t.Helper()
	db := pgtest.NewFilled(t, &archive)
	if err := execute(t.Context(), db.OwnerURL, more); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), db.ServerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// execute runs statements as the database's owner.
func execute(ctx context.Context, ownerURL, sql string) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

// plan is a node of what EXPLAIN (FORMAT JSON) answers.
type plan struct {
	Node     string `json:"Node Type"`
	Relation string `json:"Relation Name"`
	Hit      int    `json:"Shared Hit Blocks"`
	Read     int    `json:"Shared Read Blocks"`
	Plans    []plan
}

// each visits the node and all below it.
func (p plan) each(visit func(plan)) {
	visit(p)
	for _, below := range p.Plans {
		below.each(visit)
	}
}

// explain runs the statement, and is what the database did for it.
func explain(ctx context.Context, t *testing.T, s *Store, sql string, args []any) plan {
	t.Helper()
	var told []byte
	err := s.pool.QueryRow(ctx, `explain (analyze, buffers, timing off, format json) `+sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...).Scan(&told)
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	var plans []struct{ Plan plan }
	if err := json.Unmarshal(told, &plans); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan
}

// small are the tables that may be scanned whole: of blocks and changes there are none.
var small = []string{"sections", "moments", "corrections", "newsroom", "blocks", "changes", "freshness", "change_epoch", "subscriptions"}

// The database's blocks that a page of 20 may touch: one that is walked to, and
// one of the few that a filter leaves, which are fetched and sorted. To walk past
// the archive would be 100,000 and more.
const (
	blocksWalked = 1500
	blocksSorted = 7000
	// of each of 20 stories, the newest 20 of each of a few things
	blocksRelated = 15_000
)

// held runs the statement and holds it to touching no more blocks than it may,
// and to scanning no table.
func held(ctx context.Context, t *testing.T, s *Store, name string, most int, sql string, args []any) {
	t.Helper()
	did := explain(ctx, t, s, sql, args)
	if touched := did.Hit + did.Read; touched > most {
		t.Errorf("%s: %d blocks were touched\n%s", name, touched, sql)
	}
	did.each(func(p plan) {
		if strings.HasSuffix(p.Node, "Seq Scan") && !slices.Contains(small, p.Relation) {
			t.Errorf("%s: %s of %s\n%s", name, p.Node, p.Relation, sql)
		}
	})
}

// TestNoListScansTheArchive asks every filter, every order, pairs of filters and
// pages deep in the list of a hundred thousand stories, and holds what the
// database did to what a page is worth.
func TestNoListScansTheArchive(t *testing.T) {
	t.Parallel()
	s := archived(t, "")
	of := func(values ...string) news.Choice { return news.Choice{Any: values} }
	deep := &news.Keyset{At: time.Date(2017, 3, 1, 0, 0, 0, 0, time.UTC), ID: uuid.Max}
	id := func(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8009-%012d", n)) }
	filters := map[string]func(*news.ArticleQuery){
		"none":               func(*news.ArticleQuery) {},
		"section":            func(q *news.ArticleQuery) { q.Sections = of("section-2") },
		"two sections":       func(q *news.ArticleQuery) { q.Sections = of("section-2", "section-5") },
		"not a section":      func(q *news.ArticleQuery) { q.Sections = news.Choice{None: []string{"section-2"}} },
		"common tag":         func(q *news.ArticleQuery) { q.Tags = of("tag-1") },
		"old tag":            func(q *news.ArticleQuery) { q.Tags = of("tag-2") },
		"tag":                func(q *news.ArticleQuery) { q.Tags = of("tag-77") },
		"two tags":           func(q *news.ArticleQuery) { q.Tags = of("tag-1", "tag-77") },
		"not a tag":          func(q *news.ArticleQuery) { q.Tags = news.Choice{None: []string{"tag-1"}} },
		"author of ten":      func(q *news.ArticleQuery) { q.Authors = of("author-1") },
		"authors":            func(q *news.ArticleQuery) { q.Authors = of("author-40", "author-50", "author-1") },
		"source":             func(q *news.ArticleQuery) { q.Sources = of("source-7") },
		"speaker":            func(q *news.ArticleQuery) { q.Speakers = of("speaker-7") },
		"not a speaker":      func(q *news.ArticleQuery) { q.Speakers = news.Choice{None: []string{"speaker-7"}} },
		"mention":            func(q *news.ArticleQuery) { q.Mentions = of("m-14") },
		"mention of a place": func(q *news.ArticleQuery) { q.Mentions = of("place:m-14") },
		"not mentioned":      func(q *news.ArticleQuery) { q.Mentions = news.Choice{None: []string{"m-14"}} },
		"kind":               func(q *news.ArticleQuery) { q.Kinds = of("analysis") },
		"kinds":              func(q *news.ArticleQuery) { q.Kinds = of("analysis", "obituary") },
		"rare language":      func(q *news.ArticleQuery) { q.Languages = of("cy") },
		"common language":    func(q *news.ArticleQuery) { q.Languages = of("EN") },
		"not the language":   func(q *news.ArticleQuery) { q.Languages = news.Choice{None: []string{"en"}} },
		"photo":              func(q *news.ArticleQuery) { q.Has = of("photo") },
		"photo or quote":     func(q *news.ArticleQuery) { q.Has = of("photo", "quote") },
		"no photo":           func(q *news.ArticleQuery) { q.Has = news.Choice{None: []string{"photo"}} },
		"corrected":          func(q *news.ArticleQuery) { q.Has = of("correction") },
		"published":          func(q *news.ArticleQuery) { q.Published = news.Span{After: deep.At, Before: deep.At.AddDate(0, 1, 0)} },
		"updated":            func(q *news.ArticleQuery) { q.Updated = news.Span{After: deep.At, Before: deep.At.AddDate(0, 0, 2)} },
		"slug":               func(q *news.ArticleQuery) { q.Slugs = of("story-5", "story-900") },
		"ids":                func(q *news.ArticleQuery) { q.IDs = []uuid.UUID{id(7), id(99999)} },
		"not an id":          func(q *news.ArticleQuery) { q.Without = []uuid.UUID{id(99999)} },
		"not a slug":         func(q *news.ArticleQuery) { q.Slugs = news.Choice{None: []string{"story-99999"}} },
	}
	try := func(name string, q news.ArticleQuery) {
		q.Limit = 20
		question, err := s.question(t.Context(), auth.Principal{}, q)
		if err != nil {
			t.Fatal(err)
		}
		sql, args := question.page(cardColumns)
		most := blocksWalked
		if question.few {
			most = blocksSorted
		}
		held(t.Context(), t, s, name, most, sql, args)
	}
	var page []uuid.UUID
	for n := range 20 {
		page = append(page, id(99_001+7*n))
	}
	held(t.Context(), t, s, "related", blocksRelated, relatedSQL(auth.Principal{}), []any{page})
	for name, filter := range filters {
		for _, sort := range news.ArticleSorts {
			for _, after := range []*news.Keyset{nil, deep} {
				q := news.ArticleQuery{Sort: sort, After: after}
				if filter(&q); len(q.IDs) > 0 && (after != nil || sort != news.NewestFirst) {
					continue
				}
				try(fmt.Sprintf("%s, %s, deep %t", name, sort, after != nil), q)
			}
		}
		for other, second := range filters {
			if other > name && (!strings.HasPrefix(name, "no") || !strings.HasPrefix(other, "no")) {
				q := news.ArticleQuery{}
				filter(&q)
				second(&q)
				try(name+" and "+other, q)
			}
		}
	}
	s.tryShelves(t, deep, id(50_000))
}

// tryShelves does the same with the lists of quotes and photos, and with what is
// told beside a story, an author or a tag.
func (s *Store) tryShelves(t *testing.T, deep *news.Keyset, story uuid.UUID) {
	t.Helper()
	by := auth.Principal{}
	for name, q := range map[string]news.QuoteQuery{
		"all": {}, "deep": {After: deep}, "of a speaker": {Speaker: "speaker-7"}, "of a speaker, deep": {Speaker: "speaker-7", After: deep},
		"of an article": {Article: "story-501"}, "of a section": {Sections: []string{"section-2"}}, "of a kind": {Kinds: []news.QuoteKind{news.Direct}},
		"of a month": {Published: news.Span{After: deep.At, Before: deep.At.AddDate(0, 1, 0)}}, "said": {Said: news.Days{After: "2017-01-01"}},
	} {
		q.Limit = 20
		p := quotesPage(by, q)
		sql := p.page()
		held(t.Context(), t, s, "quotes "+name, blocksWalked, sql, p.args)
	}
	for name, q := range map[string]news.PhotoFilter{
		"all": {}, "by a photographer": {Photographer: "Ruth Hallam"}, "with a credit": {Credit: "Ruth Hallam"}, "of a person": {Person: "m-14"},
		"taken": {Taken: news.Days{After: "2017-01-01", Before: "2017-02-01"}}, "released": {Released: news.Days{Before: "2017-02-01"}},
	} {
		sql, args := s.Photos.listSQL(by, nil, news.EntityQuery{Photos: q, Limit: 20})
		held(t.Context(), t, s, "photos "+name, blocksSorted, sql, args)
	}
	held(t.Context(), t, s, "related, with reasons", blocksWalked, reasonsSQL(by, 20), []any{story})
	held(t.Context(), t, s, "by id, together", 20*together, s.byID.many, []any{make([]uuid.UUID, together)})
	held(t.Context(), t, s, "by slug, together", 20*together, s.bySlug.many, []any{make([]string, together)})
	place := []any{uuid.MustParse("00000000-0000-7000-8001-000000000003"), deep.At, story}
	held(t.Context(), t, s, "the next", 50, neighbourSQL(by, false), place)
	held(t.Context(), t, s, "the one before", 50, neighbourSQL(by, true), place)
}
