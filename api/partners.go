package api

import (
	"context"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
)

// Partners is what the API asks of the store about partners and their contracts.
// ref is an id or a slug; one that there is not is news.ErrNotFound.
type Partners interface {
	Partner(ctx context.Context, ref string) (auth.Partner, error)
	// Partners is a page, with one more than q.Limit where there are more.
	Partners(ctx context.Context, q news.EntityQuery) ([]news.Listed[auth.Partner], error)
	CreatePartner(ctx context.Context, by auth.Principal, p auth.Partner) (auth.Partner, error)
	// ChangePartner calls change within its transaction, once m holds.
	ChangePartner(ctx context.Context, by auth.Principal, ref string, m news.Match, change func(*auth.Partner) error) (auth.Partner, error)
	DeletePartner(ctx context.Context, by auth.Principal, ref string, m news.Match) error
}

// mountPartners adds the endpoints; what r lets through may use them.
func (a *api) mountPartners(r chi.Router) {
	r.Get("/partners", a.handle(a.listPartners))
	r.Post("/partners", a.handle(a.createPartner))
	r.Get("/partners/{id}", a.handle(a.getPartner))
	r.Put("/partners/{id}", a.handle(a.changePartner))
	r.Patch("/partners/{id}", a.handle(a.changePartner))
	r.Delete("/partners/{id}", a.handle(a.deletePartner))
	r.Get("/partners/{id}/usage", a.handle(a.listUsage))
}

// readOnlyOfPartner are the members of a partner that are not the caller's to
// write. A key says whose it is.
var readOnlyOfPartner = []string{"id", "version", "created_at", "modified_at", "keys"}

func (a *api) listPartners(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r)
	if err != nil {
		return err
	}
	list, err := a.Partners.Partners(r.Context(), news.EntityQuery{After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(partner auth.Partner) ([]byte, time.Time, error) {
		body, err := encode(partner)
		return body, partner.ModifiedAt, err
	})
}

func (a *api) createPartner(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	p, err := decode[auth.Partner](in.body, readOnlyOfPartner)
	if err != nil {
		return err
	}
	if p, err = a.Partners.CreatePartner(r.Context(), auth.From(r.Context()), p); err != nil {
		return err
	}
	return a.sendPartner(w, r, reply{status: http.StatusCreated, location: pathTo("partners", p.ID.String())}, p)
}

func (a *api) getPartner(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	p, err := a.Partners.Partner(r.Context(), ref)
	if err != nil {
		return err
	}
	return a.sendPartner(w, r, reply{}, p)
}

// sendPartner answers with a partner. Its keys and the slugs of what the contract
// names change without it: a write goes by the record alone.
func (a *api) sendPartner(w http.ResponseWriter, r *http.Request, to reply, p auth.Partner) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	to.body, to.etag, to.modified, to.undated, to.life = body, news.PartTag(p.ETag(), body), p.ModifiedAt, true, lifeOwn
	return a.send(w, r, to)
}

// changePartner is PUT and PATCH: the body's type tells a patch from a whole.
func (a *api) changePartner(w http.ResponseWriter, r *http.Request) error {
	ref, m, err := target(r)
	if err != nil {
		return err
	}
	apply := change(readChange(w, r), readOnlyOfPartner, func(fresh, was *auth.Partner) {
		fresh.Record, fresh.Keys = was.Record, was.Keys
		if fresh.Slug == "" {
			fresh.Slug = was.Slug // an address does not change by being left out
		}
	})
	p, err := a.Partners.ChangePartner(r.Context(), auth.From(r.Context()), ref, m, apply)
	if err != nil {
		return err
	}
	return a.sendPartner(w, r, reply{}, p)
}

func (a *api) deletePartner(w http.ResponseWriter, r *http.Request) error {
	ref, m, err := target(r)
	if err != nil {
		return err
	}
	if err := a.Partners.DeletePartner(r.Context(), auth.From(r.Context()), ref, m); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}
