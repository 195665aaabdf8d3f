package postgres

import (
	"context"
	"encoding/json"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// upToMost ends a query whose rows are counted.
var upToMost = atMost(news.MostCounted + 1)

// Standings tells of each of the entities how many articles show it, of those
// that the caller may read.
func (h *Shelf[T]) Standings(ctx context.Context, by auth.Principal, ids []uuid.UUID) (map[uuid.UUID]news.Standing, error) {
	if h.shows == "" {
		return nil, nil
	}
	rows, err := h.store.pool.Query(ctx, `
		select e.id, n.articles from unnest($1::uuid[]) e(id) cross join lateral (
			select count(*) as articles from (`+h.shows+` and `+readable(by)+upToMost+`) x) n`, ids)
	if err != nil {
		return nil, interpret(err)
	}
	told := make(map[uuid.UUID]news.Standing, len(ids))
	var id uuid.UUID
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&id, &n}, func() error {
		told[id] = news.Standing{Articles: news.CountOf(n)}
		return nil
	})
	return told, interpret(err)
}

// Standing tells all that is told of one entity beside its record.
func (h *Shelf[T]) Standing(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Standing, error) {
	all, err := h.Standings(ctx, by, []uuid.UUID{id})
	told := all[id]
	if err == nil && h.more != nil {
		err = h.more(ctx, by, id, &told)
	}
	return told, interpret(err)
}

// moreOfAuthor adds an author's roles and newest stories.
func (s *Store) moreOfAuthor(ctx context.Context, by auth.Principal, id uuid.UUID, told *news.Standing) error {
	rows, err := s.pool.Query(ctx, `
		select r.role, n.articles from unnest($2::text[]) with ordinality r(role, place) cross join lateral (
			select count(*) as articles from (
				select from article_authors j join articles a on a.id = j.article_id
				where j.author_id = $1 and j.role = r.role and `+readable(by)+upToMost+`) x) n
		where n.articles > 0 order by r.place`, id, news.Roles)
	if err != nil {
		return err
	}
	told.Roles, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r news.RoleCount, err error) {
		var n int64
		err = row.Scan(&r.Role, &n)
		r.Articles = *news.CountOf(n)
		return r, err
	})
	if err != nil {
		return err
	}
	cards, err := s.Articles(ctx, by, news.ArticleQuery{Authors: news.Choice{Any: []string{id.String()}}, Limit: news.NewestTold})
	for i := 0; i < min(len(cards), news.NewestTold); i++ {
		told.Newest = append(told.Newest, json.RawMessage(cards[i].Value.Body))
	}
	return err
}

// moreOfSpeaker adds what a speaker was quoted with, how often and since when.
func (s *Store) moreOfSpeaker(ctx context.Context, by auth.Principal, id uuid.UUID, told *news.Standing) error {
	var quotes, articles int64
	var first, last *time.Time
	err := s.pool.QueryRow(ctx, `
		select count(*), count(distinct x.article_id), max(x.listed_at), (
			select q.listed_at from quotes q join articles a on a.id = q.article_id
			where q.speaker_id = $1 and `+readable(by)+` order by q.listed_at, q.article_id limit 1)
		from (select q.article_id, q.listed_at from quotes q join articles a on a.id = q.article_id
		      where q.speaker_id = $1 and `+readable(by)+` order by q.listed_at desc, q.article_id desc`+upToMost+`) x`, id).
		Scan(&quotes, &articles, &last, &first)
	if err != nil {
		return err
	}
	told.Quotes, told.Articles = news.CountOf(quotes), news.CountOf(articles)
	told.Articles.Exact = told.Quotes.Exact
	if first != nil && last != nil {
		told.FirstQuotedAt, told.LastQuotedAt = *first, *last
	}
	list, err := s.Quotes(ctx, by, news.QuoteQuery{Speaker: id.String(), Limit: news.NewestTold})
	for i := 0; i < min(len(list), news.NewestTold); i++ {
		told.Newest = append(told.Newest, list[i].Value)
	}
	return err
}
