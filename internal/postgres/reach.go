package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// follows is what a key k, of partner p where it has one, must be for its holder to
// follow the newsroom now.
const follows = `'feed' = any(k.scopes) and ` + keyHolds + `
	and coalesce(p.contract_from, '-infinity') <= now() and coalesce(p.contract_to, 'infinity') > now()`

// entitledPartners are the partners whose contracts have a version of an article,
// which alone are told of it.
func entitledPartners(ctx context.Context, q querier, article uuid.UUID, version int) ([]uuid.UUID, error) {
	contracts, err := contractsWithKeys(ctx, q)
	if err != nil || len(contracts) == 0 {
		return nil, err
	}
	has := make([]string, len(contracts))
	for i, c := range contracts {
		has[i] = `case when ` + filedIn(&c, "r.labels") + withinReach(&c) + ` then '` + c.Partner.String() + `'::uuid end`
	}
	var ids []uuid.UUID
	err = q.QueryRow(ctx, `
		select array_remove(array[`+strings.Join(has, ", ")+`], null)
		from revisions r join articles a on a.id = r.article_id where r.article_id = $1 and r.version = $2`, article, version).Scan(&ids)
	return ids, err
}

// contractsWithKeys are the contracts of partners that keys belong to.
func contractsWithKeys(ctx context.Context, q querier) ([]auth.Contract, error) {
	rows, err := q.Query(ctx, `select `+contractColumns+` from partners p where p.id in (select partner_id from keys) and p.deleted_at is null`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c auth.Contract, err error) {
		err = row.Scan(contractTargets(&c)...)
		return c, err
	})
}

// Reached is whom a correction has reached: of the keys with the scope feed,
// those that hold, and those that held when they were sent it; of partners' keys
// those alone that the story is for.
func (s *Store) Reached(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Reached, error) {
	r := news.Reached{Correction: id, Partners: []news.PartnerReached{}}
	var version int
	// Of one write of an article there may be two entries, one for those who had
	// it in advance: they were reached first.
	err := s.pool.QueryRow(ctx, `
		select c.article_id, c.version, e.epoch, (select min(h.sequence) from changes h where h.article_id = c.article_id and h.version = c.version)
		from change_epoch e, corrections c join articles a on a.id = c.article_id
		where `+visibleCorrections(by)+` and c.id = $1`, id).Scan(&r.Article, &version, &r.Place.Epoch, &r.Place.Sequence)
	if err != nil {
		return r, interpret(err)
	}
	entitled, err := entitledPartners(ctx, s.pool, r.Article, version)
	if err != nil {
		return r, interpret(err)
	}
	rows, err := s.pool.Query(ctx, `
		select k.id, k.name, h.sent, case when h.sent then f.sent_at end, h.acknowledged, case when h.acknowledged then f.acknowledged_at end,
		       case when not h.follows then least(k.revoked_at, k.expires_at, p.contract_to) end,
		       count(*) filter (where h.sent) over (), count(*) filter (where h.acknowledged) over (),
		       count(*) filter (where h.follows and not h.acknowledged) over ()
		from keys k left join partners p on p.id = k.partner_id
		     left join followers f on f.key_id = k.id and f.epoch = $1
		     cross join lateral (select coalesce(f.sent >= $2, false), coalesce(f.acknowledged >= $2, false), `+follows+`) h(sent, acknowledged, follows)
		where (h.follows or h.sent and 'feed' = any(k.scopes)) and (k.partner_id is null or k.partner_id = any($4))
		order by h.follows desc, h.acknowledged, h.sent, lower(k.name), k.id limit $3`, r.Place.Epoch, r.Place.Sequence, news.MaxReach, entitled)
	if err != nil {
		return r, interpret(err)
	}
	var p news.PartnerReached
	_, err = pgx.ForEachRow(rows, []any{&p.Key.ID, &p.Key.Name, &p.Sent, (*zeronull.Timestamptz)(&p.SentAt), &p.Acknowledged,
		(*zeronull.Timestamptz)(&p.AcknowledgedAt), (*zeronull.Timestamptz)(&p.EndedAt), &r.Sent, &r.Acknowledged, &r.Waiting}, func() error {
		r.Partners = append(r.Partners, p)
		return nil
	})
	return r, interpret(err)
}

// PreviewCorrection answers what CorrectArticle would, and what the correction
// would reach, and stores nothing.
func (s *Store) PreviewCorrection(ctx context.Context, by auth.Principal, ref string, e news.Edit, c news.Correction, part string, change func(*news.Article) error) (made news.Correction, doc news.Document, reach news.Reach, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if made, doc, err = s.correct(ctx, u, ref, e, c, part, change); err != nil {
			return err
		}
		if reach, err = reachOf(ctx, u, &made, doc); err != nil {
			return err
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return made, doc, reach, err
}

// reachOf is what a correction reaches that this write has made of the article
// in doc.
func reachOf(ctx context.Context, u *unit, c *news.Correction, doc news.Document) (news.Reach, error) {
	var was []byte
	var before, after news.Article
	err := u.QueryRow(ctx, `select document from revisions where article_id = $1 and version = $2`, doc.ID, doc.Version-1).Scan(&was)
	if err == nil {
		err = errors.Join(json.Unmarshal(was, &before), json.Unmarshal(doc.Body, &after))
	}
	if err != nil {
		return news.Reach{}, err
	}
	r := news.ReachOf(&before, &after, c)
	entitled, err := entitledPartners(ctx, u, doc.ID, doc.Version)
	if err != nil {
		return r, err
	}
	var b pgx.Batch
	b.Queue(`select k.id, k.name, count(*) over () from keys k left join partners p on p.id = k.partner_id
	         where `+follows+` and (k.partner_id is null or k.partner_id = any($2)) order by lower(k.name), k.id limit $1`, news.MaxReach, entitled).
		Query(func(rows pgx.Rows) error {
			var p news.Partner
			_, err := pgx.ForEachRow(rows, []any{&p.ID, &p.Name, &r.Totals.Partners}, func() error {
				r.Partners = append(r.Partners, p)
				return nil
			})
			return err
		})
	b.Queue(`select a.id, a.slug, a.headline, count(*) over () from articles a
	         where a.id in (`+photoUsers+`) and a.id <> $2 and `+public+` order by a.listed_at desc, a.id desc limit $3`,
		u.photos, doc.ID, news.MaxReach).
		Query(func(rows pgx.Rows) error {
			var a news.Related
			_, err := pgx.ForEachRow(rows, []any{&a.ID, &a.Slug, &a.Headline, &r.Totals.Related}, func() error {
				r.Related = append(r.Related, a)
				return nil
			})
			return err
		})
	return r, u.SendBatch(ctx, &b).Close()
}
