package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// file is one that is to be imported. Of what has no size, such as the standard
// input, it is 0.
type file struct {
	name string
	size int64
}

// filesOf are the files that the arguments stand for, each once and in order: of
// a folder all in it and below, but hidden ones; of a pattern those that it fits.
func filesOf(args []string) (files []file, err error) {
	seen := map[string]bool{}
	for _, arg := range args {
		names := []string{arg}
		if _, err := os.Stat(arg); err != nil && arg != "-" && strings.ContainsAny(arg, "*?[") {
			if names, err = filepath.Glob(arg); err != nil || len(names) == 0 {
				return nil, fmt.Errorf("no file is called %s", arg)
			}
		}
		for _, name := range names {
			below, err := filesBelow(name)
			if err != nil {
				return nil, err
			}
			for _, f := range below {
				if !seen[f.name] {
					files, seen[f.name] = append(files, f), true
				}
			}
		}
	}
	if len(files) == 0 {
		return nil, errors.New("there is no file in " + strings.Join(args, ", "))
	}
	return files, nil
}

// filesBelow are the files of a folder; of a name that is none, itself. One that
// cannot be opened is told of when its turn comes.
func filesBelow(name string) (files []file, err error) {
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		f := file{name: name}
		if err == nil && info.Mode().IsRegular() {
			f.size = info.Size()
		}
		return []file{f}, nil // reading it says what is wrong
	}
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(d.Name(), ".") && path != name
		switch {
		case err != nil:
			return err
		case hidden && d.IsDir():
			return fs.SkipDir
		case hidden || !d.Type().IsRegular():
			return nil
		}
		f := file{name: path}
		if info, err := d.Info(); err == nil {
			f.size = info.Size()
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

// maxPage is how long a page may be, in bytes: as long as the API's.
const maxPage = 10 << 20

var errTooLong = errors.New("is longer than 10 MiB")

func openFile(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	return os.Open(name)
}

func readFile(name string) ([]byte, error) {
	in, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return readPage(in)
}

func readPage(in io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxPage+1))
	if err == nil && len(text) > maxPage {
		err = errTooLong
	}
	return text, err
}

// headSize is how much of a file is looked at to tell what it is, in bytes.
const headSize = 1 << 16

// eachPage hands on what a file holds: as a whole or, of lines of JSON, line by
// line and with the number of the line, so that one of any length takes no more
// memory than its longest. It ends when do says so.
func eachPage(name string, do func(media string, line int, text []byte) (goOn bool)) error {
	opened, err := openFile(name)
	if err != nil {
		return err
	}
	defer opened.Close()
	in := bufio.NewReaderSize(opened, headSize)
	head, err := in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	media := mediaOf(name, head)
	if media != lines {
		text, err := readPage(in)
		if err != nil {
			return err
		}
		do(media, 0, text)
		return nil
	}
	return eachLine(in, func(line int, text []byte) bool { return do(media, line, text) })
}

// eachLine hands on the lines that have anything in them. One that is too long is
// passed over, and keeps no other from its turn.
func eachLine(in *bufio.Reader, do func(line int, text []byte) (goOn bool)) error {
	var tooLong []error
	for n := 1; ; n++ {
		text, err := readLine(in)
		switch {
		case errors.Is(err, errTooLong):
			tooLong = append(tooLong, fmt.Errorf("line %d %w", n, err))
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return errors.Join(append(tooLong, err)...)
		}
		if text = bytes.TrimSpace(text); len(text) > 0 && !do(n, text) || err != nil {
			return errors.Join(tooLong...)
		}
	}
}

// readLine reads to the end of a line; of the last one the error is io.EOF.
func readLine(in *bufio.Reader) (line []byte, err error) {
	for long := false; ; {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxPage; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, errTooLong // at the end of the input, the next call says that it is
		default:
			return line, err
		}
		if long {
			line = nil
		}
	}
}

// lines is the media type of a file that has a story in each line.
const lines = "application/x-ndjson"
