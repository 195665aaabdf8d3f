package postgres

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// importLock is taken first of all by whoever imports, so that of two who bring
// the same page at once the second finds what the first has made, and of two who
// bring a name that is new the second meets whom the first has made. Whoever waits
// for it holds nothing that others wait for.
const importLock = `select pg_advisory_xact_lock(7310603155000004)`

// ImportPage stores a new draft of a page with the time of publication that it
// tells, whoever imports it; or publishes it. A page that the newsroom has, as
// far as the caller may know, is a *news.Known. The document is what is stored, or
// what a dry run would store, of a page that is known too. The page's speakers are
// those that there are from then on, and its links say how that was decided.
func (s *Store) ImportPage(ctx context.Context, by auth.Principal, page *news.Page, how news.Importing) (doc news.Document, err error) {
	var known *news.Known
	p := *page
	err = s.write(ctx, by, func(u *unit) error {
		if _, err := u.Exec(ctx, importLock); err != nil {
			return err
		}
		p.Article = *page.Article.Clone() // a retried transaction begins with what was read
		if p.Links, err = s.linkSpeakers(ctx, u, &p.Article); err != nil {
			return err
		}
		words := wordingOf(&page.Article, s.types)
		made := likeness{news.NewID(), addressDigest(page.Article.CanonicalURL), words.Bands()}
		by := news.KnownByAddress
		if made.address == nil {
			made.address, by = itemDigest(page, made.bands != nil), news.KnownByItem
		}
		if known, err = s.known(ctx, u, p.Own, made, by, words); err != nil {
			return err
		}
		if known != nil && !how.DryRun {
			return known
		}
		if doc, err = s.create(ctx, u, p.Article.Clone(), made.article, how.Publish && !how.DryRun); err != nil {
			return err
		}
		if how.DryRun {
			return errPreview
		}
		if err := keepLikenesses(ctx, u, []likeness{made}); err != nil {
			return err
		}
		_, err = u.Exec(ctx, `update likenesses set imported = true where article_id = $1`, made.article)
		return err
	})
	if errors.Is(err, errPreview) {
		if err = nil; known != nil {
			err = known
		}
	}
	*page = p
	return doc, err
}

// known is the story that a page is, nil where the newsroom has none: the one
// that it names itself, else one at its address or of its sender's name for it, else
// one with its words.
func (s *Store) known(ctx context.Context, u *unit, own uuid.UUID, page likeness, by news.KnownBy, words news.Wording) (*news.Known, error) {
	if own != uuid.Nil {
		if k, err := s.sighted(ctx, u, own); k != nil || err != nil {
			return told(k, news.KnownByID), err
		}
	}
	if page.address != nil {
		ids, err := atAddress(ctx, u, page.address)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if k, err := s.sighted(ctx, u, id); k != nil || err != nil {
				return told(k, by), err
			}
		}
	}
	if page.bands == nil {
		return nil, nil //nolint:nilnil // none is an answer
	}
	return s.inWords(ctx, u, page.bands, words)
}

func told(k *news.Known, by news.KnownBy) *news.Known {
	if k != nil {
		k.By = by
	}
	return k
}

// atAddress are the stories at an address, some at the most: one that readers
// have first, one that was killed last.
func atAddress(ctx context.Context, q querier, address []byte) ([]uuid.UUID, error) {
	rows, err := q.Query(ctx, atAddressSQL, address)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

const atAddressSQL = `
	select a.id from likenesses l join articles a on a.id = l.article_id
	where l.address = $1 and a.deleted_at is null
	order by a.status = 'killed', a.status <> 'published', a.id limit 10`

// inWords is the story whose words are the same, or nearly; the most alike one.
func (s *Store) inWords(ctx context.Context, u *unit, bands []int32, words news.Wording) (*news.Known, error) {
	rows, err := u.Query(ctx, sharingSQL, bands)
	if err != nil {
		return nil, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	near, err := s.wordings(ctx, u, ids)
	if err != nil {
		return nil, err
	}
	type candidate struct {
		id    uuid.UUID
		alike float64
	}
	var list []candidate
	for _, w := range near {
		if alike := words.Alike(w.Wording); alike >= news.NearlySame {
			list = append(list, candidate{w.article, alike})
		}
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.alike, a.alike), slices.Compare(a.id[:], b.id[:]))
	})
	for _, c := range list {
		if k, err := s.sighted(ctx, u, c.id); k != nil || err != nil {
			if k != nil {
				k.Likeness = math.Floor(c.alike*1000) / 1000 // 1 is for the same words alone
			}
			return told(k, news.KnownByWords), err
		}
	}
	return nil, nil //nolint:nilnil // none is an answer
}

// sharingSQL is who shares most of a story's bands. How many of those that share
// any are looked at is bounded: of what is nearly the same there are more than a
// few bands, so that it is among the first.
const sharingSQL = `
	select l.article_id from (
	    select article_id, (select count(*) from unnest(bands) band where band = any($1)) as shared
	    from likenesses where bands && $1 limit 10000) l
	order by l.shared desc, l.article_id desc limit 20`

// sighted is what the caller may know of a story: of one that they may not see,
// its tombstone, where readers get that; else nil.
func (s *Store) sighted(ctx context.Context, u *unit, id uuid.UUID) (*news.Known, error) {
	var k news.Known
	err := u.QueryRow(ctx, `
		select a.id, a.slug, a.headline, `+statusNow+`, a.version, coalesce(r.note, ''), r.at
		from articles a left join lateral (
		    select note, at from removals where article_id = a.id and a.status in ('withheld', 'retracted', 'killed')
		    order by version desc limit 1) r on true
		where a.id = $1 and `+visible(u.by), id).
		Scan(&k.ID, &k.Slug, &k.Headline, &k.Status, &k.Version, &k.Note, (*zeronull.Timestamptz)(&k.At))
	var gone *news.Gone
	switch err = orGone(ctx, u, u.by, err, id.String()); {
	case err == nil:
		return &k, nil
	case errors.As(err, &gone):
		t := gone.Tombstone
		return &news.Known{ID: t.ID, Slug: t.Slug, Headline: t.Headline, Status: t.Status, Note: t.Note, At: t.At}, nil
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil //nolint:nilnil // none is an answer
	}
	return nil, err
}
