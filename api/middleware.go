package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"
)

type contextKey int

const (
	exchangeKey contextKey = iota
	headKey
	untilKey
)

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

// secured are the headers of secure, as net/http writes their names.
var secured = http.Header{
	"X-Content-Type-Options":       {"nosniff"},
	"Content-Security-Policy":      {"default-src 'none'; frame-ancestors 'none'"},
	"Referrer-Policy":              {"no-referrer"},
	"Cross-Origin-Resource-Policy": {"cross-origin"},
}

// secure tells browsers to take answers for what they say they are, and to do
// nothing else with them.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, values := range secured { // who has another value sets it, and leaves these as they are
			h[name] = values
		}
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
		switch {
		case errors.Is(err, auth.ErrNoContract):
			err = badKey("The contract that the key stands under has not begun, or has ended.")
		case errors.Is(err, news.ErrNotFound):
			err = badKey("The key is not known, has expired or was revoked.")
		}
		if err != nil {
			a.fail(w, r, err)
			return
		}
		exchangeOf(r.Context()).key = by.KeyID
		by.Address = clientOf(r)
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
