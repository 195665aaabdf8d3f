package postgres

import (
	"context"
	"fmt"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// erase kills an article, if it is not killed already, and removes its content
// for good: from its rows, from its history, and from what only it used. What
// is left is the slug, the times, the hashes of its revisions, and the note.
func (s *Store) erase(ctx context.Context, u *unit, ref string, e news.Edit, r news.Removal) (news.Document, error) {
	before, err := s.lockArticle(ctx, u, ref, e.Match)
	switch {
	case err != nil:
		return news.Document{}, err
	case !u.by.Can(auth.Admin):
		return news.Document{}, fmt.Errorf("%w: an article is erased by a key with the scope admin", news.ErrForbidden)
	case !before.ErasedAt.IsZero():
		return news.Document{}, &news.Conflict{Detail: "the article has been erased already"}
	}
	if err := r.Allowed(before.Status); err != nil {
		return news.Document{}, err
	}
	if err := r.Settle(s.types).Err(); err != nil {
		return news.Document{}, err
	}
	r.OmitHeadline = true
	used, err := everUsed(ctx, u, before.ID) // while its history still tells
	if err != nil {
		return news.Document{}, err
	}
	if _, err := u.Exec(ctx, `update articles set status = 'killed', erased_at = $2 where id = $1`, before.ID, u.now); err != nil {
		return news.Document{}, err
	}
	after := before.Erased(u.now)
	w := saving{before: before, after: after, write: "erased", reason: e.Reason, change: news.ChangeKilled, note: r.Note, removal: &r}
	w.tell(u.now)
	stamp(before, after, u.now)
	u.room.Link(after)
	doc, err := s.save(ctx, u, w)
	if err != nil {
		return news.Document{}, err
	}
	var b pgx.Batch
	queueEraseCopies(&b, before.ID)
	queueEraseWords(&b, before.ID)
	b.Queue(`select erase_history($1)`, before.ID)
	s.queueEraseUnused(&b, used)
	return doc, u.SendBatch(ctx, &b).Close()
}

// everUsed are the ids of everything that any revision of the article shows:
// its tags and sources, which its documents leave out, and its photos, authors
// and speakers, which they have.
func everUsed(ctx context.Context, u *unit, article uuid.UUID) (ids []uuid.UUID, err error) {
	rows, err := u.Query(ctx, `
		with r as materialized (
			select refs, convert_from(document, 'UTF8')::jsonb as d from revisions where article_id = $1 and document is not null)
		select unnest(refs) from r
		union select (jsonb_path_query(d, '$.photos[*].id') #>> '{}')::uuid from r
		union select (jsonb_path_query(d, '$.authors[*].id') #>> '{}')::uuid from r
		union select (jsonb_path_query(d, '$.quotes[*].speaker.id') #>> '{}')::uuid from r`, article)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// queueEraseCopies removes what is kept of the article beside its history.
//
// Which kept answers hold it cannot be told: they are sealed, and their
// addresses are hashed. So all are emptied. The rows stay: a request that is
// repeated is told that its answer is gone, and is not done a second time.
//
// Queued jobs that take a correction of it to other articles go on without the
// correction.
func queueEraseCopies(b *pgx.Batch, article uuid.UUID) {
	b.Queue(`update kept_answers set answer = '' where answer <> ''`)
	b.Queue(`update deliveries set answer = '' where article_id = $1 and answer <> ''`, article) // a receiver may say what it was told
	b.Queue(`
		update `+queueSchema+`.river_job set args = args - 'correction'
		where kind = $2 and args #>> '{correction,id}' in (select id::text from corrections where article_id = $1)`,
		article, rerenderJob{}.Kind())
	b.Queue(`delete from proposals where article_id = $1`, article)
	b.Queue(`update subscription_items set headline = '', provenance = '[]', warnings = '[]', errors = null where article_id = $1`, article)
	b.Queue(`
		update scheduled_revisions set note = '', patch = null, json_patch = null, changes = '[]', reason = '', fault = '',
		    state = case state when 'waiting' then 'cancelled' else state end
		where article_id = $1`, article)
}

// unused are the tables of what an article names or shows, and what is left in
// a row that no article uses any more. Sections are the newsroom's own order,
// whatever is filed in them, and stay.
var unused = map[string]string{
	"photos": `caption = '', alt_text = '', credit = '', photographer = '', taken_on = null, released_on = null,
		released_by = '', rights = '', license_url = '', tdm_reservation = null, tdm_policy = '',
		url = '', width = 0, height = 0`,
	"authors":  `slug = 'erased-' || e.id, name = 'erased', title = '', bio = '', links = '[]'`,
	"speakers": `slug = 'erased-' || e.id, name = 'erased', title = ''`,
	"tags":     `slug = 'erased-' || e.id, name = 'erased', description = ''`,
	"sources":  `slug = 'erased-' || e.id, name = 'erased', alias = ''`,
}

// queueEraseUnused empties and deletes what of ids no article uses any more:
// the name of somebody who was quoted once may be what is to be erased, and so may
// each that they had before speakers were merged.
func (s *Store) queueEraseUnused(b *pgx.Batch, ids []uuid.UUID) {
	b.Queue(`update speakers e set `+unused["speakers"]+`, version = version + 1, modified_at = clock_timestamp()
	         where e.merged_into = any($1) and not exists (`+s.Speakers.uses+`)`, ids)
	for _, of := range []struct{ table, uses string }{
		{s.Photos.table, s.Photos.uses}, {s.Authors.table, s.Authors.uses}, {s.Speakers.table, s.Speakers.uses},
		{s.Tags.table, s.Tags.uses}, {s.Sources.table, s.Sources.uses},
	} {
		b.Queue(`
			update `+of.table+` e set `+unused[of.table]+`, version = version + 1, modified_at = clock_timestamp(),
			    deleted_at = coalesce(deleted_at, clock_timestamp())
			where e.id = any($1) and not exists (`+of.uses+`)`, ids)
	}
}

// erased is nil for an article that has its content, else a *news.Gone: what
// was erased is so for everybody, and nothing can be made of it any more.
func erased(ctx context.Context, q querier, a *news.Article) error {
	if a.ErasedAt.IsZero() {
		return nil
	}
	return orGone(ctx, q, auth.Principal{}, pgx.ErrNoRows, a.ID.String())
}
