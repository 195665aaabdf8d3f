package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// gatheringServer answers with n bytes at /n, told to be whole.
func gatheringServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Length", fmt.Sprint(n))
		w.Header()["Date"] = nil
		whole(r.Context())
		_, _ = w.Write(bytes.Repeat([]byte{'.'}, n))
	}))
	s.Listener = gathering{s.Listener}
	gathered(s.Config)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// TestAnswersArriveWhole asks for answers of every size around the ends of the
// buffer, over one connection that is kept and over ones that are closed: nothing
// is kept back for longer than its answer takes.
func TestAnswersArriveWhole(t *testing.T) {
	t.Parallel()
	s := gatheringServer(t)
	kept, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	_ = kept.SetDeadline(time.Now().Add(time.Minute))
	answers := bufio.NewReader(kept)
	for _, around := range []int{0, 1, 2 << 10, 4 << 10, 8 << 10, 64 << 10} {
		for n := max(0, around-200); n < around+20; n++ {
			fmt.Fprintf(kept, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", n)
			got, err := http.ReadResponse(answers, nil)
			if err != nil {
				t.Fatal(n, err)
			}
			body, err := io.ReadAll(got.Body)
			_ = got.Body.Close() // all of it is read
			if err != nil || len(body) != n {
				t.Fatalf("%d bytes: %d %v", n, len(body), err)
			}
			if n%20 == 0 {
				askAndClose(t, s.URL, n)
			}
		}
	}
}

func askAndClose(t *testing.T, url string, n int) {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("%s/%d", url, n), nil)
	r.Close = true
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(n, err)
	}
	defer got.Body.Close()
	if body, err := io.ReadAll(got.Body); err != nil || len(body) != n {
		t.Fatalf("%d bytes and a close: %d %v", n, len(body), err)
	}
}

// TestWhatIsNotWholeGoesAtOnce writes as much as is kept back of a whole answer.
func TestWhatIsNotWholeGoesAtOnce(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	defer here.Close()
	g := &gatheringConn{patient: patient{Conn: there}}
	go func() { _, _ = g.Write(make([]byte, fullBuffer)) }()
	_ = here.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.ReadFull(here, make([]byte, fullBuffer)); err != nil {
		t.Error(err)
	}
	whole(context.WithValue(t.Context(), connKey{}, g))
	if n, err := g.Write(make([]byte, fullBuffer)); n != fullBuffer || err != nil {
		t.Errorf("%d %v: it was not kept back", n, err)
	}
	go func() { _ = g.Close() }()
	if rest, err := io.ReadAll(here); len(rest) != fullBuffer || err != nil {
		t.Errorf("%d bytes came at the close: %v", len(rest), err)
	}
}
