package migrations_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"storywire/internal/localpg"
	"storywire/internal/pgtest"
	"storywire/migrations"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { pgtest.Main(m, migrations.Up) }

// schema is everything that the schema public holds, one line each: columns
// with type and default, constraints, indexes, functions, triggers, grants.
func schema(t *testing.T, url string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, err := conn.Query(t.Context(), `
		select format('column %s.%s %s %s %s %s', table_name, column_name, data_type, domain_name, is_nullable,
		              coalesce(column_default, generation_expression))
		  from information_schema.columns where table_schema = 'public' and table_name <> 'schema_migrations'
		union all select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
		  from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'schema_migrations'
		union all select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'schema_migrations'
		union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
		union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
		union all select format('grant %s %s %s', grantee, privilege_type, table_name)
		  from information_schema.table_privileges where table_schema = 'public' and table_name <> 'schema_migrations'
		order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func TestUpDownUp(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	before := schema(t, db.OwnerURL)
	if !strings.Contains(before, "articles") {
		t.Fatal("nothing was migrated")
	}
	for {
		version, _, err := migrations.Version(db.OwnerURL)
		if err != nil {
			t.Fatal(err)
		}
		if version == 0 {
			break
		}
		if err := migrations.Down(db.OwnerURL, 1); err != nil {
			t.Fatalf("from version %d: %v", version, err)
		}
	}
	if left := schema(t, db.OwnerURL); left != "" {
		t.Errorf("down leaves behind:\n%s", left)
	}
	if err := migrations.Up(t.Context(), db.OwnerURL, localpg.ServerRole); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, schema(t, db.OwnerURL)); diff != "" {
		t.Errorf("the second up made another schema:\n%s", diff)
	}
}

func TestServersThatStartAtOnceMigrateOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.NewEmpty(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := migrations.Up(t.Context(), db.OwnerURL, localpg.ServerRole); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if version, dirty, err := migrations.Version(db.OwnerURL); err != nil || dirty || version != migrations.Latest() {
		t.Errorf("version %d, dirty %v, %v", version, dirty, err)
	}
}

// TestRevisionsFromBeforeAreFilledIn brings up a database that has history
// from before revisions kept what they were filed under.
func TestRevisionsFromBeforeAreFilledIn(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	for version := migrations.Latest(); version >= 6; version, _, _ = migrations.Version(db.OwnerURL) {
		if err := migrations.Down(db.OwnerURL, 1); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	const article, tag, author, none = "01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11", "01992f4e-7a10-7c31-9d0e-5b1f6f0c2a12",
		"01992f4e-7a10-7c31-9d0e-5b1f6f0c2a13", "00000000-0000-0000-0000-000000000000"
	_, err = conn.Exec(t.Context(), `
		begin;
		insert into tags (id, slug, name) values ('`+tag+`', 'ferries', 'Ferries');
		insert into articles (id, slug, version, kind, created_at, modified_at, document, card, etag)
		values ('`+article+`', 'tide', 2, 'news', now(), '2026-01-02', '', '', '');
		insert into slugs (slug, article_id) values ('tide', '`+article+`');
		insert into revisions (article_id, version, document, write, by_name, at) values
		('`+article+`', 1, '{"status": "draft", "created_at": "2026-01-01T00:00:00Z", "tags": [], "authors": [], "sources": []}', 'created', 'desk', now()),
		('`+article+`', 2, '{"status": "published", "created_at": "2026-01-01T00:00:00Z", "published_at": "2026-01-02T00:00:00Z",
		  "section": {"slug": "gone", "name": "Gone"}, "tags": [{"slug": "boats"}, {"slug": "ferries"}],
		  "authors": [{"id": "`+author+`", "slug": "ida-bell"}], "sources": [{"slug": "gone"}], "kind": "news"}', 'published', 'desk', now());
		insert into changes (sequence, type, article_id, slug, version, at) values (1, 'published', '`+article+`', 'tide', 2, now());
		commit`)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrations.Up(t.Context(), db.OwnerURL, localpg.ServerRole); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), `
		select concat_ws(' ', version, status, to_char(listed_at at time zone 'UTC', 'YYYY-MM-DD'), labels, refs) from revisions order by version`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 draft 2026-01-01 {} {}",
		"2 published 2026-01-02 {section/gone,tag/boats,tag/ferries,tag/" + tag + ",author/ida-bell,author/" + author + ",kind/news} " +
			"{" + strings.Join([]string{none, none, tag, none}, ",") + "}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var filed []string // what a contract goes by: ids, and no words
	if err := conn.QueryRow(t.Context(), `select filed from changes`).Scan(&filed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"kind/news", "tag/" + tag}, filed); diff != "" {
		t.Error(diff)
	}
}
