package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// partnerColumns are what scanPartner takes, of partners p.
var partnerColumns = `p.id, p.version, p.created_at, p.modified_at, p.slug, p.name, p.contract_from, p.contract_to, ` +
	slugsOf("sections", "sections_allowed") + slugsOf("sections", "sections_denied") + slugsOf("tags", "tags_allowed") + slugsOf("tags", "tags_denied") +
	slugsOf("sources", "sources_allowed") + slugsOf("sources", "sources_denied") + `
	p.kinds_allowed, p.kinds_denied, p.advance, p.photos, p.history_days, p.requests_per_minute, coalesce((
		select json_agg(json_build_object('id', k.id, 'name', k.name) order by k.created_at, k.id) from keys k
		where k.partner_id = p.id and ` + keyHolds + `), '[]')`

// slugsOf are the slugs of what a column of partners p names of a table.
func slugsOf(table, column string) string {
	return `array(select e.slug::text from ` + table + ` e where e.id = any(p.` + column + `) order by e.slug), `
}

func scanPartner(row pgx.CollectableRow) (p auth.Partner, err error) {
	err = row.Scan(&p.ID, &p.Version, &p.CreatedAt, &p.ModifiedAt, &p.Slug, &p.Name,
		(*zeronull.Timestamptz)(&p.ContractFrom), (*zeronull.Timestamptz)(&p.ContractTo),
		&p.Sections.Allowed, &p.Sections.Denied, &p.Tags.Allowed, &p.Tags.Denied, &p.Sources.Allowed, &p.Sources.Denied,
		&p.Kinds.Allowed, &p.Kinds.Denied, &p.Advance, &p.Photos, &p.HistoryDays, &p.RequestsPerMinute, &p.Keys)
	return p, err
}

func onePartner(ctx context.Context, q querier, where string, args ...any) (auth.Partner, error) {
	rows, err := q.Query(ctx, `select `+partnerColumns+` from partners p where p.deleted_at is null and `+where, args...)
	if err != nil {
		return auth.Partner{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanPartner)
}

// partnerCalled is the condition and the argument that find a partner by id or by
// slug.
func partnerCalled(ref string) (string, any) {
	if id, ok := news.ParseID(ref); ok {
		return `p.id = $1`, id
	}
	return `p.slug = $1`, ref
}

// Partner is the partner that ref, an id or a slug, names.
func (s *Store) Partner(ctx context.Context, ref string) (auth.Partner, error) {
	where, arg := partnerCalled(ref)
	p, err := onePartner(ctx, s.pool, where, arg)
	return p, interpret(err)
}

// Partners is a page of partners, newest first, with one more than the limit
// where there are more.
func (s *Store) Partners(ctx context.Context, q news.EntityQuery) ([]news.Listed[auth.Partner], error) {
	where, args := "", []any{}
	if q.After != nil {
		where, args = ` and (p.created_at, p.id) < ($1, $2)`, []any{q.After.At, q.After.ID}
	}
	rows, err := s.pool.Query(ctx, `select `+partnerColumns+` from partners p where p.deleted_at is null`+where+`
		order by p.created_at desc, p.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (news.Listed[auth.Partner], error) {
		p, err := scanPartner(row)
		return news.Listed[auth.Partner]{Value: p, Key: news.Keyset{At: p.CreatedAt, ID: p.ID}}, err
	})
	return list, interpret(err)
}

// CreatePartner stores a partner. A slug that is taken and whatever the contract
// names that there is not are told with all else that is wrong: *news.Invalid.
func (s *Store) CreatePartner(ctx context.Context, by auth.Principal, p auth.Partner) (made auth.Partner, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		id := news.NewID()
		args, err := s.settlePartner(ctx, u, id, p)
		if err != nil {
			return err
		}
		if _, err = u.Exec(ctx, `
			insert into partners (id, slug, name, contract_from, contract_to, sections_allowed, sections_denied, tags_allowed, tags_denied,
			    sources_allowed, sources_denied, kinds_allowed, kinds_denied, advance, photos, history_days, requests_per_minute)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`, args...); err != nil {
			return partnerTaken(err)
		}
		u.did("created", pathOf("partners", id), 1)
		made, err = onePartner(ctx, u, `p.id = $1`, id)
		return err
	})
	return made, err
}

// ChangePartner applies change to the partner that ref names, where its version is
// one that m names. Where its keys may then see more or less than before, their
// holders are told to take a fresh copy, in the change log.
func (s *Store) ChangePartner(ctx context.Context, by auth.Principal, ref string, m news.Match, change func(*auth.Partner) error) (p auth.Partner, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		was, seen, err := lockPartner(ctx, u, ref, m)
		if err != nil {
			return err
		}
		p = was
		if err := change(&p); err != nil {
			return err
		}
		args, err := s.settlePartner(ctx, u, was.ID, p)
		if err != nil {
			return err
		}
		if _, err = u.Exec(ctx, `
			update partners set slug = $2, name = $3, contract_from = $4, contract_to = $5, sections_allowed = $6, sections_denied = $7,
			    tags_allowed = $8, tags_denied = $9, sources_allowed = $10, sources_denied = $11, kinds_allowed = $12, kinds_denied = $13,
			    advance = $14, photos = $15, history_days = $16, requests_per_minute = $17,
			    version = version + 1, modified_at = clock_timestamp() where id = $1`, args...); err != nil {
			return partnerTaken(err)
		}
		if p, err = onePartner(ctx, u, `p.id = $1`, was.ID); err != nil {
			return err
		}
		u.did("edited", pathOf("partners", p.ID), p.Version)
		return resetPartner(ctx, u, p.ID, seen)
	})
	return p, err
}

// resetPartner has the change log tell those who hold the partner's keys where
// they may see more or less than was seen before.
func resetPartner(ctx context.Context, u *unit, id uuid.UUID, seen auth.Principal) error {
	sees, err := sightOfPartner(ctx, u, id)
	if err != nil || sees.SeesLike(seen) {
		return err
	}
	rows, err := u.Query(ctx, `select k.id from keys k where k.partner_id = $1 and `+keyHolds, id)
	if err != nil {
		return err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	u.resets = append(u.resets, keys...)
	return err
}

// DeletePartner removes a partner to whom no key belongs that holds; else it is a
// *news.Conflict that says which do. A contract is ended by its date, or by
// revoking the keys: nobody loses them by the way.
func (s *Store) DeletePartner(ctx context.Context, by auth.Principal, ref string, m news.Match) error {
	return s.write(ctx, by, func(u *unit) error {
		p, _, err := lockPartner(ctx, u, ref, m)
		if err != nil {
			return err
		}
		// Asked for again now that it is locked: no key can come to belong to it.
		if p, err = onePartner(ctx, u, `p.id = $1`, p.ID); err != nil {
			return err
		}
		if len(p.Keys) > 0 {
			conflict := &news.Conflict{Detail: "keys still belong to it; revoke them first"}
			for _, k := range p.Keys {
				conflict.Uses = append(conflict.Uses, pathOf("keys", k.ID))
			}
			return conflict
		}
		u.did("deleted", pathOf("partners", p.ID), p.Version+1)
		_, err = u.Exec(ctx, `update partners set deleted_at = clock_timestamp(), modified_at = clock_timestamp(), version = version + 1 where id = $1`, p.ID)
		return err
	})
}

// lockPartner takes a partner for this transaction, holds the writer's
// precondition to it, and tells what its keys see.
func lockPartner(ctx context.Context, u *unit, ref string, m news.Match) (p auth.Partner, sees auth.Principal, err error) {
	where, arg := partnerCalled(ref)
	if p, err = onePartner(ctx, u, where+` for update of p`, arg); err != nil {
		return p, sees, err
	}
	if err := m.Check(p.Version, p.ETag()); err != nil {
		return p, sees, err
	}
	sees, err = sightOfPartner(ctx, u, p.ID)
	return p, sees, err
}

func partnerTaken(err error) error {
	if violates(err, uniqueViolation, "partners_slug") {
		return &news.Invalid{Faults: []news.Fault{{Pointer: "/slug", Detail: "is taken"}}}
	}
	return err
}

// settlePartner is what is stored of a partner that was written: the arguments of
// the insert and of the update.
func (s *Store) settlePartner(ctx context.Context, u *unit, id uuid.UUID, p auth.Partner) ([]any, error) {
	f := p.Settle(s.types)
	args := []any{id, p.Slug, p.Name, zeronull.Timestamptz(p.ContractFrom), zeronull.Timestamptz(p.ContractTo)}
	for _, of := range []struct {
		what  string
		terms auth.Terms[string]
	}{{"section", p.Sections}, {"tag", p.Tags}, {"source", p.Sources}} {
		allowed, err := termsOf(ctx, u, id, of.what, "allowed", of.terms.Allowed, &f)
		if err != nil {
			return nil, err
		}
		denied, err := termsOf(ctx, u, id, of.what, "denied", of.terms.Denied, &f)
		if err != nil {
			return nil, err
		}
		args = append(args, allowed, denied)
	}
	return append(args, p.Kinds.Allowed, p.Kinds.Denied, p.Advance, p.Photos, p.HistoryDays, p.RequestsPerMinute), f.Err()
}

// termsOf are the ids of what one list of a contract names; what there is not is
// a fault. It is held in place until the contract is stored. What has been erased
// with the last story that had it stays named where it was.
func termsOf(ctx context.Context, u *unit, partner uuid.UUID, what, list string, named []string, f *news.Faults) ([]uuid.UUID, error) {
	ids, slugs := refs(named)
	table := what + "s"
	rows, err := u.Query(ctx, `
		select e.id, e.slug from `+table+` e where (e.id = any($1) or e.slug = any($2))
		  and (e.deleted_at is null or e.id = any(select unnest(p.`+table+`_`+list+`) from partners p where p.id = $3))
		order by e.id for key share`, ids, slugs, partner)
	if err != nil {
		return nil, err
	}
	found, known := []uuid.UUID{}, map[string]bool{}
	var id uuid.UUID
	var slug string
	_, err = pgx.ForEachRow(rows, []any{&id, &slug}, func() error {
		found = append(found, id)
		known[slug], known[id.String()] = true, true
		return nil
	})
	for i, ref := range named {
		if id, ok := news.ParseID(ref); ok {
			ref = id.String()
		}
		if !known[ref] {
			f.Add(at("/"+table+"/"+list+"/", i), "there is no such %s", what)
		}
	}
	return found, err
}

// contractsNaming are the partners whose contract names an entity of a table, as
// paths of the API. To delete it would leave a list of what is allowed with nothing
// in it, which allows all.
func contractsNaming(ctx context.Context, u *unit, table string, id uuid.UUID) ([]string, error) {
	rows, err := u.Query(ctx, `select p.id from partners p where p.deleted_at is null and $1 = any(p.`+table+`_allowed || p.`+table+`_denied)
		order by p.id desc limit 20`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		var partner uuid.UUID
		err := row.Scan(&partner)
		return pathOf("partners", partner), err
	})
}
