package api

import (
	"context"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Usages is what the API asks of the store about what partners have asked.
type Usages interface {
	// Usage is the newest days on which anything was asked, limit of them at most.
	Usage(ctx context.Context, ref string, days news.Days, limit int) ([]auth.DayOfUse, error)
}

// mostDays is how many days one answer tells of: a year of them.
const mostDays = 366

func (a *api) listUsage(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, param{name: "used_after"}, param{name: "used_before"})
	if err != nil {
		return err
	}
	span, err := days(query, "used")
	if err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	list, err := a.Usages.Usage(r.Context(), ref, span, mostDays)
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, reply{life: lifeNone}, map[string]any{"data": orEmpty(list), "next": nil})
}

// used tells of a request with a key, for what its holder has asked by day.
func (a *api) used(key uuid.UUID, o Observation, at time.Time) {
	if key == uuid.Nil {
		return
	}
	u := auth.Usage{KeyID: key, Day: at.UTC().Truncate(24 * time.Hour), Requests: 1, Bytes: o.Bytes}
	switch o.Status {
	case http.StatusTooManyRequests:
		u.Refused = 1
	case http.StatusNotModified:
		u.NotModified = 1
	}
	a.Used(u)
}
