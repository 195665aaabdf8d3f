package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestQuotesAreFoundByTheirWords holds searches of quotes, through all of their
// pages, to what Postgres says of each quote by itself.
func TestQuotesAreFoundByTheirWords(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	vocabulary := strings.Fields("harbour harbours wall storm ferry ferries running café Hafen Häfen the and tide")
	speakers := []string{"ines-vale", "otto-brine"}
	var n int
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(3, 9).Draw(rt, "stories") {
			a := &news.Article{Headline: fmt.Sprint("Story ", n), Body: []news.Block{{Type: news.Paragraph, Text: "Soon."}}, Language: rapid.SampledFrom([]string{"en", "de", "xx"}).Draw(rt, "language"),
				PublishedAt: past(rapid.SampledFrom([]int{1, 20, 90, 700, 2000, 9000, 40000, 150000}).Draw(rt, "hours"))}
			for range rapid.IntRange(0, 3).Draw(rt, "quotes") {
				n++
				text := fmt.Sprintf("q%d %s", n, strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 2, 6).Draw(rt, "words"), " "))
				a.Body = append(a.Body, news.Block{Type: news.Paragraph, Text: "She said: “" + text + "”"})
				a.Quotes = append(a.Quotes, news.Quote{Text: text, Speaker: &news.QuoteSpeaker{Slug: rapid.SampledFrom(speakers).Draw(rt, "speaker")}})
				a.Quotes[len(a.Quotes)-1].Speaker.Name = strings.ReplaceAll(a.Quotes[len(a.Quotes)-1].Speaker.Slug, "-", " ")
			}
			doc, err := s.PublishNew(rt.Context(), publisher, a)
			if err != nil {
				rt.Fatal(err)
			}
			switch rapid.IntRange(0, 7).Draw(rt, "state") {
			case 0:
				ownerDoes(rt, db, `update articles set expires_at = now() - interval '1 second' where id = $1`, doc.ID)
			case 1:
				if _, err := s.ChangeArticle(rt.Context(), publisher, doc.ID.String(), anyEdit, func(a *news.Article) error { a.Quotes, a.Language = nil, "en"; return nil }); err != nil {
					rt.Fatal(err)
				}
			}
		}
		keepSearch(t, s)
		for range 5 {
			q := news.QuoteQuery{Limit: rapid.IntRange(1, 9).Draw(rt, "limit"), Words: strings.Join(rapid.SliceOfN(
				rapid.SampledFrom(append([]string{"or", "-wall", "-storm", `"harbour wall"`, `"storm harbours"`}, vocabulary...)), 1, 4).Draw(rt, "asked"), " "),
				Speaker: rapid.SampledFrom(append(speakers, "")).Draw(rt, "by"), Published: drawSpan(rt, "published")}
			before := q.Published.Before
			if before.IsZero() {
				before = past(-1)
			}
			want := ownerAsks(rt, db, `
				select q.id::text from articles a join quotes q on q.article_id = a.id join speakers k on k.id = q.speaker_id,
				     websearch_to_tsquery(search_config(a.language)::regconfig, $1) w
				where to_tsvector(search_config(a.language)::regconfig, q.text) @@ w and numnode(w) > 0 and a.public_until > now()
				and ($2 = '' or k.slug = $2) and a.listed_at >= $3 and a.listed_at < $4 order by a.listed_at desc, q.id`,
				q.Words, q.Speaker, q.Published.After, before)
			if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(walkedQuotes(t, s, nobody, q), "\n")); diff != "" {
				rt.Fatalf("%+v: %s", q, diff)
			}
			s.SearchInWindows()
		}
	})
}
