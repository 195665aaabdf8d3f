package main

import (
	"context"
	"log/slog"
	"time"

	"storywire/internal/deliver"
	"storywire/internal/edge"
	"storywire/internal/news"
	"storywire/internal/obs"
	"storywire/internal/postgres"
)

// How long after a change is seen the caches in front are told of it: by then
// every server's own memory knows, and what was being fetched has come. Who
// fetches more slowly has what is old for as long as its Cache-Control says, but
// for what was taken from readers, which is dropped once more.
const (
	settled = 250 * time.Millisecond
	surely  = 5 * time.Second
)

// purge has the caches in front drop what changes, where there are any, until
// ctx ends.
func (s *server) purge(ctx context.Context, store *postgres.Store) (done []<-chan struct{}) {
	if s.caches == nil {
		return nil
	}
	trail := func(name string, settle time.Duration, keys func(news.Changed) []string) <-chan struct{} {
		return deliver.Trail{
			Stirred: store.Stirred, Present: store.Present, Settle: settle, Log: s.log.With("part", name),
			HandOn: func(ctx context.Context, to news.Mark) (bool, error) {
				return store.HandOn(ctx, name, to, func(ctx context.Context, what news.Changed) error {
					s.log.DebugContext(ctx, "dropped from the caches in front", slog.Int("articles", len(what.Articles)))
					return s.caches.Drop(ctx, keys(what))
				})
			},
		}.Run(ctx)
	}
	return append(done, trail("purge", settled, news.Changed.Keys), trail("purge again", surely, news.Changed.RemovedKeys))
}

// cachesInFront are those that the settings name, nil for none.
func (s *server) cachesInFront() *edge.Caches {
	if len(s.PurgeURLs) == 0 {
		return nil
	}
	return edge.New(s.PurgeURLs, edge.Style(s.PurgeStyle), s.PurgeToken)
}

// watchPurges shows how the caches in front are told.
func (s *server) watchPurges(m *obs.Metrics) {
	if s.caches == nil {
		return
	}
	count := func(name, help string, of func() int64) {
		m.Counter(name, help, func() float64 { return float64(of()) })
	}
	count("storywire_purges_total", "Calls that told a cache in front what to drop.", func() int64 { all, _ := s.caches.Calls(); return all })
	count("storywire_purge_failures_total", "Those of them that failed, and are made again.", func() int64 { _, failed := s.caches.Calls(); return failed })
}
