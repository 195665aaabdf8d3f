package postgres

import (
	"context"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Sent records that the key was sent the change log up to a place. It is one
// statement, which writes only where the key has come further than before: it
// runs beside every page that a partner reads.
func (s *Store) Sent(ctx context.Context, by auth.Principal, to news.LogPlace) error {
	_, err := s.pool.Exec(ctx, `
		insert into followers (key_id, epoch, sent, sent_at) values ($1, $2, $3, clock_timestamp())
		on conflict (key_id) do update set epoch = excluded.epoch, sent = excluded.sent, sent_at = excluded.sent_at,
		    acknowledged = case when followers.epoch = excluded.epoch then followers.acknowledged else 0 end,
		    acknowledged_at = case when followers.epoch = excluded.epoch then followers.acknowledged_at end
		where followers.epoch <> excluded.epoch or followers.sent < excluded.sent`, by.KeyID, to.Epoch, to.Sequence)
	return interpret(err)
}

// Acknowledge records that the key's holder has taken in the change log up to a
// place, and answers with the furthest that was ever told, and when. A place
// before that changes nothing. A place of another epoch is *news.Epochs, one
// that the log has not come to news.ErrAhead.
func (s *Store) Acknowledge(ctx context.Context, by auth.Principal, to news.LogPlace) (furthest news.LogPlace, at time.Time, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if err := inLog(ctx, u, to); err != nil {
			return err
		}
		furthest.Epoch = to.Epoch
		if _, err := u.Exec(ctx, `delete from followers where key_id = $1 and epoch <> $2`, by.KeyID, to.Epoch); err != nil {
			return err
		}
		// What was taken in was sent, if not to this key.
		return u.QueryRow(ctx, `
			insert into followers (key_id, epoch, sent, sent_at, acknowledged, acknowledged_at)
			values ($1, $2, $3, clock_timestamp(), $3, clock_timestamp())
			on conflict (key_id) do update set
			    sent = greatest(followers.sent, excluded.sent),
			    sent_at = case when followers.sent < excluded.sent then excluded.sent_at else followers.sent_at end,
			    acknowledged = greatest(followers.acknowledged, excluded.acknowledged),
			    acknowledged_at = case when followers.acknowledged < excluded.acknowledged or followers.acknowledged_at is null
			        then excluded.acknowledged_at else followers.acknowledged_at end
			returning acknowledged, acknowledged_at`, by.KeyID, to.Epoch, to.Sequence).Scan(&furthest.Sequence, &at)
	})
	return furthest, at, err
}

// inLog is nil for a place that the change log has come to.
func inLog(ctx context.Context, q querier, p news.LogPlace) error {
	var epoch string
	var last int64
	err := q.QueryRow(ctx, `select epoch, coalesce((select max(sequence) from changes), 0) from change_epoch`).Scan(&epoch, &last)
	switch {
	case err != nil:
		return err
	case p.Epoch != epoch:
		return &news.Epochs{Current: epoch}
	case p.Sequence > last:
		return news.ErrAhead
	}
	return nil
}
