package localpg

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// dieWithUs has the kernel signal the child when the thread that started it
// ends, so that postgres never outlives us, not even a kill -9.
func dieWithUs(attr *syscall.SysProcAttr, sig syscall.Signal) {
	attr.Pdeathsig = sig
}

// leftovers reads /proc: a minimal system has no ps. A zombie's command line
// is empty, so it is never among them. The command line is used because
// root in a container may not look at the executable of another account.
func (c *Cluster) leftovers() ([]leftover, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var left []leftover
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		dir := filepath.Join("/proc", e.Name())
		line, err := os.ReadFile(filepath.Join(dir, "cmdline"))
		if err != nil {
			continue // it ended meanwhile, or is hidden from us and so not ours
		}
		ours, postmaster := isOurs(c.name, string(line))
		if !ours {
			continue
		}
		if st, err := statOf(dir); err == nil && st.Uid == c.who.uid {
			left = append(left, leftover{pid, postmaster})
		}
	}
	return left, nil
}
