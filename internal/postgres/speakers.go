package postgres

import (
	"context"
	"errors"
	"slices"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// MergeSpeakers makes one speaker of two: the one that ref names stays, the
// other goes into it, with all that it was quoted with. Every article that quotes
// the other is written anew, as by any change to what it shows. The other's slug
// and id lead to the one that stays.
func (s *Store) MergeSpeakers(ctx context.Context, by auth.Principal, ref string, e news.Edit, other string) (stays news.Speaker, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if err := lockSpeakers(ctx, u, ref, other); err != nil {
			return err
		}
		if stays, err = s.Speakers.lock(ctx, u, ref, e.Match, "update"); err != nil {
			return err
		}
		goes, err := s.mergeable(ctx, u, stays, other)
		if err != nil {
			return err
		}
		u.edit = &e
		// Before they are re-pointed: these are the ones that change.
		articles, err := s.showing(ctx, u, s.Speakers.table, []uuid.UUID{goes.ID}, uuid.Nil, uuid.Nil)
		if err != nil {
			return err
		}
		if err := merge(ctx, u, goes.ID, stays.ID); err != nil {
			return err
		}
		if err := s.Speakers.reload(ctx, u, &stays); err != nil {
			return err
		}
		u.did("merged", pathOf(s.Speakers.table, stays.ID), stays.Version)
		u.did("merged away", pathOf(s.Speakers.table, goes.ID), goes.Version+1)
		return s.rerenderThese(ctx, u, s.Speakers.table, []uuid.UUID{stays.ID, goes.ID}, articles)
	})
	return stays, err
}

// lockSpeakers takes both in the order of their ids, so that merges of the same
// two in either direction come one after the other. It waits for writes that are
// about to quote them.
func lockSpeakers(ctx context.Context, u *unit, names ...string) error {
	ids, slugs := refs(names)
	_, err := u.Exec(ctx, `select from speakers where id = any($1) or slug = any($2) order by id for update`, ids, slugs)
	return err
}

// mergeable is the speaker that is to go, or says why it cannot.
func (s *Store) mergeable(ctx context.Context, u *unit, stays news.Speaker, other string) (goes news.Speaker, err error) {
	where, arg := s.Speakers.by(other)
	goes, err = s.Speakers.one(ctx, u, s.Speakers.selects()+where, arg)
	if errors.Is(err, pgx.ErrNoRows) {
		err = s.Speakers.movedTo(ctx, u, u.by, other)
		var moved *news.Moved
		switch {
		case errors.As(err, &moved) && moved.Slug == stays.Slug:
			return goes, &news.Conflict{Detail: "the other speaker was merged into this one already", Uses: []string{pathOf("speakers", stays.ID)}}
		case errors.As(err, &moved):
			return goes, &news.Conflict{Detail: "the other speaker was merged into " + moved.Slug + ", which can be merged in its place", Uses: []string{"/v1/speakers/" + moved.Slug}}
		case errors.Is(err, pgx.ErrNoRows):
			var f news.Faults
			f.Add("/other", "there is no such speaker")
			return goes, f.Err()
		}
	}
	if err == nil && goes.ID == stays.ID {
		var f news.Faults
		f.Add("/other", "is the speaker that is to stay")
		return goes, f.Err()
	}
	return goes, err
}

// merge re-points what is stored: quotes, and what was merged into the one that
// goes. Lists and searches by the one that stays have all of it at once; the
// articles' documents follow.
func merge(ctx context.Context, u *unit, goes, stays uuid.UUID) error {
	var b pgx.Batch
	b.Queue(`
		update speakers e set merged_into = $2, deleted_at = clock_timestamp(), modified_at = clock_timestamp(), version = version + 1,
		    was_public = exists (select from quotes q join articles a on a.id = q.article_id where q.speaker_id = e.id and `+seenBefore+`)
		where e.id = $1`, goes, stays)
	b.Queue(`update speakers set merged_into = $2 where merged_into = $1`, goes, stays)
	b.Queue(`update speakers set version = version + 1, modified_at = clock_timestamp() where id = $1`, stays)
	if err := u.SendBatch(ctx, &b).Close(); err != nil {
		return err
	}
	return repoint(ctx, u, goes, stays)
}

// repointed is how many quotes one statement gives to another speaker: a
// twentieth of the time that a statement may take, on a slow machine too.
const repointed = 10_000

// repoint gives all quotes of a speaker to another, some at a time, so that whoever
// has been quoted for decades is merged as well. Nobody adds to them meanwhile: that
// takes the speaker's row, which is locked.
func repoint(ctx context.Context, u *unit, from, to uuid.UUID) error {
	rows, err := u.Query(ctx, `select id from quotes where speaker_id = $1 order by id`, from)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return err
	}
	for some := range slices.Chunk(ids, repointed) {
		// Said so that the index of speakers is not asked: it still has those before.
		if _, err := u.Exec(ctx, `update quotes set speaker_id = $3 where id = any($1) and speaker_id is not distinct from $2`, some, from, to); err != nil {
			return err
		}
	}
	return nil
}

// movedTo is a *news.Moved where ref names a speaker that was merged into one
// that the caller may see, and by a slug that the caller may know; else
// pgx.ErrNoRows.
func (h *Shelf[T]) movedTo(ctx context.Context, q querier, by auth.Principal, ref string) error {
	if !h.merges {
		return pgx.ErrNoRows
	}
	where, arg := `was.slug = $1`, any(ref)
	if id, ok := news.ParseID(ref); ok {
		where, arg = `was.id = $1`, id
	}
	var slug string
	err := q.QueryRow(ctx, `
		select e.slug from `+h.table+` was join `+h.table+` e on e.id = was.merged_into
		where `+where+` and `+speakerIs(by, "was")+` and e.deleted_at is null`+h.seen(by), arg).Scan(&slug)
	if err == nil {
		err = &news.Moved{Slug: slug}
	}
	return err
}

// speakerIs is what a speaker, as the SQL calls it, must be for its id and slug to
// lead the caller anywhere: there, or merged into another that is. What readers
// never saw names nothing to them.
func speakerIs(by auth.Principal, speaker string) string {
	if by.SeesDrafts() {
		return `(` + speaker + `.deleted_at is null or ` + speaker + `.merged_into is not null)`
	}
	return `(` + speaker + `.deleted_at is null or ` + speaker + `.merged_into is not null and ` + speaker + `.was_public)`
}

// queueMerged looks for speakers that were merged, by what they were called: the
// one that stays is meant.
func queueMerged(b *pgx.Batch, ids []uuid.UUID, slugs []string, to *[]entity) {
	b.Queue(`select k.id, k.slug, k.name, k.title, was.id, was.slug from speakers was join speakers k on k.id = was.merged_into
	         where k.deleted_at is null and (was.id = any($1) or was.slug = any($2)) for key share of k`, ids, slugs).
		Query(collectInto(to, func(row pgx.CollectableRow) (e entity, err error) {
			e.old = &oldName{}
			err = row.Scan(&e.id, &e.slug, &e.name, &e.extra, &e.old.id, &e.old.slug)
			return e, err
		}))
}

// stayed is the speaker that another was merged into, while this write was about
// to make or to quote it; else the same. Where that one was deleted since, the
// slug is nobody's, and stays so.
func stayed(ctx context.Context, tx pgx.Tx, was entity, pointer string) (entity, error) {
	var e entity
	err := tx.QueryRow(ctx, `
		select k.id, k.slug, k.name, k.title from speakers was join speakers k on k.id = coalesce(was.merged_into, was.id)
		where was.id = $1 and k.deleted_at is null for key share of k`, was.id).Scan(&e.id, &e.slug, &e.name, &e.extra)
	if errors.Is(err, pgx.ErrNoRows) {
		var f news.Faults
		f.Add(pointer, "the slug %q was that of a speaker who was merged into another; give one of its own", was.slug)
		return e, f.Err()
	}
	return e, err
}
