package postgres

import (
	"context"
	"net/url"
	"slices"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// mostIntents is how many requests may wait for callbacks of one host, so that
	// nobody has the hub knock at somebody else's door without end.
	mostIntents = 20
	// claim is for how long a server has what it took up for itself: one that ends
	// meanwhile leaves it to the others after that.
	claim = time.Minute
)

// hubVault closes the secrets of subscribers.
func (s *Store) hubVault(ctx context.Context) (auth.Vault, error) {
	if known := s.vault.Load(); known != nil {
		return *known, nil
	}
	vault, err := s.vaultOf(ctx, "hub")
	if err == nil {
		s.vault.Store(&vault)
	}
	return vault, err
}

// AddIntent keeps a request until it is taken up. It is news.ErrManyIntents
// where too many wait for callbacks of its host.
func (s *Store) AddIntent(ctx context.Context, in news.Intent) error {
	u, err := url.Parse(in.Callback)
	if err != nil {
		return err
	}
	var sealed []byte
	if len(in.Secret) > 0 {
		vault, err := s.hubVault(ctx)
		if err != nil {
			return err
		}
		sealed = vault.Close(in.Secret, []byte(in.Callback))
	}
	tag, err := s.pool.Exec(ctx, `
		insert into hub_intents (id, mode, callback, host, topic, named, secret, lease)
		select $1, $2, $3, $4, $5, $6, $7, $8 where (select count(*) from hub_intents where host = $4) < $9`,
		news.NewID(), in.Mode, in.Callback, u.Hostname(), in.Topic, in.Named, sealed, in.Lease, mostIntents)
	if err == nil && tag.RowsAffected() == 0 {
		return news.ErrManyIntents
	}
	return interpret(err)
}

// TakeIntents takes up requests that wait, for this server alone.
func (s *Store) TakeIntents(ctx context.Context, most int) (list []news.Intent, err error) {
	vault, err := s.hubVault(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `
		update hub_intents set due_at = clock_timestamp() + $2 where id in (
			select id from hub_intents where due_at <= clock_timestamp() order by due_at limit $1 for update skip locked)
		returning id, mode, callback, topic, named, secret, lease`, most, claim)
	if err != nil {
		return nil, interpret(err)
	}
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (in news.Intent, err error) {
		err = row.Scan(&in.ID, &in.Mode, &in.Callback, &in.Topic, &in.Named, &in.Secret, &in.Lease)
		in.Secret = vault.Open(in.Secret, []byte(in.Callback))
		return in, err
	})
	return list, interpret(err)
}

// EndIntent does what the request asks for, where its subscriber has confirmed
// it, and forgets it. A subscription begins with what the feed says then:
// has is its digest.
func (s *Store) EndIntent(ctx context.Context, id uuid.UUID, confirmed bool, has []byte) error {
	_, err := s.pool.Exec(ctx, `
		with ended as (delete from hub_intents where id = $1 returning mode, callback, topic, named, secret, lease),
		gone as (delete from hub_subscriptions s using ended e
			where $2 and e.mode = 'unsubscribe' and s.callback = e.callback and s.topic = e.topic)
		insert into hub_subscriptions as s (id, callback, topic, named, secret, expires_at, delivered)
		select $1, callback, topic, named, secret, clock_timestamp() + lease, $3 from ended where $2 and mode = 'subscribe'
		on conflict (callback, topic) do update set named = excluded.named, secret = excluded.secret, expires_at = excluded.expires_at`,
		id, confirmed, has)
	return interpret(err)
}

// FollowedTopics are the feeds that anybody is subscribed to. Subscriptions that
// are over are forgotten before.
func (s *Store) FollowedTopics(ctx context.Context) ([]string, error) {
	if _, err := s.pool.Exec(ctx, `delete from hub_subscriptions where expires_at <= clock_timestamp()`); err != nil {
		return nil, interpret(err)
	}
	rows, err := s.pool.Query(ctx, `select distinct topic from hub_subscriptions order by topic`)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return list, interpret(err)
}

// TopicIs has all subscribers told who have something else of the topic than is.
// Whoever could not be told before is told of it when their turn comes.
func (s *Store) TopicIs(ctx context.Context, topic string, is []byte) error {
	_, err := s.pool.Exec(ctx, `
		update hub_subscriptions set due_at = clock_timestamp(), failed = 0
		where topic = $1 and delivered is distinct from $2 and (failed = 0 or due_at is null)`, topic, is)
	return interpret(err)
}

// TakeDeliveries takes up subscriptions whose subscribers are to be told, for
// this server alone.
func (s *Store) TakeDeliveries(ctx context.Context, most int) (list []news.Subscription, err error) {
	vault, err := s.hubVault(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `
		update hub_subscriptions set busy_until = clock_timestamp() + $2 where id in (
			select id from hub_subscriptions where due_at <= clock_timestamp() and expires_at > clock_timestamp()
			    and (busy_until is null or busy_until <= clock_timestamp())
			order by due_at limit $1 for update skip locked)
		returning id, callback, topic, named, secret, failed, due_at`, most, claim)
	if err != nil {
		return nil, interpret(err)
	}
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (b news.Subscription, err error) {
		err = row.Scan(&b.ID, &b.Callback, &b.Topic, &b.Named, &b.Secret, &b.Failed, &b.Due)
		b.Secret = vault.Open(b.Secret, []byte(b.Callback))
		return b, err
	})
	return list, interpret(err)
}

// Delivered records what a subscriber was told. Where the topic has changed
// meanwhile it is told again.
func (s *Store) Delivered(ctx context.Context, b news.Subscription, has []byte) error {
	_, err := s.pool.Exec(ctx, `
		update hub_subscriptions set delivered = $2, failed = 0, busy_until = null, due_at = case when due_at = $3 then null else due_at end
		where id = $1`, b.ID, has, b.Due)
	return interpret(err)
}

// NotDelivered has a subscriber told again after a while, or with 0 not before
// the topic changes.
func (s *Store) NotDelivered(ctx context.Context, b news.Subscription, after time.Duration) error {
	_, err := s.pool.Exec(ctx, `
		update hub_subscriptions set failed = failed + 1, busy_until = null,
		    due_at = case when $2 > interval '0' then clock_timestamp() + $2 end
		where id = $1`, b.ID, after)
	return interpret(err)
}

// EndSubscription forgets a subscription.
func (s *Store) EndSubscription(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `delete from hub_subscriptions where id = $1`, id)
	return interpret(err)
}

// OwnFeeds are the addresses of the feeds that have a name.
func (s *Store) OwnFeeds(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, `select '/v1/feeds/' || name from feeds order by name`)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return list, interpret(err)
}

// NewTopics are those of the topics, by address and digest, of which an external
// hub was told something else or nothing.
func (s *Store) NewTopics(ctx context.Context, are map[string][]byte) (changed []string, err error) {
	rows, err := s.pool.Query(ctx, `select address, digest from hub_topics`)
	if err != nil {
		return nil, interpret(err)
	}
	told := map[string]string{}
	var address string
	var digest []byte
	if _, err = pgx.ForEachRow(rows, []any{&address, &digest}, func() error { told[address] = string(digest); return nil }); err != nil {
		return nil, interpret(err)
	}
	for address, digest := range are {
		if told[address] != string(digest) {
			changed = append(changed, address)
		}
	}
	slices.Sort(changed)
	return changed, nil
}

// ToldTopics records what an external hub was told of.
func (s *Store) ToldTopics(ctx context.Context, are map[string][]byte) error {
	var b pgx.Batch
	for address, digest := range are {
		b.Queue(`insert into hub_topics (address, digest) values ($1, $2)
			on conflict (address) do update set digest = excluded.digest`, address, digest)
	}
	return interpret(s.pool.pool.SendBatch(ctx, &b).Close())
}
