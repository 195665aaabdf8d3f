package wire

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// TestSourcesOfTheWordsAreAddedToThoseListed has stories of others that list an
// organisation and cite more of them, and one of the house's own, whose list is whole.
func TestSourcesOfTheWordsAreAddedToThoseListed(t *testing.T) {
	t.Parallel()
	const words = `MERROW (AP) — Two boats sank, according to the Skerry Gazette. The crews were saved, the Harbour Post reported.`
	for name, c := range map[string]struct {
		read intake.Reader
		file string
		want string
	}{
		"ninjs":           {Ninjs, `{"uri": "urn:x", "headline": "Two boats", "infosources": [{"name": "Harbour Post", "role": "partner"}], "body_text": "` + words + `"}`, "Harbour Post (partner), Skerry Gazette (cited), AP (wire)"},
		"by another name": {Ninjs, `{"uri": "urn:x", "headline": "Two boats", "infosources": [{"name": "The Associated Press"}, {"name": "The Skerry Gazette"}], "body_text": "` + words + `"}`, "The Associated Press (), The Skerry Gazette (), Harbour Post (cited)"},
		"NewsML-G2":       {NewsML, `<newsItem guid="urn:x"><contentMeta><infoSource><name>Harbour Post</name></infoSource><headline>Two boats</headline></contentMeta><contentSet><inlineData contenttype="text/plain">` + words + `</inlineData></contentSet></newsItem>`, "Harbour Post (), Skerry Gazette (cited), AP (wire)"},
		"JSON-LD":         {JSONLD, `{"@type": "NewsArticle", "headline": "Two boats", "citation": {"@type": "CreativeWork", "publisher": {"@type": "Organization", "name": "Harbour Post"}}, "articleBody": "` + words + `"}`, "Harbour Post (), Skerry Gazette (cited), AP (wire)"},
		"Markdown":        {Markdown, "---\ntitle: Two boats\nsources: [Harbour Post]\n---\n\n" + words, "Harbour Post (), Skerry Gazette (cited), AP (wire)"},
		"our ninjs":       {Ninjs, `{"uri": "urn:uuid:0199a000-0000-7000-8000-000000000001", "altids": [{"role": "id", "value": "0199a000-0000-7000-8000-000000000001"}], "headline": "Two boats", "infosources": [{"name": "Harbour Post", "role": "partner"}], "body_text": "` + words + `"}`, "Harbour Post (partner)"},
	} {
		found, err := c.read([]byte(c.file), intake.Options{Language: "en"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := found.Items[0]
		var got []string
		for i, s := range r.Article.Sources {
			got = append(got, s.Name+" ("+s.Role+")")
			if !slices.ContainsFunc(r.Provenance, func(p intake.Provenance) bool { return p.Pointer == under("sources", i) }) {
				t.Errorf("%s: nothing says where %q is from", name, s.Name)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s rests on %s\nwant %s", name, strings.Join(got, ", "), c.want)
		}
	}
}

// TestAListOfOursIsWhole has a story that cites more than the newsroom lists.
func TestAListOfOursIsWhole(t *testing.T) {
	t.Parallel()
	a := harbour(t)
	a.Body, a.Quotes = []news.Block{{Type: news.Paragraph, Text: "It stays, according to the Merrow Herald. The ramp is new, the Skerry Gazette reported."}}, nil
	settled(t, a)
	for _, c := range roundTrips {
		if slices.Contains([]string{"RSS", "Atom", "JSON Feed"}, c.name) {
			continue // which list none
		}
		found, err := c.read(c.write(t, a), intake.Options{TimeZone: "Europe/London", Language: "en"})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := found.Items[0].Article.Sources; len(got) != 1 || got[0].Name != "Harbour Trust" {
			told, _ := json.Marshal(got)
			t.Errorf("%s rests on %s", c.name, told)
		}
	}
}
