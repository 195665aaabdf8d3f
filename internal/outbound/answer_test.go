package outbound

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func call(t *testing.T, client *http.Client, address string) Answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return Send(client, r)
}

// TestAnswersAreBounded has a receiver say too much, and what is no text.
func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			fmt.Fprint(w, strings.Repeat("é", 1<<20))
		case "/odd":
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprint(w, " one\x00two\x1b[31m\xff\u202e\r\nthree\ufffd ")
		case "/slow":
			_, _ = io.Copy(io.Discard, r.Body) // else nobody notices that the caller is gone
			<-r.Context().Done()
		case "/broken":
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	client := NewClient(Options{Loopback: true, Timeout: 300 * time.Millisecond})
	if a := call(t, client, server.URL+"/long"); !a.Done() || a.Text != strings.Repeat("é", maxText/2) || a.Fault != "" {
		t.Errorf("%d, %d bytes, %s", a.Status, len(a.Text), a.Fault)
	}
	if a := call(t, client, server.URL+"/odd"); a.Done() || a.Status != http.StatusTeapot || a.Text != "onetwo[31m\nthree" || a.RetryAfter != 30*time.Second {
		t.Errorf("%+v", a)
	}
	for path, want := range map[string]string{
		server.URL + "/slow":                         "there was no answer in time",
		server.URL + "/broken":                       "the connection broke, or what came was no HTTP",
		"http://192.168.1.1/":                        ErrRefused.Error(),
		"http://127.0.0.1:1/":                        "the connection was refused",
		"http://nobody.invalid/":                     "the name is not known",
		"https://" + server.Listener.Addr().String(): "no secure connection could be made",
	} {
		// Where there is no network at all a name cannot be asked for in time.
		if a := call(t, client, path); a.Status != 0 || a.Fault != want && !strings.Contains(path, "invalid") {
			t.Errorf("%s: %+v", path, a)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, " 7 ": 7 * time.Second, "-5": 0, "soon": 0, "1.5": 0,
		"86401": maxRetryAfter, "99999999999999999999999": maxRetryAfter, "18446744073709551615": maxRetryAfter,
		"Sun, 01 Mar 2026 12:10:00 GMT": 10 * time.Minute, "Sun, 01 Mar 2026 11:00:00 GMT": 0,
		"Mon, 01 Mar 2027 12:00:00 GMT": maxRetryAfter,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %s, not %s", header, got, want)
		}
	}
}
