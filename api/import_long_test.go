package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"storywire/internal/auth"

	"github.com/jackc/pgx/v5"
)

// stopped holds what a story called "Tide tables" waits for, until release.
func (s *site) stopped() (release func()) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.db.OwnerURL)
	if err == nil {
		_, err = conn.Exec(s.t.Context(), `select pg_advisory_lock(hashtextextended('slug tide-tables', 0))`)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return func() { _ = conn.Close(context.WithoutCancel(s.t.Context())) }
}

// until waits for what the SQL counts to be so many.
func (s *site) until(n int, sql string) {
	s.t.Helper()
	for end := time.Now().Add(20 * time.Second); s.ask(sql) != n; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("never %d: %s", n, sql)
		}
	}
}

// TestNobodyWaitsForAListUnderAKey has editors write while a list that is to be
// imported once has begun, and one of its connections cut: what it has stored stays,
// and is not stored again.
func TestNobodyWaitsForAListUnderAKey(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const first = `{"headline": "Ferry returns", "body": [{"type": "paragraph", "text": "“We waited nine weeks for this,” said Ines Vale, who keeps the gauge of the harbour at Ostholm."}], "quotes": [{"text": "We waited nine weeks for this,", "speaker": {"name": "Ines Vale"}}]}`
	const second = `{"headline": "Tide tables", "body": [{"type": "paragraph", "text": "High water is at noon on the first day of the season, as the old gauge on the quay has it."}]}`
	list := call{as: auth.Publish, method: "POST", path: "/v1/import?publish=true", media: "application/x-ndjson", body: first + "\n" + second + "\n"}.under("a-long-list")
	draft := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: `{"headline": "A draft", "body": [{"type": "paragraph", "text": "So it is."}]}`}).is(201).header.Get("Location")
	release := s.stopped()
	answered := make(chan *answer, 1)
	go func() { answered <- s.do(list) }()
	s.until(1, `select count(*) from articles where slug = 'ferry-returns'`)

	s.do(call{as: auth.Write, method: "POST", path: "/v1/speakers", body: `{"name": "Rut Vale"}`}).is(http.StatusCreated)
	s.do(call{as: auth.Publish, method: "POST", path: draft + "/publish", body: "{}", headers: ifMatch("*")}).is(http.StatusOK)

	s.until(1, `select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`)
	s.exec(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`)
	if cut := <-answered; cut.status < http.StatusInternalServerError {
		t.Errorf("cut off, it answers %d: %s", cut.status, cut.body)
	}
	release()
	var got struct{ Results []importedItem }
	again := s.do(list).is(http.StatusOK)
	if again.read(&got); len(got.Results) != 2 || got.Results[0].Status != 200 || got.Results[0].DuplicateOf.Slug != "ferry-returns" || got.Results[1].Status != 201 {
		t.Errorf("%s", again.body)
	}
	s.do(list).same(again)
	if n := s.ask(`select count(*) from articles`); n != 3 {
		t.Errorf("%d stories", n)
	}
}
