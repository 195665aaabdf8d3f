package pgtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
)

// home is the cluster's temporary folder and the process that removes it. A
// process of its own does that, since a test binary that is killed or runs
// out of time cannot.
type home struct {
	path    string
	remover *exec.Cmd
	line    io.WriteCloser
}

// removal waits for a word or for the end of the pipe, which comes when the
// test binary is gone, however it went. In the second case postgres is
// stopping just then and is given a moment.
const removal = `read -r _ || sleep 1; rm -rf -- "$1"`

func makeHome() (*home, error) {
	path, err := os.MkdirTemp("", "storywire-pgtest-")
	if err != nil {
		return nil, err
	}
	h := &home{path: path}
	if err := h.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("make a folder for the tests' cluster: %w", err), os.RemoveAll(path))
	}
	return h, nil
}

func (h *home) prepare() (err error) {
	// Run as root, the cluster belongs to another account, which must pass.
	if err := os.Chmod(h.path, 0o711); err != nil {
		return err
	}
	//nolint:noctx // it must outlive whatever ends the tests
	h.remover = exec.Command("sh", "-c", removal, "sh", h.path)
	h.remover.Dir = "/"
	// A Ctrl-C in the terminal must not reach it.
	h.remover.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if h.line, err = h.remover.StdinPipe(); err != nil {
		return err
	}
	return h.remover.Start()
}

func (h *home) remove() error {
	_, err := io.WriteString(h.line, "\n")
	if err := errors.Join(err, h.line.Close(), h.remover.Wait()); err != nil {
		return fmt.Errorf("remove the tests' cluster: %w", err)
	}
	return nil
}
