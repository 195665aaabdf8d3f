package postgres

import (
	"context"
	"crypto/subtle"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

const keyColumns = `id, name, scopes, advance, created_at, expires_at, revoked_at, last_used_at`

func scanKey(row pgx.CollectableRow) (k auth.Key, err error) {
	err = row.Scan(&k.ID, &k.Name, &k.Scopes, &k.Advance, &k.CreatedAt, (*zeronull.Timestamptz)(&k.ExpiresAt),
		(*zeronull.Timestamptz)(&k.RevokedAt), (*zeronull.Timestamptz)(&k.LastUsedAt))
	return k, err
}

func oneKey(ctx context.Context, q querier, sql string, args ...any) (auth.Key, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return auth.Key{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanKey)
}

// CreateKey stores a key of which only the hash is known here.
func (s *Store) CreateKey(ctx context.Context, by auth.Principal, k auth.Key, hash []byte) (made auth.Key, err error) {
	f := k.Settle()
	if !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(time.Now()) {
		f.Add("/expires_at", "is in the past")
	}
	if err := f.Err(); err != nil {
		return k, err
	}
	err = s.write(ctx, by, func(u *unit) error {
		made, err = oneKey(ctx, u, `
			insert into keys (id, name, hash, scopes, advance, expires_at) values ($1, $2, $3, $4, $5, $6) returning `+keyColumns,
			news.NewID(), k.Name, hash, k.Scopes, k.Advance, zeronull.Timestamptz(k.ExpiresAt))
		u.did("created", pathOf("keys", made.ID), 0)
		return err
	})
	return made, err
}

// EnsureKey stores the key unless it is there already: the first admin key,
// which the configuration names at every start. One that was revoked stays so.
func (s *Store) EnsureKey(ctx context.Context, by auth.Principal, k auth.Key, hash []byte) error {
	return s.write(ctx, by, func(u *unit) error {
		id := news.NewID()
		tag, err := u.Exec(ctx, `
			insert into keys (id, name, hash, scopes) values ($1, $2, $3, $4) on conflict (hash) do nothing`,
			id, k.Name, hash, k.Scopes)
		if tag.RowsAffected() > 0 {
			u.did("created", pathOf("keys", id), 0)
		}
		return err
	})
}

// Key is one key, without its secret, which nobody has.
func (s *Store) Key(ctx context.Context, id uuid.UUID) (auth.Key, error) {
	k, err := oneKey(ctx, s.pool, `select `+keyColumns+` from keys where id = $1`, id)
	return k, interpret(err)
}

// Keys is a page of keys, newest first, revoked ones included, with one more
// than the limit where there are more.
func (s *Store) Keys(ctx context.Context, q news.EntityQuery) ([]news.Listed[auth.Key], error) {
	where, args := "", []any{q.Limit + 1}
	if q.After != nil {
		where, args = ` where (created_at, id) < ($2, $3)`, append(args, q.After.At, q.After.ID)
	}
	rows, err := s.pool.Query(ctx, `select `+keyColumns+` from keys`+where+` order by created_at desc, id desc limit $1`, args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[auth.Key], error) {
		k, err := scanKey(row)
		return news.Listed[auth.Key]{Value: k, Key: news.Keyset{At: k.CreatedAt, ID: k.ID}}, err
	})
	return list, interpret(err)
}

// RevokeKey ends a key at once. Revoking it again changes nothing.
func (s *Store) RevokeKey(ctx context.Context, by auth.Principal, id uuid.UUID) error {
	return s.write(ctx, by, func(u *unit) error {
		u.did("revoked", pathOf("keys", id), 0)
		_, err := oneKey(ctx, u, `
			update keys set revoked_at = coalesce(revoked_at, clock_timestamp()) where id = $1 returning `+keyColumns, id)
		return err
	})
}

// RotateKey makes a key that takes the place of the one with this id: of the
// same name, scopes and entitlements, and with the same end. The old one holds for the
// overlap, so that its holder can change over. A key that holds no more is a
// *news.Conflict.
func (s *Store) RotateKey(ctx context.Context, by auth.Principal, id uuid.UUID, overlap time.Duration, hash []byte) (made auth.Key, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		old, err := oneKey(ctx, u, `select `+keyColumns+` from keys where id = $1 for no key update`, id)
		if err != nil {
			return err
		}
		if !old.RevokedAt.IsZero() || !old.ExpiresAt.IsZero() && !old.ExpiresAt.After(u.now) {
			return &news.Conflict{Detail: "the key was revoked or has expired; make a new one"}
		}
		made, err = oneKey(ctx, u, `
			insert into keys (id, name, hash, scopes, advance, expires_at) values ($1, $2, $3, $4, $5, $6) returning `+keyColumns,
			news.NewID(), old.Name, hash, old.Scopes, old.Advance, zeronull.Timestamptz(old.ExpiresAt))
		if err != nil {
			return err
		}
		// The holder is the same, and so is how far they have come.
		_, err = u.Exec(ctx, `
			insert into followers (key_id, epoch, sent, sent_at, acknowledged, acknowledged_at)
			select $2, epoch, sent, sent_at, acknowledged, acknowledged_at from followers where key_id = $1`, id, made.ID)
		if err != nil {
			return err
		}
		u.did("rotated", pathOf("keys", id), 0)
		u.did("created", pathOf("keys", made.ID), 0)
		_, err = u.Exec(ctx, `update keys set expires_at = least(coalesce(expires_at, 'infinity'), $2) where id = $1`, id, u.now.Add(overlap))
		return err
	})
	return made, err
}

// lastUsedEvery is how exact last_used_at is: a key that is used a hundred
// times a second must not write as often.
const lastUsedEvery = time.Minute

// Principal is who holds the key with this hash, else news.ErrNotFound: for a
// key that nobody has, and for one that is revoked or has expired.
func (s *Store) Principal(ctx context.Context, hash []byte) (auth.Principal, error) {
	var p auth.Principal
	var stored []byte
	var used time.Time
	var now time.Time
	err := s.pool.QueryRow(ctx, `
		select id, name, scopes, advance, hash, coalesce(last_used_at, 'epoch'), now() from keys
		where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`, hash).
		Scan(&p.KeyID, &p.Name, &p.Scopes, &p.Advance, &stored, &used, &now)
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
