package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func mapped(t rapid.TB, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSitemapsFitTheirSchemas holds sitemaps of any stories, and of none, to the
// schemas.
func TestSitemapsFitTheirSchemas(t *testing.T) {
	t.Parallel()
	r := room
	r.ArticleURL = "https://courier.example/{section}/{slug}"
	maps, latest := map[string][]byte{}, map[string][]byte{}
	n := 0
	add := func(t rapid.TB, f *Feed, stories []news.Mapped) {
		maps[fmt.Sprint(n)] = mapped(t, func(b *bytes.Buffer) error { return Sitemap(b, f, stories) })
		latest[fmt.Sprint(n)] = mapped(t, func(b *bytes.Buffer) error { return NewsSitemap(b, f, stories) })
		n++
	}
	add(t, &Feed{Room: r, Base: "https://api.example"}, nil)
	add(t, &Feed{Base: "http://127.0.0.1:8080"}, nil)
	rapid.Check(t, func(rt *rapid.T) {
		f := &Feed{Room: r, Base: "https://api.example"}
		if rapid.Bool().Draw(rt, "no house") {
			f.Room = news.Newsroom{}
		}
		var stories []news.Mapped
		for range rapid.IntRange(0, 3).Draw(rt, "stories") {
			at := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(rt, "at"))
			stories = append(stories, news.Mapped{
				ID: uuid.New(), Slug: "a-story", Section: rapid.SampledFrom([]string{"", "harbour"}).Draw(rt, "section"), Headline: typed(rt, "headline"),
				Language: rapid.SampledFrom([]string{"", "en", "pt-BR", "zh-Hant", "zh", "haw", "xx", "i-klingon"}).Draw(rt, "language"), PublishedAt: at, Latest: at,
			})
		}
		add(rt, f, stories)
	})
	xmllint(t, "sitemap/sitemap.xsd", maps)
	xmllint(t, "sitemap/news-urlset.xsd", latest)
}

func TestSitemapsSayWhereStoriesAre(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 9, 4, 17, 40, 0, 0, time.UTC)
	stories := []news.Mapped{
		{ID: uuid.UUID{15: 1}, Slug: "ferry-returns", Section: "harbour", Headline: "Ferry <b>returns</b>\n& stays", Language: "en-GB", PublishedAt: at, Latest: at.Add(time.Hour)},
		{ID: uuid.UUID{15: 2}, Slug: "deux", Headline: "Deux", Language: "fr", PublishedAt: at, Latest: at},
	}
	f := &Feed{Room: room, Base: "https://api.example"}
	has := func(got []byte, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(string(got), want) {
				t.Errorf("there is no %s in\n%s", want, got)
			}
		}
	}
	own := "<loc>https://api.example/v1/articles/00000000-0000-0000-0000-000000000001?format=html</loc>\n<lastmod>2026-09-04T18:40:00Z</lastmod>"
	has(mapped(t, func(b *bytes.Buffer) error { return Sitemap(b, f, stories) }), own)
	f.Room.ArticleURL = "https://courier.example/{section}/{slug}"
	has(mapped(t, func(b *bytes.Buffer) error { return Sitemap(b, f, stories) }),
		"<loc>https://courier.example/harbour/ferry-returns</loc>", "<loc>https://courier.example/deux</loc>")
	has(mapped(t, func(b *bytes.Buffer) error { return NewsSitemap(b, f, stories) }),
		"<news:name>The Port Ellery Courier</news:name>\n<news:language>en</news:language>", "<news:language>fr</news:language>",
		"<news:publication_date>2026-09-04T17:40:00Z</news:publication_date>\n<news:title>Ferry &lt;b&gt;returns&lt;/b&gt; &amp; stays</news:title>")
	has(mapped(t, func(b *bytes.Buffer) error { return Sitemap(b, f, nil) }), "<url><loc>https://courier.example/</loc>\n</url>")
	has(mapped(t, func(b *bytes.Buffer) error {
		return SitemapIndex(b, []MapAddress{{"https://api.example/sitemap/2025", at}, {"https://api.example/sitemap/2026?cursor=a", time.Time{}}})
	}), "<sitemap><loc>https://api.example/sitemap/2025</loc>\n<lastmod>2026-09-04T17:40:00Z</lastmod>\n</sitemap>\n<sitemap><loc>https://api.example/sitemap/2026?cursor=a</loc>\n</sitemap>")
}

func TestMapLanguage(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"en-GB": "en", "zh": "zh-cn", "zh-Hant-HK": "zh-tw", "zh-TW": "zh-tw", "haw": "haw", "": "nb", "deu": "de"} {
		if got := mapLanguage(in, "nb-NO"); got != want {
			t.Errorf("%s is %s, not %s", in, got, want)
		}
	}
	if got := mapLanguage("", ""); got != "en" {
		t.Errorf("no language is %s", got)
	}
}
