// Package localpg runs the private Postgres cluster that serves when no
// DATABASE_URL is given: one cluster under one data folder, reached through a
// Unix socket only, started with the program and stopped with it.
//
// It knows how to keep a database server alive and nothing of what is stored
// in it: no schema, no migrations, no stories. It never deletes data; a
// cluster that it cannot run is refused and left as it was.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// Database is the database that the first start creates, owned by OwnerRole.
	Database = "storywire"
	// OwnerRole owns the cluster and its databases; migrations run as it.
	OwnerRole = "storywire_owner"
	// ServerRole may log in and use what it was granted, and cannot run DDL.
	// The server works as this role.
	ServerRole = "storywire"
)

// port only names the socket file; nothing listens on TCP.
const port = "5432"

// Options say which cluster to run and how.
type Options struct {
	// DataDir is the folder that holds the cluster. It is made if absent.
	DataDir string
	// Log receives what the cluster has to say; nil discards it.
	Log *slog.Logger
	// Fast gives up durability for speed. It is for tests alone: a crash may
	// lose or corrupt everything.
	Fast bool
}

// Cluster is a Postgres cluster that this process runs, or one that another
// process runs and this one has attached to.
type Cluster struct {
	dir     folder
	log     *slog.Logger
	fast    bool
	secrets secrets
	sockets string

	// What follows is set only when this process runs the cluster.
	held  *lock
	who   account
	bin   binaries
	name  string             // cluster_name, by which its processes are known
	end   context.CancelFunc // tells the supervisor to stop the cluster
	hurry context.Context    // done when a stop may no longer be patient
	rush  context.CancelFunc // ends hurry
	ended chan struct{}      // closed when the supervisor is done
}

// Start runs the cluster under o.DataDir, creating it on the first start, and
// keeps it running until Stop. It holds the folder's lock all that while; if
// another process does, the error is a *HeldError. The context bounds the
// start alone.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	dir, err := openFolder(o.DataDir)
	if err != nil {
		return nil, err
	}
	held, err := takeLock(ctx, dir)
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir, fast: o.Fast, log: o.Log, held: held, ended: make(chan struct{})}
	c.hurry, c.rush = context.WithCancel(context.Background())
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if err := c.start(ctx); err != nil {
		c.rush()
		c.removeSockets()
		held.release()
		return nil, err
	}
	return c, nil
}

// start does the work of Start once the folder is ours.
func (c *Cluster) start(ctx context.Context) error {
	begun := time.Now()
	if err := c.prepare(ctx); err != nil {
		return err
	}
	p, conn, err := c.launchPatiently(ctx)
	if err != nil {
		return err
	}
	err = c.furnish(ctx, conn)
	_ = conn.Close(ctx)
	if err != nil {
		c.shutdown(p)
		return err
	}
	c.log.Info("postgres is ready", "version", c.bin.version, "data", c.dir.data(), "took", time.Since(begun).Round(time.Millisecond))
	life, end := context.WithCancel(context.Background())
	c.end = end
	go c.supervise(life, p)
	return nil
}

// prepare settles everything that must be known before postgres can start:
// who runs it, which binaries, the cluster itself, and where its socket is.
func (c *Cluster) prepare(ctx context.Context) (err error) {
	if err := c.dir.clearUnfinished(); err != nil {
		return err
	}
	major, err := c.dir.major()
	if err != nil {
		return err
	}
	if c.who, err = pickAccount(c.dir); err != nil {
		return err
	}
	if c.bin, err = findBinaries(ctx, c.who, major); err != nil {
		return fmt.Errorf("%w (data folder %s)", err, c.dir)
	}
	if major == 0 {
		if err := c.initialise(ctx); err != nil {
			return err
		}
	}
	if c.secrets, err = c.dir.readSecrets(); err != nil {
		return err
	}
	if c.name, err = c.dir.clusterName(); err != nil {
		return err
	}
	return c.makeSockets()
}

// Open attaches to the cluster under o.DataDir if a process runs it, and
// starts it otherwise. Stop on what it returns does the right thing in both
// cases: it stops what this process started and nothing else.
func Open(ctx context.Context, o Options) (*Cluster, error) {
	for {
		c, err := Attach(ctx, o.DataDir)
		if !errors.Is(err, ErrNotRunning) {
			return c, err
		}
		c, err = Start(ctx, o)
		// Another process may have started it between the two.
		if held := (*HeldError)(nil); !errors.As(err, &held) {
			return c, err
		}
	}
}

// OwnerURL is the address of a database of the cluster for OwnerRole.
func (c *Cluster) OwnerURL(db string) string {
	return c.url(OwnerRole, c.secrets.OwnerPassword, db)
}

// ServerURL is the address of a database of the cluster for ServerRole.
func (c *Cluster) ServerURL(db string) string {
	return c.url(ServerRole, c.secrets.ServerPassword, db)
}

func (c *Cluster) url(role, password, db string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, password),
		Path:     "/" + db,
		RawQuery: url.Values{"host": {c.sockets}, "port": {port}}.Encode(),
	}
	return u.String()
}

// Stop ends the cluster: open transactions are rolled back, what was
// committed is written out. When ctx ends first, it stops at once and leaves
// the rest to the next start's recovery. On an attached cluster Stop does
// nothing, since another process runs it.
func (c *Cluster) Stop(ctx context.Context) error {
	if c.held == nil {
		return nil
	}
	c.end()
	select {
	case <-c.ended:
		return nil
	case <-ctx.Done():
		c.rush()
		<-c.ended
		return fmt.Errorf("postgres did not stop in time and was cut off: %w", ctx.Err())
	}
}

// connect opens one connection as the owner.
func (c *Cluster) connect(ctx context.Context, db string) (*pgx.Conn, error) {
	return pgx.Connect(ctx, c.OwnerURL(db))
}

// openFolder makes the data folder if it is not there.
func openFolder(path string) (folder, error) {
	if path == "" {
		return "", errors.New("no data folder was given for the private Postgres")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		return folder(path), nil
	}
	if err := os.MkdirAll(path, folderMode()); err != nil {
		return "", fmt.Errorf("make the data folder: %w", err)
	}
	// A strict umask must not keep the account that runs postgres out of a
	// folder that we made for it.
	return folder(path), os.Chmod(path, folderMode())
}
