package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// made is a data folder whose cluster and schema the program made, and that nobody
// has used since. Its Postgres hands what it writes to the system and does not wait
// for the disk: a program that is killed loses nothing by that.
var made = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(filepath.Dir(binary), "made")
	cmd := exec.CommandContext(context.Background(), binary, "migrate", "up")
	cmd.Env = append(os.Environ(), "DATABASE_URL=", "STORYWIRE_DATA_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	settings, err := os.OpenFile(filepath.Join(dir, "postgres", "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	_, err = settings.WriteString("fsync = off\n")
	return dir, errors.Join(err, settings.Close())
})

// furnished is a place for what is not about a first start: a copy of the folder that
// was made once.
func furnished(t *testing.T) *program {
	t.Helper()
	p := place(t)
	from, err := made()
	if err != nil {
		t.Fatal(err)
	}
	// As it is, with the modes and the owner that postgres asks for.
	if out, err := exec.CommandContext(t.Context(), "cp", "-Rp", filepath.Join(from, "postgres"), p.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() { _ = os.RemoveAll(p.dir) }) // what a postgres still writes goes when all tests have ended
	return p
}
