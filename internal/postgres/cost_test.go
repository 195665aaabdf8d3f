package postgres_test

import (
	"testing"

	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/jackc/pgx/v5"
)

// planned is how often the writers' connection has run a statement that it keeps,
// and those of which it made a plan for the arguments alone.
func planned(t *testing.T, s *postgres.Store) (run int, anew []string) {
	t.Helper()
	conn, err := s.Writers().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	rows, err := conn.Query(t.Context(), `select generic_plans + custom_plans, case when custom_plans > 0 then statement end from pg_prepared_statements`,
		pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	var statement *string
	_, err = pgx.ForEachRow(rows, []any{&n, &statement}, func() error {
		run += n
		if statement != nil {
			anew = append(anew, *statement)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return run, anew
}

// TestWhatACorrectionAsks holds a correction to the statements that it needs, and
// each of them to one plan. A statement costs the database more than most of them
// do, and a plan more than that.
func TestWhatACorrectionAsks(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := publish(t, s, story("The ferry is back"))
	correct := func(words string) {
		t.Helper()
		_, _, err := s.CorrectArticle(t.Context(), publisher, a.Slug, news.Edit{Match: anyVersion},
			news.Correction{Kind: news.KindCorrection, Note: "It was another day."}, "/patch", func(a *news.Article) error {
				a.Body[2].HTML, a.Body[2].Text = "", words
				return nil
			})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, words := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"} { // Postgres chooses after five
		correct(words)
	}
	before, _ := planned(t, s)
	correct("Sunday")
	after, anew := planned(t, s)
	const most = 20
	if asked := after - before; asked > most {
		t.Errorf("a correction asks %d statements; %d were enough", asked, most)
	}
	if len(anew) > 0 {
		t.Errorf("these are planned each time that they are run:\n%q", anew)
	}
}
