package postgres

import (
	"context"
	"crypto/subtle"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// keyHolds is what a key k must be for requests with it to be answered.
const keyHolds = `k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`

// contractColumns are what contractTargets take, of a partner p who may not be
// there.
const contractColumns = `p.id, p.contract_from, p.contract_to, coalesce(p.contract_from, p.created_at),
	p.sections_allowed, p.sections_denied, p.tags_allowed, p.tags_denied, p.sources_allowed, p.sources_denied,
	p.kinds_allowed, p.kinds_denied, coalesce(p.photos, false), coalesce(p.history_days, 0)`

func contractTargets(c *auth.Contract) []any {
	return []any{(*zeronull.UUID)(&c.Partner), (*zeronull.Timestamptz)(&c.From), (*zeronull.Timestamptz)(&c.To), (*zeronull.Timestamptz)(&c.Since),
		&c.Sections.Allowed, &c.Sections.Denied, &c.Tags.Allowed, &c.Tags.Denied, &c.Sources.Allowed, &c.Sources.Denied,
		&c.Kinds.Allowed, &c.Kinds.Denied, &c.Photos, &c.HistoryDays}
}

// sightOfPartner is whom a partner's key stands for that takes all that the
// contract has.
func sightOfPartner(ctx context.Context, q querier, id uuid.UUID) (auth.Principal, error) {
	p := auth.Principal{Scopes: []auth.Scope{auth.Feed}, Contract: &auth.Contract{}}
	err := q.QueryRow(ctx, `select `+contractColumns+`, p.advance from partners p where p.id = $1`, id).
		Scan(append(contractTargets(p.Contract), &p.Advance)...)
	return p, err
}

// lastUsedEvery is how exact last_used_at is: a key that is used a hundred
// times a second must not write as often.
const lastUsedEvery = time.Minute

// Principal is who holds the key with this hash, with what a contract says of it,
// else news.ErrNotFound: for a key that nobody has, and for one that is revoked or
// has expired; auth.ErrNoContract where its partner's contract does not hold.
func (s *Store) Principal(ctx context.Context, hash []byte) (auth.Principal, error) {
	var stored []byte
	var used, now time.Time
	p, err := s.principal(ctx, `k.hash`, hash, &stored, &used, &now)
	if err != nil {
		return auth.Principal{}, interpret(err)
	}
	if subtle.ConstantTimeCompare(stored, hash) != 1 {
		return auth.Principal{}, news.ErrNotFound
	}
	if now.Sub(used) >= lastUsedEvery {
		_, err = s.pool.Exec(ctx, `update keys set last_used_at = $2 where id = $1 and coalesce(last_used_at, 'epoch') < $2`, p.KeyID, now)
	}
	return p, interpret(err)
}

// PrincipalOfKey is who holds the key with this id, as Principal: for what is done
// on behalf of a key without a request of its holder's.
func (s *Store) PrincipalOfKey(ctx context.Context, id uuid.UUID) (auth.Principal, error) {
	var stored []byte
	var used, now time.Time
	p, err := s.principal(ctx, `k.id`, id, &stored, &used, &now)
	return p, interpret(err)
}

// principal is whom a key stands for, found by a column of keys k.
func (s *Store) principal(ctx context.Context, column string, is any, hash *[]byte, used, now *time.Time) (p auth.Principal, err error) {
	var c auth.Contract
	var holds bool
	to := append([]any{&p.KeyID, &p.Name, &p.Scopes, &p.Advance, &p.RequestsPerMinute, hash, used, now, &holds}, contractTargets(&c)...)
	err = s.pool.QueryRow(ctx, `
		select k.id, k.name, k.scopes, k.advance and coalesce(p.advance, true),
		       coalesce(nullif(k.requests_per_minute, 0), p.requests_per_minute, 0), k.hash, coalesce(k.last_used_at, 'epoch'), now(),
		       coalesce(p.contract_from, '-infinity') <= now() and coalesce(p.contract_to, 'infinity') > now(), `+contractColumns+`
		from keys k left join partners p on p.id = k.partner_id
		where `+column+` = $1 and `+keyHolds, is).Scan(to...)
	switch {
	case err != nil:
		return auth.Principal{}, err
	case c.Partner == uuid.Nil:
		return p, nil
	case !holds:
		return auth.Principal{}, auth.ErrNoContract
	}
	p.Contract = &c
	return p, nil
}
