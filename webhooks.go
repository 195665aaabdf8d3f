package main

import (
	"context"
	"time"

	"storywire/internal/deliver"
	"storywire/internal/obs"
	"storywire/internal/outbound"
	"storywire/internal/postgres"
)

// targets is how addresses are called that partners have given. A redirect is no
// answer of a receiver.
func (s *server) targets() outbound.Options {
	return outbound.Options{Loopback: s.AllowLoopback, Timeout: deliver.CallTimeout}
}

// measureTimeout is how long it may take to read a number for the metrics.
const measureTimeout = time.Second

// watchWebhooks shows how deliveries end, and how long what is not delivered has
// waited.
func watchWebhooks(m *obs.Metrics, hooks *deliver.Webhooks, store *postgres.Store) {
	count := func(name, help string, of func(delivered, failed, givenUp int64) int64) {
		m.Counter(name, help, func() float64 { return float64(of(hooks.Attempts())) })
	}
	count("storywire_webhook_delivered_total", "Deliveries that their receivers took.", func(n, _, _ int64) int64 { return n })
	count("storywire_webhook_failures_total", "Attempts at a delivery that failed.", func(_, n, _ int64) int64 { return n })
	count("storywire_webhook_given_up_total", "Deliveries that were given up.", func(_, _, n int64) int64 { return n })
	m.Gauge("storywire_webhook_backlog_seconds", "How long the oldest delivery has waited of a webhook that is enabled; 0 without one.", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), measureTimeout)
		defer cancel()
		waited, err := store.Undelivered(ctx)
		if err != nil {
			return -1 // which no wait is: the database is away
		}
		return waited.Seconds()
	})
}
