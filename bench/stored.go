package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// stored is the archive that is in the database: of so many stories, or of as
// many as were loaded by an earlier run.
func stored(ctx context.Context, owner *pgxpool.Pool, stories int) (*archive, error) {
	var begun bool
	err := owner.QueryRow(ctx, `select to_regclass('loaded') is not null`).Scan(&begun)
	if err != nil {
		return nil, err
	}
	if begun {
		err := owner.QueryRow(ctx, `select stories from loaded`).Scan(&stories)
		if errors.Is(err, pgx.ErrNoRows) {
			err = errors.New("the folder's archive was not loaded to its end: remove the folder")
		}
		return newArchive(stories), err
	}
	a, at := newArchive(stories), time.Now()
	if _, err := owner.Exec(ctx, `create table loaded (stories integer not null)`); err != nil {
		return nil, err
	}
	if err := hurried(ctx, owner, func() error { return fill(ctx, owner, a) }); err != nil {
		return nil, err
	}
	_, err = owner.Exec(ctx, `
		create table bare (id integer primary key, version integer not null, document bytea not null);
		create table bare_revisions (id integer not null, version integer not null, document bytea not null, primary key (id, version));
		insert into bare select n, 1, '' from generate_series(0, 63) n`)
	if err == nil {
		_, err = owner.Exec(ctx, `vacuum (analyze, freeze)`)
	}
	if err == nil {
		_, err = owner.Exec(ctx, `insert into loaded values ($1)`, stories)
	}
	fmt.Fprintf(os.Stderr, "%d stories were loaded in %s\n", stories, time.Since(at).Round(time.Second))
	return a, err
}

// hurried has the database load without waiting for the disk, of what could be
// loaded again; and be durable, as in production, from then on.
func hurried(ctx context.Context, owner *pgxpool.Pool, load func() error) error {
	set := func(statements ...string) error {
		for _, s := range append(statements, `select pg_reload_conf()`) {
			if _, err := owner.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}
	err := set(`alter system set fsync = off`, `alter system set full_page_writes = off`, `alter system set max_wal_size = '4GB'`,
		`alter system set maintenance_work_mem = '512MB'`)
	if err == nil {
		err = load()
	}
	if err == nil {
		err = set(`checkpoint`, `alter system reset all`)
	}
	return err
}

// keepWords makes what searches ask of all stories, and its index when all is
// there. Their words are in the vocabulary already, and need not be read for it.
func keepWords(ctx context.Context, owner *pgxpool.Pool, a *archive) error {
	var index string
	err := owner.QueryRow(ctx, `select indexdef from pg_indexes where indexname = 'article_search_words'`).Scan(&index)
	if err == nil {
		_, err = owner.Exec(ctx, `drop index article_search_words`)
	}
	first := max(0, a.size-texts)
	if err == nil {
		err = inLots(ctx, first, a.size, func(first, end int) error {
			return alone(ctx, owner, `select keep_search(id), keep_quote_search(id) from unnest($1::uuid[]) id`, a.ids(first, end))
		})
	}
	if err == nil {
		err = inLots(ctx, 0, first, func(from, end int) error { return repeatWords(ctx, owner, a, from, end) })
	}
	if err == nil {
		_, err = owner.Exec(ctx, index+`; delete from search_unread; delete from likeness_unread`)
	}
	return err
}

// repeatWords gives stories the words of those whose text they repeat.
func repeatWords(ctx context.Context, owner *pgxpool.Pool, a *archive, from, end int) error {
	models := make([]uuid.UUID, 0, end-from)
	for n := from; n < end; n++ {
		models = append(models, a.idOf(n+(a.size-1-n)/texts*texts))
	}
	return alone(ctx, owner, `
		insert into article_search (article_id, listed_at, config, words)
		select a.id, a.listed_at, s.config, s.words
		from unnest($1::uuid[], $2::uuid[]) c(id, model) join articles a on a.id = c.id join article_search s on s.article_id = c.model`,
		a.ids(from, end), models)
}

// alone runs a statement that loads.
func alone(ctx context.Context, owner *pgxpool.Pool, statement string, args ...any) error {
	return pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, asLoaded)
		if err == nil {
			_, err = tx.Exec(ctx, statement, args...)
		}
		return err
	})
}
