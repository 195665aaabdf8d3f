package wire

import (
	"testing"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

const ldSample = `{"@context":"https://schema.org","@graph":[
	{"@id":"#trust","@type":"Organization","name":"Harbour Trust"},
	{"@id":"#mira","@type":"Person","name":"Mira Okafor"},
	{"@type":["Article","AnalysisNewsArticle"],"@id":"#story","headline":"Ferry &amp; tide","alternativeHeadline":"What it costs","description":"It is back.",
	 "inLanguage":"en-GB","url":"https://log.example/ferry","datePublished":"2025-03-03T08:15:00+01:00","dateModified":"2025-03-04","articleSection":["Harbour"],
	 "keywords":"ferries, tides","author":[{"@id":"#mira"},{"@type":"Person","name":"Tom Quill"}],"editor":"Ada Finch","publisher":{"@id":"#trust"},
	 "license":{"@id":"https://license.example/by"},"image":{"@type":"ImageObject","url":"https://img.example/a.jpg","caption":"The pier","description":"A pier at dawn","creditText":"The Log","creator":{"name":"Ruth Hallam"},"width":1200,"height":"800px"},
	 "articleBody":"The ferry is back in Ostholm.\n\n“We have waited long enough for this,” said Ines Vale, the mayor."}]}`

func TestAnArticleAsJSONLD(t *testing.T) {
	t.Parallel()
	found, err := JSONLD([]byte(ldSample), intake.Options{TimeZone: "Europe/Berlin"})
	if err != nil || found.List {
		t.Fatalf("%v, %+v", err, found)
	}
	a := found.Items[0].Article
	if a.Headline != "Ferry & tide" || a.Subhead != "What it costs" || a.Summary != "It is back." || a.Kind != "analysis" || a.Language != "en-GB" ||
		a.CanonicalURL != "https://log.example/ferry" || a.LicenseURL != "https://license.example/by" || a.Section.Name != "Harbour" || len(a.Tags) != 2 {
		t.Errorf("%+v", a)
	}
	if !a.PublishedAt.Equal(time.Date(2025, 3, 3, 7, 15, 0, 0, time.UTC)) || !a.UpdatedAt.Equal(time.Date(2025, 3, 3, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("published %s, updated %s", a.PublishedAt, a.UpdatedAt)
	}
	if len(a.Authors) != 3 || a.Authors[0].Name != "Mira Okafor" || a.Authors[2] != (news.ArticleAuthor{Name: "Ada Finch", Role: news.RoleEditor}) {
		t.Errorf("%+v", a.Authors)
	}
	if len(a.Body) != 2 || len(a.Quotes) != 1 || a.Quotes[0].Speaker == nil || a.Quotes[0].Speaker.Name != "Ines Vale" {
		t.Errorf("%+v\n%+v", a.Body, a.Quotes)
	}
	if len(a.Photos) != 1 || a.Photos[0].Role != news.Lead || a.Photos[0].Caption != "The pier" || a.Photos[0].AltText != "A pier at dawn" || a.Photos[0].Photographer != "Ruth Hallam" || a.Photos[0].Height != 800 {
		t.Errorf("%+v", a.Photos)
	}
}

func TestSeveralArticlesAsJSONLD(t *testing.T) {
	t.Parallel()
	found, err := JSONLD([]byte(`[{"@type":"NewsArticle","headline":"One","articleBody":"<p>Two <em>boats</em>.</p>"},{"@type":"WebPage"},{"@type":"http://schema.org/BlogPosting","name":"Two"}]`), intake.Options{})
	if err != nil || !found.List || len(found.Items) != 2 || found.Items[0].Article.Body[0].HTML != "Two <em>boats</em>." || found.Items[1].Article.Headline != "Two" {
		t.Errorf("%v, %+v", err, found)
	}
	for _, none := range []string{`{"@type":"WebPage","name":"x"}`, `[]`, `"x"`, `{"@graph":[]}`} {
		if _, err := JSONLD([]byte(none), intake.Options{}); err == nil {
			t.Errorf("%s is taken", none)
		}
	}
	for content, want := range map[string]string{ldSample: "application/ld+json", "\n [ {\"@type\": \"NewsArticle\"}]": "application/ld+json", `{"headline":"x"}`: "application/json"} {
		if got := Guess([]byte(content)); got != want {
			t.Errorf("%.20s: %s, want %s", content, got, want)
		}
	}
}

func FuzzJSONLD(f *testing.F) {
	fuzz(f, JSONLD, ldSample, `[{"@type":"NewsArticle","headline":["x"],"author":"y","image":["https://img.example/a.jpg"]}]`)
}

// TestWhatAnArticleAsJSONLDSaysBeside has an article whose words show one of its
// pictures, with the logo of its house in the place of another.
func TestWhatAnArticleAsJSONLDSaysBeside(t *testing.T) {
	t.Parallel()
	found, err := JSONLD([]byte(`{"@type": "NewsArticle", "headline": "Ferry", "genre": ["Transport", "Interview"], "publisher": {"@type": "Organization", "name": "The Log", "logo": {"@type": "ImageObject", "url": "https://log.example/logo.svg"}},
		"image": [{"@type": "ImageObject", "url": "https://log.example/logo.svg"}, {"@type": "ImageObject", "url": "https://img.example/q.jpg", "caption": "The queue", "dateCreated": "2025-03-02T10:00:00Z"}],
		"associatedMedia": [{"@type": "VideoObject", "caption": "A film"}, {"@type": "ImageObject", "caption": "The pier", "publisher": {"name": "Harbour Trust"}, "usageInfo": {"text": "Text and data mining is reserved."}}],
		"mentions": [{"@type": "http://schema.org/City", "name": "Ostholm"}, {"@type": "GovernmentOrganization", "name": "Harbour Trust"}, {"@type": "Event", "name": "Regatta"}],
		"citation": [{"@type": "CreativeWork", "description": "statement", "publisher": {"name": "Harbour Trust", "alternateName": "HT"}}, "A book"],
		"articleBody": "The ferry is back.\n\n[Photo: The queue (Ruth Hallam)]\n\n[Photo: Somebody else]"}`), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := found.Items[0].Article
	if a.Kind != "interview" || len(a.Mentions) != 2 || a.Mentions[0] != (news.Mention{Type: news.Place, Name: "Ostholm"}) || a.Mentions[1].Type != news.Organisation {
		t.Errorf("%s %+v", a.Kind, a.Mentions)
	}
	if len(a.Sources) != 1 || a.Sources[0] != (news.ArticleSource{Name: "Harbour Trust", Alias: "HT", Role: "statement"}) {
		t.Errorf("%+v", a.Sources)
	}
	if len(a.Photos) != 2 || a.Photos[0].Role != news.Lead || a.Photos[0].Caption != "The pier" || a.Photos[0].ReleasedBy != "Harbour Trust" || a.Photos[0].TDMReservation != news.Reserved || a.Photos[1].TakenOn != "2025-03-02" {
		t.Errorf("%+v", a.Photos)
	}
	if len(a.Body) != 3 || a.Body[1].Type != news.PhotoBlock || a.Body[1].PhotoID != a.Photos[1].ID || a.Body[2].Text != "[Photo: Somebody else]" {
		t.Errorf("%+v", a.Body)
	}
}
