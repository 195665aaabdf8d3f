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
