package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNotRunning says that no process runs the cluster; Start would.
var ErrNotRunning = errors.New("the private Postgres is not running")

// attachPatience is how long Attach waits for a process that holds the folder
// and is still starting the cluster.
const attachPatience = time.Minute

// Attach finds the cluster that another process runs under dataDir, waiting
// for it when it is just starting. The error is ErrNotRunning when no process
// runs it.
func Attach(ctx context.Context, dataDir string) (*Cluster, error) {
	path, err := filepath.Abs(dataDir)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, attachPatience)
	defer cancel()
	for dir := folder(path); ; {
		pid, held, err := holder(dir)
		if err != nil {
			return nil, err
		}
		if !held {
			return nil, ErrNotRunning
		}
		c, err := attachOnce(ctx, dir, pid)
		if err == nil || errors.Is(err, fs.ErrPermission) {
			return c, err
		}
		if !pause(ctx, 50*time.Millisecond) {
			return nil, fmt.Errorf("process %d runs the Postgres in %s, which cannot be reached: %w", pid, dir, err)
		}
	}
}

func attachOnce(ctx context.Context, dir folder, pid int) (*Cluster, error) {
	var s state
	if err := readJSON(dir.state(), &s); err != nil {
		return nil, err
	}
	// A run that was killed leaves its state behind.
	if s.PID != pid {
		return nil, errors.New("it has not said where its socket is")
	}
	secrets, err := dir.readSecrets()
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir, secrets: secrets, sockets: s.SocketDir, log: slog.New(slog.DiscardHandler)}
	conn, err := pgx.Connect(ctx, c.ServerURL(Database))
	if err != nil {
		return nil, err
	}
	return c, conn.Close(ctx)
}
