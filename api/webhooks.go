package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// Webhooks is what the API asks of the store about webhooks. One that the caller
// may not know of is news.ErrNotFound, as one that there is not.
type Webhooks interface {
	Webhook(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Webhook, error)
	// Webhooks is a page, with one more than q.Limit where there are more.
	Webhooks(ctx context.Context, by auth.Principal, q news.EntityQuery) ([]news.Listed[news.Webhook], error)
	CreateWebhook(ctx context.Context, by auth.Principal, w news.Webhook, secret []byte) (news.Webhook, error)
	// ChangeWebhook calls change within its transaction, once m holds.
	ChangeWebhook(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match, change func(*news.Webhook) error) (news.Webhook, error)
	DeleteWebhook(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match) error
	// RotateSecret has another secret sign; the old one does beside it for the
	// overlap.
	RotateSecret(ctx context.Context, by auth.Principal, id uuid.UUID, overlap time.Duration, secret []byte) (news.Webhook, error)

	// Deliveries is a page, with one more than q.Limit where there are more.
	Deliveries(ctx context.Context, by auth.Principal, webhook uuid.UUID, q news.DeliveryQuery) ([]news.Listed[news.Delivery], error)
	// Ping and Redeliver are a *news.Conflict for a webhook that is disabled.
	Ping(ctx context.Context, by auth.Principal, webhook uuid.UUID) (news.Delivery, error)
	Redeliver(ctx context.Context, by auth.Principal, webhook uuid.UUID, r news.Redelivery) (int, error)
}

// mountWebhooks adds the endpoints; what r lets through may use them.
func (a *api) mountWebhooks(r chi.Router) {
	r.Get("/webhooks", a.handle(a.listWebhooks))
	r.Post("/webhooks", a.handle(a.createWebhook))
	r.Get("/webhooks/{id}", a.handle(a.getWebhook))
	r.Patch("/webhooks/{id}", a.handle(a.changeWebhook))
	r.Delete("/webhooks/{id}", a.handle(a.deleteWebhook))
	r.Post("/webhooks/{id}/rotate", a.handle(a.rotateWebhook))
	r.Get("/webhooks/{id}/deliveries", a.handle(a.listDeliveries))
	r.Post("/webhooks/{id}/ping", a.handle(a.pingWebhook))
	r.Post("/webhooks/{id}/redeliver", a.handle(a.redeliver))
}

// readOnlyOfWebhook are the members that are not the caller's to write.
var readOnlyOfWebhook = append(slices.Clone(readOnlyOfRecord), "reason", "disabled_at", "key", "links")

// newWebhook is a webhook as it is answered when it has a new secret, which is
// shown this once.
type newWebhook struct {
	news.Webhook
	Secret string `json:"secret"`
}

// checkWebhook names everything that is wrong with a written webhook, its address
// included.
func (a *api) checkWebhook(w *news.Webhook) error {
	f := w.Settle()
	if w.URL != "" {
		if err := a.CheckTarget(w.URL); err != nil {
			f.Add("/url", "%s", err.Error())
		}
	}
	return f.Err()
}

func (a *api) listWebhooks(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r)
	if err != nil {
		return err
	}
	list, err := a.Webhooks.Webhooks(r.Context(), auth.From(r.Context()), news.EntityQuery{After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(h news.Webhook) ([]byte, time.Time, error) {
		body, err := encode(h)
		return body, h.ModifiedAt, err
	})
}

func (a *api) createWebhook(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	h, err := decode[news.Webhook](in.body, readOnlyOfWebhook)
	if err == nil {
		err = a.checkWebhook(&h)
	}
	if err != nil {
		return err
	}
	secret, text := auth.NewSigningSecret()
	if h, err = a.Webhooks.CreateWebhook(r.Context(), auth.From(r.Context()), h, secret); err != nil {
		return err
	}
	p := replyOfWebhook(h)
	p.status, p.location = http.StatusCreated, h.Links["self"]
	return a.sendJSON(w, r, p, newWebhook{h, text})
}

func replyOfWebhook(h news.Webhook) reply {
	return reply{etag: h.ETag(), modified: h.ModifiedAt, life: lifeOwn}
}

func (a *api) getWebhook(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	h, err := a.Webhooks.Webhook(r.Context(), auth.From(r.Context()), id)
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, replyOfWebhook(h), h)
}

// targetID is what a write to something that has an id alone is for.
func targetID(r *http.Request) (id uuid.UUID, m news.Match, err error) {
	if _, err := parseQuery(r); err != nil {
		return id, m, err
	}
	if id, err = pathID(r); err != nil {
		return id, m, err
	}
	m, err = precondition(r)
	return id, m, err
}

func (a *api) changeWebhook(w http.ResponseWriter, r *http.Request) error {
	id, m, err := targetID(r)
	if err != nil {
		return err
	}
	apply := change(readChange(w, r), readOnlyOfWebhook, func(fresh, was *news.Webhook) {
		fresh.Record, fresh.Key, fresh.Links = was.Record, was.Key, was.Links
		fresh.Reason, fresh.DisabledAt = was.Reason, was.DisabledAt
	})
	h, err := a.Webhooks.ChangeWebhook(r.Context(), auth.From(r.Context()), id, m, func(h *news.Webhook) error {
		if err := apply(h); err != nil {
			return err
		}
		return a.checkWebhook(h)
	})
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, replyOfWebhook(h), h)
}

func (a *api) deleteWebhook(w http.ResponseWriter, r *http.Request) error {
	id, m, err := targetID(r)
	if err != nil {
		return err
	}
	if err := a.Webhooks.DeleteWebhook(r.Context(), auth.From(r.Context()), id, m); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}

func (a *api) rotateWebhook(w http.ResponseWriter, r *http.Request) error {
	id, err := a.knownWebhook(r)
	if err != nil {
		return err
	}
	overlap, err := readOverlap(w, r)
	if err != nil {
		return err
	}
	secret, text := auth.NewSigningSecret()
	h, err := a.Webhooks.RotateSecret(r.Context(), auth.From(r.Context()), id, overlap, secret)
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, replyOfWebhook(h), newWebhook{h, text})
}

// knownWebhook is the id in the path, of a webhook that the caller may know of:
// whether there is one is told before what is wrong with a body.
func (a *api) knownWebhook(r *http.Request) (uuid.UUID, error) {
	if _, err := parseQuery(r); err != nil {
		return uuid.Nil, err
	}
	id, err := pathID(r)
	if err != nil {
		return id, err
	}
	_, err = a.Webhooks.Webhook(r.Context(), auth.From(r.Context()), id)
	return id, err
}
