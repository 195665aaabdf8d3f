package postgres

import (
	"context"
	"strconv"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// mostWebhooks is how many the holder of a key may have: each is called for each
// change.
const mostWebhooks = 20

// namedBy are the slugs that a filter's ids stand for, in their order.
func namedBy(table string) string {
	return `array(select e.slug::text from unnest(w.` + table + `) with ordinality f(id, n) join ` + table + ` e on e.id = f.id order by f.n)`
}

var webhookSelect = `
	select w.id, w.version, w.created_at, w.modified_at, w.url, w.description, w.events,
	       ` + namedBy("sections") + `, ` + namedBy("tags") + `, ` + namedBy("sources") + `, w.kinds,
	       w.article, w.enabled, w.reason, w.disabled_at, k.id, k.name
	from webhooks w join keys k on k.id = w.owner_id`

func scanWebhook(row pgx.CollectableRow) (w news.Webhook, err error) {
	w.Enabled = new(bool)
	err = row.Scan(&w.ID, &w.Version, &w.CreatedAt, &w.ModifiedAt, &w.URL, &w.Description, &w.Events,
		&w.Filters.Sections, &w.Filters.Tags, &w.Filters.Sources, &w.Filters.Kinds,
		&w.Article, w.Enabled, &w.Reason, (*zeronull.Timestamptz)(&w.DisabledAt), &w.Key.ID, &w.Key.Name)
	w.Link()
	return w, err
}

func oneWebhook(ctx context.Context, q querier, sql string, args ...any) (news.Webhook, error) {
	rows, err := q.Query(ctx, webhookSelect+sql, args...)
	if err != nil {
		return news.Webhook{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanWebhook)
}

// ofCaller is what a webhook w must be for the caller, whose key is the argument,
// to know of it: its own or, for admins, anybody's.
func ofCaller(by auth.Principal, key string) string {
	if by.Can(auth.Admin) {
		return `(` + key + `::uuid is not null)`
	}
	return `w.owner_id = (select coalesce(origin, id) from keys where id = ` + key + `)`
}

// Webhook is one that the caller may know of.
func (s *Store) Webhook(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Webhook, error) {
	w, err := oneWebhook(ctx, s.pool, ` where w.id = $1 and `+ofCaller(by, "$2"), id, by.KeyID)
	return w, interpret(err)
}

// Webhooks is a page of those that the caller may know of, newest first, with one
// more than the limit where there are more.
func (s *Store) Webhooks(ctx context.Context, by auth.Principal, q news.EntityQuery) ([]news.Listed[news.Webhook], error) {
	where, args := ` where `+ofCaller(by, "$1"), []any{by.KeyID}
	if q.After != nil {
		where, args = where+` and (w.created_at, w.id) < ($2, $3)`, append(args, q.After.At, q.After.ID)
	}
	rows, err := s.pool.Query(ctx, webhookSelect+where+` order by w.created_at desc, w.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[news.Webhook], error) {
		w, err := scanWebhook(row)
		return news.Listed[news.Webhook]{Value: w, Key: news.Keyset{At: w.CreatedAt, ID: w.ID}}, err
	})
	return list, interpret(err)
}

// CreateWebhook stores a webhook of the caller's, and what signs its deliveries.
// It is told of what happens from now on.
func (s *Store) CreateWebhook(ctx context.Context, by auth.Principal, w news.Webhook, secret []byte) (made news.Webhook, err error) {
	if err := w.Settle().Err(); err != nil {
		return w, err
	}
	vault, err := s.vaultOf(ctx, webhooksVault)
	if err != nil {
		return w, err
	}
	err = s.write(ctx, by, func(u *unit) error {
		var owner uuid.UUID
		var others int
		err := u.QueryRow(ctx, `select coalesce(origin, id) from keys where id = $1 for no key update`, by.KeyID).Scan(&owner)
		if err != nil {
			return err
		}
		if err = u.QueryRow(ctx, `select count(*) from webhooks where owner_id = $1`, owner).Scan(&others); err != nil {
			return err
		}
		if others >= mostWebhooks {
			return &news.Conflict{Detail: "there are " + strconv.Itoa(mostWebhooks) + " webhooks of this key, which are the most"}
		}
		ids, err := s.filed(ctx, u, by, uuid.Nil, w.Filters)
		if err != nil {
			return err
		}
		id := news.NewID()
		_, err = u.Exec(ctx, `
			insert into webhooks (id, owner_id, url, description, events, sections, tags, sources, kinds, article, enabled, reason, disabled_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, case when not $11 then clock_timestamp() end)`,
			id, owner, w.URL, w.Description, w.Events, ids.sections, ids.tags, ids.sources, w.Filters.Kinds, w.Article, *w.Enabled, switchedOff(*w.Enabled))
		if err != nil {
			return err
		}
		if err := addSecret(ctx, u, vault, id, secret); err != nil {
			return err
		}
		if err := beginTrail(ctx, u, trailOf(id)); err != nil {
			return err
		}
		made, err = oneWebhook(ctx, u, ` where w.id = $1`, id)
		u.did("created", pathOf("webhooks", id), 1)
		return err
	})
	return made, err
}

// ChangeWebhook applies change to a webhook, where its version is one that m
// names. One that is enabled again goes on where it stood.
func (s *Store) ChangeWebhook(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match, change func(*news.Webhook) error) (w news.Webhook, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if w, err = lockWebhook(ctx, u, by, id, m); err != nil {
			return err
		}
		was := *w.Enabled
		if err := change(&w); err != nil {
			return err
		}
		if err := w.Settle().Err(); err != nil {
			return err
		}
		ids, err := s.filed(ctx, u, by, id, w.Filters)
		if err != nil {
			return err
		}
		_, err = u.Exec(ctx, `
			update webhooks set url = $2, description = $3, events = $4, sections = $5, tags = $6, sources = $7, kinds = $8, article = $9,
			    `+setEnabled("$10", "$11")+`,
			    version = version + 1, modified_at = clock_timestamp()
			where id = $1`,
			id, w.URL, w.Description, w.Events, ids.sections, ids.tags, ids.sources, w.Filters.Kinds, w.Article, *w.Enabled, switchedOff(*w.Enabled))
		if err != nil {
			return err
		}
		if *w.Enabled && !was {
			if err := resume(ctx, u, id); err != nil {
				return err
			}
		}
		w, err = oneWebhook(ctx, u, ` where w.id = $1`, id)
		u.did("edited", pathOf("webhooks", id), w.Version)
		return err
	})
	return w, err
}

// DeleteWebhook removes a webhook, and what was still to be delivered to it.
func (s *Store) DeleteWebhook(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match) error {
	return s.write(ctx, by, func(u *unit) error {
		w, err := lockWebhook(ctx, u, by, id, m)
		if err != nil {
			return err
		}
		u.did("deleted", pathOf("webhooks", id), w.Version+1)
		if _, err := u.Exec(ctx, `delete from trails where name = $1`, trailOf(id)); err != nil {
			return err
		}
		_, err = u.Exec(ctx, `delete from webhooks where id = $1`, id)
		return err
	})
}

// RotateSecret has another secret sign the webhook's deliveries. Those that it had
// sign beside it for the overlap, so that its receiver can change over.
func (s *Store) RotateSecret(ctx context.Context, by auth.Principal, id uuid.UUID, overlap time.Duration, secret []byte) (w news.Webhook, err error) {
	vault, err := s.vaultOf(ctx, webhooksVault)
	if err != nil {
		return w, err
	}
	err = s.write(ctx, by, func(u *unit) error {
		if _, err := lockWebhook(ctx, u, by, id, news.Match{Any: true}); err != nil {
			return err
		}
		_, err := u.Exec(ctx, `
			update webhook_secrets set ends_at = least(coalesce(ends_at, 'infinity'), $2) where webhook_id = $1`, id, u.now.Add(overlap))
		if err != nil {
			return err
		}
		if err := addSecret(ctx, u, vault, id, secret); err != nil {
			return err
		}
		_, err = u.Exec(ctx, `update webhooks set version = version + 1, modified_at = clock_timestamp() where id = $1`, id)
		if err != nil {
			return err
		}
		w, err = oneWebhook(ctx, u, ` where w.id = $1`, id)
		u.did("rotated", pathOf("webhooks", id), w.Version)
		return err
	})
	return w, err
}

// lockWebhook takes a webhook for this transaction and holds the writer's
// precondition to it.
func lockWebhook(ctx context.Context, u *unit, by auth.Principal, id uuid.UUID, m news.Match) (news.Webhook, error) {
	w, err := oneWebhook(ctx, u, ` where w.id = $1 and `+ofCaller(by, "$2")+` for no key update of w`, id, by.KeyID)
	if err != nil {
		return w, err
	}
	return w, m.Check(w.Version, w.ETag())
}
