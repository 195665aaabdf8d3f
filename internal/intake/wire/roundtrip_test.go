package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/render"
)

// harbour is a story that has something in every field that a draft has.
func harbour(t *testing.T) *news.Article {
	numbered, listed := true, false
	lead, second, third := uuid.UUID{15: 1}, uuid.UUID{15: 2}, uuid.UUID{15: 3}
	a := &news.Article{
		ID: uuid.UUID{15: 9}, Slug: "ferry-returns", Status: news.Published, Version: 3, Kind: "feature", Language: "en",
		Headline: "Ferry to Port Ellery returns & stays", Subhead: "Nine weeks in the dock", Summary: "The islands have their ship again.",
		Highlights: []string{"It sails on Mondays", "Fares stay as they are"},
		Section:    &news.Ref{Slug: "harbour", Name: "Harbour"}, Tags: []news.Ref{{Slug: "ferries", Name: "Ferries"}},
		Authors: []news.ArticleAuthor{{Slug: "ines-calloway", Name: "Ines Calloway", Role: news.RoleAuthor}, {Slug: "ada-moss", Name: "Ada Moss", Role: news.RoleEditor}},
		Photos: []news.ArticlePhoto{
			{ID: lead, Role: news.Lead, PhotoFacts: news.PhotoFacts{URL: "https://img.example/a.jpg", Caption: "The ferry at the pier.", AltText: "A ferry", Credit: "Ruth Hallam / Courier", Photographer: "Ruth Hallam", TakenOn: "2026-09-03",
				ReleasedOn: "2026-09-04", ReleasedBy: "Courier", Width: 1200, Height: 800, Terms: news.Terms{Rights: "© 2026 Ruth Hallam", LicenseURL: "https://img.example/licence"}}},
			{ID: second, Role: news.Inline, PhotoFacts: news.PhotoFacts{URL: "https://img.example/b.jpg", Caption: "Passengers wait.", AltText: "A queue", Credit: "Harbour Trust"}},
			{ID: third, Role: news.Inline, PhotoFacts: news.PhotoFacts{Caption: "The dock, as it was in July.", AltText: "An empty dock", Credit: "Lena Sand / Courier", Photographer: "Lena Sand", TakenOn: "2026-07-01",
				ReleasedOn: "2026-07-02", ReleasedBy: "Sand, Hallam and Co", Terms: news.Terms{Rights: "© 2026 Lena Sand", LicenseURL: "https://img.example/sand"}}},
		},
		Body: []news.Block{
			{Type: news.Paragraph, HTML: "The ferry between Port Ellery and the islands <em>sailed again</em> on Monday after <a href=\"https://courier.example/dock\">nine weeks</a> in the dock."},
			{Type: news.Heading, Level: 3, Text: "Back at last"},
			{Type: news.Paragraph, Text: "“It is a great day for the islands and for everybody on them,” said Tom Weir, the harbour master."},
			{Type: news.PhotoBlock, PhotoID: second},
			{Type: news.BlockQuote, Text: "At last we can go home again."},
			{Type: news.List, Ordered: &numbered, Items: []string{"Port Ellery", "Nether Quay"}},
			{Type: news.List, Ordered: &listed, Items: []string{"Mondays", "<strong>Fridays</strong>"}},
			{Type: news.PhotoBlock, PhotoID: third},
			{Type: news.Embed, URL: "https://www.youtube.com/embed/abc", Title: "The ramp"},
			{Type: news.Paragraph, Text: "The ship had been laid up since July, when a wave broke two of the windows on its bridge."},
		},
		Quotes: []news.Quote{
			{Text: "It is a great day for the islands and for everybody on them,", Kind: news.Direct, Speaker: &news.QuoteSpeaker{Name: "Tom Weir", Title: "harbour master"}, Cue: "said"},
			{Text: "At last we can go home again.", Kind: news.Direct, Speaker: &news.QuoteSpeaker{Name: "Dana Whitlock", Title: "chief engineer"}},
		},
		Sources:  []news.ArticleSource{{Slug: "harbour-trust", Name: "Harbour Trust", Alias: "HT", Role: "cited"}},
		Mentions: []news.Mention{{Type: news.Person, Name: "Tom Weir"}, {Type: news.Organisation, Name: "Harbour Trust"}, {Type: news.Place, Name: "Port Ellery"}},
		Dateline: "PORT ELLERY", PublishedAt: time.Date(2026, 9, 4, 17, 40, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 9, 4, 18, 40, 0, 0, time.UTC),
		Schedule: news.Schedule{ExpiresAt: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)},
		TimeZone: "Europe/London", CanonicalURL: "https://courier.example/harbour/ferry-returns",
		Terms: news.Terms{Rights: "© 2026 Courier", LicenseURL: "https://courier.example/terms", TDMReservation: news.Reserved, TDMPolicy: "https://courier.example/tdm"},
	}
	settled(t, a)
	return a
}

func settled(t *testing.T, a *news.Article) {
	t.Helper()
	if f := a.Settle(nil, markup.Setter{}); len(f) > 0 {
		t.Fatalf("%+v", f)
	}
}

// tell is an article's fields as a round trip compares them: what is said, and
// not by which ids.
func tell(a *news.Article) map[string]string {
	m := map[string]string{
		"kind": string(a.Kind), "language": a.Language, "headline": a.Headline, "subhead": a.Subhead, "summary": a.Summary, "dateline": a.Dateline,
		"highlights": strings.Join(a.Highlights, "|"), "published_at": a.PublishedAt.String(), "updated_at": a.UpdatedAt.String(), "canonical_url": a.CanonicalURL,
		"rights": a.Rights, "license_url": a.LicenseURL, "tdm_reservation": string(a.TDMReservation), "tdm_policy": a.TDMPolicy, "time_zone": a.TimeZone, "expires_at": a.ExpiresAt.String(),
	}
	add := func(key string, v ...any) { m[key] += fmt.Sprintln(v...) }
	if a.Section != nil {
		add("section", a.Section.Name)
	}
	for _, t := range a.Tags {
		add("tags", t.Name)
	}
	for _, u := range a.Authors {
		add("authors", u.Name)
		add("author roles", u.Name, u.Role)
	}
	shows := map[uuid.UUID]string{}
	for _, p := range a.Photos {
		shows[p.ID] = cmp.Or(p.URL, p.Caption)
		of := func(fact string) string { return "photo " + fact }
		if p.URL == "" {
			of = func(fact string) string { return "photo " + fact + " (no url)" }
		}
		add(of("role"), p.URL, p.Role)
		add(of("caption"), p.Caption)
		add(of("alt_text"), p.AltText)
		add(of("credit"), p.Credit)
		add(of("photographer"), p.Photographer)
		add(of("taken_on"), p.TakenOn)
		add(of("released_on"), p.ReleasedOn)
		add(of("released_by"), p.ReleasedBy)
		add(of("rights"), p.Rights)
		add(of("license_url"), p.LicenseURL)
		add(of("size"), p.Width, p.Height)
	}
	for _, b := range a.Body {
		ordered := b.Ordered != nil && *b.Ordered
		switch b.Type {
		case news.Embed:
			add("embeds", b.URL, b.Title)
		case news.PhotoBlock:
			add("body", b.Type, shows[b.PhotoID])
		case news.Heading:
			add("body", b.Type, b.Level, b.Text)
		default:
			add("body", b.Type, b.HTML, b.Items, ordered)
		}
	}
	for _, q := range a.Quotes {
		add("quotes", q.Text, q.Kind, q.Pointer, q.Start, q.End)
		add("quote cues", q.Cue)
		if q.Speaker != nil {
			add("speakers", q.Speaker.Name)
			add("speaker titles", q.Speaker.Title)
		}
	}
	for _, s := range a.Sources {
		add("sources", s.Name)
		add("source aliases", s.Alias)
		add("source roles", s.Name, s.Role)
	}
	for _, s := range a.Mentions {
		add("mentions", s.Type, s.Name)
	}
	return m
}

var house = news.Newsroom{Name: "The Port Ellery Courier", Language: "en", TimeZone: "Europe/London"}

// roundTrip is a format that is both written and read.
type roundTrip struct {
	name string
	// write is the story as the house writes it.
	write func(t *testing.T, a *news.Article) []byte
	read  intake.Reader
	lost  string // what it cannot hold
}

// roundTrips are the formats that are both written and read, and what each
// cannot hold: docs/import.md has the same.
var roundTrips = []roundTrip{
	{"the article's JSON", func(t *testing.T, a *news.Article) []byte { return written(t)(json.Marshal(a)) }, JSON, "nothing"},
	{"NDJSON export", exported, NDJSON, "nothing"},
	{"ninjs", inNinjs, Ninjs, "updated_at"},
	{"NewsML-G2", func(t *testing.T, a *news.Article) []byte { return written(t)(render.NewsML(alone(a))) }, NewsML, "nothing"},
	{"Markdown", func(t *testing.T, a *news.Article) []byte { return written(t)(render.Markdown(alone(a))) }, Markdown, "nothing"},
	{"HTML page", func(t *testing.T, a *news.Article) []byte { return written(t)(render.HTML(alone(a))) }, intake.One(page.Read), "nothing"},
	{"JSON-LD", func(t *testing.T, a *news.Article) []byte { return written(t)(render.JSONLD(alone(a))) }, JSONLD, "body, embeds, highlights"},
	{"RSS", inFeed("rss"), RSS, "author roles, authors, body, expires_at, highlights, kind, license_url, mentions, photo alt_text (no url), quotes, section, source aliases, source roles, sources, subhead, tags, tdm_policy, tdm_reservation, time_zone"},
	{"Atom", inFeed("atom"), Feed, "author roles, authors, body, expires_at, highlights, kind, license_url, mentions, photo alt_text (no url), quotes, rights, section, source aliases, source roles, sources, subhead, tags, tdm_policy, tdm_reservation, time_zone"},
	{"JSON Feed", inFeed("json"), Feed, "author roles, authors, body, expires_at, highlights, kind, license_url, mentions, photo alt_text (no url), quotes, rights, section, source aliases, source roles, sources, subhead, tags, tdm_policy, tdm_reservation, time_zone"},
}

// TestAListOfQuestionsComesBackAsOne has each format that tells lists, in its words
// or by its marks.
func TestAListOfQuestionsComesBackAsOne(t *testing.T) {
	a, ordered := harbour(t), false
	a.Body = []news.Block{{Type: news.Paragraph, Text: "The ferry sailed again on Monday."}, {Type: news.List, Ordered: &ordered, Items: []string{"Where does it go?", "To the islands, as it said", "At last!"}}, {Type: news.Paragraph, Text: "It is back."}}
	a.Quotes, a.Photos, a.Highlights = nil, nil, nil
	settled(t, a)
	text := func(t *testing.T, a *news.Article) []byte { return written(t)(render.Text(alone(a))) }
	for _, c := range append(slices.Clone(roundTrips), roundTrip{"plain text", text, intake.One(intake.Text), ""}) {
		found, err := c.read(c.write(t, a), intake.Options{TimeZone: "Europe/London", Language: "en"})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		lists := slices.DeleteFunc(found.Items[0].Article.Body, func(b news.Block) bool { return b.Type != news.List || b.Items[0] == "Harbour Trust" })
		if len(lists) == 0 || !slices.Equal(lists[0].Items, a.Body[1].Items) || *lists[0].Ordered {
			t.Errorf("%s: %+v", c.name, found.Items[0].Article.Body)
		}
	}
}

func alone(a *news.Article) *render.Item { return render.Alone(a, house, "https://api.example", "") }

func inNinjs(t *testing.T, a *news.Article) []byte { return written(t)(render.Ninjs(alone(a))) }

func exported(t *testing.T, a *news.Article) []byte {
	document := written(t)(json.Marshal(a))
	mark := `{"export":{"cursor":"5f2c9a01:1","stories":%d,"complete":%t}}` + "\n"
	return []byte(fmt.Sprintf(mark, 0, false) + string(document) + "\n" + fmt.Sprintf(mark, 1, true))
}

func inFeed(name string) func(*testing.T, *news.Article) []byte {
	return func(t *testing.T, a *news.Article) []byte {
		format, _ := render.FormatOf(name)
		feed := &render.Feed{Room: house, ID: "urn:x", Title: "Courier", Base: "https://api.example", Self: "https://api.example/v1/feeds/x", Full: true}
		var b bytes.Buffer
		document := written(t)(json.Marshal(a))
		if err := format.Write(&b, feed, feed.Items(func(yield func([]byte) bool) { yield(document) })); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
}

func written(t *testing.T) func([]byte, error) []byte {
	return func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func TestWhatIsWrittenHereIsReadBack(t *testing.T) {
	docs, err := os.ReadFile("../../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	a := harbour(t)
	for _, c := range roundTrips {
		t.Run(c.name, func(t *testing.T) {
			found, err := c.read(c.write(t, a), intake.Options{TimeZone: "Europe/London", Language: "en"})
			if err != nil || len(found.Items) != 1 || found.Items[0].Refused != nil {
				t.Fatalf("%v: %+v", err, found)
			}
			b := found.Items[0].Article
			settled(t, &b)
			before, after := tell(a), tell(&b)
			var lost []string
			for field := range before {
				if before[field] != after[field] {
					lost = append(lost, field)
				}
			}
			slices.Sort(lost)
			if len(lost) == 0 {
				lost = []string{"nothing"}
			}
			if got := strings.Join(lost, ", "); got != c.lost {
				t.Errorf("it cannot hold %s\n%s", got, diff.Diff(before, after))
			}
			if row := "| " + c.name + " | " + c.lost + " |"; !strings.Contains(string(docs), row) {
				t.Errorf("docs/import.md has no row %q", row)
			}
		})
	}
}

// TestAnotherNameIsOfTheSourceBeforeIt has a list in which one source alone has two
// names, and files of others, who mean something else by the same words.
func TestAnotherNameIsOfTheSourceBeforeIt(t *testing.T) {
	t.Parallel()
	a := harbour(t)
	a.Sources = []news.ArticleSource{{Slug: "harbour-trust", Name: "Harbour Trust", Role: "cited"}, {Slug: "marsh", Name: "Marsh News", Alias: "MN"}, {Slug: "port-ellery-council", Name: "Port Ellery Council"}}
	for _, c := range roundTrips {
		switch c.name {
		case "RSS", "Atom", "JSON Feed":
			continue
		}
		found, err := c.read(c.write(t, a), intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range found.Items[0].Article.Sources {
			got = append(got, s.Name+","+s.Alias+","+s.Role)
		}
		if strings.Join(got, ";") != "Harbour Trust,,cited;Marsh News,MN,;Port Ellery Council,," {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	found, err := Ninjs([]byte(`{"uri": "urn:x", "headline": "Boats", "edNote": "Time zone: Nowhere/Atall.", "infoSources": [{"name": "Marsh News", "role": "source"}, {"name": "MN", "role": "alias"}]}`), intake.Options{})
	if err != nil || len(found.Items[0].Article.Sources) != 2 || found.Items[0].Article.TimeZone != "" {
		t.Errorf("%v: %+v", err, found.Items[0].Article)
	}
}
