package page

import (
	"slices"
	"testing"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// TestWhatTheRecordAloneSays reads from anybody's page what stands nowhere on it
// but in its record.
func TestWhatTheRecordAloneSays(t *testing.T) {
	t.Parallel()
	page := story(`<meta property="article:published_time" content="2026-09-04T08:00:00Z"><meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://bote.example/tdm">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to Port Ellery returns","genre":"Feature","expires":"2031-01-01T00:00:00Z","copyrightNotice":"© 2026 Ellery Bote","license":"https://bote.example/terms",
"mentions":[{"@type":"Place","name":"Port Ellery"},{"@type":"Thing","name":"Ferries"},{"@type":"Organization","name":"Quay Office"}],
"citation":["A book",{"@type":"ScholarlyArticle","publisher":{"@type":"Organization","name":"Quay Press"}},{"@type":"CreativeWork","publisher":{"@type":"Organization","name":"Skerry News Agency","alternateName":"SNA"},"description":"sent the letter"}],
"hasPart":[{"@type":"Quotation","text":"It is a fine boat,","creator":{"@type":"Person","name":"Maud Lister","jobTitle":"owner"}},{"@type":"Quotation","text":"Nobody said so"},{"@type":"WebPageElement","cssSelector":".paid"}],
"image":{"@type":"ImageObject","url":"https://img.example/ferry.jpg","creator":{"@type":"Person","name":"Ruth Hallam"},"copyrightNotice":"© Ruth Hallam","license":"https://img.example/licence"}}</script>`,
		`<p>“It is a fine boat,” they said at the quay on Monday, and “it sails”, and went aboard with all that they had.</p>`)
	r, err := Read([]byte(page), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, r)
	a := r.Article
	if a.Kind != "feature" || !a.ExpiresAt.Equal(time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("a %s that expires at %s", a.Kind, a.ExpiresAt)
	}
	if want := (news.Terms{Rights: "© 2026 Ellery Bote", LicenseURL: "https://bote.example/terms", TDMReservation: news.Reserved, TDMPolicy: "https://bote.example/tdm"}); a.Terms != want {
		t.Errorf("the terms are %+v", a.Terms)
	}
	if want := []news.Mention{{Type: news.Place, Name: "Port Ellery"}, {Type: news.Organisation, Name: "Quay Office"}}; !slices.Equal(a.Mentions, want) {
		t.Errorf("it mentions %+v", a.Mentions)
	}
	if want := []news.ArticleSource{{Name: "Skerry News Agency", Alias: "SNA", Role: "sent the letter"}}; !slices.Equal(a.Sources, want) {
		t.Errorf("it rests on %+v", a.Sources)
	}
	if len(a.Quotes) != 2 || a.Quotes[1].Text != "it sails" || a.Quotes[0].Pointer != "/body/1/text" || a.Quotes[0].Start != 1 || *a.Quotes[0].Speaker != (news.QuoteSpeaker{Name: "Maud Lister", Title: "owner"}) {
		t.Errorf("it quotes %+v", a.Quotes)
	}
	if p := a.Photos[0]; p.Photographer != "Ruth Hallam" || p.Rights != "© Ruth Hallam" || p.LicenseURL != "https://img.example/licence" {
		t.Errorf("the picture is %+v", p)
	}
}

// TestSourcesThatThePageListsAreNotAll adds those that its words tell.
func TestSourcesThatThePageListsAreNotAll(t *testing.T) {
	t.Parallel()
	r, err := Read([]byte(story(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to Port Ellery returns","citation":{"@type":"CreativeWork","publisher":{"@type":"Organization","name":"Harbour Post"}}}</script>`,
		`<p>The ramp is new, according to the Skerry Gazette, and the Harbour Post reported that it cost more than it should have.</p>`)), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, r)
	if want := []news.ArticleSource{{Name: "Harbour Post"}, {Name: "Skerry Gazette", Role: "cited"}}; !slices.Equal(r.Article.Sources, want) {
		t.Errorf("it rests on %+v", r.Article.Sources)
	}
}

// TestAnEndThatIsPastIsWarnedOf sees that it stays, so that nobody publishes by
// mistake what its sender has ended, and that an editor is told.
func TestAnEndThatIsPastIsWarnedOf(t *testing.T) {
	t.Parallel()
	r, err := Read([]byte(story(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to Port Ellery returns","datePublished":"2025-01-01T08:00:00Z","expires":"2025-02-01T08:00:00Z"}</script>`, "")),
		intake.Options{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	warned := slices.ContainsFunc(r.Warnings, func(w intake.Warning) bool { return w.Code == "already_expired" })
	told := slices.ContainsFunc(r.Provenance, func(p intake.Provenance) bool { return p.Pointer == "/expires_at" })
	if !warned || !told || r.Article.ExpiresAt.IsZero() {
		t.Errorf("it expires at %s: %v", r.Article.ExpiresAt, r.Warnings)
	}
}
