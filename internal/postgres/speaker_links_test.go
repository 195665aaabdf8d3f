package postgres_test

import (
	"testing"

	"storywire/internal/news"
)

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
		links, err := s.LinkSpeakers(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
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
	if _, err := s.LinkSpeakers(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	got := create(t, s, a)
	if x, y := got.Quotes[0].Speaker, got.Quotes[1].Speaker; x.ID == y.ID || x.Title != "mayor" || y.Title != "goalkeeper" {
		t.Errorf("they are %+v and %+v", x, y)
	}
	// Read again, each is who they were.
	for i := range a.Quotes {
		a.Quotes[i].Speaker = &news.QuoteSpeaker{Name: "Ines Vale", Title: got.Quotes[i].Speaker.Title}
	}
	if _, err := s.LinkSpeakers(t.Context(), a); err != nil || a.Quotes[0].Speaker.ID != got.Quotes[0].Speaker.ID || a.Quotes[1].Speaker.ID != got.Quotes[1].Speaker.ID {
		t.Errorf("the second time they are %+v and %+v, %v", a.Quotes[0].Speaker, a.Quotes[1].Speaker, err)
	}
}
