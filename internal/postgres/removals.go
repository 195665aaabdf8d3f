package postgres

import (
	"context"
	"errors"
	"fmt"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// removals are the words for each: what a revision calls the write, and what
// the change log calls it.
var removals = map[news.Status]struct {
	write  string
	change news.ChangeType
}{
	news.Withheld:  {"withheld", news.ChangeWithheld},
	news.Killed:    {"killed", news.ChangeKilled},
	news.Retracted: {"retracted", news.ChangeRetracted},
	news.Published: {"released", news.ChangeRestored},
}

// RemoveArticle takes an article from readers, or gives it back. A kill takes
// a key with the scope admin; with Erase it is for good.
func (s *Store) RemoveArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, r news.Removal) (doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if r.Erase {
			doc, err = s.erase(ctx, u, ref, e, r)
			return err
		}
		doc, err = s.remove(ctx, u, ref, e, r)
		return err
	})
	return doc, err
}

func (s *Store) remove(ctx context.Context, u *unit, ref string, e news.Edit, r news.Removal) (news.Document, error) {
	return s.edit(ctx, u, ref, e, func(w *saving) error {
		if r.To == news.Killed && !u.by.Can(auth.Admin) {
			return fmt.Errorf("%w: an article is killed by a key with the scope admin", news.ErrForbidden)
		}
		if err := r.Allowed(w.before.Status); err != nil {
			return err
		}
		if err := r.Settle(s.types).Err(); err != nil {
			return err
		}
		w.write, w.change, w.note = removals[r.To].write, removals[r.To].change, r.Note
		w.after.Status, w.removal = r.To, &r
		return nil
	})
}

func queueRemoval(b *pgx.Batch, a *news.Article, r *news.Removal, by auth.Principal) {
	headline := a.Headline
	if r.OmitHeadline {
		headline = ""
	}
	b.Queue(`insert into removals (article_id, version, status, note, headline, at, key_id, by_name)
	         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.ID, a.Version, a.Status, r.Note, headline, a.ModifiedAt, zeronull.UUID(by.KeyID), by.Name)
}

// orGone is err, or for an article that was not found because it was taken
// from readers a *news.Gone: that it was there is known to everybody who had it.
func orGone(ctx context.Context, q querier, by auth.Principal, err error, ref string) error {
	if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	id, isID := news.ParseID(ref)
	if !isID {
		id = uuid.Nil
	}
	var t news.Tombstone
	gone := q.QueryRow(ctx, `
		select a.id, a.slug, a.status, r.note, r.headline, r.at
		from articles a cross join lateral (
			select note, headline, at from removals where article_id = a.id order by version desc limit 1) r
		where a.id = coalesce(nullif($1, '00000000-0000-0000-0000-000000000000'::uuid), (select article_id from slugs where slug = $2))
		  and a.status in ('withheld', 'retracted', 'killed') and `+seenBefore+entitledGone(by), id, ref).
		Scan(&t.ID, &t.Slug, &t.Status, &t.Note, &t.Headline, &t.At)
	if gone == nil {
		return &news.Gone{Tombstone: t}
	}
	return gone // no rows: it is not there, and never was
}
