package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func written(t rapid.TB, format Format, f *Feed, stories ...*news.Article) []byte {
	t.Helper()
	var b bytes.Buffer
	err := format.Write(&b, f, f.Items(func(yield func([]byte) bool) {
		for _, a := range stories {
			document, err := JSON{}.Document(a)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(document) {
				return
			}
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// schemas is the folder of the formats' schemas.
var schemas = filepath.Join("..", "..", "..", "shared", "schemas")

func TestAtomFitsItsSchema(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("jing"); err != nil {
		t.Skip("jing is not installed: Atom is not validated")
	}
	if _, err := os.Stat(schemas); err != nil {
		t.Skip("../shared/schemas is not beside this checkout: Atom is not validated")
	}
	dir := t.TempDir()
	put := func(name string, body []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	atom, _ := FormatOf("atom")
	whole := written(t, atom, feedOf(true), hard()...)
	jing := func(schema string, files ...string) {
		out, err := exec.CommandContext(t.Context(), "jing", append([]string{"-c", filepath.Join(schemas, "atom", schema)}, files...)...).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", schema, err, out)
		}
	}
	archive := feedOf(true)
	archive.Current, archive.PrevArchive = "https://api.example/v1/feeds/atom", "https://api.example/v1/feeds/atom?archive=2024-03-17"
	jing("atom-rfc4287.rnc", put("archive.xml", written(t, atom, archive, hard()...)), put("full.xml", whole), put("summaries.xml", written(t, atom, feedOf(false), hard()...)), put("empty.xml", written(t, atom, feedOf(true))))
	var tombstones []string
	for _, part := range strings.SplitAfter(string(whole), "</at:deleted-entry>") {
		if _, one, is := strings.Cut(part, "<at:deleted-entry "); is {
			tombstones = append(tombstones, put(fmt.Sprintf("gone%d.xml", len(tombstones)), []byte(`<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" `+one)))
		}
	}
	if len(tombstones) != 2 {
		t.Fatalf("there are %d tombstones", len(tombstones))
	}
	jing("tombstones.rnc", tombstones...)
	if strings.LastIndex(string(whole), "<at:deleted-entry") > strings.Index(string(whole), "<entry") {
		t.Error("a tombstone stands behind a story")
	}
}

func TestJSONFeedFitsItsSchema(t *testing.T) {
	t.Parallel()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft6) // the schemas are older in shape, yet have const
	c.AssertFormat()
	for _, name := range []string{"feed-1", "feed"} {
		text, err := os.ReadFile(filepath.Join(schemas, "jsonfeed", name+".json"))
		if err != nil {
			t.Skip("../shared/schemas is not beside this checkout: JSON Feed is not validated")
		}
		schema, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(string(text), `"$schema": "http://json-schema.org/draft-04/schema#",`, "", 1)))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource("https://json.schemastore.org/"+name, schema); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("https://json.schemastore.org/feed")
	if err != nil {
		t.Fatal(err)
	}
	for _, full := range []bool{true, false} {
		feed, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, Formats[2], feedOf(full), hard()...)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(feed); err != nil {
			t.Error(err)
		}
	}
}

// TestReadersReadTheSame has a reader that others wrote read the three formats:
// whichever somebody takes, each story has the same id, title, times, authors
// and text.
func TestReadersReadTheSame(t *testing.T) {
	t.Parallel()
	type read struct {
		ID, Title, Link, Content string
		Published, Updated       time.Time
		Authors                  []string
	}
	var want []read
	for _, a := range hard() {
		i := &Item{told: tell(a, room), feed: feedOf(true)}
		want = append(want, read{i.URN(), i.Title(), i.Address(), strings.TrimSpace(lawful(i.content())), i.PublishedAt, i.Latest(), i.Bylines()})
	}
	for _, format := range Formats[:3] {
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(written(t, format, feedOf(true), hard()...)))
		if err != nil {
			t.Fatalf("%s: %v", format.Name, err)
		}
		var got []read
		for n, item := range feed.Items {
			r := read{ID: item.GUID, Title: item.Title, Link: item.Link, Content: strings.TrimSpace(item.Content), Published: item.PublishedParsed.UTC(), Updated: want[n].Updated}
			if item.UpdatedParsed != nil {
				r.Updated = item.UpdatedParsed.UTC()
			}
			for _, u := range item.Authors {
				r.Authors = append(r.Authors, u.Name)
			}
			if format.Name == "rss" { // of which this reader shows the first alone
				r.Authors = item.DublinCoreExt.Creator
			}
			got = append(got, r)
		}
		exact := slices.Clone(want)
		if format.Name == "rss" { // whose times are of seconds
			for n := range exact {
				exact[n].Published = exact[n].Published.Truncate(time.Second)
			}
		}
		if diff := cmp.Diff(exact, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format.Name, diff)
		}
	}
}

// TestFeedsSayWhatWasTyped writes feeds of stories with anything in their texts:
// XML stays well formed, JSON is JSON, every headline is read as it was typed,
// and the text is HTML of ours, with nothing that runs.
func TestFeedsSayWhatWasTyped(t *testing.T) {
	t.Parallel()
	allowed := strings.Fields("html head body div p h2 h3 h4 h5 h6 ul ol li figure img figcaption small blockquote cite strong em a b br span s sub sup code")
	rapid.Check(t, func(rt *rapid.T) {
		a := drawnStory(rt)
		a.Headline += rapid.SampledFrom([]string{"", "\x00\x1b", "\ufffe\uffff", "\u0085", "\u202e", "\t"}).Draw(rt, "odd") + "."
		item := &Item{told: tell(a, room), feed: feedOf(true)}
		for _, format := range Formats[:3] {
			feed := written(rt, format, feedOf(true), a)
			var titles []string
			if format.Name == "json" {
				var j struct{ Items []struct{ Title string } }
				if err := json.Unmarshal(feed, &j); err != nil {
					rt.Fatal(err)
				}
				titles = []string{j.Items[0].Title}
			} else {
				titles = elements(rt, feed, "title")[1:2]
			}
			if titles[0] != item.Title() {
				rt.Fatalf("%s: the headline is %q, not %q", format.Name, titles[0], item.Title())
			}
		}
		doc, err := html.Parse(strings.NewReader(lawful(item.content())))
		if err != nil {
			rt.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if !slices.Contains(allowed, n.Data) {
				rt.Fatalf("the text has a <%s>", n.Data)
			}
			for _, at := range n.Attr {
				if (at.Key == "href" || at.Key == "src") && !strings.HasPrefix(at.Val, "http") || strings.HasPrefix(at.Key, "on") {
					rt.Fatalf("<%s> has %s=%q", n.Data, at.Key, at.Val)
				}
			}
		}
	})
}

// elements are the texts of the elements with the name that have no prefix, or
// of the feed's own image. It fails where the XML is not well formed.
func elements(t rapid.TB, feed []byte, name string) (texts []string) {
	d := xml.NewDecoder(bytes.NewReader(feed))
	var path []string
	var text strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, feed)
		}
		switch k := token.(type) {
		case xml.StartElement:
			path = append(path, k.Name.Space+" "+k.Name.Local)
			text.Reset()
		case xml.CharData:
			text.Write(k)
		case xml.EndElement:
			own := path[len(path)-1] == " "+name || path[len(path)-1] == atomNS+" "+name
			if own && path[len(path)-2] != " image" {
				texts = append(texts, text.String())
			}
			path = path[:len(path)-1]
		}
	}
}

// TestRSSHasWhatReadersTake holds RSS to what readers and validators trip over.
func TestRSSHasWhatReadersTake(t *testing.T) {
	t.Parallel()
	feed := string(written(t, Formats[0], feedOf(true), hard()...))
	for _, want := range []string{
		"<title>Ferry &lt;b&gt;returns&lt;/b&gt; &amp; stays</title>", // escaped once
		`<guid isPermaLink="false">urn:uuid:`, "<pubDate>Fri, 04 Sep 2026 17:40:00 GMT</pubDate>",
		"<dc:creator>Ines Calloway</dc:creator>\n<dc:creator>Ada Moss</dc:creator>", "<dc:creator>The Port Ellery Courier</dc:creator>",
		`<media:content url="https://img.example/a.jpg?w=1&amp;h=2" medium="image" type="image/jpeg" width="1200" height="800"><media:title type="plain">At the pier</media:title>`,
		`<atom:link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>`, "<description>Was &amp;lt; hier &amp;gt; &amp;amp; da war.</description>",
	} {
		if !strings.Contains(feed, want) {
			t.Errorf("there is no %s", want)
		}
	}
	for _, no := range []string{"<author>", "<enclosure", "media:description", "media:group", "CDATA", "]]>", "\x07", "<script"} {
		if strings.Contains(feed, no) {
			t.Errorf("there is a %q", no)
		}
	}
	for _, text := range elements(t, []byte(feed), "pubDate") {
		if _, err := time.Parse(time.RFC1123, text); err != nil {
			t.Error(err)
		}
	}
}

// TestAPictureIsInEveryFormat has the address of a picture in every format, as a
// URI, whatever characters it was written with.
func TestAPictureIsInEveryFormat(t *testing.T) {
	t.Parallel()
	const picture = "https://img.example/Low%20tide%20(1)%20%C3%BCber.PNG"
	story := func() *news.Article {
		a := bare()
		a.CanonicalURL = "https://courier.example/übersicht der tide"
		a.Photos = []news.ArticlePhoto{{Role: news.Lead}}
		a.Photos[0].URL = "https://img.example/Low%20tide (1) über.PNG"
		return a
	}
	for _, format := range Formats {
		feed := string(written(t, format, feedOf(true), story()))
		if !strings.Contains(feed, picture) || !strings.Contains(feed, "image/png") || strings.Contains(feed, "tide (1)") {
			t.Errorf("%s: %s", format.Name, feed)
		}
		if !strings.Contains(feed, "https://courier.example/%C3%BCbersicht%20der%20tide") {
			t.Errorf("%s leads elsewhere: %s", format.Name, feed)
		}
	}
	for name, form := range map[string]func(*Item) ([]byte, error){"html": HTML, "jsonld": JSONLD, "ninjs": Ninjs, "newsml-g2": NewsML} {
		if got, err := form(alone(story())); err != nil || !strings.Contains(string(got), picture) {
			t.Errorf("%s: %v: %s", name, err, got)
		}
	}
}

// counted are the words of long, among others.
var counted = regexp.MustCompile(`word[ .]`)

// TestALongStory writes a story of 30,000 words whole, in every format.
func TestALongStory(t *testing.T) {
	t.Parallel()
	for _, format := range Formats {
		feed := string(written(t, format, feedOf(true), long()))
		if n := len(counted.FindAllString(feed, -1)); n != 30_000 {
			t.Errorf("%s has %d words", format.Name, n)
		}
		if slices.Contains([]string{"rss", "atom", "json"}, format.Name) {
			read, err := gofeed.NewParser().ParseString(feed)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(counted.FindAllString(read.Items[0].Content, -1)); n != 30_000 {
				t.Errorf("of %s a reader reads %d words", format.Name, n)
			}
		}
	}
}
