package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// TestManyAtOnceEachGetTheirOwn has far more readers than questions at a time:
// each gets the story that it named, by slug or id, or is told that there is
// none, and who hangs up takes nobody along.
func TestManyAtOnceEachGetTheirOwn(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	var stories []*news.Article
	for n := range 12 {
		stories = append(stories, publish(t, s, story(fmt.Sprintf("The ferry of day %d", n))))
	}
	draft := create(t, s, story("A ferry that is yet to leave"))
	gone, hungUp := context.WithCancel(t.Context())
	hungUp()
	var wg sync.WaitGroup
	for n := range 400 {
		wg.Go(func() {
			want := stories[n%len(stories)]
			ref, ctx, known := want.Slug, t.Context(), error(nil)
			switch n % 8 {
			case 1, 3:
				ref = want.ID.String()
			case 5:
				ref, known = "no-such-ferry", news.ErrNotFound
			case 6:
				ref, known = draft.Slug, news.ErrNotFound
			case 7:
				ctx, known = gone, context.Canceled
			}
			doc, err := s.Article(ctx, auth.Principal{}, ref)
			if !errors.Is(err, known) {
				t.Errorf("%s: %v, not %v", ref, err, known)
			}
			if known == nil && err == nil && (doc.ID != want.ID || doc.Status != news.Published || read(t, doc).Headline != want.Headline) {
				t.Errorf("%s: got %s, %s", ref, doc.ID, doc.Status)
			}
		})
	}
	wg.Wait()
}

// TestWhatWasWrittenBeforeIsRead has writers who read back what they have just
// written, as any reader would, while others ask for the same story all the time.
func TestWhatWasWrittenBeforeIsRead(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := publish(t, s, story("The harbour clock"))
	busy, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for busy.Err() == nil {
				if _, err := s.Article(t.Context(), auth.Principal{}, a.Slug); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range 40 {
		wrote, err := s.ChangeArticle(t.Context(), publisher, a.Slug, anyEdit, func(a *news.Article) error {
			a.Headline = fmt.Sprintf("The harbour clock, minute %d", n)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := s.Article(t.Context(), auth.Principal{}, a.Slug)
		if err != nil || doc.Version != wrote.Version || doc.ETag != wrote.ETag {
			t.Errorf("wrote version %d, read %d: %v", wrote.Version, doc.Version, err)
		}
	}
	stop()
	wg.Wait()
}
