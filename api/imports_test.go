package api_test

import (
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

const harbourPage = `<!doctype html><html lang="en"><head><title>Ferry to Port Ellery returns | Courier</title>
<meta property="og:title" content="The ferry is back">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry to Port Ellery returns",
"datePublished": "2025-03-03T08:15:00+01:00", "author": {"@type": "Person", "name": "Ida Quill"}}</script></head>
<body><article><h1>Ferry to Port Ellery returns</h1>
<p>The ferry between Port Ellery and the islands sailed again on Monday after three months in the dock, its owners said.</p>
<p>“It is a great day for the islands and for everybody who lives on them,” said Tom Weir, the harbour master of Port Ellery.</p>
<p>The ship had been laid up since December, when a wave broke two of the windows on its bridge in a gale.</p>
</article></body></html>`

func TestAPageOfHTMLIsImported(t *testing.T) {
	t.Parallel()
	s := serve(t)
	page := call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/html", body: harbourPage}
	var got struct {
		Article    news.Article
		Provenance []intake.Provenance
	}
	s.do(page).is(201).read(&got)
	if a := got.Article; a.Headline != "Ferry to Port Ellery returns" || a.PublishedAt.Format(time.RFC3339) != "2025-03-03T07:15:00Z" {
		t.Errorf("%s, %s", a.Headline, a.PublishedAt)
	}
	p := got.Provenance[0]
	if p.Evidence != "json-ld NewsArticle.headline" || p.Range != nil || len(p.Rejected) != 1 || p.Rejected[0].Value != "The ferry is back" {
		t.Errorf("the headline comes from %+v", p)
	}
	page.media += "; charset=iso-8859-1"
	page.body = strings.ReplaceAll(strings.ReplaceAll(harbourPage, "“It is", "Caf\xe9: “It is"), "Monday", "Tuesday")
	s.do(page).is(201)
}

func TestAPageThatIsNoArticleIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t)
	page := call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/html", body: `<html><body><form><input name="user"></form></body></html>`}
	a := s.do(page)
	a.isProblem(422, "invalid")
	if !strings.Contains(string(a.body), "not one article") {
		t.Errorf("%s", a.body)
	}
	page.body = " \n"
	s.do(page).is(400)
}
