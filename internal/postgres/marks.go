package postgres

import (
	"context"
	"errors"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// mostChanged is how many articles a follower is told of by their ids; of more
// it is told that everything may have changed.
const mostChanged = 1000

// handOnTimeout is how long it may take to hand on what changed: a transaction
// is held so long.
const handOnTimeout = 20 * time.Second

// Present is the mark of what readers see now.
func (s *Store) Present(ctx context.Context) (m news.Mark, err error) {
	err = s.pool.QueryRow(ctx, `
		select e.epoch, coalesce((select max(sequence) from changes), 0), f.records, f.words, f.everything
		from change_epoch e cross join freshness f`).Scan(&m.Epoch, &m.Sequence, &m.Records, &m.Words, &m.Everything)
	return m, interpret(err)
}

// HandOn has a follower hand on what changed between its own mark, which is kept
// under the name, and another, and moves its mark there once that has succeeded:
// what was not handed on is so the next time, here or by another server. One
// server does it at a time; on the others done is false. A follower that begins
// is told that everything may have changed.
func (s *Store) HandOn(ctx context.Context, name string, to news.Mark, do func(context.Context, news.Changed) error) (done bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, handOnTimeout)
	defer cancel()
	var failed error // of what was handed on, and not of the database
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		from, err := lockMark(ctx, tx, name)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // another server is at it
		}
		if err != nil {
			return err
		}
		done = true
		what, err := changedBetween(ctx, tx, from, to)
		if err != nil {
			return err
		}
		if what.Any() {
			if failed = do(ctx, what); failed != nil {
				return failed
			}
		}
		_, err = tx.Exec(ctx, `
			update marks set epoch = $2, sequence = $3, records = $4, words = $5, everything = $6, moved_at = clock_timestamp()
			where name = $1 and (epoch <> $2 or sequence < $3 or records < $4 or words < $5 or everything < $6)`,
			name, to.Epoch, to.Sequence, to.Records, to.Words, to.Everything)
		return err
	})
	if failed != nil {
		return false, failed
	}
	return done && err == nil, interpret(err)
}

// lockMark is a follower's mark, which no other server moves before the
// transaction ends; pgx.ErrNoRows where one is moving it.
func lockMark(ctx context.Context, tx pgx.Tx, name string) (m news.Mark, err error) {
	const read = `select epoch, sequence, records, words, everything from marks where name = $1 for update skip locked`
	scan := func() error {
		return tx.QueryRow(ctx, read, name).Scan(&m.Epoch, &m.Sequence, &m.Records, &m.Words, &m.Everything)
	}
	if err = scan(); !errors.Is(err, pgx.ErrNoRows) {
		return m, err
	}
	if _, err = tx.Exec(ctx, `insert into marks (name, epoch) values ($1, '') on conflict do nothing`, name); err != nil {
		return m, err
	}
	return m, scan()
}

// changedBetween is what changed between two marks. An entry that only some keys
// get is of nothing that everybody sees.
func changedBetween(ctx context.Context, q querier, from, to news.Mark) (c news.Changed, err error) {
	if from.Epoch != to.Epoch || to.Everything > from.Everything {
		return news.Changed{Everything: true}, nil
	}
	c.Records, c.Words = to.Records > from.Records, to.Words > from.Words
	rows, err := q.Query(ctx, `
		select article_id, bool_or(type in ('withheld', 'retracted', 'killed', 'deleted'))
		from changes where sequence > $1 and sequence <= $2 and article_id is not null and key_id is null and not advance
		group by article_id`+atMost(mostChanged+1), from.Sequence, to.Sequence)
	if err != nil {
		return c, err
	}
	var id uuid.UUID
	var removed bool
	_, err = pgx.ForEachRow(rows, []any{&id, &removed}, func() error {
		c.Articles = append(c.Articles, id)
		if removed {
			c.Removed = append(c.Removed, id)
		}
		return nil
	})
	if len(c.Articles) > mostChanged {
		return news.Changed{Everything: true}, err
	}
	return c, err
}
