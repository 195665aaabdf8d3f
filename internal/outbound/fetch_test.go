package outbound

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func fetch(t *testing.T, client *http.Client, address string, most int64) Fetched {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Fetch(client, r, most)
}

// TestWhatIsFetchedIsBounded fetches from a server that never comes to an end,
// never begins, packs a bomb, and leads astray.
func TestWhatIsFetchedIsBounded(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			fmt.Fprint(w, "a page")
		case "/moved":
			http.Redirect(w, r, "/page#top", http.StatusMovedPermanently)
		case "/missing":
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusNotFound)
		case "/endless":
			for r.Context().Err() == nil {
				if _, err := fmt.Fprint(w, strings.Repeat("endless ", 1000)); err != nil {
					return
				}
			}
		case "/dripping":
			for r.Context().Err() == nil {
				fmt.Fprint(w, ".")
				w.(http.Flusher).Flush() //nolint:forcetypeassert // net/http's own
				time.Sleep(20 * time.Millisecond)
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 200 {
				fmt.Fprint(z, strings.Repeat("\x00", 1<<16))
			}
			_ = z.Close()
		case "/short":
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "less")
		case "/metadata":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "/mapped":
			http.Redirect(w, r, "http://[::ffff:10.0.0.1]/", http.StatusFound)
		case "/file":
			w.Header().Set("Location", "file:///etc/hostname")
			w.WriteHeader(http.StatusFound)
		case "/signed":
			w.Header().Set("Location", "http://desk:secret@"+r.Host+"/page")
			w.WriteHeader(http.StatusFound)
		case "/circle":
			http.Redirect(w, r, "/circle?"+r.URL.RawQuery+"a", http.StatusFound)
		}
	}))
	defer server.Close()
	client := NewClient(Options{Loopback: true, Timeout: time.Second, Redirects: 3})
	for _, path := range []string{"/page", "/moved"} {
		f := fetch(t, client, server.URL+path, 100)
		if f.Status != http.StatusOK || string(f.Body) != "a page" || f.Address != server.URL+"/page" || f.Fault != "" || f.Header.Get("Content-Type") != "text/html; charset=iso-8859-1" {
			t.Errorf("%s: %+v", path, f)
		}
	}
	if f := fetch(t, client, server.URL+"/missing", 100); f.Status != http.StatusNotFound || f.RetryAfter != time.Minute || f.Fault != "" {
		t.Errorf("%+v", f)
	}
	for path, want := range map[string]string{
		"/page?long": "", "/endless": "what came is longer than 5000 bytes", "/bomb": "what came is longer than 5000 bytes",
		"/dripping": "there was no answer in time", "/short": "the connection broke, or what came was no HTTP",
		"/metadata": ErrRefused.Error(), "/mapped": ErrRefused.Error(), "/circle": ErrTooFar.Error(),
		"/file":   "it redirects to an address that is not an http or https address",
		"/signed": "it redirects to an address that must not hold a name or a password: others may read it",
	} {
		if f := fetch(t, client, server.URL+path, 5000); f.Fault != want || (want != "" && f.Body != nil) {
			t.Errorf("%s: %q, %d bytes", path, f.Fault, len(f.Body))
		}
	}
	for _, host := range []string{"localhost", "[::ffff:127.0.0.1]", "127.0.0.1"} { // a name that stands for this machine, too
		address := strings.Replace(server.URL, "127.0.0.1", host, 1) + "/page"
		if f := fetch(t, NewClient(Options{Timeout: time.Second, Redirects: 3}), address, 100); f.Fault != ErrRefused.Error() {
			t.Errorf("%s: %+v", host, f)
		}
	}
}
