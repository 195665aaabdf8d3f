package page

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"storywire/internal/intake"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/render"
)

// almanac is a story of which a page that is weighed would lose the half: its
// paragraphs are short, or look like what stands around stories.
func almanac(t testing.TB) *news.Article {
	ordered, plain := true, false
	harbour, unseen, twice := uuid.UUID{15: 1}, uuid.UUID{15: 2}, uuid.UUID{15: 3}
	weir := &news.QuoteSpeaker{Name: "Tom Weir", Title: "harbour master"}
	a := &news.Article{
		ID: uuid.UUID{15: 9}, Slug: "almanac", Status: news.Published, Version: 2, Kind: "letter", Language: "en-GB",
		Headline: "Tide tables: <b>the almanac</b> &amp; more | Ellery Bote", Subhead: "By hand", Summary: "Short.", Dateline: "Outer Skerry, at night",
		Highlights: []string{"“Nobody reads it,” she said", "It is 100 years old"},
		Section:    &news.Ref{Name: "Sea/Sky"}, Tags: []news.Ref{{Name: "Tides, high"}, {Name: "Moon"}},
		Authors: []news.ArticleAuthor{
			{Name: "IDA QUILL", Role: news.RoleAuthor}, {Name: "Tide Desk", Role: news.RoleAuthor, Kind: news.KindDesk}, {Name: "Night Desk", Role: news.RoleEditor, Kind: news.KindDesk},
			{Name: "Maud Lister", Role: news.RoleContributor}, {Name: "Ruth Hallam", Role: news.RolePhotographer},
		},
		Photos: []news.ArticlePhoto{
			{ID: harbour, Role: news.Lead, PhotoFacts: news.PhotoFacts{URL: "https://img.example/a.jpg", Caption: "The harbour. Photo: nobody", AltText: "A <harbour>", ExpiresAt: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)}},
			{ID: twice, Role: news.Inline, PhotoFacts: news.PhotoFacts{URL: "https://img.example/b.jpg", Photographer: "Ruth Hallam"}},
			{ID: unseen, Role: news.Inline, PhotoFacts: news.PhotoFacts{Caption: "The quay in 1911.", AltText: "A quay", Credit: "Skerry Archive", Photographer: "A. N. Other", TakenOn: "1911-05-02", ReleasedOn: "2026-01-02", ReleasedBy: "Skerry Archive",
				Terms: news.Terms{Rights: "Public domain", LicenseURL: "https://img.example/pd", TDMReservation: news.Reserved, TDMPolicy: "https://img.example/tdm"}}},
			{ID: uuid.UUID{15: 4}, Role: news.Inline, PhotoFacts: news.PhotoFacts{Caption: "Shown nowhere."}},
		},
		Body: []news.Block{
			{Type: news.Paragraph, Text: "Share"},
			{Type: news.PhotoBlock, PhotoID: twice},
			{Type: news.PhotoBlock, PhotoID: unseen},
			{Type: news.Paragraph, Text: "Share"},
			{Type: news.BlockQuote, HTML: "The tide waits for <em>nobody</em>."},
			{Type: news.BlockQuote, Text: "Nor does the moon."},
			{Type: news.Paragraph, HTML: `<span lang="gd">Tha i fuar</span>, he <a href="mailto:weir@skerry.example">writes</a>.<br>Photo: none<br>© 1911`},
			{Type: news.List, Ordered: &plain, Items: []string{`<a href="https://skerry.example/a">Read more</a>`, `<a href="https://skerry.example/b">Also read</a>`}},
			{Type: news.List, Ordered: &ordered, Items: []string{"One"}},
			{Type: news.PhotoBlock, PhotoID: twice},
			{Type: news.Embed, URL: "https://maps.skerry.example/?a=1&b=2", Title: "A map of <tides>"},
			{Type: news.Embed, URL: "https://youtu.be/abc"},
			{Type: news.Paragraph, HTML: `<a href="https://skerry.example/c">A link alone</a>`},
			{Type: news.Paragraph, Text: "“Yes,” he says, and again: “Yes.”"},
			{Type: news.Heading, Level: 6, Text: "Related"},
		},
		Quotes: []news.Quote{
			{Text: "Nobody reads it,", Kind: news.Direct, Cue: "said", Pointer: "/highlights/0", Start: 1, End: 17},
			{Text: "The tide waits for nobody.", Kind: news.Direct, Speaker: weir, Pointer: "/body/4/text", End: 26},
			{Text: "Nor does the moon.", Kind: news.Fragment, Pointer: "/body/5/text", End: 18, SaidOn: "2026-01-01"},
			{Text: "Yes,", Kind: news.Direct, Cue: "says", Speaker: weir, Pointer: "/body/13/text", Start: 1, End: 5},
			{Text: "Yes", Kind: news.Direct, Cue: "says", Speaker: weir, Pointer: "/body/13/text", Start: 28, End: 31},
		},
		Sources:     []news.ArticleSource{{Name: "Skerry Archive", Alias: "SKA", Role: "gave the tables"}, {Name: "Quay Office"}},
		Mentions:    []news.Mention{{Type: news.Person, Name: "A. N. Other"}, {Type: news.Organisation, Name: "Quay Office"}},
		PublishedAt: time.Date(2026, 1, 3, 3, 4, 5, 0, time.UTC), TimeZone: "Asia/Kolkata", Links: news.Links{"self": "/v1/articles/x"},
		Terms:       news.Terms{Rights: "None reserved", TDMReservation: news.Unreserved},
		Corrections: []news.Correction{{Kind: news.KindCorrection, Note: "The moon was wrong.", At: time.Date(2026, 1, 4, 0, 0, 0, 0, time.UTC)}},
	}
	if f := a.Settle(nil, markup.Setter{}); len(f) > 0 {
		t.Fatalf("%v", f)
	}
	return a
}

// bare is an article without what is another's in each copy of it: its ids, and
// what only the newsroom that published it has.
func bare(a *news.Article) *news.Article {
	photos := map[uuid.UUID]uuid.UUID{}
	for i := range a.Photos {
		photos[a.Photos[i].ID] = uuid.UUID{0: 1, 15: byte(i)}
		a.Photos[i].ID, a.Photos[i].Brought = photos[a.Photos[i].ID], false
	}
	for i := range a.Body {
		a.Body[i].ID, a.Body[i].QuoteID, a.Body[i].PhotoID = uuid.Nil, uuid.Nil, photos[a.Body[i].PhotoID]
	}
	for i := range a.Quotes {
		a.Quotes[i].ID, a.Quotes[i].BlockID = uuid.Nil, uuid.Nil
	}
	a.ID, a.Slug, a.Status, a.Version, a.Corrections, a.Links = uuid.Nil, "", "", 0, nil, nil
	return a
}

// printed is the page of an article.
func printed(t testing.TB, a *news.Article) []byte {
	t.Helper()
	page, err := render.HTML(render.Alone(a, news.Newsroom{Name: "Ellery Bote", TimeZone: "Europe/London", Language: "en"}, "https://api.example", ""))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// TestAPageOfTheHousesOwnIsReadBack sees that a page which the house has written
// is the same story again, whatever that looks like.
func TestAPageOfTheHousesOwnIsReadBack(t *testing.T) {
	t.Parallel()
	a := almanac(t)
	document, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(printed(t, a), intake.Options{TimeZone: "Europe/London"})
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Article.Settle(nil, markup.Setter{}); len(f) > 0 {
		t.Fatalf("%v", f)
	}
	var was news.Article
	if err := json.Unmarshal(document, &was); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(bare(&was), bare(&r.Article)); d != "" {
		t.Errorf("it is another (-written +read):\n%s", d)
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Code != "correction_left_out" {
		t.Errorf("it warns of %v", r.Warnings)
	}
	for _, p := range r.Provenance {
		if strings.HasPrefix(p.Pointer, "/quotes/4") && p.Method != "json_ld" {
			t.Errorf("%+v", p)
		}
	}
}

func TestAPictureThatTheRecordLacksIsReadFromItsFigure(t *testing.T) {
	t.Parallel()
	page := `<script type="application/ld+json">{"@type":"NewsArticle","@id":"urn:uuid:00000000-0000-0000-0000-00000000000a","headline":"Tides"}</script><article id="00000000-0000-0000-0000-00000000000a"><p id="b-00000000-0000-0000-0000-00000000000a">Short.</p>
<figure id="p-1"><img src="https://img.example/a.jpg" alt="A quay"><figcaption>The quay. <small>Skerry Archive</small></figcaption></figure></article>`
	a := mustRead(t, page, intake.Options{})
	if p := a.Photos[0]; p.URL != "https://img.example/a.jpg" || p.Caption != "The quay." || p.Credit != "Skerry Archive" || a.Body[1].PhotoID != p.ID {
		t.Errorf("%+v, %+v", p, a.Body[1])
	}
}

// TestAPageThatCallsItselfTheHousesOwn reads what anybody can write in the form of
// the house: it is no more than an article holds, and nothing that none may have.
func TestAPageThatCallsItselfTheHousesOwn(t *testing.T) {
	t.Parallel()
	many := func(s string) string { return "[" + strings.TrimSuffix(strings.Repeat(s+",", 1200), ",") + "]" }
	long := strings.Repeat("long ", 20_000)
	record := `{"@type":"NewsArticle","@id":"urn:uuid:00000000-0000-0000-0000-00000000000a","headline":"a\u0000b\u202e` + long + `","description":["x"],"alternativeHeadline":{"name":"y"},"dateline":"` + long + `","genre":"spell","articleSection":"…","copyrightNotice":"` + long + `",
"license":"javascript:alert(1)","expires":"2001-01-01T00:00:00Z","keywords":` + many(`"tag"`) + `,"author":` + many(`{"@type":"Person","name":"Ida Quill"}`) + `,"contributor":[{"@type":"Person","name":"` + long + `"},{"name":7},null,"x"],
"mentions":` + many(`{"@type":"Place","name":"Port Ellery"}`) + `,"citation":` + many(`{"publisher":{"name":"Quay Office","alternateName":"`+long[:900]+`"},"description":"`+long[:900]+`"}`) + `,
"image":` + many(`{"@type":"ImageObject","identifier":"q","url":"ftp://x","license":"https://x.example/ y","dateCreated":"2026-13-01","width":-1,"height":9999999,"caption":"`+long[:5500]+`"}`) + `,
"hasPart":` + many(`{"@type":"Quotation","text":"word","url":"#b-1","spokenByCharacter":{"name":"…","jobTitle":"`+long[:900]+`"}}`) + `,"correction":"x"}`
	body := strings.Repeat(`<p id="b-1">word <a href="javascript:alert(1)">word</a><span lang='"x'>y</span></p><p id="b-2" class="embed"><a href="data:x">z</a></p><figure id="p-q" class="lead"></figure><figure id="p-r" data-tdm-policy="x y"></figure><h2 id="b-3"></h2><div id="b-4">d</div><h3 id="b-7">`+long[:900]+`</h3><p id="b-8" class="embed"><a href="https://x.example/">`+long[:900]+`</a></p><p id="b-9"><b class="dateline">`+long[:900]+`</b> — x</p><ul id="b-5"><li></ul><blockquote id="b-6">q</blockquote>`, 1200)
	r, err := Read([]byte(`<html lang="x y"><meta name="tdm-policy" content="javascript:x"><meta property="article:modified_time" content="2001-01-01"><script type="application/ld+json">`+record+`</script><article id="00000000-0000-0000-0000-00000000000a" data-time-zone="../etc/passwd"><ul class="highlights"><li>`+long+`</ul><p id="b-00000000-0000-0000-0000-00000000000a">word</p>`+body+`</article>`), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, r)
	a := r.Article
	if a.LicenseURL+a.TDMPolicy+a.TimeZone != "" || strings.ContainsAny(a.Headline, "\x00\u202e") || strings.Contains(a.Body[0].HTML, "script") {
		t.Errorf("%q, %q, %q, %.40q, %q", a.LicenseURL, a.TDMPolicy, a.TimeZone, a.Headline, a.Body[0].HTML)
	}
}
