package intake

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"
)

// seedFacts is what the page beside it says, by the names of its own.
type seedFacts struct {
	Title            *string
	Authors, Editors []string
	PublishedAt      time.Time `json:"published_at"`
	UpdatedAt        time.Time `json:"updated_at"`
	TimezoneLabel    string    `json:"timezone_label"`
	Photos           []struct {
		Caption, Credit string
		TakenOn         news.Date `json:"taken_on"`
		ReleasedOn      news.Date `json:"released_on"`
		ReleasedBy      string    `json:"released_by"`
		Start, End      int
	}
	Highlights, Headings []string
	Blocks               []struct {
		Type       news.BlockType
		Start, End int
		Text       string
	}
	Quotes []struct {
		Text, Speaker, Mention, Cue, Method, In string
		Kind                                    news.QuoteKind
		Start, End                              int
	}
	Entities struct{ People, Places, Organisations []string }
	Sources  []struct{ Name, Alias, Role string }
}

// readSeeds reads every seed page with its facts; where the folder is not
// there, as outside the house, the test is skipped.
func readSeeds(t *testing.T) map[string][2][]byte {
	t.Helper()
	texts, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "seeds", "*.txt"))
	if err != nil || len(texts) == 0 {
		t.Skip("../shared/seeds is not beside this checkout: the seed pages cannot be read")
	}
	pages := map[string][2][]byte{}
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := os.ReadFile(strings.TrimSuffix(name, ".txt") + ".expected.json")
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(name)] = [2][]byte{text, facts}
	}
	return pages
}

func TestSeedPagesComeOutFactByFact(t *testing.T) {
	t.Parallel()
	for name, page := range readSeeds(t) {
		t.Run(name, func(t *testing.T) {
			var want seedFacts
			if err := json.Unmarshal(page[1], &want); err != nil {
				t.Fatal(err)
			}
			got, err := Text(page[0], Options{TimeZone: "UTC", Language: "en"})
			if err != nil {
				t.Fatal(err)
			}
			checkSeedHeader(t, got, want)
			checkSeedPhotos(t, got, want)
			checkSeedBody(t, got, want)
			checkSeedQuotes(t, got, want)
			checkSeedNames(t, got, want)
		})
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func checkSeedHeader(t *testing.T, got Result, want seedFacts) {
	t.Helper()
	a := got.Article
	if want.Title == nil {
		equal(t, "headline", a.Headline, "")
		equal(t, "warning of no headline", warned(got, "no_headline"), true)
	} else {
		equal(t, "headline", a.Headline, *want.Title)
	}
	var authors, editors []string
	for _, c := range a.Authors {
		if c.Role == news.RoleEditor {
			editors = append(editors, c.Name)
		} else {
			authors = append(authors, c.Name)
		}
	}
	equal(t, "authors", strings.Join(authors, "|"), strings.Join(want.Authors, "|"))
	equal(t, "editors", strings.Join(editors, "|"), strings.Join(want.Editors, "|"))
	equal(t, "published_at", a.PublishedAt, want.PublishedAt.UTC())
	equal(t, "updated_at", a.UpdatedAt, want.UpdatedAt.UTC())
	_, zone, _ := strings.Cut(want.TimezoneLabel, "(")
	zone, _, _ = strings.Cut(zone, ",")
	equal(t, "time_zone", a.TimeZone, zone)
	equal(t, "warning of an ambiguous zone", warned(got, "ambiguous_time_zone"), true)
	equal(t, "warning of a resolved day", warned(got, "day_resolved"), true)
	equal(t, "highlights", strings.Join(a.Highlights, "|"), strings.Join(want.Highlights, "|"))
}

func checkSeedPhotos(t *testing.T, got Result, want seedFacts) {
	t.Helper()
	if len(got.Article.Photos) != len(want.Photos) {
		t.Fatalf("%d photos, want %d", len(got.Article.Photos), len(want.Photos))
	}
	for i, w := range want.Photos {
		p := got.Article.Photos[i]
		equal(t, "caption", p.Caption, w.Caption)
		equal(t, "credit", p.Credit, w.Credit)
		equal(t, "taken_on", p.TakenOn, w.TakenOn)
		equal(t, "released_on", p.ReleasedOn, w.ReleasedOn)
		equal(t, "released_by", p.ReleasedBy, w.ReleasedBy)
		equal(t, "place of the photo", where(got, pointer("photos", i)), span{w.Start, w.End})
	}
}

func checkSeedBody(t *testing.T, got Result, want seedFacts) {
	t.Helper()
	if len(got.Article.Body) != len(want.Blocks) {
		t.Fatalf("%d blocks, want %d", len(got.Article.Body), len(want.Blocks))
	}
	var headings []string
	for i, w := range want.Blocks {
		b := got.Article.Body[i]
		equal(t, "type of block", b.Type, w.Type)
		equal(t, "text of block", b.Text, w.Text)
		equal(t, "place of block", where(got, pointer("body", i)), span{w.Start, w.End})
		if b.Type == news.Heading {
			headings = append(headings, b.Text)
		}
	}
	equal(t, "headings", strings.Join(headings, "|"), strings.Join(want.Headings, "|"))
}

func checkSeedQuotes(t *testing.T, got Result, want seedFacts) {
	t.Helper()
	if len(got.Article.Quotes) != len(want.Quotes) {
		t.Fatalf("%d quotes, want %d", len(got.Article.Quotes), len(want.Quotes))
	}
	for i, w := range want.Quotes {
		q, at := got.Article.Quotes[i], pointer("quotes", i)
		equal(t, "words", q.Text, w.Text)
		equal(t, "kind of "+w.Text, q.Kind, w.Kind)
		equal(t, "place of "+w.Text, where(got, at), span{w.Start, w.End})
		cue, _, _ := strings.Cut(w.Cue, " (")
		equal(t, "cue of "+w.Text, q.Cue, cue)
		equal(t, "part that has "+w.Text, strings.HasPrefix(q.Pointer, "/"+w.In), true)
		if q.Speaker == nil {
			t.Errorf("%q has no speaker, want %s", w.Text, w.Speaker)
			continue
		}
		equal(t, "speaker of "+w.Text, q.Speaker.Name, w.Speaker)
		for _, p := range got.Provenance {
			if p.Pointer == at+"/speaker" {
				equal(t, "method for "+w.Text, p.Method, w.Method)
			}
		}
	}
}

func checkSeedNames(t *testing.T, got Result, want seedFacts) {
	t.Helper()
	for kind, names := range map[news.MentionType][]string{
		news.Person: want.Entities.People, news.Place: want.Entities.Places, news.Organisation: want.Entities.Organisations,
	} {
		var found, expected []string
		for _, m := range got.Article.Mentions {
			if m.Type == kind {
				found = append(found, m.Name)
			}
		}
		for _, n := range names {
			n, _, _ = strings.Cut(n, " (")
			expected = append(expected, n)
		}
		slices.Sort(found)
		slices.Sort(expected)
		equal(t, string(kind)+" mentions", strings.Join(found, "|"), strings.Join(expected, "|"))
	}
	if len(got.Article.Sources) != len(want.Sources) {
		t.Fatalf("sources %v, want %v", got.Article.Sources, want.Sources)
	}
	for i, w := range want.Sources {
		s := got.Article.Sources[i]
		equal(t, "source", s.Name, w.Name)
		equal(t, "alias", s.Alias, w.Alias)
		equal(t, "role", s.Role, w.Role)
	}
}

func warned(r Result, code string) bool {
	return slices.ContainsFunc(r.Warnings, func(w Warning) bool { return w.Code == code })
}

// where is the span of the input that a part of the article came from.
func where(r Result, pointer string) span {
	for _, p := range r.Provenance {
		if p.Pointer == pointer {
			return span{p.Start, p.End}
		}
	}
	return span{-1, -1}
}
