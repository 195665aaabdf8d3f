package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestMain(m *testing.M) {
	Main(m, func(ctx context.Context, ownerURL, serverRole string) error {
		conn, err := pgx.Connect(ctx, ownerURL)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, `create table ferries (name text primary key);
			grant select, insert on ferries to `+serverRole)
		return errors.Join(err, conn.Close(ctx))
	})
}

// Each of these would meet another's row if they shared a database.
func TestEachTestHasItsOwnDatabase(t *testing.T) {
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			conn := connect(t, New(t).ServerURL)
			if _, err := conn.Exec(t.Context(), `insert into ferries values ('Marram Queen')`); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := conn.QueryRow(t.Context(), `select count(*) from ferries`).Scan(&n); err != nil || n != 1 {
				t.Errorf("%d rows, %v; want 1", n, err)
			}
		})
	}
}

// TestAFillingIsMadeOnce has each test find it in a database of its own.
func TestAFillingIsMadeOnce(t *testing.T) {
	t.Parallel()
	var times atomic.Int64
	filling := &Filling{Put: func(ctx context.Context, ownerURL string) error {
		times.Add(1)
		conn, err := pgx.Connect(ctx, ownerURL)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, `insert into ferries values ('Sandpiper')`)
		return errors.Join(err, conn.Close(ctx))
	}}
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			conn := connect(t, NewFilled(t, filling).ServerURL)
			if _, err := conn.Exec(t.Context(), `insert into ferries values ('Marram Queen')`); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := conn.QueryRow(t.Context(), `select count(*) from ferries`).Scan(&n); err != nil || n != 2 {
				t.Errorf("%d rows, %v; want 2", n, err)
			}
		})
	}
	if n := times.Load(); n != 1 {
		t.Errorf("it was made %d times", n)
	}
}

func TestNewEmptyHasNoSchema(t *testing.T) {
	t.Parallel()
	conn := connect(t, NewEmpty(t).OwnerURL)
	var n int
	err := conn.QueryRow(t.Context(), `select count(*) from pg_tables where schemaname = 'public'`).Scan(&n)
	if err != nil || n != 0 {
		t.Errorf("%d tables, %v; want none", n, err)
	}
}

func TestTheServersRoleHasNoDDL(t *testing.T) {
	t.Parallel()
	conn := connect(t, New(t).ServerURL)
	for _, sql := range []string{
		`create table boats (name text)`,
		`create temp table boats (name text)`,
		`create schema boats`,
		`drop table ferries`,
		`alter table ferries add column built int`,
		`create database boats`,
		`delete from ferries`,
	} {
		_, err := conn.Exec(t.Context(), sql)
		refused := (*pgconn.PgError)(nil)
		if !errors.As(err, &refused) || refused.Code != "42501" {
			t.Errorf("%s: %v; want permission denied", sql, err)
		}
	}
}

func TestADatabaseIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	var db DB
	t.Run("open", func(t *testing.T) {
		db = New(t)
		// Never closed: a leaking test must not keep its database.
		if _, err := pgx.Connect(context.Background(), db.OwnerURL); err != nil {
			t.Fatal(err)
		}
	})
	_, err := pgx.Connect(t.Context(), db.OwnerURL)
	if gone := (*pgconn.PgError)(nil); !errors.As(err, &gone) || gone.Code != "3D000" {
		t.Errorf("connecting after the test: %v; want that there is no such database", err)
	}
}

func TestRecord(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "record")
	s := suite{recordTo: path}
	s.made.Add(3)
	if err := s.record(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(string(b), "/internal/pgtest 3\n") {
		t.Errorf("recorded %q, %v", b, err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// holdVariable makes TestHold keep its database until it is killed.
const holdVariable = "PGTEST_HOLD"

func TestHold(t *testing.T) {
	db := New(t)
	if os.Getenv(holdVariable) == "" {
		return
	}
	fmt.Println(db.OwnerURL)
	select {}
}

// again runs one test of this package in a process of its own.
func again(t *testing.T, test string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

func TestWithoutAClusterTestsFail(t *testing.T) {
	t.Parallel()
	out, err := again(t, "TestHold", "TMPDIR=/no/such/folder").CombinedOutput()
	failed := (*exec.ExitError)(nil)
	if !errors.As(err, &failed) || !strings.Contains(string(out), "no database to test with: ") {
		t.Errorf("%v, %s; want a failure that says why", err, out)
	}
}

func TestNothingIsLeftOfABinaryThatIsKilled(t *testing.T) {
	t.Parallel()
	cmd := again(t, "TestHold", holdVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := ""
	for lines := bufio.NewScanner(out); address == "" && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "postgres://") {
			address = lines.Text()
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Dir(config.Host)
	if !strings.Contains(home, "storywire-pgtest-") {
		t.Fatalf("the socket is in %s; want it in the tests' own folder", home)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(home); errors.Is(err, fs.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is left", home)
		}
	}
}
