package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// warmest is the largest archive that is read into memory before anything is
// measured, in bytes: one of 100,000 stories, of a machine that a newsroom would
// run it on.
const warmest = 12 << 30

// warm reads the files of an archive that an earlier run has loaded, as they are
// in memory after they were loaded: a newsroom's server does not start in the
// morning. What is larger than memory would push itself out.
func warm(dir string) error {
	var files []string
	var size int64
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // Postgres is running
		}
		if err == nil {
			files, size = append(files, path), size+info.Size()
		}
		return err
	})
	if err != nil || size > warmest {
		return err
	}
	at := time.Now()
	for _, path := range files {
		if err := readOnce(path); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "%d MiB were read into memory in %s\n", size>>20, time.Since(at).Round(time.Second))
	return nil
}

func readOnce(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(io.Discard, f)
	return err
}
