package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/intake"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Proposals is what the API asks of the store about what pages that were read
// again would change of their articles.
type Proposals interface {
	// Propose is nil where the page says nothing that the article does not have.
	Propose(ctx context.Context, by auth.Principal, article uuid.UUID, page *news.Article, in news.Proposal, with news.Patches) (*news.Proposal, error)
	Proposal(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Proposal, error)
	// Proposals is a page, with one more than q.Limit where there are more.
	Proposals(ctx context.Context, by auth.Principal, q news.ProposalQuery) ([]news.Listed[news.Proposal], error)
	// AcceptProposal makes the change by a correction, or by an edit where no
	// reader has seen the article.
	AcceptProposal(ctx context.Context, by auth.Principal, id uuid.UUID, e news.Edit, c news.Correction, with news.Patches) (news.Proposal, news.Document, error)
	RejectProposal(ctx context.Context, by auth.Principal, id uuid.UUID, reason string) (news.Proposal, error)
}

// Patches writes changes of articles as JSON Patches, and makes them.
var Patches = news.Patches{
	Between: func(is, after *news.Article) (json.RawMessage, error) {
		from, err := encode(is)
		if err != nil {
			return nil, err
		}
		to, err := unnamed(after)
		if err != nil {
			return nil, err
		}
		patch, err := patchBetween(from, to)
		if string(patch) == "[]" {
			patch = nil
		}
		return patch, err
	},
	Apply: func(patch json.RawMessage) func(*news.Article) error {
		_, do := writtenCorrection{JSONPatch: patch}.change()
		return do
	},
}

// unnamed is an article as JSON without the ids and slugs that what is new in it
// does not have yet.
func unnamed(a *news.Article) ([]byte, error) {
	whole, err := encode(a)
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(whole, &v); err != nil {
		return nil, err
	}
	return encode(withoutNil(v))
}

func withoutNil(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = withoutNil(v[i])
		}
	case map[string]any:
		if v["id"] == uuid.Nil.String() {
			delete(v, "id")
			if v["slug"] == "" {
				delete(v, "slug")
			}
		}
		for name := range v {
			v[name] = withoutNil(v[name])
		}
	}
	return v
}

// ProposalOf is what a proposal says of the page that it comes from.
func ProposalOf(page intake.Result) (news.Proposal, error) {
	warnings, err := encode(orEmpty(page.Warnings))
	p := news.Proposal{Source: page.Article.CanonicalURL, Warnings: warnings}
	if p.Source == "" {
		p.Source = page.Name
	}
	return p, err
}

// propose has what changed of a page that the newsroom has proposed to editors:
// null where that is nothing.
func (a *api) propose(ctx context.Context, known *news.Known, page intake.Result) (json.RawMessage, error) {
	if known.Taken() {
		return json.RawMessage("null"), nil
	}
	in, err := ProposalOf(page)
	if err != nil {
		return nil, err
	}
	p, err := a.Proposals.Propose(ctx, auth.From(ctx), known.ID, &page.Article, in, Patches)
	if err != nil {
		return nil, err
	}
	return encode(p)
}

func (a *api) listProposals(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, param{"state", true}, param{name: "article"})
	if err != nil {
		return err
	}
	q := news.ProposalQuery{Article: p.query.Get("article"), After: p.after, Limit: p.limit}
	if q.Article != "" && !isRef(q.Article) {
		return kindParameters.problem("article is the id or the slug of an article.")
	}
	if q.States, err = oneOf(p.query, "state", news.ProposalStates); err != nil {
		return err
	}
	if len(q.States) == 0 {
		q.States = []news.ProposalState{news.ProposalOpen}
	}
	list, err := a.Proposals.Proposals(r.Context(), auth.From(r.Context()), q)
	if err != nil {
		return err
	}
	p.life = lifeOwn
	return sendList(a, w, r, p, list, nil, func(v news.Proposal) ([]byte, time.Time, error) {
		body, err := encode(v)
		return body, v.At, err
	})
}

func (a *api) getProposal(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	p, err := a.Proposals.Proposal(r.Context(), auth.From(r.Context()), id)
	if err != nil {
		return err
	}
	body, err := encode(p)
	if err != nil {
		return err
	}
	return a.send(w, r, reply{body: body, etag: hashTag(body), life: lifeOwn})
}

// writtenAcceptance is the note that readers get with what was proposed: none
// where they have not seen the article.
type writtenAcceptance struct {
	Kind     news.CorrectionKind `json:"kind"`
	Severity news.Severity       `json:"severity"`
	Note     string              `json:"note"`
}

// acceptance is the answer to one.
type acceptance struct {
	Proposal news.Proposal   `json:"proposal"`
	Article  json.RawMessage `json:"article"`
}

func (a *api) acceptProposal(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, paramReason)
	if err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	e, err := edit(r, query)
	if err != nil {
		return err
	}
	in, err := decoded[writtenAcceptance](readBody(w, r, maxJSON, typeJSON))
	if err != nil {
		return err
	}
	c := news.Correction{Kind: in.Kind, Severity: in.Severity, Note: in.Note}
	p, doc, err := a.Proposals.AcceptProposal(r.Context(), auth.From(r.Context()), id, e, c, Patches)
	if err != nil {
		return err
	}
	note(r.Context(), slog.String("article", doc.ID.String()), slog.Int("version", doc.Version))
	return a.sendJSON(w, r, reply{etag: doc.Tag(), modified: doc.ModifiedAt, life: lifeNone}, acceptance{p, doc.Body})
}

func (a *api) rejectProposal(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, paramReason)
	if err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if fault := news.CheckReason(query.Get(paramReason.name)); fault != "" {
		return kindParameters.problem("reason " + fault + ".")
	}
	if _, err := decoded[struct{}](readBody(w, r, maxJSON, typeJSON)); err != nil {
		return err
	}
	p, err := a.Proposals.RejectProposal(r.Context(), auth.From(r.Context()), id, query.Get(paramReason.name))
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, reply{life: lifeNone}, p)
}

// decoded is a body as a T.
func decoded[T any](in written) (v T, err error) {
	if in.err != nil {
		return v, in.err
	}
	return decode[T](in.body, nil)
}
