package cache_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"storywire/internal/cache"
	"storywire/internal/news"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func TestOneIsMadeForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &newsroom{epoch: "a"}
		c := open(n, 1<<20)
		catchUp(t, c)
		var made atomic.Int32
		slow := func(ctx context.Context) *cache.Answer {
			made.Add(1)
			select {
			case <-time.After(time.Second):
				return answer("whole")
			case <-ctx.Done():
				return nil
			}
		}
		first, hangUp := context.WithCancel(t.Context())
		var callers sync.WaitGroup
		callers.Go(func() {
			if _, err := c.Make(first, harbour, slow); !errors.Is(err, context.Canceled) {
				t.Errorf("who hung up is told %v", err)
			}
		})
		for range 10 {
			callers.Go(func() {
				time.Sleep(time.Millisecond)
				if a, err := c.Make(t.Context(), harbour, slow); err != nil || a == nil {
					t.Errorf("%v, %v", a, err)
				}
			})
		}
		time.Sleep(10 * time.Millisecond)
		hangUp()
		n.change(func() { n.records++ })
		catchUp(t, c)
		callers.Go(func() { // comes after a change that the first may not have seen
			if a, err := c.Make(t.Context(), harbour, slow); err != nil || a == nil {
				t.Errorf("%v, %v", a, err)
			}
		})
		callers.Wait()
		if n := made.Load(); n != 2 {
			t.Errorf("made %d times", n)
		}
		alone, hangUp := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { time.Sleep(time.Millisecond); hangUp() }()
		_, _ = c.Make(alone, harbour, func(ctx context.Context) *cache.Answer { <-ctx.Done(); close(ended); return nil })
		<-ended // when nobody waits any more
		if a, err := c.Make(t.Context(), harbour, func(context.Context) *cache.Answer { panic("a fault") }); a != nil || err != nil {
			t.Errorf("of a panic there is %v, %v", a, err)
		}
	})
}

func TestForms(t *testing.T) {
	t.Parallel()
	c := open(&newsroom{epoch: "a"}, 1<<20)
	catchUp(t, c)
	body := bytes.Repeat([]byte("The tide turned. "), 500)
	a := answer("", "x")
	a.Body, a.Tag = body, `"3-5e884898"`
	c.Keep(c.Begin(), harbour, a)
	before := c.Stats().Bytes
	for coding, want := range map[cache.Coding]struct {
		tag  string
		open func(io.Reader) (io.Reader, error)
	}{
		cache.Identity: {`"3-5e884898"`, func(r io.Reader) (io.Reader, error) { return r, nil }},
		cache.Gzip:     {`"3-5e884898-gzip"`, func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		cache.Zstd:     {`"3-5e884898-zstd"`, func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) }},
	} {
		f := c.Form(c.Get(harbour), coding)
		r, err := want.open(bytes.NewReader(f.Body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, body) || c.Get(harbour).TagIs(want.tag) == nil {
			t.Errorf("%s: %v, %v, %d bytes", coding, err, f.Fields, len(got))
		}
		if c.Form(c.Get(harbour), coding) != f {
			t.Errorf("%s is made twice", coding)
		}
	}
	if after := c.Stats().Bytes; after <= before {
		t.Errorf("%d bytes before it was coded, %d after", before, after)
	}
}

func TestNegotiated(t *testing.T) {
	t.Parallel()
	c := open(&newsroom{epoch: "a"}, 1<<20)
	catchUp(t, c)
	put := func(accept, body string, negotiated bool) {
		a := answer(body)
		a.Negotiated = negotiated
		c.Keep(c.Begin(), cache.Key{Path: "/p", Accept: accept}, a)
	}
	get := func(accept string) string {
		if a := c.Get(cache.Key{Path: "/p", Accept: accept}); a != nil {
			return string(a.Body)
		}
		return ""
	}
	put("text/html", "html", true)
	if get("text/html") != "html" || get("") != "" || get("text/plain") != "" {
		t.Errorf("%q %q %q", get("text/html"), get(""), get("text/plain"))
	}
	put("", "json", true)
	if get("text/html") != "html" || get("") != "json" || get("text/plain") != "" {
		t.Errorf("%q %q %q", get("text/html"), get(""), get("text/plain"))
	}
	put("text/plain", "gone", false)
	if get("text/html") != "gone" || get("") != "gone" {
		t.Errorf("%q %q", get("text/html"), get(""))
	}
}

func TestBoundedByBytes(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	c := open(&newsroom{epoch: "a"}, size)
	catchUp(t, c)
	for i := range 2000 {
		a := answer(fmt.Sprint(i), "x")
		a.Body = make([]byte, 10_000)
		c.Keep(c.Begin(), cache.Key{Path: fmt.Sprint(i)}, a)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		s := c.Stats()
		if s.Bytes <= size && s.Answers > 50 && s.Answers < 105 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d answers are kept, of %d bytes in all", s.Answers, s.Bytes)
		}
	}
}

func TestNothingIsKeptWithoutRoom(t *testing.T) {
	t.Parallel()
	n := &newsroom{epoch: "a", moments: []news.Moment{{At: time.Now().Add(time.Hour)}}}
	c := open(n, 0)
	catchUp(t, c)
	if c.On() || c.Keep(c.Begin(), harbour, answer("x")) || c.Get(harbour) != nil {
		t.Error("kept")
	}
	if _, limited, known := c.Holds(); !limited || !known {
		t.Error("the next moment is not known")
	}
}

func TestHitsDoNotAllocate(t *testing.T) {
	c := open(&newsroom{epoch: "a"}, 1<<20)
	catchUp(t, c)
	c.Keep(c.Begin(), harbour, answer("x"))
	if n := testing.AllocsPerRun(1000, func() { c.Form(c.Get(harbour), cache.Identity) }); n > 0 {
		t.Errorf("%.1f allocations", n)
	}
}

func BenchmarkHit(b *testing.B) {
	c := open(&newsroom{epoch: "a"}, 1<<20)
	catchUp(b, c)
	c.Keep(c.Begin(), harbour, answer("x"))
	b.ReportAllocs()
	for b.Loop() {
		c.Form(c.Get(harbour), cache.Identity)
	}
}
