package news_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"storywire/internal/markup"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// pointers are where the faults point.
func pointers(f news.Faults) []string {
	var at []string
	for _, fault := range f {
		at = append(at, fault.Pointer)
	}
	slices.Sort(at)
	return at
}

func paragraph(text string) news.Block { return news.Block{Type: news.Paragraph, Text: text} }

func TestSettleNamesEveryFault(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		article news.Article
		want    []string
	}{
		"an empty draft": {news.Article{}, nil},
		"a published one needs more": {
			news.Article{Status: news.Published}, []string{"/body", "/headline"},
		},
		"fields": {
			news.Article{
				Headline: strings.Repeat("x", 501), Kind: "rumour", Language: "english!", TimeZone: "Local",
				CanonicalURL: "javascript:alert(1)", Slug: "No Slug",
			},
			[]string{"/canonical_url", "/headline", "/kind", "/language", "/slug", "/time_zone"},
		},
		"a password":        {news.Article{CanonicalURL: "https://desk:secret@courier.example/a"}, []string{"/canonical_url"}},
		"a slug like an id": {news.Article{Slug: "01a207dd-929e-7d8b-9493-e93601c8717d"}, []string{"/slug"}},
		"blocks": {
			news.Article{Body: []news.Block{
				{Type: "table"}, {Type: news.Paragraph}, {Type: news.Heading, Text: "x", Level: 1}, {Type: news.PhotoBlock},
				{Type: news.List}, {Type: news.Embed, URL: "/relative"}, {Type: news.Paragraph, HTML: "<script>x</script>"},
			}},
			[]string{"/body/0/type", "/body/1/text", "/body/2/level", "/body/3/photo_id", "/body/4/items", "/body/5/url", "/body/6/text"},
		},
		"lists": {
			news.Article{
				Highlights: []string{"one", " "}, Authors: []news.ArticleAuthor{{Name: "A", Role: "king"}},
				Photos:   []news.ArticlePhoto{{Role: news.Lead}, {Role: news.Lead}, {Role: "cover"}},
				Mentions: []news.Mention{{Type: "ship", Name: "Ansel"}, {Type: news.Person}},
			},
			[]string{"/authors/0/role", "/highlights/1", "/mentions/0/type", "/mentions/1/name", "/photos/1/role", "/photos/2/role"},
		},
		"quotes": {
			news.Article{
				Body: []news.Block{paragraph("Twice and twice.")},
				Quotes: []news.Quote{
					{Text: "never"}, {Text: "wice"}, {Text: "and", Pointer: "/body/0/text", Start: 0, End: 3},
					{Text: "and", Pointer: "/body/7/text", Start: 0, End: 3}, {Text: "and", SaidOn: "2026-02-30"},
					{Text: "and", Speaker: &news.QuoteSpeaker{}}, {Text: "and", Kind: "loud"}, {},
				},
			},
			[]string{"/quotes/0/text", "/quotes/1/start", "/quotes/2/text", "/quotes/3/pointer", "/quotes/4/said_on",
				"/quotes/5/speaker", "/quotes/6/kind", "/quotes/7/text"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, pointers(test.article.Settle(nil, markup.Setter{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOfTextAndHTMLTheOneThatWasChangedHolds(t *testing.T) {
	t.Parallel()
	before := &news.Article{Body: []news.Block{{Type: news.Paragraph, HTML: "The <em>tide</em> rose."}}}
	if f := before.Settle(nil, markup.Setter{}); f != nil {
		t.Fatal(f)
	}
	for name, test := range map[string]struct {
		change func(*news.Block)
		html   string
		fault  bool
	}{
		"neither": {func(*news.Block) {}, "The <em>tide</em> rose.", false},
		"text":    {func(b *news.Block) { b.Text = "The tide fell." }, "The tide fell.", false},
		"html":    {func(b *news.Block) { b.HTML = "The <em>tide</em> fell." }, "The <em>tide</em> fell.", false},
		"both, to different words": {
			func(b *news.Block) { b.HTML, b.Text = "The tide fell.", "The tide stood." }, "", true,
		},
		"both, to the same": {
			func(b *news.Block) { b.HTML, b.Text = "The <s>tide</s> fell.", "The tide fell." }, "The <s>tide</s> fell.", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := before.Clone()
			test.change(&after.Body[0])
			f := after.Settle(before, markup.Setter{})
			if (f != nil) != test.fault || !test.fault && after.Body[0].HTML != test.html {
				t.Errorf("html %q, faults %v", after.Body[0].HTML, f)
			}
			if after.Body[0].ID != before.Body[0].ID {
				t.Error("the block has another id")
			}
		})
	}
}

// drawArticle is an article with quotes whose words stand in it.
func drawArticle(t *rapid.T) *news.Article {
	words := rapid.SampledFrom([]string{"tide", "harbour", "é́", "中文", "🚢", "said", "<b>", "&", "“", "”", "and", "the"})
	a := &news.Article{Headline: "Tide tables"}
	for i := range rapid.IntRange(1, 6).Draw(t, "blocks") {
		parts := rapid.SliceOfN(words, 3, 12).Draw(t, "words")
		a.Body = append(a.Body, paragraph(fmt.Sprint(i, " ", strings.Join(parts, " "))))
	}
	for range rapid.IntRange(0, 4).Draw(t, "quotes") {
		b := rapid.IntRange(0, len(a.Body)-1).Draw(t, "block")
		runes := []rune(a.Body[b].Text)
		start := rapid.IntRange(0, len(runes)-1).Draw(t, "start")
		end := rapid.IntRange(start+1, len(runes)).Draw(t, "end")
		a.Quotes = append(a.Quotes, news.Quote{
			Text: string(runes[start:end]), Pointer: fmt.Sprintf("/body/%d/text", b), Start: start, End: end,
		})
	}
	return a
}

func holdQuotes(t *rapid.T, a *news.Article) {
	for _, q := range a.Quotes {
		var n int
		if _, err := fmt.Sscanf(q.Pointer, "/body/%d/text", &n); err != nil {
			t.Fatalf("pointer %q", q.Pointer)
		}
		if words, ok := news.Slice(a.Body[n].Text, q.Start, q.End); !ok || words != q.Text {
			t.Fatalf("%q is anchored to %q", q.Text, words)
		}
	}
}

func TestSettlingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := drawArticle(t)
		if f := a.Settle(nil, markup.Setter{}); f != nil {
			t.Fatal(f)
		}
		holdQuotes(t, a)
		again := a.Clone()
		if f := again.Settle(a, markup.Setter{}); f != nil {
			t.Fatal(f)
		}
		if diff := cmp.Diff(a, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestQuotesFollowTheirWordsThroughAnyEdit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := drawArticle(t)
		if f := before.Settle(nil, markup.Setter{}); f != nil {
			t.Fatal(f)
		}
		after := before.Clone()
		switch rapid.IntRange(0, 3).Draw(t, "edit") {
		case 0:
			after.Body = append([]news.Block{paragraph("New on top.")}, after.Body...)
		case 1:
			slices.Reverse(after.Body)
		case 2:
			i := rapid.IntRange(0, len(after.Body)-1).Draw(t, "block")
			after.Body[i].HTML, after.Body[i].Text = "", "Before it: "+after.Body[i].Text
		case 3:
			i := rapid.IntRange(0, len(after.Body)-1).Draw(t, "gone")
			after.Body = slices.Delete(after.Body, i, i+1)
		}
		f := after.Settle(before, markup.Setter{})
		if f == nil {
			holdQuotes(t, after)
			return
		}
		// It may only be refused for words that are gone from every block.
		for _, fault := range f {
			var n int
			if _, err := fmt.Sscanf(fault.Pointer, "/quotes/%d/text", &n); err != nil {
				t.Fatalf("%+v", fault)
			}
			if slices.ContainsFunc(after.Body, func(b news.Block) bool { return strings.Contains(b.Text, after.Quotes[n].Text) }) {
				t.Fatalf("%q still stands and was refused", after.Quotes[n].Text)
			}
		}
	})
}

func TestSliceCountsCodePoints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		n := utf8.RuneCountInString(s)
		start, end := rapid.IntRange(-1, n+1).Draw(t, "start"), rapid.IntRange(-1, n+1).Draw(t, "end")
		got, ok := news.Slice(s, start, end)
		want := start >= 0 && end > start && end <= n
		if ok != want || ok && got != string([]rune(s)[start:end]) {
			t.Fatalf("Slice(%q, %d, %d) = %q, %v", s, start, end, got, ok)
		}
	})
}

func FuzzSlug(f *testing.F) {
	for _, seed := range []string{"Ferry returns", "ÆØÅ", "中文", "../../etc", "a--b", "'; drop table articles; --", "\x00\xff", strings.Repeat("é", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, headline string) {
		slug := markup.Setter{}.Slug(headline)
		if slug != "" && !news.IsSlug(slug) {
			if _, id := news.ParseID(slug); !id {
				t.Errorf("the headline %q led to %q", headline, slug)
			}
		}
		var ref news.Ref
		if err := ref.Refer(headline); err == nil && ref.Slug != headline && ref.ID.String() != strings.ToLower(headline) {
			t.Errorf("%q was taken for %+v", headline, ref)
		}
	})
}
