package localpg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldest is the first major version that we run.
const oldest = 14

// binaries is a folder with postgres and initdb of one version.
type binaries struct {
	dir     string
	version string
	major   int
}

func (b binaries) path(name string) string { return filepath.Join(b.dir, name) }

// findBinaries looks for the binaries of a cluster of the given major
// version. When there is no cluster yet (0), $PGBIN wins, and then the newest.
func findBinaries(ctx context.Context, who account, major int) (binaries, error) {
	return pick(ctx, who, major, searched(ctx))
}

func pick(ctx context.Context, who account, major int, dirs []string) (binaries, error) {
	var found []binaries
	var said []string
	for _, dir := range dirs {
		b, err := examine(ctx, who, dir)
		if err != nil {
			said = append(said, err.Error())
			continue
		}
		found = append(found, b)
		said = append(said, fmt.Sprintf("%s has %s", dir, b.version))
	}
	if ctx.Err() != nil {
		return binaries{}, ctx.Err() // what did not answer in time may be in order
	}
	if best, ok := choose(found, major, os.Getenv("PGBIN")); ok {
		return best, nil
	}
	if len(said) == 0 {
		said = []string{"nothing was found"}
	}
	if major != 0 {
		return binaries{}, fmt.Errorf("this data was made by Postgres %d and only Postgres %d can run it; it is left as it is. Install that version or set PGBIN to its binaries (%s)", major, major, strings.Join(said, "; "))
	}
	return binaries{}, fmt.Errorf("no Postgres of version %d or later is there to run: script/setup installs one, PGBIN names a folder with one, DATABASE_URL uses one that runs already (%s)", oldest, strings.Join(said, "; "))
}

func choose(found []binaries, major int, preferred string) (best binaries, ok bool) {
	for _, b := range found {
		switch {
		case major != 0 && b.major != major, b.major < oldest:
			continue
		case preferred != "" && b.dir == filepath.Clean(preferred):
			return b, true
		case !ok || b.major > best.major:
			best, ok = b, true
		}
	}
	return best, ok
}

// searched lists the folders that may hold Postgres, the likeliest first.
func searched(ctx context.Context) []string {
	var dirs []string
	if dir := os.Getenv("PGBIN"); dir != "" {
		dirs = append(dirs, dir)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
		"/usr/pgsql-*/bin",          // the PostgreSQL project's RPMs
		"/usr/libexec/postgresql*",  // Alpine
		"/usr/local/pgsql/bin",      // built from source
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
		filepath.Join(bundleDir(), "*/bin"),
	} {
		// The patterns are ours and well formed.
		match, _ := filepath.Glob(pattern)
		dirs = append(dirs, match...)
	}
	var unique []string
	for _, dir := range dirs {
		if dir = filepath.Clean(dir); filepath.IsAbs(dir) && !slices.Contains(unique, dir) {
			unique = append(unique, dir)
		}
	}
	return unique
}

// bundleDir is where script/setup puts the npm bundle of Postgres binaries
// when the machine has no package manager that it can use. The script names
// the same folder. For root it is outside /root, which lets no one through.
func bundleDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/storywire/postgres-bundle"
	}
	base := os.Getenv("XDG_DATA_HOME")
	if base == "" {
		base = filepath.Join(os.Getenv("HOME"), ".local/share")
	}
	return filepath.Join(base, "storywire/postgres-bundle")
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`)

// examine asks the binaries in a folder for their version, as the account
// that is to run them, since that may be barred from what we can see.
func examine(ctx context.Context, who account, dir string) (binaries, error) {
	b := binaries{dir: dir}
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(b.path(name)); err != nil {
			return b, fmt.Errorf("%s has no %s", dir, name)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.path("postgres"), "--version")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", childEnv(), who.attributes()
	out, err := cmd.Output()
	if err != nil {
		return b, fmt.Errorf("%s does not run: %w", b.path("postgres"), who.explain(err, dir))
	}
	match := versionLine.FindSubmatch(out)
	if match == nil {
		return b, fmt.Errorf("%s does not say its version", b.path("postgres"))
	}
	b.version = string(match[1])
	b.major, err = strconv.Atoi(string(match[2]))
	return b, err
}

// childEnv is the environment of every Postgres program that we run: none of
// the user's PG* variables may reach it, and it speaks English so that we
// can read it.
func childEnv() []string {
	env := []string{"LC_ALL=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}
