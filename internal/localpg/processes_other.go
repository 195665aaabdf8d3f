//go:build unix && !linux

package localpg

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// dieWithUs has no counterpart here: a postgres that outlived us is ended by
// the next start, see clearLeftovers.
func dieWithUs(*syscall.SysProcAttr, syscall.Signal) {}

// leftovers asks ps, which shows no command line of ours for a zombie.
func (c *Cluster) leftovers() ([]leftover, error) {
	out, err := exec.Command("ps", "-axww", "-o", "pid=,uid=,command=").Output()
	if err != nil {
		return nil, err
	}
	var left []leftover
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		pid, err := strconv.Atoi(fields[0])
		if err != nil || pid == os.Getpid() || fields[1] != strconv.Itoa(int(c.who.uid)) {
			continue
		}
		if ours, postmaster := isOurs(c.name, strings.Join(fields[2:], " ")); ours {
			left = append(left, leftover{pid, postmaster})
		}
	}
	return left, nil
}
