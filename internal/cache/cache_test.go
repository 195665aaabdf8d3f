package cache_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"storywire/internal/cache"
	"storywire/internal/news"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// newsroom is what looks look at: a log of which article changed, and three
// counts. A version is a number that grows with each change.
type newsroom struct {
	mu       sync.Mutex
	server   string
	epoch    string
	log      []uuid.UUID
	records  int64
	words    int64
	all      int64
	moments  []news.Moment // as looks tell them
	beyond   time.Time
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
	l := news.Look{Server: n.server, Epoch: n.epoch, Sequence: int64(len(n.log)), Records: n.records, Words: n.words, Everything: n.all,
		Now: time.Now(), Moments: slices.Clone(n.moments), Beyond: n.beyond}
	if after < int64(len(n.log)) {
		l.Articles = slices.Clone(n.log[after:])
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
	article int // -1 for the list, -2 for what the log does not tell of, -3 for what is found by words
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
		var versions, seen [5]int // of two articles, of the list, of the records, of a search
		var making []*reading
		at := func(article int) int { return map[int]int{0: 0, 1: 1, -1: 2, -2: 3, -3: 4}[article] }
		key := func(article int) cache.Key { return cache.Key{Path: fmt.Sprint(article)} }
		names := func(article int) []string {
			switch article {
			case -1:
				return []string{cache.Articles}
			case -2:
				return []string{cache.Records}
			case -3:
				return []string{cache.Searches}
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
			"read words":     func(*rapid.T) { n.change(func() { n.words++ }); versions[4]++ },
			"change settings": func(*rapid.T) {
				n.change(func() { n.all++ })
				versions[0]++
				versions[1]++
				versions[2]++
				versions[3]++
				versions[4]++
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
				making = append(making, &reading{begun: c.Begin(), article: rapid.IntRange(-3, 1).Draw(t, "of")})
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
				if a := c.Get(key(rapid.IntRange(-3, 1).Draw(t, "of"))); a != nil {
					c.Form(a, cache.Gzip)
				}
			},
			"": func(t *rapid.T) {
				for article := -3; article < 2; article++ {
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
		for _, path := range []string{"a", "b", "list", "record", "search"} {
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
		{"nothing", func() {}, []string{"a", "b", "list", "record", "search"}},
		{"a story", func() { n.log = append(n.log, a) }, []string{"b", "record", "search"}},
		{"a record", func() { n.records++ }, []string{"a", "b", "list", "search"}},
		{"words that were read", func() { n.words++ }, []string{"a", "b", "list", "record"}},
		{"the settings", func() { n.all++ }, nil},
		{"another log", func() { n.epoch = "b" }, nil},
		{"another server", func() { n.server = "b" }, nil},
		{"a shorter log", func() { n.log = nil }, nil},
		{"a time of lists that came unseen", func() { n.moments = []news.Moment{{At: time.Now()}} }, []string{"a", "b"}},
		{"one of a story", func() { n.moments = []news.Moment{{At: time.Now(), Article: a}} }, []string{"b"}},
		{"the same time, not recorded yet", func() {}, []string{"a", "b", "list", "record", "search"}},
		{"one of all stories", func() { n.moments = []news.Moment{{At: time.Now(), All: true}} }, nil},
		{"none that is not recorded", func() { n.moments = nil }, []string{"a", "b", "list", "record", "search"}},
	} {
		keep("a", cache.ArticleName(a.String()))
		keep("b", cache.ArticleName(b.String()))
		keep("list", cache.Articles)
		keep("record", cache.Records)
		keep("search", cache.Searches)
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
		n := &newsroom{epoch: "a", moments: []news.Moment{{At: time.Now().Add(time.Minute)}}}
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
		n.change(func() { n.away, n.moments = false, nil })
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
		n.change(func() { n.moments = []news.Moment{{At: time.Now().Add(time.Hour)}} }) // something is planned
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
