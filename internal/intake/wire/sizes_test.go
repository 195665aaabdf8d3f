package wire

import (
	"fmt"
	"strings"
	"testing"

	"storywire/internal/intake"
	"storywire/internal/news"
)

const photoFeed = `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Marsh</title>
<item><title>Boats</title><link>https://marsh.example/1</link><content:encoded><![CDATA[<p>Two of them.</p>%s]]></content:encoded>%s</item></channel></rss>`

func photosOf(t *testing.T, inWords, beside string) (intake.Result, string) {
	t.Helper()
	found, err := RSS(fmt.Appendf(nil, photoFeed, inWords, beside), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := found.Items[0]
	var told []string
	for i, p := range r.Article.Photos {
		all := []string{p.URL}
		for _, note := range r.Provenance {
			if note.Pointer == under("photos", i) {
				for _, other := range note.Rejected {
					all = append(all, other.Value)
				}
			}
		}
		told = append(told, strings.ReplaceAll(strings.Join(all, " not "), "https://img.example/", ""))
	}
	return r, strings.Join(told, "; ")
}

// TestOnePictureInTwoSizesIsOnePhoto has each way in which feeds give one in several
// sizes.
func TestOnePictureInTwoSizesIsOnePhoto(t *testing.T) {
	t.Parallel()
	content := func(name string, width int, more string) string {
		return fmt.Sprintf(`<media:content url="https://img.example/%s" medium="image" width="%d" height="%d">%s</media:content>`, name, width, width*2/3, more)
	}
	thumbnail := func(name string) string {
		return `<media:thumbnail url="https://img.example/` + name + `" width="120" height="80"/>`
	}
	enclosure := func(name string) string {
		return `<enclosure type="image/jpeg" length="1" url="https://img.example/` + name + `"/>`
	}
	img := func(name string) string { return `<p><img src="https://img.example/` + name + `"></p>` }
	for name, c := range map[string]struct{ inWords, beside, want string }{
		"a group":                           {"", "<media:group>" + content("s/1.jpg", 140, "") + content("l/2.jpg", 1200, "<media:description>Boats.</media:description>") + content("m/3.jpg", 460, "") + "</media:group>", "l/2.jpg not s/1.jpg not m/3.jpg"},
		"a group with a thumbnail":          {"", "<media:group>" + content("l/2.jpg", 1200, "") + thumbnail("t/9.jpg") + "</media:group>", "l/2.jpg not t/9.jpg"},
		"a group of several pictures":       {"", "<media:group>" + content("1.jpg", 140, "<media:title>One</media:title>") + content("2.jpg", 140, "<media:title>Two</media:title>") + "</media:group>", "1.jpg; 2.jpg"},
		"a thumbnail beside an enclosure":   {"", thumbnail("t/9.jpg") + enclosure("a.jpg"), "a.jpg not t/9.jpg"},
		"a thumbnail alone":                 {"", thumbnail("t/9.jpg"), "t/9.jpg"},
		"a thumbnail of a picture":          {"", content("a.jpg", 1200, thumbnail("t/9.jpg")), "a.jpg not t/9.jpg"},
		"WordPress in the words":            {img("2025/03/boats-300x200.jpg"), enclosure("2025/03/boats.jpg"), "2025/03/boats.jpg not 2025/03/boats-300x200.jpg"},
		"WordPress beside the words":        {img("2025/03/boats-scaled.jpg"), enclosure("2025/03/boats-1024x683.jpg"), "2025/03/boats-scaled.jpg not 2025/03/boats-1024x683.jpg"},
		"twice in the words":                {img("boats-300x200.jpg") + "<p>And</p>" + img("boats-768x512.jpg") + "<p>more</p>" + img("other.jpg"), "", "boats-768x512.jpg not boats-300x200.jpg; other.jpg"},
		"widths in the query":               {"", content("a.jpg?width=140&amp;quality=85&amp;s=f00", 140, "") + content("a.jpg?width=460&amp;quality=85&amp;s=ba4", 460, ""), "a.jpg?width=460&quality=85&s=ba4 not a.jpg?width=140&quality=85&s=f00"},
		"Ghost":                             {img("content/images/size/w600/2025/03/a.jpg"), enclosure("content/images/2025/03/a.jpg"), "content/images/2025/03/a.jpg not content/images/size/w600/2025/03/a.jpg"},
		"over http and https":               {`<img src="http://img.example/a.jpg">`, enclosure("a.jpg?w=2000"), "http://img.example/a.jpg not a.jpg?w=2000"},
		"pictures of which the query tells": {img("show?id=1"), enclosure("show?id=2"), "show?id=2; show?id=1"},
		"two that are numbered":             {img("a-1.jpg"), enclosure("a-2.jpg"), "a-2.jpg; a-1.jpg"},
	} {
		r, told := photosOf(t, c.inWords, c.beside)
		if told != c.want {
			t.Errorf("%s: %s\nnot %s", name, told, c.want)
		}
		for _, b := range r.Article.Body {
			if b.Type == news.PhotoBlock && !strings.Contains(fmt.Sprint(r.Article.Photos), b.PhotoID.String()) {
				t.Errorf("%s: a block shows a picture that there is not", name)
			}
		}
	}
	r, _ := photosOf(t, "", "<media:group>"+content("s/1.jpg", 140, "")+content("l/2.jpg", 1200, "<media:description>Boats.</media:description><media:credit>Ruth Hallam</media:credit>")+"</media:group>")
	if p := r.Article.Photos[0]; p.Caption != "Boats." || p.Photographer != "Ruth Hallam" || p.Width != 1200 || p.Role != news.Lead {
		t.Errorf("%+v", p)
	}
}
