package localpg

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestWhatAStartGives(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	c := start(t, dir)
	keep(t, c)
	owner, server := c.OwnerURL(Database), c.ServerURL(Database)
	t.Run("settings", func(t *testing.T) { checkSettings(t, server) })
	t.Run("no DDL for the server's role", func(t *testing.T) { checkNoDDL(t, server) })
	t.Run("nobody without the password", func(t *testing.T) { checkPassword(t, owner) })
	t.Run("modes", func(t *testing.T) {
		for path, want := range map[string]fs.FileMode{
			c.sockets:           fs.ModeDir | 0o700,
			folder(dir).data():  fs.ModeDir | 0o700,
			folder(dir).state(): 0o600,
			filepath.Join(folder(dir).cluster(), "secrets.json"): 0o600,
		} {
			if info, err := os.Lstat(path); err != nil || info.Mode() != want {
				t.Errorf("%s: %v, %v; want the mode %v", path, info.Mode(), err, want)
			}
		}
	})
	t.Run("not as root", func(t *testing.T) { checkOwner(t, c) })
	t.Run("one at a time", func(t *testing.T) {
		_, err := Start(t.Context(), Options{DataDir: dir})
		if held := (*HeldError)(nil); !errors.As(err, &held) || held.DataDir != dir || held.PID != os.Getpid() {
			t.Errorf("%v; want that this process holds %s", err, dir)
		}
	})
	stop(t, c)
	stop(t, c) // a second time does no harm
	if err := os.Chmod(c.sockets, 0o755); err != nil {
		t.Fatal(err)
	}
	again := start(t, dir)
	isKept(t, again)
	if info, err := os.Lstat(again.sockets); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder was left open: %v, %v", info.Mode(), err)
	}
	if again.OwnerURL(Database) != owner || again.ServerURL(Database) != server {
		t.Error("the addresses have changed from one start to the next")
	}
}

func checkSettings(t *testing.T, server string) {
	conn := connect(t, server)
	for name, want := range map[string]string{
		"listen_addresses":        "",
		"unix_socket_permissions": "0700",
		"statement_timeout":       "15s",
		"fsync":                   "on",
		"synchronous_commit":      "on",
		"data_checksums":          "on",
		"server_encoding":         "UTF8",
		"TimeZone":                "UTC",
	} {
		var got string
		if err := conn.QueryRow(t.Context(), `select current_setting($1)`, name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
}

func checkNoDDL(t *testing.T, server string) {
	conn := connect(t, server)
	for _, sql := range []string{
		`create table boats (name text)`,
		`create temp table boats (name text)`,
		`create schema boats`,
		`create database boats`,
		`drop table lighthouses`,
		`select * from lighthouses`,
		`set role storywire_owner`,
		`copy (select 1) to '/tmp/boats'`,
	} {
		_, err := conn.Exec(t.Context(), sql)
		if !hasCode(err, "42501") {
			t.Errorf("%s: %v; want permission denied", sql, err)
		}
	}
}

func checkPassword(t *testing.T, owner string) {
	for _, user := range []*url.Userinfo{
		url.User(OwnerRole), url.UserPassword(OwnerRole, "guess"), url.UserPassword(ServerRole, ""), url.User("postgres"),
	} {
		u, err := url.Parse(owner)
		if err != nil {
			t.Fatal(err)
		}
		u.User = user
		conn, err := pgx.Connect(t.Context(), u.String())
		if err == nil {
			_ = conn.Close(t.Context())
			t.Errorf("%s was let in", user)
		}
	}
}

func checkOwner(t *testing.T, c *Cluster) {
	st, err := statOf(filepath.Join("/proc", strconv.Itoa(postmasterPID(t, string(c.dir)))))
	if errors.Is(err, fs.ErrNotExist) {
		st, err = statOf(socketIn(c.sockets)) // no /proc; what it made tells too
	}
	if err != nil {
		t.Fatal(err)
	}
	if st.Uid == 0 || st.Uid != c.who.uid {
		t.Errorf("postgres runs as %d; want %d", st.Uid, c.who.uid)
	}
}

func hasCode(err error, code string) bool {
	refused := (*pgconn.PgError)(nil)
	return errors.As(err, &refused) && refused.Code == code
}

func TestALongPathHasItsSocketElsewhere(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(newDataDir(t), strings.Repeat("long/", 20))
	r := newReadyRunner(t, dir)
	first := attach(t, dir)
	r.kill(t)
	c := start(t, dir)
	isRunning(t, c)
	stop(t, c)
	for _, path := range []string{first.sockets, c.sockets} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is left: %v", path, err)
		}
	}
}

func TestAttach(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	notRunning := func(when string) {
		t.Helper()
		if _, err := Attach(t.Context(), dir); !errors.Is(err, ErrNotRunning) {
			t.Errorf("%s: %v; want ErrNotRunning", when, err)
		}
	}
	notRunning("before the first start")
	r := newRunner(t, dir)
	// Not waiting until it is ready: Attach does.
	within(t, 20e9, "the folder is held", func() bool { _, held, err := holder(folder(dir)); return held && err == nil })
	c := attach(t, dir)
	isRunning(t, c)
	stop(t, c) // must leave it running
	isRunning(t, attach(t, dir))
	r.kill(t)
	notRunning("after a kill")
}

func TestOpenAttachesOrStarts(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	first, err := Open(t.Context(), Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	second, err := Open(t.Context(), Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	stop(t, second)
	isRunning(t, first)
	stop(t, first)
	if _, err := Attach(t.Context(), dir); !errors.Is(err, ErrNotRunning) {
		t.Errorf("after the stop: %v; want ErrNotRunning", err)
	}
}

// The first start is cut short after initdb, with the database half made; and
// a stop is, too.
func TestWhatIsCutShortIsMadeGood(t *testing.T) {
	t.Parallel()
	dir := newDataDir(t)
	c := start(t, dir)
	conn := connect(t, c.OwnerURL("postgres"))
	if _, err := conn.Exec(t.Context(), `alter database storywire rename to storywire_making`); err != nil {
		t.Fatal(err)
	}
	stop(t, c)
	c = start(t, dir)
	keep(t, c)
	checkNoDDL(t, c.ServerURL(Database))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 {
		if err := c.Stop(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%v; want that it was cut off", err)
		}
	}
	isKept(t, start(t, dir))
}
