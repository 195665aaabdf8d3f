package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

const proposalColumns = `p.id, p.state, p.version, p.source, p.changes, p.patch, p.conflicts, p.warnings, p.at, p.by_name,
	p.decided_at, p.decided_by, p.reason, coalesce(p.made_version, 0),
	a.id, a.slug, a.headline, ` + statusNow + `, s.id, coalesce(s.slug, ''), coalesce(s.name, '')`

// proposalsSQL selects proposals p with their articles a and sections s.
const proposalsSQL = `
	select ` + proposalColumns + `
	from proposals p join articles a on a.id = p.article_id left join sections s on s.id = a.section_id where `

func scanProposal(row pgx.CollectableRow) (p news.Proposal, err error) {
	var section news.Ref
	a := &p.Article
	err = row.Scan(&p.ID, &p.State, &p.Version, &p.Source, &p.Changes, &p.Patch, &p.Conflicts, &p.Warnings, &p.At, &p.By,
		(*zeronull.Timestamptz)(&p.DecidedAt), &p.DecidedBy, &p.Reason, &p.Made,
		&a.ID, &a.Slug, &a.Headline, &a.Status, (*zeronull.UUID)(&section.ID), &section.Slug, &section.Name)
	if section.ID != uuid.Nil {
		a.Section = &section
	}
	return p, err
}

// errUnchanged says that a page says nothing which its article does not have.
var errUnchanged = errors.New("unchanged")

// Propose stores what a page that was read again would change of the article that
// it is, in the place of what was proposed before; nil where that is nothing. What
// was rejected of the same page is not proposed again. The article stays as it is.
// What would be wrong with it then is an *news.Invalid.
func (s *Store) Propose(ctx context.Context, by auth.Principal, id uuid.UUID, page *news.Article, in news.Proposal, with news.Patches) (made *news.Proposal, err error) {
	if page, err = s.said(page); err != nil {
		return nil, err
	}
	err = s.write(ctx, by, func(u *unit) error {
		made, err = s.propose(ctx, u, id, page, in, with)
		return err
	})
	if errors.Is(err, errUnchanged) {
		return nil, nil //nolint:nilnil // none is an answer
	}
	return made, err
}

// said is what a page says, settled: the same each time that it says the same.
func (s *Store) said(page *news.Article) (*news.Article, error) {
	page = page.Clone()
	page.AdoptPhotos()
	if err := page.Settle(nil, s.types).Err(); err != nil {
		return nil, err
	}
	page.UpdatedAt = time.Time{}
	for i := range page.Body {
		b := &page.Body[i]
		b.ID, b.QuoteID, b.PhotoID = uuid.Nil, uuid.Nil, uuid.Nil
	}
	for i := range page.Quotes {
		page.Quotes[i].ID = uuid.Nil
	}
	for i := range page.Photos {
		page.Photos[i].ID = uuid.Nil
	}
	return page, nil
}

func (s *Store) propose(ctx context.Context, u *unit, id uuid.UUID, page *news.Article, in news.Proposal, with news.Patches) (*news.Proposal, error) {
	// the article first, as every write of it does
	err := u.QueryRow(ctx, `select a.id from articles a where a.id = $1 and `+visible(u.by)+` for no key update`, id).Scan(&id)
	if err != nil {
		return nil, err
	}
	said, err := json.Marshal(page)
	if err != nil {
		return nil, err
	}
	known, err := s.proposal(ctx, u, `p.article_id = $1 and p.state = 'rejected' and p.page = $2 order by p.at desc limit 1`, id, said)
	if !errors.Is(err, pgx.ErrNoRows) {
		return known, err
	}
	was, err := s.readBefore(ctx, u, id)
	if err != nil {
		return nil, err
	}
	if err := s.rehearseProposal(ctx, u, id, was, page, &in, with); err != nil {
		return nil, err
	}
	known, err = s.proposal(ctx, u, `p.article_id = $1 and p.state = 'open' and p.page = $2 and p.version = $3`, id, said, in.Version)
	if !errors.Is(err, pgx.ErrNoRows) {
		return known, err
	}
	return s.insertProposal(ctx, u, id, said, in)
}

// rehearseProposal makes the change and takes it back, and fills in what it is.
func (s *Store) rehearseProposal(ctx context.Context, u *unit, id uuid.UUID, was, page *news.Article, in *news.Proposal, with news.Patches) error {
	var is *news.Article
	change := func(a *news.Article) (err error) {
		is, in.Version = a.Clone(), a.Version
		after, conflicts := news.Reread(is, was, page)
		in.Conflicts = append([]string{}, conflicts...)
		if in.Patch, err = with.Between(is, after); err != nil {
			return err
		}
		if in.Patch == nil {
			return errUnchanged
		}
		return with.Apply(in.Patch)(a)
	}
	var doc news.Document
	err := pgx.BeginFunc(ctx, u.Tx, func(tx pgx.Tx) (err error) {
		// What it would be is asked for whoever accepts it.
		rehearsal := &unit{Tx: tx, by: auth.Principal{KeyID: u.by.KeyID, Name: u.by.Name, Scopes: []auth.Scope{auth.Write, auth.Publish}}, now: u.now, room: u.room}
		if doc, err = s.makeProposed(ctx, rehearsal, id, news.Edit{Match: news.Match{Any: true}},
			news.Correction{Kind: news.KindEditorsNote, Note: "…"}, change); err != nil {
			return err
		}
		return errPreview
	})
	if !errors.Is(err, errPreview) {
		return err
	}
	var after news.Article
	if err := json.Unmarshal(doc.Body, &after); err != nil {
		return err
	}
	after.Corrections, after.Status = is.Corrections, is.Status
	in.Changes = news.Diff(is, &after)
	return nil
}

// makeProposed changes an article as was proposed: what is published by a
// correction, what no reader has seen by an edit.
func (s *Store) makeProposed(ctx context.Context, u *unit, id uuid.UUID, e news.Edit, c news.Correction, change func(*news.Article) error) (news.Document, error) {
	ref := id.String()
	var status news.Status
	if err := u.QueryRow(ctx, `select `+statusNow+` from articles a where a.id = $1`, id).Scan(&status); err != nil {
		return news.Document{}, err
	}
	switch status {
	case news.Draft, news.Scheduled:
		return s.edit(ctx, u, ref, e, func(w *saving) error { return change(w.after) })
	case news.Published:
		_, doc, err := s.correct(ctx, u, ref, e, c, "/json_patch", change)
		return doc, err
	}
	return news.Document{}, &news.Conflict{Detail: "the article is " + string(status) + "; nothing is made of it until it is released"}
}

// readBefore is the page of an article as it was read last: that of the proposal
// that was decided last, else what was imported; nil for an article that editors
// wrote.
func (s *Store) readBefore(ctx context.Context, u *unit, id uuid.UUID) (*news.Article, error) {
	var document []byte
	err := u.QueryRow(ctx, `
		select coalesce(
		    (select convert_to(page::text, 'UTF8') from proposals where article_id = $1 and state in ('accepted', 'rejected') order by decided_at desc limit 1),
		    (select r.document from revisions r join likenesses l on l.article_id = r.article_id
		     where r.article_id = $1 and r.version = 1 and l.imported))`, id).Scan(&document)
	if err != nil || document == nil {
		return nil, err
	}
	var was news.Article
	return &was, json.Unmarshal(document, &was)
}

func (s *Store) insertProposal(ctx context.Context, u *unit, id uuid.UUID, said []byte, in news.Proposal) (*news.Proposal, error) {
	if _, err := u.Exec(ctx, `update proposals set state = 'superseded', decided_at = $2 where article_id = $1 and state = 'open'`, id, u.now); err != nil {
		return nil, err
	}
	changes, err := json.Marshal(in.Changes)
	if err != nil {
		return nil, err
	}
	made := news.NewID()
	_, err = u.Exec(ctx, `
		insert into proposals (id, article_id, version, source, patch, changes, conflicts, warnings, page, at, key_id, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		made, id, in.Version, in.Source, in.Patch, changes, in.Conflicts, in.Warnings, said, u.now, zeronull.UUID(u.by.KeyID), u.by.Name)
	if err != nil {
		return nil, err
	}
	u.did("proposed", pathOf("articles", id), 0)
	return s.proposal(ctx, u, `p.id = $1`, made)
}

func (s *Store) proposal(ctx context.Context, q querier, where string, args ...any) (*news.Proposal, error) {
	rows, err := q.Query(ctx, proposalsSQL+where, args...)
	if err != nil {
		return nil, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanProposal)
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// Proposal is one proposal, of an article that the caller may see.
func (s *Store) Proposal(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Proposal, error) {
	p, err := s.proposal(ctx, s.pool, visible(by)+` and p.id = $1`, id)
	if err != nil {
		return news.Proposal{}, interpret(err)
	}
	return *p, nil
}

// Proposals is a page of proposals, the newest first, with one more than the limit
// where there are more.
func (s *Store) Proposals(ctx context.Context, by auth.Principal, q news.ProposalQuery) ([]news.Listed[news.Proposal], error) {
	where, args := []string{visible(by), `p.state = any($1)`}, []any{q.States}
	arg := func(v any) string { args = append(args, v); return numberedArg(len(args)) }
	if q.Article != "" {
		ids, slugs := refs([]string{q.Article})
		where = append(where, `(a.id = any(`+arg(ids)+`) or a.slug = any(`+arg(slugs)+`))`)
	}
	if q.After != nil {
		where = append(where, `(p.at, p.id) < (`+arg(q.After.At)+`, `+arg(q.After.ID)+`)`)
	}
	rows, err := s.pool.Query(ctx, proposalsSQL+strings.Join(where, " and ")+` order by p.at desc, p.id desc`+atMost(q.Limit+1), args...)
	if err != nil {
		return nil, interpret(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l news.Listed[news.Proposal], err error) {
		l.Value, err = scanProposal(row)
		l.Key = news.Keyset{At: l.Value.At, ID: l.Value.ID}
		return l, err
	})
	return list, interpret(err)
}
