package localpg

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// initialise makes the cluster beside its place and renames it there when it
// is whole, so that a start that is cut short leaves no half of a cluster.
func (c *Cluster) initialise(ctx context.Context) error {
	c.log.Info("making a Postgres cluster", "version", c.bin.version, "data", c.dir.data())
	making := c.dir.in("init-" + strconv.Itoa(os.Getpid()))
	if err := c.makeCluster(ctx, making); err != nil {
		// Nothing in it was ever in use. What cannot be removed now is
		// removed by the next start.
		_ = os.RemoveAll(making)
		return fmt.Errorf("make a Postgres cluster: %w", err)
	}
	if err := os.Rename(making, c.dir.cluster()); err != nil {
		return fmt.Errorf("move the new cluster to its place: %w", err)
	}
	return syncFolder(string(c.dir))
}

func (c *Cluster) makeCluster(ctx context.Context, making string) error {
	data := filepath.Join(making, "data")
	for dir, mode := range map[string]os.FileMode{making: folderMode(), data: 0o700} {
		if err := os.MkdirAll(dir, mode); err != nil {
			return err
		}
		if err := os.Chmod(dir, mode); err != nil {
			return err
		}
	}
	s := secrets{OwnerPassword: rand.Text(), ServerPassword: rand.Text()}
	if err := writeJSON(filepath.Join(making, "secrets.json"), s); err != nil {
		return err
	}
	// initdb reads the password from a file that its account must own.
	password := filepath.Join(making, "password")
	if err := os.WriteFile(password, []byte(s.OwnerPassword+"\n"), 0o600); err != nil {
		return err
	}
	for _, path := range []string{data, password} {
		if err := c.who.give(path); err != nil {
			return err
		}
	}
	if err := c.runInitdb(ctx, making, data, password); err != nil {
		return err
	}
	if err := os.Remove(password); err != nil {
		return err
	}
	return syncFolder(making)
}

func (c *Cluster) runInitdb(ctx context.Context, making, data, password string) error {
	args := []string{
		"--pgdata", data, "--username", OwnerRole, "--pwfile", password,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--data-checksums", "--no-instructions",
	}
	args = append(args, localeArgs()...)
	if c.fast {
		args = append(args, "--no-sync")
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, c.bin.path("initdb"), args...)
	cmd.Dir, cmd.Env = making, childEnv()
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = c.who.attributes()
	dieWithUs(cmd.SysProcAttr, syscall.SIGTERM)
	// initdb tidies up after itself when it is asked to end.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }

	// On Linux the child's life hangs on this thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %s", c.who.explain(err, making), strings.TrimSpace(out.String()))
	}
	return nil
}

// localeArgs choose byte order for sorting, the same on every machine, and
// Unicode for case and character classes.
func localeArgs() []string {
	if runtime.GOOS == "darwin" {
		return []string{"--locale", "C", "--lc-ctype", "UTF-8"}
	}
	return []string{"--locale", "C.UTF-8"}
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}
