package cache

import (
	"slices"
	"strings"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
)

// moment is a moment as it is known here: it comes somewhen between early and
// late, for the database told how far away it was somewhen while it was asked.
type moment struct {
	news.Moment
	early, late int64
}

// name is that of the article which the moment concerns, "" without one.
func (m moment) name() string {
	if m.Article == uuid.Nil {
		return ""
	}
	return ArticleName(m.Article.String())
}

// came tells whether the moment had come when the database told of it.
func (m moment) came(now time.Time) bool { return !m.At.After(now) }

// end is when a moment may come at the earliest that concerns an answer, or the
// answer ends otherwise.
func (c *Cache) end(a *Answer) int64 {
	if a.own {
		return min(c.wide.Load(), a.ends.Load(), a.limit)
	}
	return min(c.next.Load(), a.limit)
}

// over tells whether an answer has come to its end. Most have none, and the
// clock is not asked for those.
func (c *Cache) over(a *Answer) bool {
	end := c.end(a)
	return end != never && c.now() >= end
}

// bound says how long an answer holds that was made since b.
func (c *Cache) bound(b Begun, a *Answer) {
	a.limit = b.limit
	a.own = len(a.Depends) > 0 && !slices.ContainsFunc(a.Depends, func(name string) bool { return !strings.HasPrefix(name, articlePrefix) })
	if !a.own || b.at < c.passed {
		a.limit = min(a.limit, b.next) // what came between is told no more
	}
	c.settle(a)
}

// settle says when the next moment of an answer's own articles may come.
func (c *Cache) settle(a *Answer) {
	end := int64(never)
	for _, name := range a.Depends {
		if at, ok := c.ends[name]; ok {
			end = min(end, at)
		}
	}
	a.ends.Store(end)
}

// noteTime takes note of moments: of those that a look told of, and of those that
// have come since the one before, or may have.
func (c *Cache) noteTime(told news.Look, asked, answered int64) {
	before := c.near
	c.noteMoments(told, asked, answered)
	if c.passed == never { // the first look, or the first that succeeds after a change was missed
		c.passed = answered
		c.drop(&drop{all: true})
		return
	}
	d := &drop{names: map[string]struct{}{}}
	for _, m := range before {
		if m.early <= answered && !m.came(c.at.Now) {
			c.pass(d, m, min(m.late, answered))
		}
	}
	for _, m := range c.near {
		if m.came(told.Now) && !slices.ContainsFunc(before, func(o moment) bool { return o.At.Equal(m.At) && o.Article == m.Article && o.All == m.All }) {
			c.pass(d, m, m.late)
		}
	}
	if d.all || len(d.names) > 0 {
		c.drop(d)
	}
}

// pass has a moment be over: what was begun before is of an earlier time, and
// what it concerns is dropped.
func (c *Cache) pass(d *drop, m moment, at int64) {
	c.passed = max(c.passed, at)
	d.all = d.all || m.All
	for _, name := range []string{Articles, Records, Searches} {
		d.names[name] = struct{}{}
	}
	if name := m.name(); name != "" {
		d.names[name] = struct{}{}
	}
}

// noteMoments takes note of the moments that a look told of, and gives the
// answers that are kept their ends by them.
func (c *Cache) noteMoments(told news.Look, asked, answered int64) {
	next, wide, ends := int64(never), int64(never), map[string]int64{}
	c.near = c.near[:0:0]
	for _, m := range told.Moments {
		away := int64(m.At.Sub(told.Now))
		n := moment{m, asked + away, answered + away}
		c.near = append(c.near, n)
		if n.came(told.Now) {
			continue
		}
		next = min(next, n.early)
		if m.All {
			wide = min(wide, n.early)
		}
		if name := n.name(); name != "" {
			if at, ok := ends[name]; !ok || n.early < at {
				ends[name] = n.early
			}
		}
	}
	if !told.Beyond.IsZero() {
		beyond := asked + int64(told.Beyond.Sub(told.Now))
		next, wide = min(next, beyond), min(wide, beyond)
	}
	was := c.ends
	c.ends = ends
	c.next.Store(next)
	c.wide.Store(wide)
	for _, names := range []map[string]int64{was, ends} {
		for name := range names {
			for a := range c.names[name] {
				c.settle(a)
			}
		}
	}
}
