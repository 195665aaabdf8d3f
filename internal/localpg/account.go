package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that postgres runs as. Postgres refuses to run as root.
type account struct {
	uid, gid uint32
	other    bool // not the one that we run as
}

// pickAccount chooses the account. An existing cluster decides: postgres
// runs only as the owner of its data.
func pickAccount(dir folder) (account, error) {
	me := os.Geteuid()
	st, err := statOf(dir.data())
	switch {
	case err == nil && int(st.Uid) == me && me != 0:
		return account{uid: st.Uid, gid: st.Gid}, nil
	case err == nil && me == 0 && st.Uid != 0:
		return account{uid: st.Uid, gid: st.Gid, other: true}, nil
	case err == nil:
		return account{}, fmt.Errorf("%s belongs to the user with id %d and cannot be run by the user with id %d; nothing was touched", dir.data(), st.Uid, me)
	case !errors.Is(err, fs.ErrNotExist):
		return account{}, fmt.Errorf("look at the cluster's owner: %w", err)
	case me != 0:
		return account{uid: uint32(me), gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if who, err := lookUp(name); err == nil {
			return who, nil
		}
	}
	return account{}, errors.New("postgres does not run as root, and there is neither a user postgres nor a user nobody to run it as")
}

func lookUp(name string) (account, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return account{}, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, err
	}
	return account{uid: uint32(uid), gid: uint32(gid), other: true}, nil
}

// attributes are those of a child process that runs as this account. A group
// of its own keeps a Ctrl-C in the terminal from reaching postgres before we
// are ready to stop it.
func (a account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.other {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// give hands a file or folder to the account.
func (a account) give(path string) error {
	if !a.other {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// explain names the folder that kept the account out, when that is why a
// process of its could not start in dir.
func (a account) explain(err error, dir string) error {
	if !a.other || !errors.Is(err, fs.ErrPermission) {
		return err
	}
	for path := dir; ; path = filepath.Dir(path) {
		st, statErr := statOf(path)
		if statErr == nil && !a.passes(st) {
			return fmt.Errorf("the folder %s does not let the user with id %d through, as which postgres runs since it refuses root: chmod o+x it, or choose another data folder", path, a.uid)
		}
		if path == filepath.Dir(path) {
			return err
		}
	}
}

func (a account) passes(st *syscall.Stat_t) bool {
	switch {
	case st.Uid == a.uid:
		return st.Mode&0o100 != 0
	case st.Gid == a.gid:
		return st.Mode&0o010 != 0
	}
	return st.Mode&0o001 != 0
}
