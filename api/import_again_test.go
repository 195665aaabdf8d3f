package api_test

import (
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// wordless are stories that have hardly any words, or none, and no address.
var wordless = map[string]struct{ media, body string }{
	"a Ghost post":              {"application/json", `{"db": [{"data": {"posts": [{"id": "66f1a2b3c4d5e6f708192a3b", "title": "Tide tables A", "lexical": "{}", "type": "post"}]}}]}`},
	"a Ghost post without ids":  {"application/json", `{"db": [{"data": {"posts": [{"title": "Tide tables B", "type": "post"}]}}]}`},
	"a post of WordPress":       {"application/rss+xml", `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://marsh.example</link><wp:wxr_version>1.2</wp:wxr_version><item><title>Tide tables C</title><wp:post_id>7</wp:post_id><wp:post_type>post</wp:post_type></item></channel></rss>`},
	"ninjs":                     {"application/vnd.iptc.ninjs+json", `{"uri": "urn:newsml:marsh.example:42", "headline": "Tide tables D"}`},
	"NewsML-G2":                 {"application/vnd.iptc.g2.newsitem+xml", `<newsItem guid="urn:newsml:marsh.example:43"><contentMeta><headline>Tide tables E</headline></contentMeta></newsItem>`},
	"NITF":                      {"application/nitf+xml", `<nitf><head><docdata><doc-id id-string="n1"/></docdata></head><body><body.head><hedline><hl1>Tide tables F</hl1></hedline><distributor>Marsh News</distributor></body.head></body></nitf>`},
	"an item with a title":      {"application/rss+xml", `<rss version="2.0"><channel><title>Marsh</title><item><title>Tide tables G</title></item></channel></rss>`},
	"an item with a number":     {"application/rss+xml", `<rss version="2.0"><channel><title>Marsh</title><item><guid isPermaLink="false">12</guid><title>Tide tables H</title></item></channel></rss>`},
	"an entry":                  {"application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Marsh</title><entry><id>urn:uuid:7c1f0e8a-64b1-4d6f-9c0e-0f2f7d1c3a55</id><title>Tide tables I</title></entry></feed>`},
	"an item of a JSON Feed":    {"application/feed+json", `{"version": "https://jsonfeed.org/version/1.1", "title": "Marsh", "items": [{"id": "a", "title": "Tide tables J"}]}`},
	"JSON-LD":                   {"application/ld+json", `{"@type": "NewsArticle", "@id": "urn:marsh:story:44", "headline": "Tide tables K"}`},
	"an article of others":      {"application/json", `{"id": "0199f000-7a10-7c31-9d0e-5b1f6f0c2a11", "headline": "Tide tables L"}`},
	"Markdown":                  {"text/markdown", "---\ntitle: Tide tables M\n---\n"},
	"plain text of a few words": {"text/plain", "Tide tables N\n\nFor May."},
}

func importTwice(t *testing.T, s *site, media, first, second string) (is importedItem) {
	t.Helper()
	for i, body := range []string{first, second} {
		var got struct {
			importedItem
			Results []importedItem
		}
		a := s.do(call{as: auth.Write, method: "POST", path: "/v1/import", media: media, body: body})
		if a.status != 201 && a.status != 200 {
			t.Fatalf("%d: %s", a.status, a.body)
		}
		a.read(&got)
		if is = got.importedItem; len(got.Results) > 0 {
			is = got.Results[0]
		}
		if i == 0 && is.DuplicateOf.Slug != "" {
			t.Fatalf("it is %+v before it was ever here", is.DuplicateOf)
		}
	}
	return is
}

// TestAStoryWithoutWordsIsImportedOnce brings each of them again, with the rest of its
// export as others run it anew.
func TestAStoryWithoutWordsIsImportedOnce(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for name, c := range wordless {
		if again := importTwice(t, s, c.media, c.body, c.body); again.DuplicateOf.By != news.KnownByItem || !strings.HasPrefix(again.DuplicateOf.Headline, "Tide tables") {
			t.Errorf("%s: %+v", name, again)
		}
	}
	if n := s.ask(`select count(*) from articles`); n != len(wordless) {
		t.Errorf("%d articles of %d stories", n, len(wordless))
	}
}

// TestStoriesOfOneTitleAreApart has stories that nothing but what their senders call
// them tells apart.
func TestStoriesOfOneTitleAreApart(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, name := range []string{"a Ghost post", "ninjs", "NewsML-G2", "NITF", "an item with a number", "an entry", "an item of a JSON Feed"} {
		c := wordless[name]
		other := strings.NewReplacer("3b\"", "3c\"", ":42", ":52", ":43", ":53", "n1", "n2", ">12<", ">13<", "3a55", "3a56", `"a"`, `"b"`).Replace(c.body)
		if is := importTwice(t, s, c.media, c.body, other); is.DuplicateOf.Slug != "" || other == c.body {
			t.Errorf("%s: %+v", name, is)
		}
	}
	c := wordless["an item with a number"]
	if is := importTwice(t, s, c.media, strings.Replace(c.body, "Marsh", "Fen", 1), strings.Replace(c.body, "Marsh", "Moor", 1)); is.DuplicateOf.Slug != "" {
		t.Errorf("the numbers of two feeds are one: %+v", is)
	}
}

// TestAStoryIsKnownByItsIdWhenItsWordsChange has a wire send a story again, with
// other words.
func TestAStoryIsKnownByItsIdWhenItsWordsChange(t *testing.T) {
	t.Parallel()
	s := serve(t)
	body := `{"uri": "urn:newsml:marsh.example:42", "headline": "Boats", "body_text": "Two boats sank in the harbour on Monday, and nobody was hurt."}`
	story := call{as: auth.Write, method: "POST", path: "/v1/import?update=true", media: "application/vnd.iptc.ninjs+json", body: body}
	s.do(story).is(201)
	story.body = strings.Replace(body, "Two boats sank in the harbour", "Three boats were lost off the mole", 1)
	var got struct {
		DuplicateOf news.Known    `json:"duplicate_of"`
		Proposal    news.Proposal `json:"proposal"`
	}
	if s.do(story).is(200).read(&got); got.DuplicateOf.By != news.KnownByItem || len(got.Proposal.Changes) == 0 {
		t.Errorf("%+v", got)
	}
}
