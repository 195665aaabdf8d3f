package edge

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCachesAreTold has keys dropped in each style: every cache is told every
// key once, by calls that it can take.
func TestCachesAreTold(t *testing.T) {
	t.Parallel()
	keys := make([]string, 600)
	for i := range keys {
		keys[i] = fmt.Sprintf("article-01992f4e-7a10-7c31-9d0e-%012d", i)
	}
	for style, want := range map[Style]string{
		Varnish: "PURGE /service/7 Bearer word ",
		Fastly:  "POST /service/7/purge  word",
	} {
		var servers []string
		told := [2]map[string]int{{}, {}}
		for i := range told {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if got := r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization") + " " + r.Header.Get("Fastly-Key"); got != want {
					t.Errorf("%s: it is told %q", style, got)
				}
				names := strings.Fields(r.Header.Get("Surrogate-Key"))
				if len(names) > mostKeys || len(r.Header.Get("Surrogate-Key")) > mostBytes {
					t.Errorf("%s: one call has %d keys", style, len(names))
				}
				for _, name := range names {
					told[i][name]++
				}
				w.WriteHeader(http.StatusNoContent)
			}))
			defer server.Close()
			servers = append(servers, server.URL+"/service/7")
		}
		if err := New(servers, style, "word").Drop(t.Context(), keys); err != nil {
			t.Fatal(err)
		}
		for i := range told {
			for _, key := range keys {
				if told[i][key] != 1 {
					t.Errorf("%s: cache %d is told %s %d times", style, i, key, told[i][key])
				}
			}
		}
	}
}

// TestACacheThatDoesNotDropIsAFault asks caches that refuse, send elsewhere, or
// are not there.
func TestACacheThatDoesNotDropIsAFault(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusFound, http.StatusForbidden, http.StatusServiceUnavailable} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				t.Error("it was sent on")
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		}))
		defer server.Close()
		if err := New([]string{server.URL}, Varnish, "word").Drop(t.Context(), []string{"a"}); err == nil || strings.Contains(err.Error(), "word") {
			t.Errorf("%d: %v", status, err)
		}
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	c := New([]string{gone.URL}, Varnish, "")
	if err := c.Drop(context.Background(), []string{"a"}); err == nil {
		t.Error("nobody was there")
	}
	if all, failed := c.Calls(); all != 1 || failed != 1 {
		t.Errorf("%d calls, of which %d failed", all, failed)
	}
	if err := c.Drop(t.Context(), nil); err != nil {
		t.Errorf("nothing to drop: %v", err)
	}
}
