package localpg

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// As root postgres runs as another account, and everything else here tests
// that. This runs the same tests once more as an account without any rights,
// which is how they run in the first place for whoever is not root.
func TestAsNobody(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		return // everything else here is that test
	}
	who, err := lookUp("nobody")
	if err != nil {
		t.Fatal(err)
	}
	home := newDataDir(t)
	if err := errors.Join(os.Mkdir(home, 0o700), who.give(home)); err != nil {
		t.Fatal(err)
	}
	// The test binary itself is in a folder that only root may enter.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(filepath.Dir(home), "localpg.test")
	// By another program: what this one has open to write, a process that another test
	// starts just then has open too, and no such file can be run.
	if out, err := exec.CommandContext(t.Context(), "cp", self, binary).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), binary, "-test.v",
		"-test.run=^(TestWhatAStartGives|TestKillOfTheParent|TestKillOfThePostmaster|TestSixStartsAtOnce)$")
	cmd.Dir, cmd.Env = home, []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + home, "HOME=" + home}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: who.uid, Gid: who.gid}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestKillOfTheParent") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestTheAccount(t *testing.T) {
	t.Parallel()
	dir := folder(newDataDir(t))
	who, err := pickAccount(dir)
	if err != nil {
		t.Fatal(err)
	}
	if me := uint32(os.Geteuid()); me != 0 && who.uid != me || who.uid == 0 {
		t.Errorf("a new cluster of %d would run as %d", me, who.uid)
	}
	if err := os.MkdirAll(dir.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = pickAccount(dir)
	if os.Geteuid() != 0 {
		if err != nil {
			t.Errorf("one's own cluster: %v", err)
		}
		return
	}
	if err == nil || !strings.Contains(err.Error(), "belongs to the user with id 0") {
		t.Errorf("a cluster of root's: %v; want it refused", err)
	}
	if err := os.Chown(dir.data(), 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if who, err = pickAccount(dir); err != nil || who.uid != 12345 {
		t.Errorf("a cluster of 12345's would run as %d, %v", who.uid, err)
	}
}

// A folder that keeps postgres's account out is named.
func TestAFolderInTheWayIsNamed(t *testing.T) {
	t.Parallel()
	barred := newDataDir(t)
	inside := filepath.Join(barred, "deep", "er")
	if err := errors.Join(os.MkdirAll(inside, 0o755), os.Chmod(barred, 0o700)); err != nil {
		t.Fatal(err)
	}
	want := "the folder " + barred + " does not let the user with id "
	stranger := account{uid: uint32(os.Geteuid()) + 1, gid: uint32(os.Getegid()) + 1, other: true}
	err := stranger.explain(&fs.PathError{Op: "chdir", Path: inside, Err: fs.ErrPermission}, inside)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want %q", err, want)
	}
	if os.Geteuid() != 0 {
		return // then postgres runs as ourselves, and nothing bars it
	}
	_, err = Start(t.Context(), Options{DataDir: inside})
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("starting there: %v; want %q", err, want)
	}
}

func TestIsOurs(t *testing.T) {
	t.Parallel()
	const name = "storywire-801-2f"
	for line, want := range map[string][2]bool{
		"postgres: storywire-801-2f: checkpointer ":                                  {true, false},
		"postgres: storywire-801-2f: storywire_owner storywire [local] idle":         {true, false},
		"/usr/lib/postgresql/15/bin/postgres\x00-c\x00cluster_name=storywire-801-2f": {true, true},
		"postgres -D /x -c cluster_name=storywire-801-2f -c port=5432":               {true, true},
		"postgres: storywire-801-2ff: checkpointer":                                  {},
		"postgres: 15/main: checkpointer":                                            {},
		"postgres -c cluster_name=storywire-801-2ff":                                 {},
		"vi storywire-801-2f":                                                        {},
		"":                                                                           {},
	} {
		ours, postmaster := isOurs(name, line)
		if got := [2]bool{ours, postmaster}; got != want {
			t.Errorf("%q: ours, postmaster = %v; want %v", line, got, want)
		}
	}
}

func TestPoliteness(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		postmaster bool
		after      time.Duration
		want       syscall.Signal
	}{
		{true, 0, syscall.SIGINT},
		{true, 16 * time.Second, syscall.SIGQUIT},
		{true, 26 * time.Second, syscall.SIGKILL},
		{false, 0, syscall.SIGQUIT},
		{false, 26 * time.Second, syscall.SIGKILL},
	} {
		if got := politeness(leftover{postmaster: c.postmaster}, c.after); got != c.want {
			t.Errorf("postmaster %v after %v: %v; want %v", c.postmaster, c.after, got, c.want)
		}
	}
}
