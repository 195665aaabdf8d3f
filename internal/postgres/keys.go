package postgres

import (
	"context"
	"errors"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

const keyColumns = `id, name, scopes, advance, coalesce((select p.slug::text from partners p where p.id = partner_id), ''),
	requests_per_minute, created_at, modified_at, expires_at, revoked_at, last_used_at`

func scanKey(row pgx.CollectableRow) (k auth.Key, err error) {
	err = row.Scan(&k.ID, &k.Name, &k.Scopes, &k.Advance, &k.Partner, &k.RequestsPerMinute, &k.CreatedAt, &k.ModifiedAt,
		(*zeronull.Timestamptz)(&k.ExpiresAt), (*zeronull.Timestamptz)(&k.RevokedAt), (*zeronull.Timestamptz)(&k.LastUsedAt))
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
		partner, err := partnerOfKey(ctx, u, k)
		if err != nil {
			return err
		}
		made, err = oneKey(ctx, u, `
			insert into keys (id, name, hash, scopes, advance, requests_per_minute, expires_at, partner_id)
			values ($1, $2, $3, $4, $5, $6, $7, $8) returning `+keyColumns,
			news.NewID(), k.Name, hash, k.Scopes, k.Advance, k.RequestsPerMinute, zeronull.Timestamptz(k.ExpiresAt), partner)
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
	where, args := "", []any{}
	if q.After != nil {
		where, args = ` where (created_at, id) < ($1, $2)`, []any{q.After.At, q.After.ID}
	}
	rows, err := s.pool.Query(ctx, `select `+keyColumns+` from keys`+where+` order by created_at desc, id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[auth.Key], error) {
		k, err := scanKey(row)
		return news.Listed[auth.Key]{Value: k, Key: news.Keyset{At: k.CreatedAt, ID: k.ID}}, err
	})
	return list, interpret(err)
}

// ChangeKey applies change to a key that holds, once holds is nil for it: the
// writer's precondition. Where it may then see more or less than before, its
// holder is told to take a fresh copy, in the change log. The last admin key
// stays one, or it is a *news.Conflict, and so is a key that holds no more.
func (s *Store) ChangeKey(ctx context.Context, by auth.Principal, id uuid.UUID, holds func(auth.Key) error, change func(*auth.Key) error) (k auth.Key, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		was, err := lockKey(ctx, u, id)
		if err != nil {
			return err
		}
		if err := holds(was); err != nil {
			return err
		}
		if ended(was, u.now) {
			return errEnded
		}
		k = was
		if err := change(&k); err != nil {
			return err
		}
		f := k.Settle()
		if !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(u.now) {
			f.Add("/expires_at", "is in the past; to end a key at once, revoke it")
		}
		if err := f.Err(); err != nil {
			return err
		}
		if !k.Principal().Can(auth.Admin) {
			if err := keepAdmin(ctx, u, was); err != nil {
				return err
			}
		}
		partner, err := partnerOfKey(ctx, u, k)
		if err != nil {
			return err
		}
		k, err = oneKey(ctx, u, `
			update keys set name = $2, scopes = $3, advance = $4, requests_per_minute = $5, expires_at = $6, partner_id = $7, modified_at = clock_timestamp()
			where id = $1 returning `+keyColumns, id, k.Name, k.Scopes, k.Advance, k.RequestsPerMinute, zeronull.Timestamptz(k.ExpiresAt), partner)
		if err != nil {
			return err
		}
		u.did("edited", pathOf("keys", id), 0)
		if k.Partner != was.Partner || !k.Principal().SeesLike(was.Principal()) {
			u.resets = append(u.resets, id)
		}
		return nil
	})
	return k, err
}

// RevokeKey ends a key at once. Revoking it again changes nothing. The last
// admin key that holds is not revoked: that is a *news.Conflict.
func (s *Store) RevokeKey(ctx context.Context, by auth.Principal, id uuid.UUID) error {
	return s.write(ctx, by, func(u *unit) error {
		k, err := lockKey(ctx, u, id)
		if err != nil {
			return err
		}
		if !ended(k, u.now) {
			if err := keepAdmin(ctx, u, k); err != nil {
				return err
			}
		}
		u.did("revoked", pathOf("keys", id), 0)
		_, err = u.Exec(ctx, `
			update keys set revoked_at = clock_timestamp(), modified_at = clock_timestamp() where id = $1 and revoked_at is null`, id)
		return err
	})
}

// partnerOfKey is the id of the partner that a written key belongs to; there has to
// be one where it names one.
func partnerOfKey(ctx context.Context, u *unit, k auth.Key) (id zeronull.UUID, err error) {
	if k.Partner == "" {
		return id, nil
	}
	where, arg := partnerCalled(k.Partner)
	err = u.QueryRow(ctx, `select p.id from partners p where p.deleted_at is null and `+where+` for key share`, arg).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return id, &news.Invalid{Faults: []news.Fault{{Pointer: "/partner", Detail: "there is no such partner"}}}
	}
	return id, err
}

func lockKey(ctx context.Context, u *unit, id uuid.UUID) (auth.Key, error) {
	return oneKey(ctx, u, `select `+keyColumns+` from keys where id = $1 for no key update`, id)
}

// ended tells whether a key holds no more.
func ended(k auth.Key, now time.Time) bool {
	return !k.RevokedAt.IsZero() || !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(now)
}

var errEnded = &news.Conflict{Detail: "the key was revoked or has expired; make a new one"}

// keepAdmin is nil where another admin key holds than this one, or this is
// none. Of two writes that each take away the other's key one waits here, or
// begins anew.
func keepAdmin(ctx context.Context, u *unit, k auth.Key) error {
	if !k.Principal().Can(auth.Admin) {
		return nil
	}
	var others int
	err := u.QueryRow(ctx, `
		select count(*) from (
			select from keys where 'admin' = any(scopes) and id <> $1 and revoked_at is null
			    and (expires_at is null or expires_at > now()) for share) k`, k.ID).Scan(&others)
	if err == nil && others == 0 {
		return &news.Conflict{Detail: "it is the last key with the scope admin; make another first"}
	}
	return err
}

// RotateKey makes a key that takes the place of the one with this id: of the
// same name, scopes and entitlements, and with the same end. The old one holds for the
// overlap, so that its holder can change over. A key that holds no more is a
// *news.Conflict.
func (s *Store) RotateKey(ctx context.Context, by auth.Principal, id uuid.UUID, overlap time.Duration, hash []byte) (made auth.Key, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		old, err := lockKey(ctx, u, id)
		if err != nil {
			return err
		}
		if ended(old, u.now) {
			return errEnded
		}
		made, err = oneKey(ctx, u, `
			insert into keys (id, name, hash, scopes, advance, requests_per_minute, expires_at, partner_id, origin)
			select $1, name, $2, scopes, advance, requests_per_minute, expires_at, partner_id, coalesce(origin, id)
			from keys where id = $3 returning `+keyColumns, news.NewID(), hash, id)
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
		_, err = u.Exec(ctx, `
			update keys set expires_at = least(coalesce(expires_at, 'infinity'), $2), modified_at = clock_timestamp() where id = $1`, id, u.now.Add(overlap))
		return err
	})
	return made, err
}
