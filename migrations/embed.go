// Package migrations holds the versions of the database's schema and moves a
// database from one to another.
//
// It knows SQL files and how to run them under a lock. It must not know what
// the tables are for.
package migrations

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed *.sql
var files embed.FS

//go:embed grants.sql
var grants string

// Latest is the newest version that this binary knows: what a server needs the
// database to be at.
func Latest() uint {
	var latest uint
	entries, err := fs.Glob(files, "*.up.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range entries {
		n, err := strconv.ParseUint(name[:6], 10, 32)
		if err != nil {
			panic("a migration's name must begin with six digits: " + name)
		}
		latest = max(latest, uint(n))
	}
	return latest
}

// Up brings the database at ownerURL to the latest version and gives role, the
// server's own, what it may do. An empty role, or the owner's own, is given
// nothing. Servers that start at once wait for each other.
func Up(ctx context.Context, ownerURL, role string) error {
	err := with(ownerURL, func(m *migrate.Migrate) error { return m.Up() })
	if err != nil {
		return fmt.Errorf("migrate up: %w", err)
	}
	if err := queue(ctx, ownerURL); err != nil {
		return fmt.Errorf("migrate the queue of jobs: %w", err)
	}
	return grant(ctx, ownerURL, role)
}

// QueueSchema is the schema that the queue's tables stand in.
const QueueSchema = "river"

// queue brings the queue's own tables to the version of its library.
func queue(ctx context.Context, ownerURL string) error {
	pool, err := pgxpool.New(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{
		Schema: QueueSchema, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(7310603155000003)`); err != nil {
			return err
		}
		_, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
}

// Down takes back the last n versions, and with them what only they held.
func Down(ownerURL string, n int) error {
	if err := with(ownerURL, func(m *migrate.Migrate) error { return m.Steps(-n) }); err != nil {
		return fmt.Errorf("migrate down %d: %w", n, err)
	}
	return nil
}

// Version is the version that the database is at, 0 for an empty one, and
// whether a migration failed half-way.
func Version(ownerURL string) (version uint, dirty bool, err error) {
	err = with(ownerURL, func(m *migrate.Migrate) error {
		version, dirty, err = m.Version()
		if errors.Is(err, migrate.ErrNilVersion) {
			return nil
		}
		return err
	})
	return version, dirty, err
}

// Role is the role that an address logs in as.
func Role(url string) (string, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return "", err
	}
	return config.User, nil
}

func with(ownerURL string, do func(*migrate.Migrate) error) (err error) {
	config, err := pgx.ParseConfig(ownerURL)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	driver, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		return err
	}
	source, err := iofs.New(files, ".")
	if err != nil {
		return err
	}
	m, err := migrate.NewWithInstance("iofs", source, "pgx5", driver)
	if err != nil {
		return err
	}
	defer func() {
		sourceErr, dbErr := m.Close()
		err = errors.Join(err, sourceErr, dbErr)
	}()
	if err := do(m); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return err
	}
	return nil
}

func grant(ctx context.Context, ownerURL, role string) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if role == "" || role == conn.Config().User {
		return nil
	}
	statements := strings.ReplaceAll(grants, "%[1]s", pgx.Identifier{role}.Sanitize())
	if _, err := conn.Exec(ctx, statements); err != nil {
		return fmt.Errorf("grant to the server's role: %w", err)
	}
	return nil
}
