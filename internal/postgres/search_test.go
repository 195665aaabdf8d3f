package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"
)

// found are the headlines of all pages of a search, in their order.
func found(t testing.TB, s *postgres.Store, by auth.Principal, q news.ArticleQuery) (list []string) {
	t.Helper()
	keepSearch(t, s)
	for q.Limit = max(q.Limit, 3); ; {
		page, err := s.Articles(t.Context(), by, q)
		if err != nil {
			t.Fatalf("%q: %v", q.Words, err)
		}
		for i, entry := range page[:min(len(page), q.Limit)] {
			_, rest, _ := strings.Cut(string(entry.Value.Body), `"headline":"`)
			headline, _, _ := strings.Cut(rest, `"`)
			list = append(list, headline)
			if i == q.Limit-1 {
				q.After = &entry.Key
			}
		}
		if len(page) <= q.Limit {
			return list
		}
	}
}

// keepSearch reads the words of all that was written.
func keepSearch(t testing.TB, s *postgres.Store) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = s.KeepSearch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	put := func(hours int, a *news.Article) {
		t.Helper()
		a.PublishedAt = past(hours)
		if a.Body == nil {
			a.Body = []news.Block{{Type: news.Paragraph, Text: "Soon."}}
		}
		publish(t, s, a)
	}
	put(1, &news.Article{Headline: "Ferries return", Language: "en", Authors: []news.ArticleAuthor{{Name: "Zoë Månsson"}},
		Body: []news.Block{{Type: news.Paragraph, Text: "The harbour wall held. Divers were running late."}}})
	put(2, &news.Article{Headline: "Das Café am Hafen", Language: "de", Body: []news.Block{{Type: news.Paragraph, Text: "Die Häfen sind offen, der Bürgermeister lief."}}})
	put(3, &news.Article{Headline: "Harbour budget", Language: "en", Highlights: []string{"The wall is paid for"},
		Photos: []news.ArticlePhoto{{Role: news.Lead, PhotoFacts: news.PhotoFacts{Caption: "A crane named Gudrun", Photographer: "Ole Brandt", URL: "https://img.example/c.jpg"}}}})
	put(40000, &news.Article{Headline: "Old harbour", Language: "xx", Body: []news.Block{{Type: news.List, Items: []string{"a <em>lanterns</em> parade"}}},
		Mentions: []news.Mention{{Type: news.Place, Name: "Kvitsund"}}})
	create(t, s, &news.Article{Headline: "Draft harbour"})
	for _, tt := range []struct{ words, want string }{
		{"harbour", "Ferries return|Harbour budget|Old harbour"},
		{"HARBOURS", "Ferries return|Harbour budget"}, // the old one's language has no stems
		{"ferry", "Ferries return"},
		{`"harbour wall"`, "Ferries return"},
		{"harbour wall", "Ferries return|Harbour budget"},
		{"harbour -wall", "Old harbour"},
		{"harbour -runs", "Harbour budget|Old harbour"},
		{"crane or ferry", "Ferries return|Harbour budget"},
		{"hafen", "Das Café am Hafen"},
		{"cafe", "Das Café am Hafen"},
		{"CAFÉ", "Das Café am Hafen"},
		{"mansson zoe", "Ferries return"},
		{"gudrun", "Harbour budget"},
		{"brandt", "Harbour budget"},
		{"lanterns", "Old harbour"},
		{"kvitsund", "Old harbour"},
		{"em", ""},
		{"the", ""},
		{"-harbour", "Das Café am Hafen"},
		{"harbour:* & ( | !", "Ferries return|Harbour budget|Old harbour"},
		{"nothing of this", ""},
	} {
		if got := strings.Join(found(t, s, nobody, news.ArticleQuery{Words: tt.words}), "|"); got != tt.want {
			t.Errorf("%q: %s, not %s", tt.words, got, tt.want)
		}
	}
	if got := found(t, s, writer, news.ArticleQuery{Words: "harbour", Statuses: []news.Status{news.Draft}}); !slices.Equal(got, []string{"Draft harbour"}) {
		t.Errorf("drafts: %v", got)
	}
	if got := found(t, s, nobody, news.ArticleQuery{Words: "harbour wall", Sort: news.Relevance}); len(got) != 2 {
		t.Errorf("by relevance: %v", got)
	}
}

// TestSearchFollowsWhatIsWritten changes words in every way there is.
func TestSearchFollowsWhatIsWritten(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := publish(t, s, story("Tides"))
	finds := func(words string, want bool) {
		t.Helper()
		if got := len(found(t, s, nobody, news.ArticleQuery{Words: words})) == 1; got != want {
			t.Errorf("%q is found: %v", words, got)
		}
	}
	finds("okafor", true)
	author, err := s.Authors.Get(t.Context(), nobody, "mira-okafor")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authors.Change(t.Context(), publisher, author.ID.String(), anyEdit, func(u *news.Author) error { u.Name = "Mira Lindqvist"; return nil }); err != nil {
		t.Fatal(err)
	}
	finds("okafor", false)
	finds("lindqvist", true)
	row := func() string {
		keepSearch(t, s)
		var at string
		conn, err := pgx.Connect(t.Context(), db.OwnerURL)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.WithoutCancel(t.Context()))
		if err := conn.QueryRow(t.Context(), `select ctid::text from article_search`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	before := row()
	if _, err := s.ChangeArticle(t.Context(), publisher, a.ID.String(), anyEdit, func(a *news.Article) error { a.CanonicalURL = "https://tide.example/"; return nil }); err != nil {
		t.Fatal(err)
	}
	if row() != before {
		t.Error("a write that changes no words writes them anew")
	}
	if _, err := s.ChangeArticle(t.Context(), publisher, a.ID.String(), anyEdit, func(a *news.Article) error { a.Headline = "Currents"; return nil }); err != nil {
		t.Fatal(err)
	}
	finds("tides", false)
	finds("currents", true)
}

// TestSearchIsWhatEachArticleSays holds searches, through all of their pages, to
// what Postgres says of each article by itself.
func TestSearchIsWhatEachArticleSays(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	vocabulary := strings.Fields("harbour harbours wall storm ferry ferries running café Hafen Häfen the and tide")
	var n int
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(5, 15).Draw(rt, "stories") {
			n++
			words := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 2, 6).Draw(rt, "words")
			a := &news.Article{Headline: fmt.Sprintf("n%d %s", n, strings.Join(words, " ")), Language: rapid.SampledFrom([]string{"en", "de", "xx"}).Draw(rt, "language"),
				Body:        []news.Block{{Type: news.Paragraph, Text: "Soon."}},
				PublishedAt: past(rapid.SampledFrom([]int{1, 20, 90, 700, 2000, 9000, 40000, 150000}).Draw(rt, "hours")),
				Kind:        rapid.SampledFrom([]news.Kind{news.Kinds[0], news.Kinds[1]}).Draw(rt, "kind")}
			doc, err := s.PublishNew(rt.Context(), publisher, a)
			if err != nil {
				rt.Fatal(err)
			}
			if rapid.IntRange(0, 5).Draw(rt, "hidden") == 0 {
				ownerDoes(rt, db, `update articles set expires_at = now() - interval '1 second' where id = $1`, doc.ID)
			}
		}
		for range 5 {
			q := news.ArticleQuery{Limit: rapid.IntRange(1, 9).Draw(rt, "limit"), Words: strings.Join(rapid.SliceOfN(
				rapid.SampledFrom(append([]string{"or", "-wall", "-storm", `"harbour wall"`, `"storm harbours"`}, vocabulary...)), 1, 4).Draw(rt, "asked"), " ")}
			sort := "a.listed_at desc, a.id desc"
			if rapid.Bool().Draw(rt, "ranked") {
				q.Sort = news.Relevance
				sort = "ts_rank_cd(s.words, websearch_to_tsquery(s.config::regconfig, $1)) desc, " + sort
			}
			kind := ""
			if rapid.Bool().Draw(rt, "filtered") {
				q.Kinds, kind = anyOf(string(news.Kinds[1])), string(news.Kinds[1])
			}
			keepSearch(t, s)
			want := ownerAsks(rt, db, `
				select a.headline from articles a join article_search s on s.article_id = a.id
				where to_tsvector(search_config(a.language)::regconfig, a.headline) @@ websearch_to_tsquery(search_config(a.language)::regconfig, $1)
				and numnode(websearch_to_tsquery(search_config(a.language)::regconfig, $1)) > 0
				and a.public_until > now() and ($2 = '' or a.kind = $2) order by `+sort, q.Words, kind)
			if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(found(t, s, nobody, q), "\n")); diff != "" {
				rt.Fatalf("%+v: %s", q, diff)
			}
			s.SearchInWindows()
		}
	})
}

func ownerDoes(t interface {
	Context() context.Context
	Fatal(...any)
}, db pgtest.DB, sql string, args ...any) {
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func ownerAsks(t interface {
	Context() context.Context
	Fatal(...any)
}, db pgtest.DB, sql string, args ...any) []string {
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestSearchThatTakesTooLong is told apart from one that finds nothing.
func TestSearchThatTakesTooLong(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	publish(t, s, story("Tides"))
	keepSearch(t, s)
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), `begin; lock table article_search`); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if _, err := s.Articles(t.Context(), nobody, news.ArticleQuery{Words: "tides", Limit: 1}); err == nil || time.Since(begun) > 30*time.Second {
		t.Errorf("after %s: %v", time.Since(begun), err)
	}
	ctx, hangUp := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, hangUp)
	if _, err := s.Articles(ctx, nobody, news.ArticleQuery{Words: "tides", Limit: 1}); ctx.Err() == nil {
		t.Errorf("who hung up was waited for: %v", err)
	}
}

// TestWhatMayHaveBeenMeant suggests words that everybody can find, and no others.
func TestWhatMayHaveBeenMeant(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	a := publish(t, s, story("Harbour walls at the café"))
	create(t, s, story("Zeppelin"))
	suggests := func(words, want string) {
		t.Helper()
		keepSearch(t, s)
		if err := s.ReadWords(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Suggest(t.Context(), auth.Principal{}, words); err != nil || got != want {
			t.Errorf("%q: %q %v, not %q", words, got, err, want)
		}
	}
	suggests("harbur walls", "harbour walls")
	suggests(`"Harbur  wallz" -harbur or tom`, `"harbour  walls" -harbur or tom`)
	suggests("harbours", "") // is found
	suggests("caffé", "café")
	suggests("harbuor wlals", "harbour walls") // two letters in each other's place
	suggests("zepelin", "")
	suggests("qqqqqq", "")
	ownerDoes(t, db, `update articles set expires_at = now() - interval '1 second' where id = $1`, a.ID)
	suggests("harbur walls", "")
}

// TestNoFormOfAWordOfHiddenStoriesIsSuggested has one story with a word that all may
// read, and another form of the word in one that not all may: a search finds the one
// by the form of the other, but its form is not told.
func TestNoFormOfAWordOfHiddenStoriesIsSuggested(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	publish(t, s, story("A promenade in the rain"))
	plural := story("Promenades")
	plural.Kind = "opinion"
	hidden := publish(t, s, plural)
	keepSearch(t, s)
	if err := s.ReadWords(t.Context()); err != nil {
		t.Fatal(err)
	}
	suggests := func(by auth.Principal, want string) {
		t.Helper()
		if got, err := s.Suggest(t.Context(), by, "promenaeds"); err != nil || got != want {
			t.Errorf("%q %v, not %q", got, err, want)
		}
	}
	under := func(denied ...news.Kind) auth.Principal {
		return auth.Principal{Scopes: []auth.Scope{auth.Feed}, Contract: &auth.Contract{Kinds: auth.Terms[news.Kind]{Denied: denied}}}
	}
	suggests(nobody, "promenades")
	suggests(under("obituary"), "promenades")
	suggests(under("opinion"), "promenade")
	ownerDoes(t, db, `update articles set expires_at = now() - interval '1 second' where id = $1`, hidden.ID)
	suggests(nobody, "promenade")
	suggests(under("obituary"), "promenade")
}

// TestCommonWordsAreNotWrittenForEachArticle reads one more article with words
// that the vocabulary has seen often: their rows stay as they were.
func TestCommonWordsAreNotWrittenForEachArticle(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	read := func(headline string) {
		t.Helper()
		publish(t, s, story(headline))
		keepSearch(t, s)
		if err := s.ReadWords(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	read("Harbour walls")
	read("Harbour walls")
	ownerDoes(t, db, `update search_words set articles = 1000 where word = 'harbour'`)
	read("Harbour walls")
	ownerDoes(t, db, `do $$ begin
		if exists (select from search_words where word = 'walls' and articles <> 3) then
			raise exception 'a word was counted wrongly: %', (select array_agg(word || ' ' || articles) from search_words);
		end if;
		if exists (select from search_words where word = 'harbour' and xmax <> 0) then
			raise exception 'a word that was read often enough is written again';
		end if;
	end $$`)
}
