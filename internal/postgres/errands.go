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

const (
	// inHand is how long a server has a delivery in hand before it is taken to be
	// gone: longer than any attempt is given.
	inHand = time.Minute
	// atOnce is how many deliveries are made to one webhook at the same time, and
	// onTrial how many while the last attempt failed.
	atOnce, onTrial = 8, 1
)

// ownerGone is why a webhook is disabled whose key holds no more.
const ownerGone = "the key that it belongs to holds no more"

// FanOut makes deliveries of what the change log has that webhooks were not yet
// told of, and tells how many entries that was. Each webhook reads the log as its
// key would; that one cannot be served does not keep the others.
func (s *Store) FanOut(ctx context.Context) (n int, err error) {
	rows, err := s.pool.Query(ctx, `
		select w.id, w.owner_id from webhooks w left join trails t on t.name = 'webhook/' || w.id cross join change_epoch e
		where w.enabled and (t.epoch is distinct from e.epoch or t.sequence < (select coalesce(max(sequence), 0) from changes))`)
	if err != nil {
		return 0, interpret(err)
	}
	type behind struct{ ID, Owner uuid.UUID }
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[behind])
	if err != nil {
		return 0, interpret(err)
	}
	var faults []error
	for _, w := range list {
		told, err := s.fanOutTo(ctx, w.ID, w.Owner)
		n, faults = n+told, append(faults, err)
	}
	return n, errors.Join(faults...)
}

func (s *Store) fanOutTo(ctx context.Context, webhook, owner uuid.UUID) (int, error) {
	by, err := s.holder(ctx, owner)
	if errors.Is(err, news.ErrNotFound) {
		return 0, s.write(ctx, house, func(u *unit) error { return disable(ctx, u, "webhooks", webhook, ownerGone) })
	}
	if err != nil {
		return 0, err
	}
	return s.followLog(ctx, trailOf(webhook), by, func(u *unit, list []news.Change) error {
		return enqueue(ctx, u, webhook, list)
	})
}

// enqueue adds deliveries of those of the changes that a webhook asks for. A story
// that it was told of it is told of to the end, whatever the story is filed under
// by then; and of a kill, because what was erased is filed under nothing.
func enqueue(ctx context.Context, u *unit, webhook uuid.UUID, list []news.Change) error {
	ids, types, sequences := make([]uuid.UUID, len(list)), make([]string, len(list)), make([]int64, len(list))
	articles, times := make([]zeronull.UUID, len(list)), make([]time.Time, len(list))
	for i, c := range list {
		ids[i], types[i], sequences[i], articles[i], times[i] = news.NewID(), news.EventType(c.Type), c.Sequence, zeronull.UUID(c.Article), c.At
		if c.At.IsZero() {
			times[i] = u.now
		}
	}
	// What waits now is to be what waits when the turns are taken.
	if _, err := u.Exec(ctx, `select from webhooks where id = $1 for no key update`, webhook); err != nil {
		return err
	}
	rows, err := u.Query(ctx, `
		insert into deliveries (id, webhook_id, type, epoch, sequence, article_id, at)
		select c.id, w.id, c.type, e.epoch, c.sequence, c.article_id, c.at
		from webhooks w cross join change_epoch e
		     cross join unnest($2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::timestamptz[]) c(id, type, sequence, article_id, at)
		     left join articles a on a.id = c.article_id
		where w.id = $1 and (c.article_id is null or (w.events = '{}' or c.type = any(w.events)) and (
		      (w.sections = '{}' or a.section_id = any(w.sections))
		      and (w.kinds = '{}' or a.kind = any(w.kinds))
		      and (w.tags = '{}' or exists (select from article_tags j where j.article_id = a.id and j.tag_id = any(w.tags)))
		      and (w.sources = '{}' or exists (select from article_sources j where j.article_id = a.id and j.source_id = any(w.sources)))
		      or c.type = 'article.killed'
		      or exists (select from deliveries d where d.webhook_id = w.id and d.article_id = c.article_id)))
		order by c.sequence
		on conflict (webhook_id, epoch, sequence) do nothing
		returning coalesce(article_id, webhook_id)`, webhook, ids, types, sequences, articles, times)
	if err != nil {
		return err
	}
	told, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return err
	}
	return takeTurns(ctx, u, webhook, told)
}

// takeTurns has the first delivery that waits of each of the articles be due, and
// the others wait for it. What is of no article waits for nothing. nil is every
// article.
func takeTurns(ctx context.Context, u *unit, webhook uuid.UUID, articles []uuid.UUID) error {
	_, err := u.Exec(ctx, `
		with waiting as (
		    select d.id, exists (select from deliveries b where b.webhook_id = d.webhook_id and b.article_id = d.article_id
		                             and b.state = 'waiting' and b.number < d.number) as blocked
		    from deliveries d where d.webhook_id = $1 and d.state = 'waiting'
		         and ($2::uuid[] is null or d.article_id = any($2) or d.article_id is null))
		update deliveries d set due_at = case when not w.blocked then clock_timestamp() end
		from waiting w where d.id = w.id and (d.due_at is null) <> w.blocked`, webhook, articles)
	return err
}

// Due are the webhooks with deliveries that are due, the one that waits longest
// first.
func (s *Store) Due(ctx context.Context) ([]uuid.UUID, error) {
	rows, err := s.pool.Query(ctx, `
		select w.id from webhooks w cross join lateral (
		    select d.due_at from deliveries d where d.webhook_id = w.id and d.due_at <= clock_timestamp()
		        and (d.claimed_until is null or d.claimed_until <= clock_timestamp()) order by d.due_at limit 1) d
		where w.enabled and (w.resting_until is null or w.resting_until <= clock_timestamp()) order by d.due_at`)
	if err != nil {
		return nil, interpret(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	return ids, interpret(err)
}

// claimed is a webhook and what was taken in hand of its deliveries.
type claimed struct {
	owner   uuid.UUID
	by      auth.Principal
	errands []news.Errand
}

// Claim takes in hand some of a webhook's deliveries that are due, as they are to
// be told now. One that is hidden from the key by now is skipped. Nobody else
// takes them for a minute; without an outcome by then they are due again.
func (s *Store) Claim(ctx context.Context, webhook uuid.UUID) (errands []news.Errand, err error) {
	for {
		c, err := s.claim(ctx, webhook)
		if err != nil || len(c.errands) == 0 {
			return nil, err
		}
		for _, e := range c.errands {
			told, err := s.tell(ctx, c.by, &e)
			switch {
			case err != nil:
				return errands, err // those of which nothing is known are due again
			case told:
				errands = append(errands, e)
			default:
				if err := s.Settle(ctx, e, news.Attempt{State: news.DeliverySkipped}); err != nil {
					return errands, err
				}
			}
		}
		if len(errands) > 0 {
			return errands, nil
		}
	}
}

func (s *Store) claim(ctx context.Context, webhook uuid.UUID) (c claimed, err error) {
	err = s.pool.QueryRow(ctx, `select owner_id from webhooks where id = $1`, webhook).Scan(&c.owner)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, nil
	}
	if err != nil {
		return c, interpret(err)
	}
	if c.by, err = s.holder(ctx, c.owner); errors.Is(err, news.ErrNotFound) {
		return c, s.write(ctx, house, func(u *unit) error { return disable(ctx, u, "webhooks", webhook, ownerGone) })
	} else if err != nil {
		return c, err
	}
	err = s.write(ctx, house, func(u *unit) error {
		c.errands, err = takeInHand(ctx, u, webhook)
		return err
	})
	return c, err
}

// takeInHand takes what is due of a webhook that no other server looks at.
func takeInHand(ctx context.Context, u *unit, webhook uuid.UUID) ([]news.Errand, error) {
	form := news.Errand{Webhook: webhook}
	var failing bool
	var busy int
	err := u.QueryRow(ctx, `
		select w.url, w.article, w.failing,
		       (select count(*) from deliveries d where d.webhook_id = w.id and d.due_at is not null and d.claimed_until > clock_timestamp())
		from webhooks w where w.id = $1 and w.enabled and (w.resting_until is null or w.resting_until <= clock_timestamp())
		for no key update of w skip locked`, webhook).Scan(&form.URL, &form.Article, &failing, &busy)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	most := atOnce
	if failing {
		most = onTrial
	}
	if busy >= most {
		return nil, nil
	}
	if form.Secrets, err = secretsOf(ctx, u, webhook); err != nil {
		return nil, err
	}
	rows, err := u.Query(ctx, `
		update deliveries set claimed_until = clock_timestamp() + $2::interval, attempts = attempts + 1, attempted_at = clock_timestamp()
		where id = any(array(
		    select id from deliveries where webhook_id = $1 and due_at <= clock_timestamp()
		        and (claimed_until is null or claimed_until <= clock_timestamp()) order by due_at, number`+atMost(most-busy)+`))
		returning id, type, coalesce(epoch, ''), coalesce(sequence, 0), article_id, at, attempts`, webhook, inHand)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Errand, error) {
		e := form
		err := row.Scan(&e.Delivery, &e.Type, &e.Epoch, &e.Change.Sequence, (*zeronull.UUID)(&e.Change.Article), &e.At, &e.Attempts)
		return e, err
	})
}

// tell reads what an errand tells, as by may read it now: false where that is
// nothing. Of what readers cannot see any more the log has an entry that says so;
// nothing that comes before it is told.
func (s *Store) tell(ctx context.Context, by auth.Principal, e *news.Errand) (told bool, err error) {
	if e.Change.Article == uuid.Nil { // a ping, or a reset, of which there is no more to tell
		e.Change.Type, e.Change.At = news.ChangeReset, e.At
		return true, nil
	}
	list, _, err := s.Changes(ctx, by, news.ChangeQuery{Epoch: e.Epoch, After: e.Change.Sequence - 1, Limit: 1, Documents: true})
	var restarted *news.Epochs
	switch {
	case errors.As(err, &restarted), errors.Is(err, news.ErrAhead):
		return false, nil
	case err != nil:
		return false, err
	case len(list) == 0 || list[0].Sequence != e.Change.Sequence:
		return false, nil
	}
	e.Change, e.Type = list[0], news.EventType(list[0].Type) // a contract may have another word for it by now
	return e.Change.Document != nil || takesAway(e.Change.Type), nil
}

// takesAway tells whether a change is the end of a story for its readers, which is
// told of what they cannot see.
func takesAway(c news.ChangeType) bool {
	switch c {
	case news.ChangeWithheld, news.ChangeRetracted, news.ChangeKilled, news.ChangeDeleted:
		return true
	}
	return false
}
