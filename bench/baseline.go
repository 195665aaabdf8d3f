package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The baselines are a process of their own, as the server is, so that what each
// takes of the machine can be told apart:
//
//	/l0/...  bytes from memory: what HTTP alone costs (in gzip, made before, for
//	         whoever takes it; a 304 for whoever has the tag)
//	/l1/{slug}  one select of a document by its slug: what HTTP and a query cost
//	/cards/{section}  one select of a section's 20 newest cards
//	/write   one transaction that stores a document and its revision
type baselines struct {
	pool  *pgxpool.Pool
	bytes map[string][]byte // by path
	gzip  map[string][]byte
}

// L0Tag is the entity tag of everything under /l0.
const l0Tag = `"l0"`

func serveBaselines(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("baseline", flag.ContinueOnError)
	address := f.String("addr", "", "where to listen")
	database := f.String("database", "", "the database's address")
	file := f.String("bytes", "", "a file of JSON: what is served from memory, by path")
	if err := f.Parse(args); err != nil {
		return err
	}
	b := &baselines{gzip: map[string][]byte{}}
	raw, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &b.bytes); err != nil {
		return err
	}
	for path, body := range b.bytes {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		if _, err := w.Write(body); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		b.gzip[path] = out.Bytes()
	}
	if b.pool, err = pgxpool.New(ctx, *database); err != nil {
		return err
	}
	defer b.pool.Close()
	server := &http.Server{Addr: *address, Handler: b.routes()} //nolint:gosec // on this machine, for a minute
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return server.ListenAndServe()
}

func (b *baselines) routes() http.Handler {
	r := chi.NewRouter()
	r.Get("/l0/{name}", b.fromMemory)
	r.Get("/l1/{slug}", b.document)
	r.Get("/cards/{section}", b.cards)
	r.Post("/write/{id}", b.write)
	return r
}

func (b *baselines) fromMemory(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["Etag"] = []string{l0Tag}
	if r.Header.Get("If-None-Match") == l0Tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := b.bytes[chi.URLParam(r, "name")]
	if r.Header.Get("Accept-Encoding") == "gzip" {
		body = b.gzip[chi.URLParam(r, "name")]
		h["Content-Encoding"] = []string{"gzip"}
	}
	h["Content-Type"] = []string{"application/json"}
	_, _ = w.Write(body) // a caller that hung up is none of its business
}

func (b *baselines) document(w http.ResponseWriter, r *http.Request) {
	var body []byte
	err := b.pool.QueryRow(r.Context(), `select document from articles where slug = $1`, chi.URLParam(r, "slug")).Scan(&body)
	answer(w, body, err)
}

func (b *baselines) cards(w http.ResponseWriter, r *http.Request) {
	rows, err := b.pool.Query(r.Context(), `
		select card from articles where section_id = (select id from sections where slug = $1) and status = 'published'
		  and deleted_at is null order by listed_at desc, id desc limit 20`, chi.URLParam(r, "section"))
	var cards [][]byte
	if err == nil {
		cards, err = pgx.CollectRows(rows, pgx.RowTo[[]byte])
	}
	answer(w, bytes.Join(cards, []byte(",")), err)
}

// write is the least that a write with history could be.
func (b *baselines) write(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	err := pgx.BeginFunc(r.Context(), b.pool, func(tx pgx.Tx) error {
		var batch pgx.Batch
		batch.Queue(`update bare set version = version + 1, document = $2 where id = $1::text::integer`, id, b.bytes["story"])
		batch.Queue(`insert into bare_revisions select id, version, document from bare where id = $1::text::integer`, id)
		return tx.SendBatch(r.Context(), &batch).Close()
	})
	answer(w, []byte("{}"), err)
}

func answer(w http.ResponseWriter, body []byte, err error) {
	if err != nil {
		http.Error(w, fmt.Sprint(err), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // as above
}
