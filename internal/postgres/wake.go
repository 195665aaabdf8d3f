package postgres

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	pgxuuid "github.com/vgarvardt/pgx-google-uuid/v5"
)

// The channels that are listened to.
const (
	// wakeChannel is what record_change notifies.
	wakeChannel = "storywire_changes"
	// readableChannel is notified of what else changes what readers see.
	readableChannel = "storywire_readable"
)

// How the server listens.
const (
	// lookEvery is how late a change is seen whose notification was lost, or
	// that a pooler between the server and Postgres does not pass on.
	lookEvery = 3 * time.Second
	// reachTimeout is how long a connection may take to be made or to answer.
	reachTimeout = 5 * time.Second
	// The pause before a connection that broke is made again: it doubles from
	// the first to the longest.
	firstPause, longestPause = 100 * time.Millisecond, 5 * time.Second
)

// bell wakes everybody who waits for it, at once.
type bell struct {
	mu  sync.Mutex
	now chan struct{} // nil where nobody has asked since it last rang
}

// next is a channel that is closed when the bell rings next.
func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now == nil {
		b.now = make(chan struct{})
	}
	return b.now
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now != nil {
		close(b.now)
		b.now = nil
	}
}

// Changed is a channel that is closed once something was added to the change
// log, or the log was begun anew, after the call; now and then without either.
// Who takes it, then reads the log, then waits for it, misses nothing. It is
// closed only while Listen runs.
func (s *Store) Changed() <-chan struct{} { return s.bell.next() }

// Stirred is a channel like that of Changed, which is closed of everything that
// changes what readers see, and as soon as it is told, before the log is read.
func (s *Store) Stirred() <-chan struct{} { return s.stir.next() }

// Listen closes the channels of Changed and Stirred until ctx ends; done is
// closed then.
// It has one connection of its own, beside those that requests use. While that
// is away nobody is woken but by a look at the log every few seconds, and when
// it is back everybody is.
func (s *Store) Listen(ctx context.Context, log *slog.Logger) (done <-chan struct{}) {
	end := make(chan struct{})
	go func() {
		defer close(end)
		l := &listener{store: s}
		pause := firstPause
		for {
			begun := time.Now()
			err := l.listen(ctx)
			if ctx.Err() != nil {
				return
			}
			if time.Since(begun) > longestPause {
				pause = firstPause
			}
			log.WarnContext(ctx, "the connection that listens to the change log broke", "error", err, "pause", pause)
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
			pause = min(2*pause, longestPause)
			// The database may be there though this connection is not: where all
			// that are allowed are in use, say. If it is not, nothing is to be told.
			_ = l.look(ctx, s.pool)
		}
	}()
	return end
}

// listener is what a server knows of the change log between two looks at it.
type listener struct {
	store *Store
	end   string // the log's epoch and its last number
}

// listen waits for notifications until the connection breaks or ctx ends.
func (l *listener) listen(ctx context.Context) error {
	conn, err := l.connect(ctx)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx) // it is broken, or not needed any more
	}()
	l.store.stir.ring()
	l.store.bell.ring() // what was committed while nobody listened woke nobody
	for {
		quiet, cancel := context.WithTimeout(ctx, lookEvery)
		told, err := conn.WaitForNotification(quiet)
		cancel()
		if err != nil && !pgconn.Timeout(err) || ctx.Err() != nil {
			return err
		}
		l.store.stir.ring()
		if told != nil && told.Channel == wakeChannel {
			l.store.bell.ring() // the log has grown: there is nothing to ask
			continue
		}
		if err := l.look(ctx, conn); err != nil {
			return err
		}
	}
}

func (l *listener) connect(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	conn, err := l.store.connectBeside(ctx, "storywire changes")
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, `listen `+wakeChannel+`; listen `+readableChannel); err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

// connectBeside makes a connection beside those of requests, to be told from
// them by its name.
func (s *Store) connectBeside(ctx context.Context, name string) (*pgx.Conn, error) {
	config := s.pool.pool.Config().ConnConfig
	config.RuntimeParams["application_name"] = name
	plannedOnce(config)
	// Who waits to be told asks nothing that could be cancelled: its connection is
	// given up.
	config.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.DeadlineContextWatcherHandler{Conn: c.Conn()}
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err == nil {
		pgxuuid.Register(conn.TypeMap())
	}
	return conn, err
}

// look wakes everybody if the log is not as it was at the last look.
func (l *listener) look(ctx context.Context, q querier) error {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	var end string
	err := q.QueryRow(ctx, `
		select epoch || ':' || coalesce((select max(sequence) from changes), 0) from change_epoch`).Scan(&end)
	if err != nil {
		return err
	}
	if end != l.end {
		l.end = end
		l.store.bell.ring()
	}
	return nil
}
