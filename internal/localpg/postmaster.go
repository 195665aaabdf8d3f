package localpg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// postmaster is the parent of all the cluster's processes, a child of ours.
type postmaster struct {
	process *os.Process
	exited  chan struct{} // closed when it has ended
	said    *speech
}

// arguments are the settings that must hold whatever postgresql.conf says;
// everything else is the user's to tune there.
func (c *Cluster) arguments() []string {
	set := []string{
		"listen_addresses=",
		"unix_socket_directories=" + c.sockets,
		"unix_socket_permissions=0700",
		"port=" + port,
		"cluster_name=" + c.name,
		"logging_collector=off",
		"log_destination=stderr",
		"log_line_prefix=",
		"log_min_error_statement=panic", // statements hold what is not public yet
		"lc_messages=C",
		"timezone=UTC",
		"log_timezone=UTC",
	}
	if runtime.GOOS == "linux" {
		// A backend that works for a client which is gone ends within a
		// second, so that a start after a crash need not wait for it.
		set = append(set, "client_connection_check_interval=1s")
	}
	if c.fast {
		set = append(set, "fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"autovacuum=off", "wal_level=minimal", "max_wal_senders=0", "max_connections=200")
	}
	args := []string{"-D", c.dir.data()}
	for _, s := range set {
		args = append(args, "-c", s)
	}
	return args
}

// launch starts postgres and returns at once.
func (c *Cluster) launch() (*postmaster, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	//nolint:noctx // it lives as long as the cluster, and the supervisor ends it
	cmd := exec.Command(c.bin.path("postgres"), c.arguments()...)
	cmd.Dir, cmd.Env = string(c.dir), childEnv()
	// A file of our own rather than a pipe of exec's: Wait would hold out for
	// orphaned backends, which keep the pipe open.
	cmd.Stdout, cmd.Stderr = w, w
	cmd.SysProcAttr = c.who.attributes()
	dieWithUs(cmd.SysProcAttr, syscall.SIGINT)

	p := &postmaster{exited: make(chan struct{}), said: listen(r, c.log)}
	started := make(chan error, 1)
	go func() {
		// On Linux the child's life hangs on the thread that started it, so
		// this one stays until the child has ended.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		_ = w.Close()
		p.process = cmd.Process
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended is in what it said
		}
		close(p.exited)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start postgres: %w", c.who.explain(err, string(c.dir)))
	}
	return p, nil
}

// awaitReady connects as soon as postgres lets us.
func (c *Cluster) awaitReady(ctx context.Context, p *postmaster) (*pgx.Conn, error) {
	notice := time.NewTicker(5 * time.Second)
	defer notice.Stop()
	for wait := 2 * time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		conn, err := c.connect(ctx, "postgres")
		if err == nil {
			return conn, nil
		}
		refused := (*pgconn.PgError)(nil)
		if errors.As(err, &refused) && refused.Code != "57P03" || errors.Is(err, fs.ErrPermission) {
			return nil, fmt.Errorf("postgres started and does not let us in: %w", err)
		}
		select {
		case <-p.exited:
			return nil, p.failure()
		case <-ctx.Done():
			return nil, fmt.Errorf("postgres is not ready: %w", ctx.Err())
		case <-notice.C:
			c.log.Info("postgres is still starting; after a crash it may have to recover")
		case <-time.After(wait):
		}
	}
}

// busyError says that what an earlier run left behind is in the way, which
// time will mend.
type busyError struct{ said string }

func (e *busyError) Error() string {
	return "processes of an earlier run still use the cluster: " + e.said
}

// busy matches what postgres says when it finds memory or a lock file of a run
// that has not ended.
var busy = regexp.MustCompile(`pre-existing shared memory block|lock file ".*" already exists`)

// failure is why postgres ended, in its own words.
func (p *postmaster) failure() error {
	said := p.said.last()
	if busy.MatchString(said) {
		return &busyError{said}
	}
	if said == "" {
		said = "it said nothing"
	}
	return errors.New("postgres ended: " + said)
}

// shutdown ends postgres, cleanly while there is time for that.
func (c *Cluster) shutdown(p *postmaster) {
	_ = p.process.Signal(syscall.SIGINT) // fast: roll back and close
	select {
	case <-p.exited:
		return
	case <-c.hurry.Done():
	}
	_ = p.process.Signal(syscall.SIGQUIT) // immediate: recover at the next start
	select {
	case <-p.exited:
	case <-time.After(10 * time.Second):
		_ = p.process.Kill()
		<-p.exited
	}
}

// speech is what postgres writes to its log: passed on to ours, and the last
// lines kept, for they say why it failed.
type speech struct {
	mu    sync.Mutex
	lines []string
	done  chan struct{}
}

func listen(r io.ReadCloser, log *slog.Logger) *speech {
	s := &speech{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		defer func() { _ = r.Close() }()
		in := bufio.NewReader(r)
		for {
			line, err := in.ReadString('\n')
			if line = strings.TrimSpace(line); line != "" {
				s.add(line, log)
			}
			if err != nil {
				return
			}
		}
	}()
	return s
}

// toUs matches the answers to our own knocking until postgres is ready, which
// would crowd out what matters.
var toUs = regexp.MustCompile(`the database system is (starting up|not yet accepting)|Consistent recovery state has not`)

func (s *speech) add(line string, log *slog.Logger) {
	level := slog.LevelDebug // a FATAL ends one connection, which its client hears of
	if strings.HasPrefix(line, "PANIC:") {
		level = slog.LevelWarn
	}
	log.Log(context.Background(), level, "postgres says", "line", line)
	if toUs.MatchString(line) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lines = append(s.lines, line); len(s.lines) > 10 {
		s.lines = s.lines[1:]
	}
}

// last is the end of the log. It waits a little for what is still on its way;
// orphaned backends may keep the pipe open for longer.
func (s *speech) last() string {
	select {
	case <-s.done:
	case <-time.After(100 * time.Millisecond):
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, " | ")
}
