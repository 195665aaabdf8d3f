package render

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// hard are stories with what formats and their readers trip over: titles with
// markup, four languages, one that was corrected, one without a picture and one
// with ten, terms of every sort, and 30,000 words. feedOf has those that were
// taken back.
func hard() []*news.Article {
	french := bare()
	french.ID, french.Language, french.Slug = uuid.UUID{15: 31}, "fr", "marees"
	french.Headline = "Marées \x07]]> d’équinoxe \u200f😀 à l’île"
	french.Body[0].HTML, french.Body[0].Text = "Un\x0b mot ]]&gt; 😀 &amp;nbsp; <em>vrai</em>.", "Un\x0b mot ]]> 😀 &nbsp; vrai."
	french.PublishedAt = time.Date(2026, 2, 1, 6, 5, 0, 0, time.UTC)
	french.Terms = news.Terms{LicenseURL: "https://creativecommons.org/licenses/by/4.0/deed.fr?a=1&é=2", TDMReservation: news.Unreserved, TDMPolicy: "https://courier.example/not-told"}
	arabic := bare()
	arabic.PublishedAt = time.Date(2026, 1, 1, 0, 0, 0, 123456000, time.UTC)
	return []*news.Article{corrected(), album(), french, arabic, long()}
}

// album has ten pictures, and terms: its own, and those of the agencies that the
// pictures are from.
func album() *news.Article {
	a := story()
	a.ID, a.Language, a.Headline = uuid.UUID{15: 32}, "de", "Zehn Bilder & kein „Titel“"
	a.Photos, a.Summary, a.CorrectedAt = nil, "Was < hier > & da war.", a.UpdatedAt.Add(time.Hour)
	a.Terms = news.Terms{Rights: "© 2026 Courier <b>& more</b>. Nur für Abonnenten.", LicenseURL: "https://courier.example/terms?a=1&b=2",
		TDMReservation: news.Reserved, TDMPolicy: "https://courier.example/tdm.json"}
	terms := []news.Terms{
		{Rights: "© 2026 Courier"},
		{Rights: "© 2026 Agentur & Söhne", LicenseURL: "https://agency.example/licence?a=1&b=2", TDMReservation: news.Reserved, TDMPolicy: "https://agency.example/tdm"},
		{LicenseURL: "https://creativecommons.org/publicdomain/zero/1.0/", TDMReservation: news.Unreserved},
		{TDMReservation: news.Reserved}, {},
	}
	for n := range 10 {
		role := news.Inline
		if n == 3 {
			role = news.Lead
		}
		a.Photos = append(a.Photos, news.ArticlePhoto{ID: uuid.UUID{14: 1, 15: byte(n)}, Role: role, PhotoFacts: news.PhotoFacts{
			URL: fmt.Sprintf("https://img.example/%d.%s?a=1&b=2", n, []string{"jpg", "png", "webp"}[n%3]), Caption: fmt.Sprintf("Bild <%d>", n), Photographer: "Ruth Hallam",
			Width: 1200 * (n % 2), Height: 800 * (n % 2), Terms: terms[n%len(terms)]}})
	}
	return a
}

// long has 30,000 words, in 30 paragraphs.
func long() *news.Article {
	a := bare()
	a.ID, a.Language, a.Headline, a.Slug, a.Summary = uuid.UUID{15: 33}, "en", "All of it", "all-of-it", "Thirty thousand."
	a.PublishedAt, a.WordCount = time.Date(2025, 12, 31, 23, 59, 59, 0, time.UTC), 30_000
	words := strings.Repeat("word & ", 999) + "word."
	a.Body = nil
	for n := range 30 {
		a.Body = append(a.Body, news.Block{ID: uuid.UUID{14: 1, 15: byte(n)}, Type: news.Paragraph, Text: words, HTML: strings.ReplaceAll(words, "&", "&amp;")})
	}
	return a
}

var twoWords = regexp.MustCompile(`word (\S+ )word`)

// folded is what was written with each thousand of long's words told as such:
// the same two words over and over, whatever the format makes of what is
// between them.
func folded(written []byte) []byte {
	for pair := twoWords.FindSubmatch(written); pair != nil; pair = twoWords.FindSubmatch(written) {
		thousand := slices.Concat(bytes.Repeat(slices.Concat([]byte("word "), pair[1]), 999), []byte("word."))
		short := bytes.ReplaceAll(written, thousand, []byte("[1000 words]"))
		if len(short) == len(written) {
			return written // not a thousand: for the golden file to tell
		}
		written = short
	}
	return written
}

// embargoed is what a partner gets beforehand, in the formats that can say so.
func embargoed() *news.Article {
	a := story()
	a.ID, a.Headline, a.Photos = uuid.UUID{15: 34}, "Not <b>yet</b>", nil
	a.EmbargoedUntil, a.ExpiresAt = time.Date(2027, 1, 1, 6, 0, 0, 0, time.UTC), time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	return a
}

func feedOf(full bool) *Feed {
	house := room
	house.Terms = news.Terms{Rights: "© The Port Ellery Courier & others", TDMReservation: news.Reserved}
	return &Feed{
		Room: house, ID: "urn:uuid:7a8d3f0e-5f0b-5c39-a6c5-0d2f6c1b7e11", Title: "The Port Ellery Courier: <harbour> & more",
		Self: "https://api.example/v1/feeds/x?section=harbour&tag=ferries", Base: "https://api.example", Hub: "https://hub.example/?a=1&b=2",
		Next: "https://api.example/v1/feeds/x?cursor=abc", Updated: time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC), Full: full,
		Gone: []news.Tombstone{
			{ID: uuid.UUID{15: 41}, Status: news.Retracted, Note: "It was <em>not</em> so &amp; never was.", At: time.Date(2026, 12, 4, 9, 0, 0, 5000, time.UTC)},
			{ID: uuid.UUID{15: 42}, Status: news.Killed, Note: "On a court’s order.", At: time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC)},
		},
	}
}

// same holds what was written to a golden file.
func same(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestAHardNewsroom holds every format to golden files of these stories: feeds
// of all of them, whole and as summaries, and each form of those that are hard by
// themselves.
func TestAHardNewsroom(t *testing.T) {
	t.Parallel()
	for _, format := range Formats {
		stories := hard()
		if format.Embargo {
			stories = append([]*news.Article{embargoed()}, stories...)
		}
		for name, full := range map[string]bool{"feed": true, "summaries": false} {
			same(t, name+"."+format.Name, folded(written(t, format, feedOf(full), stories...)))
		}
	}
	older := feedOf(true)
	older.Version = "2.2"
	format, _ := FormatOf("ninjs")
	same(t, "feed.ninjs-2.2", folded(written(t, format, older, hard()...)))
	for name, a := range map[string]*news.Article{"corrected": corrected(), "bare": bare(), "album": album(), "long": long(), "embargoed": embargoed()} {
		house := feedOf(true).Room
		switch name {
		case "bare":
			house = news.Newsroom{}
		case "corrected":
			house = room
		}
		for form, render := range forms {
			got, err := render(Alone(a, house, "https://api.example", ""))
			if err != nil {
				t.Fatal(err)
			}
			same(t, name+"."+form, folded(got))
		}
	}
}

// TestSitemapsOfAHardNewsroom holds the sitemaps to golden files.
func TestSitemapsOfAHardNewsroom(t *testing.T) {
	t.Parallel()
	var stories []news.Mapped
	for _, a := range hard() {
		m := news.Mapped{ID: a.ID, Slug: a.Slug, Headline: a.Headline, Language: a.Language, PublishedAt: a.PublishedAt, Latest: a.PublishedAt}
		if a.Section != nil {
			m.Section = a.Section.Slug
		}
		stories = append(stories, m)
	}
	f := feedOf(true)
	f.Room.ArticleURL = "https://courier.example/{section}/{slug}"
	for name, write := range map[string]func(*bytes.Buffer) error{
		"sitemap.xml":      func(b *bytes.Buffer) error { return Sitemap(b, f, stories) },
		"sitemap-news.xml": func(b *bytes.Buffer) error { return NewsSitemap(b, f, stories) },
		"sitemap-index.xml": func(b *bytes.Buffer) error {
			return SitemapIndex(b, []MapAddress{{"https://api.example/sitemap/2025", stories[4].Latest}, {"https://api.example/sitemap/2026?cursor=a&b", time.Time{}}})
		},
	} {
		same(t, name, mapped(t, write))
	}
}
