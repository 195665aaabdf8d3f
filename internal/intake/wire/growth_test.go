package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"storywire/internal/growth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

// TestWorkGrowsWithTheFile has files of pictures, and ones of four times as many,
// whose work would be sixteen times as much were each looked for among all.
func TestWorkGrowsWithTheFile(t *testing.T) {
	for name, c := range map[string]struct {
		read  intake.Reader
		small int
		file  func(n int) []byte
	}{
		"JSON-LD": {JSONLD, 1000, func(n int) []byte {
			var pictures []map[string]string
			for i := range n / 40 { // 100 are the most that a story has
				pictures = append(pictures, map[string]string{"@type": "ImageObject", "url": fmt.Sprintf("https://img.example/%d.jpg", i), "caption": fmt.Sprintf("Boat %d %s", i, strings.Repeat("at the quay ", 40))})
			}
			file, err := json.Marshal(map[string]any{"@type": "NewsArticle", "headline": "Boats", "image": pictures, "articleBody": strings.Repeat("[Photo: Boats]\n\n", n)})
			if err != nil {
				t.Fatal(err)
			}
			return file
		}},
		"pictures in many sizes": {RSS, 4000, func(n int) []byte {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, `<media:content url="https://img.example/%d.jpg?w=%d" medium="image"/>`, i%150, i)
			}
			return []byte(`<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>Boats</title>` + b.String() + `</item></channel></rss>`)
		}},
		"packages": {NewsML, 8000, func(n int) []byte {
			return []byte(`<newsMessage><itemSet><packageItem><groupSet>` + strings.Repeat(`<group><itemRef residref="t"/><itemRef residref="p"/></group>`, n) +
				`</groupSet></packageItem><newsItem guid="p"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem><newsItem guid="t"><itemMeta>` +
				strings.Repeat(`<link residref="p"/>`, n) + `</itemMeta><contentMeta><headline>Boats</headline></contentMeta></newsItem></itemSet></newsMessage>`)
		}},
		"letters of two code points": {Ninjs, 8000, func(n int) []byte {
			return []byte(`{"headline": "Boats", "body_text": "` + strings.Repeat("e\u0301 ", n) + `"}`)
		}},
		"Media RSS": {RSS, 8000, func(n int) []byte {
			return []byte(`<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>Boats</title><content:encoded><![CDATA[` +
				strings.Repeat("<p>Boats", n) + `]]></content:encoded>` + strings.Repeat(`<media:content url="https://img.example/a.jpg" medium="image"/>`, n) + `</item></channel></rss>`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			growth.Check(t, c.small, func(n int) func() {
				file := c.file(n)
				return func() {
					if found, err := c.read(file, intake.Options{Most: 10}); err != nil || found.Items[0].Refused != nil {
						t.Fatalf("%v %+v", err, found.Items)
					}
				}
			})
		})
	}
}

// TestALineOfAPictureShowsTheOneThatItNames has captions that begin alike, and a
// picture of which nothing is said.
func TestALineOfAPictureShowsTheOneThatItNames(t *testing.T) {
	t.Parallel()
	found, err := JSONLD([]byte(`{"@type": "NewsArticle", "headline": "Ferry", "image": [{"@type": "ImageObject", "url": "https://img.example/none.jpg"},
		{"@type": "ImageObject", "url": "https://img.example/a.jpg", "caption": "A"}, {"@type": "ImageObject", "url": "https://img.example/boat.jpg", "caption": "A boat"}, {"@type": "ImageObject", "url": "https://img.example/left.jpg", "caption": "A boat (left)"},
		{"@type": "ImageObject", "url": "https://img.example/quay.jpg", "creditText": "Lena Sand"}],
		"articleBody": "Boats.\n\n[Photo: Another]\n\n[Photo: A boat (left) (Ruth Hallam)]\n\n[Photo: A boat (Ruth Hallam)]\n\n[Photo: (Lena Sand · taken 3 September 2026)]\n\n[Photo: A]\n\n[Photo]"}`), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := found.Items[0].Article
	var got []string
	for _, b := range a.Body {
		words := b.Text
		for _, p := range a.Photos {
			if b.Type == news.PhotoBlock && p.ID == b.PhotoID {
				words = strings.TrimPrefix(p.URL, "https://img.example/")
			}
		}
		got = append(got, words)
	}
	if want := "Boats.|[Photo: Another]|left.jpg|boat.jpg|quay.jpg|a.jpg|none.jpg"; strings.Join(got, "|") != want {
		t.Errorf("%s, want %s", strings.Join(got, "|"), want)
	}
}
