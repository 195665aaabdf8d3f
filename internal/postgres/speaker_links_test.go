package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"storywire/internal/news"
	"storywire/internal/postgres"
)

// link has an import say who an article's speakers are, and store nothing.
func link(t *testing.T, s *postgres.Store, a *news.Article) map[int]news.Linking {
	t.Helper()
	page := news.Page{Article: *a}
	var known *news.Known
	if _, err := s.ImportPage(t.Context(), writer, &page, news.Importing{DryRun: true}); err != nil && !errors.As(err, &known) {
		t.Fatal(err)
	}
	*a = page.Article
	return page.Links
}

// TestAnImportedSpeakerIsWhoeverThatIs reads texts about two people of one name.
func TestAnImportedSpeakerIsWhoeverThatIs(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	for _, k := range []news.Speaker{
		{Name: "Ines Vale", Title: "Mayor of Ostholm"}, {Slug: "ines-vale-keeper", Name: "Ines Vale", Title: "goalkeeper"},
		{Name: "Tom Quill", Title: "pilot"}, {Name: "Rut Berg"}, {Name: "R. Berg"}, {Name: "Lena Marsh"}, {Name: "Otto Marsh"},
		{Name: "Pia Lund", Title: "engineer"}, {Slug: "pia-lund-skipper", Name: "Pia Lund", Title: "skipper of the ferry"},
	} {
		if _, err := s.Speakers.Create(t.Context(), writer, k); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.MergeSpeakers(t.Context(), writer, "rut-berg", anyEdit, "r-berg"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MergeSpeakers(t.Context(), writer, "pia-lund", anyEdit, "pia-lund-skipper"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, title, want string // the slug, "" where nobody is named
		candidates        int
	}{
		{"Ines Vale", "the mayor", "ines-vale", 0},
		{"INES VALE", "goalkeeper for Vellmouth", "ines-vale-keeper", 0},
		{"Ines Vale", "", "", 2},
		{"Ines Vale", "harbour master", "ines-vale-2", 2},
		{"Tom Quill", "", "tom-quill", 0},
		{"Tom Quill", "baker", "tom-quill-2", 1},
		{"R. Berg", "", "rut-berg", 0},
		{"Pia Lund", "the skipper", "pia-lund", 0},
		{"Pia Lund", "baker", "pia-lund-2", 1},
		{"Marsh", "", "", 2},
		{"Vale", "Ostholm’s mayor", "ines-vale", 0},
		{"Ada Finch", "engineer", "ada-finch", 0},
	} {
		a := said("By "+c.name+c.title, c.name)
		a.Quotes[0].Speaker.Title = c.title
		links := link(t, s, a)
		if n := len(links[0].Candidates); n != c.candidates {
			t.Errorf("%s, %s: %d candidates: %+v", c.name, c.title, n, links[0].Candidates)
		}
		slug := ""
		if a.Quotes[0].Speaker != nil {
			slug = a.Quotes[0].Speaker.Slug
		}
		if slug != c.want {
			t.Errorf("%s, %s: is %q, want %q", c.name, c.title, slug, c.want)
		}
	}
}

func TestTwoOfOneNameInOneText(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	a := &news.Article{Headline: "Two", Body: []news.Block{{Type: news.Paragraph, Text: "“We waited long enough,” one said. “It floats well enough,” said the other."}},
		Quotes: []news.Quote{{Text: "We waited long enough,", Speaker: &news.QuoteSpeaker{Name: "Ines Vale", Title: "mayor"}},
			{Text: "It floats well enough,", Speaker: &news.QuoteSpeaker{Name: "Ines Vale", Title: "goalkeeper"}}}}
	link(t, s, a)
	got := create(t, s, a)
	if x, y := got.Quotes[0].Speaker, got.Quotes[1].Speaker; x.ID == y.ID || x.Title != "mayor" || y.Title != "goalkeeper" {
		t.Errorf("they are %+v and %+v", x, y)
	}
	// Read again, each is who they were.
	for i := range a.Quotes {
		a.Quotes[i].Speaker = &news.QuoteSpeaker{Name: "Ines Vale", Title: got.Quotes[i].Speaker.Title}
	}
	if link(t, s, a); a.Quotes[0].Speaker.ID != got.Quotes[0].Speaker.ID || a.Quotes[1].Speaker.ID != got.Quotes[1].Speaker.ID {
		t.Errorf("the second time they are %+v and %+v", a.Quotes[0].Speaker, a.Quotes[1].Speaker)
	}
}

// TestImportsOfANewNameAtOnce has many imports bring one new name at the same
// moment, with titles that make several people of it: each is one speaker, who has
// the quotes of all who mean that one.
func TestImportsOfANewNameAtOnce(t *testing.T) {
	t.Parallel()
	s, db := newStore(t)
	titles := []string{"harbour master", "baker", "goalkeeper for Vellmouth"}
	const imports = 12
	var all sync.WaitGroup
	begin := make(chan struct{})
	for n := range imports {
		all.Go(func() {
			a := said(fmt.Sprintf("Log entry %d", n), "Ines Vale")
			a.Quotes[0].Speaker.Title = titles[n%len(titles)]
			<-begin
			if _, err := s.ImportPage(t.Context(), writer, &news.Page{Article: *a}, news.Importing{}); err != nil {
				t.Errorf("import %d: %v", n, err)
			}
		})
	}
	close(begin)
	all.Wait()
	for _, title := range titles {
		const quotes = `select count(*) from quotes q join speakers k on k.id = q.speaker_id where k.title = $1`
		if n := count(t, db, quotes, title); n != imports/len(titles) {
			t.Errorf("the %s has %d quotes", title, n)
		}
	}
	if n := count(t, db, `select count(*) from speakers where slug in ('ines-vale', 'ines-vale-2', 'ines-vale-3')`); n != len(titles) || count(t, db, `select count(*) from speakers`) != n {
		t.Errorf("%d speakers", n)
	}
}
