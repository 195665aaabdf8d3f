package cache_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"storywire/internal/cache"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

// newsroom is what looks look at: a log of which article changed, and two
// counts. A version is a number that grows with each change.
type newsroom struct {
	mu       sync.Mutex
	server   string
	epoch    string
	log      []uuid.UUID
	records  int64
	all      int64
	moment   time.Time // the next one, where it is not zero
	overdue  time.Time
	away     bool
	looked   int
	stirring chan struct{}
}

var errAway = errors.New("the database is away")

func (n *newsroom) look(_ context.Context, after int64) (news.Look, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.looked++
	if n.away {
		return news.Look{}, errAway
	}
	l := news.Look{Server: n.server, Epoch: n.epoch, Sequence: int64(len(n.log)), Records: n.records, Everything: n.all, Overdue: n.overdue}
	if after < int64(len(n.log)) {
		l.Articles = slices.Clone(n.log[after:])
	}
	if now := time.Now(); n.moment.After(now) {
		l.Planned, l.Next = true, n.moment.Sub(now)
	}
	if !n.overdue.IsZero() {
		l.Ago = time.Since(n.overdue)
	}
	return l, nil
}

func (n *newsroom) change(do func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	do()
}

func open(n *newsroom, size int64) *cache.Cache {
	return cache.New(cache.Options{Bytes: size, Look: n.look, Log: slog.New(slog.DiscardHandler),
		Stirred: func() <-chan struct{} {
			n.mu.Lock()
			defer n.mu.Unlock()
			return n.stirring
		}})
}

func catchUp(t rapid.TB, c *cache.Cache) {
	t.Helper()
	if err := c.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func answer(body string, depends ...string) *cache.Answer {
	return &cache.Answer{Status: 200, Media: "text/plain", Body: []byte(body), Tag: `"` + body + `"`, Depends: depends}
}

var harbour = cache.Key{Path: "/harbour"}

// reading is an answer that is being made: begun, read or not yet.
type reading struct {
	begun   cache.Begun
	article int // -1 for the list, -2 for what the log does not tell of
	version int
	read    bool
}

// TestNeverOlderThanTheLastLook takes the steps of readers, writers and looks
// in every order: what is found in memory is never older than what the last
// look saw.
func TestNeverOlderThanTheLastLook(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := &newsroom{epoch: "a"}
		c := open(n, 1<<20)
		articles := []uuid.UUID{uuid.New(), uuid.New()}
		var versions, seen [4]int // of two articles, of the list, of the records
		var making []*reading
		at := func(article int) int { return map[int]int{0: 0, 1: 1, -1: 2, -2: 3}[article] }
		key := func(article int) cache.Key { return cache.Key{Path: fmt.Sprint(article)} }
		names := func(article int) []string {
			switch article {
			case -1:
				return []string{cache.Articles}
			case -2:
				return []string{cache.Records}
			}
			return []string{cache.ArticleName(articles[article].String())}
		}
		look := func() {
			before := versions // the snapshot is no older
			catchUp(t, c)
			seen = before
		}
		look()
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				i := rapid.IntRange(0, 1).Draw(t, "article")
				n.change(func() { n.log = append(n.log, articles[i]) })
				versions[i]++
				versions[2]++
			},
			"write a record": func(*rapid.T) { n.change(func() { n.records++ }); versions[3]++ },
			"change settings": func(*rapid.T) {
				n.change(func() { n.all++ })
				versions[0]++
				versions[1]++
				versions[2]++
				versions[3]++
			},
			"another log": func(t *rapid.T) {
				n.change(func() { n.epoch += "a"; n.log = n.log[:len(n.log)/2] })
				versions[0]++
				versions[1]++
				versions[2]++
			},
			"look": func(*rapid.T) { look() },
			"lose sight": func(*rapid.T) {
				n.change(func() { n.away = true })
				if err := c.CatchUp(context.Background()); !errors.Is(err, errAway) {
					t.Fatal(err)
				}
				n.change(func() { n.away = false })
				seen = versions // everything was dropped
			},
			"begin": func(t *rapid.T) {
				making = append(making, &reading{begun: c.Begin(), article: rapid.IntRange(-2, 1).Draw(t, "of")})
			},
			"read": func(t *rapid.T) {
				for _, r := range making {
					if !r.read && rapid.Bool().Draw(t, "this one") {
						r.read, r.version = true, versions[at(r.article)]
					}
				}
			},
			"keep": func(t *rapid.T) {
				making = slices.DeleteFunc(making, func(r *reading) bool {
					if !r.read || !rapid.Bool().Draw(t, "this one") {
						return false
					}
					c.Keep(r.begun, key(r.article), answer(strconv.Itoa(r.version), names(r.article)...))
					return true
				})
			},
			"code": func(t *rapid.T) {
				if a := c.Get(key(rapid.IntRange(-2, 1).Draw(t, "of"))); a != nil {
					c.Form(a, cache.Gzip)
				}
			},
			"": func(t *rapid.T) {
				for article := -2; article < 2; article++ {
					a := c.Get(key(article))
					if a == nil {
						continue
					}
					var version int
					if _, err := fmt.Sscan(string(a.Body), &version); err != nil || version < seen[at(article)] {
						t.Fatalf("%d is answered in version %s; the last look saw %d", article, a.Body, seen[at(article)])
					}
				}
			},
		})
	})
}

// What is untouched by a change stays; else nothing would be worth keeping.
func TestOnlyWhatChangedIsDropped(t *testing.T) {
	t.Parallel()
	n := &newsroom{epoch: "a"}
	c := open(n, 1<<20)
	catchUp(t, c)
	a, b := uuid.New(), uuid.New()
	keep := func(path string, depends ...string) {
		if !c.Keep(c.Begin(), cache.Key{Path: path}, answer(path, depends...)) {
			t.Errorf("%s is not kept", path)
		}
	}
	kept := func() (list []string) {
		for _, path := range []string{"a", "b", "list", "record"} {
			if c.Get(cache.Key{Path: path}) != nil {
				list = append(list, path)
			}
		}
		return list
	}
	for _, step := range []struct {
		name string
		do   func()
		want []string
	}{
		{"nothing", func() {}, []string{"a", "b", "list", "record"}},
		{"a story", func() { n.log = append(n.log, a) }, []string{"b", "record"}},
		{"a record", func() { n.records++ }, []string{"a", "b", "list"}},
		{"the settings", func() { n.all++ }, nil},
		{"another log", func() { n.epoch = "b" }, nil},
		{"another server", func() { n.server = "b" }, nil},
		{"a shorter log", func() { n.log = nil }, nil},
		{"a time that came unseen", func() { n.overdue = time.Now() }, nil},
		{"the same time, not recorded yet", func() {}, []string{"a", "b", "list", "record"}},
	} {
		keep("a", cache.ArticleName(a.String()))
		keep("b", cache.ArticleName(b.String()))
		keep("list", cache.Articles)
		keep("record", cache.Records)
		n.change(step.do)
		catchUp(t, c)
		if got := kept(); !slices.Equal(got, step.want) {
			t.Errorf("after %s there is %q, not %q", step.name, got, step.want)
		}
	}
	if s := c.Stats(); s.Drops == 0 || s.Hits == 0 || s.Misses == 0 {
		t.Errorf("counted: %+v", s)
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &newsroom{epoch: "a", moment: time.Now().Add(time.Minute)}
		c := open(n, 1<<20)
		if _, _, known := c.Holds(); known {
			t.Error("the next moment is known before a look")
		}
		if c.Keep(c.Begin(), harbour, answer("too early")) {
			t.Error("an answer is kept before a look")
		}
		catchUp(t, c)
		across := c.Begin()
		if !c.Keep(c.Begin(), harbour, answer("before")) {
			t.Fatal("not kept")
		}
		time.Sleep(59 * time.Second)
		n.change(func() { n.away = true })
		kept := c.Get(harbour)
		if kept == nil {
			t.Fatal("gone before its time")
		}
		if left, limited := c.Left(kept); !limited || left != time.Second {
			t.Errorf("it holds for %s", left)
		}
		time.Sleep(time.Second)
		if c.Get(harbour) != nil {
			t.Error("served when its time is over, for the database is away")
		}
		n.change(func() { n.away, n.moment = false, time.Time{} })
		catchUp(t, c)
		if c.Get(harbour) != nil {
			t.Error("served again when its time is over")
		}
		if c.Keep(across, harbour, answer("before")) {
			t.Error("kept though it was begun before the moment")
		}
		time.Sleep(time.Millisecond)
		if !c.Keep(c.Begin(), harbour, answer("after")) {
			t.Error("not kept after the moment")
		}
		if _, limited, known := c.Holds(); limited || !known {
			t.Error("a moment is to come, of which nobody told")
		}
		n.change(func() { n.moment = time.Now().Add(time.Hour) }) // something is planned
		catchUp(t, c)
		if left, limited := c.Left(c.Get(harbour)); !limited || left != time.Hour {
			t.Errorf("what was kept before holds for %s", left)
		}
		time.Sleep(2 * time.Second)
		if c.Keep(c.Begin(), harbour, answer("unseen")) {
			t.Error("kept though nobody has looked for a while")
		}
	})
}

// TestLooksWithoutNotifications shows that a change is known 200 ms later, and
// that a notification makes it sooner.
func TestLooksWithoutNotifications(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &newsroom{epoch: "a", stirring: make(chan struct{})}
		c := open(n, 1<<20)
		ctx, cancel := context.WithCancel(t.Context())
		done := c.Run(ctx)
		synctest.Wait()
		id := uuid.New()
		keep := func() {
			t.Helper()
			if !c.Keep(c.Begin(), harbour, answer("x", cache.ArticleName(id.String()))) {
				t.Fatal("not kept")
			}
		}
		time.Sleep(time.Millisecond)
		keep()
		n.change(func() { n.log = append(n.log, id) })
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		if c.Get(harbour) != nil {
			t.Error("stale after 200 ms")
		}
		keep()
		n.change(func() {
			n.log = append(n.log, id)
			close(n.stirring)
			n.stirring = make(chan struct{})
		})
		time.Sleep(20 * time.Millisecond)
		synctest.Wait()
		if c.Get(harbour) != nil {
			t.Error("stale after a notification")
		}
		keep()
		n.change(func() { n.away = true })
		time.Sleep(time.Hour)
		if c.Get(harbour) == nil {
			t.Error("not served while the database is away")
		}
		cancel()
		<-done
		if n.looked > 20_000 {
			t.Errorf("%d looks at a database that is away, in an hour", n.looked)
		}
	})
}

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
	n := &newsroom{epoch: "a", moment: time.Now().Add(time.Hour)}
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
