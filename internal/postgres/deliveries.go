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

// keptDeliveries is how long deliveries are kept that wait for nothing.
const keptDeliveries = 30 * 24 * time.Hour

const deliveryColumns = `d.id, d.type, coalesce(d.epoch || ':' || d.sequence, ''), d.article_id, d.created_at, d.state, d.attempts,
	d.due_at, d.attempted_at, coalesce(d.status, 0), coalesce(d.latency, 0), d.answer, d.fault`

func scanDelivery(row pgx.CollectableRow) (d news.Delivery, err error) {
	err = row.Scan(&d.ID, &d.Type, &d.Cursor, (*zeronull.UUID)(&d.Article), &d.CreatedAt, &d.State, &d.Attempts,
		(*zeronull.Timestamptz)(&d.DueAt), (*zeronull.Timestamptz)(&d.AttemptedAt), &d.Status, &d.Latency, &d.Answer, &d.Fault)
	d.EventID = news.EventID(d.ID)
	return d, err
}

// Deliveries is a page of a webhook's deliveries, newest first, with one more than
// the limit where there are more. The caller must be one who may know of the
// webhook.
func (s *Store) Deliveries(ctx context.Context, by auth.Principal, webhook uuid.UUID, q news.DeliveryQuery) ([]news.Listed[news.Delivery], error) {
	if _, err := s.Webhook(ctx, by, webhook); err != nil {
		return nil, err
	}
	where, args := `d.webhook_id = $1`, []any{webhook}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if q.State != "" {
		where += ` and d.state = ` + arg(q.State)
	}
	if q.After != nil {
		where += ` and (d.created_at, d.id) < (` + arg(q.After.At) + `, ` + arg(q.After.ID) + `)`
	}
	rows, err := s.pool.Query(ctx, `select `+deliveryColumns+` from deliveries d where `+where+` order by d.created_at desc, d.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[news.Delivery], error) {
		d, err := scanDelivery(row)
		return news.Listed[news.Delivery]{Value: d, Key: news.Keyset{At: d.CreatedAt, ID: d.ID}}, err
	})
	return list, interpret(err)
}

// Settle records how an attempt ended, and has the next delivery of the same
// article be due where it waits for this one no more. What another server has in
// hand by now is left to it.
func (s *Store) Settle(ctx context.Context, e news.Errand, a news.Attempt) error {
	return s.write(ctx, house, func(u *unit) error {
		var there bool
		err := u.QueryRow(ctx, `select true from webhooks where id = $1 for no key update`, e.Webhook).Scan(&there)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // deleted, and its deliveries with it
		}
		if err != nil {
			return err
		}
		tag, err := u.Exec(ctx, `
			update deliveries d set state = $3, claimed_until = null, status = $4, latency = $5, answer = $6, fault = $7,
			    due_at = case when $3 = 'waiting' then clock_timestamp() + $8::interval end
			where id = $1 and attempts = $2 and state = 'waiting' and claimed_until is not null`,
			e.Delivery, e.Attempts, a.State, zeronull.Int4(a.Status), a.Latency.Milliseconds(), a.Answer, a.Fault, a.Wait)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		if err := takeTurns(ctx, u, e.Webhook, []uuid.UUID{e.Change.Article}); err != nil {
			return err
		}
		return settleWebhook(ctx, u, e, a)
	})
}

// settleWebhook records what an attempt tells of the receiver itself.
func settleWebhook(ctx context.Context, u *unit, e news.Errand, a news.Attempt) error {
	if a.State == news.DeliverySkipped { // nobody was called
		return nil
	}
	_, err := u.Exec(ctx, `
		update webhooks set failing = $2, resting_until = case when $3::interval > '0' then clock_timestamp() + $3 end
		where id = $1 and (failing <> $2 or $3::interval > '0' or resting_until is not null)`,
		e.Webhook, a.State != news.DeliveryDelivered, a.Rest)
	if err != nil || a.Disabled == "" {
		return err
	}
	return disable(ctx, u, "webhooks", e.Webhook, a.Disabled)
}

// errDisabled is what a delivery is refused with that nobody would make.
var errDisabled = &news.Conflict{Detail: "the webhook is disabled; enable it first"}

// Ping adds a delivery that tells nothing, to try the webhook out.
func (s *Store) Ping(ctx context.Context, by auth.Principal, webhook uuid.UUID) (d news.Delivery, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if err := enabled(ctx, u, by, webhook); err != nil {
			return err
		}
		rows, err := u.Query(ctx, `
			insert into deliveries as d (id, webhook_id, type, at, due_at) values ($1, $2, $3, clock_timestamp(), clock_timestamp())
			returning `+deliveryColumns, news.NewID(), webhook, news.EventPing)
		if err != nil {
			return err
		}
		u.did("pinged", pathOf("webhooks", webhook), 0)
		d, err = pgx.CollectExactlyOneRow(rows, scanDelivery)
		return err
	})
	return d, err
}

// Redeliver has deliveries made once more: one, or all since a time. n is how many
// they are. The events have the ids that they had.
func (s *Store) Redeliver(ctx context.Context, by auth.Principal, webhook uuid.UUID, r news.Redelivery) (n int, err error) {
	one, _ := news.DeliveryOf(r.EventID)
	err = s.write(ctx, by, func(u *unit) error {
		if err := enabled(ctx, u, by, webhook); err != nil {
			return err
		}
		which, value := `created_at >= $2`, any(r.Since)
		if r.EventID != "" {
			which, value = `id = $2`, one
		}
		if n, err = again(ctx, u, webhook, which, value); err != nil {
			return err
		}
		if n == 0 && r.EventID != "" {
			return news.ErrNotFound
		}
		u.did("redelivered", pathOf("webhooks", webhook), 0)
		return nil
	})
	return n, err
}

// enabled is nil for a webhook that the caller may know of and that is called. It
// is locked.
func enabled(ctx context.Context, u *unit, by auth.Principal, webhook uuid.UUID) error {
	w, err := lockWebhook(ctx, u, by, webhook, news.Match{Any: true})
	if err == nil && !*w.Enabled {
		return errDisabled
	}
	return err
}

// resume has a webhook that is enabled again go on where it stood: with what was
// given up when it was disabled.
func resume(ctx context.Context, u *unit, webhook uuid.UUID) error {
	_, err := again(ctx, u, webhook, `state in ('failed', 'waiting') and type <> $2`, news.EventPing)
	return err
}

// again has deliveries wait as if they had not been attempted, but for those that
// a server has in hand.
func again(ctx context.Context, u *unit, webhook uuid.UUID, which string, value any) (int, error) {
	tag, err := u.Exec(ctx, `
		update deliveries set state = 'waiting', attempts = 0, due_at = null, claimed_until = null
		where webhook_id = $1 and (claimed_until is null or claimed_until <= clock_timestamp()) and `+which, webhook, value)
	if err != nil {
		return 0, err
	}
	if _, err := u.Exec(ctx, `update webhooks set failing = false, resting_until = null where id = $1`, webhook); err != nil {
		return 0, err
	}
	return int(tag.RowsAffected()), takeTurns(ctx, u, webhook, nil)
}

// Undelivered is since when the oldest delivery waits of webhooks that are
// called, zero where none does.
func (s *Store) Undelivered(ctx context.Context) (waited time.Duration, err error) {
	var age *float64
	err = s.pool.QueryRow(ctx, `
		select extract(epoch from clock_timestamp() - min(d.created_at))::float8
		from webhooks w cross join lateral (
		    select created_at from deliveries where webhook_id = w.id and state = 'waiting' order by created_at limit 1) d
		where w.enabled`).Scan(&age)
	if err != nil || age == nil {
		return 0, interpret(err)
	}
	return seconds(*age), nil
}

// forgetDeliveries removes old ones that wait for nothing, some at a time.
func (s *Store) forgetDeliveries(ctx context.Context) error {
	const some = 500
	for {
		tag, err := s.pool.Exec(ctx, `
			delete from deliveries where id = any(array(
				select id from deliveries where created_at < clock_timestamp() - $1::interval and state <> 'waiting'
				order by created_at`+atMost(some)+` for update skip locked))`, keptDeliveries)
		if err != nil || tag.RowsAffected() < some {
			return interpret(err)
		}
	}
}
