package localpg

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestKillOfTheParent(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	r := newReadyRunner(t, dir)
	c := attach(t, dir)
	keep(t, c)
	busyBackends(t, c)
	r.kill(t)
	isKept(t, start(t, dir))
}

// Killed without a Start to follow, the program must not leave postgres
// running. Only Linux promises this; elsewhere the next start sees to it.
func TestPostgresDoesNotOutliveItsParent(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	r := newReadyRunner(t, dir)
	pid := postmasterPID(t, dir)
	r.kill(t)
	if _, err := os.Stat("/proc/self"); err != nil {
		isRunning(t, start(t, dir))
		return
	}
	within(t, 10*time.Second, "postgres ends", func() bool {
		return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
	})
}

func TestKillOfThePostmaster(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	c := start(t, dir)
	keep(t, c)
	for range 2 {
		busyBackends(t, c)
		killPID(t, postmasterPID(t, dir))
		within(t, 20*time.Second, "postgres is back", func() bool {
			conn, err := pgx.Connect(t.Context(), c.ServerURL(Database))
			if err != nil {
				return false
			}
			return conn.Close(t.Context()) == nil
		})
		isKept(t, c)
	}
}

func TestKillOfBoth(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	r := newReadyRunner(t, dir)
	c := attach(t, dir)
	keep(t, c)
	busyBackends(t, c)
	killPID(t, postmasterPID(t, dir))
	r.kill(t)
	isKept(t, start(t, dir))
}

func TestKillDuringInitdb(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"data", "data/PG_VERSION", "data/global/pg_control", "data/base/5"} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			dir := newDataDir(t)
			r := newRunner(t, dir)
			made := filepath.Join(dir, "init-"+strconv.Itoa(r.pid()), file)
			within(t, 20*time.Second, "initdb makes "+file, func() bool {
				_, err := os.Stat(made)
				return err == nil
			})
			r.kill(t)
			isRunning(t, start(t, dir))
			if left, _ := filepath.Glob(filepath.Join(dir, "init-*")); len(left) != 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

// The first start is cut short after initdb, with the database half made.
func TestKillBeforeTheDatabaseIsWhole(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	c := start(t, dir)
	conn := connect(t, c.OwnerURL("postgres"))
	if _, err := conn.Exec(t.Context(), `alter database storywire rename to storywire_making`); err != nil {
		t.Fatal(err)
	}
	stop(t, c)
	isRunning(t, start(t, dir))
}

func TestStartEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, Options{DataDir: dir, Fast: true}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%v; want that the time was up", err)
	}
	isRunning(t, start(t, dir))
}

func TestSixStartsAtOnce(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	var runners []*runner
	for range 6 {
		runners = append(runners, newRunner(t, dir))
	}
	winner := 0
	var refusals []string
	for _, r := range runners {
		if said := r.said(t); said == "ready" {
			winner = r.pid()
		} else {
			refusals = append(refusals, said)
		}
	}
	if winner == 0 || len(refusals) != 5 {
		t.Fatalf("%d were refused; want one to run and five to be refused: %q", len(refusals), refusals)
	}
	for _, said := range refusals {
		if !strings.Contains(said, "in use by process "+strconv.Itoa(winner)) {
			t.Errorf("%q; want that it names the process %d", said, winner)
		}
	}
	isRunning(t, attach(t, dir))
}

// Postgres trusts a lock file whose pid is alive, though it be a stranger's
// or a zombie's. What holds the folder's lock knows better.
func TestStalePID(t *testing.T) {
	t.Parallel()
	sleep := func(t *testing.T, seconds string) *exec.Cmd {
		cmd := exec.Command("sleep", seconds)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	t.Run("of another process", func(t *testing.T) {
		t.Parallel()
		cmd := sleep(t, "60")
		startOverPID(t, cmd.Process.Pid)
		if err := cmd.Process.Signal(syscall.Signal(0)); err != nil {
			t.Errorf("the other process was harmed: %v", err)
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	t.Run("of a zombie", func(t *testing.T) {
		t.Parallel()
		cmd := sleep(t, "0")
		time.Sleep(200 * time.Millisecond)
		startOverPID(t, cmd.Process.Pid)
		_ = cmd.Wait()
	})
}

// startOverPID leaves the lock files of a run whose pid has come to be that of
// another process.
func startOverPID(t *testing.T, pid int) {
	t.Helper()
	dir := newDataDir(t)
	c := start(t, dir)
	keep(t, c)
	stale := map[string]string{}
	for _, path := range []string{folder(dir).pidFile(), socketIn(c.sockets) + ".lock"} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(b), "\n")
		stale[path] = strconv.Itoa(pid) + "\n" + rest
	}
	stop(t, c)
	for path, text := range stale {
		err := errors.Join(os.WriteFile(path, []byte(text), 0o600), c.who.give(path))
		if err != nil {
			t.Fatal(err)
		}
	}
	isKept(t, start(t, dir))
}

func isRunning(t *testing.T, c *Cluster) {
	t.Helper()
	if err := connect(t, c.ServerURL(Database)).Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func within(t *testing.T, limit time.Duration, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", limit, what)
		}
	}
}
