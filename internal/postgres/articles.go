package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CreateArticle stores a new draft and answers with its document. A time of
// publication is given only by who may publish.
func (s *Store) CreateArticle(ctx context.Context, by auth.Principal, a *news.Article) (news.Document, error) {
	if err := checkPublishedAt(a, time.Time{}, by); err != nil {
		return news.Document{}, err
	}
	return s.ImportArticle(ctx, by, a)
}

// ImportArticle stores a new draft with the time of publication that the
// imported page tells, whoever imports it.
func (s *Store) ImportArticle(ctx context.Context, by auth.Principal, a *news.Article) (doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		fresh := a.Clone() // a retried transaction begins with what was written
		doc, err = s.create(ctx, u, fresh, news.NewID(), false)
		return err
	})
	return doc, err
}

// errPreview ends a transaction of which nothing is to be kept.
var errPreview = errors.New("preview")

func (s *Store) create(ctx context.Context, u *unit, a *news.Article, id uuid.UUID, publish bool) (news.Document, error) {
	a.ID, a.Status = id, news.Draft
	a.AdoptPhotos()
	if a.Language == "" {
		a.Language = u.room.Language
	}
	if a.TimeZone == "" {
		a.TimeZone = u.room.TimeZone
	}
	u.edit = &news.Edit{}
	w := saving{after: a, write: "created"}
	if publish {
		setPublished(a, u.now)
		w.write, w.change = "published", news.ChangePublished
	}
	return s.settleAndSave(ctx, u, w)
}

// ChangeArticle applies change to the article that ref names, where its version
// is one that e names, and answers with the new document. What is published is
// changed only by who may publish.
func (s *Store) ChangeArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, change func(*news.Article) error) (doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		doc, err = s.edit(ctx, u, ref, e, func(w *saving) error {
			if err := change(w.after); err != nil {
				return err
			}
			return checkPublishedAt(w.after, w.before.PublishedAt, by)
		})
		return err
	})
	return doc, err
}

// PublishArticle makes a draft public, or schedules it where its publish_at, of
// times or else its own, is to come. A time of publication that the draft
// carries, from an archive or an import, is kept unless it is scheduled.
func (s *Store) PublishArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, times news.Schedule) (doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		doc, err = s.publish(ctx, u, ref, e, times)
		return err
	})
	return doc, err
}

func (s *Store) publish(ctx context.Context, u *unit, ref string, e news.Edit, times news.Schedule) (news.Document, error) {
	return s.edit(ctx, u, ref, e, func(w *saving) error {
		switch status := w.before.StatusAt(u.now); status {
		case news.Draft:
		case news.Scheduled:
			return &news.Conflict{Detail: "the article is scheduled; another publish_at moves it, and null makes it a draft again"}
		default:
			return &news.Conflict{Detail: fmt.Sprintf("the article is %s; a draft can be published", status)}
		}
		w.write, w.change = "published", news.ChangePublished
		w.after.Schedule = w.after.Schedule.Overlay(times)
		setPublished(w.after, u.now)
		return nil
	})
}

// edit is one write to an article that exists: find it, lock it, check what the
// writer knew of it, change it, store it. change gets the article in after, and
// says what sort of write it is where it is no common edit.
func (s *Store) edit(ctx context.Context, u *unit, ref string, e news.Edit, change func(*saving) error) (news.Document, error) {
	before, err := s.lockArticle(ctx, u, ref, e.Match)
	if err != nil {
		return news.Document{}, err
	}
	if err := erased(ctx, u, before); err != nil {
		return news.Document{}, err
	}
	u.edit = &e
	w := saving{before: before, after: before.Clone(), write: "edited", reason: e.Reason}
	if before.Status == news.Published {
		w.change = news.ChangeUpdated
	}
	if err := change(&w); err != nil {
		return news.Document{}, err
	}
	if w.unnoted(u.now) {
		w.minor = true
		// Whether an edit that changes a time changes more is seen when it is settled.
		if w.timed = !e.Minor && w.after.Schedule != w.before.Schedule; !w.timed {
			if err := u.room.MinorEdits.CheckPublished(e.Minor); err != nil {
				return news.Document{}, err
			}
		}
	}
	w.after.ID = before.ID
	return s.settleAndSave(ctx, u, w)
}

// settleAndSave is the end of every write: what is wrong is told at once, what
// is right is stored whole.
func (s *Store) settleAndSave(ctx context.Context, u *unit, w saving) (news.Document, error) {
	since := w.before
	if w.restored != nil {
		since = w.restored
	}
	f := w.after.SettleSchedule(w.before, u.now)
	w.name(u.now)
	f = append(f, w.after.Settle(since, s.types)...)
	if w.after.Status == news.Draft && w.after.PublishedAt.After(u.now) {
		f.Add("/published_at", "is in the future; publish_at is when an article is to be published")
	}
	if err := s.chooseSlug(ctx, u, w.before, w.after, &f); err != nil {
		return news.Document{}, err
	}
	absent, err := s.resolve(ctx, u, w.before, w.after, &f)
	if err != nil {
		return news.Document{}, err
	}
	stored, err := photosByID(ctx, u, w.before, w.after, &f)
	if err != nil {
		return news.Document{}, err
	}
	if w.after.Status == news.Published {
		checkLicences(w.after, stored, u.now, &f)
	}
	if w.correction != nil {
		f = append(w.correction.Settle(w.before.Corrections, w.part, s.types), f.Under(w.part)...)
	}
	if w.restored != nil {
		w.restored.NameFaults(f)
	}
	if err := f.Err(); err != nil {
		return news.Document{}, err
	}
	if err := createAll(ctx, u, absent); err != nil {
		return news.Document{}, err
	}
	if u.photos, err = s.savePhotos(ctx, u, w.after, stored); err != nil {
		return news.Document{}, err
	}
	dedupe(w.after)
	if err := w.checkMinor(u.room.MinorEdits); err != nil {
		return news.Document{}, err
	}
	if w.correction != nil {
		if err := completeCorrection(u, &w); err != nil {
			return news.Document{}, err
		}
	}
	w.tell(u.now)
	stamp(w.before, w.after, u.now)
	u.room.Link(w.after)
	doc, err := s.save(ctx, u, w)
	if err != nil {
		return news.Document{}, err
	}
	return doc.As(w.after.StatusAt(u.now)), s.rerender(ctx, u, "photos", u.photos, w.after.ID)
}

func setPublished(a *news.Article, now time.Time) {
	a.Status = news.Published
	if a.PublishedAt.IsZero() {
		a.PublishedAt = now
	}
	if a.UpdatedAt.IsZero() {
		a.UpdatedAt = a.PublishedAt
	}
}

// checkPublishedAt keeps the time of publication with those who may publish.
func checkPublishedAt(a *news.Article, was time.Time, by auth.Principal) error {
	if a.PublishedAt.Equal(was) || by.Can(auth.Publish) {
		return nil
	}
	return fmt.Errorf("%w: published_at is set by a key with the scope publish", news.ErrForbidden)
}

// DeleteArticle marks a draft as deleted; its revisions stay. What was public
// is not deleted: it is withheld, retracted or killed.
func (s *Store) DeleteArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit) error {
	return s.write(ctx, by, func(u *unit) error {
		before, err := s.lockArticle(ctx, u, ref, e.Match)
		if err != nil {
			return err
		}
		if before.Status != news.Draft {
			return &news.Conflict{Detail: fmt.Sprintf("the article is %s; only a draft can be deleted", before.Status)}
		}
		after := before.Clone()
		after.Slug = "deleted-" + after.ID.String() // gives its slug back: no reader ever saw it
		stamp(before, after, u.now)
		u.room.Link(after)
		if _, err := s.save(ctx, u, saving{before: before, after: after, write: "deleted", reason: e.Reason}); err != nil {
			return err
		}
		if _, err = u.Exec(ctx, `update articles set deleted_at = $2 where id = $1`, before.ID, u.now); err != nil {
			return err
		}
		_, err = u.Exec(ctx, `delete from likenesses where article_id = $1`, before.ID) // its page may be imported again
		return err
	})
}

// lockArticle finds the article that ref names, if the writer may see it,
// takes it for this transaction, and holds the writer's precondition to it.
func (s *Store) lockArticle(ctx context.Context, u *unit, ref string, m news.Match) (*news.Article, error) {
	where, arg := `a.slug = $1`, any(ref)
	if id, ok := news.ParseID(ref); ok {
		where, arg = `a.id = $1`, id
	}
	var id uuid.UUID
	var version int
	var etag string
	var status news.Status
	err := u.QueryRow(ctx, `
		select a.id, a.version, a.etag, a.status from articles a
		where `+where+` and a.deleted_at is null and `+visible(u.by)+` for no key update`, arg).
		Scan(&id, &version, &etag, &status)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = s.findArticle(ctx, u, u.by, ref) // by an old slug, perhaps, or gone
	}
	if err != nil {
		return nil, err
	}
	if status != news.Draft && !u.by.Can(auth.Publish) {
		return nil, fmt.Errorf("%w: an article that is not a draft is changed by a key with the scope publish", news.ErrForbidden)
	}
	if err := m.Check(version, etag); err != nil {
		return nil, err
	}
	return s.loadUpToDate(ctx, u, id)
}

// findArticle is the id of the article that ref names, for who may see it. An
// old slug is a *news.Moved; what was taken from readers is a *news.Gone.
func (s *Store) findArticle(ctx context.Context, q querier, by auth.Principal, ref string) (uuid.UUID, error) {
	return find(ctx, q, by, ref, visible(by))
}

// find is findArticle for what meets the condition on articles a.
func find(ctx context.Context, q querier, by auth.Principal, ref, condition string) (uuid.UUID, error) {
	var slug string
	id, isID := news.ParseID(ref)
	if isID {
		err := q.QueryRow(ctx, `
			select a.id from articles a where a.id = $1 and `+condition, id).Scan(&id)
		return id, orGone(ctx, q, by, err, ref)
	}
	err := q.QueryRow(ctx, `
		select a.id, a.slug from slugs s join articles a on a.id = s.article_id
		where s.slug = $1 and `+condition, ref).Scan(&id, &slug)
	if err == nil && slug != ref {
		return uuid.Nil, &news.Moved{Slug: slug}
	}
	return id, orGone(ctx, q, by, err, ref)
}

// querier is what both a transaction and a pool can be asked.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}
