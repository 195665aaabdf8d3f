package main

import (
	"context"
	"fmt"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"
	"storywire/internal/sample"
)

var sampleCommand = command{
	name: "sample", short: "load a sample newsroom to try things with",
	long: `Load the sample newsroom: some 45 stories by 8 authors, with photos, quotes,
corrections and drafts, all about invented places. It goes into the configured
database, or into the one that a running server holds. It is the same each
time, and what is there already stays as it is. The newsroom's settings are set
only where nobody has changed them yet.`,
	run: loadSample,
}

func loadSample(ctx context.Context, c command, args []string) error {
	if err := c.parse(c.flags(), args, 0, 0); err != nil {
		return err
	}
	room, err := sample.Newsroom()
	if err != nil {
		return err
	}
	return withStore(ctx, func(s *postgres.Store) error {
		n, err := placeSample(ctx, s, room)
		if err == nil {
			fmt.Printf("%d of the sample's %d stories were new\n", n, len(room.Stories))
		}
		return err
	})
}

// placeSample stores what is not there yet and counts the stories among it.
func placeSample(ctx context.Context, s *postgres.Store, room *sample.Room) (stories int, err error) {
	by := operator("storywire sample")
	if err := placeSettings(ctx, s, by, room.Settings); err != nil {
		return 0, err
	}
	for _, place := range []func() error{
		func() error { return placeAll(ctx, s.Sections, by, room.Sections) },
		func() error { return placeAll(ctx, s.Tags, by, room.Tags) },
		func() error { return placeAll(ctx, s.Authors, by, room.Authors) },
		func() error { return placeAll(ctx, s.Speakers, by, room.Speakers) },
		func() error { return placeAll(ctx, s.Sources, by, room.Sources) },
		func() error { return placeAll(ctx, s.Photos, by, room.Photos) },
	} {
		if err := place(); err != nil {
			return 0, err
		}
	}
	for _, story := range room.Stories {
		var then []news.Operation
		for _, c := range story.Corrections {
			then = append(then, c.Operation(story.Article.Slug))
		}
		placed, err := s.PlaceArticle(ctx, by, &story.Article, story.Publish, then...)
		if err != nil {
			return stories, fmt.Errorf("%s: %w", story.Article.Slug, err)
		}
		if placed {
			stories++
		}
	}
	return stories, nil
}

func placeAll[T any](ctx context.Context, shelf *postgres.Shelf[T], by auth.Principal, all []T) error {
	for _, v := range all {
		if _, err := shelf.Place(ctx, by, v); err != nil {
			return err
		}
	}
	return nil
}

func placeSettings(ctx context.Context, s *postgres.Store, by auth.Principal, settings news.Newsroom) error {
	now, err := s.Newsroom(ctx)
	if err != nil || now.Version > 1 {
		return err
	}
	_, err = s.ChangeNewsroom(ctx, by, news.Match{Any: true}, func(n *news.Newsroom) error {
		*n = settings
		return nil
	})
	return err
}
