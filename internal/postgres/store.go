// Package postgres keeps the newsroom in Postgres: one file per aggregate, the
// SQL beside the function that runs it. An exported method opens the
// transaction; its unexported helpers take it.
//
// A request that is to be done once, however often it is made, runs in one
// transaction with the answer that is kept of it (Store.Once): the context
// carries the transaction, everything that the store is asked uses it, and what
// opens one of its own by itself has a savepoint in it.
//
// It must not know HTTP, nor how an article is rendered or its text cleaned:
// it is handed both.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	pgxuuid "github.com/vgarvardt/pgx-google-uuid/v5"
)

// Renderer turns an article into what is stored to be served.
type Renderer interface {
	Document(a *news.Article) ([]byte, error)
	Card(a *news.Article) ([]byte, error)
}

// Store is the newsroom's store. It is safe for use by many goroutines.
type Store struct {
	pool   database
	render Renderer
	types  news.Typesetter
	need   uint // the schema version this program was written for
	queue  *river.Client[pgx.Tx]
	doors  doors
	bell   bell // of the change log
	stir   bell // of all that changes what readers see
	bySlug *crossing[string]
	byID   *crossing[uuid.UUID]
	users  map[string]string // by table, SQL: the ids of the articles that show any of $1

	lookout  lookout
	underWay atomic.Int32               // writes
	keptAt   atomic.Int64               // when words were last taken up, in Unix nanoseconds
	vault    atomic.Pointer[auth.Vault] // of the hub's subscribers, once it was needed

	fewSearched int // see the constant

	Authors  *Shelf[news.Author]
	Photos   *Shelf[news.Photo]
	Sections *Shelf[news.Section]
	Tags     *Shelf[news.Tag]
	Speakers *Shelf[news.Speaker]
	Sources  *Shelf[news.Source]
}

// How long each class of query may take. The database holds every statement to
// the time of reads, which is that of counts too, or of writes.
const (
	listTimeout  = 2 * time.Second
	readTimeout  = 5 * time.Second
	writeTimeout = 15 * time.Second
)

// Open connects to the database at url: for readers with as many connections
// as its pool_max_conns says, for writers with no fewer. schema is the version of the schema
// that Ready waits for.
func Open(ctx context.Context, url string, schema uint, r Renderer, t news.Typesetter) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database's address: %w", err)
	}
	setup(config)
	connections, err := connect(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &Store{pool: connections, render: r, types: t, need: schema, fewSearched: fewSearched, bySlug: newCrossing[string]("a.slug"), byID: newCrossing[uuid.UUID]("a.id")}
	s.shelve()
	if s.queue, err = enqueuer(s); err != nil {
		connections.close()
		return nil, err
	}
	return s, nil
}

func setup(config *pgxpool.Config) {
	params := config.ConnConfig.RuntimeParams
	params["application_name"] = "storywire"
	params["timezone"] = "UTC"
	params["statement_timeout"] = fmt.Sprint(readTimeout.Milliseconds())
	params["idle_in_transaction_session_timeout"] = fmt.Sprint((2 * writeTimeout).Milliseconds())
	// Who hangs up, or whose time is over, leaves no query behind; and no
	// connection is lost to it.
	config.ConnConfig.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: time.Second}
	}
	config.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		pgxuuid.Register(c.TypeMap())
		c.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID,
			Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	}
}

// Close ends every connection, waiting for those in use.
func (s *Store) Close() {
	s.lookout.mu.Lock()
	s.lookout.over = true
	s.lookout.close(context.Background())
	s.lookout.mu.Unlock()
	s.pool.close()
}

// Pool is the connections that readers use, Writers those of transactions, for
// what measures them.
func (s *Store) Pool() *pgxpool.Pool { return s.pool.pool }

// Writers is the connections of transactions.
func (s *Store) Writers() *pgxpool.Pool { return s.pool.writers }

// Ready is nil when the database answers and its schema is the one that the
// program was written for.
func (s *Store) Ready(ctx context.Context) error {
	var version uint
	var dirty bool
	err := s.pool.QueryRow(ctx, `select version, dirty from schema_migrations`).Scan(&version, &dirty)
	switch {
	case err != nil:
		return interpret(err)
	case dirty:
		return fmt.Errorf("migration %d stopped half-way", version)
	case version != s.need:
		return fmt.Errorf("the schema is at version %d; this program needs %d", version, s.need)
	}
	return nil
}

// SQLSTATE codes that mean something to a caller.
const (
	uniqueViolation      = "23505"
	foreignKeyViolation  = "23503"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	queryCanceled        = "57014"
	lockNotAvailable     = "55P03"
)

// interpret turns what the driver says into what the domain knows, once, at
// this boundary. What it does not know passes through and is a fault of ours.
func interpret(err error) error {
	var pg *pgconn.PgError
	var network net.Error
	var connect *pgconn.ConnectError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return news.ErrNotFound
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: %w", news.ErrTimeout, err)
	case errors.As(err, &pg):
		return interpretCode(pg)
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err):
		return fmt.Errorf("%w: %w", news.ErrUnavailable, err)
	}
	return err
}

func interpretCode(pg *pgconn.PgError) error {
	switch {
	case pg.Code == queryCanceled, pg.Code == lockNotAvailable:
		return fmt.Errorf("%w: %w", news.ErrTimeout, pg)
	// 08: connection; 53: no resources; 57P: shutting down or starting up
	case pg.Code[:2] == "08", pg.Code[:2] == "53", pg.Code[:3] == "57P":
		return fmt.Errorf("%w: %w", news.ErrUnavailable, pg)
	// 40: deadlock or serialization: another writer won, time after time
	case pg.Code[:2] == "40":
		return fmt.Errorf("%w: %w", news.ErrUnavailable, pg)
	}
	return pg
}

func violates(err error, code, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == code && (constraint == "" || pg.ConstraintName == constraint)
}
