package news

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestReachOfARenamedStory(t *testing.T) {
	id, quote := uuid.MustParse("01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11"), uuid.MustParse("01992f4e-7a10-7c31-9d0e-5b1f6f0c2a12")
	before := &Article{ID: id, Slug: "pool-opens", Section: &Ref{Slug: "town"}, Tags: []Ref{{Slug: "pools"}},
		Authors: []ArticleAuthor{{Slug: "ida-bell", Role: RoleAuthor}, {Slug: "ida-bell", Role: RolePhotographer}},
		Links:   Links{"web": "https://news.example/town/pool-opens"}}
	after := before.Clone()
	after.Slug, after.Aliases, after.Tags = "pool-stays-shut", []string{"pool-opens"}, []Ref{{Slug: "baths"}}
	after.Links["web"] = "https://news.example/town/pool-stays-shut"
	got := ReachOf(before, after, &Correction{Kind: KindCorrection, Changes: []Touched{{Pointer: "/quotes/0/text", QuoteID: quote}, {Pointer: "/quotes/0/cue", QuoteID: quote}}})
	want := Reach{
		Addresses: []string{"/v1/articles/" + id.String(), "/v1/articles/pool-stays-shut", "/v1/articles/pool-opens",
			"https://news.example/town/pool-opens", "https://news.example/town/pool-stays-shut", "/v1/quotes/" + quote.String()},
		Feeds: []string{"/v1/articles", "/v1/articles?section=town", "/v1/articles?tag=pools", "/v1/articles?author=ida-bell",
			"/v1/authors/ida-bell/articles", "/v1/articles?tag=baths", "/v1/corrections", "/v1/changes", "/v1/quotes"},
		Partners: []Partner{}, Related: []Related{}, Totals: ReachTotals{Addresses: 6, Feeds: 9},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReachIsBounded(t *testing.T) {
	a := &Article{Slug: "x"}
	for i := range maxRelated {
		a.Tags = append(a.Tags, Ref{Slug: fmt.Sprint("tag-", i)})
	}
	got := ReachOf(a, a, &Correction{Kind: KindUpdate})
	if len(got.Feeds) != MaxReach || got.Totals.Feeds != maxRelated+3 {
		t.Errorf("%d of %d lists", len(got.Feeds), got.Totals.Feeds)
	}
}
