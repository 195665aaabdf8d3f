package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// HeldError says that another process runs the cluster.
type HeldError struct {
	DataDir string
	PID     int // 0 when the holder has not said
}

func (e *HeldError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d", e.PID)
	}
	return fmt.Sprintf("the data folder %s is in use by %s; stop it first, or set another data folder", e.DataDir, who)
}

// lockPatience outlasts a subcommand that only looks whether the lock is
// held, and a holder that has the lock but has not yet written its pid.
const lockPatience = 250 * time.Millisecond

// lock is the hold on a data folder. The kernel drops it with the process,
// however that ends, and child processes do not inherit it.
type lock struct{ file *os.File }

func takeLock(ctx context.Context, dir folder) (*lock, error) {
	f, err := os.OpenFile(dir.lockFile(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the data folder's lock: %w", err)
	}
	for deadline := time.Now().Add(lockPatience); ; {
		err := flock(f, syscall.LOCK_EX)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			_ = f.Close()
			return nil, fmt.Errorf("lock the data folder %s: %w", dir, err)
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			held := &HeldError{DataDir: string(dir), PID: readPID(f)}
			_ = f.Close()
			return nil, held
		}
		time.Sleep(20 * time.Millisecond)
	}
	l := &lock{f}
	if err := l.write(strconv.Itoa(os.Getpid()) + "\n"); err != nil {
		l.release()
		return nil, fmt.Errorf("write the data folder's lock: %w", err)
	}
	return l, nil
}

func (l *lock) write(s string) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(s), 0)
	return err
}

// release gives the folder up. The file stays: whoever removed it could pull
// it from under a process that has just opened it.
func (l *lock) release() {
	_ = l.write("")
	_ = l.file.Close()
}

// holder tells which process holds the folder, if any does.
func holder(dir folder) (pid int, held bool, err error) {
	f, err := os.Open(dir.lockFile())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("look who holds the data folder: %w", err)
	}
	defer func() { _ = f.Close() }()
	err = flock(f, syscall.LOCK_SH)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return readPID(f), true, nil
	}
	return 0, false, err
}

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

func readPID(f *os.File) int {
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0
	}
	return pid
}
