package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Shelf keeps one sort of entity that articles show: authors, photos,
// sections, tags, speakers or sources. What differs between them stands in
// their own files; what is the same stands here once.
//
// Whoever may not see drafts sees an entity only while a public article shows
// it: an author or a tag of a hidden story would tell of the story.
type Shelf[T any] struct {
	store   *Store
	table   string // its name in SQL and in the API's paths
	columns string // its own facts, after the record's
	users   string // SQL: the ids of the articles that show any of $1
	uses    string // SQL: the ids of the articles that show entity e
	shown   string // SQL: the ids of the entities that articles a show, an open condition
	shows   string // SQL: the articles a that show the entity with the id e.id, an open condition; "" where they are not counted
	// filter are the conditions of a list that is filtered; nil where none is.
	filter   func(q news.EntityQuery, arg func(any) string) []string
	pictures bool // they are photos, which not every contract has
	termed   bool // contracts with partners name such entities
	merges   bool // one can have been merged into another
	// before is called before one is made or changed; nil where there is nothing to do.
	before func(ctx context.Context, tx pgx.Tx, v *T) error
	live   string // SQL: what else entity e must be for readers, after an "and"; may be ""

	insert, update string // SQL: $1 is the id, then args

	// more adds what is told of one entity, beside how many articles show it; nil
	// where that is all.
	more func(ctx context.Context, by auth.Principal, id uuid.UUID, told *news.Standing) error

	record func(*T) *news.Record
	slug   func(*T) string // nil where there are no slugs
	settle func(*T, news.Typesetter) news.Faults
	scan   func(*T) []any // targets of columns
	args   func(*T) []any // values of columns
}

func (s *Store) shelve() {
	s.Authors, s.Photos, s.Sections = s.authors(), s.photos(), s.sections()
	s.Tags, s.Speakers, s.Sources = s.tags(), s.speakers(), s.sources()
	s.users = map[string]string{
		"authors": s.Authors.users, "photos": s.Photos.users, "sections": s.Sections.users, "tags": s.Tags.users,
		"speakers": s.Speakers.users, "sources": s.Sources.users, "newsroom": everyArticle,
	}
}

func (h *Shelf[T]) selects() string {
	return `select e.id, e.version, e.created_at, e.modified_at, ` + h.columns + ` from ` + h.table + ` e where e.deleted_at is null`
}

// seen is the predicate of what the caller may see.
func (h *Shelf[T]) seen(by auth.Principal) string {
	switch {
	case by.SeesDrafts():
		return ""
	case h.pictures && !by.SeesPhotos():
		return ` and false`
	}
	return h.live + ` and exists (select from (` + h.uses + `) u(article_id) join articles a on a.id = u.article_id where ` + readable(by) + `)`
}

func (h *Shelf[T]) row(row pgx.CollectableRow) (v T, err error) {
	r := h.record(&v)
	err = row.Scan(append([]any{&r.ID, &r.Version, &r.CreatedAt, &r.ModifiedAt}, h.scan(&v)...)...)
	return v, err
}

// one runs a query that answers one entity.
func (h *Shelf[T]) one(ctx context.Context, q querier, sql string, args ...any) (T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		var none T
		return none, err
	}
	return pgx.CollectExactlyOneRow(rows, h.row)
}

// by is the condition and argument that find an entity by id or, where it has
// one, by slug.
func (h *Shelf[T]) by(ref string) (string, any) {
	id, ok := news.ParseID(ref)
	if ok || h.slug == nil {
		return ` and e.id = $1`, id // the zero id where ref is none: nothing has it
	}
	return ` and e.slug = $1`, ref
}

// Get is the entity that ref, an id or a slug, names; a *news.Moved where it was
// merged into another.
func (h *Shelf[T]) Get(ctx context.Context, by auth.Principal, ref string) (T, error) {
	where, arg := h.by(ref)
	v, err := h.one(ctx, h.store.pool, h.selects()+where+h.seen(by), arg)
	if errors.Is(err, pgx.ErrNoRows) {
		err = h.movedTo(ctx, h.store.pool, by, ref)
	}
	return v, interpret(err)
}

// List is a page, newest first, with one more than the limit where there are
// more.
func (h *Shelf[T]) List(ctx context.Context, by auth.Principal, q news.EntityQuery) ([]news.Listed[T], error) {
	way, size, err := h.store.narrowest(ctx, by)
	if err != nil {
		return nil, interpret(err)
	}
	if size >= mostSorted {
		way = nil
	}
	sql, args := h.listSQL(by, way, q)
	rows, err := h.store.pool.Query(ctx, sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[T], error) {
		v, err := h.row(row)
		r := h.record(&v)
		return news.Listed[T]{Value: v, Key: news.Keyset{At: r.CreatedAt, ID: r.ID}}, err
	})
	return list, interpret(err)
}

// listSQL is the SQL of a page and its arguments. The few articles that a contract
// leaves, where there is such a way to them, have few entities, which are sorted: to
// ask each entity, the newest first, whether it is theirs is to walk past all.
func (h *Shelf[T]) listSQL(by auth.Principal, few *sharing, q news.EntityQuery) (sql string, args []any) {
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	newest := `e.created_at`
	if sql = h.selects() + h.seen(by); few != nil && !by.SeesDrafts() && (!h.pictures || by.SeesPhotos()) {
		sql = h.selects() + h.live + ` and e.id = any(array(` + h.shown + ` where a.id = any(` + few.articles(arg) + `) and ` + readable(besides(by, few)) + `))`
		newest = `e.created_at + interval '0'` // which no index has
	}
	if q.After != nil {
		sql += ` and (e.created_at, e.id) < (` + arg(q.After.At) + `, ` + arg(q.After.ID) + `)`
	}
	if h.filter != nil {
		sql += strings.Join(append([]string{""}, h.filter(q, arg)...), " and ")
	}
	return sql + ` order by ` + newest + ` desc, e.id desc` + atMost(q.Limit+1), args
}

// Create stores a new entity.
func (h *Shelf[T]) Create(ctx context.Context, by auth.Principal, v T) (T, error) {
	h.record(&v).ID = news.NewID()
	if err := h.settle(&v, h.store.types).Err(); err != nil {
		return v, err
	}
	err := h.store.write(ctx, by, func(u *unit) error {
		if err := h.exec(ctx, u, h.insert, &v); err != nil {
			return err
		}
		u.did("created", pathOf(h.table, h.record(&v).ID), 1)
		return h.reload(ctx, u, &v)
	})
	return v, err
}

// Change applies change to the entity that ref names, where its version is one
// that e names, and renders anew every article that shows it. Where it changes
// what a published article shows it is a minor edit of that.
func (h *Shelf[T]) Change(ctx context.Context, by auth.Principal, ref string, e news.Edit, change func(*T) error) (v T, err error) {
	err = h.store.write(ctx, by, func(u *unit) error {
		if v, err = h.lock(ctx, u, ref, e.Match, "no key update"); err != nil {
			return err
		}
		u.edit = &e
		id := h.record(&v).ID
		if err := change(&v); err != nil {
			return err
		}
		h.record(&v).ID = id
		if err := h.settle(&v, h.store.types).Err(); err != nil {
			return err
		}
		if err := h.exec(ctx, u, h.update, &v); err != nil {
			return err
		}
		if err := h.reload(ctx, u, &v); err != nil {
			return err
		}
		u.did("edited", pathOf(h.table, id), h.record(&v).Version)
		return h.store.rerender(ctx, u, h.table, []uuid.UUID{id}, uuid.Nil)
	})
	return v, err
}

// Delete marks an entity that nothing uses as deleted; else it is a
// *news.Conflict that says what does.
func (h *Shelf[T]) Delete(ctx context.Context, by auth.Principal, ref string, m news.Match) error {
	return h.store.write(ctx, by, func(u *unit) error {
		v, err := h.lock(ctx, u, ref, m, "update") // waits for writes that are about to use it
		if err != nil {
			return err
		}
		id := h.record(&v).ID
		rows, err := u.Query(ctx, `select a.id from articles a where a.id in (`+h.users+`) and a.deleted_at is null
			order by a.id desc limit 20`, []uuid.UUID{id})
		if err != nil {
			return err
		}
		uses, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
			var article uuid.UUID
			err := row.Scan(&article)
			return pathOf("articles", article), err
		})
		if err != nil {
			return err
		}
		if len(uses) > 0 {
			return &news.Conflict{Detail: "articles still use it", Uses: uses}
		}
		if h.termed {
			if uses, err = contractsNaming(ctx, u, h.table, id); err != nil {
				return err
			}
			if len(uses) > 0 {
				return &news.Conflict{Detail: "contracts with partners name it", Uses: uses}
			}
		}
		u.did("deleted", pathOf(h.table, id), h.record(&v).Version+1)
		_, err = u.Exec(ctx, `update `+h.table+` set deleted_at = clock_timestamp(), modified_at = clock_timestamp(), version = version + 1 where id = $1`, id)
		return err
	})
}

// lock takes the entity for this transaction and holds the writer's
// precondition to it.
func (h *Shelf[T]) lock(ctx context.Context, u *unit, ref string, m news.Match, strength string) (T, error) {
	where, arg := h.by(ref)
	v, err := h.one(ctx, u, h.selects()+where+h.seen(u.by)+` for `+strength+` of e`, arg)
	if errors.Is(err, pgx.ErrNoRows) {
		err = h.movedTo(ctx, u, u.by, ref)
	}
	if err != nil {
		return v, err
	}
	r := h.record(&v)
	return v, m.Check(r.Version, r.ETag())
}

// exec runs the insert or the update; a slug that is taken is the caller's
// fault, and told as such.
func (h *Shelf[T]) exec(ctx context.Context, tx pgx.Tx, sql string, v *T) error {
	if h.before != nil {
		if err := h.before(ctx, tx, v); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, sql, append([]any{h.record(v).ID}, h.args(v)...)...)
	if violates(err, uniqueViolation, h.table+"_slug") {
		return &news.Invalid{Faults: []news.Fault{{Pointer: "/slug", Detail: fmt.Sprintf("%q is taken", h.slug(v))}}}
	}
	return err
}

func (h *Shelf[T]) reload(ctx context.Context, tx pgx.Tx, v *T) error {
	fresh, err := h.one(ctx, tx, h.selects()+` and e.id = $1`, h.record(v).ID)
	*v = fresh
	return err
}

func numberedArg(n int) string { return "$" + strconv.Itoa(n) }

// atMost ends a query for so many rows. The number stands in the query itself:
// of one that is handed over the planner takes it that a tenth of the table is
// wanted, finds that no plan for all numbers is as good as one for this, and
// plans anew each time, which takes longer than the query.
func atMost(n int) string { return " limit " + strconv.Itoa(n) }
