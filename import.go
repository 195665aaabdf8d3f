package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
	"storywire/internal/postgres"
)

var importCommand = command{
	name: "import", args: "[--publish] [--headline H] [--explain] FILE...|-", short: "make drafts of news pages",
	long: `Make a draft of each file, a news page as HTML or as plain text; - is the
standard input.
What is known of each goes to standard output: its address, and what a person
should look at. Of a page that the newsroom has already no second draft is made. A file that cannot be imported does not keep the others from
it; they are named at the end.`,
	run: importFiles,
}

func importFiles(ctx context.Context, c command, args []string) error {
	f := c.flags()
	publish := f.Bool("publish", false, "publish them at once, which takes a headline and a body")
	headline := f.String("headline", "", "the headline `H`, for one page that has none")
	explain := f.Bool("explain", false, "import nothing: print the story, and in its margin where each part comes from")
	if err := c.parse(f, args, 1, -1); err != nil {
		return err
	}
	if *headline != "" && f.NArg() > 1 {
		return errors.New("--headline is for one file")
	}
	if *explain {
		return eachFile(f.Args(), explainFile)
	}
	return withStore(ctx, func(s *postgres.Store) error {
		im := importer{store: s, publish: *publish, headline: *headline}
		return eachFile(f.Args(), func(name string) error { return im.file(ctx, name) })
	})
}

// eachFile does something with every file, whatever comes of the others.
func eachFile(names []string, do func(name string) error) error {
	var failed []error
	for _, name := range names {
		if err := do(name); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(failed...)
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
			failed = append(failed, named(r.Name, r.Refused))
			continue
		}
		fmt.Print(r.Explain())
	}
	return errors.Join(failed...)
}

type importer struct {
	store    *postgres.Store
	publish  bool
	headline string
}

func (im importer) file(ctx context.Context, name string) error {
	text, err := readFile(name)
	if err != nil {
		return err
	}
	room, err := im.store.Newsroom(ctx)
	if err != nil {
		return err
	}
	found, err := readers[mediaOf(name, text)](text, intake.Options{TimeZone: room.TimeZone, Language: room.Language, Now: time.Now()})
	if err != nil {
		return err
	}
	var failed []error
	for _, page := range found.Items {
		if err := im.story(ctx, name, page); err != nil {
			failed = append(failed, named(page.Name, err))
		}
	}
	return errors.Join(failed...)
}

// named says which item of a list an error is of.
func named(item string, err error) error {
	if item == "" {
		return err
	}
	return fmt.Errorf("%s: %w", item, err)
}

func (im importer) story(ctx context.Context, name string, page intake.Result) error {
	if page.Refused != nil {
		return page.Refused
	}
	if im.headline != "" {
		page.Article.Headline = im.headline
	}
	links, err := im.store.LinkSpeakers(ctx, &page.Article)
	if err != nil {
		return err
	}
	page.Link(links)
	doc, err := im.store.ImportPage(ctx, operator("storywire import"), page.Page(), news.Importing{Publish: im.publish})
	if known := (*news.Known)(nil); errors.As(err, &known) {
		fmt.Printf("%s: the newsroom has it: %s /v1/articles/%s\n", name, known.Status, known.Slug)
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("%s: %s /v1/articles/%s\n", name, doc.Status, doc.Slug)
	for _, w := range page.Warnings {
		if w.Code == "no_headline" && im.headline != "" {
			continue
		}
		fmt.Printf("  %s: %s\n", w.Code, w.Detail)
	}
	return nil
}

// maxPage is how long a page may be, in bytes: as long as the API's.
const maxPage = 10 << 20

func readFile(name string) ([]byte, error) {
	in := io.Reader(os.Stdin)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxPage+1))
	if err == nil && len(text) > maxPage {
		err = errors.New("is longer than 10 MiB")
	}
	return text, err
}
