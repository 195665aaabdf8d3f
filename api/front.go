package api

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/google/uuid"
)

// Handler is the whole API. It is a chi.Routes, so that chi.Walk lists what it
// answers to; HEAD works wherever GET does and is not listed.
type Handler struct {
	*chi.Mux
	api *api
}

// ServeHTTP answers a request: from memory where it can be, before anything
// else is done for it.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.api.front(w, r) }

// exchange is what is known of a request on its way. Whoever learns something
// worth knowing notes it there.
type exchange struct {
	id      string
	attrs   []slog.Attr // of the one line that the log has of it
	route   string      // the pattern of its path, "" where none fits
	key     uuid.UUID   // that it was sent with, where one holds
	limited bool        // its caller's limit has been looked at
	making  *making     // where it is answered to be kept, not to be sent
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey).(*exchange)
	return x
}

// requestIDOf is the request's id: the caller's own where it is sane, so that
// a log line of theirs can be found in ours.
func requestIDOf(ctx context.Context) string {
	if x := exchangeOf(ctx); x != nil {
		return x.id
	}
	return ""
}

// note adds to the log line of the request.
func note(ctx context.Context, attrs ...slog.Attr) {
	if x := exchangeOf(ctx); x != nil {
		x.attrs = append(x.attrs, attrs...)
	}
}

// idFor is the id that a request gets.
func idFor(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); saneID(id) {
		return id
	}
	return uuid.NewString()
}

// saneID tells whether an id can stand in a log line and in a URI.
func saneID(id string) bool {
	return len(id) >= 8 && len(id) <= 100 && !strings.ContainsFunc(id, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.')
	})
}

// statusGone stands for the status where the caller hung up before the answer.
const statusGone = 499

// front gives each request an id, counts it and writes its log line; between
// them it is answered, from memory or by the routes.
func (a *api) front(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	end := a.Observe()
	id := idFor(r)
	w.Header()["X-Request-Id"] = []string{id}
	o := Observation{Method: r.Method}
	if !slices.Contains(methods, o.Method) && o.Method != http.MethodOptions {
		o.Method = "other" // a metric's labels are not the caller's to choose
	}
	if key, ok := a.keyOf(r); ok && a.Limits.Anonymous == 0 { // else its caller's limit comes first
		if kept := a.Cache.Get(key); kept != nil && (!wantsNewer(r) || unchanged(r, kept, kept.About.(*about)) != nil) {
			o.Status, o.Bytes = a.sendKept(w, r, kept, id)
			about := kept.About.(*about)
			o.Route, o.Took = about.route, time.Since(begun)
			end(o)
			a.logRequest(r, o, id, about.attrs)
			return
		}
	}
	var body *hearing
	if r.ContentLength != 0 {
		body = &hearing{ReadCloser: r.Body}
		r.Body = body
	}
	a.serve(w, r, id, func(x *exchange, status int, bytes int64) {
		o.Status, o.Bytes, o.Route, o.Took = status, bytes, x.route, time.Since(begun)
		end(o)
		a.used(x.key, o, begun)
		a.logRequest(r, o, id, x.attrs)
	})
	if body != nil {
		body.hearOut(w, r)
	}
}

// serve answers what was not found in memory. done is told of the answer.
func (a *api) serve(w http.ResponseWriter, r *http.Request, id string, done func(x *exchange, status int, bytes int64)) {
	x := &exchange{id: id}
	out := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey, x))
	defer func() {
		status := out.Status()
		if status == 0 {
			status = statusGone
		}
		done(x, status, int64(out.BytesWritten()))
	}()
	if !a.serveShared(out, r, x) {
		a.mux.ServeHTTP(out, r)
	}
}

// clientOf is the caller's address. Most requests are answered without it.
func clientOf(r *http.Request) (address string) {
	middleware.ClientIPFromRemoteAddr(http.HandlerFunc(func(_ http.ResponseWriter, with *http.Request) {
		address = middleware.GetClientIP(with.Context())
	})).ServeHTTP(nil, r)
	return address
}

// routed notes the route that was taken.
func routed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if x := exchangeOf(r.Context()); x != nil {
				x.route = chi.RouteContext(r.Context()).RoutePattern()
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// logRequest writes the one line that the log has of a request. Neither the
// query nor Authorization is in it: both may hold secrets.
func (a *api) logRequest(r *http.Request, o Observation, id string, noted []slog.Attr) {
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	//nolint:gosec // which lines are dropped need not be unforeseeable
	if read && (o.Status == http.StatusOK || o.Status == http.StatusNotModified) && (a.LogReads == 0 || rand.Float64() >= a.LogReads) {
		return
	}
	level := slog.LevelInfo
	if o.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	attrs := append(make([]slog.Attr, 0, 12),
		slog.String("request_id", id),
		slog.String("method", o.Method), slog.String("route", o.Route), slog.String("path", r.URL.Path),
		slog.Int("status", o.Status), slog.Int64("bytes", o.Bytes), slog.Duration("duration", o.Took),
		slog.String("client", clientOf(r)), slog.String("agent", r.UserAgent()),
	)
	a.Log.LogAttrs(r.Context(), level, "request", append(attrs, noted...)...)
}
