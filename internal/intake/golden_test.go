package intake

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storywire/internal/news"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outcome is what a page must yield, short enough to be checked by eye.
type outcome struct {
	Headline    string    `json:"headline,omitempty"`
	Subhead     string    `json:"subhead,omitempty"`
	Kind        news.Kind `json:"kind,omitempty"`
	Language    string    `json:"language,omitempty"`
	Dateline    string    `json:"dateline,omitempty"`
	PublishedAt string    `json:"published_at,omitempty"`
	UpdatedAt   string    `json:"updated_at,omitempty"`
	TimeZone    string    `json:"time_zone,omitempty"`
	Authors     []string  `json:"authors,omitempty"`
	Highlights  []string  `json:"highlights,omitempty"`
	Photos      []picture `json:"photos,omitempty"`
	Body        []string  `json:"body,omitempty"`
	Quotes      []saying  `json:"quotes,omitempty"`
	Sources     []string  `json:"sources,omitempty"`
	Mentions    []string  `json:"mentions,omitempty"`
	Warnings    []string  `json:"warnings,omitempty"`
}

type picture struct {
	Role news.PhotoRole `json:"role"`
	news.PhotoFacts
}

type saying struct {
	Text    string         `json:"text"`
	Kind    news.QuoteKind `json:"kind"`
	Speaker string         `json:"speaker,omitempty"`
	Title   string         `json:"title,omitempty"`
	By      string         `json:"by,omitempty"` // the words that mean the speaker, and how they were read
	Cue     string         `json:"cue,omitempty"`
	At      string         `json:"at"`
	SaidOn  news.Date      `json:"said_on,omitempty"`
	Medium  string         `json:"medium,omitempty"`
}

func outcomeOf(input []byte, r Result) outcome {
	a := r.Article
	o := outcome{Headline: a.Headline, Subhead: a.Subhead, Kind: a.Kind, Language: a.Language, Dateline: a.Dateline, TimeZone: a.TimeZone, Highlights: a.Highlights,
		PublishedAt: stampText(a.PublishedAt), UpdatedAt: stampText(a.UpdatedAt)}
	for _, c := range a.Authors {
		o.Authors = append(o.Authors, string(c.Role)+": "+c.Name)
	}
	for _, p := range a.Photos {
		o.Photos = append(o.Photos, picture{p.Role, p.PhotoFacts})
	}
	for _, b := range a.Body {
		text := b.Text
		if b.Type == news.List {
			text = strings.Join(b.Items, " / ")
		}
		if b.HTML != "" {
			text += " = " + b.HTML
		}
		o.Body = append(o.Body, string(b.Type)+": "+text)
	}
	runes := bytes.Runes(input)
	for i, q := range a.Quotes {
		s := saying{Text: q.Text, Kind: q.Kind, Cue: q.Cue, At: q.Pointer, SaidOn: q.SaidOn, Medium: q.Medium}
		if q.Speaker != nil {
			s.Speaker, s.Title = q.Speaker.Name, q.Speaker.Title
		}
		for _, p := range r.Provenance {
			if p.Pointer == pointer("quotes", i, "speaker") {
				s.By = p.Method + ": " + string(runes[p.Start:p.End])
			}
		}
		o.Quotes = append(o.Quotes, s)
	}
	for _, s := range a.Sources {
		o.Sources = append(o.Sources, strings.Trim(s.Name+" ("+s.Alias+") "+s.Role, " "))
	}
	for _, m := range a.Mentions {
		o.Mentions = append(o.Mentions, string(m.Type)+": "+m.Name)
	}
	for _, w := range r.Warnings {
		o.Warnings = append(o.Warnings, w.Code+": "+w.Detail)
	}
	return o
}

func stampText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// TestPagesOfOurOwn reads the pages of testdata. The house's zone is the
// page's first word behind a dot in its name, if there is one.
func TestPagesOfOurOwn(t *testing.T) {
	t.Parallel()
	houses := map[string]string{"ireland": "Europe/Dublin", "us": "America/New_York", "germany": "Europe/Berlin"}
	texts, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(texts) < 8 {
		t.Fatalf("%d pages: %v", len(texts), err)
	}
	for _, name := range texts {
		t.Run(filepath.Base(name), func(t *testing.T) {
			input, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			stem := strings.TrimSuffix(name, ".txt")
			o := Options{TimeZone: houses[strings.TrimPrefix(filepath.Ext(stem), ".")]}
			check(t, input, o)
			r, err := Text(input, o)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(outcomeOf(input, r)); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(stem+".json", got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(stem + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got.String()); d != "" {
				t.Errorf("the draft is another (-want +got):\n%s", d)
			}
		})
	}
}
