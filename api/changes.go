package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// Changes is what the API asks of the store about the change log.
type Changes interface {
	// Changes is the entries after a place, oldest first, and the place to go on
	// from, which may have moved where there are none: what lies between is not for
	// the caller. The place asked for may be of another epoch (*news.Epochs) or not
	// be reached yet (news.ErrAhead).
	Changes(ctx context.Context, by auth.Principal, q news.ChangeQuery) ([]news.Change, news.LogPlace, error)
	// Changed is a channel that is closed once the log may have more than it had
	// at the call: who takes it, then reads, then waits for it, misses nothing.
	Changed() <-chan struct{}
}

// mountFollowing adds what a copy is kept by: the change log, everything at once,
// and the drill to try both on. What partners lets through may use the last two.
func (a *api) mountFollowing(r, partners chi.Router) {
	r.Get("/changes", a.handle(a.listChanges))
	partners.Post("/changes/ack", a.handle(a.acknowledge))
	partners.Get("/export", a.handle(a.export))
	a.mountDrill(partners)
}

// change log entries as they are answered.
type changeEntry struct {
	Cursor  string          `json:"cursor"`
	Type    news.ChangeType `json:"type"`
	Article uuid.UUID       `json:"article_id,omitzero"`
	Slug    string          `json:"slug,omitempty"`
	Version int             `json:"version,omitempty"`
	At      time.Time       `json:"at"`
	Note    string          `json:"note,omitempty"`
	Minor   bool            `json:"minor,omitempty"`
	Current json.RawMessage `json:"article,omitempty"`
}

func entryOf(epoch string, c news.Change) changeEntry {
	return changeEntry{place(epoch, c.Sequence), c.Type, c.Article, c.Slug, c.Version, c.At, c.Note, c.Minor, c.Document}
}

// place is a place in the change log as its cursors name it.
func place(epoch string, sequence int64) string {
	return epoch + ":" + strconv.FormatInt(sequence, 10)
}

// parsePlace reads a cursor of the change log.
func parsePlace(cursor string) (epoch string, sequence int64, ok bool) {
	epoch, number, _ := strings.Cut(cursor, ":")
	sequence, err := strconv.ParseInt(number, 10, 64)
	return epoch, sequence, err == nil && sequence >= 0 && epoch != "" && place(epoch, sequence) == cursor
}

// maxWait is how long a request may ask to be held, in seconds.
const maxWait = 60

// listChanges answers with a page of the change log: at once, when there is
// something, or as a stream that has no end.
func (a *api) listChanges(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, param{name: "after"}, param{name: "limit"}, param{name: "include"}, param{name: "wait"})
	if err != nil {
		return err
	}
	w.Header().Add("Vary", "Accept")
	media, err := accepted(r, typeJSON, typeEventStream)
	if err != nil {
		return err
	}
	after := query.Get("after")
	if last := r.Header.Get("Last-Event-ID"); last != "" && media == typeEventStream {
		after = last // of the two it is the one that a client keeps up to date
	}
	q, err := changeQuery(query, after)
	if err != nil {
		return err
	}
	wait, err := waitFor(query)
	switch {
	case err != nil:
		return err
	case media == typeEventStream:
		return a.streamChanges(w, r, q)
	case wait > 0:
		list, to, err := a.hold(w, r, q, wait)
		if err != nil {
			return err
		}
		// Whoever keeps what was waited for makes the next one wait for nothing.
		return a.sendChanges(w, r, list, to, lifeNone)
	}
	list, to, err := a.Changes.Changes(r.Context(), auth.From(r.Context()), q)
	if err != nil {
		return err
	}
	return a.sendChanges(w, r, list, to, lifeList)
}

func changeQuery(query url.Values, after string) (q news.ChangeQuery, err error) {
	q.Documents = query.Get("include") == "article"
	if query.Has("include") && !q.Documents {
		return q, kindParameters.problem("include is article.")
	}
	if q.Limit, err = limit(query); err != nil || after == "" {
		return q, err
	}
	var ok bool
	if q.Epoch, q.After, ok = parsePlace(after); !ok {
		return q, kindParameters.problem("after, or Last-Event-ID, is a cursor that this list gave.")
	}
	return q, nil
}

// waitFor is how long a query asks to be held.
func waitFor(query url.Values) (time.Duration, error) {
	s := query.Get("wait")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxWait {
		return 0, kindParameters.problem("wait is a whole number of seconds, from 0 to 60.")
	}
	return time.Duration(n) * time.Second, nil
}

func (a *api) sendChanges(w http.ResponseWriter, r *http.Request, list []news.Change, to news.LogPlace, life lifetime) error {
	entries := make([]changeEntry, len(list))
	for i, c := range list {
		entries[i] = entryOf(to.Epoch, c)
	}
	body, err := encode(map[string]any{"data": entries, "next": place(to.Epoch, to.Sequence)})
	if err != nil {
		return err
	}
	if err := a.send(w, r, reply{body: body, etag: hashTag(body), life: life, keys: ofLists}); err != nil {
		return err
	}
	if len(list) > 0 && !isHead(r) {
		a.sentTo(r.Context(), auth.From(r.Context()), to)
	}
	return nil
}
