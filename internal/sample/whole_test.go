package sample

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"storywire/internal/news"
)

func TestCounts(t *testing.T) {
	r := load(t)
	quotes, drafts, speakers := 0, 0, map[string]bool{}
	for _, s := range r.Stories {
		if !s.Publish {
			drafts++
		}
		for _, q := range s.Article.Quotes {
			quotes++
			if q.Speaker != nil {
				speakers[q.Speaker.Slug] = true
			}
		}
	}
	check := func(what string, got int, ok bool) {
		if !ok {
			t.Errorf("%d %s", got, what)
		}
	}
	check("stories", len(r.Stories), len(r.Stories) >= 45)
	check("drafts", drafts, drafts == 3)
	check("authors", len(r.Authors), len(r.Authors) == 8)
	check("photos", len(r.Photos), len(r.Photos) >= 35)
	check("quotes", quotes, quotes >= 100)
	check("speakers who are quoted", len(speakers), len(speakers) >= 25)
}

func TestNothingIsIdle(t *testing.T) {
	for kind, n := range refer(t, load(t)) {
		for name, used := range n {
			if !used {
				t.Errorf("%s %q is in no story", kind, name)
			}
		}
	}
}

// The hard ones that a frontend and a feed have to get right are here on
// purpose, and stay.
func TestHardStoriesAreThere(t *testing.T) {
	r := load(t)
	want := map[string]func(s Story) bool{
		"<b> and & in a headline": func(s Story) bool {
			h := s.Article.Headline
			return strings.Contains(h, "<b>") && strings.Contains(h, "&")
		},
		"no photo":                 func(s Story) bool { return s.Publish && len(s.Article.Photos) == 0 },
		"ten photos":               func(s Story) bool { return len(s.Article.Photos) == 10 },
		"no author":                func(s Story) bool { return s.Publish && len(s.Article.Authors) == 0 },
		"a draft without headline": func(s Story) bool { return !s.Publish && s.Article.Headline == "" },
		"a brief":                  func(s Story) bool { n := words(s.Article); return s.Publish && n >= 40 && n <= 75 },
		"a long read":              func(s Story) bool { return words(s.Article) >= 1500 },
		"straight quotation marks": func(s Story) bool { return contains(s, `"`) },
		"curly ones":               func(s Story) bool { return contains(s, "“") && contains(s, "”") },
		"guillemets":               func(s Story) bool { return contains(s, "«") && contains(s, "»") },
		"an emoji":                 func(s Story) bool { return contains(s, "🎉") },
		"right-to-left words":      func(s Story) bool { return contains(s, "البحر") },
		"an updated time":          func(s Story) bool { return !s.Article.UpdatedAt.IsZero() },
		"a list that counts": func(s Story) bool {
			return hasBlock(s, func(b news.Block) bool { return b.Type == news.List && *b.Ordered })
		},
		"a block quote": func(s Story) bool { return hasBlock(s, func(b news.Block) bool { return b.Type == news.BlockQuote }) },
		"an embed":      func(s Story) bool { return hasBlock(s, func(b news.Block) bool { return b.Type == news.Embed }) },
		"a heading below a heading": func(s Story) bool {
			return hasBlock(s, func(b news.Block) bool { return b.Type == news.Heading && b.Level == 3 })
		},
		"a quote in the highlights": func(s Story) bool {
			return slices.ContainsFunc(s.Article.Quotes, func(q news.Quote) bool { return strings.HasPrefix(q.Pointer, "/highlights/") })
		},
		"a quote by nobody known": func(s Story) bool {
			return slices.ContainsFunc(s.Article.Quotes, func(q news.Quote) bool { return q.Speaker == nil })
		},
		"a quote that was written": func(s Story) bool {
			return slices.ContainsFunc(s.Article.Quotes, func(q news.Quote) bool { return q.Medium == "letter" })
		},
		"words lifted out of a sentence": func(s Story) bool {
			return slices.ContainsFunc(s.Article.Quotes, func(q news.Quote) bool { return q.Kind == news.Fragment })
		},
	}
	for _, lang := range []string{"de", "fr", "es", "hi"} {
		want["language "+lang] = func(s Story) bool { return s.Article.Language == lang }
	}
	for _, kind := range news.Kinds {
		want["kind "+string(kind)] = func(s Story) bool { return s.Publish && s.Article.Kind == kind }
	}
	for what, is := range want {
		if !slices.ContainsFunc(r.Stories, is) {
			t.Errorf("no story has %s", what)
		}
	}
}

func hasBlock(s Story, is func(news.Block) bool) bool { return slices.ContainsFunc(s.Article.Body, is) }

func contains(s Story, sub string) bool {
	all, err := json.Marshal(s.Article.Body)
	return err == nil && strings.Contains(element.ReplaceAllString(strings.ReplaceAll(string(all), `\"`, `"`), ""), sub)
}

func words(a news.Article) int {
	n := 0
	for _, b := range a.Body {
		n += len(strings.Fields(b.Text)) + len(strings.Fields(element.ReplaceAllString(b.HTML, "")))
		for _, item := range b.Items {
			n += len(strings.Fields(item))
		}
	}
	return n
}

func TestWhatIsCorrectedStands(t *testing.T) {
	corrected := 0
	for _, s := range load(t).Stories {
		for _, c := range s.Corrections {
			corrected++
			a := s.Article.Clone()
			if o := c.Operation(a.Slug); !s.Publish || c.Note == "" || o.Change != nil && o.Change(a) != nil {
				t.Errorf("%s cannot be corrected by %+v", a.Slug, c)
			}
		}
	}
	if corrected < 3 {
		t.Errorf("%d corrections", corrected)
	}
}
