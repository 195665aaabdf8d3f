package news_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"storywire/internal/growth"
	"storywire/internal/markup"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// told is a difference as one line: "changed /headline".
func told(list []news.Difference) []string {
	lines := []string{}
	for _, d := range list {
		lines = append(lines, string(d.Kind)+" "+d.Pointer)
	}
	return lines
}

func marked(list []news.Run) string {
	var b strings.Builder
	for _, r := range list {
		switch r.Kind {
		case news.RunAdded:
			b.WriteString("+[" + r.Text + "]")
		case news.RunRemoved:
			b.WriteString("-[" + r.Text + "]")
		default:
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

func TestWordsAreTold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after, want string }{
		"the same":               {"The tide rose.", "The tide rose.", "The tide rose."},
		"from nothing":           {"", "The tide", "+[The tide]"},
		"to nothing":             {"The tide", "", "-[The tide]"},
		"a date":                 {"taken on 3 September 2025", "taken on 4 September 2025", "taken on -[3]+[4] September 2025"},
		"words side by side":     {"the old grey crane fell", "the new tall crane fell", "the -[old grey]+[new tall] crane fell"},
		"a sign":                 {"The tide rose.", "The tide rose!", "The tide rose-[.]+[!]"},
		"a word with signs":      {"They don’t pay 10,000.", "They do pay 10,500.", "They -[don’t]+[do] pay -[10,000]+[10,500]."},
		"another accent":         {"Fr\u00f8ya said re\u0301sume\u0301", "Fr\u00f8ya said resume", "Fr\u00f8ya said -[re\u0301sume\u0301]+[resume]"},
		"no space between words": {"港口关闭了", "港口开放了", "港口-[关闭]+[开放]了"},
		"devanagari":             {"बंदरगाह बंद है", "बंदरगाह खुला है", "बंदरगाह -[बंद]+[खुला] है"},
		"right to left":          {"الميناء مغلق", "الميناء مفتوح", "الميناء -[مغلق]+[مفتوح]"},
		"joined emoji":           {"Crew: 👩‍🚒", "Crew: 👩‍🚀", "Crew: -[👩‍🚒]+[👩‍🚀]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := marked(news.Words(test.before, test.after)); got != test.want {
				t.Errorf("\ngot  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestTheRunsJoinToBothTexts(t *testing.T) {
	t.Parallel()
	word := rapid.OneOf(rapid.SampledFrom([]string{"tide", " ", "  ", "\n", "é́", "中", "🚢", "’", ".", "<b>", "&"}), rapid.StringN(0, 3, -1))
	text := rapid.Map(rapid.SliceOfN(word, 0, 60), func(words []string) string { return strings.Join(words, "") })
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		if rapid.Bool().Draw(t, "near") {
			cut := rapid.IntRange(0, len(before)).Draw(t, "cut")
			after = before[:cut] + after + before[cut:]
		}
		holdRuns(t, news.Words(before, after), before, after)
	})
}

func holdRuns(t interface{ Fatalf(string, ...any) }, list []news.Run, before, after string) {
	var was, is strings.Builder
	for i, r := range list {
		if r.Text == "" || i > 0 && list[i-1].Kind == r.Kind {
			t.Fatalf("run %d of %+v is empty, or goes on with the one before", i, list)
		}
		if r.Kind != news.RunAdded {
			was.WriteString(r.Text)
		}
		if r.Kind != news.RunRemoved {
			is.WriteString(r.Text)
		}
	}
	if was.String() != before || is.String() != after {
		t.Fatalf("the runs join to %q and %q, not to %q and %q", was.String(), is.String(), before, after)
	}
}

func TestWordsAreAsFewAsCanBe(t *testing.T) {
	t.Parallel()
	letter := rapid.SampledFrom([]string{"a", "b", "c"})
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOfN(letter, 0, 9).Draw(t, "a"), rapid.SliceOfN(letter, 0, 9).Draw(t, "b")
		same := 0
		for _, r := range news.Words(strings.Join(a, "/"), strings.Join(b, "/")) {
			if r.Kind == news.RunSame {
				same += len(r.Text)
			}
		}
		want := longest(strings.Split(strings.Join(a, "/"), ""), strings.Split(strings.Join(b, "/"), ""))
		if same != want {
			t.Fatalf("%v to %v: %d stay, where %d can", a, b, same, want)
		}
	})
}

// longest is the length of a longest common subsequence, the slow and plain way.
func longest(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// TestLongTextsAreComparedInGoodTime compares texts of a hundred thousand words, and
// of a quarter of them: a search without bound takes minutes.
func TestLongTextsAreComparedInGoodTime(t *testing.T) {
	text := func(n int, word func(i int) string) string {
		words := make([]string, n)
		for i := range words {
			words[i] = word(i)
		}
		return strings.Join(words, " ")
	}
	plain := func(n int) string { return text(n, func(i int) string { return "w" + strconv.Itoa(i*7919%5003) }) }
	for name, other := range map[string]func(n int) string{
		"nothing shared": func(n int) string { return text(n, func(i int) string { return "x" + strconv.Itoa(i) }) },
		"shuffled":       func(n int) string { return text(n, func(i int) string { return "w" + strconv.Itoa(i*104729%5003) }) },
		"one in ten": func(n int) string {
			return text(n, func(i int) string { return [2]string{"w" + strconv.Itoa(i*7919%5003), "new"}[min(1, i%10/9)] })
		},
		"the same twice": func(n int) string { return plain(n) + " " + plain(n) },
	} {
		t.Run(name, func(t *testing.T) {
			growth.Check(t, 25_000, func(n int) func() {
				before, after := plain(n), other(n)
				holdRuns(t, news.Words(before, after), before, after)
				return func() { news.Words(before, after) }
			})
		})
	}
}

func settled(t interface{ Fatalf(string, ...any) }, a, before *news.Article) *news.Article {
	if f := a.Settle(before, markup.Setter{}); f != nil {
		t.Fatalf("%v", f)
	}
	return a
}

func TestDiffTellsWhatAPersonWouldTell(t *testing.T) {
	t.Parallel()
	photo, author, other := news.NewID(), news.NewID(), news.NewID()
	before := settled(t, &news.Article{
		Headline: "Ferry halted", Highlights: []string{"No boats", "Storm to pass"}, Section: &news.Ref{Slug: "coast", Name: "Coast"},
		Tags:    []news.Ref{{Slug: "ferries", Name: "Ferries"}, {Slug: "weather", Name: "Weather"}},
		Authors: []news.ArticleAuthor{{ID: author, Slug: "ida-bell", Name: "Ida Bell"}, {ID: other, Slug: "jo-ash", Name: "Jo Ash"}},
		Photos:  []news.ArticlePhoto{{ID: photo, Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "The quay on 3 May"}}},
		Body: []news.Block{
			paragraph("One boat lay at the quay."), paragraph("“We wait,” said Ida."), paragraph("The storm passes."),
			{Type: news.List, Items: []string{"tea", "rope"}},
		},
		Quotes: []news.Quote{{Text: "We wait", Speaker: &news.QuoteSpeaker{ID: other, Slug: "jo-ash", Name: "Jo Ash"}}},
	}, nil)
	for name, test := range map[string]struct {
		change func(*news.Article)
		want   []string
	}{
		"nothing": {func(a *news.Article) {
			a.Version, a.ModifiedAt, a.UpdatedAt, a.WordCount, a.Links = 9, time.Now(), time.Now(), 3, news.Links{"self": "/x"}
		}, []string{}},
		"a word of a block": {func(a *news.Article) { a.Body[0].Text = "Two boats lay at the quay." }, []string{"changed /body/0/text"}},
		"only the marks":    {func(a *news.Article) { a.Body[0].HTML = "One <em>boat</em> lay at the quay." }, []string{"changed /body/0/html"}},
		"a block on top": {func(a *news.Article) { a.Body = append([]news.Block{paragraph("New.")}, a.Body...) },
			[]string{"added /body/0"}},
		"a block gone":     {func(a *news.Article) { a.Body = slices.Delete(a.Body, 2, 3) }, []string{"removed /body/2"}},
		"a block moved up": {func(a *news.Article) { a.Body = []news.Block{a.Body[2], a.Body[0], a.Body[1], a.Body[3]} }, []string{"moved /body/0"}},
		"a block of another type": {func(a *news.Article) {
			a.Body[2] = news.Block{ID: a.Body[2].ID, Type: news.Heading, Text: "The storm passes."}
		},
			[]string{"changed /body/2"}},
		"an item":           {func(a *news.Article) { a.Body[3].Items = []string{"tea", "wire", "rope"} }, []string{"added /body/3/items/1"}},
		"highlights":        {func(a *news.Article) { a.Highlights = []string{"No boats today"} }, []string{"changed /highlights/0", "removed /highlights/1"}},
		"a caption":         {func(a *news.Article) { a.Photos[0].Caption = "The quay on 4 May" }, []string{"changed /photos/0/caption"}},
		"a fact of a photo": {func(a *news.Article) { a.Photos[0].TakenOn = "2025-05-04" }, []string{"added /photos/0/taken_on"}},
		"an author's role":  {func(a *news.Article) { a.Authors[1].Role = news.RoleEditor }, []string{"changed /authors/1/role"}},
		"authors swapped":   {func(a *news.Article) { slices.Reverse(a.Authors) }, []string{"moved /authors/0"}},
		"a tag for another": {func(a *news.Article) { a.Tags[0] = news.Ref{Slug: "boats", Name: "Boats"} }, []string{"removed /tags/0", "added /tags/0"}},
		"a section":         {func(a *news.Article) { a.Section = &news.Ref{Slug: "world", Name: "World"} }, []string{"changed /section"}},
		"a section's name":  {func(a *news.Article) { a.Section.Name = "The coast" }, []string{"changed /section/name"}},
		"no section":        {func(a *news.Article) { a.Section = nil }, []string{"removed /section"}},
		"a speaker": {func(a *news.Article) {
			a.Quotes[0].Speaker = &news.QuoteSpeaker{ID: author, Slug: "ida-bell", Name: "Ida Bell"}
		},
			[]string{"changed /quotes/0/speaker"}},
		"no speaker": {func(a *news.Article) { a.Quotes[0].Speaker = nil }, []string{"changed /quotes/0/speaker"}},
		"a correction": {func(a *news.Article) {
			a.Corrections = []news.Correction{{ID: news.NewID(), Note: "The boat was two."}}
		}, []string{"added /corrections/0"}},
		"in reading order": {func(a *news.Article) {
			a.Slug, a.Headline, a.Language, a.Dateline = "x", "Ferry runs", "en", "Port Ellery"
		},
			[]string{"added /language", "changed /headline", "added /dateline", "changed /slug"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := before.Clone()
			test.change(after)
			if name != "a section's name" && name != "a correction" && name != "nothing" {
				settled(t, after, before)
			}
			list := news.Diff(before, after)
			if diff := cmp.Diff(test.want, told(list)); diff != "" {
				t.Errorf("%s\n%s", diff, encoded(list))
			}
			holdDifferences(t, list, before, after)
		})
	}
	if got := told(news.Diff(nil, &news.Article{Headline: "x"})); !slices.Contains(got, "added /headline") {
		t.Errorf("from nothing: %v", got)
	}
}

func TestPartsAreToldInWords(t *testing.T) {
	t.Parallel()
	for part, want := range map[string]string{
		``: "", `"The tide"`: "The tide", `null`: "null", `3`: "3", `{"id":"1","type":"paragraph","html":"<em>x</em>","text":"x"}`: "x",
		`{"id":"1","type":"list","items":["tea","rope"]}`: "tea / rope", `{"slug":"ferries","name":"Ferries"}`: "Ferries",
		`{"id":"1","note":"It was two."}`: "It was two.", `{"id":"1","role":"lead"}`: "1", `{"width":3}`: `{"width":3}`,
	} {
		if got := news.InWords(json.RawMessage(part)); got != want {
			t.Errorf("%s is told as %q", part, got)
		}
	}
}

func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// lookUp is what the pointer points to in the article's JSON.
func lookUp(a *news.Article, pointer string) (any, bool) {
	var v any
	if err := json.Unmarshal([]byte(encoded(a)), &v); err != nil {
		return nil, false
	}
	for _, step := range strings.Split(pointer, "/")[1:] {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(inner) {
				return nil, false
			}
			v = inner[n]
		default:
			return nil, false
		}
	}
	return v, true
}

// holdDifferences holds that each difference is what it says.
func holdDifferences(t interface{ Fatalf(string, ...any) }, list []news.Difference, before, after *news.Article) {
	same := func(a *news.Article, pointer string, raw json.RawMessage) bool {
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return false
		}
		found, ok := lookUp(a, pointer)
		return ok && cmp.Equal(found, v)
	}
	for _, d := range list {
		ok := false
		switch d.Kind {
		case news.DiffAdded:
			ok = same(after, d.Pointer, d.After) && d.Before == nil
		case news.DiffRemoved:
			ok = same(before, d.Pointer, d.Before) && d.After == nil
		case news.DiffChanged:
			ok = same(after, d.Pointer, d.After) && string(d.Before) != string(d.After)
		case news.DiffMoved:
			var from, to string
			ok = json.Unmarshal(d.Before, &from) == nil && json.Unmarshal(d.After, &to) == nil && to == d.Pointer
			was, _ := lookUp(before, from+"/id")
			is, _ := lookUp(after, to+"/id")
			ok = ok && cmp.Equal(was, is)
		}
		if !ok {
			t.Fatalf("not so: %s", encoded(d))
		}
		if d.Words != nil {
			var was, is string
			_, _ = json.Unmarshal(d.Before, &was), json.Unmarshal(d.After, &is) // held above
			holdRuns(t, d.Words, was, is)
		}
	}
}

func TestEveryDifferenceIsRealAndNoneIsLeftOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := settled(t, drawArticle(t), nil)
		if list := news.Diff(before, before.Clone()); len(list) != 0 {
			t.Fatalf("of the same: %s", encoded(list))
		}
		after := before.Clone()
		after.Quotes = nil
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			i := rapid.IntRange(0, len(after.Body)-1).Draw(t, "block")
			switch rapid.IntRange(0, 4).Draw(t, "edit") {
			case 0:
				after.Body = slices.Insert(after.Body, i, paragraph(fmt.Sprint("New ", i)))
			case 1:
				after.Body[i].HTML, after.Body[i].Text = "", after.Body[i].Text+" and more"
			case 2:
				after.Body[i], after.Body[0] = after.Body[0], after.Body[i]
			case 3:
				after.Headline += " again"
			case 4:
				if len(after.Body) > 1 {
					after.Body = slices.Delete(after.Body, i, i+1)
				}
			}
		}
		settled(t, after, before)
		list := news.Diff(before, after)
		holdDifferences(t, list, before, after)
		changed := func(a *news.Article) string { return encoded([]any{a.Headline, a.Body, len(a.Quotes)}) }
		if (changed(before) == changed(after)) != (len(list) == 0) {
			t.Fatalf("%d differences between\n%s\n%s", len(list), changed(before), changed(after))
		}
	})
}
