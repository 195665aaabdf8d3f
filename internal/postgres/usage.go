package postgres

import (
	"context"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// AddUsage adds to what was asked with each key by day, all or none of it.
func (s *Store) AddUsage(ctx context.Context, list []auth.Usage) error {
	if len(list) == 0 {
		return nil
	}
	keys, days := make([]uuid.UUID, len(list)), make([]time.Time, len(list))
	requests, refused, same, bytes := make([]int64, len(list)), make([]int64, len(list)), make([]int64, len(list)), make([]int64, len(list))
	for i, u := range list {
		keys[i], days[i] = u.KeyID, u.Day
		requests[i], refused[i], same[i], bytes[i] = u.Requests, u.Refused, u.NotModified, u.Bytes
	}
	// In the keys' order, so that two servers do not wait for each other.
	_, err := s.pool.Exec(ctx, `
		insert into usage as u (key_id, day, requests, refused, not_modified, bytes)
		select key_id, day, requests, refused, not_modified, bytes
		from unnest($1::uuid[], $2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) n(key_id, day, requests, refused, not_modified, bytes)
		order by key_id, day
		on conflict (key_id, day) do update set requests = u.requests + excluded.requests, refused = u.refused + excluded.refused,
			not_modified = u.not_modified + excluded.not_modified, bytes = u.bytes + excluded.bytes`,
		keys, days, requests, refused, same, bytes)
	return interpret(err)
}

// Usage is what a partner, named by id or slug, asked on each day that has any of
// it, the newest first, no more than limit of them. All of its keys count, those
// that were revoked too.
func (s *Store) Usage(ctx context.Context, ref string, days news.Days, limit int) ([]auth.DayOfUse, error) {
	p, err := s.Partner(ctx, ref)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `
		select u.day::text, sum(u.requests)::bigint, sum(u.refused)::bigint, sum(u.not_modified)::bigint, sum(u.bytes)::bigint,
		       json_agg(json_build_object('id', k.id, 'name', k.name, 'requests', u.requests, 'bytes', u.bytes) order by u.requests desc, k.id)
		from keys k join usage u on u.key_id = k.id
		where k.partner_id = $1 and u.day >= coalesce($2::date, '-infinity') and u.day < coalesce($3::date, 'infinity')
		group by u.day order by u.day desc`+atMost(limit), p.ID, zeronull.Text(days.After), zeronull.Text(days.Before))
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d auth.DayOfUse, err error) {
		err = row.Scan(&d.Day, &d.Requests, &d.Refused, &d.NotModified, &d.Bytes, &d.Keys)
		return d, err
	})
	return list, interpret(err)
}
