package postgres

import (
	"context"
	"sync"
	"time"

	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

const (
	// lookTimeout is how long a look may take before its connection is given up.
	lookTimeout = 2 * time.Second
	// mostTold is how many entries of the change log one look tells of.
	mostTold = 1000
)

// lookout is a connection of its own for looks at the database: one that had
// to wait for a free connection would tell of a correction when the server is
// least busy, and not when it is most.
type lookout struct {
	mu   sync.Mutex
	conn *pgx.Conn // nil until it is needed, and after it broke
	over bool      // the store is closed
}

// Look tells what readers see now has to do with what they saw when the change
// log ended at after: one statement, and so one snapshot. It does not wait for
// requests, which have connections of their own.
func (s *Store) Look(ctx context.Context, after int64) (l news.Look, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	s.lookout.mu.Lock()
	defer s.lookout.mu.Unlock()
	if s.lookout.over {
		return l, news.ErrUnavailable
	}
	if s.lookout.conn == nil {
		if s.lookout.conn, err = s.connectBeside(ctx, "storywire cache"); err != nil {
			// The database may be there all the same: where all connections that
			// are allowed are in use, say.
			l, err = look(ctx, s.pool, after)
			return l, interpret(err)
		}
	}
	if l, err = look(ctx, s.lookout.conn, after); err != nil {
		s.lookout.close(ctx)
	}
	return l, interpret(err)
}

func (o *lookout) close(ctx context.Context) {
	if o.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = o.conn.Close(ctx) // it is broken, or not needed any more
	o.conn = nil
}

func look(ctx context.Context, q querier, after int64) (l news.Look, err error) {
	var next, ago *float64
	var overdue *time.Time
	err = q.QueryRow(ctx, `
		select pg_postmaster_start_time()::text, e.epoch, coalesce((select max(sequence) from changes), 0), f.records, f.words, f.everything,
		       (select extract(epoch from min(at) - clock_timestamp())::float8 from moments where at > statement_timestamp()),
		       m.at, extract(epoch from clock_timestamp() - m.at)::float8,
		       array(select article_id from changes where sequence > $1 order by sequence`+atMost(mostTold+1)+`)
		from change_epoch e cross join freshness f
		     cross join (select max(at) as at from moments where at <= statement_timestamp()) m`, after).
		Scan(&l.Server, &l.Epoch, &l.Sequence, &l.Records, &l.Words, &l.Everything, &next, &overdue, &ago, &l.Articles)
	if err != nil {
		return l, err
	}
	l.Many = len(l.Articles) > mostTold
	if l.Planned = next != nil; l.Planned {
		l.Next = seconds(*next)
	}
	if overdue != nil {
		l.Overdue, l.Ago = *overdue, seconds(*ago)
	}
	return l, nil
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
