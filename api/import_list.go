package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"storywire/internal/intake"
)

const (
	// maxItems is how many stories one body may hold.
	maxItems = 1000
	// itemTime is how long the answer may take beyond what it has taken already,
	// counted anew with each story.
	itemTime = 60 * time.Second
)

// importResult is what became of one item of a list: what an import of it alone
// would have answered.
type importResult struct {
	Item    string          `json:"item,omitempty"` // what the list calls it
	Status  int             `json:"status"`
	Problem json.RawMessage `json:"problem,omitempty"`
	*imported
}

// importList imports the items of a list, each by itself: one that cannot be
// stored does not keep the others from it. Trouble of ours ends it, though:
// what would be said of the other items would be untrue. What was stored before that
// stays, with an Idempotency-Key too: were a list one transaction, nobody could
// write until the last of its items is stored.
func (a *api) importList(w http.ResponseWriter, r *http.Request, o importOptions, items []intake.Result) error {
	if o.headline != "" {
		return kindParameters.problem("headline is for one story, and the body is a list of them.")
	}
	results := make([]importResult, len(items))
	for i, item := range items {
		extend(w, itemTime)
		var err error
		if results[i], err = a.importOne(r, o, item); err != nil {
			return err
		}
		if err = a.Requests.SoFar(r.Context()); err != nil {
			return err
		}
	}
	return a.sendJSON(w, r, reply{life: lifeNone}, map[string][]importResult{"results": results})
}

func (a *api) importOne(r *http.Request, o importOptions, item intake.Result) (importResult, error) {
	out := importResult{Item: item.Name, Status: http.StatusCreated}
	if o.DryRun {
		out.Status = http.StatusOK
	}
	err := item.Refused
	if err == nil {
		var page imported
		if _, page, err = a.importItem(r.Context(), o, item); err == nil {
			if out.imported = &page; page.DuplicateOf != nil {
				out.Status = http.StatusOK
			}
			return out, nil
		}
	}
	p := problemOf(r, err)
	if p.kind.status >= http.StatusInternalServerError || errors.Is(err, r.Context().Err()) {
		return out, err
	}
	out.Status, out.Problem = p.kind.status, p.body(requestIDOf(r.Context()))
	return out, nil
}
