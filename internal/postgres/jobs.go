package postgres

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// queueSchema is the schema of the queue's tables, beside our own.
const queueSchema = "river"

// rerenderJob renders anew, after the write that asked for it, every article
// that shows something of table.
type rerenderJob struct {
	Table string      `json:"table"`
	IDs   []uuid.UUID `json:"ids"`
	KeyID uuid.UUID   `json:"key_id"` // who made the change, for the revisions
	Name  string      `json:"name"`
	// Reason is what they said of it.
	Reason string `json:"reason,omitempty"`
	// Correction is the public note of the change, if it was a correction.
	Correction *news.Correction `json:"correction,omitempty"`
}

// Kind names the job in the queue.
func (rerenderJob) Kind() string { return "rerender" }

// enqueuer is a client of the queue that only puts jobs into it.
func enqueuer(s *Store) (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(s.pool.writers), &river.Config{
		Schema: queueSchema, Logger: slog.New(slog.DiscardHandler),
	})
}

// Work does the queue's jobs until ctx ends; done is closed when the last of
// them has ended. Every server over one database may do it at the same time.
func (s *Store) Work(ctx context.Context, log *slog.Logger) (done <-chan struct{}, err error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &rerenderer{store: s})
	river.AddWorker(workers, &forgetter{store: s})
	river.AddWorker(workers, &wordReader{store: s})
	river.AddWorker(workers, &allowanceForgetter{store: s})
	client, err := river.NewClient(riverpgxv5.New(s.pool.writers), &river.Config{
		Schema: queueSchema,
		Logger: log,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}},
		// Rebuilding indexes takes the role that owns them.
		ReindexerSchedule: river.NeverSchedule(),
		JobTimeout:        time.Hour,
		Workers:           workers,
		PeriodicJobs:      []*river.PeriodicJob{every(forgetEvery, forgetJob{}), every(readWordsEvery, readWordsJob{}), every(forgetAllowancesEvery, forgetAllowancesJob{})},
	})
	if err != nil {
		return nil, err
	}
	if err := client.Start(ctx); err != nil {
		return nil, interpret(err)
	}
	return client.Stopped(), nil
}

// every is a job that is done at the start and then again and again.
func every(interval time.Duration, job river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return job, nil }, &river.PeriodicJobOpts{RunOnStart: true})
}

// rerenderer works rerenderJobs.
type rerenderer struct {
	river.WorkerDefaults[rerenderJob]
	store *Store
}

// Work renders the articles. An article that shows the change already,
// because it was written since or the job runs a second time, is left alone.
func (r *rerenderer) Work(ctx context.Context, job *river.Job[rerenderJob]) error {
	by := auth.Principal{KeyID: job.Args.KeyID, Name: job.Args.Name, Scopes: []auth.Scope{auth.Publish}}
	return r.store.eachShowing(ctx, by, job.Args.Table, job.Args.IDs, func(u *unit, a shown) error {
		// Whether it may be made was told to who made it.
		u.edit, u.room.MinorEdits = &news.Edit{Minor: true, Reason: job.Args.Reason}, news.Minor{Allowed: true}
		u.correction = job.Args.Correction
		return r.store.rerenderOne(ctx, u, job.Args.Table, a)
	})
}

// forgetEvery is how often kept answers that have expired are removed, and old
// deliveries and polls. An answer that is still there is not given any more.
const forgetEvery = time.Hour

// forgetJob removes kept answers that have expired, and old deliveries and polls.
type forgetJob struct{}

// Kind names the job in the queue.
func (forgetJob) Kind() string { return "forget_answers" }

// forgetter works forgetJobs.
type forgetter struct {
	river.WorkerDefaults[forgetJob]
	store *Store
}

// Work removes them all. A second one at the same time does no harm.
func (f *forgetter) Work(ctx context.Context, _ *river.Job[forgetJob]) error {
	return errors.Join(f.store.forgetAnswers(ctx), f.store.forgetDeliveries(ctx), f.store.forgetPolls(ctx))
}
