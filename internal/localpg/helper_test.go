package localpg

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
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

// runnerVariable names the data folder when the test binary is to be the
// program that runs a cluster, so that the program can be killed.
const runnerVariable = "LOCALPG_TEST_RUN"

func TestMain(m *testing.M) {
	if dir := os.Getenv(runnerVariable); dir != "" {
		os.Exit(run(dir))
	}
	os.Exit(m.Run())
}

// run starts the cluster, says how that went in one line, and stops it when
// its input ends.
func run(dir string) int {
	c, err := Start(context.Background(), Options{DataDir: dir})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := c.Stop(context.Background()); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// runner is a process that runs a cluster.
type runner struct {
	cmd *exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

func newRunner(t *testing.T, dir string) *runner {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{cmd: exec.Command(self)}
	r.cmd.Env = append(os.Environ(), runnerVariable+"="+dir)
	r.cmd.Stderr = os.Stderr
	in, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.in, r.out = in, bufio.NewReader(out)
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = r.in.Close()
		_ = r.cmd.Wait()
	})
	return r
}

func newReadyRunner(t *testing.T, dir string) *runner {
	t.Helper()
	r := newRunner(t, dir)
	if said := r.said(t); said != "ready" {
		t.Fatal(said)
	}
	return r
}

func (r *runner) said(t *testing.T) string {
	t.Helper()
	line, err := r.out.ReadString('\n')
	if err != nil {
		t.Fatalf("the process that runs the cluster said nothing: %v", err)
	}
	return strings.TrimSpace(line)
}

func (r *runner) pid() int { return r.cmd.Process.Pid }

// kill is kill -9, and waits until the process is gone.
func (r *runner) kill(t *testing.T) {
	t.Helper()
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = r.cmd.Wait()
}

// newDataDir is a data folder that is not there yet, with parents that let
// every account through.
func newDataDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, path := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(path, 0o711); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "d")
}

// start starts a cluster that is stopped with the test, and bounds the time.
func start(t *testing.T, dir string) *Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	begun := time.Now()
	c, err := Start(ctx, Options{DataDir: dir, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("started in %v", time.Since(begun).Round(time.Millisecond))
	t.Cleanup(func() { stop(t, c) })
	return c
}

func stop(t *testing.T, c *Cluster) {
	t.Helper()
	if err := c.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func attach(t *testing.T, dir string) *Cluster {
	t.Helper()
	c, err := Attach(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
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

// keep commits a row that every later start must still find.
func keep(t *testing.T, c *Cluster) {
	t.Helper()
	conn := connect(t, c.OwnerURL(Database))
	_, err := conn.Exec(t.Context(), `create table lighthouses (name text); insert into lighthouses values ('Skerry Ness')`)
	if err != nil {
		t.Fatal(err)
	}
}

func isKept(t *testing.T, c *Cluster) {
	t.Helper()
	var name string
	conn := connect(t, c.OwnerURL(Database))
	if err := conn.QueryRow(t.Context(), `select name from lighthouses`).Scan(&name); err != nil || name != "Skerry Ness" {
		t.Errorf("the row is %q, %v; want what was committed before", name, err)
	}
}

// busyBackends leaves backends at work that do not look up from it by themselves.
func busyBackends(t *testing.T, c *Cluster) {
	t.Helper()
	for _, sql := range []string{
		`do $$ begin loop end loop; end $$`,
		`select pg_sleep(60)`,
		`select count(*) from generate_series(1, 1000000000)`,
	} {
		conn := connect(t, c.OwnerURL(Database))
		go func() { _, _ = conn.Exec(context.Background(), sql) }()
	}
	time.Sleep(100 * time.Millisecond)
}

func postmasterPID(t *testing.T, dir string) int {
	t.Helper()
	b, err := os.ReadFile(folder(dir).pidFile())
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func killPID(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}
