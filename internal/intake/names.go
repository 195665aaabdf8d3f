package intake

import (
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/intake/speech"
	"storywire/internal/news"
)

// entity is a person, place or organisation that the page names, in its text
// or beside it.
type entity struct {
	kind  news.MentionType
	name  string
	alias string // of an organisation: its abbreviation
	sure  bool   // the page shows what it is, by more than its capitals
	uses  int
	first span // of the input
}

// register is everything that the page names.
type register struct {
	all    []*entity
	byName map[string]*entity
	of     map[*speech.Entity]*entity
}

// readSpeech reads the names and the quotations of the text: the captions for
// their names, the highlights and the blocks.
func (d *draft) readSpeech() {
	d.spoken = append(append(d.spoken, d.captions...), d.passages...)
	t := speech.Text{Language: d.article.Language, Paragraphs: make([]speech.Paragraph, len(d.spoken))}
	for i, p := range d.spoken {
		t.Paragraphs[i].Text = string(p.text)
		switch {
		case i < len(d.captions):
			t.Paragraphs[i].Role = speech.Caption
		case p.heading:
			t.Paragraphs[i].Role = speech.Heading
		case p.block:
			t.Paragraphs[i].Role = speech.BlockQuote
		}
	}
	for _, a := range d.article.Authors {
		t.Authors = append(t.Authors, a.Name)
	}
	d.reading = speech.Read(t)
	d.names = &register{byName: map[string]*entity{}, of: map[*speech.Entity]*entity{}}
	for _, e := range d.reading.Entities {
		n := d.names.entityOf(e.Kind, e.Name)
		n.alias, n.sure, n.uses = e.Alias, e.Sure, e.Uses
		if e.Uses > 0 {
			n.first = d.sourceOf(e.First)
		}
		d.names.of[e] = n
	}
}

// sourceOf is where in the input a place of the text came from.
func (d *draft) sourceOf(p speech.Place) span {
	return d.spoken[p.Paragraph].source(p.Start, p.End)
}

// entityOf finds or makes the entity of a kind and name.
func (g *register) entityOf(kind news.MentionType, name string) *entity {
	key := string(kind) + "\x00" + name
	e := g.byName[key]
	if e == nil {
		e = &entity{kind: kind, name: name}
		g.byName[key] = e
		g.all = append(g.all, e)
	}
	return e
}

// validName tells a name that the article can keep.
func validName(s string) bool {
	return lexicon.Sluggable(s) && utf8.RuneCountInString(s) <= longestName
}
