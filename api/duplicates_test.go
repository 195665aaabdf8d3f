package api_test

import (
	"fmt"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

// duplicate is the answer to a page that the newsroom has.
type duplicate struct {
	DuplicateOf news.Known `json:"duplicate_of"`
	Warnings    []intake.Warning
	Article     *news.Article
}

func TestAPageIsImportedOnce(t *testing.T) {
	t.Parallel()
	s := serve(t)
	page := call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/html",
		body: strings.Replace(harbourPage, "<head>", `<head><link rel="canonical" href="https://courier.example/ferry">`, 1)}
	var made struct{ Article news.Article }
	s.do(page).is(201).read(&made)
	var got duplicate
	s.do(page).is(200).read(&got)
	if k := got.DuplicateOf; k.ID != made.Article.ID || k.By != news.KnownByAddress || k.Status != news.Draft || len(got.Warnings) != 0 || got.Article != nil {
		t.Errorf("%+v", got)
	}
	mirrored := page
	mirrored.body = strings.Replace(harbourPage, "three months in the dock", "three months in a dock", 1)
	if s.do(mirrored).is(200).read(&got); got.DuplicateOf.By != news.KnownByWords || got.DuplicateOf.Likeness < 0.9 {
		t.Errorf("%+v", got)
	}
	page.path += "?dry_run=true"
	if s.do(page).is(200).read(&got); got.Article == nil || got.Article.Headline != made.Article.Headline || got.DuplicateOf.ID != made.Article.ID {
		t.Errorf("%+v", got)
	}
	if n := s.ask(`select count(*) from articles`); n != 1 {
		t.Errorf("%d articles", n)
	}
}

// TestOurOwnExportIsNoSecondArticle imports what /v1/export answers, and one
// article twice in one body.
func TestOurOwnExportIsNoSecondArticle(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("Ferry to Port Ellery returns")
	export := string(s.do(call{method: "GET", path: "/v1/export", as: auth.Feed}).is(200).body)
	lines := call{as: auth.Write, method: "POST", path: "/v1/import", media: "application/x-ndjson", body: export + export}
	var got struct{ Results []importedItem }
	s.do(lines).is(200).read(&got)
	if len(got.Results) != 2 || got.Results[0].DuplicateOf.By != news.KnownByID || got.Results[1].DuplicateOf.Status != news.Published {
		t.Errorf("%+v", got)
	}
	item := `{"id": "%d", "url": "https://courier.example/tide?utm_source=%d", "title": "Tide", "content_text": "High tide is at noon."}`
	feed := call{as: auth.Write, method: "POST", path: "/v1/import", media: "application/feed+json",
		body: `{"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "items": [` + fmt.Sprintf(item+","+item, 1, 1, 2, 2) + `]}`}
	got.Results = nil
	s.do(feed).is(200).read(&got)
	if got.Results[0].Status != 201 || got.Results[1].Status != 200 || got.Results[1].DuplicateOf.ID != got.Results[0].Article.ID {
		t.Errorf("%+v", got)
	}
}

// TestThePageOfATakenStoryIsToldOf kills a story whose page comes again.
func TestThePageOfATakenStoryIsToldOf(t *testing.T) {
	t.Parallel()
	s := serve(t)
	page := call{as: auth.Admin, method: "POST", path: "/v1/import?publish=true", media: "text/html", body: harbourPage}
	var made struct{ Article news.Article }
	s.do(page).is(201).read(&made)
	s.remove(auth.Admin, "/v1/articles/"+made.Article.Slug, "kill").is(200)
	page.as, page.path = auth.Write, "/v1/import"
	var got duplicate
	s.do(page).is(200).read(&got)
	if k := got.DuplicateOf; k.Status != news.Killed || k.Note != "For <strong>now</strong>." || len(got.Warnings) != 1 || got.Warnings[0].Code != "taken_from_readers" {
		t.Errorf("%+v", got)
	}
}
