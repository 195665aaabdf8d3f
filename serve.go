package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/cache"
	"storywire/internal/config"
	"storywire/internal/deliver"
	"storywire/internal/edge"
	"storywire/internal/obs"
	"storywire/internal/outbound"
	"storywire/internal/postgres"
)

var serveCommand = command{
	name: "serve", short: "run the server; the default",
	long: `Run the server until it is told to end by SIGINT or SIGTERM. Then /readyz says no,
requests in flight end, and the program exits within 30 seconds.

Without DATABASE_URL it runs a Postgres of its own in the data folder.`,
	run: serve,
}

func serve(ctx context.Context, c command, args []string) error {
	f := c.flags()
	f.Usage = func() {
		fmt.Fprintf(f.Output(), "Usage: storywire serve\n\n%s\n\nSettings come from the environment:\n\n%s", c.long, config.Usage())
	}
	if err := c.parse(f, args, 0, 0); err != nil {
		return err
	}
	settings, err := config.Load()
	if err != nil {
		return err
	}
	s := &server{
		Config: settings,
		ending: make(chan struct{}),
		log:    obs.NewLog(os.Stderr, settings.LogFormat, settings.LogLevel),
	}
	s.caches = s.cachesInFront()
	return s.run(ctx)
}

// server is one running server.
type server struct {
	config.Config
	log     *slog.Logger
	caches  *edge.Caches // in front; nil for none
	serving atomic.Bool
	used    auth.Tally    // what is asked with keys, until it is stored
	ending  chan struct{} // closed when requests in flight are to end
}

// How long the parts of an orderly end may take; all of it is below 30 s, with
// the drain and the database's stop.
const (
	requestsTimeout = 10 * time.Second
	jobsTimeout     = 2 * time.Second
)

// run serves until ctx ends. What it opens it closes, in the reverse order.
func (s *server) run(ctx context.Context) (err error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", s.Addr) // first: a taken port is told before anything starts
	if err != nil {
		return err
	}
	defer listener.Close()
	db, err := serverDatabase(ctx, s.Config, s.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.migrate(ctx, s.Config); err != nil {
		return err
	}
	store, err := db.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	admin, err := ensureAdminKey(ctx, s.Config, store)
	if err != nil {
		return err
	}
	boundMemory(s.CacheBytes)
	kept := cache.New(cache.Options{Bytes: s.CacheBytes, Look: store.Look, Stirred: store.Stirred, Log: s.log.With("part", "cache")})
	hooks := deliver.NewWebhooks(store, outbound.NewClient(s.targets()), s.log.With("part", "webhooks"))
	metrics := obs.NewMetrics(version())
	stopJobs, err := s.startJobs(ctx, store, kept, hooks, metrics)
	if err != nil {
		return err
	}
	defer stopJobs()
	watchWebhooks(metrics, hooks, store)
	handler, err := s.handler(ctx, store, kept, metrics)
	if err != nil {
		return err
	}
	defer s.startHub(ctx, store, handler)()
	s.announce(admin)
	return s.serveUntil(ctx, listener, handler, metrics)
}

// startJobs starts what the house does by itself. stop ends it.
func (s *server) startJobs(ctx context.Context, store *postgres.Store, kept *cache.Cache, hooks *deliver.Webhooks, metrics *obs.Metrics) (stop func(), err error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	log := s.log.With("part", "jobs")
	done, err := store.Work(ctx, log)
	if err != nil {
		cancel()
		return nil, err
	}
	listened := store.Listen(ctx, s.log.With("part", "changes"))
	looked := kept.Run(ctx)
	purged := s.purge(ctx, store)
	clock := deliver.KeepTime(ctx, func(ctx context.Context) (int, error) { return store.KeepTime(ctx, api.Revise) }, log)
	words := deliver.Follow(ctx, store.Stirred, store.KeepSearch, log)
	used := deliver.Every(ctx, usageEvery, func(ctx context.Context) error { return s.keepUsage(ctx, store) }, log)
	told := hooks.Run(ctx, store.Changed)
	polled := s.pollFeeds(ctx, store, metrics)
	return func() {
		cancel()
		late := time.After(jobsTimeout) // what is left is done at the next start
		for _, done := range append(purged, done, clock, words, used, told, polled, listened, looked) {
			select {
			case <-done:
			case <-late:
				return
			}
		}
	}, nil
}

// usageEvery is how late what was asked with a key can be read.
const usageEvery = 5 * time.Second

// keepUsage stores what was asked with keys since the last time.
func (s *server) keepUsage(ctx context.Context, store *postgres.Store) error {
	list := s.used.Take()
	err := store.AddUsage(ctx, list)
	if err != nil {
		for _, u := range list {
			s.used.Count(u)
		}
	}
	return err
}

// patience is how long a request waits for an earlier one with the same
// Idempotency-Key: less than what clients and proxies wait for an answer.
const patience = 10 * time.Second

// handler wires the API.
func (s *server) handler(ctx context.Context, store *postgres.Store, kept *cache.Cache, metrics *obs.Metrics) (*api.Handler, error) {
	cursors, err := store.Secret(ctx, "cursors", auth.Hash(auth.NewSecret()))
	if err != nil {
		return nil, err
	}
	metrics.Gauge("storywire_database_connections", "Connections to the database that are open.",
		func() float64 {
			return float64(store.Pool().Stat().TotalConns() + store.Writers().Stat().TotalConns())
		})
	metrics.Gauge("storywire_database_connections_in_use", "Connections to the database that are in use.",
		func() float64 {
			return float64(store.Pool().Stat().AcquiredConns() + store.Writers().Stat().AcquiredConns())
		})
	watchCache(metrics, kept)
	s.watchPurges(metrics)
	return api.New(api.Deps{
		Articles: store, Imports: store, Subscribed: store, Proposals: store, Corrections: store, Scheduled: store, UntilNext: store.UntilNext,
		History: store, Removals: store, Batches: store, Audits: store, Changes: store, Followers: store, Webhooks: store,
		Feeds: store, NamedFeeds: store, Quotes: store, Newsroom: store, Sitemaps: store, Keys: store, Requests: store,
		Partners: store, Usages: store, Allowances: store, Used: s.used.Count,
		Exports: store,
		Authors: store.Authors, Photos: store.Photos, Sections: store.Sections,
		Tags: store.Tags, Speakers: store.Speakers, Sources: store.Sources, Namesakes: store,
		Principal: store.Principal, CheckTarget: s.targets().Check, CheckFeed: s.targets().CheckFetch, Readers: readers, Fetch: s.fetcher(), Cache: kept,
		Ready: store.Ready, Serving: &s.serving, Ending: s.ending,
		OpenAPI: openapi, CursorSecret: cursors, CORSOrigins: s.CORSOrigins,
		PublicURL: s.PublicURL, LinkBase: s.linkBase(), HubURL: cmp.Or(s.HubURL, s.ownHub()), Hub: s.hubOver(store),
		Patience: patience, DrillStep: s.DrillStep,
		Limits: api.Limits{Key: s.KeyLimit, Anonymous: s.AnonymousLimit},
		Log:    s.log, LogReads: s.LogReads, Observe: observer(metrics), Whole: whole,
	}), nil
}

// linkBase is what links begin with that are followed from an answer. Where nobody
// has said under which name readers reach the API, they follow them under the one
// that they use.
func (s *server) linkBase() string {
	if s.PublicURL == s.LocalURL() {
		return ""
	}
	return s.PublicURL
}

// beside is the memory that is taken beside the cache's, in bytes, and leastKept what a
// cache is taken to hold at the least: a third of what a small server has in memory
// are tables of dates and languages, that it would look at all the time.
const beside, leastKept = 96 << 20, 64 << 20

// boundMemory has the garbage collector run seldom while there is room, and in
// time where there is not, unless the environment says otherwise. What is kept
// lives long: to look at it each time that as much has been allocated anew
// costs a fifth of a read from memory, and twice the memory.
func boundMemory(cacheBytes int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(max(cacheBytes, leastKept) + beside)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// watchCache shows what the cache does.
func watchCache(m *obs.Metrics, kept *cache.Cache) {
	count := func(name, help string, of func(cache.Stats) int64) {
		m.Counter(name, help, func() float64 { return float64(of(kept.Stats())) })
	}
	count("storywire_cache_hits_total", "Reads that were answered from memory.", func(s cache.Stats) int64 { return s.Hits })
	count("storywire_cache_misses_total", "Reads without a key that were not in memory.", func(s cache.Stats) int64 { return s.Misses })
	count("storywire_cache_drops_total", "Answers that were dropped because something changed.", func(s cache.Stats) int64 { return s.Drops })
	m.Gauge("storywire_cache_bytes", "Bytes that kept answers take.", func() float64 { return float64(kept.Stats().Bytes) })
	m.Gauge("storywire_cache_answers", "Answers that are kept, about.", func() float64 { return float64(kept.Stats().Answers) })
}

// observer counts requests in the terms of metrics.
func observer(m *obs.Metrics) func() func(api.Observation) {
	return func() func(api.Observation) {
		end := m.Begin()
		return func(o api.Observation) { end(o.Method, o.Route, o.Status, o.Bytes, o.Took) }
	}
}

// serveUntil answers requests until ctx ends, then lets those in flight end.
func (s *server) serveUntil(ctx context.Context, listener net.Listener, handler http.Handler, metrics *obs.Metrics) error {
	public := s.httpServer(handler)
	gathered(public)
	public.RegisterOnShutdown(func() { close(s.ending) }) // when no new ones can come in their place
	failed := make(chan error, 2)
	go func() { failed <- public.Serve(gathering{listener}) }()
	if s.OpsAddr != "" {
		ops := s.httpServer(metrics.OpsHandler())
		ops.Addr, ops.WriteTimeout = s.OpsAddr, 2*time.Minute // a profile takes its time
		go func() { failed <- ops.ListenAndServe() }()
		defer ops.Close()
	}
	s.serving.Store(true)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.serving.Store(false)
	s.log.Info("ending: no new requests")
	time.Sleep(s.Drain) // a load balancer sees /readyz say no before the port closes
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestsTimeout)
	defer cancel()
	if err := public.Shutdown(end); err != nil {
		return errors.Join(fmt.Errorf("requests were cut off after %s: %w", requestsTimeout, err), public.Close())
	}
	s.log.Info("ended")
	return nil
}

func (s *server) httpServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// announce tells whoever started the program where things are.
func (s *server) announce(admin adminKey) {
	fmt.Printf("Storywire %s\n\n", version())
	fmt.Printf("  API      %s/v1\n", s.PublicURL)
	fmt.Printf("  Docs     %s/docs\n", s.PublicURL)
	if s.DatabaseURL == "" {
		fmt.Printf("  Data     %s, in a Postgres of its own\n", s.DataDir)
	}
	switch {
	case admin.made != "":
		fmt.Printf("  Key      %s\n           the first admin key, shown this once and kept in %s\n", admin.made, admin.path)
	case admin.path != "":
		fmt.Printf("  Key      in %s\n", admin.path)
	}
	fmt.Printf("  Try      curl %s/v1/articles\n\n", s.LocalURL())
}
