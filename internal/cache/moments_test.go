package cache_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"storywire/internal/cache"
	"storywire/internal/news"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// TestAStoryEndsAtItsOwnMoment has the database go away: each story that is kept
// is served until its own moment, a list until any.
func TestAStoryEndsAtItsOwnMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		soon, late, never := uuid.New(), uuid.New(), uuid.New()
		in := func(d time.Duration) time.Time { return time.Now().Add(d) }
		n := &newsroom{epoch: "a", moments: []news.Moment{{At: in(time.Minute)}, {At: in(2 * time.Minute), Article: soon}, {At: in(time.Hour), Article: late}}}
		c := open(n, 1<<20)
		catchUp(t, c)
		keep := func(path string, depends ...string) {
			t.Helper()
			if !c.Keep(c.Begin(), cache.Key{Path: path}, answer(path, depends...)) {
				t.Fatal("not kept: " + path)
			}
		}
		keep("list", cache.Articles)
		keep("soon", cache.ArticleName(soon.String()))
		keep("late", cache.ArticleName(late.String()))
		keep("both", cache.ArticleName(late.String()), cache.ArticleName(soon.String()))
		keep("never", cache.ArticleName(never.String()))
		c.Form(c.Get(cache.Key{Path: "soon"}), cache.Gzip)
		left := func(path string) (left time.Duration, limited bool) { return c.Left(c.Get(cache.Key{Path: path})) }
		for path, want := range map[string]time.Duration{"list": time.Minute, "soon": 2 * time.Minute, "late": time.Hour, "both": 2 * time.Minute, "never": 0} {
			if left, limited := left(path); left != want || limited != (want > 0) {
				t.Errorf("%s holds for %s, %t", path, left, limited)
			}
		}
		n.change(func() { n.away = true })
		served := func(want ...string) {
			t.Helper()
			var got []string
			for _, path := range []string{"list", "soon", "late", "both", "never"} {
				if c.Get(cache.Key{Path: path}) != nil {
					got = append(got, path)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("served: %q, not %q", got, want)
			}
		}
		time.Sleep(time.Minute - time.Nanosecond)
		served("list", "soon", "late", "both", "never")
		time.Sleep(time.Nanosecond)
		served("soon", "late", "both", "never")
		time.Sleep(time.Minute)
		served("late", "never")
		time.Sleep(time.Hour)
		served("never")
	})
}

// TestAMomentMoves changes what is to come: what is kept ends as the last look says.
func TestAMomentMoves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		id := uuid.New()
		n := &newsroom{epoch: "a"}
		c := open(n, 1<<20)
		catchUp(t, c)
		begun := time.Now()
		if !c.Keep(c.Begin(), harbour, answer("x", cache.ArticleName(id.String()))) {
			t.Fatal("not kept")
		}
		for _, step := range []struct {
			moments []news.Moment
			beyond  time.Duration
			want    time.Duration
		}{
			{nil, 0, 0},
			{[]news.Moment{{At: begun.Add(time.Hour), Article: id}}, 0, time.Hour},
			{[]news.Moment{{At: begun.Add(time.Minute), Article: id}, {At: begun.Add(time.Hour), Article: id}}, 0, time.Minute},
			{[]news.Moment{{At: begun.Add(2 * time.Hour), Article: id}}, 0, 2 * time.Hour},
			{[]news.Moment{{At: begun.Add(time.Hour), Article: uuid.New()}}, 0, 0},
			{[]news.Moment{{At: begun.Add(time.Minute), All: true}}, 0, time.Minute},
			{[]news.Moment{{At: begun.Add(time.Minute)}}, 3 * time.Hour, 3 * time.Hour},
			{nil, 0, 0},
		} {
			n.change(func() {
				n.moments, n.beyond = step.moments, time.Time{}
				if step.beyond > 0 {
					n.beyond = begun.Add(step.beyond)
				}
			})
			catchUp(t, c)
			if left, limited := c.Left(c.Get(harbour)); left != step.want || limited != (step.want > 0) {
				t.Errorf("with %+v: %s, %t", step, left, limited)
			}
		}
	})
}

// TestAnAnswerEndsAsItIsTold has an answer hold for a while only, of which no
// look knows.
func TestAnAnswerEndsAsItIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := open(&newsroom{epoch: "a"}, 1<<20)
		catchUp(t, c)
		b := c.Begin()
		c.Limit(&b, time.Minute)
		if !c.Keep(b, harbour, answer("x", cache.Articles)) {
			t.Fatal("not kept")
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if c.Get(harbour) == nil {
			t.Error("gone before its time")
		}
		time.Sleep(time.Nanosecond)
		if c.Get(harbour) != nil {
			t.Error("served after its time")
		}
	})
}

// TestNobodyKeepsWhatIsOver makes an answer across a moment of its story.
func TestNobodyKeepsWhatIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		id := uuid.New()
		n := &newsroom{epoch: "a", moments: []news.Moment{{At: time.Now().Add(time.Minute), Article: id}}}
		c := open(n, 1<<20)
		catchUp(t, c)
		across, a := c.Begin(), answer("x", cache.ArticleName(id.String()))
		time.Sleep(2 * time.Minute)
		n.change(func() { n.moments = nil })
		catchUp(t, c)
		c.Pass(across, a)
		if left, limited := c.Left(a); left != 0 || !limited {
			t.Errorf("it holds for %s, %t", left, limited)
		}
	})
}

// TestNothingOfAnEarlierTime has clocks, looks, readers and a database that
// goes away take turns: what is found in memory is what the database would
// show at this instant, as far as time alone changes it.
func TestNothingOfAnEarlierTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var fault any
		defer func() {
			if fault != nil {
				panic(fault)
			}
		}()
		synctest.Test(t, func(*testing.T) {
			defer func() { fault = recover() }() // rapid looks for it outside
			n := &newsroom{epoch: "a"}
			c := open(n, 1<<20)
			ids := []uuid.UUID{uuid.New(), uuid.New()}
			planned := []news.Moment{} // all that were, those that are recorded too
			of := func(article int) (version int) {
				for _, m := range planned {
					if !m.At.After(time.Now()) && (article < 0 || m.All || m.Article == ids[article]) {
						version++
					}
				}
				return version
			}
			name := func(article int) string {
				if article < 0 {
					return cache.Articles
				}
				return cache.ArticleName(ids[article].String())
			}
			var making []*reading
			catchUp(rt, c)
			rt.Repeat(map[string]func(*rapid.T){
				"plan": func(rt *rapid.T) {
					m := news.Moment{At: time.Now().Add(time.Duration(rapid.IntRange(1, 20).Draw(rt, "in")) * time.Second)}
					switch rapid.IntRange(0, 3).Draw(rt, "of") {
					case 0:
						m.Article = ids[0]
					case 1:
						m.Article = ids[1]
					case 2:
						m.All = true
					}
					planned = append(planned, m)
					n.change(func() { n.moments = append(n.moments, m) })
					catchUp(rt, c) // who plans it has told of it when it is answered
				},
				"record": func(*rapid.T) {
					n.change(func() {
						n.moments = slices.DeleteFunc(n.moments, func(m news.Moment) bool { return !m.At.After(time.Now()) })
					})
				},
				"wait": func(rt *rapid.T) {
					time.Sleep(time.Duration(rapid.IntRange(1, 5000).Draw(rt, "ms")) * time.Millisecond)
				},
				"look": func(rt *rapid.T) { catchUp(rt, c) },
				"begin": func(rt *rapid.T) {
					making = append(making, &reading{begun: c.Begin(), article: rapid.IntRange(-1, 1).Draw(rt, "of")})
				},
				"read": func(rt *rapid.T) {
					for _, r := range making {
						if !r.read && rapid.Bool().Draw(rt, "this one") {
							r.read, r.version = true, of(r.article)
						}
					}
				},
				"keep": func(rt *rapid.T) {
					making = slices.DeleteFunc(making, func(r *reading) bool {
						if !r.read || !rapid.Bool().Draw(rt, "this one") {
							return false
						}
						c.Keep(r.begun, cache.Key{Path: fmt.Sprint(r.article)}, answer(fmt.Sprint(r.version), name(r.article)))
						return true
					})
				},
				"": func(rt *rapid.T) {
					for article := -1; article < 2; article++ {
						if a := c.Get(cache.Key{Path: fmt.Sprint(article)}); a != nil && string(a.Body) != fmt.Sprint(of(article)) {
							rt.Fatalf("%d is answered as of moment %s of %d", article, a.Body, of(article))
						}
					}
				},
			})
		})
	})
}
