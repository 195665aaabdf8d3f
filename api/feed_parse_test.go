package api

import (
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// FuzzPrints has the prints of a feed come back from its tag, in whatever coding,
// and no other tag end it.
func FuzzPrints(f *testing.F) {
	for _, tag := range []string{`"1-a.AAAAAQ"`, `"1-a.AAAAAQ-gzip"`, `"1-a."`, `"1-a"`, `".x"`, `"`, ``} {
		f.Add(tag)
	}
	list := []news.Listed[news.Document]{{Value: news.Document{ID: uuid.UUID{1}, Version: 1}}, {Value: news.Document{ID: uuid.UUID{2}, Version: 7}}}
	f.Fuzz(func(t *testing.T, tag string) {
		if prints, ok := printsIn(plainTag(tag)); !ok && prints != nil {
			t.Errorf("%q: %v", tag, prints)
		}
		prints, ok := printsIn(plainTag(feedTag([]byte(tag), list)))
		if !ok || len(prints) != 2 || len(newer(list, prints)) != 0 {
			t.Errorf("of %q: %v, %v", tag, prints, ok)
		}
	})
}

// FuzzArchive has every name that is read be the one that its stretch of time is
// called by, and lie wholly in the past.
func FuzzArchive(f *testing.F) {
	for _, name := range []string{"2024-03-18", "2024-03-18T20", "2024-03-18T20:42", "2100-01-01", "2024-3-18", "0000-00-00", "2024-03-18T20:42:00Z"} {
		f.Add(name)
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, name string) {
		s, err := parseArchive(name, now)
		if err != nil || name == "" {
			return
		}
		if again, ok := archived(s.start, s.end.Add(writesEnd)); s.name != name || s.end.After(now) || !ok || again.start.After(s.start) || again.end.Before(s.end) {
			t.Errorf("%q: %+v, %+v", name, s, again)
		}
	})
}
