package postgres_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"
)

func edit(t *testing.T, s *postgres.Store, ref, reason string, change func(*news.Article)) *news.Article {
	t.Helper()
	doc, err := s.ChangeArticle(t.Context(), publisher, ref, news.Edit{Match: anyVersion, Reason: reason, Minor: true}, func(a *news.Article) error {
		change(a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return read(t, doc)
}

// versions are the revisions that the caller sees.
func versions(t *testing.T, s *postgres.Store, by auth.Principal, ref string) []int {
	t.Helper()
	list, err := s.Revisions(t.Context(), by, ref, news.RevisionQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	all := make([]int, len(list))
	for i, r := range list {
		all[i] = r.Version
	}
	return all
}

func TestReadersSeeThePublicRevisionsAlone(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := create(t, s, story("A secret first line"))
	ref := a.ID.String()
	for _, by := range []auth.Principal{nobody, partner} {
		if _, err := s.Revisions(t.Context(), by, ref, news.RevisionQuery{Limit: 5}); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("of a draft %s gets %v", by.Name, err)
		}
		if _, err := s.Revision(t.Context(), by, a.Slug, 1); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("of a draft %s gets %v", by.Name, err)
		}
	}
	edit(t, s, ref, "the lawyer asked", func(a *news.Article) { a.Headline = "A first line" })
	if _, err := s.PublishArticle(t.Context(), publisher, ref, news.Edit{Match: anyVersion, Reason: "cleared"}, news.Schedule{}); err != nil {
		t.Fatal(err)
	}
	edit(t, s, ref, "", func(a *news.Article) { a.Subhead = "And a second" })
	if got := versions(t, s, nobody, ref); !slices.Equal(got, []int{4, 3}) {
		t.Errorf("readers see the versions %v", got)
	}
	if got := versions(t, s, writer, ref); !slices.Equal(got, []int{4, 3, 2, 1}) {
		t.Errorf("editors see the versions %v", got)
	}
	for version := 1; version <= 5; version++ {
		doc, err := s.Revision(t.Context(), nobody, ref, version)
		if hidden := version < 3 || version > 4; hidden != errors.Is(err, news.ErrNotFound) || hidden && doc.Body != nil {
			t.Errorf("version %d: %v", version, err)
		}
	}
	list, err := s.Revisions(t.Context(), writer, ref, news.RevisionQuery{Before: 4, Limit: 1})
	if err != nil || len(list) != 2 || list[0].Reason != "cleared" || list[0].Write != "published" || list[0].By != "chief" || list[1].Reason != "the lawyer asked" {
		t.Errorf("%v: editors are told %+v", err, list)
	}
	list, err = s.Revisions(t.Context(), nobody, ref, news.RevisionQuery{Limit: 10})
	if err != nil || list[1].By != "" || list[1].Reason != "" {
		t.Errorf("%v: readers are told %+v", err, list)
	}
}

func TestHistoryOfWhatWasTakenFromReaders(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	admin := auth.Principal{KeyID: news.NewID(), Name: "admin", Scopes: []auth.Scope{auth.Admin}}
	for _, test := range []struct {
		to              news.Status
		readers, chiefs bool
	}{{news.Withheld, false, true}, {news.Killed, false, false}, {news.Retracted, true, true}} {
		a := publish(t, s, story("Taken: "+string(test.to)))
		ref, before := a.ID.String(), a.ModifiedAt
		var err error
		if test.to == news.Retracted {
			_, _, err = s.CorrectArticle(t.Context(), publisher, ref, anyEdit, news.Correction{Kind: news.KindRetraction, Note: "Never said."}, "", nil)
		} else {
			_, err = s.RemoveArticle(t.Context(), admin, ref, news.Edit{Match: anyVersion, Reason: "the court"}, news.Removal{To: test.to, Note: "By order."})
		}
		if err != nil {
			t.Fatal(err)
		}
		_, then := s.ArticleAt(t.Context(), auth.Principal{}, ref, before)
		cards, err := s.Articles(t.Context(), publisher, news.ArticleQuery{AsOf: before, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		listed := slices.ContainsFunc(cards, func(c news.Listed[news.Document]) bool { return c.Value.ID == a.ID })
		if (then == nil) != test.readers || listed != test.readers {
			t.Errorf("%s: what was public before: %v, listed %v", test.to, then, listed)
		}
		for _, by := range []auth.Principal{nobody, publisher, admin} {
			sees := by.Name == "admin" || by.Name == "" && test.readers || by.Name == "chief" && test.chiefs
			_, err := s.Revision(t.Context(), by, ref, 1)
			var gone *news.Gone
			if sees != (err == nil) || !sees && !errors.As(err, &gone) {
				t.Errorf("%s, for %q: %v", test.to, by.Name, err)
			}
			if _, err := s.Revision(t.Context(), by, ref, 2); by.Anonymous() && err == nil {
				t.Errorf("%s: readers see the version that took it away", test.to)
			}
		}
	}
}

func TestWhatThePublicCouldReadThen(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	draft := create(t, s, story("First name"))
	ref := draft.ID.String()
	doc, err := s.PublishArticle(t.Context(), publisher, ref, anyEdit, news.Schedule{})
	if err != nil {
		t.Fatal(err)
	}
	first := read(t, doc)
	second := edit(t, s, ref, "", func(a *news.Article) {
		a.Headline, a.Section, a.Slug = "Second name", &news.Ref{Name: "Weather"}, "second-name"
	})
	// What it was filed under is renamed since: then it had the old name.
	if _, err := s.Sections.Change(t.Context(), publisher, "harbour", anyEdit, func(v *news.Section) error { v.Slug = "docks"; return nil }); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		moment time.Time
		want   string
	}{
		"before it was written":   {draft.CreatedAt.Add(-time.Second), ""},
		"while it was a draft":    {draft.ModifiedAt, ""},
		"just before publication": {first.ModifiedAt.Add(-time.Microsecond), ""},
		"at publication":          {first.ModifiedAt, "First name"},
		"just before the edit":    {second.ModifiedAt.Add(-time.Microsecond), "First name"},
		"at the edit":             {second.ModifiedAt, "Second name"},
	} {
		got := ""
		if doc, err := s.ArticleAt(t.Context(), auth.Principal{}, ref, test.moment); err == nil {
			got = read(t, doc).Headline
		} else if !errors.Is(err, news.ErrNotFound) {
			t.Fatal(err)
		}
		if got != test.want {
			t.Errorf("%s: %q", name, got)
		}
		for filter, q := range map[string]struct {
			news.ArticleQuery
			with string
		}{
			"none":              {news.ArticleQuery{}, test.want},
			"the old section":   {news.ArticleQuery{Sections: anyOf("harbour")}, "First name"},
			"its later name":    {news.ArticleQuery{Sections: anyOf("docks")}, "never"},
			"the new section":   {news.ArticleQuery{Sections: anyOf("weather", "none")}, "Second name"},
			"tag and author":    {news.ArticleQuery{Tags: anyOf("ferries"), Authors: anyOf(first.Authors[0].ID.String())}, test.want},
			"an author of none": {news.ArticleQuery{Authors: anyOf("nobody")}, "never"},
		} {
			q.AsOf, q.Limit = test.moment, 5
			cards, err := s.Articles(t.Context(), writer, q.ArticleQuery)
			if err != nil {
				t.Fatal(err)
			}
			want := test.want != "" && q.with == test.want
			if (len(cards) == 1) != want || want && !strings.Contains(string(cards[0].Value.Body), `"headline":"`+test.want+`"`) {
				t.Errorf("%s, filter %s: %d cards", name, filter, len(cards))
			}
		}
	}
	for _, ask := range []func(time.Time) error{
		func(at time.Time) error { _, err := s.ArticleAt(t.Context(), auth.Principal{}, ref, at); return err },
		func(at time.Time) error {
			_, err := s.Articles(t.Context(), nobody, news.ArticleQuery{AsOf: at, Limit: 5})
			return err
		},
	} {
		if err := ask(time.Now().Add(time.Hour)); !errors.Is(err, news.ErrFuture) {
			t.Errorf("of the future: %v", err)
		}
	}
}

func TestPagesOfThenMissNothing(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	var moment time.Time
	for n := range 7 {
		a := publish(t, s, story(fmt.Sprint("Story ", n)))
		moment = edit(t, s, a.ID.String(), "", func(a *news.Article) { a.Subhead = "Then" }).ModifiedAt
		if n%2 == 0 {
			edit(t, s, a.ID.String(), "", func(a *news.Article) { a.Subhead = "Later" })
		}
	}
	var after *news.Keyset
	seen := 0
	for {
		page, err := s.Articles(t.Context(), nobody, news.ArticleQuery{AsOf: moment, Limit: 2, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, card := range page[:min(2, len(page))] {
			if want := fmt.Sprintf(`"headline":"Story %d"`, 6-seen); !bytes.Contains(card.Value.Body, []byte(want)) {
				t.Errorf("card %d is %s", seen, card.Value.Body)
			}
			seen++
		}
		if len(page) <= 2 {
			break
		}
		after = &page[1].Key
	}
	if seen != 7 {
		t.Errorf("%d of 7 stories", seen)
	}
}

func TestRestoreBringsBackTheContent(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	first := publish(t, s, story("As it was"))
	ref := first.ID.String()
	edit(t, s, ref, "", func(a *news.Article) {
		a.Headline, a.Slug, a.Tags = "As it is", "as-it-is", []news.Ref{{Name: "Boats"}}
		a.Photos[0].Caption = "The pier at noon"
		a.Body, a.Quotes = []news.Block{{Type: news.Paragraph, Text: "Other words."}}, nil
	})
	if _, err := s.Tags.Change(t.Context(), publisher, "ferries", anyEdit, func(v *news.Tag) error { v.Name, v.Slug = "Ships", "ships"; return nil }); err != nil {
		t.Fatal(err)
	}
	doc, err := s.RestoreArticle(t.Context(), publisher, ref, news.Edit{Match: anyVersion, Reason: "wrong story", Minor: true}, 1)
	if err != nil {
		t.Fatal(err)
	}
	a := read(t, doc)
	if a.Version != 3 || a.Headline != "As it was" || a.Slug != "as-it-is" || !a.PublishedAt.Equal(first.PublishedAt) {
		t.Errorf("restored: %s", doc.Body)
	}
	if a.Body[0].ID != first.Body[0].ID || a.Quotes[0].ID != first.Quotes[0].ID || a.Quotes[0].Start != first.Quotes[0].Start {
		t.Error("blocks or quotes came back as others")
	}
	if a.Tags[0].Slug != "ships" || a.Photos[0].Caption != "The pier at noon" {
		t.Errorf("what it shares is not as it is now: %v, %q", a.Tags, a.Photos[0].Caption)
	}
	list, err := s.Revisions(t.Context(), publisher, ref, news.RevisionQuery{Limit: 1})
	if err != nil || list[0].Write != "restored" || list[0].Reason != "wrong story" || list[0].By != "chief" {
		t.Errorf("%v: the revision is %+v", err, list)
	}
}

func TestRestoreIsRefused(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := create(t, s, story("Of things that are gone"))
	ref := a.ID.String()
	for n := range 2 {
		edit(t, s, ref, "", func(a *news.Article) {
			a.Tags, a.Sources, a.Photos, a.Section = nil, nil, nil, nil
			a.Authors, a.Subhead = []news.ArticleAuthor{{Name: "Una Reed"}}, fmt.Sprint("Take ", n)
		})
	}
	for _, err := range []error{
		s.Tags.Delete(t.Context(), writer, "ferries", anyVersion), s.Sources.Delete(t.Context(), writer, "harbour-trust", anyVersion),
		s.Authors.Delete(t.Context(), writer, "tom-quill", anyVersion), s.Photos.Delete(t.Context(), writer, a.Photos[0].ID.String(), anyVersion),
		s.Sections.Delete(t.Context(), writer, "harbour", anyVersion),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	// Another tag of the same name is another tag.
	if _, err := s.Tags.Create(t.Context(), writer, news.Tag{Name: "Ferries"}); err != nil {
		t.Fatal(err)
	}
	_, err := s.RestoreArticle(t.Context(), writer, ref, anyEdit, 1)
	var invalid *news.Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("%v", err)
	}
	faults := invalid.Error()
	for _, want := range []string{`/section: `, `"Harbour"`, `/tags/0: `, `"Ferries"`, `/authors/1: `, `"Tom Quill"`, `/sources/0: `, `"Harbour Trust"`, `/photos/0: `, `"The pier at dawn"`} {
		if !strings.Contains(faults, want) {
			t.Errorf("%q is not among the faults: %s", want, faults)
		}
	}
	if _, err := s.RestoreArticle(t.Context(), writer, ref, anyEdit, 9); !errors.As(err, &invalid) || invalid.Faults[0].Pointer != "/version" {
		t.Errorf("a version that there is not: %v", err)
	}
	var stale *news.Stale
	if _, err := s.RestoreArticle(t.Context(), writer, ref, news.Edit{Match: news.Match{Tags: []string{`"1-x"`}}}, 1); !errors.As(err, &stale) {
		t.Errorf("under an old tag: %v", err)
	}
	public := publish(t, s, story("In public"))
	if _, err := s.RestoreArticle(t.Context(), writer, public.Slug, anyEdit, 1); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("of what is published, by who may not: %v", err)
	}
}
