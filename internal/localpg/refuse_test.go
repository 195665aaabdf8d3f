package localpg

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What cannot be run is refused by a message that says what to do, and stays
// as it was to the last byte.
func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	dir := folder(newDataDir(t))
	stop(t, start(t, string(dir)))
	version := filepath.Join(dir.data(), "PG_VERSION")
	passwords := filepath.Join(dir.cluster(), "secrets.json")
	control := filepath.Join(dir.data(), "global/pg_control")
	for _, c := range []struct {
		name, path string
		text       string // what it says instead; the file is gone if empty
		want       string
	}{
		{"an older major", version, "13\n", "made by Postgres 13 and only Postgres 13 can run it; it is left as it is"},
		{"a newer major", version, "97\n", "made by Postgres 97"},
		{"a major of old", version, "9.6\n", `says "9.6"`},
		{"no version", version, "", "holds no Postgres cluster"},
		{"no passwords", passwords, "", "read the cluster's passwords"},
		{"half the passwords", passwords, `{"owner_password": "x"}`, "lacks a password"},
		{"damage", control, "", "could not find the database system"},
		{"other passwords", passwords, `{"owner_password": "x", "server_password": "y"}`, "does not let us in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			restore := bend(t, c.path, c.text)
			before := sums(t, dir.cluster())
			begun := time.Now()
			_, err := Start(t.Context(), Options{DataDir: string(dir)})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want %q", err, c.want)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("it took %v to refuse", took)
			}
			diff := cmp.Diff(before, sums(t, dir.cluster()))
			if diff != "" && c.name != "other passwords" { // there, postgres has run
				t.Errorf("the data was touched:\n%s", diff)
			}
			restore()
		})
	}
	isRunning(t, start(t, string(dir)))
}

// bend changes a file, or takes it away, until it is restored.
func bend(t *testing.T, path, text string) (restore func()) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	st, err := statOf(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		err := errors.Join(os.WriteFile(path, b, 0o600), os.Chown(path, int(st.Uid), int(st.Gid)))
		if err != nil {
			t.Fatal(err)
		}
	}
	if text != "" {
		write([]byte(text))
	} else if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	return func() { write(before) }
}

func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		all[path] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPickOfTheBinaries(t *testing.T) {
	t.Parallel()
	fake := func(version string) string {
		dir := t.TempDir()
		for _, name := range []string{"postgres", "initdb"} {
			script := "#!/bin/sh\necho '" + name + " (PostgreSQL) " + version + "'\n"
			if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	me := account{uid: uint32(os.Getuid()), gid: uint32(os.Getgid())}
	absent, old, v14, v16, beta := filepath.Join(t.TempDir(), "absent"), fake("13.4"), fake("14.2"), fake("16.3 (Debian 16.3-1)"), fake("19beta1")
	for name, c := range map[string]struct {
		major int
		dirs  []string
		want  string // a folder, or else what the error says
	}{
		"the newest":                  {0, []string{v14, v16, old}, v16},
		"the cluster's":               {14, []string{v16, v14}, v14},
		"one that is not out yet":     {0, []string{v14, beta}, beta},
		"the cluster's is not there":  {15, []string{v14, v16}, "only Postgres 15 can run it"},
		"one too old":                 {0, []string{old}, "no Postgres of version 14 or later"},
		"one too old for the cluster": {13, []string{old}, "only Postgres 13 can run it"},
		"none":                        {0, nil, "script/setup installs one, PGBIN names a folder with one, DATABASE_URL uses one that runs already (nothing was found)"},
		"a folder that is not there":  {0, []string{absent}, absent + " has no initdb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := pick(context.Background(), me, c.major, c.dirs)
			switch {
			case err == nil && got.dir != c.want:
				t.Errorf("picked %s; want %s", got.dir, c.want)
			case err != nil && !strings.Contains(err.Error(), c.want):
				t.Errorf("%v; want %q", err, c.want)
			}
		})
	}
}

func TestPickEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := pick(ctx, account{}, 0, []string{"/usr/lib/postgresql/15/bin"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v; want that it was cancelled, not that nothing is there", err)
	}
}

func TestChoosePrefersPGBIN(t *testing.T) {
	t.Parallel()
	found := []binaries{{dir: "/a", major: 16}, {dir: "/b", major: 15}}
	for _, c := range []struct {
		major     int
		preferred string
		want      string
	}{{0, "/b/", "/b"}, {16, "/b", "/a"}, {0, "/c", "/a"}, {0, "", "/a"}} {
		if got, _ := choose(found, c.major, c.preferred); got.dir != c.want {
			t.Errorf("major %d with PGBIN=%s: %s; want %s", c.major, c.preferred, got.dir, c.want)
		}
	}
}
