package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"storywire/internal/localpg"
	"storywire/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxuuid "github.com/vgarvardt/pgx-google-uuid/v5"
)

// house is a Postgres of its own with the archive in it, durable as in
// production, the real server over it, with its cache and without, and the
// baselines beside.
type house struct {
	dir     string
	archive *archive
	cluster *localpg.Cluster
	owner   *pgxpool.Pool

	cached, bare *process // the server with its cache, and with none
	base         *process
	nginx        *process // nil where there is none

	client *http.Client

	written int // how many stories the editors are through with
}

// adminKey is the first key of the servers under measurement.
const adminKey = "sw_bench_0123456789abcdef0123456789abcdef"

// megabytes is how much the server's cache may hold.
const megabytes = 128

func open(ctx context.Context, stories int, data string) (h *house, err error) {
	h = &house{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}}
	if h.dir, err = os.MkdirTemp("", "storywire-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if err := os.Chmod(h.dir, 0o755); err != nil {
		return h, err
	}
	if data == "" {
		data = filepath.Join(h.dir, "data")
	}
	if h.cluster, err = localpg.Start(ctx, localpg.Options{DataDir: data}); err != nil {
		return h, err
	}
	if err := migrations.Up(ctx, h.cluster.OwnerURL(localpg.Database), localpg.ServerRole); err != nil {
		return h, err
	}
	if h.owner, err = connect(ctx, h.cluster.OwnerURL(localpg.Database)); err != nil {
		return h, err
	}
	if h.archive, err = stored(ctx, h.owner, stories); err != nil {
		return h, err
	}
	if err := warm(data); err != nil {
		return h, err
	}
	return h, h.serve(ctx)
}

func connect(ctx context.Context, url string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		pgxuuid.Register(c.TypeMap())
		return nil
	}
	return pgxpool.NewWithConfig(ctx, config)
}

func (h *house) serve(ctx context.Context) (err error) {
	program := filepath.Join(h.dir, "storywire")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if h.cached, err = h.server(ctx, program, megabytes<<20); err != nil {
		return err
	}
	if h.bare, err = h.server(ctx, program, 0); err != nil {
		return err
	}
	if err := h.serveBase(ctx); err != nil {
		return err
	}
	return h.serveNginx(ctx)
}

func (h *house) server(ctx context.Context, program string, cache int) (*process, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	ops, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	p, err := start(ctx, address, "/readyz", []string{
		"DATABASE_URL=" + h.cluster.ServerURL(localpg.Database), "STORYWIRE_MIGRATE=false", "STORYWIRE_ADDR=" + address,
		"STORYWIRE_OPS_ADDR=" + ops, "STORYWIRE_ADMIN_KEY=" + adminKey, "STORYWIRE_LOG_READS=0", "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1", fmt.Sprintf("STORYWIRE_CACHE_BYTES=%d", cache),
	}, program)
	if err == nil {
		p.ops = ops
	}
	return p, err
}

// serveBase starts the baselines with the very bytes that the server answers.
func (h *house) serveBase(ctx context.Context) error {
	answers := map[string][]byte{}
	for name, path := range map[string]string{"story": h.story(0), "section": section, "feed": feedOf50} {
		body, err := h.do(ctx, http.MethodGet, h.bare.url+path, nil)
		if err != nil {
			return err
		}
		answers[name] = body
	}
	raw, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	file := filepath.Join(h.dir, "answers.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(h.dir, "story.json"), answers["story"], 0o644); err != nil { //nolint:gosec // nginx may run as another user
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	h.base, err = start(ctx, address, "/l0/story", nil, self, "baseline", "-addr", address, "-bytes", file,
		"-database", h.cluster.OwnerURL(localpg.Database))
	return err
}

// serveNginx starts nginx with the story as a file, where there is an nginx.
func (h *house) serveNginx(ctx context.Context) error {
	program, err := exec.LookPath("nginx")
	if err != nil {
		return nil //nolint:nilerr // then that line is left out
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	config := filepath.Join(h.dir, "nginx.conf")
	text := fmt.Sprintf(`worker_processes 1; pid %[1]s/nginx.pid; error_log %[1]s/nginx.log; daemon off; master_process off;
events { worker_connections 512; }
http { access_log off; default_type application/json; sendfile on; keepalive_requests 1000000;
  server { listen %[2]s; root %[1]s; } }`, h.dir, address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return err
	}
	h.nginx, err = start(ctx, address, "/story.json", nil, program, "-c", config)
	return err
}

func (h *house) close() error {
	for _, p := range []*process{h.cached, h.bare, h.base, h.nginx} {
		p.end()
	}
	var faults []error
	if h.owner != nil {
		h.owner.Close()
	}
	if h.cluster != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		faults = append(faults, h.cluster.Stop(ctx))
	}
	return errors.Join(append(faults, os.RemoveAll(h.dir))...)
}

// story is the address of a story, 0 the newest.
func (h *house) story(n int) string {
	return fmt.Sprintf("/v1/articles/story-%d", h.archive.size-1-n)
}

const (
	section  = "/v1/articles?section=section-3&limit=20"
	feedOf50 = "/v1/feeds/rss?limit=50"
)

// do sends one request, a write where it has a body, and reads its answer; one
// that is no success is an error.
func (h *house) do(ctx context.Context, method, address string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Authorization", "Bearer "+adminKey)
		r.Header.Set("If-Match", "*")
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := h.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s: %s: %s", method, address, response.Status, answer)
	}
	return answer, err
}
