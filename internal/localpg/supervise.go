package localpg

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	firstPause = 50 * time.Millisecond
	longPause  = 10 * time.Second
	// healthy is how long postgres must have run for its end to count as a
	// first failure again.
	healthy = time.Minute
	// busyPatience is how long a start waits for processes of an earlier run.
	busyPatience = time.Minute
)

// launchOnce clears what an earlier run left, starts postgres and connects.
func (c *Cluster) launchOnce(ctx context.Context) (*postmaster, *pgx.Conn, error) {
	if err := c.clearLeftovers(ctx); err != nil {
		return nil, nil, err
	}
	p, err := c.launch()
	if err != nil {
		return nil, nil, err
	}
	conn, err := c.awaitReady(ctx, p)
	if err != nil {
		c.abandon(p)
		return nil, nil, err
	}
	return p, conn, nil
}

// abandon ends a postgres that never became ready.
func (c *Cluster) abandon(p *postmaster) {
	select {
	case <-p.exited:
	default:
		c.shutdown(p)
	}
}

// launchPatiently is launchOnce again and again while an earlier run's
// processes are in the way; any other failure is final.
func (c *Cluster) launchPatiently(ctx context.Context) (*postmaster, *pgx.Conn, error) {
	for deadline := time.Now().Add(busyPatience); ; {
		p, conn, err := c.launchOnce(ctx)
		if busy := (*busyError)(nil); !errors.As(err, &busy) || time.Now().After(deadline) {
			return p, conn, err
		}
		if !pause(ctx, 100*time.Millisecond) {
			return nil, nil, ctx.Err()
		}
	}
}

// supervise keeps postgres running until life ends, and then stops it and
// gives up the folder.
func (c *Cluster) supervise(life context.Context, p *postmaster) {
	defer close(c.ended)
	defer c.rush()
	defer c.held.release()
	defer func() {
		c.removeSockets()
		_ = os.Remove(c.dir.state())
	}()
	wait := firstPause
	for {
		since := time.Now()
		select {
		case <-life.Done():
			c.shutdown(p)
			c.log.Info("postgres has stopped")
			return
		case <-p.exited:
		}
		c.log.Error("postgres ended by itself and is started again", "error", p.failure())
		if time.Since(since) > healthy {
			wait = firstPause
		}
		if p, wait = c.relaunch(life, wait); p == nil {
			return
		}
	}
}

// relaunch starts postgres again, however often it takes, with growing
// pauses. It returns nil when life ended first.
func (c *Cluster) relaunch(life context.Context, wait time.Duration) (*postmaster, time.Duration) {
	for pause(life, wait) {
		wait = min(2*wait, longPause)
		p, conn, err := c.launchOnce(life)
		if err == nil {
			_ = conn.Close(life)
			c.log.Info("postgres is back")
			return p, wait
		}
		if life.Err() == nil {
			c.log.Error("postgres does not start; another try follows", "error", err, "in", wait)
		}
	}
	return nil, wait
}

// pause waits, and tells whether there is reason to go on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
