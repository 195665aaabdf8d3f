package news_test

import (
	"testing"

	"storywire/internal/news"
)

func TestLinkSpeaker(t *testing.T) {
	t.Parallel()
	same := func(slug, title string) news.Namesake { return news.Namesake{Slug: slug, Title: title, Same: true} }
	surname := func(slug, title string) news.Namesake { return news.Namesake{Slug: slug, Title: title} }
	const open, fresh = "?", "new"
	for _, c := range []struct {
		name, title string
		list        []news.Namesake
		want        string
	}{
		{"nobody has the name", "mayor", nil, fresh},
		{"one has it, and no title says more", "", []news.Namesake{same("a", "")}, "a"},
		{"one has it, and the text has no title", "", []news.Namesake{same("a", "Mayor")}, "a"},
		{"one has it, and had no title", "mayor", []news.Namesake{same("a", "")}, "a"},
		{"the same title in other words", "the mayor of Ostholm", []news.Namesake{same("a", "Ostholm’s mayor")}, "a"},
		{"a part of the title", "mayor", []news.Namesake{same("a", "Mayor of Ostholm"), same("b", "goalkeeper")}, "a"},
		{"another title", "goalkeeper", []news.Namesake{same("a", "Mayor of Ostholm")}, fresh},
		{"two have the name", "", []news.Namesake{same("a", "Mayor"), same("b", "goalkeeper")}, open},
		{"two have the name and the title", "mayor", []news.Namesake{same("a", "Mayor of Ostholm"), same("b", "Mayor of Vellmouth")}, open},
		{"one has no title, the other another one", "pilot", []news.Namesake{same("a", ""), same("b", "goalkeeper")}, open},
		{"all have others", "pilot", []news.Namesake{same("a", "mayor"), same("b", "goalkeeper")}, fresh},
		{"a surname alone", "", []news.Namesake{surname("a", "Mayor")}, open},
		{"a surname that several have", "", []news.Namesake{surname("a", ""), surname("b", "Mayor")}, open},
		{"a surname with its title", "mayor", []news.Namesake{surname("a", "Mayor of Ostholm"), surname("b", "goalkeeper")}, "a"},
		{"a surname with another title", "pilot", []news.Namesake{surname("a", "mayor")}, fresh},
		{"the title of one that was merged into it", "the club’s president", []news.Namesake{{Slug: "a", Title: "mayor", Same: true, Was: []string{"president"}}}, "a"},
		{"one is called so and no more", "", []news.Namesake{same("a", ""), surname("b", "")}, "a"},
	} {
		link := news.LinkSpeaker(c.title, c.list)
		got := fresh
		switch {
		case link.To != nil:
			got = link.To.Slug
		case link.Open:
			got = open
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if link.To == nil && len(link.Candidates) != len(c.list) {
			t.Errorf("%s: %d of %d are named", c.name, len(link.Candidates), len(c.list))
		}
	}
}
