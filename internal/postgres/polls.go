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

// pollHeld is how long a server has a poll in hand before it is taken to be gone,
// counted anew with each item that it takes in: longer than a feed is given to come
// and to be read.
const pollHeld = 2 * time.Minute

// pollColumns are those of a poll p that there may be none of, and intoPoll is
// where they are scanned to.
const pollColumns = `p.id, coalesce(p.state, ''), p.created_at, p.begun_at, p.ended_at, coalesce(p.status, 0), coalesce(p.fault, ''),
	coalesce(p.moved_to, ''), coalesce(p.draft, 0), coalesce(p.duplicate, 0), coalesce(p.changed, 0), coalesce(p.refused, 0),
	coalesce(p.withdrawn, 0), coalesce(p.seen, 0)`

func intoPoll(p *news.Poll) []any {
	n := &p.Items
	return []any{(*zeronull.UUID)(&p.ID), &p.State, (*zeronull.Timestamptz)(&p.CreatedAt), (*zeronull.Timestamptz)(&p.BegunAt),
		(*zeronull.Timestamptz)(&p.EndedAt), &p.Status, &p.Fault, &p.MovedTo, &n.Draft, &n.Duplicate, &n.Changed, &n.Refused, &n.Withdrawn, &n.Seen}
}

func scanPoll(row pgx.CollectableRow) (p news.Poll, err error) {
	return p, row.Scan(intoPoll(&p)...)
}

func onePoll(ctx context.Context, q querier, where string, args ...any) (news.Poll, error) {
	rows, err := q.Query(ctx, `select `+pollColumns+` from polls p where `+where, args...)
	if err != nil {
		return news.Poll{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanPoll)
}

// Poll is one poll of a subscription.
func (s *Store) Poll(ctx context.Context, subscription, id uuid.UUID) (news.Poll, error) {
	p, err := onePoll(ctx, s.pool, `p.id = $2 and p.subscription_id = $1`, subscription, id)
	return p, interpret(err)
}

// Polls is a page of a subscription's polls, newest first, with one more than the
// limit where there are more.
func (s *Store) Polls(ctx context.Context, subscription uuid.UUID, q news.EntityQuery) ([]news.Listed[news.Poll], error) {
	if _, err := s.Followed(ctx, subscription); err != nil {
		return nil, err
	}
	where, args := `p.subscription_id = $1`, []any{subscription}
	if q.After != nil {
		where, args = where+` and (p.created_at, p.id) < ($2, $3)`, append(args, q.After.At, q.After.ID)
	}
	rows, err := s.pool.Query(ctx, `select `+pollColumns+` from polls p where `+where+` order by p.created_at desc, p.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[news.Poll], error) {
		p, err := scanPoll(row)
		return news.Listed[news.Poll]{Value: p, Key: news.Keyset{At: p.CreatedAt, ID: p.ID}}, err
	})
	return list, interpret(err)
}

// TakePolls takes up subscriptions that are due, for this server alone: of several
// servers one polls a feed at a time. A poll that was in hand until now is lost.
func (s *Store) TakePolls(ctx context.Context, most int) ([]news.Polling, error) {
	rows, err := s.pool.Query(ctx, `
		with taken as (
		    update subscriptions set claim = gen_random_uuid(), claimed_until = clock_timestamp() + $2::interval where id in (
		        select id from subscriptions where enabled and due_at <= clock_timestamp()
		            and (claimed_until is null or claimed_until <= clock_timestamp())
		        order by due_at limit $1 for no key update skip locked)
		    returning id, claim, name, url, every, section_id, source_id, language, credit, rights,
		        credentials_header, credentials_origin, credentials_sealed, etag, last_modified, digest, pace, failures, failing_since),
		lost as (
		    update polls p set state = 'lost', ended_at = clock_timestamp()
		    from taken t cross join lateral (select id from polls where subscription_id = t.id order by created_at desc, id desc limit 3) newest
		    where p.id = newest.id and p.state = 'running'), -- which none but the newest is, of some thousand in a month
		asked as (
		    update polls p set state = 'running', begun_at = clock_timestamp() from taken t
		    where p.subscription_id = t.id and p.state = 'waiting' returning p.id, p.subscription_id),
		made as (
		    insert into polls (id, subscription_id, state, begun_at)
		    select gen_random_uuid(), t.id, 'running', clock_timestamp() from taken t
		    where not exists (select from polls p where p.subscription_id = t.id and p.state = 'waiting')
		    returning id, subscription_id)
		select p.id, t.id, t.claim, t.name, t.url, t.every, coalesce(s.slug::text, ''), coalesce(o.slug::text, ''), t.language, t.credit, t.rights,
		       t.credentials_header, t.credentials_origin, t.credentials_sealed, t.etag, t.last_modified, t.digest, t.pace, t.failures, t.failing_since, clock_timestamp()
		from taken t join (select * from asked union all select * from made) p on p.subscription_id = t.id
		     left join sections s on s.id = t.section_id and s.deleted_at is null
		     left join sources o on o.id = t.source_id and o.deleted_at is null`, most, pollHeld)
	if err != nil {
		return nil, interpret(err)
	}
	sealed := map[uuid.UUID][]byte{}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p news.Polling, err error) {
		var every, pace int
		var closed []byte
		d := &p.Defaults
		err = row.Scan(&p.Poll, &p.Subscription, &p.Claim, &p.Name, &p.URL, &every, &d.Section, &d.Source, &d.Language, &d.Credit, &d.Rights,
			&p.Secret.Header, &p.Secret.Origin, &closed, &p.ETag, &p.LastModified, &p.Digest, &pace, &p.Failures, (*zeronull.Timestamptz)(&p.FailingSince), &p.Now)
		p.Every, p.Pace = time.Duration(every)*time.Second, time.Duration(pace)*time.Second
		if closed != nil {
			sealed[p.Subscription] = closed
		}
		return p, err
	})
	if err != nil {
		return nil, interpret(err)
	}
	return list, s.openSecrets(ctx, list, sealed)
}

// hold has a server go on with a poll, if it still has it in hand.
func hold(ctx context.Context, u *unit, p news.Polling) error {
	tag, err := u.Exec(ctx, `
		update subscriptions set claimed_until = clock_timestamp() + $3::interval where id = $1 and claim = $2`, p.Subscription, p.Claim, pollHeld)
	if err == nil && tag.RowsAffected() == 0 {
		err = news.ErrPollLost
	}
	return err
}

// EndPoll records how a poll ended, and when the next one is. One that is in hand
// no more is left as it is, with news.ErrPollLost.
func (s *Store) EndPoll(ctx context.Context, p news.Polling, end news.PollEnd) error {
	return s.write(ctx, house, func(u *unit) error {
		if err := hold(ctx, u, p); err != nil {
			return err
		}
		if end.MovedTo != "" {
			moved, err := moveFollowed(ctx, u, p.Subscription, end)
			if err != nil {
				return err
			}
			if !moved {
				end.Fault, end.MovedTo = "the feed has moved to "+end.MovedTo+", which another subscription follows", ""
			}
		}
		if err := settlePoll(ctx, u, p, end); err != nil {
			return err
		}
		_, err := u.Exec(ctx, `
			update polls set state = $2, ended_at = clock_timestamp(), status = $3, fault = $4, moved_to = $5, seen = $6 where id = $1`,
			p.Poll, end.State, zeronull.Int4(end.Status), end.Fault, end.MovedTo, end.Seen)
		if err != nil || end.Disabled == "" {
			return err
		}
		return disable(ctx, u, "subscriptions", p.Subscription, end.Disabled)
	})
}

// settlePoll lets go of a subscription. What came last is kept only when all of it
// was taken in. A poll that was lost says nothing of the feed.
func settlePoll(ctx context.Context, u *unit, p news.Polling, end news.PollEnd) error {
	_, err := u.Exec(ctx, `
		update subscriptions f set claim = null, claimed_until = null,
		    due_at = case when exists (select from polls where subscription_id = f.id and state = 'waiting') then clock_timestamp()
		                  else clock_timestamp() + $3::interval end,
		    failures = case $2 when 'done' then 0 when 'failed' then failures + 1 else failures end,
		    failing_since = case $2 when 'done' then null when 'failed' then coalesce(failing_since, clock_timestamp()) else failing_since end,
		    etag = case $2 when 'done' then $4 else etag end, last_modified = case $2 when 'done' then $5 else last_modified end,
		    digest = case $2 when 'done' then $6 else digest end,
		    pace = case $2 when 'done' then $7 else pace end
		where id = $1`, p.Subscription, string(end.State), end.Wait, end.ETag, end.LastModified, end.Digest, int(end.Pace/time.Second))
	return err
}

// FeedsState is how the newsroom keeps up with the feeds that it follows. One that
// is being polled is not late.
func (s *Store) FeedsState(ctx context.Context) (state news.FeedsState, err error) {
	var overdue float64
	err = s.pool.QueryRow(ctx, `
		select coalesce(extract(epoch from clock_timestamp() - min(due_at) filter (
		           where due_at <= clock_timestamp() and (claimed_until is null or claimed_until <= clock_timestamp()))), 0)::float8,
		       count(*) filter (where failures > 0)
		from subscriptions where enabled`).Scan(&overdue, &state.Failing)
	state.Overdue = seconds(overdue)
	return state, interpret(err)
}

// ofFeed is who brings a feed's items: the newsroom sees by the name where a draft
// came from.
func ofFeed(p news.Polling) auth.Principal {
	return auth.Principal{Name: "subscription " + p.Name, Scopes: []auth.Scope{auth.Write}}
}
