package speech

import (
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// register is everything that the text names.
type register struct {
	all      []*Entity
	people   map[string][]*Entity // by each of the first and the last name
	byName   map[string]*Entity
	namings  [][]Naming
	titled   []*Entity          // the people of whom the text says what they are
	byTurn   map[string]*Entity // by the head of a transcript's turn, in small letters
	answers  *attribution       // who answers in an interview, once it is known
	sequence int

	twoSurnames bool // people are called by the first of two
}

// mostAlike bounds how many people of one surname are told apart, and how many
// titles are looked through: no story has more.
const mostAlike = 50

// entitle notes what the text says that somebody is, the first time it does.
func (g *register) entitle(e *Entity, title string) {
	if title == "" || e.Title != "" {
		return
	}
	if e.Title = title; len(g.titled) < mostAlike {
		g.titled = append(g.titled, e)
	}
}

// readNames reads the names of the whole text: the full ones first, so that a
// surname can mean a person who is named in full only later.
func readNames(texts []*paragraph, paragraphs int, foreign *tongue) *register {
	g := &register{people: map[string][]*Entity{}, byName: map[string]*Entity{}, namings: make([][]Naming, paragraphs)}
	g.twoSurnames = foreign != nil && foreign.twoSurnames
	found := make([][]piecework, len(texts))
	bodies := make([][]piecework, len(texts))
	for i, p := range texts {
		tokens := tokenise(p.text, nil)
		for _, run := range capitalRuns(tokens) {
			if foreign != nil {
				found[i] = append(found[i], foreign.readForeignRun(tokens, run)...)
				continue
			}
			found[i] = append(found[i], readRun(tokens, run)...)
		}
		if foreign == nil {
			bodies[i] = readBodies(tokens)
		}
	}
	if foreign != nil {
		foreign.promote(found)
	}
	for _, pieces := range found {
		for _, w := range pieces {
			if w.full {
				g.person(w.name)
			}
		}
	}
	for i, p := range texts {
		for _, w := range found[i] {
			if !w.maybe {
				g.settle(p, w)
			}
		}
		if foreign == nil {
			g.readCopulas(p)
		}
		for _, w := range bodies[i] {
			g.count(p, w)
		}
	}
	return g
}

// piecework is one name in a run of capitals, before it is known whose it is.
type piecework struct {
	kind             news.MentionType
	name, alias      string
	title            string
	lead, start, end int
	full, possessive bool
	sure             bool
	maybe            bool // it is nobody's, unless the text has somebody of the last part of it
	hinted           bool // it may be whoever has that surname in the text
	guess            bool // it is nobody's, unless a longer name has it
	heads            bool // a place's, by the word that it starts with
	opens            bool // a sentence or a quotation starts with it, as any word might
	gender           lexicon.Gender
}

// entityOf finds or makes the entity of a kind and name.
func (g *register) entityOf(kind news.MentionType, name string) *Entity {
	key := string(kind) + "\x00" + name
	e := g.byName[key]
	if e == nil {
		e = &Entity{Kind: kind, Name: name}
		g.byName[key] = e
		g.all = append(g.all, e)
	}
	return e
}

// person finds or makes the person of a full name. One who is named with and
// without a middle initial is one person.
func (g *register) person(name string) *Entity {
	if e := g.byName[string(news.Person)+"\x00"+name]; e != nil {
		return e
	}
	fields := strings.Fields(name)
	first, last := fields[0], fields[len(fields)-1]
	for _, e := range g.people[last] {
		theirs := strings.Fields(e.Name)
		if theirs[0] == first && theirs[len(theirs)-1] == last && len(theirs) != len(fields) && (len(fields) > 2 && len(fields[1]) <= 2 || len(theirs) > 2 && len(theirs[1]) <= 2) {
			return e
		}
	}
	e := g.entityOf(news.Person, name)
	if e.gender = lexicon.GenderOf(first); e.gender != lexicon.UnknownGender {
		e.Sure = true
	}
	parts := []string{last, first}
	if n := len(fields); g.twoSurnames && n > 2 && lexicon.Capitalised(fields[n-2]) && lexicon.GenderOf(fields[n-2]) == lexicon.UnknownGender { // "Lucía Prado Soler" is "Prado"
		parts = append(parts, fields[n-2])
	}
	for i, part := range parts {
		if (i == 0 || i == 1 && first != last || i == 2 && part != last) && len(g.people[part]) < mostAlike {
			g.people[part] = append(g.people[part], e)
		}
	}
	return e
}

// settle says whose name a piece is, and notes it.
func (g *register) settle(p *paragraph, w piecework) {
	n := Naming{Start: w.start, End: w.end, lead: w.lead, possessive: w.possessive}
	switch {
	case w.heads && g.surnamed(w.name) != nil: // "San Martín", where the text has an Andrea San Martín
		n.Who = g.surnamed(w.name)
	case w.kind != news.Person:
		n.Who = g.entityOf(w.kind, w.name)
		n.Who.Sure = n.Who.Sure || w.sure
		if w.alias != "" && n.Who.Alias == "" {
			n.Who.Alias = w.alias
		}
	case w.full:
		n.Who = g.person(w.name)
	default:
		n.Who, n.shared = g.short(w)
		if n.Who == nil && (w.guess || w.title == "" && w.gender == lexicon.UnknownGender && peoples(w.name)) {
			return
		}
		if n.Who == nil {
			n.Who = g.entityOf(news.Person, w.name)
		}
	}
	e := n.Who
	g.sequence++
	if e.Uses++; e.Uses == 1 {
		e.First = p.place(w.start, w.end)
	}
	e.seen = g.sequence
	if e.Kind == news.Person {
		switch {
		case w.full:
			g.entitle(e, w.title)
		case e.Title == "" && e.Name == w.name: // "Mayor Quill" alone, which is no answer to who "the mayor" is
			e.Title = w.title
		}
		if w.gender != lexicon.UnknownGender && e.gender == lexicon.UnknownGender {
			e.gender = w.gender
		}
		e.amid = e.amid || !w.opens
		if w.sure || w.title != "" || w.gender != lexicon.UnknownGender || e.Uses > 1 && !w.full && strings.Contains(e.Name, " ") {
			e.Sure = true
		}
	}
	g.namings[p.at] = append(g.namings[p.at], n)
}

// count notes a body that goes by a description; no name of it is in the text.
func (g *register) count(p *paragraph, w piecework) {
	e := g.entityOf(news.Organisation, w.name)
	if e.Uses++; e.Uses == 1 {
		e.First, e.Sure = p.place(w.start, w.end), true
	}
}

// short is the person whom a single name means: whoever has it as the last
// name or, in a name of the family first, as the first. Whom what is said with
// it cannot mean is left out ("Ms Quill" is no Ned); of several who are left,
// it is who has the title, else whoever was named latest.
func (g *register) short(w piecework) (who *Entity, shared bool) {
	left := 0
	for _, e := range g.people[w.name] {
		if w.gender != lexicon.UnknownGender && e.gender != lexicon.UnknownGender && e.gender != w.gender {
			continue
		}
		left++
		titled := w.title != "" && strings.EqualFold(e.Title, w.title)
		switch {
		case titled:
			return e, false
		case who == nil || e.seen > who.seen:
			who = e
		}
	}
	return who, left > 1
}

// surnamed is the person whose name ends with one of several words, nil for none.
func (g *register) surnamed(name string) *Entity {
	for _, e := range g.people[name[strings.LastIndexByte(name, ' ')+1:]] {
		if strings.HasSuffix(e.Name, " "+name) {
			return e
		}
	}
	return nil
}

// at is the naming that ends, or starts, at a place of a passage.
func (g *register) at(p *paragraph, start, end int) *Naming {
	names := g.namings[p.at]
	lo, hi := 0, len(names)
	for lo < hi { // namings are in order
		mid := (lo + hi) / 2
		if names[mid].End < start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for ; lo < len(names) && names[lo].lead <= end; lo++ {
		if n := &names[lo]; n.End == end || n.Start == start || n.lead == start {
			return n
		}
	}
	return nil
}

// peoples tells what may be the people of a place: "Londoners". One who has such
// a name is told by the full one.
func peoples(name string) bool {
	return strings.HasSuffix(name, "ers") || strings.HasSuffix(name, "ians") || strings.HasSuffix(name, "ans")
}

// longestName is how long, in code points, a name can be that is anybody's.
const longestName = 200

// validName tells a name that an article can keep.
func validName(s string) bool {
	return lexicon.Sluggable(s) && utf8.RuneCountInString(s) <= longestName
}
