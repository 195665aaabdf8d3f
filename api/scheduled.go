package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// Scheduled is what the API asks of the store about corrections of live stories
// that are made at a time.
type Scheduled interface {
	// ScheduleRevision tries change, unless it is nil, on the article as it is
	// now. What is wrong with the article then is told under part.
	ScheduleRevision(ctx context.Context, by auth.Principal, ref string, e news.Edit, r news.ScheduledRevision, part string, change func(*news.Article) error) (news.ScheduledRevision, error)
	// ScheduledRevisions is what was planned for an article, a hundred at most.
	ScheduledRevisions(ctx context.Context, by auth.Principal, ref string) ([]news.ScheduledRevision, error)
	CancelRevision(ctx context.Context, by auth.Principal, ref string, id uuid.UUID) error
}

// writtenRevision is a scheduled revision as it is posted.
type writtenRevision struct {
	writtenCorrection
	PublishAt time.Time `json:"publish_at"`
}

// Revise is what a scheduled revision does to its article, and where that
// stands in what was posted. The store asks it when the time has come.
func Revise(r *news.ScheduledRevision) (part string, change func(*news.Article) error) {
	return writtenCorrection{Patch: r.Patch, JSONPatch: r.JSONPatch}.change()
}

func (a *api) scheduleRevision(w http.ResponseWriter, r *http.Request) error {
	ref, e, err := editOf(r)
	if err != nil {
		return err
	}
	in, wrong := readRevision(readBody(w, r, maxJSON, typeJSON))
	if wrong != nil {
		return a.refuse(r, ref, e.Match, wrong)
	}
	part, change := in.change()
	made, err := a.Scheduled.ScheduleRevision(r.Context(), auth.From(r.Context()), ref, e, news.ScheduledRevision{
		PublishAt: in.PublishAt.UTC().Truncate(time.Microsecond), Kind: in.Kind, Severity: in.Severity, Note: in.Note,
		Corrects: in.Corrects, Patch: in.Patch, JSONPatch: in.JSONPatch,
	}, part, change)
	if err != nil {
		return err
	}
	note(r.Context(), slog.String("article", made.Article.String()))
	location := pathTo("articles", made.Article.String()) + "/scheduled/" + made.ID.String()
	return a.sendJSON(w, r, reply{status: http.StatusCreated, location: location, life: lifeNone}, made)
}

func readRevision(body written) (in writtenRevision, err error) {
	if body.err != nil {
		return in, body.err
	}
	if in, err = decode[writtenRevision](body.body, nil); err != nil {
		return in, err
	}
	if in.Patch != nil && in.JSONPatch != nil {
		return in, errTwoPatches
	}
	return in, nil
}

func (a *api) listScheduled(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	list, err := a.Scheduled.ScheduledRevisions(r.Context(), auth.From(r.Context()), ref)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"data": list, "next": nil})
	if err != nil {
		return err
	}
	return a.send(w, r, reply{body: body, etag: hashTag(body), life: lifeOwn})
}

// cancelRevision takes back what was planned. It needs no precondition: there
// is nothing in a plan that a cancellation could overwrite.
func (a *api) cancelRevision(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	s, err := url.PathUnescape(chi.URLParam(r, "revision"))
	id, ok := news.ParseID(s)
	if err != nil || !ok {
		return news.ErrNotFound
	}
	if err := a.Scheduled.CancelRevision(r.Context(), auth.From(r.Context()), ref, id); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}
