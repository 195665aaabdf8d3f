package news

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Schedule is when readers see an article. A time that has come is emptied
// once it is recorded, but for the end, which stays.
type Schedule struct {
	PublishAt      time.Time `json:"publish_at,omitzero"`
	EmbargoedUntil time.Time `json:"embargoed_until,omitzero"` // until then it is there for keys with advance copies alone
	ExpiresAt      time.Time `json:"expires_at,omitzero"`      // the licence ends
}

// Overlay is the schedule with the times that are given in place of its own.
func (s Schedule) Overlay(given Schedule) Schedule {
	for _, t := range []struct{ to, from *time.Time }{
		{&s.PublishAt, &given.PublishAt}, {&s.EmbargoedUntil, &given.EmbargoedUntil}, {&s.ExpiresAt, &given.ExpiresAt},
	} {
		if !t.from.IsZero() {
			*t.to = *t.from
		}
	}
	return s
}

// from is when the schedule lets everybody see the article; zero for at once.
func (s Schedule) from() time.Time { return later(s.PublishAt, s.EmbargoedUntil) }

// YetToCome says that an article calls itself published later than now, and later
// than its schedule lets everybody see it.
func (a *Article) YetToCome(now time.Time) bool { return a.PublishedAt.After(later(a.from(), now)) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (s *Schedule) settle() {
	for _, t := range []*time.Time{&s.PublishAt, &s.EmbargoedUntil, &s.ExpiresAt} {
		*t = t.UTC().Truncate(time.Microsecond)
	}
}

// Sight is who sees an article, editors apart: they see every one.
type Sight int

// The sights, each wider than the one before.
const (
	SightNone     Sight = iota // a draft, scheduled, expired, taken from readers
	SightAdvance               // under embargo: keys with advance copies
	SightEveryone              // public
)

// SeenAt tells who sees the article at a moment, as it stands.
func (a *Article) SeenAt(now time.Time) Sight {
	switch {
	case a == nil || a.Status != Published || a.PublishAt.After(now):
		return SightNone
	case !a.ExpiresAt.IsZero() && !a.ExpiresAt.After(now):
		return SightNone
	case a.EmbargoedUntil.After(now):
		return SightAdvance
	}
	return SightEveryone
}

// WasPublic tells whether readers have seen the article by a moment.
func (a *Article) WasPublic(now time.Time) bool {
	return a != nil && !a.FirstPublicAt.IsZero() && !a.FirstPublicAt.After(now)
}

// scheduledAt tells whether the article is to be published and is not yet.
func (a *Article) scheduledAt(now time.Time) bool {
	return a.Status == Published && a.PublishAt.After(now)
}

// StatusAt is the article's status as editors are told it at a moment: what is
// to be published is scheduled, and what has expired is withheld.
func (a *Article) StatusAt(now time.Time) Status {
	switch {
	case a.scheduledAt(now):
		return Scheduled
	case a.Status == Published && a.SeenAt(now) == SightNone:
		return Withheld
	}
	return a.Status
}

// SettleSchedule brings the schedule of an article that is about to be stored
// at now, after before (nil for a new one), into the form that is stored, with
// the times and the status that follow from it: what is to come out later was
// published then, and what is no longer to come out by itself is a draft.
func (a *Article) SettleSchedule(before *Article, now time.Time) Faults {
	if before == nil {
		before = &Article{Status: Draft}
	}
	a.settle()
	a.FirstPublicAt, a.Withdrawn = time.Time{}, before.Withdrawn && a.ExpiresAt.Equal(before.ExpiresAt)
	if before.WasPublic(now) {
		a.FirstPublicAt = before.FirstPublicAt
	}
	var f Faults
	if a.Status != Published {
		return f
	}
	if before.scheduledAt(now) && a.PublishAt.IsZero() {
		a.unschedule(before)
		return f
	}
	a.checkNotTakenBack(before, now, &f)
	if !a.PublishAt.After(now) {
		a.PublishAt = time.Time{}
	}
	if !a.EmbargoedUntil.After(now) {
		a.EmbargoedUntil = time.Time{}
	}
	a.settleFirstTime(before, now)
	if kept := before.Status == Published && a.ExpiresAt.Equal(before.ExpiresAt); !kept && !a.ExpiresAt.IsZero() && !a.ExpiresAt.After(later(a.from(), now)) {
		f.Add("/expires_at", "is not later than the time from which readers see the article")
	}
	if a.YetToCome(now) {
		f.Add("/published_at", "is in the future; publish_at is when an article is to be published")
	}
	return f
}

// unschedule makes a scheduled article the draft that it was.
func (a *Article) unschedule(before *Article) {
	a.Status, a.Withdrawn = Draft, false
	if a.PublishedAt.Equal(before.PublishedAt) {
		a.PublishedAt, a.UpdatedAt = time.Time{}, time.Time{}
	}
}

// checkNotTakenBack notes times that would hide what somebody has seen: for
// that there is a withholding, which says why.
func (a *Article) checkNotTakenBack(before *Article, now time.Time, f *Faults) {
	if before.SeenAt(now) == SightAdvance && a.PublishAt.After(now) {
		f.Add("/publish_at", "the article was given out under embargo; it can be withheld")
	}
	if !before.WasPublic(now) {
		return
	}
	if a.PublishAt.After(now) {
		f.Add("/publish_at", "readers have seen the article; a change to come is posted to its revisions")
	}
	if a.EmbargoedUntil.After(now) {
		f.Add("/embargoed_until", "readers have seen the article; it can be withheld")
	}
}

// settleFirstTime sets when the article is first seen, and the public times of
// one that nobody has seen yet.
func (a *Article) settleFirstTime(before *Article, now time.Time) {
	if before.WasPublic(now) {
		return
	}
	a.FirstPublicAt = later(a.from(), now)
	if a.from().After(now) {
		a.PublishedAt, a.UpdatedAt = a.from(), a.from()
	} else if a.PublishedAt.After(now) && a.PublishedAt.Equal(before.PublishedAt) {
		a.PublishedAt, a.UpdatedAt = now, now // the time that a schedule gave it, which is no more
	}
}

// NextMoment is the next time at which who sees the article changes, or has
// changed without being recorded yet; zero for none.
func (a *Article) NextMoment() time.Time {
	if a.Status != Published {
		return time.Time{}
	}
	next := a.PublishAt // an embargo counts from then on
	if next.IsZero() {
		next = a.EmbargoedUntil
	}
	if end := a.end(); next.IsZero() || !end.IsZero() && end.Before(next) {
		return end
	}
	return next
}

// end is when the article expires, zero where that is recorded.
func (a *Article) end() time.Time {
	if a.Withdrawn {
		return time.Time{}
	}
	return a.ExpiresAt
}

// times are an article's members that its schedule sets.
var times = []string{"/publish_at", "/embargoed_until", "/expires_at", "/published_at", "/updated_at"}

// SameButForTimes tells whether the article says what before does, at other
// times perhaps, or under licences that end at others.
func (a *Article) SameButForTimes(before *Article) bool {
	return !slices.ContainsFunc(Diff(before, a), func(d Difference) bool {
		return !slices.Contains(times, d.Pointer) && !strings.HasSuffix(d.Pointer, "/expires_at")
	})
}

// Pass records that the article's next moment has come, and tells what that
// means: the change of the log, and who learns of it.
func (a *Article) Pass() (ChangeType, Sight) {
	moment := a.NextMoment()
	if moment.Equal(a.end()) {
		a.Withdrawn = true
		return ChangeWithheld, SightEveryone
	}
	if !a.PublishAt.After(moment) {
		a.PublishAt = time.Time{}
	}
	if !a.EmbargoedUntil.After(moment) {
		a.EmbargoedUntil = time.Time{}
		return ChangePublished, SightEveryone
	}
	return ChangePublished, SightAdvance
}

// ExpiredPhotos are the article's photos whose licence has ended by a moment.
func (a *Article) ExpiredPhotos(now time.Time) []uuid.UUID {
	var ids []uuid.UUID
	for _, p := range a.Photos {
		if !p.ExpiresAt.IsZero() && !p.ExpiresAt.After(now) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// DropPhotos takes photos out of the article, and the blocks that show them.
func (a *Article) DropPhotos(ids []uuid.UUID) {
	gone := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		gone[id] = true
	}
	photos := []ArticlePhoto{}
	for _, p := range a.Photos {
		if !gone[p.ID] {
			photos = append(photos, p)
		}
	}
	body := []Block{}
	for _, b := range a.Body {
		if b.Type != PhotoBlock || !gone[b.PhotoID] {
			body = append(body, b)
		}
	}
	a.Photos, a.Body = photos, body
	a.BlockPointers()
}
