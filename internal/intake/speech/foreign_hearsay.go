package speech

import (
	"storywire/internal/news"
)

// hearsayEnd is where a phrase ends that says that words are
// somebody's and not whose: "hieß es", "wie es in der Mitteilung heißt", "se lee". It
// is the one that starts with token k; 0 is none.
func (r *reader) hearsayEnd(s []token, k int) int {
	g := r.tongue
	if n := phraseFrom(s, k, g.hearsay); n > 0 {
		return k + n
	}
	if n := phraseFrom(s, k, g.hearsayAround); n > 0 { // "wie es aus dem Ministerium hieß"
		at := pastTokens(s, k+n, longestWhoever, func(t token) bool { return t.isWord() && !g.hearsayVerbs[t.lower()] })
		if at < len(s) && g.hearsayVerbs[s[at].lower()] {
			return at + 1
		}
	}
	return 0
}

// heardBehind reads „…“, hieß es aus dem Ministerium: the institution that the words
// come from, else nobody. Whom the text names next has not said them.
func (r *reader) heardBehind(s []token, k int) (attribution, bool) {
	end := r.hearsayEnd(s, k)
	if end == 0 {
		return attribution{}, false
	}
	return r.heardFrom(s, cue{at: end - 1, from: k, phrase: true}, k, len(s)), true
}

// heardBefore reads Aus dem Ministerium hieß es: „…“ and In der Mitteilung heißt es,
// der Betrieb sei „…“, where the phrase ends in front of token i.
func (r *reader) heardBefore(s []token, k, i int) (attribution, bool) {
	end := r.hearsayEnd(s, k)
	if end == 0 || end > i || end < len(s) && s[end].text != ":" && s[end].text != "," && !r.tongue.comesFrom[s[end].lower()] && !r.tongue.prepositions[s[end].lower()] && !r.tongue.adverbs[s[end].lower()] {
		return attribution{}, false
	}
	from := k
	for from > 0 && s[from-1].quote < 0 && s[from-1].isWord() {
		from--
	}
	return r.heardFrom(s, cue{at: end - 1, from: k, phrase: true}, from, i), true
}

// heardFrom is the institution between two tokens that words are said to come from:
// behind "aus", or behind a word for a statement of theirs ("in einer Mitteilung der
// Reederei Nordlicht").
func (r *reader) heardFrom(s []token, c cue, from, to int) attribution {
	g := r.tongue
	nobody := attribution{cue: cue{at: c.at, from: max(c.from, c.at-2)}.text(s), adjacent: true, found: true}
	for k := from; k+1 < to && k < from+20; k++ {
		w := s[k].lower()
		if k > c.at && (s[k].quote >= 0 || endsClause(s[k].text)) {
			break
		}
		if !g.comesFrom[w] && !(g.statements[w] && g.of[s[k+1].lower()]) {
			continue
		}
		limit := to
		if k < c.from {
			limit = c.from
		} else if k < c.at {
			limit = c.at
		}
		if f, ok := r.foreignSubject(s, k+1, limit); ok && (f.name == nil && f.noun != "" && g.headOf(s[k+1:min(to, k+4)]) == "" || f.name != nil && f.name.Who.Kind == news.Organisation) {
			a := r.resolve(f)
			a.cue, a.adjacent, a.found = nobody.cue, true, true
			return a
		}
	}
	return nobody
}
