package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
	"storywire/internal/outbound"
)

func feedOf(media, body string) outbound.Fetched {
	return outbound.Fetched{Status: http.StatusOK, Header: http.Header{"Content-Type": {media}}, Body: []byte(body)}
}

// keys are what a feed's items are called; those that are taken back have a sign.
func keys(page news.FeedPage) string {
	var list []string
	for _, i := range page.Items {
		switch {
		case i.Withdrawn != "":
			i.Key = "-" + i.Key
		case i.Refused != nil:
			i.Key = "!" + i.Key
		}
		list = append(list, i.Key)
	}
	return strings.Join(list, " ")
}

// TestFeedsAreReadByWhatTheyAre reads feeds of each format, called by types that are
// hardly theirs.
func TestFeedsAreReadByWhatTheyAre(t *testing.T) {
	t.Parallel()
	const own = `{"id": "01992f4e-7a10-7c31-9d0e-5b1f6f0c2a0%", "slug": "ferry", "status": "published", "headline": "Ferry is late", "body": []}`
	for _, c := range []struct{ media, body, want string }{
		{"text/xml; charset=utf-8", `<rss version="2.0"><channel><item><guid>a</guid><title>A</title></item><item><link>https://skerry.example/b</link><title>B</title></item></channel></rss>`, "a https://skerry.example/b"},
		{"application/xml", `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><entry><id>a</id><title>A</title></entry><at:deleted-entry ref="b"/></feed>`, "a -b"},
		{"application/json", `{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [{"id": "a", "title": "A", "content_text": "Words."}]}`, "a"},
		{"application/json", "[{\n  \"uri\": \"urn:a\", \"pubStatus\": \"usable\", \"headline\": \"A\"},\n {\"uri\": \"urn:b\", \"pubStatus\": \"canceled\", \"headline\": \"B\"}]", "urn:a -urn:b"},
		{"text/xml", `<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="a"><contentMeta><headline>A</headline></contentMeta></newsItem><newsItem guid="b"><itemMeta><pubStatus qcode="stat:withheld"/></itemMeta></newsItem></itemSet></newsMessage>`, "a -b"},
		{"application/x-ndjson", strings.Replace(own, "%", "1", 1) + "\n" + strings.Replace(strings.Replace(own, "%", "2", 1), "published", "killed", 1) + "\n" + `{"nonsense": 1}`,
			"01992f4e-7a10-7c31-9d0e-5b1f6f0c2a01 -01992f4e-7a10-7c31-9d0e-5b1f6f0c2a02 !line 3"},
		{"application/rss+xml", `<rss version="2.0"><channel><title>Nothing yet</title></channel></rss>`, ""},
		// One name for all, as some have it, and one item twice.
		{"application/rss+xml", `<rss version="2.0"><channel><item><guid>x</guid><title>A</title></item><item><guid>x</guid><title>Other</title></item><item><guid>x</guid><title>A</title></item></channel></rss>`, "x" + " x Other"},
	} {
		page, err := readFeed(news.Newsroom{}, feedOf(c.media, c.body))
		if got := keys(page); err != nil || got != c.want {
			t.Errorf("%s: %q %v", c.body, got, err)
		}
	}
	for media, body := range map[string]string{"text/html": "<html><p>A page.</p></html>", "text/plain": "Words.", "image/png": "\x89PNG", "": "", "text/markdown": "---\ntitle: A\n---\nWords."} {
		if page, err := readFeed(news.Newsroom{}, feedOf(media, body)); err == nil {
			t.Errorf("%s was read as a feed: %+v", media, page)
		}
	}
}

// TestItemIsKnownByWhatItSays reads a feed twice, and once more when a word of it has
// changed.
func TestItemIsKnownByWhatItSays(t *testing.T) {
	t.Parallel()
	read := func(headline string) news.FeedItem {
		t.Helper()
		page, err := readFeed(news.Newsroom{Language: "en", TimeZone: "Europe/Lisbon"}, feedOf("application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom">`+entry("ferry", headline, ferryWords+" “We waited for the tide to turn,” said Ida Quill, the captain.")+`</feed>`))
		if err != nil || len(page.Items) != 1 {
			t.Fatal(err, page)
		}
		return page.Items[0]
	}
	first := read("Ferry is late")
	time.Sleep(2 * time.Millisecond) // the clock is no part of it
	if string(first.Mark) != string(read("Ferry is late").Mark) {
		t.Error("the same item seems to be another one")
	}
	if string(first.Mark) == string(read("Ferry was late").Mark) {
		t.Error("a changed item seems to be the same")
	}
}

// TestNoPasswordOfAnAddressIsTold reads files of each format that have a password in
// every address.
func TestNoPasswordOfAnAddressIsTold(t *testing.T) {
	t.Parallel()
	const at, picture = "https://desk:secret@skerry.example/ferry", "https://desk:secret@skerry.example/a.jpg"
	for media, text := range map[string]string{
		"text/html":             signedPage,
		"application/rss+xml":   `<rss version="2.0"><channel><link>` + at + `</link><item><guid>` + at + `</guid><link>` + at + `</link><title>A</title><enclosure url="` + picture + `" type="image/jpeg"/><description>&lt;img src="` + picture + `"&gt; &lt;a href="` + at + `"&gt;a link&lt;/a&gt;</description></item></channel></rss>`,
		"application/atom+xml":  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><entry><id>` + at + `</id><link href="` + at + `"/><title>A</title></entry></feed>`,
		"application/feed+json": `{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [{"id": "` + at + `", "url": "` + at + `", "image": "` + picture + `", "title": "A", "content_text": "Words."}]}`,
		"application/vnd.iptc.ninjs+json": `{"uri": "` + at + `", "type": "text", "pubstatus": "usable", "headline": "A", "body_text": "Words.", "renditions": {"web": {"href": "` + at + `", "mimetype": "text/html"}},
			"associations": {"main": {"type": "picture", "renditions": {"web": {"href": "` + picture + `"}}, "rightsinfo": [{"linkedrights": "` + at + `"}]}}}`,
		"application/ld+json": `{"@context": "https://schema.org", "@type": "NewsArticle", "@id": "` + at + `", "url": "` + at + `", "headline": "A", "articleBody": "Words.", "image": "` + picture + `"}`,
		"text/markdown":       "---\ntitle: A\nid: " + at + "\nurl: " + at + "\n---\n\nWords.\n\n![b](" + picture + ")\n",
		"application/json":    `{"id": "01992f4e-7a10-7c31-9d0e-5b1f6f0c2a01", "slug": "a", "headline": "A", "canonical_url": "` + at + `", "body": []}`,
	} {
		found, err := readers[media]([]byte(text), intake.Options{})
		if err != nil || len(found.Items) != 1 {
			t.Errorf("%s: %v %+v", media, err, found)
			continue
		}
		told, err := json.Marshal(found.Items)
		if err != nil || strings.Contains(string(told), "secret") {
			t.Errorf("%s: %v %s", media, err, told)
		}
		if a := found.Items[0].Article; a.CanonicalURL == "" || media == "text/html" && len(a.Photos) == 0 {
			t.Errorf("%s: the address itself is lost: %s", media, told)
		}
	}
	page, err := readFeed(news.Newsroom{}, feedOf("application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><at:deleted-entry ref="`+at+`"/></feed>`))
	if err != nil || keys(page) != "-https://skerry.example/ferry" {
		t.Errorf("%v %s", err, keys(page))
	}
}
