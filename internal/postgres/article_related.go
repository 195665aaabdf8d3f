package postgres

import (
	"bytes"
	"context"
	"fmt"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// mostRelated is how many articles a card in a list names as related.
	mostRelated = 4
	// newestSharing is how many articles are looked at for each thing that an
	// article shares: what is common is shared with the newest.
	newestSharing = 20
)

// relatedSQL finds, for each of the articles $1, those that have most to do with
// it, of what the caller may see: they mention the same, have the same tags, are
// in the same section. Of equals the newest come first.
func relatedSQL(by auth.Principal) string {
	newest := func(weight int, table, same string) string {
		return fmt.Sprintf(`
			select f.id, %d as weight from %s m cross join lateral (
				select a.id from %s j join articles a on a.id = j.article_id where %s and j.article_id <> m.article_id and %s
				order by j.listed_at desc, j.article_id desc limit %d) f
			where m.article_id = p.id union all`, weight, table, table, same, readable(by), newestSharing)
	}
	return `select p.id, ` + cardColumns + `, a.listed_at from unnest($1::uuid[]) p(id) cross join lateral (
			select c.id, sum(c.weight) as score from (` +
		newest(3, "mentions", "j.slug = m.slug and j.type = m.type") + newest(2, "article_tags", "j.tag_id = m.tag_id") + fmt.Sprintf(`
				select f.id, 1 from articles m cross join lateral (
					select a.id from articles a where a.section_id = m.section_id and a.id <> m.id and %s
					order by a.listed_at desc, a.id desc limit %d) f
				where m.id = p.id) c
			join articles o on o.id = c.id group by c.id, o.listed_at order by score desc, o.listed_at desc, c.id desc limit %d) s
		join articles a on a.id = s.id order by s.score desc, a.listed_at desc, a.id desc`, readable(by), newestSharing, mostRelated)
}

// relate gives each card of the list those of the articles that have to do with
// it, all in one query.
func (s *Store) relate(ctx context.Context, by auth.Principal, list []news.Listed[news.Document]) error {
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].Value.ID
	}
	rows, err := s.pool.Query(ctx, relatedSQL(by), pgx.QueryExecModeCacheDescribe, ids)
	if err != nil {
		return err
	}
	type related struct {
		to   uuid.UUID
		card news.Listed[found]
	}
	cards, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r related, err error) {
		err = row.Scan(append([]any{&r.to}, targets(&r.card)...)...)
		return r, err
	})
	if err != nil {
		return err
	}
	of := map[uuid.UUID][][]byte{}
	for _, r := range cards {
		card, err := s.toldCard(ctx, r.card.Value)
		if err != nil {
			return err
		}
		of[r.to] = append(of[r.to], card.Body)
	}
	for i := range list {
		list[i].Value.Related = append(append([]byte("["), bytes.Join(of[list[i].Value.ID], []byte(","))...), ']')
	}
	return nil
}
