package api

import (
	"net/http"
	"slices"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
)

func (a *api) listDeliveries(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, param{name: "state"})
	if err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	state := news.DeliveryState(p.query.Get("state"))
	if state != "" && !slices.Contains(news.DeliveryStates, state) {
		return kindParameters.problem("state is one of waiting, delivered, failed, skipped.")
	}
	list, err := a.Webhooks.Deliveries(r.Context(), auth.From(r.Context()), id, news.DeliveryQuery{State: state, After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(d news.Delivery) ([]byte, time.Time, error) {
		body, err := encode(d)
		return body, d.CreatedAt, err
	})
}

// pingWebhook adds a delivery that tells nothing. It is made soon after, and how
// it ended is found among the deliveries.
func (a *api) pingWebhook(w http.ResponseWriter, r *http.Request) error {
	id, err := a.knownWebhook(r)
	if err != nil {
		return err
	}
	d, err := a.Webhooks.Ping(r.Context(), auth.From(r.Context()), id)
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, reply{status: http.StatusAccepted, life: lifeOwn}, d)
}

// redeliver has one delivery made again, or all since a time.
func (a *api) redeliver(w http.ResponseWriter, r *http.Request) error {
	id, err := a.knownWebhook(r)
	if err != nil {
		return err
	}
	body := readBody(w, r, maxJSON, typeJSON)
	if body.err != nil {
		return body.err
	}
	in, err := decode[news.Redelivery](body.body, nil)
	if err != nil {
		return err
	}
	if _, ok := news.DeliveryOf(in.EventID); in.EventID != "" && !ok {
		return wrong("/event_id", "is not the id of an event, which begins with msg_")
	}
	if (in.EventID == "") == in.Since.IsZero() {
		return wrong("", "is either event_id or since")
	}
	n, err := a.Webhooks.Redeliver(r.Context(), auth.From(r.Context()), id, in)
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, reply{status: http.StatusAccepted, life: lifeOwn}, map[string]int{"redelivered": n})
}
