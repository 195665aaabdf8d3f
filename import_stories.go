package main

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"storywire/api"
	"storywire/internal/intake"
	"storywire/internal/intake/wire"
	"storywire/internal/news"
	"storywire/internal/postgres"
)

// importer imports files, some at once.
type importer struct {
	store    *postgres.Store
	publish  bool
	update   bool
	headline string
	room     news.Newsroom
	told     *telling
}

// sheet is a page that waits to be imported: a file, or a line of one.
type sheet struct {
	name  string // of the file, and which line it is
	media string
	text  []byte
}

// all imports the files. When ctx ends no other page is begun; those that were
// begun are stored, and nobody waits for who reads, perhaps of a pipe in which
// nothing comes.
func (im importer) all(ctx context.Context, files []file, jobs int) error {
	im.told.begin()
	waiting := make(chan sheet)
	go func() {
		defer close(waiting)
		for _, f := range files {
			if ctx.Err() != nil {
				return
			}
			im.hand(ctx, f, waiting)
		}
	}()
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() { im.take(ctx, waiting) })
	}
	workers.Wait()
	return im.told.end(ctx.Err() != nil)
}

// take imports what waits, until there is no more of it or ctx ends.
func (im importer) take(ctx context.Context, waiting <-chan sheet) {
	for {
		select {
		case s, more := <-waiting:
			if !more {
				return
			}
			im.sheet(context.WithoutCancel(ctx), s)
		case <-ctx.Done():
			return
		}
	}
}

// hand hands the pages of a file to those who import them.
func (im importer) hand(ctx context.Context, f file, to chan<- sheet) {
	err := eachPage(f.name, func(media string, line int, text []byte) bool {
		s := sheet{f.name, media, text}
		if media == lines {
			if wire.IsMark(text) {
				im.told.read(len(text) + 1)
				return true
			}
			s.name += ":" + strconv.Itoa(line)
		}
		select {
		case to <- s:
			return true
		case <-ctx.Done():
			return false
		}
	})
	if err != nil {
		im.told.failed(f.name, err)
	}
}

// sheet imports what a page holds.
func (im importer) sheet(ctx context.Context, s sheet) {
	defer im.told.read(len(s.text) + 1)
	if len(s.text) == 0 {
		im.told.failed(s.name, errors.New("is empty"))
		return
	}
	found, err := readers[s.media](s.text, intake.Options{TimeZone: im.room.TimeZone, Language: im.room.Language, Now: time.Now()})
	if err != nil {
		im.told.failed(s.name, err)
		return
	}
	for _, page := range found.Items {
		name := s.name
		if found.List && s.media != lines {
			name += " (" + page.Name + ")"
		}
		if err := im.story(ctx, name, page); err != nil {
			im.told.failed(name, err)
		}
	}
}

// story imports a story that the newsroom has not, and tells what became of it.
func (im importer) story(ctx context.Context, name string, page intake.Result) error {
	if page.Refused != nil {
		return page.Refused
	}
	if im.headline != "" {
		page.Article.Headline = im.headline
	}
	read := page.Page()
	doc, err := im.store.ImportPage(ctx, operator("storywire import"), &read, news.Importing{Publish: im.publish})
	page.Article = read.Article
	page.Link(read.Links)
	var known *news.Known
	switch {
	case errors.As(err, &known) && im.update && !known.Taken():
		return im.propose(ctx, name, known, page)
	case errors.As(err, &known):
		im.told.known(name, known)
	case err != nil:
		return err
	default:
		im.told.made(name, doc, im.open(page.Warnings))
	}
	return nil
}

// propose proposes what has changed of a page that the newsroom has.
func (im importer) propose(ctx context.Context, name string, known *news.Known, page intake.Result) error {
	in, err := api.ProposalOf(page)
	if err != nil {
		return err
	}
	p, err := im.store.Propose(ctx, operator("storywire import"), known.ID, &page.Article, in, api.Patches)
	switch {
	case err != nil:
		return err
	case p == nil:
		im.told.known(name, known)
	default:
		im.told.proposed(name, known, p)
	}
	return nil
}

// open are the warnings that are left once what the command line says is known.
func (im importer) open(all []intake.Warning) (left []intake.Warning) {
	for _, w := range all {
		if w.Code != "no_headline" || im.headline == "" {
			left = append(left, w)
		}
	}
	return left
}
