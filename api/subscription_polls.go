package api

import (
	"net/http"
	"slices"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// pollSubscription has a feed polled now. It is done soon after; what came of it is
// found at the address of the poll.
func (a *api) pollSubscription(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if _, err = a.Subscribed.Followed(r.Context(), id); err == nil && a.Fetch == nil {
		err = errFollowingNothing
	}
	if err != nil {
		return err
	}
	p, err := a.Subscribed.AskPoll(r.Context(), auth.From(r.Context()), id)
	if err != nil {
		return err
	}
	at := pathTo("subscriptions", id.String()) + "/polls/" + p.ID.String()
	return a.sendJSON(w, r, reply{status: http.StatusAccepted, location: at, life: lifeOwn}, p)
}

func (a *api) listPolls(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r)
	if err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	list, err := a.Subscribed.Polls(r.Context(), id, news.EntityQuery{After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(p news.Poll) ([]byte, time.Time, error) {
		body, err := encode(p)
		return body, p.CreatedAt, err
	})
}

func (a *api) getPoll(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	poll, ok := news.ParseID(chi.URLParam(r, "poll"))
	if !ok {
		return news.ErrNotFound
	}
	p, err := a.Subscribed.Poll(r.Context(), id, poll)
	if err != nil {
		return err
	}
	body, err := encode(p)
	if err != nil {
		return err
	}
	return a.send(w, r, reply{body: body, etag: hashTag(body), life: lifeOwn})
}

func (a *api) listItems(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, param{name: "poll"}, param{name: "outcome"})
	if err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	q := news.ItemQuery{Outcome: news.ItemOutcome(p.query.Get("outcome")), After: p.after, Limit: p.limit}
	if q.Outcome != "" && !slices.Contains(news.ItemOutcomes, q.Outcome) {
		return kindParameters.problem("outcome is one of draft, duplicate, changed, refused, withdrawn.")
	}
	if poll := p.query.Get("poll"); poll != "" {
		var ok bool
		if q.Poll, ok = news.ParseID(poll); !ok || q.Poll == uuid.Nil {
			return kindParameters.problem("poll is the id of a poll.")
		}
	}
	list, err := a.Subscribed.FollowedItems(r.Context(), auth.From(r.Context()), id, q)
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(i news.FollowedItem) ([]byte, time.Time, error) {
		body, err := encode(i)
		return body, i.At, err
	})
}
