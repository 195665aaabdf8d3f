package postgres

import (
	"context"
	"fmt"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// AcceptProposal makes the change that was proposed: of what is published, as the
// correction c; of what no reader has seen, as an edit. An article that has
// changed since is a *news.Conflict: the change was of another one.
func (s *Store) AcceptProposal(ctx context.Context, by auth.Principal, id uuid.UUID, e news.Edit, c news.Correction, with news.Patches) (p news.Proposal, doc news.Document, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		open, err := s.openProposal(ctx, u, id)
		if err != nil {
			return err
		}
		change := func(a *news.Article) error {
			if a.Version != open.Version {
				return &news.Conflict{Detail: fmt.Sprintf("the proposal is of version %d of the article, which is at %d; import the page again for what it would change now", open.Version, a.Version)}
			}
			if err := with.Apply(open.Patch)(a); err != nil {
				return err
			}
			return s.linkAccepted(ctx, u, a)
		}
		if doc, err = s.makeProposed(ctx, u, open.Article.ID, e, c, change); err != nil {
			return err
		}
		p, err = s.decide(ctx, u, id, news.ProposalAccepted, e.Reason, doc.Version)
		return err
	})
	return p, doc, err
}

// RejectProposal leaves the article as it is. The same of the same page is not
// proposed again.
func (s *Store) RejectProposal(ctx context.Context, by auth.Principal, id uuid.UUID, reason string) (p news.Proposal, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		if _, err := s.openProposal(ctx, u, id); err != nil {
			return err
		}
		p, err = s.decide(ctx, u, id, news.ProposalRejected, reason, 0)
		return err
	})
	return p, err
}

// openProposal takes a proposal that is to be decided for this transaction, and
// its article first, as every write of it does.
func (s *Store) openProposal(ctx context.Context, u *unit, id uuid.UUID) (*news.Proposal, error) {
	_, err := u.Exec(ctx, `select from articles where id = (select article_id from proposals where id = $1) for no key update`, id)
	if err != nil {
		return nil, err
	}
	p, err := s.proposal(ctx, u, visible(u.by)+` and p.id = $1`, id)
	if err != nil {
		return nil, err
	}
	if p.State != news.ProposalOpen {
		return nil, &news.Conflict{Detail: "the proposal is " + string(p.State) + "; one that is open can be decided"}
	}
	return p, nil
}

func (s *Store) decide(ctx context.Context, u *unit, id uuid.UUID, to news.ProposalState, reason string, made int) (news.Proposal, error) {
	_, err := u.Exec(ctx, `
		update proposals set state = $2, decided_at = $3, decided_by = $4, reason = $5, made_version = nullif($6, 0) where id = $1`,
		id, to, u.now, u.by.Name, reason, made)
	if err != nil {
		return news.Proposal{}, err
	}
	p, err := s.proposal(ctx, u, `p.id = $1`, id)
	if err != nil {
		return news.Proposal{}, err
	}
	u.did(string(to), pathOf("articles", p.Article.ID), p.Made)
	return *p, nil
}
