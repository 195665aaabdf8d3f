package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/cors"
)

// What a browser may send and see across origins.
var (
	corsHeaders = []string{"Accept", "Authorization", "Content-Type", "If-Match", "If-None-Match", "If-Modified-Since", "Idempotency-Key", "Last-Event-ID", "X-Request-Id"}
	corsExposed = []string{"ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id", "WWW-Authenticate", "Allow", "Accept-Patch", "Idempotent-Replayed", "Tdm-Reservation", "Tdm-Policy"}
)

// The headers that an answer to a page of any origin has besides.
var (
	everyOrigin  = []string{"*"}
	exposedToAll = []string{strings.Join(exposed(), ", ")}
)

// exposed is corsExposed as go-chi/cors writes it.
func exposed() []string {
	list := make([]string, len(corsExposed))
	for i, name := range corsExposed {
		list[i] = http.CanonicalHeaderKey(name)
	}
	return list
}

// cors lets pages of every origin read what is public, and those of the
// configured origins do what a key allows. Credentials that a browser adds by
// itself are never asked for.
func (a *api) cors() func(http.Handler) http.Handler {
	readers := cors.Options{
		AllowedOrigins: []string{"*"}, AllowedMethods: []string{http.MethodGet, http.MethodHead},
		AllowedHeaders: corsHeaders, ExposedHeaders: corsExposed, MaxAge: 600,
	}
	holders := cors.Options{
		AllowedOrigins: a.CORSOrigins, AllowedMethods: methods,
		AllowedHeaders: corsHeaders, ExposedHeaders: corsExposed, MaxAge: 600,
	}
	if len(a.CORSOrigins) == 0 {
		holders.AllowOriginFunc = func(*http.Request, string) bool { return false } // an empty list would mean all
	}
	return func(next http.Handler) http.Handler {
		// What is the same for every origin is not to be cached for each.
		public := cors.Handler(readers)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Del("Vary")
			next.ServeHTTP(w, r)
		}))
		private := cors.Handler(holders)(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if publicRead(r) {
				public.ServeHTTP(w, r)
			} else {
				private.ServeHTTP(w, r)
			}
		})
	}
}

// publicRead tells whether the request, or the one that a preflight asks for,
// is a read without a key.
func publicRead(r *http.Request) bool {
	method, key := r.Method, r.Header.Get("Authorization") != ""
	if asked := r.Header.Get("Access-Control-Request-Method"); method == http.MethodOptions && asked != "" {
		method = asked
		key = strings.Contains(strings.ToLower(r.Header.Get("Access-Control-Request-Headers")), "authorization")
	}
	return !key && (method == http.MethodGet || method == http.MethodHead)
}
