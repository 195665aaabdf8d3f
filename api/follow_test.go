package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"
)

// later asks in the background; the answer comes through the channel.
func (s *site) later(c call) <-chan *answer {
	answers := make(chan *answer, 1)
	go func() { answers <- s.do(c) }()
	return answers
}

// waits asks in the background, again where it is refused, until the caller
// hangs up.
func (s *site) waits(path string) (hangUp context.CancelFunc) {
	s.t.Helper()
	ctx, hangUp := context.WithCancel(s.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+path, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	go func() {
		for ctx.Err() == nil {
			if resp, err := client.Do(r); err == nil {
				_ = resp.Body.Close()
			}
		}
	}()
	return hangUp
}

// within is the answer, which must come soon.
func within(t *testing.T, limit time.Duration, answers <-chan *answer) *answer {
	t.Helper()
	select {
	case a := <-answers:
		return a
	case <-time.After(limit):
		t.Fatalf("no answer within %s", limit)
		return nil
	}
}

// shortTimeout is longer than a request takes that does not wait.
const shortTimeout = time.Second

// impatient is the same site on another address, with time-outs that every
// request which waits is longer than.
func (s *site) impatient() *site {
	s.t.Helper()
	other := *s
	other.Server = httptest.NewUnstartedServer(s.Config.Handler)
	other.Config.ReadTimeout, other.Config.WriteTimeout = shortTimeout, shortTimeout
	other.Start()
	s.t.Cleanup(other.Close)
	return &other
}

func TestWhoWaitsIsAnsweredByTheNextChange(t *testing.T) {
	t.Parallel()
	s := serve(t)
	short := s.impatient()
	var page changes
	for _, c := range []call{
		{},
		{as: auth.Feed, headers: map[string]string{"Accept-Encoding": "gzip"}},
	} {
		c.method, c.path = http.MethodGet, "/v1/changes?wait=30&include=article&after="+s.end()
		answers := short.later(c)
		select {
		case early := <-answers:
			t.Fatalf("answered before there is anything: %s", early.body)
		case <-time.After(shortTimeout + 200*time.Millisecond):
		}
		s.draft("A draft wakes nobody")
		s.published("The pool reopens")
		got := within(t, 5*time.Second, answers).is(200)
		got.body = []byte(decoded(t, got))
		got.read(&page)
		if len(page.Data) != 1 || page.Data[0].Type != news.ChangePublished || page.Next != page.Data[0].Cursor {
			t.Errorf("%s: %s", c.path, got.body)
		}
		if cache := got.header.Get("Cache-Control"); cache != "no-store" && cache != "private, no-store" {
			t.Errorf("an answer that was waited for may be kept: %s", cache)
		}
	}
	begun := time.Now()
	var empty changes
	s.get("/v1/changes?wait=1&after=" + page.Next).is(200).read(&empty)
	if took := time.Since(begun); took < time.Second || len(empty.Data) != 0 || empty.Next != page.Next {
		t.Errorf("after %s: %+v", took, empty)
	}
	for _, wrong := range []string{"-1", "61", "1.5", "a-while"} {
		s.get("/v1/changes?wait="+wrong).isProblem(400, "parameters")
	}
}

func TestAsManyWaitAsMay(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Following = api.Following{Most: 3, MostOfOne: 2} })
	first, hangUp := s.stream(call{}), s.waits("/v1/changes?wait=60")
	for s.get("/v1/changes?wait=1").status == http.StatusOK {
		time.Sleep(10 * time.Millisecond) // the other does not wait yet
	}
	s.get("/v1/changes").is(200)
	s.get("/v1/changes?wait=1").isProblem(429, "too-many-waiting")
	third := s.stream(call{as: auth.Feed})
	full := s.do(call{as: auth.Write, method: http.MethodGet, path: "/v1/changes?wait=1"})
	full.isProblem(503, "unavailable")
	if full.header.Get("Retry-After") == "" {
		t.Error("it is not told when to try again")
	}
	first.close()
	third.close()
	hangUp()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if s.get("/v1/changes?wait=1").status == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("those who hung up still count")
		}
	}
}

func TestWhoWaitsIsAnsweredWhenTheProgramEnds(t *testing.T) {
	t.Parallel()
	s := serve(t)
	open := s.stream(call{})
	answers := s.later(call{method: http.MethodGet, path: "/v1/changes?wait=60"})
	time.Sleep(100 * time.Millisecond) // so that it waits
	close(s.ending)
	within(t, time.Second, answers).is(200)
	open.ends(time.Second)
	if err := s.Config.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestManyWaitWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Following.MostOfOne = 200 })
	const waiters = 150
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var all [waiters]<-chan *answer
	for i := range all {
		all[i] = s.later(call{method: http.MethodGet, path: "/v1/changes?wait=60"})
	}
	for s.store.Pool().Stat().AcquireCount() < 2*waiters || s.store.Pool().Stat().AcquiredConns() > 0 { // each has read the clock and the log
		if ctx.Err() != nil {
			t.Fatalf("they do not come to wait, or hold connections: %d", s.store.Pool().Stat().AcquiredConns())
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.published("A story that all of them get")
	for _, answers := range all {
		var page changes
		within(t, 20*time.Second, answers).is(200).read(&page)
		if len(page.Data) != 1 {
			t.Fatalf("%+v", page)
		}
	}
}
