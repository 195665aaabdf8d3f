package localpg

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// folder is the data folder. Inside it:
//
//	storywire.lock         flocked for as long as a process runs the cluster; holds its pid
//	running.json           where that process put the socket, 0600
//	postgres/data          the cluster itself
//	postgres/secrets.json  the passwords of its two roles, 0600
//	init-<pid>             a cluster that is being made
//	run                    the socket, where its path is short enough
//
// The cluster and its passwords share one folder so that one rename makes
// both appear: there is never a cluster without its passwords.
type folder string

func (f folder) in(names ...string) string {
	return filepath.Join(append([]string{string(f)}, names...)...)
}

func (f folder) lockFile() string { return f.in("storywire.lock") }
func (f folder) state() string    { return f.in("running.json") }
func (f folder) cluster() string  { return f.in("postgres") }
func (f folder) data() string     { return f.in("postgres", "data") }
func (f folder) pidFile() string  { return f.in("postgres", "data", "postmaster.pid") }

// folderMode lets the account that runs postgres pass through when that is
// not the account that we run as.
func folderMode() fs.FileMode {
	if os.Geteuid() == 0 {
		return 0o711
	}
	return 0o700
}

// major is the version of the cluster in the folder, 0 when there is none yet.
func (f folder) major() (int, error) {
	b, err := os.ReadFile(filepath.Join(f.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(f.cluster()); err == nil {
			return 0, fmt.Errorf("%s is there but holds no Postgres cluster (data/PG_VERSION is missing); it is left as it is: restore it, or move it away to begin anew", f.cluster())
		}
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the cluster's version: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0, fmt.Errorf("%s/PG_VERSION says %q, which is no version of Postgres 14 or later; nothing was touched", f.data(), strings.TrimSpace(string(b)))
	}
	return major, nil
}

// clusterName is what the cluster's processes are called. It is made of the
// device and inode of the cluster's folder, so that neither a copy of the
// folder nor the same path in a container can be taken for it.
func (f folder) clusterName() (string, error) {
	st, err := statOf(f.data())
	if err != nil {
		return "", err
	}
	//nolint:unconvert // Dev is signed on some systems.
	return fmt.Sprintf("storywire-%x-%x", uint64(st.Dev), st.Ino), nil
}

func statOf(path string) (*syscall.Stat_t, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil, fmt.Errorf("the owner of %s cannot be told on this system", path)
	}
	return st, nil
}

// clearUnfinished removes clusters whose making was cut short. They never
// held data: a cluster is renamed to its place before it first starts. An
// initdb that lost us may still be writing, hence the second tries.
func (f folder) clearUnfinished() error {
	left, err := filepath.Glob(f.in("init-*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		for try := 0; ; try++ {
			err := os.RemoveAll(path)
			if err == nil {
				break
			}
			if try == 20 {
				return fmt.Errorf("remove an unfinished cluster: %w", err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	return nil
}

// secrets are the passwords of the cluster's roles.
type secrets struct {
	OwnerPassword  string `json:"owner_password"`
	ServerPassword string `json:"server_password"`
}

func (f folder) readSecrets() (s secrets, err error) {
	path := filepath.Join(f.cluster(), "secrets.json")
	if err := readJSON(path, &s); err != nil {
		return s, fmt.Errorf("read the cluster's passwords: %w", err)
	}
	if s.OwnerPassword == "" || s.ServerPassword == "" {
		return s, fmt.Errorf("%s lacks a password", path)
	}
	return s, nil
}

// state is what a subcommand must know to reach a cluster that runs.
type state struct {
	PID       int    `json:"pid"`
	SocketDir string `json:"socket_dir"`
}

func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// writeJSON writes a file that only we may read, whole or not at all.
func writeJSON(path string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	tmp := path + ".new"
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
