package obs

import (
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is what the program counts. It is safe for use by many goroutines.
type Metrics struct {
	registry *prometheus.Registry
	inFlight prometheus.Gauge
	requests *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
}

// The buckets of a request's duration, in seconds: from a read out of memory
// to a write that waited for others.
var durationBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// NewMetrics starts to count: requests, the Go runtime and the process, under
// the program's version.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "storywire_http_requests_in_flight", Help: "Requests that are being answered."}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "storywire_http_request_duration_seconds", Help: "How long requests took, by route.",
			Buckets: durationBuckets}, []string{"method", "route", "status"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "storywire_http_response_bytes_total", Help: "Bytes of answers' bodies as sent, by route."},
			[]string{"method", "route"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "storywire_build_info",
		Help: "1, with the version that runs.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.inFlight, m.requests, m.bytes, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Begin counts a request in; what it returns counts it out again. route is
// the pattern of its path, never the path: each would be a series of its own.
func (m *Metrics) Begin() func(method, route string, status int, bytes int64, took time.Duration) {
	m.inFlight.Inc()
	return func(method, route string, status int, bytes int64, took time.Duration) {
		m.inFlight.Dec()
		m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
		m.bytes.WithLabelValues(method, route).Add(float64(bytes))
	}
}

// Gauge shows a number that is read whenever the metrics are: how many
// connections are open, say. name follows Prometheus' rules.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// Counter shows a number that only grows, read whenever the metrics are. name
// follows Prometheus' rules.
func (m *Metrics) Counter(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, read))
}

// Counted counts what happens by one word that says how it ended, which is one of
// those given: each is there from the start, as 0. name follows Prometheus' rules.
func (m *Metrics) Counted(name, help, label string, words ...string) (count func(word string)) {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
	m.registry.MustRegister(v)
	for _, word := range words {
		v.WithLabelValues(word)
	}
	return func(word string) { v.WithLabelValues(word).Inc() }
}

// OpsHandler is what the operators' listener serves: /metrics in Prometheus'
// format, and the profiles of net/http/pprof under /debug/pprof/. It is not
// for the public.
func (m *Metrics) OpsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
