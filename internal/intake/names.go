package intake

import (
	"strings"
	"unicode/utf8"

	"storywire/internal/news"
)

// entity is a person, place or organisation that the text names.
type entity struct {
	kind   news.MentionType
	name   string
	alias  string // of an organisation: its abbreviation
	title  string // of a person: what the text says they are
	gender gender
	sure   bool // the text shows what it is, by more than its capitals
	uses   int
	first  span // of the input
	amid   bool // its capitals are its own: it stands within a sentence somewhere
	seen   int  // the number of the latest naming, to tell which is nearest
}

// naming is one place where an entity is named. lead is where the title in
// front of the name starts. A name that stands alone and belongs to no longer
// one has an entity of its own, that nothing is sure of.
type naming struct {
	lead, start, end int // code points of the passage
	who              *entity
	title            string
	possessive       bool
	shared           bool // another person has this name too
}

// register is everything that the text names.
type register struct {
	all      []*entity
	people   map[string][]*entity // by each of the first and the last name
	byName   map[string]*entity
	namings  map[*passage][]naming
	titled   []*entity          // the people of whom the text says what they are
	byTurn   map[string]*entity // by the head of a transcript's turn, in small letters
	answers  *attribution       // who answers in an interview, once it is known
	sequence int
}

// mostAlike bounds how many people of one surname are told apart, and how many
// titles are looked through: no story has more.
const mostAlike = 50

// entitle notes what the text says that somebody is, the first time it does.
func (g *register) entitle(e *entity, title string) {
	if title == "" || e.title != "" {
		return
	}
	if e.title = title; len(g.titled) < mostAlike {
		g.titled = append(g.titled, e)
	}
}

// readNames reads the names of the whole text: the full ones first, so that a
// surname can mean a person who is named in full only later.
func (d *draft) readNames() {
	g := &register{people: map[string][]*entity{}, byName: map[string]*entity{}, namings: map[*passage][]naming{}}
	d.names = g
	var texts []*passage
	texts = append(texts, d.captions...)
	for _, p := range d.passages {
		if !p.heading {
			texts = append(texts, p)
		}
	}
	found := make([][]piecework, len(texts))
	bodies := make([][]piecework, len(texts))
	for i, p := range texts {
		tokens := tokenise(p.text, nil)
		bodies[i] = readBodies(tokens)
		for _, run := range capitalRuns(tokens) {
			found[i] = append(found[i], readRun(tokens, run)...)
		}
		for _, w := range found[i] {
			if w.full {
				g.person(w.name)
			}
		}
	}
	for i, p := range texts {
		for _, w := range found[i] {
			g.settle(p, w)
		}
		for _, w := range bodies[i] {
			g.count(p, w)
		}
	}
}

// piecework is one name in a run of capitals, before it is known whose it is.
type piecework struct {
	kind             news.MentionType
	name, alias      string
	title            string
	lead, start, end int
	full, possessive bool
	sure             bool
	opens            bool // a sentence or a quotation starts with it, as any word might
	gender           gender
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

// person finds or makes the person of a full name. One who is named with and
// without a middle initial is one person.
func (g *register) person(name string) *entity {
	if e := g.byName[string(news.Person)+"\x00"+name]; e != nil {
		return e
	}
	fields := strings.Fields(name)
	first, last := fields[0], fields[len(fields)-1]
	for _, e := range g.people[last] {
		theirs := strings.Fields(e.name)
		if theirs[0] == first && theirs[len(theirs)-1] == last && len(theirs) != len(fields) && (len(fields) > 2 && len(fields[1]) <= 2 || len(theirs) > 2 && len(theirs[1]) <= 2) {
			return e
		}
	}
	e := g.entityOf(news.Person, name)
	if e.gender = known.genders[first]; e.gender != unknownGender {
		e.sure = true
	}
	for i, part := range []string{last, first} {
		if (i == 0 || first != last) && len(g.people[part]) < mostAlike {
			g.people[part] = append(g.people[part], e)
		}
	}
	return e
}

// settle says whose name a piece is, and notes it.
func (g *register) settle(p *passage, w piecework) {
	n := naming{lead: w.lead, start: w.start, end: w.end, title: w.title, possessive: w.possessive}
	switch {
	case w.kind != news.Person:
		n.who = g.entityOf(w.kind, w.name)
		n.who.sure = n.who.sure || w.sure
		if w.alias != "" && n.who.alias == "" {
			n.who.alias = w.alias
		}
	case w.full:
		n.who = g.person(w.name)
	default:
		n.who, n.shared = g.short(w.name)
		if n.who == nil {
			n.who = g.entityOf(news.Person, w.name)
		}
	}
	e := n.who
	g.sequence++
	if e.uses++; e.uses == 1 {
		e.first = p.source(w.start, w.end)
	}
	e.seen = g.sequence
	if e.kind == news.Person {
		if w.full {
			g.entitle(e, w.title)
		}
		if w.gender != unknownGender && e.gender == unknownGender {
			e.gender = w.gender
		}
		e.amid = e.amid || !w.opens
		if w.sure || w.title != "" || w.gender != unknownGender || e.uses > 1 && !w.full && strings.Contains(e.name, " ") {
			e.sure = true
		}
	}
	g.namings[p] = append(g.namings[p], n)
}

// count notes a body that goes by a description; no name of it is in the text.
func (g *register) count(p *passage, w piecework) {
	e := g.entityOf(news.Organisation, w.name)
	if e.uses++; e.uses == 1 {
		e.first, e.sure = p.source(w.start, w.end), true
	}
}

// short is the person whom a single name means: whoever has it as the last
// name or, in a name of the family first, as the first; of several, whoever
// was named latest.
func (g *register) short(name string) (who *entity, shared bool) {
	for _, e := range g.people[name] {
		if who == nil || e.seen > who.seen {
			who = e
		}
	}
	return who, len(g.people[name]) > 1
}

// at is the naming that ends, or starts, at a place of a passage.
func (g *register) at(p *passage, start, end int) *naming {
	names := g.namings[p]
	lo, hi := 0, len(names)
	for lo < hi { // namings are in order
		mid := (lo + hi) / 2
		if names[mid].end < start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for ; lo < len(names) && names[lo].lead <= end; lo++ {
		if n := &names[lo]; n.end == end || n.start == start || n.lead == start {
			return n
		}
	}
	return nil
}

// validName tells a name that the article can keep.
func validName(s string) bool {
	return sluggable(s) && utf8.RuneCountInString(s) <= longestName
}
