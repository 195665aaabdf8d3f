package cache

import "sync/atomic"

// counts is what happened since the start.
type counts struct{ hits, misses, drops atomic.Int64 }

// Stats is what the cache has done since it was made.
type Stats struct {
	Hits, Misses int64 // requests that found an answer, and that found none
	Drops        int64 // answers that were dropped because something changed
	Bytes        int64 // that are kept now
	Answers      int64 // that are kept now, about
}

// Stats is for metrics.
func (c *Cache) Stats() Stats {
	s := Stats{Hits: c.counts.hits.Load(), Misses: c.counts.misses.Load(), Drops: c.counts.drops.Load()}
	if c.store != nil {
		s.Bytes, s.Answers = int64(c.store.WeightedSize()), int64(c.store.EstimatedSize())
	}
	return s
}
