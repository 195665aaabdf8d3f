package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

const (
	// mostRelated is how many articles a card in a list names as related.
	mostRelated = 4
	// newestSharing is how many articles are looked at for each thing that an
	// article shares: what is common is shared with the newest.
	newestSharing = 15
	// newestExplained is how many where the answer is about one article.
	newestExplained = 40
)

// sharedSQL selects what article p.id shares with others, each with its weight:
// they mention the same, quote the same speaker, have the same tags or authors,
// are in the same section. Of each such thing the newest are looked at.
func sharedSQL(by auth.Principal, newest int) string {
	joined := func(weight int, kind, table, same, join, named string) string {
		return fmt.Sprintf(`
			select f.id, %d as weight, '%s' as kind, %s from %s m %s cross join lateral (
				select a.id from %s j join articles a on a.id = j.article_id where %s and j.article_id <> m.article_id and %s
				order by j.listed_at desc, j.article_id desc limit %d) f
			where m.article_id = p.id union all`, weight, kind, named, table, join, table, same, readable(by), newest)
	}
	return joined(3, "mention", "mentions", "j.slug = m.slug and j.type = m.type", "", "m.type, m.slug::text, m.name") +
		joined(2, "tag", "article_tags", "j.tag_id = m.tag_id", "join tags t on t.id = m.tag_id", "'', t.slug::text, t.name") +
		joined(2, "speaker", "quotes", "j.speaker_id = m.speaker_id", "join speakers t on t.id = m.speaker_id", "'', t.slug::text, t.name") +
		joined(1, "author", "article_authors", "j.author_id = m.author_id and j.role = 'author'", "join authors t on t.id = m.author_id and m.role = 'author'", "'', t.slug::text, t.name") +
		fmt.Sprintf(`
			select f.id, 1, 'section', '', t.slug::text, t.name from articles m join sections t on t.id = m.section_id cross join lateral (
				select a.id from articles a where a.section_id = m.section_id and a.id <> m.id and %s
				order by a.listed_at desc, a.id desc limit %d) f
			where m.id = p.id`, readable(by), newest)
}

// relatedSQL finds, for each of the articles $1, those that have most to do with
// it, of what the caller may see. Of equals the newest come first.
func relatedSQL(by auth.Principal) string {
	return `select p.id, ` + cardColumns + `, a.listed_at from unnest($1::uuid[]) p(id) cross join lateral (
			select c.id, sum(c.weight) as score from (select distinct * from (` + sharedSQL(by, newestSharing) + `) c) c
			join articles o on o.id = c.id group by c.id, o.listed_at order by score desc, o.listed_at desc, c.id desc` + atMost(mostRelated) + `) s
		join articles a on a.id = s.id order by s.score desc, a.listed_at desc, a.id desc`
}

// reasonsSQL finds the articles that have most to do with article $1, each with
// what they share.
func reasonsSQL(by auth.Principal, limit int) string {
	told := func(column string) string {
		return `array_agg(c.` + column + ` order by c.weight desc, c.kind, c.slug) as ` + column + `s`
	}
	return `select ` + cardColumns + `, a.listed_at, s.score, s.kinds, s.types, s.slugs, s.names from (select $1::uuid as id) p cross join lateral (
			select c.id, sum(c.weight) as score, ` + told("kind") + `, ` + told("type") + `, ` + told("slug") + `, ` + told("name") + `
			from (select distinct * from (` + sharedSQL(by, newestExplained) + `) c(id, weight, kind, type, slug, name)) c
			join articles o on o.id = c.id group by c.id, o.listed_at order by score desc, o.listed_at desc, c.id desc` + atMost(limit) + `) s
		join articles a on a.id = s.id order by s.score desc, a.listed_at desc, a.id desc`
}

// RelatedTo are the articles that have most to do with the one that ref names,
// the most related first, each with the reasons.
func (s *Store) RelatedTo(ctx context.Context, by auth.Principal, ref string, limit int) ([]news.RelatedArticle, error) {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	id, err := s.findArticle(ctx, s.pool, by, ref)
	if err != nil {
		return nil, interpret(err)
	}
	rows, err := s.pool.Query(ctx, reasonsSQL(by, limit), pgx.QueryExecModeCacheDescribe, id)
	if err != nil {
		return nil, interpret(err)
	}
	type related struct {
		card                       news.Listed[found]
		score                      int
		kinds, types, slugs, names []string
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r related, err error) {
		err = row.Scan(append(targets(&r.card), &r.score, &r.kinds, &r.types, &r.slugs, &r.names)...)
		return r, err
	})
	if err != nil {
		return nil, interpret(err)
	}
	told := make([]news.RelatedArticle, len(list))
	for i, r := range list {
		card, err := s.toldCard(ctx, by, r.card.Value)
		if err != nil {
			return nil, interpret(err)
		}
		told[i] = news.RelatedArticle{ID: card.ID, Article: card.Body, Score: r.score}
		for n := range r.kinds {
			told[i].Why = append(told[i].Why, news.Why{Kind: r.kinds[n], Type: r.types[n], Slug: r.slugs[n], Name: r.names[n]})
		}
	}
	return told, nil
}

// neighbourSQL is the article in section $1 after the one at $2 with the id $3.
func neighbourSQL(by auth.Principal, earlier bool) string {
	sign, way := ">", ""
	if earlier {
		sign, way = "<", " desc"
	}
	return `select ` + cardColumns + `, a.listed_at from articles a
		where a.section_id = $1 and ` + readable(by) + ` and (a.listed_at, a.id) ` + sign + ` ($2, $3)
		order by a.listed_at` + way + `, a.id` + way + atMost(1)
}

// Neighbour is the article that came out next after the one that ref names in
// its section, or before it where earlier: none or one.
func (s *Store) Neighbour(ctx context.Context, by auth.Principal, ref string, earlier bool) ([]news.Listed[news.Document], error) {
	id, err := s.findArticle(ctx, s.pool, by, ref)
	if err != nil {
		return nil, interpret(err)
	}
	var section uuid.UUID
	var at time.Time
	err = s.pool.QueryRow(ctx, `select section_id, listed_at from articles where id = $1`, id).Scan((*zeronull.UUID)(&section), &at)
	if err != nil || section == uuid.Nil {
		return nil, interpret(err)
	}
	var c news.Listed[found]
	err = s.pool.QueryRow(ctx, neighbourSQL(by, earlier), section, at, id).Scan(targets(&c)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, interpret(err)
	}
	card, err := s.toldCard(ctx, by, c.Value)
	return []news.Listed[news.Document]{{Value: card, Key: c.Key}}, interpret(err)
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
		card, err := s.toldCard(ctx, by, r.card.Value)
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
