package api

import (
	"context"
	"maps"
	"net/url"
	"strconv"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// A feed shows the newest; its archive documents (RFC 5005, 4) have all that
// came before. Each is of a day, an hour or a minute that is over, in pages, so
// that what is in it stays. From the feed one walks back through the hours of
// today, and through the days before: who has read a document knows it by its
// address, and need not go on from there.

// paramArchive names an archive document by the time that it is of, in UTC.
var paramArchive = param{name: "archive"}

// stretches are the lengths of time that archive documents are of, and how a
// parameter names one.
var stretches = []struct {
	length time.Duration
	layout string
}{{24 * time.Hour, "2006-01-02"}, {time.Hour, "2006-01-02T15"}, {time.Minute, "2006-01-02T15:04"}}

// stretch is the time that an archive document is of; the zero value for none.
type stretch struct {
	name       string
	start, end time.Time
}

// archived is the longest stretch around a time that is over: after it nothing
// comes into it, because no write is given so long. ok is false where none is.
func archived(at, now time.Time) (s stretch, ok bool) {
	for _, l := range stretches {
		start := at.UTC().Truncate(l.length)
		if s = (stretch{start.Format(l.layout), start, start.Add(l.length)}); !s.end.After(now.Add(-writesEnd)) {
			return s, true
		}
	}
	return stretch{}, false
}

// parseArchive reads the name of an archive document, "" for none.
func parseArchive(name string, now time.Time) (stretch, error) {
	if name == "" {
		return stretch{}, nil
	}
	for _, l := range stretches {
		if start, err := time.Parse(l.layout, name); err == nil {
			s := stretch{name, start, start.Add(l.length)}
			if s.end.After(now.Add(-writesEnd)) {
				return s, kindParameters.problem("archive is of a day, an hour or a minute that is over: " + strconv.QuoteToASCII(name) + " is not yet, or has only just been.")
			}
			return s, nil
		}
	}
	return stretch{}, kindParameters.problem("archive is a day, an hour or a minute in UTC: 2024-03-18, 2024-03-18T20 or 2024-03-18T20:42.")
}

// archivePage is how many stories an archive document has.
const archivePage = 100

// ofArchive has the feed's query ask for the archive document alone.
func (f *asked) ofArchive(s stretch) {
	f.archive, f.limit, f.stories.Limit = s, archivePage, archivePage
	if f.stories.Published.After.Before(s.start) {
		f.stories.Published.After = s.start
	}
	f.before(s.end)
}

// before narrows the feed's query to what was published before a time.
func (f *asked) before(at time.Time) {
	if p := &f.stories.Published; p.Before.IsZero() || at.Before(p.Before) {
		p.Before = at
	}
}

// archives tells whether the feed has an archive: one whose order is that of the
// archive's time.
func (f *asked) archives() bool {
	return f.format.Archives && len(f.stories.IDs) == 0 && f.stories.Sort != news.UpdatedFirst
}

// prevArchive is the address of the archive document before this page of the
// feed, "" where there is none: list has one story more than the page where
// there are more.
func (a *api) prevArchive(ctx context.Context, by auth.Principal, f asked, list []news.Listed[news.Document]) (string, error) {
	now := time.Now()
	more := len(list) > f.limit
	switch {
	case !f.archives():
		return "", nil
	case f.archive.name != "" && more:
		return f.addressWith("archive", f.archive.name, "cursor", a.cursors.make(f.path, f.query, list[f.limit-1].Key)), nil
	case f.archive.name != "":
		return a.newestArchive(ctx, by, f, f.archive.start, now)
	case !more:
		return "", nil
	}
	if s, ok := archived(list[f.limit].Key.At, now); ok {
		return f.addressWith("archive", s.name), nil
	}
	return a.newestArchive(ctx, by, f, now.Add(-writesEnd).Truncate(time.Minute), now)
}

// newestArchive is the address of the archive document with the newest story of
// the feed before a time.
func (a *api) newestArchive(ctx context.Context, by auth.Principal, f asked, before, now time.Time) (string, error) {
	f.stories.After, f.stories.Limit, f.stories.Whole, f.stories.Published.After = nil, 1, false, f.since
	f.before(before)
	list, err := a.Articles.Articles(ctx, by, f.stories)
	if err != nil || len(list) == 0 {
		return "", slowSearch(f.stories, err)
	}
	s, ok := archived(list[0].Key.At, now)
	if !ok {
		return "", nil
	}
	return f.addressWith("archive", s.name), nil
}

// addressWith is the feed's path and query with these parameters, names and
// values in turn, and no others that say which page it is.
func (f *asked) addressWith(params ...string) string {
	query := maps.Clone(f.query)
	if query == nil {
		query = url.Values{}
	}
	for _, name := range []string{paramLimit.name, paramCursor.name, paramArchive.name} {
		delete(query, name)
	}
	for i := 0; i+1 < len(params); i += 2 {
		query.Set(params[i], params[i+1])
	}
	if len(query) == 0 {
		return f.path
	}
	return f.path + "?" + query.Encode()
}
