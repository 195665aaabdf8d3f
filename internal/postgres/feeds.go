package postgres

import (
	"context"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// mostGone is how many tombstones a feed tells of, and mostGoneOfSpan how many
// one of its archive documents.
const (
	mostGone       = 50
	mostGoneOfSpan = 1000
)

// goneSQL are the tombstones of what was taken from readers.
const goneSQL = `
	select a.id, a.slug, a.status, r.note, r.headline, r.at, r.version
	from removals r join articles a on a.id = r.article_id
	where a.status in ('withheld', 'retracted', 'killed') and a.deleted_at is null and ` + seenBefore + `
	  and not exists (select from removals n where n.article_id = r.article_id and n.version > r.version)`

// queueGone asks for what went last of the stories that a feed may have had, the
// last first, or for what went of those that were published in the span.
func queueGone(b *pgx.Batch, by auth.Principal, of news.Span, stories news.ArticleQuery) *pgx.QueuedQuery {
	var args []any
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	sql := goneSQL + entitledGone(by) + heldBefore(by, stories, arg)
	if !of.Set() {
		return b.Queue(sql+` order by r.at desc, r.article_id`+atMost(mostGone), args...)
	}
	sql += strings.Join(append([]string{""}, inSpan("a.listed_at", of, arg)...), " and ")
	return b.Queue(sql+` order by a.listed_at desc, a.id desc`+atMost(mostGoneOfSpan), args...)
}

// heldBefore is the condition, after an "and", that a feed with filters had an
// article a while that was public: by a version that the caller could read, it was
// filed so. What it was filed under while it was hidden is not asked. Nor is what
// the log does not know: a feed of what has some words may tell of a story that was
// never in it, but none that was in it goes untold.
func heldBefore(by auth.Principal, q news.ArticleQuery, arg func(any) string) string {
	var where []string
	under := func(has string, c news.Choice, labels func([]string) string) {
		if len(c.Any) > 0 {
			where = append(where, has+` && `+labels(c.Any))
		}
		if len(c.None) > 0 {
			where = append(where, `not `+has+` && `+labels(c.None))
		}
	}
	named := func(table, kind string) func([]string) string {
		return func(list []string) string {
			ids, slugs := refs(list)
			return `array(select '` + kind + `' || id from ` + table + ` where deleted_at is null and (id = any(` + arg(ids) + `) or slug = any(` + arg(slugs) + `)))`
		}
	}
	under("h.filed", q.Sections, named("sections", "section/"))
	under("h.filed", q.Tags, named("tags", "tag/"))
	under("h.filed", q.Sources, named("sources", "source/"))
	under("h.filed", q.Kinds, func(list []string) string { return arg(labelled("kind/", list)) + `::text[]` })
	if len(where) > 0 { // what was erased before it was kept may have been filed under anything
		where = []string{`(h.filed is null or ` + strings.Join(where, " and ") + `)`}
	}
	under("r.labels", q.Authors, named("authors", "author/"))
	if n := len(where); n > 0 && len(q.Authors.Any)+len(q.Authors.None) > 0 {
		where[n-1] = `(r.erased_at is not null or ` + where[n-1] + `)`
	}
	var sql string
	if len(q.IDs) > 0 {
		sql = ` and a.id = any(` + arg(q.IDs) + `)`
	}
	if len(where) == 0 {
		return sql
	}
	return sql + ` and exists (select from changes h join revisions r on r.article_id = h.article_id and r.version = h.version
		where h.article_id = a.id` + inLogOf(by, "h") + entitledThen(by, "h.filed") + ` and ` + publicRevision + ` and ` + strings.Join(where, " and ") + `)`
}

func scanTombstone(row pgx.CollectableRow) (t news.Tombstone, err error) {
	err = row.Scan(&t.ID, &t.Slug, &t.Status, &t.Note, &t.Headline, &t.At, &t.Version)
	return t, err
}

// FeedState is what a feed of the stories tells besides them. It is asked for before
// them: what changes in between makes the time of the last change too early, and
// who asks again by that time is answered anew. For who has a contract there is no
// such time: it would be that of stories which are not for them, and what is theirs
// changes with the contract, and with the age of a story, too.
func (s *Store) FeedState(ctx context.Context, by auth.Principal, of news.Span, stories news.ArticleQuery) (state news.FeedState, err error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	var b pgx.Batch
	b.Queue(newsroomSQL).QueryRow(func(row pgx.Row) (err error) {
		state.Room, err = scanNewsroom(row)
		return err
	})
	b.Queue(`select (select c.at from changes c where c.key_id is null` + inLogOf(by, "c") + ` order by c.sequence desc limit 1)`).QueryRow(func(row pgx.Row) error {
		return row.Scan((*zeronull.Timestamptz)(&state.Changed))
	})
	queueGone(&b, by, of, stories).Query(func(rows pgx.Rows) (err error) {
		state.Gone, err = pgx.CollectRows(rows, scanTombstone)
		return err
	})
	if err := s.pool.SendBatch(ctx, &b).Close(); err != nil {
		return state, interpret(err)
	}
	if state.Room.ModifiedAt.After(state.Changed) {
		state.Changed = state.Room.ModifiedAt
	}
	if state.Changed = state.Changed.Truncate(time.Microsecond); by.Contract != nil {
		state.Changed = time.Time{}
	}
	return state, nil
}
