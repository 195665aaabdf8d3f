package postgres

import (
	"context"
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

// goneSQL are the tombstones of what was taken from readers. They are the same
// in every feed of one caller's: to leave out those that a filter would is to tell
// what a story that is gone was filed under, or which words it had.
const goneSQL = `
	select a.id, a.slug, a.status, r.note, r.headline, r.at, r.version
	from removals r join articles a on a.id = r.article_id
	where a.status in ('withheld', 'retracted', 'killed') and a.deleted_at is null and ` + seenBefore + `
	  and not exists (select from removals n where n.article_id = r.article_id and n.version > r.version)`

// queueGone asks for what went last, the last first, or for what went of the
// stories that were published in the span.
func queueGone(b *pgx.Batch, by auth.Principal, of news.Span) *pgx.QueuedQuery {
	if !of.Set() {
		return b.Queue(goneSQL + entitledGone(by) + ` order by r.at desc, r.article_id` + atMost(mostGone))
	}
	return b.Queue(goneSQL+entitledGone(by)+` and a.listed_at >= $1 and a.listed_at < $2 order by a.listed_at desc, a.id desc`+atMost(mostGoneOfSpan), of.After, of.Before)
}

func scanTombstone(row pgx.CollectableRow) (t news.Tombstone, err error) {
	err = row.Scan(&t.ID, &t.Slug, &t.Status, &t.Note, &t.Headline, &t.At, &t.Version)
	return t, err
}

// FeedState is what every feed tells besides its stories. It is asked for before
// them: what changes in between makes the time of the last change too early, and
// who asks again by that time is answered anew. For who has a contract there is no
// such time: it would be that of stories which are not for them, and what is theirs
// changes with the contract, and with the age of a story, too.
func (s *Store) FeedState(ctx context.Context, by auth.Principal, of news.Span) (state news.FeedState, err error) {
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
	queueGone(&b, by, of).Query(func(rows pgx.Rows) (err error) {
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
