package postgres

import (
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// TestTheSitemapHasEveryPublicStoryOnce walks through the sitemap of a hundred
// thousand stories, with files that are full before a year is over.
func TestTheSitemapHasEveryPublicStoryOnce(t *testing.T) {
	t.Parallel()
	s := archived(t, `
		update articles set embargoed_until = now() + interval '1 hour' where slug = 'story-5';
		update articles set expires_at = now() - interval '1 hour' where slug = 'story-6';
		update articles set status = 'withheld' where slug = 'story-7';`)
	const size = 4000
	files, err := s.SitemapFiles(t.Context(), size)
	if err != nil {
		t.Fatal(err)
	}
	seen, last := map[uuid.UUID]bool{}, time.Time{}
	for n, f := range files {
		if begins := n == 0 || files[n-1].Year != f.Year; begins != (f.After == nil) {
			t.Errorf("file %d is of %d, after %v", n, f.Year, f.After)
		}
		stories, err := s.Sitemap(t.Context(), f, size)
		if err != nil {
			t.Fatal(err)
		}
		if len(stories) == 0 || len(stories) > size {
			t.Errorf("file %d has %d stories", n, len(stories))
		}
		var latest time.Time
		for _, m := range stories {
			if seen[m.ID] || m.PublishedAt.Before(last) || m.PublishedAt.Year() != f.Year || !strings.HasPrefix(m.Section, "section-") {
				t.Fatalf("file %d has %+v", n, m)
			}
			if seen[m.ID], last = true, m.PublishedAt; m.Latest.After(latest) {
				latest = m.Latest
			}
			if m.Slug == "story-5" || m.Slug == "story-6" || m.Slug == "story-7" {
				t.Errorf("%s is not public", m.Slug)
			}
		}
		if !latest.Equal(f.Latest) {
			t.Errorf("file %d changed at %s, and says %s", n, latest, f.Latest)
		}
	}
	if len(seen) != 98_997 {
		t.Errorf("%d stories are in the sitemap", len(seen))
	}
	explain(t.Context(), t, s, filesSQL, []any{size}).each(func(p plan) {
		if p.Node == "Seq Scan" || p.Node == "Sort" && p.Relation == "articles" {
			t.Errorf("%s of %s", p.Node, p.Relation)
		}
	})
	whole, err := s.Sitemap(t.Context(), news.MapFile{Year: 1999}, size)
	if err != nil || len(whole) != 0 {
		t.Errorf("of a year without stories: %d, %v", len(whole), err)
	}
}
