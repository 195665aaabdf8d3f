package cache

import (
	"maps"
	"slices"

	"storywire/internal/news"
)

// Names that answers depend on, beside those of single articles.
const (
	// Articles changes with every entry of the change log.
	Articles = "articles"
	// Records changes with every write that the change log does not tell of.
	Records = "records"
	// Searches changes with every reading of words.
	Searches = "searches"
)

// articlePrefix begins the names of single articles.
const articlePrefix = "article-"

// ArticleName is what an answer depends on that shows the article with the id.
func ArticleName(id string) string { return articlePrefix + id }

// drop is what one look found changed, and a link to what the next one found.
// Who holds one holds all that were found since, and nobody else does.
type drop struct {
	all   bool
	names map[string]struct{}
	next  *drop
}

// concerns tells whether anything changed after d on which the answer depends.
func (d *drop) concerns(a *Answer) bool {
	for d = d.next; d != nil; d = d.next {
		if d.all || slices.ContainsFunc(a.Depends, d.has) {
			return true
		}
	}
	return false
}

func (d *drop) has(name string) bool {
	_, ok := d.names[name]
	return ok
}

// changed is what changed between two looks, nil for nothing.
func changed(was, is news.Look) *drop {
	// Another server may have lost the last entries in a failover, and given
	// their numbers to others since.
	another := is.Server != was.Server || is.Epoch != was.Epoch || is.Sequence < was.Sequence ||
		is.Records < was.Records || is.Words < was.Words
	if another || is.Many || is.Everything != was.Everything {
		return &drop{all: true}
	}
	d := &drop{names: map[string]struct{}{}}
	for _, id := range is.Articles {
		d.names[ArticleName(id.String())] = struct{}{}
	}
	if len(is.Articles) > 0 {
		d.names[Articles] = struct{}{}
	}
	if is.Records != was.Records {
		d.names[Records] = struct{}{}
	}
	if is.Words != was.Words {
		d.names[Searches] = struct{}{}
	}
	if len(d.names) == 0 {
		return nil
	}
	return d
}

// drop drops what d concerns, whether it is kept or being made.
func (c *Cache) drop(d *drop) {
	c.last.next = d
	c.last = d
	if d.all {
		c.dropEach(c.names[everything])
		return
	}
	for name := range d.names {
		c.dropEach(c.names[name])
	}
}

func (c *Cache) dropEach(of map[*Answer]struct{}) {
	for a := range maps.Clone(of) { // each leaves the lists that it is on
		a.dropped.Store(true)
		c.unlist(a)
		c.counts.drops.Add(1)
		if kept, ok := c.store.GetIfPresent(a.key); ok && kept == a {
			c.store.Invalidate(a.key)
		}
	}
}
