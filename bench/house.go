package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/localpg"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// house is a whole server over a cluster of its own, durable as in production,
// and the baselines beside it.
type house struct {
	cluster *localpg.Cluster
	dir     string
	store   *postgres.Store
	owner   *pgxpool.Pool
	server  *httptest.Server
	static  *httptest.Server // serves bytes from memory
	slugs   []string

	document []byte // of one story: what the baselines of writes store
	key      string
	client   *http.Client
}

func open(ctx context.Context, stories int) (h *house, err error) {
	h = &house{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}}
	if h.dir, err = os.MkdirTemp("", "storywire-bench-"); err != nil {
		return nil, err
	}
	if err := os.Chmod(h.dir, 0o755); err != nil { // postgres may run as another user
		return nil, err
	}
	if h.cluster, err = localpg.Start(ctx, localpg.Options{DataDir: filepath.Join(h.dir, "data")}); err != nil {
		return nil, err
	}
	owner := h.cluster.OwnerURL(localpg.Database)
	if err := migrations.Up(ctx, owner, localpg.ServerRole); err != nil {
		return nil, err
	}
	if h.owner, err = pgxpool.New(ctx, owner); err != nil {
		return nil, err
	}
	h.store, err = postgres.Open(ctx, h.cluster.ServerURL(localpg.Database), migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		return nil, err
	}
	if err := h.fill(ctx, stories); err != nil {
		return nil, err
	}
	return h, h.serve(ctx)
}

func (h *house) close() error {
	h.server.Close()
	h.static.Close()
	h.store.Close()
	h.owner.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(h.cluster.Stop(ctx), os.RemoveAll(h.dir))
}

// fill stores the stories, each some 600 words long, and a table for the
// baseline of a write.
func (h *house) fill(ctx context.Context, stories int) error {
	by := auth.Principal{Name: "bench", Scopes: []auth.Scope{auth.Admin}}
	for n := range stories {
		doc, err := h.store.PublishNew(ctx, by, story(n))
		if err != nil {
			return err
		}
		h.slugs = append(h.slugs, doc.Slug)
	}
	h.key = auth.NewSecret()
	if _, err := h.store.CreateKey(ctx, by, auth.Key{Name: "bench", Scopes: by.Scopes}, auth.Hash(h.key)); err != nil {
		return err
	}
	_, err := h.owner.Exec(ctx, `
		create table bare (id integer primary key, version integer not null, document bytea not null);
		create table bare_revisions (id integer not null, version integer not null, document bytea not null, primary key (id, version));
		insert into bare select n, 1, '' from generate_series(0, 63) n;
		analyze`)
	return err
}

func story(n int) *news.Article {
	a := &news.Article{
		Headline: fmt.Sprintf("Harbour log %d", n),
		Summary:  "What came in with the tide, and what went out again.",
		Section:  &news.Ref{Slug: fmt.Sprintf("section-%d", n%7), Name: fmt.Sprintf("Section %d", n%7)},
		Authors:  []news.ArticleAuthor{{Name: fmt.Sprintf("Author %d", n%8)}},
	}
	for p := range 12 {
		a.Body = append(a.Body, news.Block{Type: news.Paragraph, Text: fmt.Sprintf("Entry %d of log %d. ", p, n) +
			strings.Repeat("The crew tied up at the north pier and waited for the tide. ", 4)})
	}
	return a
}

func (h *house) serve(ctx context.Context) error {
	serving := &atomic.Bool{}
	serving.Store(true)
	h.server = httptest.NewServer(api.New(api.Deps{
		Articles: h.store, Corrections: h.store, Scheduled: h.store, UntilNext: h.store.UntilNext, History: h.store, Removals: h.store, Batches: h.store, Audits: h.store, Changes: h.store, Quotes: h.store, Newsroom: h.store, Keys: h.store, Requests: h.store,
		Authors: h.store.Authors, Photos: h.store.Photos, Sections: h.store.Sections,
		Tags: h.store.Tags, Speakers: h.store.Speakers, Sources: h.store.Sources,
		Principal: h.store.Principal, Ready: h.store.Ready, Serving: serving,
		CursorSecret: auth.Hash("bench"), Log: slog.New(slog.DiscardHandler),
		Observe: func() func(api.Observation) { return func(api.Observation) {} },
	}))
	memory := map[string][]byte{}
	for _, path := range h.reads() {
		body, err := h.do(ctx, http.MethodGet, h.server.URL+path, "", nil)
		if err != nil {
			return err
		}
		memory[path] = body
	}
	h.document = memory[h.reads()[0]]
	h.static = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(memory[r.URL.RequestURI()]) // a caller that hung up is none of its business
	}))
	return nil
}

// reads are the paths that are read, a story's first.
func (h *house) reads() []string {
	return []string{"/v1/articles/" + h.slugs[0], "/v1/articles?limit=20", "/v1/articles?limit=20&section=section-3"}
}

// pairs are what is measured. Reads are of the same bytes on both sides.
func (h *house) pairs() []pair {
	names := []string{"GET an article", "GET a list of 20", "GET a section's 20"}
	var all []pair
	for i, path := range h.reads() {
		all = append(all, pair{names[i], "the same bytes from memory", h.get(h.server, path), h.get(h.static, path)})
	}
	return append(all, pair{"PATCH an article", "store its bytes and a revision", h.patch, h.bareWrite})
}

func (h *house) get(server *httptest.Server, path string) call {
	return func(ctx context.Context, _ int) error {
		_, err := h.do(ctx, http.MethodGet, server.URL+path, "", nil)
		return err
	}
}

// patch changes one paragraph's words in a published story of the worker's own.
func (h *house) patch(ctx context.Context, worker int) error {
	address := h.server.URL + "/v1/articles/" + h.slugs[100+worker] + "?minor=true&reason=bench"
	words := fmt.Sprintf("The tide turned at %d.", time.Now().UnixNano())
	patch := []byte(`[{"op":"replace","path":"/body/3/text","value":"` + words + `"}]`)
	_, err := h.do(ctx, http.MethodPatch, address, "*", patch)
	return err
}

// bareWrite stores a document of the same length and its revision in one
// transaction, and nothing else: the least that a write with history could be.
func (h *house) bareWrite(ctx context.Context, worker int) error {
	return pgx.BeginFunc(ctx, h.owner, func(tx pgx.Tx) error {
		var b pgx.Batch
		b.Queue(`update bare set version = version + 1, document = $2 where id = $1`, worker, h.document)
		b.Queue(`insert into bare_revisions select id, version, document from bare where id = $1`, worker)
		return tx.SendBatch(ctx, &b).Close()
	})
}

// do sends one request and reads its answer; one that is no success is an error.
func (h *house) do(ctx context.Context, method, address, match string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if match != "" {
		r.Header.Set("Authorization", "Bearer "+h.key)
		r.Header.Set("If-Match", match)
		r.Header.Set("Content-Type", "application/json-patch+json")
	}
	response, err := h.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", method, address, response.Status, answer)
	}
	return answer, err
}
