package postgres_test

import (
	"errors"
	"testing"

	"storywire/internal/news"
)

func TestAQuoteIsWrittenThroughItsArticle(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := create(t, s, story("Said at the pier"))
	made, err := s.CreateQuote(t.Context(), writer, a.Slug, anyEdit, news.Quote{Text: "go on sale", Kind: news.Fragment})
	if err != nil {
		t.Fatal(err)
	}
	after := get(t, s, a.Slug)
	if made.Pointer != "/body/2/text" || made.ArticleID != a.ID || after.Version != 2 || len(after.Quotes) != 2 {
		t.Errorf("made %+v in version %d with %d quotes", made, after.Version, len(after.Quotes))
	}
	doc, err := s.Article(t.Context(), writer, a.Slug)
	if err != nil || doc.ETag != made.ETag {
		t.Errorf("the quote's ETag %s is not its article's, %s (%v)", made.ETag, doc.ETag, err)
	}

	changed, err := s.ChangeQuote(t.Context(), writer, made.ID, news.Edit{Match: news.Match{Tags: []string{made.ETag}}}, func(q *news.Quote) error {
		q.Speaker = &news.QuoteSpeaker{Slug: "ines-vale"}
		return nil
	})
	if err != nil || changed.Speaker.Name != "Ines Vale" || changed.ID != made.ID {
		t.Fatalf("%+v, %v", changed, err)
	}
	got, err := s.Quote(t.Context(), writer, made.ID)
	if err != nil || got.Speaker == nil || got.Speaker.Name != "Ines Vale" || got.Pointer != "/body/2/text" || got.ETag != changed.ETag {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.ChangeQuote(t.Context(), writer, made.ID, anyEdit, func(q *news.Quote) error {
		q.Text = "words that are nowhere"
		return nil
	})
	var invalid *news.Invalid
	if !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/text" {
		t.Errorf("got %v", err)
	}
	if err := s.DeleteQuote(t.Context(), writer, made.ID, news.Edit{Match: news.Match{Tags: []string{made.ETag}}}); err == nil {
		t.Error("a stale tag deleted a quote")
	}
	if err := s.DeleteQuote(t.Context(), writer, made.ID, anyEdit); err != nil {
		t.Fatal(err)
	}
	if left := get(t, s, a.Slug); len(left.Quotes) != 1 || left.Version != 4 {
		t.Errorf("%d quotes in version %d", len(left.Quotes), left.Version)
	}
}

func TestAQuoteFollowsItsWords(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := publish(t, s, story("Moved about"))
	_, err := s.ChangeArticle(t.Context(), publisher, a.Slug, anyEdit, func(a *news.Article) error {
		first := a.Body[0]
		first.HTML, first.Text = "", "Ines Vale, the mayor, put it plainly: “We waited long enough.”"
		a.Body = []news.Block{{Type: news.Paragraph, Text: "New on top."}, first, a.Body[1], a.Body[2]}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Quote(t.Context(), nobody, a.Quotes[0].ID)
	if err != nil || got.Pointer != "/body/1/text" || got.Start != 39 {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.ChangeArticle(t.Context(), publisher, a.Slug, anyEdit, func(a *news.Article) error {
		a.Body = a.Body[2:]
		return nil
	})
	var invalid *news.Invalid
	if !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/quotes/0/text" {
		t.Errorf("the quoted words went without a fault: %v", err)
	}
}

func TestQuotesBySpeakerAndArticle(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	first := publish(t, s, story("First"))
	other := story("Second")
	other.Quotes[0].Speaker = &news.QuoteSpeaker{Name: "Bo Harrow"}
	second := publish(t, s, other)
	draft := create(t, s, story("Third"))
	for name, test := range map[string]struct {
		query news.QuoteQuery
		want  int
	}{
		"all":                {news.QuoteQuery{}, 2},
		"speaker":            {news.QuoteQuery{Speaker: "bo-harrow"}, 1},
		"speaker by id":      {news.QuoteQuery{Speaker: first.Quotes[0].Speaker.ID.String()}, 1},
		"article":            {news.QuoteQuery{Article: second.Slug}, 1},
		"article of another": {news.QuoteQuery{Article: second.ID.String(), Speaker: "ines-vale"}, 0},
		"unknown speaker":    {news.QuoteQuery{Speaker: "nobody"}, 0},
	} {
		test.query.Limit = 10
		list, err := s.Quotes(t.Context(), nobody, test.query)
		if err != nil || len(list) != test.want {
			t.Errorf("%s: %d quotes, %v", name, len(list), err)
		}
	}
	q := news.QuoteQuery{Article: draft.Slug, Limit: 10}
	if list, err := s.Quotes(t.Context(), nobody, q); err != nil || len(list) != 0 {
		t.Errorf("a draft's quotes showed: %v, %v", list, err)
	}
	if list, err := s.Quotes(t.Context(), writer, q); err != nil || len(list) != 1 {
		t.Errorf("a writer sees %d quotes of a draft, %v", len(list), err)
	}
}
