// Package pgtest gives tests a real Postgres: one cluster for a test binary,
// a database of its own for each test.
//
// It knows how to start a throw-away cluster and copy a migrated database. It
// must not know what the migrations make or what the tests look at. It never
// skips: without Postgres the tests that need one fail, and say why.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storywire/internal/localpg"
)

// DB is a database that one test has for itself.
type DB struct {
	// OwnerURL reaches it as the role that owns it and may change the schema.
	OwnerURL string
	// ServerURL reaches it as the role that the server works as, which has
	// only what the migrations granted it.
	ServerURL string
}

// template is the database that the migrations have run on; New copies it.
const template = "pgtest_migrated"

// startPatience bounds the making of the cluster and of each database, on a
// machine that is busy with other tests.
const startPatience = 2 * time.Minute

// suite is what the tests of one binary share.
type suite struct {
	migrate  func(ctx context.Context, ownerURL, serverRole string) error
	start    sync.Once
	startErr error
	home     *home
	cluster  *localpg.Cluster
	made     atomic.Int64
	filled   atomic.Int64 // databases that are there to be copied
	recordTo string       // see recordVariable
}

var running atomic.Pointer[suite]

// Main runs the tests of a package whose TestMain calls it, and exits with
// their code. The cluster starts when the first test asks for a database;
// migrate, which may be nil, brings the one that New copies to its schema and
// grants serverRole what it may do.
func Main(m *testing.M, migrate func(ctx context.Context, ownerURL, serverRole string) error) {
	s := &suite{migrate: migrate}
	running.Store(s)
	code := m.Run()
	if err := s.end(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// New makes a database with the migrated schema. It is dropped, with whoever
// is still connected to it, when the test ends.
func New(t testing.TB) DB {
	t.Helper()
	return create(t, template)
}

// NewEmpty makes a database without any schema, for tests of the migrations
// themselves. It is dropped when the test ends.
func NewEmpty(t testing.TB) DB {
	t.Helper()
	return create(t, localpg.Database)
}

// ours is the suite that runs, with its cluster.
func ours(t testing.TB) *suite {
	t.Helper()
	s := running.Load()
	if s == nil {
		t.Fatal("the package's TestMain does not call pgtest.Main")
	}
	s.start.Do(func() { s.startErr = s.begin() })
	if s.startErr != nil {
		t.Fatalf("no database to test with: %v", s.startErr)
	}
	return s
}

func create(t testing.TB, from string) DB {
	t.Helper()
	s := ours(t)
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	name := fmt.Sprintf("test_%d", s.made.Add(1))
	if err := s.cluster.CreateDatabase(ctx, name, from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), startPatience)
		defer cancel()
		if err := s.cluster.DropDatabase(ctx, name); err != nil {
			t.Error(err)
		}
	})
	return DB{OwnerURL: s.cluster.OwnerURL(name), ServerURL: s.cluster.ServerURL(name)}
}

// begin starts the cluster and makes the template.
func (s *suite) begin() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	// Asked while tests run, so that the go command knows that a result which
	// it has cached is none for another record.
	s.recordTo = os.Getenv(recordVariable)
	if s.home, err = makeHome(); err != nil {
		return err
	}
	s.cluster, err = localpg.Start(ctx, localpg.Options{DataDir: s.home.path, Fast: true})
	if err != nil {
		return err
	}
	if err := s.cluster.CreateDatabase(ctx, template, localpg.Database); err != nil {
		return err
	}
	if s.migrate == nil {
		return nil
	}
	if err := s.migrate(ctx, s.cluster.OwnerURL(template), localpg.ServerRole); err != nil {
		return fmt.Errorf("migrate the database that tests copy: %w", err)
	}
	return nil
}

// end stops the cluster, removes it and counts what was used.
func (s *suite) end() error {
	if s.cluster != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.cluster.Stop(ctx); err != nil {
			return err
		}
	}
	if s.home != nil {
		if err := s.home.remove(); err != nil {
			return err
		}
	}
	return s.record()
}

// recordVariable names the file that each test binary adds a line to: its
// package's folder and how many databases its tests had. script/test reads it
// to fail when a package's database tests did not run at all.
const recordVariable = "STORYWIRE_PGTEST_RECORD"

func (s *suite) record() error {
	if s.recordTo == "" {
		return nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.recordTo, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(f, "%s %d\n", dir, s.made.Load()); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
