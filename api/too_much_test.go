package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"storywire/api"
	"storywire/internal/contract"
)

// everyRefusalOfTooMuch asks for everything there is without waiting.
func everyRefusalOfTooMuch(t *testing.T, own *contract.Spec) {
	t.Helper()
	s := serveUnder(t, own, func(d *api.Deps) { d.Limits.Anonymous = 1 })
	s.get("/v1/newsroom").is(200)
	for _, route := range own.Routes() {
		if strings.HasPrefix(route.Path, "/v1/") || strings.HasPrefix(route.Path, "/sitemap") || strings.HasPrefix(route.Path, "/.well-known/") {
			path := inBraces.ReplaceAllString(route.Path, idOfNone)
			s.do(call{method: route.Method, path: path}).isProblem(429, "too-many-requests")
		} else if route.Method == http.MethodGet {
			s.get(route.Path).is(200)
		}
	}
}

// inBraces is a part of a path that is different for each thing.
var inBraces = regexp.MustCompile(`\{[^}]*\}`)
