package postgres_test

import (
	"context"
	"encoding/json"
	"flag"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) {
	// Each check of a property is some hundred transactions; -rapid.checks asks
	// for more.
	if err := flag.Set("rapid.checks", "10"); err != nil {
		panic(err)
	}
	pgtest.Main(m, migrations.Up)
}

// The callers that tests act as.
var (
	nobody    = auth.Principal{}
	partner   = auth.Principal{KeyID: news.NewID(), Name: "partner", Scopes: []auth.Scope{auth.Feed}}
	writer    = auth.Principal{KeyID: news.NewID(), Name: "desk", Scopes: []auth.Scope{auth.Write}}
	publisher = auth.Principal{KeyID: news.NewID(), Name: "chief", Scopes: []auth.Scope{auth.Write, auth.Publish}}
)

var (
	anyVersion = news.Match{Any: true}
	anyEdit    = news.Edit{Match: anyVersion, Minor: true, Reason: "a slip"}
)

// newStore is a store over a database of its own, and that database's addresses.
func newStore(t *testing.T) (*postgres.Store, pgtest.DB) {
	t.Helper()
	db := pgtest.New(t)
	s, err := postgres.Open(t.Context(), db.ServerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, db
}

// story is a draft about the given town, whole enough to be published.
func story(headline string) *news.Article {
	return &news.Article{
		Headline: headline,
		Section:  &news.Ref{Slug: "harbour", Name: "Harbour"},
		Tags:     []news.Ref{{Name: "Ferries"}},
		Authors:  []news.ArticleAuthor{{Name: "Mira Okafor"}, {Name: "Tom Quill", Role: news.RoleEditor}},
		Photos:   []news.ArticlePhoto{{Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "The pier at dawn", URL: "https://img.example/pier.jpg"}}},
		Body: []news.Block{
			{Type: news.Paragraph, Text: "The ferry is back, Mayor Ines Vale said: “We waited long enough.”"},
			{Type: news.Heading, Text: "What comes next"},
			{Type: news.Paragraph, HTML: "Tickets go on sale <em>today</em>."},
		},
		Quotes:  []news.Quote{{Text: "We waited long enough.", Speaker: &news.QuoteSpeaker{Name: "Ines Vale", Title: "Mayor"}}},
		Sources: []news.ArticleSource{{Name: "Harbour Trust", Role: "statement"}},
	}
}

func create(t *testing.T, s *postgres.Store, a *news.Article) *news.Article {
	t.Helper()
	doc, err := s.CreateArticle(t.Context(), writer, a)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, doc)
}

func publish(t *testing.T, s *postgres.Store, a *news.Article) *news.Article {
	t.Helper()
	doc, err := s.PublishNew(t.Context(), publisher, a)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, doc)
}

// read is what a document says.
func read(t *testing.T, doc news.Document) *news.Article {
	t.Helper()
	var a news.Article
	if err := json.Unmarshal(doc.Body, &a); err != nil {
		t.Fatalf("a document that is no JSON: %v\n%s", err, doc.Body)
	}
	if doc.Tag() == doc.ETag && doc.ETag != news.DocumentETag(a.Version, doc.Body) {
		t.Errorf("the ETag %s is not that of the document", doc.ETag)
	}
	return &a
}

func get(t *testing.T, s *postgres.Store, ref string) *news.Article {
	t.Helper()
	doc, err := s.Article(t.Context(), writer, ref)
	if err != nil {
		t.Fatalf("%s: %v", ref, err)
	}
	return read(t, doc)
}

// count asks the database itself, as its owner.
func count(t *testing.T, db pgtest.DB, sql string, args ...any) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// past is a time that many hours before a fixed one.
func past(hours int) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(-time.Duration(hours) * time.Hour)
}

// anyOf is the filter for any of the values.
func anyOf(values ...string) news.Choice { return news.Choice{Any: values} }
