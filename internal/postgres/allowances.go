package postgres

import (
	"context"
	"strconv"
	"time"

	"storywire/internal/auth"

	"github.com/riverqueue/river"
)

// Admit asks whether one more request of the caller is answered, of limit a
// minute on all servers together, after those that the asker has admitted by
// itself since it last asked. What was admitted counts even where it was more
// than there was: the caller then waits the longer.
//
// A limit that was changed begins anew. The time is the statement's: one that waited for another's may be told a
// little too little, never too much.
func (s *Store) Admit(ctx context.Context, caller string, limit, admitted int) (auth.Allowance, error) {
	a := auth.Allowance{Limit: limit}
	var full float64 // seconds until the bucket is full
	err := s.pool.QueryRow(ctx, `
		insert into allowances as b (caller, full_at, admitted)
		values ($1, statement_timestamp() + ($2 + 1) * make_interval(secs => 60.0 / $3), true)
		on conflict (caller) do update set (full_at, admitted) = (
			select n.full_at + n.admitted::int * n.one, n.admitted from (
				select f.one, f.full_at, f.full_at + f.one <= statement_timestamp() + interval '1 minute' as admitted from (
					select make_interval(secs => 60.0 / $3) as one,
					       greatest(b.full_at, statement_timestamp()) + $2 * make_interval(secs => 60.0 / $3) as full_at) f) n)
		returning admitted, extract(epoch from full_at - statement_timestamp())::float8`, caller+"/"+strconv.Itoa(limit), admitted, limit).Scan(&a.Admitted, &full)
	a.At, a.Left = time.Now(), float64(limit)*(1-full/60)
	return a, interpret(err)
}

// forgetAllowancesEvery is how often callers are forgotten that were quiet.
const forgetAllowancesEvery = 10 * time.Minute

// forgetAllowancesJob forgets callers whose bucket is full: a new one is the
// same.
type forgetAllowancesJob struct{}

// Kind names the job in the queue.
func (forgetAllowancesJob) Kind() string { return "forget_allowances" }

// allowanceForgetter works forgetAllowancesJobs.
type allowanceForgetter struct {
	river.WorkerDefaults[forgetAllowancesJob]
	store *Store
}

// Work removes them all.
func (f *allowanceForgetter) Work(ctx context.Context, _ *river.Job[forgetAllowancesJob]) error {
	_, err := f.store.pool.Exec(ctx, `delete from allowances where full_at < statement_timestamp()`)
	return interpret(err)
}
