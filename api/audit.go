package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Audits is what the API asks of the store about the audit log.
type Audits interface {
	// Audit is a page, with one more than q.Limit where there are more.
	Audit(ctx context.Context, q auth.DeedQuery) ([]news.Listed[auth.Deed], error)
}

func (a *api) listAudit(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, param{name: "key"}, param{name: "article"}, param{name: "done_after"}, param{name: "done_before"})
	if err != nil {
		return err
	}
	q := auth.DeedQuery{After: p.after, Limit: p.limit}
	if q.Key, err = id(p.query, "key"); err != nil {
		return err
	}
	if q.Article, err = id(p.query, "article"); err != nil {
		return err
	}
	if q.Since, err = instant(p.query, "done_after"); err != nil {
		return err
	}
	if q.Until, err = instant(p.query, "done_before"); err != nil {
		return err
	}
	list, err := a.Audits.Audit(r.Context(), q)
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(d auth.Deed) ([]byte, time.Time, error) {
		body, err := encode(d)
		return body, d.At, err
	})
}

// id is the value of a filter that takes an id, or the zero id.
func id(query url.Values, name string) (uuid.UUID, error) {
	s := query.Get(name)
	if s == "" {
		return uuid.Nil, nil
	}
	id, ok := news.ParseID(s)
	if !ok {
		return id, kindParameters.problem(name + " is an id.")
	}
	return id, nil
}
