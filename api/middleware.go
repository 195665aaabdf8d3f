package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/google/uuid"
)

type contextKey int

const (
	requestIDKey contextKey = iota
	eventKey
	headKey
	untilKey
)

// requestID gives each request an id: the caller's own where it is sane, so
// that a log line of theirs can be found in ours.
func requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !saneID(id) {
			id = uuid.NewString()
		}
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey, id)))
	})
}

// saneID tells whether an id can stand in a log line and in a URI.
func saneID(id string) bool {
	return len(id) >= 8 && len(id) <= 100 && !strings.ContainsFunc(id, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.')
	})
}

func requestIDOf(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// event is the one line that the log has of a request. Whoever learns
// something worth knowing on the way notes it there.
type event struct{ attrs []slog.Attr }

// note adds to the log line of the request.
func note(ctx context.Context, attrs ...slog.Attr) {
	if e, ok := ctx.Value(eventKey).(*event); ok {
		e.attrs = append(e.attrs, attrs...)
	}
}

// statusGone stands for the status where the caller hung up before the answer.
const statusGone = 499

// observe counts each request and writes its log line. Neither the query nor
// Authorization is in it: both may hold secrets.
func (a *api) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		end := a.Observe()
		e := &event{}
		out := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		r = r.WithContext(context.WithValue(r.Context(), eventKey, e))
		defer func() {
			o := Observation{Method: r.Method, Status: out.Status(), Bytes: int64(out.BytesWritten()), Took: time.Since(begun)}
			if !slices.Contains(methods, o.Method) && o.Method != http.MethodOptions {
				o.Method = "other" // a metric's labels are not the caller's to choose
			}
			if o.Status == 0 {
				o.Status = statusGone
			}
			o.Route = chi.RouteContext(r.Context()).RoutePattern()
			end(o)
			a.logRequest(r, o, e)
		}()
		next.ServeHTTP(out, r)
	})
}

func (a *api) logRequest(r *http.Request, o Observation, e *event) {
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	//nolint:gosec // which lines are dropped need not be unforeseeable
	if read && (o.Status == http.StatusOK || o.Status == http.StatusNotModified) && rand.Float64() >= a.LogReads {
		return
	}
	level := slog.LevelInfo
	if o.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	attrs := []slog.Attr{
		slog.String("request_id", requestIDOf(r.Context())),
		slog.String("method", o.Method), slog.String("route", o.Route), slog.String("path", r.URL.Path),
		slog.Int("status", o.Status), slog.Int64("bytes", o.Bytes), slog.Duration("duration", o.Took),
		slog.String("client", middleware.GetClientIP(r.Context())), slog.String("agent", r.UserAgent()),
	}
	a.Log.LogAttrs(r.Context(), level, "request", append(attrs, e.attrs...)...)
}

// recover turns a panic into a problem: one bad request must not end others.
func (a *api) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				note(r.Context(), slog.String("stack", string(debug.Stack())))
				a.fail(w, r, fmt.Errorf("panic: %v", p))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// secure tells browsers to take answers for what they say they are, and to do
// nothing else with them.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		next.ServeHTTP(w, r)
	})
}

const challenge = `Bearer realm="storywire"`

// authenticate finds out who is calling. A key that does not hold is refused
// on reads too: its owner would take a public answer for what the key shows.
func (a *api) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Authorization")
		if len(r.Header.Values("Authorization")) == 0 {
			next.ServeHTTP(w, r)
			return
		}
		secret, err := bearer(r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		by, err := a.Principal(r.Context(), auth.Hash(secret))
		if errors.Is(err, news.ErrNotFound) {
			err = badKey("The key is not known, has expired or was revoked.")
		}
		if err != nil {
			a.fail(w, r, err)
			return
		}
		by.Address = middleware.GetClientIP(r.Context())
		note(r.Context(), slog.String("key", by.Name))
		next.ServeHTTP(w, r.WithContext(auth.With(r.Context(), by)))
	})
}

// bearer is the key that the request was sent with.
func bearer(r *http.Request) (string, error) {
	lines := r.Header.Values("Authorization")
	scheme, secret, _ := strings.Cut(strings.Join(lines, ", "), " ")
	secret = strings.TrimSpace(secret)
	if len(lines) != 1 || !strings.EqualFold(scheme, "Bearer") || secret == "" || len(secret) > 512 {
		return "", badKey("Authorization is not one Bearer key.")
	}
	return secret, nil
}

func badKey(detail string) error {
	return kindUnauthorized.problem(detail).with("WWW-Authenticate", challenge+`, error="invalid_token"`)
}

// require lets through who holds one of the scopes.
func (a *api) require(scopes ...auth.Scope) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := allow(auth.From(r.Context()), scopes...); err != nil {
				a.fail(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// allow is nil where the principal holds one of the scopes.
func allow(by auth.Principal, scopes ...auth.Scope) error {
	if by.Anonymous() {
		return kindUnauthorized.problem("This needs a key.").with("WWW-Authenticate", challenge)
	}
	if slices.ContainsFunc(scopes, by.Can) {
		return nil
	}
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	return kindForbidden.problem("This needs a key with the scope " + strings.Join(names, " or ") + ".")
}
