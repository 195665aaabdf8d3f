package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
)

// subject is the words that say who speaks, before it is known whom they mean.
type subject struct {
	start, end int     // code points of the passage, a title in front included
	name       *Naming // a name
	pronoun    string  // or a pronoun
	noun       string  // or a description: "the mayor of Port Ellery"
	title      string  // what an apposition says they are
	conf       float64
	several    []*Entity // those of several who speak as one whom the text names
}

// pronouns of the third person; those of the first are the text's own voice.
var pronouns = lexicon.Words(`he|she|they|it|who`)

// subjectLeft finds the subject that stands before a cue. shared says that
// there is none of its own but the clause's ("and called", "to say").
func (r *reader) subjectLeft(s []token, c cue) (found subject, shared, ok bool) {
	j := c.from - 1
	if j >= 0 && asOne[s[j].lower()] && s[j].quote < 0 && (j == 0 || !s[j-1].isWord()) { // "both said"
		return subject{start: s[j].start, end: s[j].end, noun: s[j].text, conf: 0.6}, false, true
	}
	for j >= 0 && s[j].quote < 0 && (auxiliaries[s[j].lower()] && !(s[j].text == "to" && j > 0) || len(s[j].text) > 4 && strings.HasSuffix(s[j].text, "ly") || beForms[s[j].lower()] || s[j].lower() == "quoted") {
		if n := r.names.at(r.p, s[j].start, s[j].end); n != nil && n.End == s[j].end && s[j].isUpper() && j > 0 {
			break // "Will said"
		}
		j--
	}
	if j < 0 || s[j].quote >= 0 {
		return subject{}, false, false
	}
	switch s[j].lower() {
	case "and", "but", "or", "to", "then", "by", "while", "before", "after":
		return subject{}, true, false
	case ",", "—", "–", "-":
		if found, ok = r.pastApposition(s, j); ok {
			return found, false, true
		}
		return subject{}, true, false
	case "who", "that", "which":
		to := s[j].end
		for j--; j > 0 && s[j].text == ","; j-- {
		}
		if j < 0 {
			return subject{}, false, false
		}
		if found, ok = r.nounPhrase(s, j); ok {
			found.end = to
		}
		return found, false, ok
	}
	found, ok = r.nounPhrase(s, j)
	if ok && c.participle && found.name == nil && found.pronoun == "" {
		return subject{}, true, false // "sent a letter to members saying": whoever sent it
	}
	return found, false, ok
}

// pastApposition finds the subject in front of what stands between commas:
// "Quill, 45, the mayor of Port Ellery, said".
func (r *reader) pastApposition(s []token, j int) (subject, bool) {
	commas := 0
	for k := j - 1; k > 0 && j-k < 30 && s[k].quote < 0; k-- {
		if t := s[k].text; t != "," && t != "—" && t != "–" && t != "-" && t != "(" {
			continue
		}
		if commas++; commas > 4 {
			break
		}
		found, ok := r.nounPhrase(s, k-1)
		if !ok {
			continue
		}
		between := s[k+1 : j]
		if len(between) == 0 {
			continue
		}
		if n := r.names.at(r.p, between[0].start, between[len(between)-1].end); n != nil && found.name == nil && (n.Start == between[0].start || n.lead == between[0].start) && n.End == between[len(between)-1].end {
			title := strip(found.noun) // "the mayor, Mara Quill, said"
			return subject{start: found.start, end: n.End, name: n, title: title, conf: 0.95}, true
		}
		if found.name != nil {
			found.title = appositionTitle(between, r.text)
			found.conf = 0.93
		}
		return found, true
	}
	return subject{}, false
}

// appositionTitle is what words beside a name say that somebody is.
func appositionTitle(between []token, text []rune) string {
	for len(between) > 0 && (firstRune(between[0].text) >= '0' && firstRune(between[0].text) <= '9' || between[0].text == ",") {
		between = between[1:]
	}
	if len(between) == 0 || len(between) > 14 || stopsWhoever[between[0].lower()] && between[0].lower() != "then" { // "then mayor of Stane"
		return ""
	}
	for i, t := range between {
		if t.text == "," || t.lower() == "who" || t.quote >= 0 {
			between = between[:i]
			break
		}
	}
	for len(between) > 1 && linking[between[len(between)-1].lower()] { // "author of", and a book
		between = between[:len(between)-1]
	}
	for i, t := range between {
		if isRole(t.lower()) && i < 6 {
			return strip(string(text[between[0].start:between[len(between)-1].end]))
		}
	}
	return ""
}

// strip takes the article off a description.
func strip(s string) string {
	for _, of := range []string{"'s ", "’s "} {
		if whose, after, ok := strings.Cut(s, of); ok && !strings.Contains(whose, " of ") && !strings.Contains(whose, " for ") {
			s = after
		}
	}
	return Bare(s)
}

// Bare is a description without the article in front of it: "the chief engineer"
// is the chief engineer that "chief engineer Moss" is.
func Bare(s string) string {
	for _, a := range []string{"the ", "The ", "a ", "A ", "an ", "An ", "its ", "their ", "his ", "her ", "Its ", "Their ", "His ", "Her ", "A ", "An "} {
		if t, ok := strings.CutPrefix(s, a); ok {
			return t
		}
	}
	return s
}

// nounPhrase reads the words that end with token j as somebody: a name, a
// pronoun, or a description with the name it may have of something else.
func (r *reader) nounPhrase(s []token, j int) (subject, bool) {
	if j >= 0 && s[j].text == ")" { // "McCaskill (D-Mo.)"
		for k := j - 1; k >= 0 && j-k < 9 && s[k].quote < 0; k-- {
			if s[k].text == "(" {
				j = k - 1
				break
			}
		}
	}
	if j < 0 || s[j].quote >= 0 {
		return subject{}, false
	}
	t := s[j]
	if pronouns[t.lower()] {
		return subject{start: t.start, end: t.end, pronoun: t.lower(), conf: 0.9}, true
	}
	if n := r.names.at(r.p, t.start, t.end); n != nil && n.End == t.end {
		if n.possessive {
			return subject{}, false
		}
		if noun, ok := r.ofBody(s, j, n); ok {
			return noun, true
		}
		return subject{start: n.lead, end: n.End, name: n, conf: 0.96}, true
	}
	if noun, ok := r.description(s, j); ok {
		return r.whose(s, noun, j), true
	}
	for k := j - 1; k > 0 && j-k < 8 && s[k].quote < 0 && s[k].isWord(); k-- {
		if linking[s[k].lower()] {
			if noun, ok := r.description(s, k-1); ok {
				noun.end = t.end
				noun.noun = string(r.text[noun.start:noun.end])
				return noun, true
			}
		}
	}
	return subject{}, false
}

// whose reads a description that only says whose somebody is: "a spokesman for
// the ministry".
func (r *reader) whose(s []token, noun subject, j int) subject {
	k := j
	for k > 0 && s[k].start > noun.start {
		k--
	}
	if k < 2 || s[k-1].quote >= 0 || s[k-1].lower() != "for" && s[k-1].lower() != "of" {
		return noun
	}
	if who, ok := r.description(s, k-2); ok {
		who.end, who.noun = noun.end, string(r.text[who.start:noun.end])
		return who
	}
	return noun
}

var linking = lexicon.Words(`of|for|at|in|from|with|on`)

// description reads a noun for a role or a body that ends with token j, back
// to its article.
func (r *reader) description(s []token, j int) (subject, bool) {
	if j < 0 || s[j].quote >= 0 || !isRole(s[j].lower()) && !bodyNouns[s[j].lower()] {
		return subject{}, false
	}
	from := j
	for k := j - 1; k >= 0 && j-k < 6 && s[k].isWord(); k-- {
		w := s[k].lower()
		if w == "the" || w == "a" || w == "an" || w == "his" || w == "her" || w == "its" || w == "their" || w == "one" || w == "another" {
			from = k
			break
		}
		if !roleModifiers[w] && !s[k].isUpper() && !isRole(w) && !strings.HasSuffix(w, "-year-old") {
			break
		}
		from = k
	}
	return subject{start: s[from].start, end: s[j].end, noun: string(r.text[s[from].start:s[j].end]), conf: 0.85}, true
}

// subjectRight finds the subject behind a cue: "said Mara Quill, the mayor",
// "according to the mayor, Mara Quill".
func (r *reader) subjectRight(s []token, at int) (subject, bool) {
	j := at + 1
	for j < len(s) && len(s[j].text) > 4 && strings.HasSuffix(s[j].text, "ly") {
		j++
	}
	if j >= len(s) || s[j].quote >= 0 {
		return subject{}, false
	}
	if t := s[j]; pronouns[t.lower()] && t.lower() != "who" {
		return subject{start: t.start, end: t.end, pronoun: t.lower(), conf: 0.85}, true
	}
	if n := r.nameFrom(s[j]); n != nil && !r.describes(s, n.End) {
		found := subject{start: n.lead, end: n.End, name: n, conf: 0.96}
		found.title = r.appositionAfter(s, n.End)
		return found, !n.possessive
	}
	for k := j; k < len(s) && k < j+7 && s[k].isWord(); k++ {
		if n := r.nameFrom(s[k]); n != nil && k > j && (isRole(s[k-1].lower()) || n.lead < n.Start) && !n.possessive {
			return subject{start: s[j].start, end: n.End, name: n, conf: 0.93, title: r.appositionAfter(s, n.End)}, true
		}
		if isRole(s[k].lower()) || bodyNouns[s[k].lower()] {
			if k+2 < len(s) && s[k+1].text == "," {
				if n := r.nameFrom(s[k+2]); n != nil && n.Who.Kind == "person" {
					return subject{start: s[j].start, end: n.End, name: n, conf: 0.93, title: strip(string(r.text[s[j].start:s[k].end]))}, true
				}
			}
			if k+1 < len(s) && (isRole(s[k+1].lower()) || r.nameFrom(s[k+1]) != nil) || k+2 < len(s) && s[k+1].text == "and" && (isRole(s[k+2].lower()) || roleModifiers[s[k+2].lower()]) {
				continue
			}
			return subject{start: s[j].start, end: s[k].end, noun: string(r.text[s[j].start:s[k].end]), conf: 0.85}, true
		}
	}
	return r.toComma(s, j)
}

// anybody reads the words in front of a verb of saying as whoever they mean:
// "savers' groups said".
func (r *reader) anybody(s []token, c cue) (subject, bool) {
	if c.framing || c.participle || nearOnly(s[c.at].lower()) {
		return subject{}, false
	}
	j := c.from - 1
	for j >= 0 && s[j].quote < 0 && (auxiliaries[s[j].lower()] || strings.HasSuffix(s[j].text, "ly")) {
		j--
	}
	from := j + 1
	for from > 0 && j-from < 6 && s[from-1].isWord() {
		from--
	}
	if from > j || !s[j].isWord() || starters[s[j].lower()] || len(s[j].text) < 3 {
		return subject{}, false
	}
	return subject{start: s[from].start, end: s[j].end, noun: string(r.text[s[from].start:s[j].end]), conf: 0.55}, true
}

// nameFrom is the naming that starts with a token.
func (r *reader) nameFrom(t token) *Naming {
	if n := r.names.at(r.p, t.start, t.end); n != nil && (n.Start == t.start || n.lead == t.start) {
		return n
	}
	return nil
}

// describes tells a name that only says whose somebody is, before a small word
// for what they are: "Quill campaign spokesman Ned Orr".
func (r *reader) describes(s []token, end int) bool {
	for _, t := range s {
		if t.start >= end {
			w := t.text
			return t.start == end+1 && (isRole(w) || roleModifiers[w] || bodyNouns[w] || titleWords[w]) && w != "the" && w != "then"
		}
	}
	return false
}

// appositionAfter is the title behind a name: ", the mayor of Port Ellery,".
func (r *reader) appositionAfter(s []token, end int) string {
	for k := range s {
		if s[k].start < end {
			continue
		}
		if s[k].text != "," || k+1 >= len(s) {
			return ""
		}
		to := k + 1
		for to < len(s) && to < k+16 && s[to].quote < 0 && !endsClause(s[to].text) {
			to++
		}
		return appositionTitle(s[k+1:to], r.text)
	}
	return ""
}

// endsClause tells whether a token is a mark that a clause ends with.
func endsClause(token string) bool {
	switch token {
	case "", ",", ".", ";", ":", "—", "–", "!", "?":
		return true
	}
	return false
}
