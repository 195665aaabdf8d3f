package obs_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"storywire/internal/obs"
)

func TestLogFormats(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{"json": `"level":"WARN","msg":"hello","n":1}`, "text": "level=WARN msg=hello n=1"} {
		var b bytes.Buffer
		log := obs.NewLog(&b, format, slog.LevelWarn)
		log.Info("not this")
		log.Warn("hello", "n", 1)
		if got := strings.TrimSpace(b.String()); !strings.HasSuffix(got, want) || strings.Count(got, "\n") > 0 {
			t.Errorf("%s: logged %s", format, got)
		}
	}
}

func TestOpsHandler(t *testing.T) {
	t.Parallel()
	m := obs.NewMetrics("v1.2.3")
	m.Gauge("storywire_test_connections", "Connections.", func() float64 { return 7 })
	m.Counted("storywire_test_looks_total", "Looks.", "outcome", "seen", "missed")("seen")
	end := m.Begin()
	m.Begin()
	end("GET", "/v1/articles/{id}", 200, 1234, 30*time.Millisecond)
	ops := m.OpsHandler()
	for path, wants := range map[string][]string{
		"/metrics": {
			`storywire_build_info{version="v1.2.3"} 1`, "storywire_http_requests_in_flight 1", "storywire_test_connections 7",
			`storywire_test_looks_total{outcome="seen"} 1`, `storywire_test_looks_total{outcome="missed"} 0`,
			`storywire_http_request_duration_seconds_count{method="GET",route="/v1/articles/{id}",status="200"} 1`,
			`storywire_http_request_duration_seconds_bucket{method="GET",route="/v1/articles/{id}",status="200",le="0.025"} 0`,
			`storywire_http_response_bytes_total{method="GET",route="/v1/articles/{id}"} 1234`, "go_goroutines",
		},
		"/debug/pprof/":                  {"goroutine", "heap"},
		"/debug/pprof/goroutine?debug=1": {"goroutine profile"},
	} {
		w := httptest.NewRecorder()
		ops.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		for _, want := range wants {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, without %s", path, w.Code, want)
			}
		}
	}
}
