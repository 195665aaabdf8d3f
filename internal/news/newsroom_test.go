package news_test

import (
	"testing"

	"storywire/internal/news"
)

func TestLink(t *testing.T) {
	t.Parallel()
	with := news.Article{Slug: "pier-shut", Section: &news.Ref{Slug: "harbour"}}
	without := news.Article{Slug: "pier-shut"}
	for _, test := range []struct {
		template string
		article  news.Article
		want     string
	}{
		{"", with, ""},
		{"https://courier.example/{section}/{slug}", with, "https://courier.example/harbour/pier-shut"},
		{"https://courier.example/{section}/{slug}", without, "https://courier.example/pier-shut"},
		{"https://courier.example/s/{id}", with, "https://courier.example/s/00000000-0000-0000-0000-000000000000"},
	} {
		a := test.article
		news.Newsroom{ArticleURL: test.template}.Link(&a)
		if a.Links["web"] != test.want || a.Links["self"] == "" {
			t.Errorf("%s: %v", test.template, a.Links)
		}
	}
}
