package postgres

import (
	"context"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// house is who writes what happens by itself, because its time has come.
var house = auth.Principal{Name: "storywire"}

// tell settles what the change log says of a write at now, and to whom: each
// log tells a story from when its reader may see it, and tells of its end only
// whoever has seen it.
func (w *saving) tell(now time.Time) {
	was, is := w.before.SeenAt(now), w.after.SeenAt(now)
	ever := w.before.WasPublic(now)
	w.sight = is
	switch {
	case w.change == "":
	case is == news.SightNone && w.removal != nil && ever:
		w.sight = news.SightEveryone
	case is == news.SightNone && w.removal != nil && was != news.SightNone:
		w.sight = was
	case is == news.SightNone:
		w.change = ""
	case was < is && ever:
		w.change = news.ChangeRestored
	case was < is:
		w.change = news.ChangePublished
	}
}

// loadUpToDate assembles an article that is locked. What its clock has done to
// it is recorded first, so that its history and the log have it in the order in
// which it came to be.
func (s *Store) loadUpToDate(ctx context.Context, u *unit, id uuid.UUID) (*news.Article, error) {
	a, err := loadArticle(ctx, u, id)
	if err != nil {
		return nil, err
	}
	by := u.by
	u.by = house
	defer func() { u.by = by }()
	for {
		next, err := s.passMoment(ctx, u, a)
		if err != nil || next == nil {
			return a, err
		}
		a = next
	}
}

// passMoment records the next thing that time has done to an article, as a
// version of its own; nil where there is nothing more.
func (s *Store) passMoment(ctx context.Context, u *unit, a *news.Article) (*news.Article, error) {
	w := saving{before: a, after: a.Clone()}
	moment, expired := a.NextMoment(), a.ExpiredPhotos(u.now)
	switch {
	case !moment.IsZero() && !moment.After(u.now):
		w.write = "published"
		if w.change, w.sight = w.after.Pass(); w.change == news.ChangeWithheld {
			w.write = "expired"
		}
	case a.Status == news.Published && len(expired) > 0:
		w.after.DropPhotos(expired)
		w.write, w.change = "expired", news.ChangeUpdated
		w.tell(u.now)
	default:
		return nil, nil
	}
	stamp(w.before, w.after, u.now)
	w.after.UpdatedAt = a.UpdatedAt // nobody wrote anything
	u.room.Link(w.after)
	_, err := s.save(ctx, u, w)
	return w.after, err
}

// name gives a write that schedules an article, or takes it back, a name of its
// own.
func (w *saving) name(now time.Time) {
	switch {
	case w.write == "published" && w.after.StatusAt(now) == news.Scheduled:
		w.write = "scheduled"
	case w.before != nil && w.before.Status == news.Published && w.after.Status == news.Draft:
		w.write = "unscheduled"
	}
}

// checkLicences notes the photos that may not be shown any more.
func checkLicences(a *news.Article, stored map[uuid.UUID]news.PhotoFacts, now time.Time, f *news.Faults) {
	for i, p := range a.Photos {
		end := stored[p.ID].Overlay(p.PhotoFacts).ExpiresAt
		if !end.IsZero() && !end.After(now) {
			f.Add(photoPointer(a, i), "the photo's licence has ended")
		}
	}
}
