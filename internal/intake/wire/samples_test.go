package wire

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// samples are files of each format as others write them.
var samples = map[string]string{
	"ninjs 1": `{"uri": "urn:newsml:marsh.example:42", "type": "text", "pubstatus": "usable", "versioncreated": "2025-03-03T07:15:00Z", "language": "en",
		"headline": "Ferry to Port Ellery returns", "byline": "Ida Quill and Tom Marsh", "located": "PORT ELLERY", "copyrightholder": "Marsh", "usageterms": "For subscribers.",
		"description_text": "It sails again.", "body_xhtml": "<div><p>PORT ELLERY - “It is a great day for the islands and everybody on them,” said Tom Weir, the harbour master.</p></div>",
		"subject": [{"name": "Ferries"}], "place": [{"name": "Port Ellery"}],
		"associations": {"mainimage": {"type": "picture", "byline": "Ruth Hallam", "description_text": "The ferry.", "renditions": {"web": {"href": "https://img.example/s.jpg", "width": 100, "height": 50}, "print": {"href": "https://img.example/a.jpg", "width": 1200, "height": 800}}}}}`,
	"ninjs 2": `{"uri": "urn:x", "type": "text", "pubstatus": "usable", "contentcreated": "2025-03-03T07:15:00Z", "embargoed": "2025-03-04T06:00:00+01:00", "headlines": [{"role": "main", "value": "Ferry to Port Ellery returns"}],
		"bodies": [{"contenttype": "text/plain", "value": "It sails.\n\nAt last."}], "infosources": [{"name": "Marsh News", "role": "source"}], "by": "Ida Quill"}`,
	"newsml": `<?xml version="1.0" encoding="ISO-8859-1"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
		<newsItem guid="urn:one" version="1" xml:lang="de"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>2025-03-03T07:15:00Z</versionCreated><embargoed>2025-03-04T06:00:00Z</embargoed><pubStatus qcode="stat:usable"/></itemMeta>
		<contentMeta><contentCreated>2025-03-03T07:15:00Z</contentCreated><by>Ida Quill</by><headline>F` + "\xe4" + `hre kehrt zur&#252;ck</headline><subject qcode="medtop:04000000"><name>Verkehr</name></subject></contentMeta>
		<contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body><body.content><p>Sie f&#228;hrt.</p><hl2>Endlich</hl2><p>Zwei Mal am Tag.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>
		<newsItem guid="urn:two" version="2"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:withheld"/></itemMeta><contentMeta><headline>No</headline></contentMeta></newsItem>
		<newsItem guid="urn:three" version="2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem></itemSet></newsMessage>`,
	"nitf": `<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><head><docdata><doc-id id-string="n1"/><date.issue norm="20250303T081500+0100"/><key-list><keyword key="Ferries"/></key-list><doc.copyright year="2025" holder="Marsh News"/></docdata></head>
		<body><body.head><hedline><hl1>Ferry to Port Ellery returns</hl1><hl2>Nine weeks in the dock</hl2></hedline><byline>By <person>Ida Quill</person></byline><dateline><location>PORT ELLERY</location></dateline></body.head>
		<body.content><media media-type="image"><media-reference source="https://img.example/a.jpg" width="1200" height="800"/><media-caption>The ferry.</media-caption><media-producer>Ruth Hallam / Marsh</media-producer></media>
		<p>It <em>sails</em> again.</p><bq><block><p>At last.</p></block></bq></body.content></body></nitf>`,
	"rss": `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Marsh</title><language>en</language><item><title>Ferry &amp;amp; &lt;i&gt;crane&lt;/i&gt; return</title><link>https://marsh.example/1</link><dc:creator>By Ida Quill</dc:creator>
		<pubDate>Mon, 03 Mar 2025 08:15:00 +0100</pubDate><category>Ferries</category><description>&lt;p&gt;They sail.&lt;/p&gt;</description><enclosure url="https://img.example/a.jpg" type="image/jpeg" length="1"/></item></channel></rss>`,
	"wxr": `<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Marsh</title><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
		<wp:author><wp:author_login>iq</wp:author_login><wp:author_display_name>Ida Quill</wp:author_display_name></wp:author>
		<item><title>Ferry to Port Ellery returns</title><link>https://marsh.example/ferry/</link><dc:creator>iq</dc:creator><content:encoded><![CDATA[First line.

[caption id="a"]<a href="https://img.example/b.jpg"><img src="https://img.example/b.jpg" alt="b"></a> A queue.[/caption]

<blockquote>At last.</blockquote>]]></content:encoded><excerpt:encoded>It sails.</excerpt:encoded><wp:post_date>2025-03-03 08:15:00</wp:post_date><wp:post_date_gmt>2025-03-03 07:15:00</wp:post_date_gmt><wp:post_modified_gmt>0000-00-00 00:00:00</wp:post_modified_gmt>
		<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="category" nicename="news">News</category><category domain="post_tag" nicename="f">Ferries</category><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta></item>
		<item><title>a</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://img.example/a.jpg</wp:attachment_url></item>
		<item><title>About us</title><wp:post_type>page</wp:post_type></item><item><title>Old</title><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>`,
	"ghost": `{"db": [{"meta": {"version": "5.0"}, "data": {"posts": [{"id": "p1", "title": "Ferry to Port Ellery returns", "html": "<p>It sails.</p><figure><img src=\"__GHOST_URL__/b.jpg\"></figure>", "status": "published", "published_at": "2025-03-03T07:15:00.000Z", "feature_image": "https://img.example/a.jpg", "custom_excerpt": "Back.", "type": "post"},
		{"id": "p2", "title": "About", "html": "<p>Us.</p>", "type": "page"}, {"id": "p3", "title": "Kept", "lexical": "{}", "type": "post"}],
		"tags": [{"id": "t1", "name": "Ferries"}, {"id": "t2", "name": "#hidden"}], "posts_tags": [{"post_id": "p1", "tag_id": "t2", "sort_order": 0}, {"post_id": "p1", "tag_id": "t1", "sort_order": 1}],
		"users": [{"id": "u1", "name": "Ida Quill"}], "posts_authors": [{"post_id": "p1", "author_id": "u1"}]}}]}`,
	"markdown": "---\ntitle: 'Ferry to Port Ellery returns'\nauthor: [Ida Quill, {name: Tom Marsh}]\ndate: 2025-03-03T08:15:00+01:00\ntags:\n  - Ferries\ndraft: true\n---\n\n# Ferry to Port Ellery returns\n\nIt *sails* [again](https://marsh.example/x).\n\n![b](https://img.example/b.jpg)\n\n## After\n\n1. One\n2. Two\n",
}

func readSample(t *testing.T, name string, read intake.Reader) intake.Found {
	t.Helper()
	found, err := read([]byte(samples[name]), intake.Options{TimeZone: "Europe/Dublin", Language: "en", Most: 100})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for i := range found.Items {
		if r := &found.Items[i]; r.Refused == nil {
			settled(t, &r.Article)
		}
	}
	return found
}

var sailed = time.Date(2025, 3, 3, 7, 15, 0, 0, time.UTC)

func TestNinjsOfEachVersion(t *testing.T) {
	a := readSample(t, "ninjs 1", Ninjs).Items[0].Article
	if a.Headline != "Ferry to Port Ellery returns" || len(a.Authors) != 2 || a.Authors[1].Name != "Tom Marsh" || !a.PublishedAt.Equal(sailed) || a.Dateline != "PORT ELLERY" || a.Summary != "It sails again." {
		t.Errorf("%+v", a)
	}
	if len(a.Quotes) != 1 || a.Quotes[0].Speaker == nil || a.Quotes[0].Speaker.Name != "Tom Weir" || !strings.HasPrefix(a.Body[0].Text, "“It is") {
		t.Errorf("%+v", a.Body)
	}
	if p := a.Photos[0]; p.URL != "https://img.example/a.jpg" || p.Role != news.Lead || p.Photographer != "Ruth Hallam" || p.Width != 1200 {
		t.Errorf("%+v", p)
	}
	a = readSample(t, "ninjs 2", Ninjs).Items[0].Article
	if len(a.Body) != 2 || !a.EmbargoedUntil.Equal(time.Date(2025, 3, 4, 5, 0, 0, 0, time.UTC)) || len(a.Sources) != 1 {
		t.Errorf("%+v", a)
	}
}

func TestAMessageOfNewsMLIsItsTexts(t *testing.T) {
	found := readSample(t, "newsml", NewsML)
	if len(found.Items) != 3 || !found.List || found.Items[1].Refused == nil || found.Items[1].Name != "urn:two" || found.Items[2].Refused == nil {
		t.Fatalf("%+v", found)
	}
	a := found.Items[0].Article
	if a.Headline != "Fähre kehrt zurück" || a.Language != "de" || len(a.Body) != 3 || a.Body[1].Type != news.Heading || a.EmbargoedUntil.IsZero() {
		t.Errorf("%+v", a)
	}
}

func TestNITFIsRead(t *testing.T) {
	a := readSample(t, "nitf", NITF).Items[0].Article
	if !a.PublishedAt.Equal(sailed) || a.Subhead != "Nine weeks in the dock" || a.Authors[0].Name != "Ida Quill" || a.Tags[0].Name != "Ferries" || a.Rights != "© 2025 Marsh News" {
		t.Errorf("%+v", a)
	}
	if len(a.Body) != 2 || a.Body[0].HTML != "It <em>sails</em> again." || a.Body[1].Type != news.BlockQuote || a.Photos[0].Credit != "Ruth Hallam / Marsh" {
		t.Errorf("%+v", a.Body)
	}
}

func TestAFeedIsItsItems(t *testing.T) {
	r := readSample(t, "rss", RSS).Items[0]
	a := r.Article
	if a.Headline != "Ferry & crane return" || a.Authors[0].Name != "Ida Quill" || !a.PublishedAt.Equal(sailed) || a.Body[0].Text != "They sail." || a.Photos[0].Role != news.Lead || r.Warnings[0].Code != "summary_only" {
		t.Errorf("%+v", r)
	}
}

func TestTheExportOfAWordPressSite(t *testing.T) {
	found := readSample(t, "wxr", RSS)
	if len(found.Items) != 2 || found.Items[1].Refused == nil {
		t.Fatalf("%+v", found)
	}
	a := found.Items[0].Article
	if a.Authors[0].Name != "Ida Quill" || a.Section.Name != "News" || a.Tags[0].Name != "Ferries" || !a.PublishedAt.Equal(sailed) || a.Summary != "It sails." || a.Language != "en-GB" {
		t.Errorf("%+v", a)
	}
	if len(a.Body) != 3 || a.Body[1].Type != news.PhotoBlock || a.Body[2].Type != news.BlockQuote || len(a.Photos) != 2 || a.Photos[0].URL != "https://img.example/a.jpg" || a.Photos[1].Caption != "A queue." {
		t.Errorf("%+v\n%+v", a.Body, a.Photos)
	}
}

func TestTheExportOfAGhostSite(t *testing.T) {
	found := readSample(t, "ghost", JSON)
	if len(found.Items) != 2 {
		t.Fatalf("%+v", found)
	}
	a := found.Items[0].Article
	if a.Headline != "Ferry to Port Ellery returns" || a.Authors[0].Name != "Ida Quill" || len(a.Tags) != 1 || !a.PublishedAt.Equal(sailed) || len(a.Body) != 1 || len(a.Photos) != 1 {
		t.Errorf("%+v", a)
	}
	if w := found.Items[1].Warnings; w[0].Code != "no_html" {
		t.Errorf("%+v", w)
	}
}

func TestMarkdownWithItsFactsInFront(t *testing.T) {
	a := readSample(t, "markdown", Markdown).Items[0].Article
	if a.Headline != "Ferry to Port Ellery returns" || len(a.Authors) != 2 || !a.PublishedAt.Equal(sailed) || a.Tags[0].Name != "Ferries" {
		t.Errorf("%+v", a)
	}
	if len(a.Body) != 4 || a.Body[1].Type != news.PhotoBlock || a.Body[2].Level != 2 || !*a.Body[3].Ordered || a.Body[0].HTML != `It <em>sails</em> <a href="https://marsh.example/x">again</a>.` {
		t.Errorf("%+v", a.Body)
	}
}

func TestAnArticleOfOursThatIsNotToBeUsed(t *testing.T) {
	for status, pointer := range map[string]string{"killed": "/status", "withheld": "/status", "retracted": "/status"} {
		_, err := JSON([]byte(`{"headline": "Boats", "status": "`+status+`"}`), intake.Options{})
		if err == nil || !strings.Contains(err.Error(), pointer) {
			t.Errorf("%s: %v", status, err)
		}
	}
	if _, err := JSON([]byte(`{"headline": "Boats", "body": [{"type": 3}]}`), intake.Options{}); err == nil || !strings.Contains(err.Error(), "/body/0/type") {
		t.Errorf("%v", err)
	}
}

func TestAFileIsKnownByHowItBegins(t *testing.T) {
	for name, media := range map[string]string{
		"ninjs 1": "application/vnd.iptc.ninjs+json", "ninjs 2": "application/vnd.iptc.ninjs+json", "newsml": "application/vnd.iptc.g2.newsmessage+xml", "nitf": "application/nitf+xml",
		"rss": "application/rss+xml", "wxr": "application/rss+xml", "ghost": "application/json", "markdown": "text/markdown",
	} {
		if got := Guess([]byte(samples[name])); got != media {
			t.Errorf("%s is taken for %q", name, got)
		}
	}
	if got := Guess([]byte("By Ida Quill\n\nTwo boats.")); got != "" {
		t.Errorf("plain text is taken for %s", got)
	}
}

// TestAnItemOfAnotherShapeIsRefusedAlone has an item in the middle of a JSON Feed
// that no reader of the standard can read.
func TestAnItemOfAnotherShapeIsRefusedAlone(t *testing.T) {
	t.Parallel()
	const good = `{"id": "%d", "title": "Gauge %[1]d read", "content_html": "<p>The gauge on the quay was read at noon on day %[1]d, as it is every day.</p>"}`
	feed := `{"version": "https://jsonfeed.org/version/1.1", "title": "Gauges", "items": [` + fmt.Sprintf(good, 1) + `, {"title": 17, "content_html": ["x"]}, ` + fmt.Sprintf(good, 2) + `]}`
	found, err := Feed([]byte(feed), intake.Options{Most: 10})
	if err != nil || len(found.Items) != 3 {
		t.Fatalf("%v: %d items", err, len(found.Items))
	}
	for i, headline := range []string{"Gauge 1 read", "", "Gauge 2 read"} {
		if r := found.Items[i]; r.Article.Headline != headline || (r.Refused != nil) != (headline == "") {
			t.Errorf("item %d is %q, refused: %v", i, r.Article.Headline, r.Refused)
		}
	}
	if _, err := Feed([]byte(`{"version": "https://jsonfeed.org/version/1.1", "items": [{"title": 17}, 8]}`), intake.Options{}); err == nil {
		t.Error("a feed of which nothing can be read is read")
	}
}
