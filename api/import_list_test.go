package api_test

import (
	"fmt"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

const courierFeed = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Courier</title>
<item><guid>one</guid><title>Ferry to Port Ellery returns</title><link>https://courier.example/ferry</link><pubDate>Mon, 03 Mar 2025 08:15:00 +0100</pubDate>
<content:encoded>&lt;p&gt;“It is a great day for the islands and everybody on them,” said Tom Weir, the harbour master.&lt;/p&gt;
&lt;figure&gt;&lt;img src="https://img.example/a.jpg" alt="A ferry"&gt;&lt;/figure&gt;&lt;p&gt;It sailed at noon.&lt;/p&gt;</content:encoded></item>
<item><guid>two</guid></item>
<item><guid>three</guid><title>%s</title><description>Short.</description></item></channel></rss>`

type importedItem struct {
	Item        string
	Status      int
	Article     news.Article
	DuplicateOf news.Known `json:"duplicate_of"`
	Problem     struct{ Errors []news.Fault }
}

func TestAFeedIsImportedItemByItem(t *testing.T) {
	t.Parallel()
	s := serve(t)
	feed := call{as: auth.Write, method: "POST", path: "/v1/import", media: "application/rss+xml", body: fmt.Sprintf(courierFeed, strings.Repeat("long ", 200))}
	var got struct{ Results []importedItem }
	s.do(feed).is(200).read(&got)
	if len(got.Results) != 3 || got.Results[0].Status != 201 || got.Results[1].Status != 422 || got.Results[2].Status != 422 {
		t.Fatalf("%+v", got)
	}
	a := got.Results[0].Article
	if len(a.Quotes) != 1 || a.Quotes[0].Speaker.Name != "Tom Weir" || len(a.Photos) != 1 || a.Body[1].PhotoID != a.Photos[0].ID {
		t.Errorf("%+v", a)
	}
	s.do(call{as: auth.Write, method: "GET", path: "/v1/articles/" + a.Slug}).is(200)
	if p := got.Results[2].Problem.Errors; len(p) != 1 || p[0].Pointer != "/headline" || got.Results[2].Item != "three" {
		t.Errorf("%+v", got.Results[2])
	}
	feed.path += "?dry_run=true"
	s.do(feed).is(200).read(&got)
	if got.Results[0].Status != 200 || got.Results[0].DuplicateOf.ID != a.ID || got.Results[0].Article.Headline != a.Headline || s.ask(`select count(*) from articles`) != 1 {
		t.Errorf("a dry run stores something, or says %d", got.Results[0].Status)
	}
	feed.path = "/v1/import?headline=One"
	s.do(feed).isProblem(400, "parameters")
}

func TestAStoryOfAWireIsImported(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := call{as: auth.Write, method: "POST", path: "/v1/import", media: "application/vnd.iptc.ninjs+json",
		body: `{"uri": "urn:x", "pubStatus": "usable", "headline": "Boats", "embargoed": "2099-01-01T00:00:00Z", "body_text": "Two boats sank.\n\nNobody was hurt."}`}
	var got struct{ Article news.Article }
	s.do(story).is(201).read(&got)
	if a := got.Article; a.Headline != "Boats" || len(a.Body) != 2 || a.EmbargoedUntil.Year() != 2099 {
		t.Errorf("%+v", a)
	}
	story.body = strings.Replace(story.body, "usable", "canceled", 1)
	s.do(story).isProblem(422, "invalid")
	again := call{as: auth.Write, method: "POST", path: "/v1/import", media: "application/json",
		body: string(s.do(call{as: auth.Write, method: "GET", path: "/v1/articles/" + got.Article.ID.String()}).is(200).body)}
	s.do(again).is(200)
	again.media, again.body = "application/x-ndjson", again.body+"\n{\"export\":{\"cursor\":\"a:1\",\"stories\":1,\"complete\":true}}\n"
	s.do(again).is(200)
	again.body = strings.Repeat("{}\n", 1001)
	s.do(again).isProblem(422, "invalid")
}

// TestAStoryIsReadInTheEncodingThatItHas has a sender who calls it another.
func TestAStoryIsReadInTheEncodingThatItHas(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := call{as: auth.Write, method: "POST", path: "/v1/import?dry_run=true", media: "application/nitf+xml; charset=utf-16",
		body: `<?xml version="1.0" encoding="utf-16"?><nitf><body><body.head><hedline><hl1>Größe</hl1></hedline></body.head></body></nitf>`}
	for _, media := range []string{"application/nitf+xml; charset=utf-16", "text/vnd.iptc.nitf; charset=iso-8859-1"} {
		var got struct{ Article news.Article }
		story.media = media
		if s.do(story).is(200).read(&got); got.Article.Headline != "Größe" {
			t.Errorf("%s: %q", media, got.Article.Headline)
		}
	}
	story.media, story.body = "application/vnd.iptc.ninjs+json; charset=latin1", `{"uri": "urn:x", "headline": "Boats"}`
	s.do(story).isProblem(415, "unsupported-media-type")
}

func TestEachFormatIsTaken(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for media, body := range map[string]string{
		"application/vnd.iptc.g2.newsitem+xml":    `<newsItem><contentMeta><headline>Boats</headline></contentMeta></newsItem>`,
		"application/vnd.iptc.g2.newsmessage+xml": `<newsMessage><itemSet><newsItem><contentMeta><headline>Boats</headline></contentMeta></newsItem></itemSet></newsMessage>`,
		"text/vnd.iptc.nitf":                      `<nitf><body><body.content><p>Boats.</p></body.content></body></nitf>`,
		"application/nitf+xml":                    `<nitf><body><body.content><p>Boats.</p></body.content></body></nitf>`,
		"application/atom+xml":                    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Boats</title></entry></feed>`,
		"application/feed+json":                   `{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "1", "title": "Boats"}]}`,
		"application/ld+json":                     `{"@type": "NewsArticle", "headline": "Boats", "articleBody": "Two boats."}`,
		"text/markdown":                           "---\ntitle: Boats\n---\n\nTwo *boats*.\n",
	} {
		if a := s.do(call{as: auth.Write, method: "POST", path: "/v1/import", media: media, body: body}); a.status/100 != 2 {
			t.Errorf("%s: %d %s", media, a.status, a.body)
		}
	}
}
