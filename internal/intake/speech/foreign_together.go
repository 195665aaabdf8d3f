package speech

import (
	"strings"

	"storywire/internal/news"
)

// foreignTogether reads with whom a subject speaks in another language: "sagten
// Jana Feld und ihr Mann", "la maire Hélène Roux et le pêcheur Mathieu Loriot ont
// dit". A verb that several say is nobody's alone.
func (r *reader) foreignTogether(s []token, f subject, c cue) subject {
	if f.pronoun != "" {
		if f.pronoun == "she" && r.saysMany(s, c) { // "sagten sie"
			f.pronoun = "they"
		}
		return f
	}
	all := append(r.foreignBeside(s, f), f)
	if k := r.joinWithin(s, f); k >= 0 {
		all = append([]subject{{start: f.start, end: s[k-1].end, noun: string(r.text[f.start:s[k-1].end])}}, all...)
	}
	all = append(all, r.foreignJoined(s, f, c)...)
	if len(all) == 1 {
		if f.name != nil && f.name.Who.Kind == news.Person && r.saysMany(s, c) {
			f.several = r.twoInOne(f.name.Who.Name)
			f.noun, f.name, f.title, f.conf = string(r.text[f.start:f.end]), nil, "", 0.6
		}
		return f
	}
	f.start, f.end = all[0].start, all[len(all)-1].end
	if several := r.whoAre(all); len(several) > 0 {
		f.several, f.conf = several, 0.6
	}
	return f
}

// joinWithin is the "and" between somebody of whom nothing is known and a name
// ("Feld und Petra Kohl"), -1 for none: "Ärztin und Autorin Jana Feld" is one.
func (r *reader) joinWithin(s []token, f subject) int {
	if f.name == nil {
		return -1
	}
	for k := r.tokenOf(s, f.start) + 1; k < len(s) && s[k].start < f.name.lead; k++ {
		if r.tongue.joins(s, k) && !r.tongue.isTitle(s[k-1].lower()) {
			return k
		}
	}
	return -1
}

// twoInOne are two who look like one by the word between their surnames: "Prado y
// Soler".
func (r *reader) twoInOne(name string) (several []*Entity) {
	for part := range strings.SplitSeq(name, " "+r.tongue.and+" ") {
		for _, who := range r.names.people[part] {
			if who.Name != name {
				several = append(several, who)
				break
			}
		}
	}
	return several
}

// saysMany tells a verb that several say.
func (r *reader) saysMany(s []token, c cue) bool {
	for _, t := range s[c.from:min(len(s), c.at+1)] {
		if verb, _ := r.tongue.verbWithPronoun(t.lower()); r.tongue.many[verb] {
			return true
		}
	}
	return false
}

// foreignBeside reads those before a subject, from right to left: "Jana Feld, Uwe
// Brandt und …".
func (r *reader) foreignBeside(s []token, f subject) (others []subject) {
	g, at := r.tongue, r.tokenOf(s, f.start)
	for at > 1 && len(others) < longestWhoever {
		k := at - 1
		if !g.ands[s[k].lower()] && s[k].text != "," {
			break
		}
		if k--; k > 0 && s[k].text == "," {
			k--
		}
		n := r.nameOrWhat(s, k)
		if n == nil || n.possessive || n.Who.Kind == news.Place {
			break
		}
		for at = r.tokenOf(s, n.lead); at > 0 && s[at-1].quote < 0 && (g.isArticle(s[at-1]) || g.isTitle(g.bare(s[at-1].lower()))); at-- {
		}
		if at > 0 && s[at-1].quote < 0 && (g.prepositions[s[at-1].lower()] || g.of[s[at-1].lower()]) {
			break
		}
		others = append([]subject{{start: s[at].start, end: n.End, name: n}}, others...)
	}
	return others
}

// nameOrWhat is the name that ends with token k, or of which the words that end
// there say what its bearer is: "Jana Feld, Bürgermeisterin".
func (r *reader) nameOrWhat(s []token, k int) *Naming {
	for end := k; k >= 0 && end-k < longestWhoever && s[k].quote < 0; k-- {
		if n := r.names.at(r.p, s[k].start, s[k].end); n != nil && n.End == s[k].end && (k == end || s[k+1].text == ",") {
			return n
		}
		if k < end && s[k].text == "," && r.tongue.headOf(s[k+1:end+1]) == "" || !s[k].isWord() && s[k].text != "," {
			break
		}
	}
	return nil
}

// foreignJoined reads those behind a subject, from left to right: ", Uwe Brandt
// und Petra Kohl", ", maire de Valcourt, et Mathieu Loriot".
func (r *reader) foreignJoined(s []token, f subject, c cue) (others []subject) {
	g, listed, described := r.tongue, false, false
	k := r.tokenOf(s, f.end)
	for k+1 < len(s) && len(others) < longestWhoever && s[k].quote < 0 {
		if s[k].text == "," && listed && g.ands[s[k+1].lower()] {
			k++
		}
		last := g.ands[s[k].lower()]
		if !last && s[k].text != "," {
			return nil
		}
		who, ok := r.foreignSubject(s, k+1, len(s))
		ok = ok && who.pronoun == "" && (who.name == nil && (g.isArticle(s[k+1]) || !described) || who.name != nil && who.name.Who.Kind != news.Place)
		if last {
			if ok && r.foreignGoesOn(s, r.tokenOf(s, who.end), f, c) {
				return append(others, who)
			}
			return nil
		}
		if end := r.tokenOf(s, who.end); ok && who.name != nil && end < len(s) && (s[end].text == "," || g.ands[s[end].lower()]) {
			others, k, listed, described = append(others, who), end, true, false
			continue
		}
		if described {
			return nil
		}
		for k++; k < len(s) && s[k].isWord() && !g.ands[s[k].lower()]; k++ {
		}
		listed, described = true, true
	}
	return nil
}

// foreignGoesOn tells that what stands from token k on is about all who stand
// before it, and not what only the last of them does: "sagte Feld, und Kohl nickte".
func (r *reader) foreignGoesOn(s []token, k int, f subject, c cue) bool {
	if k >= len(s) || c.phrase || f.start < s[c.from].start || r.saysMany(s, c) {
		return true
	}
	w := s[k].lower()
	return s[k].quote >= 0 || endsClause(w) || r.tongue.prepositions[w] || r.tongue.adverbs[w] || r.tongue.verbs[w]
}
