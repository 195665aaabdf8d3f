package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storywire/internal/intake"
	"storywire/internal/markup"
	"storywire/internal/news"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outcome is what a page must yield, short enough to be checked by eye.
type outcome struct {
	Headline     string           `json:"headline,omitempty"`
	Subhead      string           `json:"subhead,omitempty"`
	Summary      string           `json:"summary,omitempty"`
	Kind         news.Kind        `json:"kind,omitempty"`
	Language     string           `json:"language,omitempty"`
	Dateline     string           `json:"dateline,omitempty"`
	PublishedAt  string           `json:"published_at,omitempty"`
	UpdatedAt    string           `json:"updated_at,omitempty"`
	TimeZone     string           `json:"time_zone,omitempty"`
	CanonicalURL string           `json:"canonical_url,omitempty"`
	Section      string           `json:"section,omitempty"`
	Tags         []string         `json:"tags,omitempty"`
	Authors      []string         `json:"authors,omitempty"`
	Highlights   []string         `json:"highlights,omitempty"`
	Photos       []map[string]any `json:"photos,omitempty"`
	Body         []string         `json:"body,omitempty"`
	Evidence     []string         `json:"evidence,omitempty"`
	Warnings     []string         `json:"warnings,omitempty"`
}

func outcomeOf(t *testing.T, r intake.Result) outcome {
	a := r.Article
	o := outcome{Headline: a.Headline, Subhead: a.Subhead, Summary: a.Summary, Kind: a.Kind, Language: a.Language, Dateline: a.Dateline, PublishedAt: stamp(a.PublishedAt),
		UpdatedAt: stamp(a.UpdatedAt), TimeZone: a.TimeZone, CanonicalURL: a.CanonicalURL, Highlights: a.Highlights}
	if a.Section != nil {
		o.Section = a.Section.Name
	}
	for _, tag := range a.Tags {
		o.Tags = append(o.Tags, tag.Name)
	}
	for _, c := range a.Authors {
		o.Authors = append(o.Authors, string(c.Role)+": "+c.Name)
	}
	for _, p := range a.Photos {
		facts, err := json.Marshal(p.PhotoFacts)
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]any{"role": p.Role}
		if err := json.Unmarshal(facts, &m); err != nil {
			t.Fatal(err)
		}
		o.Photos = append(o.Photos, m)
	}
	for _, b := range a.Body {
		text := b.Text
		switch {
		case b.Type == news.List:
			text = strings.Join(b.Items, " / ")
		case b.Type == news.Embed:
			text = b.URL + " " + b.Title
		case b.HTML != "":
			text += " = " + b.HTML
		}
		o.Body = append(o.Body, string(b.Type)+": "+text)
	}
	for _, p := range r.Provenance {
		if strings.Count(p.Pointer, "/") > 1 && !strings.HasPrefix(p.Pointer, "/authors") {
			continue
		}
		said := []string{p.Pointer + ": " + p.Evidence + " (" + p.Method + ")"}
		for _, no := range p.Rejected {
			said = append(said, "not "+no.Evidence+": "+no.Value)
		}
		o.Evidence = append(o.Evidence, strings.Join(said, "; "))
	}
	for _, w := range r.Warnings {
		if spokenWarnings[w.Code] {
			continue
		}
		o.Warnings = append(o.Warnings, w.Code+": "+w.Detail)
	}
	return o
}

// spokenWarnings are about who said what, which the words tell and not the page.
var spokenWarnings = map[string]bool{"not_quotes": true, "speaker_unknown": true, "speaker_unnamed": true, "speaker_uncertain": true, "rules_are_english": true, "unbalanced_quotes": true}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// check holds a result to what the domain takes.
func check(t *testing.T, r intake.Result) {
	t.Helper()
	if faults := r.Article.Clone().Settle(nil, markup.Setter{}); len(faults) > 0 {
		t.Errorf("the draft cannot be stored: %v", faults)
	}
}

// TestPagesOfOurOwn reads the pages of testdata that are articles.
func TestPagesOfOurOwn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"graph", "microdata", "opengraph", "live", "german", "hindi", "spanish", "french"} {
		t.Run(name, func(t *testing.T) {
			input, err := os.ReadFile(filepath.Join("testdata", name+".html"))
			if err != nil {
				t.Fatal(err)
			}
			r, err := Read(input, intake.Options{})
			if err != nil {
				t.Fatal(err)
			}
			check(t, r)
			var got bytes.Buffer
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(outcomeOf(t, r)); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got.String()); d != "" {
				t.Errorf("the draft is another (-want +got):\n%s", d)
			}
		})
	}
}

func TestPagesThatAreNotOneArticle(t *testing.T) {
	t.Parallel()
	for name, why := range map[string]string{"home": "lists several", "login": "log in"} {
		input, err := os.ReadFile(filepath.Join("testdata", name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Read(input, intake.Options{})
		var invalid *news.Invalid
		if !errors.As(err, &invalid) || !strings.Contains(err.Error(), "not one article") || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAListOfLinksIsNoStory in whatever elements they stand; a story may have many.
func TestAListOfLinksIsNoStory(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"li", "p", "div", "ul><li"} {
		for _, n := range []int{10, 60} {
			var page strings.Builder
			page.WriteString("<html><head><title>Quay</title></head><body>")
			for i := range n {
				fmt.Fprintf(&page, `<%s><a href="/s/%d">Story number %d about the weir</a></%s>`, tag, i, i, strings.TrimSuffix(tag, "><li"))
			}
			if _, err := Read([]byte(page.String()), intake.Options{}); err == nil || !strings.Contains(err.Error(), "not one article: the page lists several") {
				t.Errorf("%d of %s: %v", n, tag, err)
			}
		}
	}
	var story strings.Builder
	story.WriteString("<h1>The weir in ten links</h1>")
	for i := range 10 {
		fmt.Fprintf(&story, `<p>The weir was mended in the year of the %d floods, as <a href="/s/%d">we reported then</a>, and it held for all of that winter and the next.</p>`, i+2, i)
	}
	if _, err := Read([]byte(story.String()), intake.Options{}); err != nil {
		t.Error(err)
	}
}

// TestQuotesOfAPage sees that the story's words are read with their marks taken
// out, and tied to the blocks that they stand in.
func TestQuotesOfAPage(t *testing.T) {
	t.Parallel()
	input, err := os.ReadFile("testdata/graph.html")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(input, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	q := r.Article.Quotes[0]
	if q.Text != "We can patch them for another winter, or we can sleep at night," || q.Pointer != "/body/1/text" || q.Speaker == nil || q.Speaker.Name != "Hester Vane" {
		t.Errorf("the first quote is %+v", q)
	}
	for _, p := range r.Provenance {
		if p.Pointer == "/quotes/0/speaker" && p.Evidence != "Hester Vane" {
			t.Errorf("the speaker is read from %q", p.Evidence)
		}
	}
}
