package news_test

import (
	"errors"
	"strings"
	"testing"

	"storywire/internal/news"

	"github.com/google/uuid"
)

func TestMinorEditsOfWhatIsPublished(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule  news.Minor
		minor bool
		want  string // "" where it may be
	}{
		"not said to be minor":         {news.Minor{Allowed: true}, false, "without a public note"},
		"minor":                        {news.Minor{Allowed: true}, true, ""},
		"minor under a cap":            {news.Minor{Allowed: true, MaxCharacters: 1}, true, ""},
		"minor where that is not done": {news.Minor{}, true, "allow no minor edits"},
		"neither":                      {news.Minor{}, false, "without a public note"},
	} {
		err := c.rule.CheckPublished(c.minor)
		var unnoted *news.NeedsNote
		if (c.want == "") != (err == nil) || err != nil && (!errors.As(err, &unnoted) || !strings.Contains(unnoted.Detail, c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChangedCharacters(t *testing.T) {
	t.Parallel()
	first, second := uuid.MustParse("01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11"), uuid.MustParse("01992f4e-7a10-7c31-9d0e-5b1f6f0c2a12")
	article := func() *news.Article {
		return &news.Article{
			Headline: "The tide rose", Tags: []news.Ref{{Slug: "tides", Name: "Tides"}},
			Photos: []news.ArticlePhoto{{ID: first, PhotoFacts: news.PhotoFacts{Caption: "The pier at dawn"}}},
			Body: []news.Block{
				{ID: first, Type: news.Paragraph, HTML: "It rose at <em>noon</em>.", Text: "It rose at noon."},
				{ID: second, Type: news.List, Items: []string{"One boat", "Two"}},
			},
			Quotes: []news.Quote{{ID: first, Text: "It rose", Pointer: "/body/0/text", End: 7}},
		}
	}
	for name, c := range map[string]struct {
		change func(*news.Article)
		want   int
	}{
		"nothing":                {func(*news.Article) {}, 0},
		"what follows by itself": {func(a *news.Article) { a.Version, a.WordCount, a.Quotes[0].Start = 9, 9, 1 }, 0},
		"a word for another":     {func(a *news.Article) { a.Headline = "The tide fell" }, 8},
		"a sign":                 {func(a *news.Article) { a.Headline = "The tide rose!" }, 1},
		"code points, not bytes": {func(a *news.Article) { a.Headline = "The tide rose 中🚢" }, 3},
		"a word of the body":     {func(a *news.Article) { a.Body[0].HTML, a.Body[0].Text = "It rose at one.", "It rose at one." }, 7},
		"emphasis alone":         {func(a *news.Article) { a.Body[0].HTML = "It rose at noon." }, 9},
		"a caption":              {func(a *news.Article) { a.Photos[0].Caption = "The pier at dusk" }, 8},
		"a list's item":          {func(a *news.Article) { a.Body[1].Items = []string{"One boat", "Three"} }, 8},
		"a list's new item":      {func(a *news.Article) { a.Body[1].Items = []string{"One boat", "Two", "Six"} }, 3},
		"a paragraph that went":  {func(a *news.Article) { a.Body = a.Body[1:] }, 16},
		"a list that went":       {func(a *news.Article) { a.Body = a.Body[:1] }, 14},
		"a summary that came":    {func(a *news.Article) { a.Summary = "High." }, 5},
		"a tag for another":      {func(a *news.Article) { a.Tags = []news.Ref{{Slug: "sea", Name: "Sea"}} }, 8},
		"blocks that moved":      {func(a *news.Article) { a.Body[0], a.Body[1] = a.Body[1], a.Body[0] }, 1},
		"what is known by its id": {func(a *news.Article) {
			a.Body = append(a.Body, news.Block{ID: uuid.Max, Type: news.PhotoBlock, PhotoID: first})
		}, 1},
		"all touched places count": {func(a *news.Article) { a.Headline, a.Summary = "The tide rose!", "High." }, 6},
	} {
		before, after := article(), article()
		c.change(after)
		if got := news.ChangedCharacters(news.Diff(before, after)); got != c.want {
			t.Errorf("%s: %d characters, not %d: %+v", name, got, c.want, news.Diff(before, after))
		}
		for _, limit := range []int{0, 1, c.want - 1, c.want, c.want + 1} {
			err := (news.Minor{Allowed: true, MaxCharacters: max(0, limit)}).CheckSize(before, after)
			if fits := limit < 1 || limit >= c.want; fits != (err == nil) {
				t.Errorf("%s under a cap of %d: %v", name, limit, err)
			}
		}
	}
}
