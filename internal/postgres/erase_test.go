package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/localpg"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var chief = auth.Principal{KeyID: news.NewID(), Name: "director", Scopes: []auth.Scope{auth.Admin}}

// secretWord stands in every text of the story that is erased.
const secretWord = "quillon"

// secretStory is a story of which every text has the word, but for its slug.
func secretStory() *news.Article {
	return &news.Article{
		Slug: "harbour-accounts", Headline: "Accounts of quillon", Subhead: "A quillon", Summary: "Of a quillon.",
		Highlights: []string{"The quillon"}, Section: &news.Ref{Slug: "harbour", Name: "Harbour"},
		Tags: []news.Ref{{Name: "Quillon Affair"}}, Authors: []news.ArticleAuthor{{Name: "Ada Quillon"}},
		Photos:   []news.ArticlePhoto{{Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "A quillon", AltText: "quillon", Credit: "quillon", URL: "https://img.example/quillon.jpg"}}},
		Dateline: "QUILLON", CanonicalURL: "https://news.example/quillon", Language: "en",
		Body: []news.Block{
			{Type: news.Paragraph, Text: "“The quillon is mine,” said Otto Quillon."},
			{Type: news.List, Items: []string{"one quillon", "two"}},
			{Type: news.Embed, URL: "https://video.example/quillon", Title: "The quillon"},
		},
		Quotes:   []news.Quote{{Text: "The quillon is mine,", Speaker: &news.QuoteSpeaker{Name: "Otto Quillon", Title: "Quillon holder"}, Cue: "said quillon", Medium: "quillon"}},
		Sources:  []news.ArticleSource{{Name: "Quillon Office", Alias: "quillon", Role: "quillon"}},
		Mentions: []news.Mention{{Type: news.Person, Name: "Otto Quillon"}},
	}
}

// live puts the story through all that leaves something of it somewhere.
func live(t *testing.T, s *postgres.Store, db pgtest.DB) *news.Article {
	t.Helper()
	a := publish(t, s, secretStory())
	_, err := s.ChangeArticle(t.Context(), publisher, a.Slug, news.Edit{Match: anyVersion, Reason: "the quillon again", Minor: true}, func(a *news.Article) error {
		a.Subhead = "Another quillon"
		a.Photos = []news.ArticlePhoto{{Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "A later quillon"}}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := s.CorrectArticle(t.Context(), publisher, a.Slug, anyEdit, news.Correction{Kind: news.KindCorrection, Note: "It was no quillon."}, "/patch",
		func(a *news.Article) error { a.Summary = "Of no quillon."; return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []news.Removal{{To: news.Withheld, Note: "Is it a quillon?"}, {To: news.Published, Note: "It is a quillon."}} {
		if _, err := s.RemoveArticle(t.Context(), publisher, a.Slug, anyEdit, r); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Once(t.Context(), publisher, request("quill", 1, 1), func(context.Context) []byte { return []byte("an answer with a quillon") })
	if err != nil {
		t.Fatal(err)
	}
	exec(t, db, `insert into proposals (id, article_id, version, source, patch, changes, page, at, by_name)
		values ($1, $2, 1, 'https://courier.example/quillon', '[{"value": "quillon"}]', '["quillon"]', '{"headline": "quillon"}', now(), 'desk')`, news.NewID(), a.ID)
	exec(t, db, `insert into subscriptions (id, url, every) values ($1, 'https://courier.example/atom', 900)`, a.ID)
	exec(t, db, `insert into subscription_items (id, subscription_id, item, mark, headline, outcome, article_id, errors, provenance, warnings, poll_id, at)
		values ($1, $1, 'tag:courier.example,2026:harbour-accounts', '', 'A quillon', 'draft', $1, '["quillon"]', '["quillon"]', '["quillon"]', $1, now())`, a.ID)
	exec(t, db, `insert into river.river_job (kind, args, max_attempts) values ('rerender',
		jsonb_build_object('table', 'photos', 'ids', jsonb_build_array(), 'correction', jsonb_build_object('id', $1::text, 'note', 'no quillon')), 25)`, c.ID.String())
	return a
}

// exec has the database's owner do something.
func exec(t *testing.T, db pgtest.DB, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// tablesWith are the tables that have the word anywhere, in any column.
func tablesWith(t *testing.T, db pgtest.DB, word string) (found []string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, err := conn.Query(t.Context(), `
		select format('%I.%I', table_schema, table_name), array_agg(case data_type when 'bytea'
		           then format('encode(%I, ''escape'')', column_name) else format('%I::text', column_name) end)
		from information_schema.columns join information_schema.tables using (table_schema, table_name)
		where table_schema in ('public', 'river') and table_type = 'BASE TABLE' group by 1 order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	type table struct {
		Name  string
		Texts []string
	}
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[table])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		var there bool
		err := conn.QueryRow(t.Context(), `select exists (select from `+table.Name+`
			where concat_ws(' ', `+strings.Join(table.Texts, ", ")+`) ilike '%' || $1 || '%')`, word).Scan(&there)
		if err != nil {
			t.Fatal(err)
		}
		if there {
			found = append(found, table.Name)
		}
	}
	return found
}

func TestOfAnErasedStoryNoWordIsLeft(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := live(t, s, db)
	keepSearch(t, s)
	if err := s.ReadWords(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"public.articles", "public.authors", "public.blocks", "public.changes", "public.corrections", "public.kept_answers",
		"public.mentions", "public.photos", "public.proposals", "public.quotes", "public.removals", "public.revisions", "public.slugs",
		"public.sources", "public.speakers", "public.subscription_items", "public.tags", "river.river_job"}
	before := tablesWith(t, db, secretWord)
	want = slices.DeleteFunc(want, func(table string) bool { return table == "public.slugs" }) // its slug has no word of it
	want = append(want, "public.article_sources", "public.article_search", "public.quote_search", "public.search_words")
	slices.Sort(want)
	if diff := cmp.Diff(want, before); diff != "" {
		t.Fatalf("where the story's words stand before:\n%s", diff)
	}
	doc, err := s.RemoveArticle(t.Context(), chief, a.Slug, anyEdit, news.Removal{To: news.Killed, Note: "Removed by order of a court.", Erase: true})
	if err != nil {
		t.Fatal(err)
	}
	if left := tablesWith(t, db, secretWord); len(left) > 0 {
		t.Errorf("words of it are left in %q", left)
	}
	left := read(t, doc)
	if left.Slug != a.Slug || left.Status != news.Killed || left.ErasedAt.IsZero() || left.Version != a.Version+5 || !left.PublishedAt.Equal(a.PublishedAt) {
		t.Errorf("what is left: %s", doc.Body)
	}
	if n := count(t, db, `select count(*) from revisions where article_id = $1 and sha256 is not null`, a.ID); n != left.Version-1 {
		t.Errorf("%d of the revisions left a hash", n)
	}
	if n := count(t, db, `select count(*) from audit where action = 'erased' and key_name = 'director' and version = $1`, left.Version); n != 1 {
		t.Errorf("%d entries of the audit log", n)
	}
	if n := count(t, db, `select count(*) from changes where type = 'killed' and note = 'Removed by order of a court.'`); n != 1 {
		t.Errorf("%d entries of the change log", n)
	}
	if n := count(t, db, `select count(*) from slugs where slug = 'harbour-accounts' and public`); n != 1 {
		t.Error("the address was given away")
	}
	if n := count(t, db, `select count(*) from river.river_job where kind = 'rerender'`); n != 1 {
		t.Error("a job for other stories was lost")
	}
}

// TestErasingUnderOneRole is for a database that was given one role alone, and
// for an older version of the schema: what was erased must not stand in the way
// of either.
func TestErasingUnderOneRole(t *testing.T) {
	t.Parallel()
	_, db := newStore(t)
	s, err := postgres.Open(t.Context(), db.OwnerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := live(t, s, db)
	if _, err := s.RemoveArticle(t.Context(), chief, a.Slug, anyEdit, news.Removal{To: news.Killed, Note: "By order.", Erase: true}); err != nil {
		t.Fatal(err)
	}
	for version := migrations.Latest(); version >= 13; version, _, _ = migrations.Version(db.OwnerURL) {
		if err := migrations.Down(db.OwnerURL, 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := migrations.Up(t.Context(), db.OwnerURL, localpg.ServerRole); err != nil {
		t.Fatal(err)
	}
	if left := tablesWith(t, db, secretWord); len(left) > 0 {
		t.Errorf("words of it are left in %q", left)
	}
}

func TestWhatOtherStoriesUseOutlivesAnErasedOne(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := live(t, s, db)
	other := secretStory()
	other.Slug = "another-story"
	other.Photos = []news.ArticlePhoto{{ID: a.Photos[0].ID}}
	kept := publish(t, s, other)
	if _, err := s.RemoveArticle(t.Context(), chief, a.Slug, anyEdit, news.Removal{To: news.Killed, Note: "By order.", Erase: true}); err != nil {
		t.Fatal(err)
	}
	got := get(t, s, kept.Slug)
	if diff := cmp.Diff(kept, got); diff != "" {
		t.Errorf("the other story changed:\n%s", diff)
	}
	if n := count(t, db, `select count(*) from photos where deleted_at is null and caption = 'A quillon'`); n != 1 {
		t.Errorf("%d photos of the other story", n)
	}
	if n := count(t, db, `select count(*) from photos where caption = 'A later quillon'`); n != 0 {
		t.Error("a photo that only the erased story showed is there")
	}
}

func TestWhatWasErasedStaysSo(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := live(t, s, db)
	kill := news.Removal{To: news.Killed, Note: "By order of a court, quillon."}
	if _, err := s.RemoveArticle(t.Context(), chief, a.Slug, anyEdit, kill); err != nil {
		t.Fatal(err)
	}
	kill.Erase, kill.Note = true, "By order of a court."
	if _, err := s.RemoveArticle(t.Context(), publisher, a.Slug, anyEdit, kill); !errors.As(err, new(*news.Gone)) {
		t.Errorf("who may not kill erases: %v", err)
	}
	if _, err := s.RemoveArticle(t.Context(), chief, a.Slug, anyEdit, kill); err != nil {
		t.Fatalf("a killed story is not erased: %v", err)
	}
	if left := tablesWith(t, db, secretWord); len(left) > 0 {
		t.Errorf("words of it are left in %q", left)
	}
	var conflict *news.Conflict
	if _, err := s.RemoveArticle(t.Context(), chief, a.Slug, anyEdit, kill); !errors.As(err, &conflict) {
		t.Errorf("erased twice: %v", err)
	}
	for by, hashed := range map[*auth.Principal]bool{&chief: true, {Scopes: chief.Scopes, Contract: &auth.Contract{}}: false} {
		list, err := s.Revisions(t.Context(), *by, a.Slug, news.RevisionQuery{Limit: 20})
		if err != nil || len(list) < 2 || (list[len(list)-1].SHA256 != "") != hashed {
			t.Errorf("a hash of what was erased is told is not %t: %+v, %v", hashed, list, err)
		}
	}
	var gone *news.Gone
	for name, do := range map[string]func() error{
		"changed": func() error {
			_, err := s.ChangeArticle(t.Context(), chief, a.Slug, anyEdit, func(*news.Article) error { return nil })
			return err
		},
		"restored": func() error { _, err := s.RestoreArticle(t.Context(), chief, a.Slug, anyEdit, 2); return err },
		"read":     func() error { _, err := s.Revision(t.Context(), chief, a.Slug, 2); return err },
		"read by readers": func() error {
			_, err := s.Article(t.Context(), nobody, a.Slug)
			return err
		},
	} {
		if err := do(); !errors.As(err, &gone) || gone.Note != "By order of a court." || gone.Headline != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Once(t.Context(), publisher, request("quill", 1, 1), func(context.Context) []byte { t.Error("done again"); return nil }); !errors.Is(err, news.ErrAnswerErased) {
		t.Errorf("a request whose answer was erased: %v", err)
	}
	// Another address for every story must not bring an erased one back.
	if _, err := s.ChangeNewsroom(t.Context(), chief, anyVersion, func(n *news.Newsroom) error { n.ArticleURL = "https://news.example/{slug}"; return nil }); err != nil {
		t.Fatal(err)
	}
	doc, err := s.Article(t.Context(), chief, a.Slug)
	if err != nil || read(t, doc).Headline != "" || read(t, doc).ErasedAt.IsZero() {
		t.Errorf("%v: %s", err, doc.Body)
	}
}

// TestHistoryIsOnlyEmptied holds that what erases history does nothing else:
// not for a story that was not killed, and not to single words, whoever asks.
func TestHistoryIsOnlyEmptied(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a, b := live(t, s, db), publish(t, s, story("Another"))
	for who, url := range map[string]string{"server": db.ServerURL, "owner": db.OwnerURL} {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.WithoutCancel(t.Context()))
		refused := func(id uuid.UUID, list ...string) {
			t.Helper()
			for _, sql := range list {
				if _, err := conn.Exec(t.Context(), sql, id); err == nil {
					t.Errorf("the %s's role may %s", who, sql)
				}
			}
		}
		rewrite := []string{
			`update revisions set document = 'x' where article_id = $1`,
			`update revisions set document = null, sha256 = sha256('x'), erased_at = now(), reason = '', labels = '{}', refs = '{}' where article_id = $1`,
			`update revisions set by_name = 'nobody' where article_id = $1`,
			`update corrections set note = 'x' where article_id = $1`, `update removals set note = 'x' where article_id = $1`,
			`update changes set note = '', type = 'updated' where article_id = $1`, `delete from corrections where article_id = $1`,
		}
		refused(a.ID, append(rewrite, `select erase_history($1)`, `update changes set note = '' where article_id = $1`)...)
		// Not even while one is being erased, and not of another.
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), `update articles set status = 'killed', erased_at = now() where id = $1`, a.ID); err != nil {
			t.Fatal(err)
		}
		for _, sql := range append(rewrite, `select erase_history('`+b.ID.String()+`'::uuid) where $1::uuid is not null`) {
			nested, err := tx.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := nested.Exec(t.Context(), sql, a.ID); err == nil {
				t.Errorf("while erasing, the %s's role may %s", who, sql)
			}
			_ = nested.Rollback(t.Context())
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
