package localpg

import (
	"fmt"
	"os"
	"path/filepath"
)

// socketPathLimit is what the socket's path may measure: the kernel allows
// 107 bytes on Linux and 103 on macOS and the BSDs.
const socketPathLimit = 103

// makeSockets chooses the folder of the socket and writes down where it is.
// It is in the data folder where the path is short enough, and else a new one
// under /tmp; only postgres's own account may enter it.
func (c *Cluster) makeSockets() error {
	var before state
	if err := readJSON(c.dir.state(), &before); err == nil {
		c.sockets = before.SocketDir
		c.removeSockets()
	}
	c.sockets = c.dir.in("run")
	if len(socketIn(c.sockets)) > socketPathLimit {
		tmp, err := os.MkdirTemp("/tmp", "storywire-")
		if err != nil {
			return fmt.Errorf("make a folder for the socket: %w", err)
		}
		c.sockets = tmp
	} else if err := os.MkdirAll(c.sockets, 0o700); err != nil {
		return fmt.Errorf("make a folder for the socket: %w", err)
	}
	// One that came back with a backup may have lost its mode.
	if err := os.Chmod(c.sockets, 0o700); err != nil {
		return fmt.Errorf("close the folder of the socket: %w", err)
	}
	if err := c.who.give(c.sockets); err != nil {
		return fmt.Errorf("hand over the folder of the socket: %w", err)
	}
	return writeJSON(c.dir.state(), state{PID: os.Getpid(), SocketDir: c.sockets})
}

// removeSockets takes away a folder under /tmp once nothing uses it; the one
// in the data folder stays. It names each file, so that a bent state file
// cannot make it remove anything else.
func (c *Cluster) removeSockets() {
	if c.sockets == "" || c.sockets == c.dir.in("run") {
		return
	}
	_ = os.Remove(socketIn(c.sockets))
	_ = os.Remove(socketIn(c.sockets) + ".lock")
	_ = os.Remove(c.sockets)
}

func socketIn(dir string) string { return filepath.Join(dir, ".s.PGSQL."+port) }
