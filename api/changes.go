package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Changes is what the API asks of the store about the change log.
type Changes interface {
	// Changes is the entries after a place, oldest first, and the log's epoch.
	// The place may be of another epoch (*news.Epochs) or not be reached yet
	// (news.ErrAhead).
	Changes(ctx context.Context, by auth.Principal, q news.ChangeQuery) ([]news.Change, string, error)
}

// change log entries as they are answered.
type changeEntry struct {
	Cursor  string          `json:"cursor"`
	Type    news.ChangeType `json:"type"`
	Article uuid.UUID       `json:"article_id"`
	Slug    string          `json:"slug"`
	Version int             `json:"version"`
	At      time.Time       `json:"at"`
	Note    string          `json:"note,omitempty"`
	Current json.RawMessage `json:"article,omitempty"`
}

// place is a place in the change log as its cursors name it.
func place(epoch string, sequence int64) string {
	return epoch + ":" + strconv.FormatInt(sequence, 10)
}

func (a *api) listChanges(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, param{name: "after"}, param{name: "limit"}, param{name: "include"})
	if err != nil {
		return err
	}
	q := news.ChangeQuery{Documents: query.Get("include") == "article"}
	if query.Has("include") && !q.Documents {
		return kindParameters.problem("include is article.")
	}
	if q.Limit, err = limit(query); err != nil {
		return err
	}
	if after := query.Get("after"); after != "" {
		epoch, number, _ := strings.Cut(after, ":")
		if q.After, err = strconv.ParseInt(number, 10, 64); err != nil || q.After < 0 || epoch == "" {
			return kindParameters.problem("after is a cursor that this list gave.")
		}
		q.Epoch = epoch
	}
	list, epoch, err := a.Changes.Changes(r.Context(), auth.From(r.Context()), q)
	if err != nil {
		return err
	}
	entries, last := make([]changeEntry, len(list)), q.After
	for i, c := range list {
		entries[i] = changeEntry{place(epoch, c.Sequence), c.Type, c.Article, c.Slug, c.Version, c.At, c.Note, c.Document}
		last = c.Sequence
	}
	body, err := encode(map[string]any{"data": entries, "next": place(epoch, last)})
	if err != nil {
		return err
	}
	return a.send(w, r, reply{body: body, etag: hashTag(body), life: lifeList, keys: []string{"changes"}})
}
