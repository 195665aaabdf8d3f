package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// TestWhoIsSlowIsCutOff is slow in each way that a caller can be, to a server of
// which one patience is short and the others are not.
func TestWhoIsSlowIsCutOff(t *testing.T) {
	t.Parallel()
	const short = 150 * time.Millisecond
	const whole = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	for name, c := range map[string]struct {
		limit func(*http.Server)
		sent  string // what the caller sends before it is slow
	}{
		"at the first byte":    {func(s *http.Server) { s.ReadHeaderTimeout = short }, ""},
		"in the head":          {func(s *http.Server) { s.ReadHeaderTimeout = short }, "GET / HTTP/1.1\r\nHo"},
		"in the second head":   {func(s *http.Server) { s.ReadHeaderTimeout = short }, whole + "GET / HTTP/1.1\r\nHo"},
		"in the body":          {func(s *http.Server) { s.ReadTimeout = short }, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"},
		"to ask again":         {func(s *http.Server) { s.IdleTimeout = short }, whole + whole},
		"to read":              {func(s *http.Server) { s.WriteTimeout = short }, "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"},
		"to read, asked twice": {func(s *http.Server) { s.WriteTimeout = short }, whole + "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ended := make(chan struct{}, 1)
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				for r.URL.Path == "/endless" {
					if _, err := w.Write(make([]byte, 1<<20)); err != nil {
						return
					}
				}
			}))
			s.Listener = gathering{s.Listener}
			gathered(s.Config)
			s.Config.ReadTimeout, s.Config.WriteTimeout, s.Config.IdleTimeout = time.Hour, time.Hour, time.Hour
			c.limit(s.Config)
			told := s.Config.ConnState
			s.Config.ConnState = func(conn net.Conn, state http.ConnState) {
				told(conn, state)
				if state == http.StateClosed {
					ended <- struct{}{}
				}
			}
			s.Start()
			defer s.Close()
			caller, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer caller.Close()
			fmt.Fprint(caller, c.sent)
			select {
			case <-ended:
			case <-time.After(20 * time.Second):
				t.Error("it was waited for")
			}
		})
	}
}

// TestWhoWaitsForAnAnswerIsNotCutOff has a handler take longer than a caller may:
// the deadline of what was sent does not hold for what comes after it.
func TestWhoWaitsForAnAnswerIsNotCutOff(t *testing.T) {
	t.Parallel()
	const short = 150 * time.Millisecond
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(3 * short):
		case <-r.Context().Done():
		}
		fmt.Fprint(w, r.Context().Err())
	}))
	s.Listener = gathering{s.Listener}
	gathered(s.Config)
	s.Config.ReadHeaderTimeout, s.Config.ReadTimeout, s.Config.IdleTimeout = short, short, time.Hour
	s.Start()
	defer s.Close()
	caller, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer caller.Close()
	answers := bufio.NewReader(caller)
	for range 2 {
		fmt.Fprint(caller, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		got, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(got.Body)
		_ = got.Body.Close() // all of it is read
		if err != nil || string(said) != fmt.Sprint(nil) {
			t.Errorf("the caller's context said %s, %v", said, err)
		}
		time.Sleep(2 * short) // longer than what is sent may take
	}
}

// TestWhoHangsUpIsNoticed while the answer is made.
func TestWhoHangsUpIsNoticed(t *testing.T) {
	t.Parallel()
	noticed := make(chan error, 1)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(20 * time.Second):
		case <-r.Context().Done():
		}
		noticed <- context.Cause(r.Context())
	}))
	s.Listener = gathering{s.Listener}
	gathered(s.Config)
	s.Start()
	defer s.Close()
	caller, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(caller, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	_ = caller.Close()
	if err := <-noticed; !errors.Is(err, context.Canceled) {
		t.Errorf("the handler was told %v", err)
	}
}

// TestADeadlineHoldsForWhoIsWaiting sets one while a read and a write wait, and
// takes it back.
func TestADeadlineHoldsForWhoIsWaiting(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	defer here.Close()
	g := &gatheringConn{patient: patient{Conn: there}}
	for name, wait := range map[string]func() error{
		"read":  func() error { _, err := g.Read(make([]byte, 1)); return err },
		"write": func() error { _, err := g.Write([]byte("x")); return err },
	} {
		_ = g.SetDeadline(time.Now().Add(time.Hour))
		ended := make(chan error, 1)
		go func() { ended <- wait() }()
		time.Sleep(20 * time.Millisecond) // most often it waits by then; if not, the same holds
		_ = g.SetDeadline(time.Unix(1, 0))
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the %s ended with %v", name, err)
		}
		_ = g.SetDeadline(time.Time{})
	}
	go func() { _, _ = g.Write([]byte(strings.Repeat(".", 3))) }()
	if _, err := io.ReadFull(here, make([]byte, 3)); err != nil {
		t.Error(err)
	}
}
