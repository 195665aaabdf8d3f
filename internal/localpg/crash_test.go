package localpg

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
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
	made := start(t, dir)
	keep(t, made)
	stop(t, made)
	for _, kill := range []struct {
		name string
		do   func(t *testing.T, r *runner)
	}{
		{"alone", func(t *testing.T, r *runner) { r.kill(t) }},
		{"after the postmaster", func(t *testing.T, r *runner) {
			killPID(t, postmasterPID(t, dir))
			r.kill(t)
		}},
		{"before the postmaster", func(t *testing.T, r *runner) {
			pid := postmasterPID(t, dir)
			r.kill(t)
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended already
		}},
	} {
		t.Run(kill.name, func(t *testing.T) {
			r := newReadyRunner(t, dir)
			busyBackends(t, attach(t, dir))
			kill.do(t, r)
			isKept(t, start(t, dir))
		})
	}
	t.Run("and no start after it", func(t *testing.T) {
		r := newReadyRunner(t, dir)
		pid := postmasterPID(t, dir)
		r.kill(t)
		if runtime.GOOS != "linux" {
			isKept(t, start(t, dir)) // only Linux ends postgres before that
			return
		}
		within(t, 10*time.Second, "postgres ends", func() bool {
			// Of a zombie, which nobody may have reaped yet, this is empty.
			line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
			return err != nil || len(line) == 0
		})
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

func TestKillDuringInitdb(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"data/PG_VERSION", "data/base/5"} {
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
	dir := newDataDir(t)
	made := start(t, dir)
	keep(t, made)
	stop(t, made)
	t.Run("of another process", func(t *testing.T) {
		cmd := sleep(t, "60")
		startOverPID(t, dir, cmd.Process.Pid)
		if err := cmd.Process.Signal(syscall.Signal(0)); err != nil {
			t.Errorf("the other process was harmed: %v", err)
		}
	})
	t.Run("of a zombie", func(t *testing.T) {
		cmd := sleep(t, "0")
		time.Sleep(200 * time.Millisecond)
		startOverPID(t, dir, cmd.Process.Pid)
	})
}

func sleep(t *testing.T, seconds string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sleep", seconds)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

// startOverPID leaves the lock files of a run whose pid has come to be that of
// another process.
func startOverPID(t *testing.T, dir string, pid int) {
	t.Helper()
	c := start(t, dir)
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
