package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
)

// leftover is a process of this cluster that an earlier run left behind.
type leftover struct {
	pid        int
	postmaster bool
}

// clearLeftovers ends the processes of an earlier run and removes the lock
// files that it left. Both are safe because we hold the folder: whoever ran
// them is gone. Postgres itself trusts a lock file whenever a process with
// that pid exists, though it be a zombie or a stranger.
func (c *Cluster) clearLeftovers(ctx context.Context) error {
	if err := c.endLeftovers(ctx); err != nil {
		return err
	}
	for _, path := range []string{c.dir.pidFile(), socketIn(c.sockets) + ".lock", socketIn(c.sockets)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear what an earlier run left: %w", err)
		}
	}
	return nil
}

// endLeftovers asks first for a clean end and grows less polite with time. A
// backend without its postmaster has nothing to be clean about: the memory it
// shares is lost, and recovery follows in any case.
func (c *Cluster) endLeftovers(ctx context.Context) error {
	sent := map[int]syscall.Signal{}
	for begun := time.Now(); ; {
		left, err := c.leftovers()
		if err != nil {
			return fmt.Errorf("look for processes of an earlier run: %w", err)
		}
		if len(left) == 0 {
			return nil
		}
		for _, l := range left {
			sig := politeness(l, time.Since(begun))
			if sent[l.pid] != sig {
				c.log.Info("ending a process of an earlier run", "pid", l.pid, "signal", sig.String())
				_ = syscall.Kill(l.pid, sig) // gone already is as good
				sent[l.pid] = sig
			}
		}
		if !pause(ctx, 10*time.Millisecond) {
			return fmt.Errorf("processes of an earlier run have not ended: %w", ctx.Err())
		}
	}
}

func politeness(l leftover, elapsed time.Duration) syscall.Signal {
	switch {
	case l.postmaster && elapsed < 15*time.Second:
		return syscall.SIGINT
	case elapsed < 25*time.Second:
		return syscall.SIGQUIT
	}
	return syscall.SIGKILL
}

// isOurs tells by a process's command line whether it belongs to the cluster
// of that name. The postmaster has the name among its arguments; the others
// carry it in the title that they give themselves.
func isOurs(name, commandLine string) (ours, postmaster bool) {
	if strings.HasPrefix(commandLine, "postgres: "+name+": ") {
		return true, false
	}
	fields := strings.FieldsFunc(commandLine, func(r rune) bool { return r == 0 || r == ' ' })
	for _, f := range fields {
		if f == "cluster_name="+name {
			return true, true
		}
	}
	return false, false
}
