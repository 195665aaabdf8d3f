package outbound

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOrigins(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://Courier.Example:443/a?b": "https://courier.example", "HTTP://courier.example:80": "http://courier.example", "https://courier.example:80/": "https://courier.example:80",
		"http://[2606:4700::1]:8080/": "http://[2606:4700::1]:8080", "https://me:word@courier.example/": "https://courier.example", "": "", "/a": "", "https://a b/": "", "mailto:a@b": "",
	} {
		if got := Origin(address); got != want {
			t.Errorf("%q: %q, not %q", address, got, want)
		}
	}
}

// TestCredentialsGoToOneOrigin has a server send the caller on: within its origin, to
// another port, to another name for itself, and back.
func TestCredentialsGoToOneOrigin(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told []string
	tell := func(name string, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, name+r.URL.Path+" "+strings.Join(append(r.Header["Authorization"], r.Header["X-Key"]...), ","))
	}
	var home string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tell("other", r)
		http.Redirect(w, r, home+"/end", http.StatusFound)
	}))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tell(strings.Split(r.Host, ":")[0], r)
		switch r.URL.Path {
		case "/within":
			http.Redirect(w, r, "/end", http.StatusMovedPermanently)
		case "/away":
			http.Redirect(w, r, other.URL+"/a", http.StatusFound)
		case "/name":
			http.Redirect(w, r, strings.Replace(home, "127.0.0.1", "localhost", 1)+"/end", http.StatusTemporaryRedirect)
		default:
			fmt.Fprint(w, "here")
		}
	}))
	defer server.Close()
	home = server.URL
	for _, header := range []string{"Authorization", "X-Key"} {
		client := Credentials{Origin(home), header, "secret"}.With(NewClient(Options{Loopback: true, Timeout: 5 * time.Second, Redirects: 3}))
		for path, want := range map[string][]string{
			"/end": {"127.0.0.1/end secret"}, "/within": {"127.0.0.1/within secret", "127.0.0.1/end secret"},
			"/away": {"127.0.0.1/away secret", "other/a ", "127.0.0.1/end secret"}, "/name": {"127.0.0.1/name secret", "localhost/end "},
		} {
			told = nil
			if f := fetch(t, client, home+path, 100); f.Fault != "" || string(f.Body) != "here" || !slices.Equal(told, want) {
				t.Errorf("%s %s: %q %+v", header, path, told, f)
			}
		}
	}
}
