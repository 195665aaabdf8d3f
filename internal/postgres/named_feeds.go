package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/jackc/pgx/v5"
)

const feedColumns = `id, version, created_at, modified_at, name, title, format, query, items, content`

func scanFeed(row pgx.CollectableRow) (n news.NamedFeed, err error) {
	err = row.Scan(&n.ID, &n.Version, &n.CreatedAt, &n.ModifiedAt, &n.Name, &n.Title, &n.Format, &n.Query, &n.Items, &n.Content)
	n.Link()
	return n, err
}

func oneFeed(ctx context.Context, q querier, sql string, args ...any) (news.NamedFeed, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return news.NamedFeed{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanFeed)
}

// NamedFeed is the feed with the name.
func (s *Store) NamedFeed(ctx context.Context, name string) (news.NamedFeed, error) {
	n, err := oneFeed(ctx, s.pool, `select `+feedColumns+` from feeds where name = $1`, name)
	return n, interpret(err)
}

// NamedFeeds is a page of them, newest first, with one more than the limit where
// there are more.
func (s *Store) NamedFeeds(ctx context.Context, q news.EntityQuery) ([]news.Listed[news.NamedFeed], error) {
	where, args := "", []any{}
	if q.After != nil {
		where, args = ` where (created_at, id) < ($1, $2)`, []any{q.After.At, q.After.ID}
	}
	rows, err := s.pool.Query(ctx, `select `+feedColumns+` from feeds`+where+` order by created_at desc, id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[news.NamedFeed], error) {
		n, err := scanFeed(row)
		return news.Listed[news.NamedFeed]{Value: n, Key: news.Keyset{At: n.CreatedAt, ID: n.ID}}, err
	})
	return list, interpret(err)
}

// CreateFeed stores a feed under its name; one that is taken is *news.Invalid.
func (s *Store) CreateFeed(ctx context.Context, by auth.Principal, n news.NamedFeed) (made news.NamedFeed, err error) {
	if err := n.Settle().Err(); err != nil {
		return n, err
	}
	err = s.write(ctx, by, func(u *unit) error {
		made, err = oneFeed(ctx, u, `
			insert into feeds (id, name, title, format, query, items, content) values ($1, $2, $3, $4, $5, $6, $7)
			returning `+feedColumns, news.NewID(), n.Name, n.Title, n.Format, n.Query, n.Items, n.Content)
		if violates(err, uniqueViolation, "feeds_name_key") {
			return &news.Invalid{Faults: []news.Fault{{Pointer: "/name", Detail: "is taken"}}}
		}
		u.did("created", made.Links["self"], 1)
		return err
	})
	return made, err
}

// ChangeFeed applies change to the feed with the name, where its version is one
// that m names. The name stays.
func (s *Store) ChangeFeed(ctx context.Context, by auth.Principal, name string, m news.Match, change func(*news.NamedFeed) error) (n news.NamedFeed, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if n, err = lockFeed(ctx, u, name, m); err != nil {
			return err
		}
		if err := change(&n); err != nil {
			return err
		}
		f := n.Settle()
		if n.Name != name {
			f.Add("/name", "a feed keeps its name: those who subscribed know it by that")
		}
		if err := f.Err(); err != nil {
			return err
		}
		n, err = oneFeed(ctx, u, `
			update feeds set title = $2, format = $3, query = $4, items = $5, content = $6, version = version + 1, modified_at = clock_timestamp()
			where name = $1 returning `+feedColumns, name, n.Title, n.Format, n.Query, n.Items, n.Content)
		u.did("edited", n.Links["self"], n.Version)
		return err
	})
	return n, err
}

// DeleteFeed removes the feed with the name, which is free then.
func (s *Store) DeleteFeed(ctx context.Context, by auth.Principal, name string, m news.Match) error {
	return s.write(ctx, by, func(u *unit) error {
		n, err := lockFeed(ctx, u, name, m)
		if err != nil {
			return err
		}
		u.did("deleted", n.Links["self"], n.Version+1)
		_, err = u.Exec(ctx, `delete from feeds where name = $1`, name)
		return err
	})
}

// lockFeed takes a feed for this transaction and holds the writer's precondition
// to it.
func lockFeed(ctx context.Context, u *unit, name string, m news.Match) (news.NamedFeed, error) {
	n, err := oneFeed(ctx, u, `select `+feedColumns+` from feeds where name = $1 for update`, name)
	if err != nil {
		return n, err
	}
	return n, m.Check(n.Version, n.ETag())
}
