package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
)

// How long a caller is asked to wait, in seconds.
const retryAfter = 2

// fail answers a request that an error ended.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) {
	var moved *news.Moved
	if errors.As(err, &moved) {
		setLifetime(w, r, lifeFor(r))
		w.Header().Set("Surrogate-Key", surrogate(ofLists)) // any article may take the address of its own from it
		w.Header().Set("Location", movedTo(r, moved.Slug))
		w.WriteHeader(http.StatusPermanentRedirect)
		return
	}
	if errors.Is(r.Context().Err(), context.Canceled) {
		note(r.Context(), slog.String("error", err.Error()))
		return // the caller hung up: nobody is there to be told
	}
	p := problemOf(r, err)
	if p.kind.status >= http.StatusInternalServerError {
		note(r.Context(), slog.String("error", err.Error()))
	}
	if len(p.Errors) > 0 {
		note(r.Context(), slog.Int("faults", len(p.Errors)))
	}
	note(r.Context(), slog.String("problem", p.kind.name))
	a.sendProblem(w, r, p)
}

func (a *api) sendProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	h := w.Header()
	for _, key := range []string{"ETag", "Last-Modified", "Surrogate-Key", "Location", "Link"} {
		h.Del(key) // of an answer that was begun
	}
	for key, values := range p.header {
		h[key] = values
	}
	body := p.body(requestIDOf(r.Context()))
	setLifetime(w, r, lifeNone)
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.kind.status)
	_, _ = w.Write(body) //nolint:gosec // JSON, and said to be
}

// problemOf is the problem that an error is to the caller. What it does not
// know is a fault of ours, of which no detail shows.
func problemOf(r *http.Request, err error) *Problem {
	var (
		problem  *Problem
		broken   *news.Malformed
		invalid  *news.Invalid
		stale    *news.Stale
		conflict *news.Conflict
		unnoted  *news.NeedsNote
		gone     *news.Gone
		epochs   *news.Epochs
	)
	switch {
	case errors.As(err, &problem):
		return problem
	case errors.As(err, &broken):
		return kindSyntax.problem("The body cannot be read as what it is said to be.").faults(broken.Faults)
	case errors.As(err, &invalid):
		return kindInvalid.problem("The body cannot be stored as it is.").faults(invalid.Faults)
	case errors.As(err, &stale) && len(r.Header.Values("If-Match")) == 0:
		return kindPrecondition.problem("Send If-Match with the ETag of the version that this write is meant for.")
	case errors.As(err, &stale):
		p := kindStale.problem("The current version is " + strconv.Itoa(stale.Version) + ".")
		if stale.Version == 0 { // what has no versions has a tag
			p.Detail = "It was changed since."
		}
		p.Version, p.ETag = stale.Version, stale.ETag
		return p.with("ETag", stale.ETag)
	case errors.As(err, &conflict):
		p := kindConflict.problem(sentence(conflict.Detail))
		p.Uses = conflict.Uses
		return p
	case errors.As(err, &unnoted):
		return kindNeedsNote.problem(sentence(unnoted.Detail))
	case errors.As(err, &gone):
		p := kindGone.problem("The article was " + string(gone.Status) + ".")
		p.Gone = &gone.Tombstone
		return p
	case errors.Is(err, news.ErrNotFound):
		return kindNotFound.problem("There is no such thing, or none that you may see.")
	case errors.As(err, &epochs):
		p := kindRestarted.problem("The cursor is not of this log.")
		p.From = place(epochs.Current, 0)
		return p
	case errors.Is(err, news.ErrAhead):
		return kindParameters.problem("after is ahead of the log: it is a cursor that this list did not give.")
	case errors.Is(err, news.ErrFuture):
		return kindParameters.problem("as_of is a moment that has not come yet.")
	case errors.Is(err, news.ErrForbidden):
		return kindForbidden.problem(sentence(strings.TrimPrefix(err.Error(), news.ErrForbidden.Error()+": ")))
	case errors.Is(err, news.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return kindTimeout.problem("The database did not answer in time.").with("Retry-After", strconv.Itoa(retryAfter))
	case errors.Is(err, news.ErrUnavailable):
		return kindUnavailable.problem("The database is away.").with("Retry-After", strconv.Itoa(retryAfter))
	}
	if p := onceProblem(err); p != nil {
		return p
	}
	return kindInternal.problem("The fault is ours; the log has more under this request's id.")
}

// sentence is a detail of the domain, which begins in lower case and has no
// full stop, as an answer has it.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// movedTo is the request's address with the new slug in the old one's place.
func movedTo(r *http.Request, slug string) string {
	route := chi.RouteContext(r.Context())
	path := strings.NewReplacer("{id}", slug, "{version}", route.URLParam("version"), "{revision}", route.URLParam("revision")).Replace(route.RoutePattern())
	u := url.URL{Path: path, RawQuery: r.URL.RawQuery}
	return u.String()
}

// methods are those that an address can take, in the order in which Allow
// lists them.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// allowed lists the methods that the request's address takes.
func allowed(r *http.Request) []string {
	routes := chi.RouteContext(r.Context()).Routes
	path := r.URL.Path
	if r.URL.RawPath != "" {
		path = r.URL.RawPath
	}
	var list []string
	for _, m := range methods {
		ask := m
		if m == http.MethodHead {
			ask = http.MethodGet // HEAD works wherever GET does
		}
		if routes.Match(chi.NewRouteContext(), ask, path) {
			list = append(list, m)
		}
	}
	if len(list) > 0 {
		list = append(list, http.MethodOptions)
	}
	return list
}

func methodNotAllowed(_ http.ResponseWriter, r *http.Request) error {
	allow := strings.Join(allowed(r), ", ")
	return kindMethod.problem("This address takes "+allow+".").with("Allow", allow)
}

// options answers OPTIONS with what the address takes. A browser's preflight
// has been answered before.
func (a *api) options(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		allow := ""
		if r.Method == http.MethodOptions {
			allow = strings.Join(allowed(r), ", ")
		}
		if allow == "" {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Allow", allow)
		setLifetime(w, r, lifeNone)
		w.WriteHeader(http.StatusNoContent)
	})
}
