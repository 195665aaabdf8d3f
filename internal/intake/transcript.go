package intake

import (
	"regexp"
	"strings"
)

// turn is the head of a line that somebody speaks: "QUILL: ", "Mara Quill: ",
// "Q. ".
var turn = regexp.MustCompile(`^(?:([QA])[.:]|((?:\p{Lu}[\p{L}.'’-]*[ ]){0,3}\p{Lu}[\p{L}'’-]*):)[ ]+\S`)

// isTranscript tells a line of a transcript.
func isTranscript(s string) bool {
	m := turn.FindStringSubmatch(plainSpaces(s[:min(len(s), 120)]))
	return m != nil && (m[1] != "" || strings.ToUpper(m[2]) == m[2] || isPersonalName(m[2]))
}

// readTurn reads a paragraph that is one speaker's turn of a transcript. The
// questions of an interview are the paper's own words, and no quote.
func (r *reader) readTurn() bool {
	text := plainSpaces(string(r.text))
	if r.p.heading || !isTranscript(text) {
		return false
	}
	m := turn.FindStringSubmatchIndex(text)
	start := runeLen(text[:m[1]]) - 1
	r.spans = []quoted{{start: start, end: len(r.text), open: start, shut: len(r.text)}}
	r.said, r.direct, r.keep = make([]attribution, 1), []bool{true}, []bool{true}
	if m[2] >= 0 {
		r.keep[0] = text[m[2]:m[3]] == "A"
		return true
	}
	name := text[m[4]:m[5]]
	a := attribution{found: true, method: "transcript", confidence: 0.85, mention: r.p.source(0, runeLen(name))}
	a.who = r.names.turnOf(name)
	if a.who == nil {
		a.unnamed = name
	}
	r.said[0] = a
	return true
}

// turnOf is who the head of a turn names: a person of the text by full name or
// surname, in whatever letters, else a name of its own.
func (g *register) turnOf(name string) *entity {
	fields := strings.Fields(name)
	for _, e := range g.all {
		theirs := strings.Fields(e.name)
		if e.kind == "person" && (strings.EqualFold(e.name, name) || len(fields) == 1 && len(theirs) > 1 && strings.EqualFold(theirs[len(theirs)-1], name)) {
			return e
		}
	}
	if len(fields) > 1 && isPersonalName(name) {
		return g.entityOf("person", name)
	}
	return nil
}
