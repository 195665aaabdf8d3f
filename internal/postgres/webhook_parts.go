package postgres

import (
	"context"
	"errors"
	"strconv"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// trailOf is the name of a webhook's trail.
func trailOf(webhook uuid.UUID) string { return "webhook/" + webhook.String() }

// filedIDs are what a webhook's filters name.
type filedIDs struct{ sections, tags, sources []uuid.UUID }

// filed looks up what a webhook's filters name. The caller must see it, or the
// webhook have it already: what one may not see is the same as what there is not.
func (s *Store) filed(ctx context.Context, u *unit, by auth.Principal, webhook uuid.UUID, l news.Filing) (ids filedIDs, err error) {
	var f news.Faults
	for _, of := range []struct {
		table, seen string
		named       []string
		ids         *[]uuid.UUID
	}{
		{"sections", s.Sections.seen(by), l.Sections, &ids.sections},
		{"tags", s.Tags.seen(by), l.Tags, &ids.tags},
		{"sources", s.Sources.seen(by), l.Sources, &ids.sources},
	} {
		*of.ids = []uuid.UUID{}
		for i, name := range of.named {
			id, err := named(ctx, u, of.table, of.seen, name, webhook)
			switch {
			case errors.Is(err, pgx.ErrNoRows):
				f.Add("/filters/"+of.table+"/"+strconv.Itoa(i), "there is no %q", name)
			case err != nil:
				return ids, err
			}
			*of.ids = append(*of.ids, id)
		}
	}
	return ids, f.Err()
}

// named is the id of the entity of a table that an id or a slug stands for.
func named(ctx context.Context, u *unit, table, seen, name string, webhook uuid.UUID) (id uuid.UUID, err error) {
	is := `e.slug = $2`
	if _, ok := news.ParseID(name); ok {
		is = `e.id = $2::uuid`
	}
	err = u.QueryRow(ctx, `
		select e.id from `+table+` e
		where `+is+` and ((e.deleted_at is null`+seen+`) or e.id in (select unnest(w.`+table+`) from webhooks w where w.id = $1))
		order by e.deleted_at desc nulls first limit 1`, webhook, name).Scan(&id)
	return id, err
}

// webhooksVault is the name of the house's secret that closes those of webhooks.
const webhooksVault = "webhooks"

// mostSecrets is how many of a webhook's secrets sign at the same time.
const mostSecrets = 4

func addSecret(ctx context.Context, u *unit, vault auth.Vault, webhook uuid.UUID, secret []byte) error {
	_, err := u.Exec(ctx, `
		insert into webhook_secrets (id, webhook_id, sealed, created_at) values ($1, $2, $3, clock_timestamp())`,
		news.NewID(), webhook, vault.Close(secret, webhook[:]))
	if err != nil {
		return err
	}
	_, err = u.Exec(ctx, `
		delete from webhook_secrets where webhook_id = $1 and (ends_at <= clock_timestamp()
		    or id not in (select id from webhook_secrets where webhook_id = $1 order by created_at desc`+atMost(mostSecrets)+`))`, webhook)
	return err
}

// secretsOf are what signs a webhook's deliveries now, the newest first.
func secretsOf(ctx context.Context, q querier, webhook uuid.UUID) (secrets [][]byte, err error) {
	rows, err := q.Query(ctx, `
		select w.sealed, s.secret from webhook_secrets w join secrets s on s.name = $2
		where w.webhook_id = $1 and (w.ends_at is null or w.ends_at > clock_timestamp()) order by w.created_at desc`, webhook, webhooksVault)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]byte, error) {
		var sealed, house []byte
		if err := row.Scan(&sealed, &house); err != nil {
			return nil, err
		}
		vault, err := auth.NewVault(house, webhooksVault)
		if err != nil {
			return nil, err
		}
		if secret := vault.Open(sealed, webhook[:]); secret != nil {
			return secret, nil
		}
		return nil, errors.New("a webhook's secret was not closed by this house")
	})
}

// holder is whom a webhook acts as: the newest key of its owner that holds, else
// news.ErrNotFound. Whatever else the key may do, a webhook is told what a partner
// is: drafts and what was taken from readers do not leave the house.
func (s *Store) holder(ctx context.Context, owner uuid.UUID) (auth.Principal, error) {
	var key uuid.UUID
	err := s.pool.QueryRow(ctx, `
		select k.id from keys k where coalesce(k.origin, k.id) = $1 and `+keyHolds+` order by k.created_at desc limit 1`, owner).Scan(&key)
	if err != nil {
		return auth.Principal{}, interpret(err)
	}
	by, err := s.PrincipalOfKey(ctx, key)
	if err == nil && !by.Can(auth.Feed) {
		return by, news.ErrNotFound
	}
	by.Scopes = []auth.Scope{auth.Feed}
	return by, err
}
