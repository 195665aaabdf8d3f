package api

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
)

// readyPatience is how long the store may take to say that it is there.
const readyPatience = 2 * time.Second

// service adds what the server tells of itself.
func (a *api) service(r chi.Router) {
	r.Get("/healthz", a.handle(a.health))
	r.Get("/readyz", a.handle(a.ready))
	r.Get("/openapi.yaml", a.handle(a.contract))
	r.Get("/docs", a.handle(a.docs))
	r.Get("/docs/*", a.docsAssets())
}

// health says that the program runs, and nothing of what it stands on: it is
// asked whether to start the program anew.
func (a *api) health(w http.ResponseWriter, r *http.Request) error {
	return a.sendJSON(w, r, reply{life: lifeNone}, map[string]string{"status": "ok"})
}

// ready says whether requests should be sent here.
func (a *api) ready(w http.ResponseWriter, r *http.Request) error {
	if !a.Serving.Load() {
		return notReady("The server is starting or about to stop.")
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyPatience)
	defer cancel()
	if err := a.Ready(ctx); err != nil {
		note(r.Context(), slog.String("not_ready", err.Error()))
		return notReady("The database does not answer, or its schema is not the one that this version needs.")
	}
	return a.sendJSON(w, r, reply{life: lifeNone}, map[string]string{"status": "ready"})
}

func notReady(detail string) error {
	return kindUnavailable.problem(detail).with("Retry-After", strconv.Itoa(retryAfter))
}
