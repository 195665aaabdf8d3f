package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/cors"
)

// What a browser may send and see across origins.
var (
	corsHeaders = []string{"Accept", "Authorization", "Content-Type", "If-Match", "If-None-Match", "If-Modified-Since", "A-IM", "Idempotency-Key", "Last-Event-ID", "X-Request-Id"}
	corsExposed = []string{"ETag", "IM", "Delta-Base", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id", "WWW-Authenticate", "Allow", "Accept-Patch", "Idempotent-Replayed", "Tdm-Reservation", "Tdm-Policy"}
)

// The headers that every answer has that everybody gets: whoever asked first, and
// from where, a cache in front keeps it for pages of every origin.
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
		preflight, private := cors.Handler(readers)(next), cors.Handler(holders)(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case !publicRead(r):
				private.ServeHTTP(w, r)
			case r.Method == http.MethodOptions:
				preflight.ServeHTTP(w, r)
			default:
				openToAll(w.Header())
				next.ServeHTTP(w, r)
			}
		})
	}
}

// openToAll says that pages of every origin may read an answer.
func openToAll(h http.Header) {
	h["Access-Control-Allow-Origin"], h["Access-Control-Expose-Headers"] = everyOrigin, exposedToAll
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
