package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// database is the pool of connections, or, for a request that is done once,
// the one transaction that all of the request runs in. Everything that the
// store asks goes through it: a request that held its transaction and waited
// for a second connection could wait for others that do the same.
type database struct {
	pool *pgxpool.Pool
	// writers' transactions have connections of their own: one is held while its
	// writer thinks and waits for others, and readers are not to wait for that.
	writers *pgxpool.Pool
}

// writing is how many writers there may be at once, at least.
const writing = 8

func connect(ctx context.Context, config *pgxpool.Config) (d database, err error) {
	if d.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return d, err
	}
	writers := config.Copy()
	writers.MaxConns = max(writing, config.MaxConns)
	plannedOnce(writers.ConnConfig)
	if d.writers, err = pgxpool.NewWithConfig(ctx, writers); err != nil {
		d.pool.Close()
	}
	return d, err
}

// plannedOnce has a connection plan each statement once, whatever its arguments.
// What it asks is found by an index, and always by the same one; left to choose,
// Postgres plans some of it anew each time, which costs more than to run it.
func plannedOnce(config *pgx.ConnConfig) {
	config.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
}

func (d database) close() {
	d.pool.Close()
	d.writers.Close()
}

type transactionKey struct{}

// within returns a context in which the store uses tx for everything.
func within(ctx context.Context, tx pgx.Tx) context.Context {
	return context.WithValue(ctx, transactionKey{}, tx)
}

func transaction(ctx context.Context) (pgx.Tx, bool) {
	tx, ok := ctx.Value(transactionKey{}).(pgx.Tx)
	return tx, ok
}

// Begin begins a transaction; within another one, a part of it that can be
// taken back by itself.
func (d database) Begin(ctx context.Context) (pgx.Tx, error) {
	if tx, ok := transaction(ctx); ok {
		return tx.Begin(ctx)
	}
	return d.writers.Begin(ctx)
}

// Query asks for rows.
func (d database) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if tx, ok := transaction(ctx); ok {
		return tx.Query(ctx, sql, args...)
	}
	return d.pool.Query(ctx, sql, args...)
}

// QueryRow asks for one row.
func (d database) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if tx, ok := transaction(ctx); ok {
		return tx.QueryRow(ctx, sql, args...)
	}
	return d.pool.QueryRow(ctx, sql, args...)
}

// Exec runs a statement that answers nothing.
func (d database) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if tx, ok := transaction(ctx); ok {
		return tx.Exec(ctx, sql, args...)
	}
	return d.pool.Exec(ctx, sql, args...)
}

// SendBatch runs statements in one round trip and, where there is no
// transaction, in one of their own.
func (d database) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if tx, ok := transaction(ctx); ok {
		return tx.SendBatch(ctx, b)
	}
	return d.pool.SendBatch(ctx, b)
}
