package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"storywire/internal/intake"
	"storywire/internal/postgres"
)

var importCommand = command{
	name: "import", args: "[--publish] [--update] [--headline H] [--explain] [--jobs N] FILE...|-", short: "make drafts of news pages",
	long: `Make a draft of each file: a news page as HTML or as plain text, a story or a
list of them as wires, feeds and exports have it. A folder stands for all files
in it, a pattern such as 'pages/*.html' for those that it fits; - is the
standard input. A file of lines of JSON is read line by line, however long.
What is known of each goes to standard output: its address, and what a person
should look at. How far it has come goes to standard error. A file that cannot be
imported does not keep the others from it; they are named at the end, and the
command then fails. Of a page that the newsroom has already no second
draft is made, so that one that was stopped, by Ctrl-C too, can be run again;
with --update what has changed of it is proposed to the editors.`,
	run: importFiles,
}

// mostJobs bounds how many stories are imported at once: each takes a connection.
const mostJobs = 16

func importFiles(ctx context.Context, c command, args []string) error {
	f := c.flags()
	publish := f.Bool("publish", false, "publish them at once, which takes a headline and a body")
	update := f.Bool("update", false, "propose to the editors what has changed of pages that the newsroom has")
	headline := f.String("headline", "", "the headline `H`, for one page that has none")
	explain := f.Bool("explain", false, "import nothing: print the story, and in its margin where each part comes from")
	jobs := f.Int("jobs", min(2*runtime.GOMAXPROCS(0), mostJobs), fmt.Sprintf("import `N` stories at once, 1 to %d", mostJobs))
	if err := c.parse(f, args, 1, -1); err != nil {
		return err
	}
	if *jobs < 1 || *jobs > mostJobs {
		return fmt.Errorf("--jobs is from 1 to %d", mostJobs)
	}
	files, err := filesOf(f.Args())
	if err != nil {
		return err
	}
	if *headline != "" && len(files) > 1 {
		return errors.New("--headline is for one file")
	}
	if *explain {
		return orStopped(ctx, func() error { return eachFile(files, explainFile) })
	}
	return withStore(ctx, func(s *postgres.Store) error {
		room, err := s.Newsroom(ctx)
		if err != nil {
			return err
		}
		im := importer{store: s, publish: *publish, update: *update, headline: *headline, room: room, told: newTelling(os.Stdout, os.Stderr, files)}
		return im.all(ctx, files, *jobs)
	})
}

// eachFile does something with every file, whatever comes of the others.
func eachFile(files []file, do func(name string) error) error {
	var failed []error
	for _, f := range files {
		if err := do(f.name); err != nil {
			failed = append(failed, of(f.name, err))
		}
	}
	return errors.Join(failed...)
}

// orStopped does something, and leaves it where ctx ends: a read of a pipe may wait
// for ever.
func orStopped(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errStopped
	}
}

// explainFile prints what is read from a file. It asks no database, so that
// what the newsroom's settings would fill in stays open.
func explainFile(name string) error {
	input, err := readFile(name)
	if err != nil {
		return err
	}
	found, err := readers[mediaOf(name, input)](input, intake.Options{Now: time.Now()})
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range found.Items {
		if r.Refused != nil {
			failed = append(failed, of(r.Name, r.Refused))
			continue
		}
		fmt.Print(r.Explain())
	}
	return errors.Join(failed...)
}
