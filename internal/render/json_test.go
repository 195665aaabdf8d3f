package render

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

var update = flag.Bool("update", false, "write the golden files anew")

// story has something of everything that an article can hold.
func story() *news.Article {
	id := func(n byte) uuid.UUID { return uuid.UUID{0: 1, 6: 0x70, 8: 0x80, 15: n} }
	at := time.Date(2026, 9, 4, 17, 40, 0, 0, time.UTC)
	speaker := news.QuoteSpeaker{ID: id(9), Slug: "dana-whitlock", Name: "Dana Whitlock", Title: "chief engineer"}
	return &news.Article{
		ID: id(1), Slug: "ferry-returns", Status: news.Published, Version: 3, Kind: "news", Language: "en",
		Headline: "Ferry <b>returns</b> & stays", Subhead: "Nine weeks on", Summary: "It sails.", Highlights: []string{"It sails"},
		Section: &news.Ref{ID: id(2), Slug: "harbour", Name: "Harbour"}, Tags: []news.Ref{{ID: id(3), Slug: "ferries", Name: "Ferries"}},
		Authors: []news.ArticleAuthor{{ID: id(4), Slug: "ines-calloway", Name: "Ines Calloway", Role: news.RoleAuthor}},
		Photos: []news.ArticlePhoto{
			{ID: id(5), Role: news.Inline, PhotoFacts: news.PhotoFacts{URL: "https://img.example/2.jpg"}},
			{ID: id(6), Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "At the pier", TakenOn: "2026-09-03", Width: 1200, Height: 800}},
		},
		Body: []news.Block{
			{ID: id(10), Type: news.Paragraph, HTML: "It <em>sails</em>.", Text: "It sails."},
			{ID: id(11), Type: news.Heading, Level: 2, Text: "After"},
			{ID: id(12), Type: news.BlockQuote, HTML: "At last.", Text: "At last.", QuoteID: id(8)},
			{ID: id(13), Type: news.PhotoBlock, PhotoID: id(5)},
			{ID: id(14), Type: news.List, Ordered: new(true), Items: []string{"One", "Two"}},
			{ID: id(15), Type: news.Embed, URL: "https://video.example/1", Title: "The ramp"},
		},
		Quotes: []news.Quote{
			{ID: id(8), Text: "At last.", Kind: news.Direct, Speaker: &speaker, Cue: "said", Pointer: "/body/2/text", End: 8},
			{ID: id(7), Text: "sails", Kind: news.Fragment, Pointer: "/body/0/text", Start: 3, End: 8, SaidOn: "2026-09-01", Medium: "letter"},
		},
		Sources:  []news.ArticleSource{{ID: id(16), Slug: "harbour-trust", Name: "Harbour Trust", Alias: "HT", Role: "cited"}},
		Mentions: []news.Mention{{Type: news.Place, Name: "Port Ellery", Slug: "port-ellery"}},
		Dateline: "PORT ELLERY", PublishedAt: at, UpdatedAt: at.Add(time.Hour), CreatedAt: at, ModifiedAt: at.Add(time.Hour),
		TimeZone: "Europe/London", CanonicalURL: "https://courier.example/1", WordCount: 5, Corrections: []news.Correction{},
		Links: news.Links{"self": "/v1/articles/x"},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, got, "", "  "); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, append(pretty.Bytes(), '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), pretty.String()+"\n"); diff != "" {
		t.Error(diff)
	}
}

func TestDocumentAndCard(t *testing.T) {
	a := story()
	document, err := JSON{}.Document(a)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "document.json", document)
	card, err := JSON{}.Card(a)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "card.json", card)
}

// TestADocumentReadsBackAsTheArticle holds that nothing is lost in it: a
// revision is a document, and must give the article back.
func TestADocumentReadsBackAsTheArticle(t *testing.T) {
	a := story()
	document, err := JSON{}.Document(a)
	if err != nil {
		t.Fatal(err)
	}
	var back news.Article
	if err := json.Unmarshal(document, &back); err != nil {
		t.Fatal(err)
	}
	again, err := JSON{}.Document(&back)
	if err != nil || !bytes.Equal(document, again) {
		t.Errorf("%v\n%s\n%s", err, document, again)
	}
}
