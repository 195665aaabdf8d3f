package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// lookTimeout is how long a look may take before its connection is given up.
	lookTimeout = 2 * time.Second
	// mostTold is how many entries of the change log one look tells of.
	mostTold = 1000
	// mostMoments is how many moments to come it tells, and how many that have come;
	// mostShown, of how many articles that show a photo it tells each by itself.
	mostMoments, mostShown = 50, 20
	// soonest is how far it sees: of what comes later it tells when the first does.
	// Licences end in years, of thousands of photos, and a look is made for each write.
	soonest = `statement_timestamp() + interval '1 hour'`
)

// lookSQL is a look. Of what has come more than it tells, it tells one moment
// that is of all articles. A story that has come out and is to expire later has one
// moment until the first is recorded, and it is not known when it expires but here.
var lookSQL = `
	with coming as (
		select kind, id, at, article_id from moments
		where at > statement_timestamp() and at <= ` + soonest + ` order by at` + atMost(mostMoments+1) + `
	), come as (
		select kind, id, at, article_id from moments where at <= statement_timestamp() order by at desc` + atMost(mostMoments) + `
	), told as (
		select kind, id, at, article_id, false as of_all from coming union all select kind, id, at, article_id, false from come
		union all select '', null, max(at), null, true from come having count(*)` + fmt.Sprintf(" = %d", mostMoments) + `
		union all
		select '', null, min(a.public_until), null, true from moments m join articles a on a.id = m.article_id
		where m.kind = 'article' and m.at <= statement_timestamp() and a.public_until > statement_timestamp() having min(a.public_until) < 'infinity'
	), shown as (
		select t.at, coalesce(t.article_id, p.article_id, '00000000-0000-0000-0000-000000000000') as article_id, t.of_all or coalesce(p.of_all, false) as of_all
		from told t left join lateral (
			select j.article_id, count(*) over () > ` + fmt.Sprint(mostShown) + ` as of_all
			from (select article_id from article_photos where t.kind = 'photo' and photo_id = t.id` + atMost(mostShown+1) + `) j
		) p on true
	)
	select pg_postmaster_start_time()::text, e.epoch, coalesce((select max(sequence) from changes), 0), f.records, f.words, f.everything,
	       array(select article_id from changes where sequence > $1 order by sequence` + atMost(mostTold+1) + `),
	       clock_timestamp(),
	       coalesce((select max(at) from coming having count(*)` + fmt.Sprintf(" > %d", mostMoments) + `), (select min(at) from moments where at > ` + soonest + `)),
	       s.at, s.article_id, s.of_all
	from change_epoch e cross join freshness f
	     cross join (select array_agg(at) as at, array_agg(article_id) as article_id, array_agg(of_all) as of_all from shown) s`

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
	var at []time.Time
	var articles []uuid.UUID
	var all []bool
	var beyond *time.Time
	err = q.QueryRow(ctx, lookSQL, after).Scan(&l.Server, &l.Epoch, &l.Sequence, &l.Records, &l.Words, &l.Everything, &l.Articles,
		&l.Now, &beyond, &at, &articles, &all)
	if err != nil {
		return l, err
	}
	l.Many = len(l.Articles) > mostTold
	if beyond != nil {
		l.Beyond = *beyond
	}
	for i, t := range at {
		l.Moments = append(l.Moments, news.Moment{At: t, Article: articles[i], All: all[i]})
	}
	return l, nil
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
