package news

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// What is told of two articles is the same, whether what they share is left
// out beforehand or compared with all the rest.
func TestWhatIsSharedMakesNoDifference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawn(t, "before"), drawn(t, "after")
		whole := differ{words: true, list: []Difference{}}
		whole.members("", "", members(value(before)), members(value(after)))
		got, err := json.Marshal(Diff(before, after))
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(whole.list)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Error(diff)
		}
		for i := range whole.list {
			whole.list[i].Words = nil
		}
		if diff := cmp.Diff(whole.list, difference(before, after, false)); diff != "" {
			t.Errorf("without words:\n%s", diff)
		}
	})
}

// drawn is an article of few possible parts, so that two have much in common.
func drawn(t *rapid.T, name string) *Article {
	few := func(part string, most int) []int {
		return rapid.SliceOfNDistinct(rapid.IntRange(0, most), 0, most, rapid.ID[int]).Draw(t, name+" "+part)
	}
	one := func(part string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name+" "+part) }
	a := &Article{Headline: one("headline", "", "Low water", "High water"), Status: Status(one("status", "draft", "published")),
		Highlights: []string{}, Tags: []Ref{}, Authors: []ArticleAuthor{}, Photos: []ArticlePhoto{}, Body: []Block{}, Quotes: []Quote{}}
	if one("section", "", "harbour") != "" {
		a.Section = &Ref{Slug: "harbour", Name: one("section's name", "Harbour", "The harbour")}
	}
	if one("end", "", "ends") != "" {
		a.ExpiresAt = time.Unix(1e9, 0).UTC()
	}
	for _, n := range few("highlights", 3) {
		a.Highlights = append(a.Highlights, string(rune('a'+n)))
	}
	for _, n := range few("tags", 3) {
		a.Tags = append(a.Tags, Ref{Slug: string(rune('a' + n)), Name: one("tag", "x", "y")})
	}
	for _, n := range few("authors", 3) {
		a.Authors = append(a.Authors, ArticleAuthor{ID: uuid.UUID{1, byte(n / 2)}, Role: Role(one("role", "author", "editor")) + Role(rune('0'+n%2)), Name: "N"})
	}
	for _, n := range few("photos", 2) {
		a.Photos = append(a.Photos, ArticlePhoto{ID: uuid.UUID{2, byte(n)}, PhotoFacts: PhotoFacts{Caption: one("caption", "", "The pier", "The quay")}})
	}
	for _, n := range few("body", 4) {
		words := one("words", "The tide is out.", "The tide was out.")
		a.Body = append(a.Body, Block{ID: uuid.UUID{3, byte(n)}, Type: Paragraph, Text: words, HTML: words})
	}
	for _, n := range few("quotes", 2) {
		a.Quotes = append(a.Quotes, Quote{ID: uuid.UUID{4, byte(n)}, Text: one("quote", "Out.", "In."), Start: rapid.IntRange(0, 2).Draw(t, name+" start")})
	}
	return a
}
