package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// followedSQL gives the archive what comes beside stories: a mark for the words of
// each, a feed that all came with in as many polls, a proposal for each tenth, and
// as many speakers more as a hundred years have.
const followedSQL = `
insert into subscriptions (id, url, every) values ('00000000-0000-7000-8010-000000000001', 'https://feed.example/', 900);
insert into polls (id, subscription_id, state, created_at, ended_at)
select ('00000000-0000-7000-8011-' || lpad(n::text, 12, '0'))::uuid, '00000000-0000-7000-8010-000000000001', 'done', at, at
from (select n, timestamptz '2016-01-01' + n * interval '53 minutes' as at from generate_series(1, 100000) n) x;
insert into subscription_items (id, subscription_id, item, mark, outcome, article_id, poll_id, at)
select ('00000000-0000-7000-8012-' || substr(a.id::text, 25))::uuid, '00000000-0000-7000-8010-000000000001', 'urn:' || substr(a.id::text, 25), '', 'draft', a.id,
       ('00000000-0000-7000-8011-' || substr(a.id::text, 25))::uuid, a.listed_at from articles a;
insert into proposals (id, article_id, version, patch, changes, page, state, at, by_name, made_version)
select ('00000000-0000-7000-8013-' || substr(a.id::text, 25))::uuid, a.id, 1, '[]', '[]', '{}', case when n % 1000 = 0 then 'open' else 'accepted' end, a.listed_at, 'K',
       case when n % 1000 = 0 then null else 2 end from (select id, listed_at, substr(id::text, 25)::int as n from articles) a where n % 10 = 0;
insert into speakers (id, slug, name) select ('00000000-0000-7000-8015-' || lpad(n::text, 12, '0'))::uuid, 'given-surname' || n, 'Given Surname' || n from generate_series(1, 100000) n;
insert into search_pending (article_id) select id from articles order by substr(id::text, 30);
analyze subscriptions, polls, subscription_items, proposals, speakers;`

// blocksKept are those of fifty stories whose words are read, and written into two
// indexes.
const blocksKept = 5000

// heard is a statement that the store has asked.
type heard struct {
	sql  string
	args []any
}

// ear hears what a store asks.
type ear struct {
	mu   sync.Mutex
	said []heard
}

func (l *ear) hear(sql string, args []any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = append(l.said, heard{sql, args})
}

func (l *ear) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	l.hear(data.SQL, data.Args)
	return ctx
}

func (l *ear) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (l *ear) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	for _, q := range data.Batch.QueuedQueries {
		l.hear(q.SQL, q.Arguments)
	}
	return ctx
}

func (l *ear) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (l *ear) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// listen has the store work over connections that are heard.
func (s *Store) listen(t *testing.T) *ear {
	t.Helper()
	l := &ear{}
	for _, pool := range []**pgxpool.Pool{&s.pool.pool, &s.pool.writers} {
		config := (*pool).Config()
		config.ConnConfig.Tracer = l
		heard, err := pgxpool.NewWithConfig(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		(*pool).Close()
		*pool = heard
	}
	return l
}

// planned are the statements of which there is a plan.
var planned = regexp.MustCompile(`(?is)^\s*(with|select|delete|update|insert)\s`)

// TestNothingBesideStoriesScansTheArchive hears what the store asks when words are
// taken up, feeds are followed, speakers are looked for and followers wake, and holds
// each statement to what it is worth.
func TestNothingBesideStoriesScansTheArchive(t *testing.T) {
	t.Parallel()
	s := archived(t, followedSQL)
	l := s.listen(t)
	feed := uuid.MustParse("00000000-0000-7000-8010-000000000001")
	editor := auth.Principal{Scopes: []auth.Scope{auth.Write, auth.Publish}}
	deep := &news.Keyset{At: time.Date(2017, 3, 1, 0, 0, 0, 0, time.UTC), ID: uuid.Max}
	for name, ask := range map[string]func(context.Context) error{
		"words": func(ctx context.Context) error { _, err := s.KeepSearch(ctx); return err },
		"the newest items": func(ctx context.Context) error {
			_, err := s.FollowedItems(ctx, editor, feed, news.ItemQuery{Limit: 20})
			return err
		},
		"items, deep": func(ctx context.Context) error {
			_, err := s.FollowedItems(ctx, editor, feed, news.ItemQuery{Limit: 20, After: deep})
			return err
		},
		"known items": func(ctx context.Context) error {
			_, err := s.NewItems(ctx, news.Polling{Subscription: feed}, []news.FeedItem{{Key: "urn:000000000007"}, {Key: "urn:x"}})
			return err
		},
		"polls": func(ctx context.Context) error {
			_, err := s.Polls(ctx, feed, news.EntityQuery{Limit: 20, After: deep})
			return err
		},
		"what is followed": func(ctx context.Context) error { _, err := s.Followed(ctx, feed); return err },
		"open proposals": func(ctx context.Context) error {
			_, err := s.Proposals(ctx, editor, news.ProposalQuery{States: []news.ProposalState{news.ProposalOpen}, Limit: 20})
			return err
		},
		"proposals of a story": func(ctx context.Context) error {
			_, err := s.Proposals(ctx, editor, news.ProposalQuery{States: news.ProposalStates, Article: "story-500", Limit: 20})
			return err
		},
		"speakers": func(ctx context.Context) error {
			_, err := namesakes(ctx, s.pool, []string{"Given Surname500", "Surname501", "Nobody"}, []string{"given-surname500", "surname501", "nobody"})
			return err
		},
		"a speaker": func(ctx context.Context) error {
			_, err := s.Speakers.Get(ctx, auth.Principal{}, "speaker-7")
			return err
		},
		"present":     func(ctx context.Context) error { _, err := s.Present(ctx); return err },
		"a look":      func(ctx context.Context) error { _, err := s.Look(ctx, 0); return err },
		"what is due": func(ctx context.Context) error { _, err := s.TakePolls(ctx, 4); return err },
	} {
		l.said = nil
		if err := ask(t.Context()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		asked := l.said
		for i, h := range asked {
			if planned.MatchString(h.sql) {
				s.heldTaken(t, fmt.Sprintf("%s, %d", name, i), h)
			}
		}
	}
}

// heldTaken is held for a statement that may write: what it does is taken back.
func (s *Store) heldTaken(t *testing.T, name string, h heard) {
	t.Helper()
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for len(h.args) > 0 {
		if _, mode := h.args[0].(pgx.QueryExecMode); !mode {
			break
		}
		h.args = h.args[1:]
	}
	most := blocksWalked
	if strings.Contains(h.sql, "keep_search") {
		most = blocksKept
	}
	held(within(t.Context(), tx), t, s, name, most, h.sql, h.args)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}
