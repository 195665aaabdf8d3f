package postgres

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// mostFollowed is how many feeds the newsroom may follow.
const mostFollowed = 1000

const followedSelect = `
	select f.id, f.version, f.created_at, f.modified_at, f.name, f.url, f.every,
	       coalesce(s.slug::text, ''), coalesce(o.slug::text, ''), f.language, f.credit, f.rights,
	       f.credentials_header, f.credentials_origin, f.enabled, f.reason, f.disabled_at, case when f.enabled then f.due_at end, f.failures, ` + pollColumns + `
	from subscriptions f
	     left join sections s on s.id = f.section_id and s.deleted_at is null
	     left join sources o on o.id = f.source_id and o.deleted_at is null
	     left join lateral (select * from polls where subscription_id = f.id and ended_at is not null order by created_at desc, id desc limit 1) p on true`

func scanFollowed(row pgx.CollectableRow) (f news.Followed, err error) {
	var last news.Poll
	f.Enabled = new(bool)
	d, c := &f.Defaults, news.FeedCredentials{}
	err = row.Scan(append([]any{&f.ID, &f.Version, &f.CreatedAt, &f.ModifiedAt, &f.Name, &f.URL, &f.Every,
		&d.Section, &d.Source, &d.Language, &d.Credit, &d.Rights,
		&c.Header, &c.Origin, f.Enabled, &f.Reason, (*zeronull.Timestamptz)(&f.DisabledAt), (*zeronull.Timestamptz)(&f.NextAt), &f.Failures},
		intoPoll(&last)...)...)
	if last.ID != uuid.Nil {
		f.Last = &last
	}
	if c.Header != "" {
		f.Credentials = &c
	}
	f.Link()
	return f, err
}

func oneFollowed(ctx context.Context, q querier, sql string, args ...any) (news.Followed, error) {
	rows, err := q.Query(ctx, followedSelect+sql, args...)
	if err != nil {
		return news.Followed{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanFollowed)
}

// Followed is the subscription with the id.
func (s *Store) Followed(ctx context.Context, id uuid.UUID) (news.Followed, error) {
	f, err := oneFollowed(ctx, s.pool, ` where f.id = $1`, id)
	return f, interpret(err)
}

// AllFollowed is a page of subscriptions, newest first, with one more than the
// limit where there are more.
func (s *Store) AllFollowed(ctx context.Context, q news.FollowedQuery) ([]news.Listed[news.Followed], error) {
	where, args := []string{"true"}, []any{}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if q.URL != "" {
		where = append(where, `f.url = `+arg(q.URL))
	}
	if q.After != nil {
		where = append(where, `(f.created_at, f.id) < (`+arg(q.After.At)+`, `+arg(q.After.ID)+`)`)
	}
	rows, err := s.pool.Query(ctx, followedSelect+` where `+strings.Join(where, " and ")+` order by f.created_at desc, f.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[news.Followed], error) {
		f, err := scanFollowed(row)
		return news.Listed[news.Followed]{Value: f, Key: news.Keyset{At: f.CreatedAt, ID: f.ID}}, err
	})
	return list, interpret(err)
}

// Follow stores a subscription, which is polled at once. An address that is
// followed already is *news.Invalid.
func (s *Store) Follow(ctx context.Context, by auth.Principal, f news.Followed) (made news.Followed, err error) {
	if err := f.Settle().Err(); err != nil {
		return f, err
	}
	vault, err := s.vaultOf(ctx, feedsVault)
	if err != nil {
		return f, err
	}
	err = s.write(ctx, by, func(u *unit) error {
		var others int
		if err := u.QueryRow(ctx, `select count(*) from subscriptions`).Scan(&others); err != nil {
			return err
		}
		if others >= mostFollowed {
			return &news.Conflict{Detail: "there are " + strconv.Itoa(mostFollowed) + " subscriptions, which are the most"}
		}
		section, source, err := s.defaults(ctx, u, by, f.Defaults)
		if err != nil {
			return err
		}
		id := news.NewID()
		_, err = u.Exec(ctx, `
			insert into subscriptions (id, name, url, every, section_id, source_id, language, credit, rights, enabled, reason, disabled_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when not $10 then clock_timestamp() end)`,
			id, f.Name, f.URL, f.Every, section, source, f.Defaults.Language, f.Defaults.Credit, f.Defaults.Rights, *f.Enabled, switchedOff(*f.Enabled))
		if err != nil {
			return followedAlready(err)
		}
		if err := keepCredentials(ctx, u, vault, id, f.Credentials); err != nil {
			return err
		}
		made, err = oneFollowed(ctx, u, ` where f.id = $1`, id)
		u.did("created", made.Links["self"], 1)
		return err
	})
	return made, err
}

func followedAlready(err error) error {
	if violates(err, uniqueViolation, "subscriptions_url") {
		return &news.Invalid{Faults: []news.Fault{{Pointer: "/url", Detail: "is followed by another subscription"}}}
	}
	return err
}

// defaults looks up what a subscription's defaults name.
func (s *Store) defaults(ctx context.Context, u *unit, by auth.Principal, d news.FeedDefaults) (section, source zeronull.UUID, err error) {
	var f news.Faults
	for _, of := range []struct {
		table, seen, pointer, name string
		id                         *zeronull.UUID
	}{
		{"sections", s.Sections.seen(by), "/defaults/section", d.Section, &section},
		{"sources", s.Sources.seen(by), "/defaults/source", d.Source, &source},
	} {
		if of.name == "" {
			continue
		}
		id, err := named(ctx, u, of.table, of.seen, of.name, uuid.Nil)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			f.Add(of.pointer, "there is no %q", of.name)
		case err != nil:
			return section, source, err
		}
		*of.id = zeronull.UUID(id)
	}
	return section, source, f.Err()
}

// ChangeFollowed applies change to a subscription, where its version is one that
// m names. Its feed is then read anew, whole: what was refused may be taken now. A
// poll that is running is lost.
func (s *Store) ChangeFollowed(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match, change func(*news.Followed) error) (f news.Followed, err error) {
	vault, err := s.vaultOf(ctx, feedsVault)
	if err != nil {
		return f, err
	}
	err = s.write(ctx, by, func(u *unit) error {
		if f, err = lockFollowed(ctx, u, id, m); err != nil {
			return err
		}
		if err := change(&f); err != nil {
			return err
		}
		if err := f.Settle().Err(); err != nil {
			return err
		}
		section, source, err := s.defaults(ctx, u, by, f.Defaults)
		if err != nil {
			return err
		}
		_, err = u.Exec(ctx, `
			update subscriptions set name = $2, url = $3, every = $4, section_id = $5, source_id = $6, language = $7, credit = $8, rights = $9,
			    `+setEnabled("$10", "$11")+`,
			    etag = '', last_modified = '', digest = null, due_at = least(due_at, clock_timestamp()), claim = null, claimed_until = null,
			    failures = 0, failing_since = null,
			    version = version + 1, modified_at = clock_timestamp()
			where id = $1`,
			id, f.Name, f.URL, f.Every, section, source, f.Defaults.Language, f.Defaults.Credit, f.Defaults.Rights, *f.Enabled, switchedOff(*f.Enabled))
		if err != nil {
			return followedAlready(err)
		}
		if err := keepCredentials(ctx, u, vault, id, f.Credentials); err != nil {
			return err
		}
		if _, err := u.Exec(ctx, `update subscription_items set mark = '' where subscription_id = $1 and outcome = 'refused'`, id); err != nil {
			return err
		}
		f, err = oneFollowed(ctx, u, ` where f.id = $1`, id)
		u.did("edited", pathOf("subscriptions", id), f.Version)
		return err
	})
	return f, err
}

// Unfollow removes a subscription, with what is known of its polls and items. The
// drafts that were made of them stay.
func (s *Store) Unfollow(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match) error {
	return s.write(ctx, by, func(u *unit) error {
		f, err := lockFollowed(ctx, u, id, m)
		if err != nil {
			return err
		}
		u.did("deleted", pathOf("subscriptions", id), f.Version+1)
		_, err = u.Exec(ctx, `delete from subscriptions where id = $1`, id)
		return err
	})
}

// lockFollowed takes a subscription for this transaction and holds the writer's
// precondition to it.
func lockFollowed(ctx context.Context, u *unit, id uuid.UUID, m news.Match) (news.Followed, error) {
	f, err := oneFollowed(ctx, u, ` where f.id = $1 for no key update of f`, id)
	if err != nil {
		return f, err
	}
	return f, m.Check(f.Version, f.ETag())
}

// AskPoll has a subscription polled as soon as a server has a hand free. Where
// somebody has asked for that already, it is the poll that they asked for.
func (s *Store) AskPoll(ctx context.Context, by auth.Principal, id uuid.UUID) (p news.Poll, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		f, err := lockFollowed(ctx, u, id, news.Match{Any: true})
		if err != nil {
			return err
		}
		if !*f.Enabled {
			return &news.Conflict{Detail: "the subscription is disabled; enable it first"}
		}
		p, err = onePoll(ctx, u, `p.subscription_id = $1 and p.state = 'waiting'`, id)
		if err == nil || !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		asked := news.NewID()
		if _, err := u.Exec(ctx, `insert into polls (id, subscription_id, state) values ($1, $2, 'waiting')`, asked, id); err != nil {
			return err
		}
		if _, err := u.Exec(ctx, `update subscriptions set due_at = least(due_at, clock_timestamp()) where id = $1`, id); err != nil {
			return err
		}
		u.did("polled", pathOf("subscriptions", id), 0)
		p, err = onePoll(ctx, u, `p.id = $1`, asked)
		return err
	})
	return p, err
}

// moveFollowed has a subscription be to another address, unless there is one to
// that already. Its credentials do not go to another origin.
func moveFollowed(ctx context.Context, u *unit, id uuid.UUID, end news.PollEnd) (moved bool, err error) {
	var version int
	err = u.QueryRow(ctx, `
		update subscriptions set url = $2, version = version + 1, modified_at = clock_timestamp()
		where id = $1 and not exists (select from subscriptions where url = $2) returning version`, id, end.MovedTo).Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err == nil && end.Elsewhere {
		err = keepCredentials(ctx, u, auth.Vault{}, id, nil)
	}
	u.did("moved", pathOf("subscriptions", id), version)
	return err == nil, err
}

// keptPolls is how long polls are kept, and keptIdle how long those that brought
// nothing are.
const keptPolls, keptIdle = 90 * 24 * time.Hour, 24 * time.Hour

// forgetPolls removes old polls, some at a time; never the last one of a
// subscription.
func (s *Store) forgetPolls(ctx context.Context) error {
	const some = 500
	for {
		tag, err := s.pool.Exec(ctx, `
			delete from polls where id = any(array(
				select p.id from polls p
				where p.created_at < clock_timestamp() - $2::interval and p.state <> 'waiting'
				      and (p.created_at < clock_timestamp() - $1::interval
				           or p.state <> 'failed' and p.moved_to = '' and p.draft + p.duplicate + p.changed + p.refused + p.withdrawn = 0)
				      and exists (select from polls n where n.subscription_id = p.subscription_id and n.created_at > p.created_at and n.ended_at is not null)
				order by p.created_at`+atMost(some)+` for update skip locked))`, keptPolls, keptIdle)
		if err != nil || tag.RowsAffected() < some {
			return interpret(err)
		}
	}
}
