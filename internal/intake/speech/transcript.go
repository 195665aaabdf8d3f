package speech

import (
	"regexp"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// turn is the head of a line that somebody speaks: "QUILL: ", "Mara Quill: ",
// "Q. ".
var turn = regexp.MustCompile(`^(?:([QA])[.:]|((?:\p{Lu}[\p{L}.'’-]*[ ]){0,3}\p{Lu}[\p{L}'’-]*):)[ ]+\S`)

// IsTurn tells a line of a transcript: a speaker, or "Q.", and a colon in front.
func IsTurn(s string) bool {
	m := turn.FindStringSubmatch(lexicon.PlainSpaces(s[:min(len(s), 120)]))
	return m != nil && (m[1] != "" || strings.ToUpper(m[2]) == m[2] && len(m[2]) > 2 || strings.Contains(m[2], " ") && lexicon.IsPersonalName(m[2]) && !lexicon.IsDesk(m[2]))
}

// leastTurns is how many turns make a transcript: one line that starts with a
// name and a colon is a headline.
const leastTurns = 2

// hasTurns tells a text that is a transcript, or has one.
func hasTurns(story []*paragraph) bool {
	turns := 0
	for _, p := range story {
		if !p.heading && IsTurn(strings.TrimLeft(string(p.text[:min(len(p.text), 120)]), openMarks)) {
			turns++
		}
	}
	return turns >= leastTurns
}

// openMarks stand before a turn in a transcript that is quoted whole.
const openMarks = `"“`

// readTurn reads a paragraph that is one speaker's turn of a transcript. The
// questions of an interview are the paper's own words, and no quote.
func (r *reader) readTurn(authors []string) bool {
	whole := lexicon.PlainSpaces(string(r.text))
	text := strings.TrimLeft(whole, openMarks)
	if r.p.heading || !IsTurn(text) {
		return false
	}
	lead := runeLen(whole[:len(whole)-len(text)])
	m := turn.FindStringSubmatchIndex(text)
	start := lead + runeLen(text[:m[1]]) - 1
	turn := quoted{start: start, end: len(r.text), open: start, shut: len(r.text), continues: lead > 0}
	if last := len(r.text) - 1; lead > 0 && last > start && strings.ContainsRune(`"”`, r.text[last]) {
		turn.end, turn.continues = last, false
	}
	if last := turn.end - 1; last > turn.start && (r.text[start] == '“' && r.text[last] == '”' || r.text[start] == '"' && r.text[last] == '"') {
		turn.start, turn.end = turn.start+1, last // "Quill: “We lost it.”"
	}
	r.spans = []quoted{turn}
	r.said, r.direct, r.keep, r.sentence = make([]attribution, 1), []bool{true}, []bool{true}, make([][]token, 1)
	if m[2] >= 0 {
		if r.keep[0] = text[m[2]:m[3]] == "A"; r.keep[0] {
			r.said[0] = r.interviewee()
		}
		return true
	}
	name := text[m[4]:m[5]]
	for _, a := range authors {
		if fields := strings.Fields(a); strings.EqualFold(a, name) || strings.EqualFold(fields[len(fields)-1], name) {
			r.keep[0] = false // the paper's own questions
			return true
		}
	}
	a := attribution{found: true, method: "transcript", confidence: 0.85, mention: r.p.place(lead, lead+runeLen(name))}
	a.who = r.names.turnOf(name)
	if a.who == nil {
		a.unnamed = name
	}
	r.said[0] = a
	return true
}

// interviewee is who answers: the one person whom the text names.
func (r *reader) interviewee() attribution {
	a := attribution{found: true, method: "interviewee", confidence: 0.7}
	if r.names.answers != nil {
		return *r.names.answers
	}
	r.names.answers = &attribution{}
	for _, e := range r.names.all {
		if e.Kind != news.Person || !e.Sure || e.Uses == 0 || !strings.Contains(e.Name, " ") {
			continue
		}
		if a.who != nil {
			return attribution{}
		}
		a.who, a.mention = e, e.First
	}
	if a.found = a.who != nil; a.found {
		r.names.answers = &a
	}
	return *r.names.answers
}

// turnOf is who the head of a turn names: a person of the text by full name or
// surname, in whatever letters, else a name of its own.
func (g *register) turnOf(name string) *Entity {
	if g.byTurn == nil {
		g.byTurn = map[string]*Entity{}
		for _, e := range g.all {
			theirs := strings.Fields(e.Name)
			if e.Kind != news.Person || len(theirs) < 2 {
				continue
			}
			for _, head := range []string{e.Name, theirs[len(theirs)-1]} {
				if head = strings.ToLower(head); g.byTurn[head] == nil {
					g.byTurn[head] = e
				}
			}
		}
	}
	if e := g.byTurn[strings.ToLower(name)]; e != nil {
		return e
	}
	if strings.Contains(name, " ") && lexicon.IsPersonalName(name) {
		return g.entityOf(news.Person, name)
	}
	return nil
}
