package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// foreignSubject reads the words between two tokens as somebody: up to a mark
// or a word that goes on with something else. A name that stands behind what
// somebody is belongs to it, wherever the range ends.
func (r *reader) foreignSubject(s []token, from, to int) (subject, bool) {
	g := r.tongue
	if from >= to || from >= len(s) {
		return subject{}, false
	}
	first := s[from].lower()
	if p := g.pronoun(first); p != "" {
		return subject{start: s[from].start, end: s[from].end, pronoun: p, conf: 0.85}, true
	}
	if p := g.aYearOld(s[from:min(len(s), from+2)]); p != "" {
		return subject{start: s[from].start, end: s[from+1].end, pronoun: p, conf: 0.8}, true
	}
	if g.both[first] && (from == 0 || !g.isArticle(s[from-1])) {
		return subject{start: s[from].start, end: s[from].end, noun: s[from].text, conf: 0.6}, true
	}
	if g.stops[first] && !g.articles[first] {
		return subject{}, false
	}
	end := from
	for end < to && end-from < longestWhoever && s[end].quote < 0 && s[end].isWord() && !(end > from && g.stops[s[end].lower()] && !s[end].isUpper() && !g.joins(s, end)) {
		if n := r.nameFrom(s[end]); n != nil && !(n.possessive && n.Who.Kind == news.Place) && !r.ofSomebody(s, from, end) && (n.Who.Kind == news.Person || end == from || n.Who.Kind == news.Organisation && end == from+1 && g.isArticle(s[from])) {
			f := subject{start: s[from].start, end: n.End, name: n, conf: 0.93}
			if n.Who.Kind == news.Person {
				if f.title = r.foreignTitle(s[from:end]); f.title == "" {
					f.title = r.foreignApposition(s, n.End)
				}
			}
			return f, true
		}
		end++
	}
	if end == from+1 && g.articles[first] || end == from || !g.isArticle(s[from]) && !g.titles[g.bare(first)] && !g.isBody(first) {
		return subject{}, false
	}
	f := subject{start: s[from].start, end: s[end-1].end, noun: string(r.text[s[from].start:s[end-1].end]), conf: 0.6}
	if n := r.pastBrackets(s, end); n != nil && g.headOf(s[from:end]) != "" {
		return subject{start: f.start, end: n.End, name: n, conf: 0.93, title: r.withoutArticle(s[from:end])}, true
	}
	if n, comma := r.nameBehind(s, end); n != nil && g.headOf(s[from:comma]) != "" {
		f.name, f.noun, f.conf, f.title = n, "", 0.93, r.withoutArticle(s[from:comma])
		f.end = n.End
	}
	return f, true
}

// joins tells an "and" between two capitals: "Feld und Kohl", "Ärztin und Autorin".
func (g *tongue) joins(s []token, k int) bool {
	return s[k].text == g.and && k > 0 && k+1 < len(s) && s[k-1].isUpper() && s[k+1].isUpper()
}

// ofSomebody tells that the name at token k says whose somebody is: "ein Sprecher
// der Bürgermeisterin Jana Feld", "un proche de Hélène Roux".
func (r *reader) ofSomebody(s []token, from, k int) bool {
	g := r.tongue
	for k--; k > from; k-- {
		switch w := s[k].lower(); {
		case g.of[w]:
			return g.headOf(s[from:k]) != "" || g.isArticle(s[from])
		case !g.isArticle(s[k]) && !g.isTitle(g.bare(w)):
			return false
		}
	}
	return false
}

// pastTokens is where the tokens from k on stop being such, or a few behind it.
func pastTokens(s []token, k, most int, such func(token) bool) int {
	for to := min(len(s), k+most); k < to && such(s[k]); {
		k++
	}
	return k
}

// nameBehind is the name that stands between a comma, at most a few words from
// token k on, and a mark or a verb of saying: ", Jeanne Morel,".
func (r *reader) nameBehind(s []token, k int) (name *Naming, comma int) {
	g := r.tongue
	k = pastTokens(s, k, 8, func(t token) bool { return t.isWord() && !g.verbs[t.lower()] && !g.auxiliary[t.lower()] })
	if k+1 >= len(s) || s[k].text != "," {
		return nil, k
	}
	from := k + 1
	if _, polite := g.honorifics[s[from].lower()]; polite && from+1 < len(s) { // ", Me Gaëlle Hivert,"
		from++
	}
	n := r.nameFrom(s[from])
	if n == nil || n.Who.Kind != news.Person || n.possessive {
		return nil, k
	}
	for j := k + 1; j < len(s); j++ {
		if s[j].start >= n.End {
			if w := s[j].lower(); s[j].quote < 0 && s[j].isWord() && !g.verbs[w] && !g.auxiliary[w] {
				return nil, k
			}
			break
		}
	}
	return n, k
}

// foreignTitle is what the words in front of a name say that somebody is.
func (r *reader) foreignTitle(before []token) string {
	if len(before) == 0 || r.tongue.headOf(before) == "" {
		return ""
	}
	if _, polite := r.tongue.honorifics[before[len(before)-1].lower()]; polite {
		return ""
	}
	return r.withoutArticle(before)
}

// withoutArticle is the text of words without the article that they start
// with. What stands in the genitive is said as one says it of somebody.
func (r *reader) withoutArticle(words []token) string {
	for len(words) > 1 && r.tongue.articles[words[0].lower()] {
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	head, rest, more := strings.Cut(string(r.text[words[0].end-runeLen(r.tongue.bare(words[0].text)):words[len(words)-1].end]), " ")
	if head = r.tongue.nominative(head); more {
		head += " " + rest
	}
	return head
}

// nominative is a title as one says it of somebody: "des Bürgermeisters" is
// said of a Bürgermeister.
func (g *tongue) nominative(w string) string {
	if bare, ok := strings.CutSuffix(w, "s"); ok && g.nouns && !g.titles[strings.ToLower(w)] && g.isTitle(strings.ToLower(bare)) {
		return bare
	}
	return w
}

// byForeignTitle is whom a description with a definite article means ("die
// Bürgermeisterin"): the one person whom the text gives that title to.
func (r *reader) byForeignTitle(noun string) (*Entity, float64) {
	words := tokenise([]rune(noun), nil)
	if len(words) == 0 || !r.tongue.definite[words[0].lower()] && r.tongue.bare(words[0].text) == words[0].text {
		return nil, 0
	}
	head := r.tongue.headOf(words)
	if head == "" {
		return nil, 0
	}
	var who *Entity
	for _, e := range r.names.titled {
		if r.tongue.headOf(tokenise([]rune(e.Title), nil)) != head {
			continue
		}
		if who != nil && who != e {
			return nil, 0
		}
		who = e
	}
	return who, 0.7
}

// entitle notes what a sentence says that those are whom it names: beside the
// name, or that they are it ("Jeanne Morel est maire de Valcourt").
func (r *reader) entitle(s []token) {
	g, from := r.tongue, 0
	for i, t := range s {
		if !t.isWord() {
			from = i + 1
			continue
		}
		n := r.nameFrom(t)
		if n == nil || n.Who.Kind != news.Person || n.Who.Title != "" || n.possessive || n.Start != t.start {
			continue
		}
		title := r.foreignApposition(s, n.End)
		for k := i + 1; title == "" && k+1 < len(s) && s[k].start <= n.End+1; k++ {
			if g.copulas[s[k].lower()] && g.headOf(s[k+1:min(k+4, len(s))]) != "" {
				title = r.withoutArticle(s[k+1 : r.titleEnd(s, k+1)])
			}
		}
		if title == "" && from == i && i > 1 && s[i-1].text == "," {
			start := i - 1
			for start > 0 && s[start-1].isWord() && !g.verbs[s[start-1].lower()] {
				start--
			}
			if f, ok := r.foreignSubject(s, r.pastAside(s, start), i-1); ok && f.name == n {
				title = f.title
			}
		}
		r.names.entitle(n.Who, title)
	}
}

// titleEnd is where a title ends that starts at token k: at a mark, a verb or a
// word that goes on with something else.
func (r *reader) titleEnd(s []token, k int) int {
	g, to := r.tongue, k+1
	for to < len(s) && to < k+11 && s[to].isWord() && !g.verbs[s[to].lower()] && !(g.stops[s[to].lower()] && !g.of[s[to].lower()]) {
		to++
	}
	return to
}

// foreignApposition is the title behind a name: ", maire de Port-Ellery,",
// behind an age too.
func (r *reader) foreignApposition(s []token, end int) string {
	g, k := r.tongue, 0
	for k < len(s) && s[k].start < end {
		k++
	}
	if k+2 < len(s) && s[k].text == "(" {
		k = pastTokens(s, k, 6, func(t token) bool { return t.text != ")" }) + 1
	}
	for range 2 {
		if k+1 >= len(s) || s[k].text != "," || !s[k+1].isWord() {
			return ""
		}
		to := r.titleEnd(s, k+1)
		if words := s[k+1 : to]; g.headOf(words[:min(len(words), 4)]) != "" {
			return r.withoutArticle(words)
		} else if first := firstRune(words[0].text); first < '0' || first > '9' {
			return ""
		}
		k = to
	}
	return ""
}

// headOf is the word of a description that says what somebody is, in small
// letters, "" where none does: "der Ostheimer Bürgermeister von …". It stands
// in front of whatever somebody is that of.
func (g *tongue) headOf(words []token) string {
	head := ""
	for i, t := range words {
		w := g.bare(t.lower())
		if i > 0 && (g.of[w] || g.elides && (strings.HasPrefix(w, "d'") || strings.HasPrefix(w, "d’"))) || !t.isWord() {
			break
		}
		if g.isTitle(w) {
			head = w
		}
	}
	return head
}

// isArticle tells an article that stands alone or is part of its word: "l'élu".
func (g *tongue) isArticle(t token) bool {
	return g.articles[t.lower()] || g.bare(t.text) != t.text
}

// bare is a word without the article that has lost its vowel to it.
func (g *tongue) bare(w string) string {
	if g.elides && len(w) > 3 && (w[0] == 'l' || w[0] == 'L') {
		for _, mark := range []string{"'", "’"} {
			if rest, ok := strings.CutPrefix(w[1:], mark); ok {
				return rest
			}
		}
	}
	return w
}

// leastTitle is how many letters a word has that its ending alone makes a title.
const leastTitle = 6

// longestJoined is how long a word is, in bytes, that others may be joined in.
const longestJoined = 60

// isTitle tells a word, in small letters, for what somebody is: one of the
// known ones, what is made of one ("Verkehrsminister", "ex-maire"), or a word
// that ends as occupations do.
func (g *tongue) isTitle(w string) bool {
	if g.titles[w] || g.nouns && g.titles[strings.TrimSuffix(w, "s")] {
		return true
	}
	if _, after, ok := strings.Cut(w, "-"); ok && (g.titles[after] || g.nouns && (after == "mann" || after == "frau")) {
		return true
	}
	if len(w) < leastTitle || len(w) > longestJoined || g.bodies[w] || g.noTitles[w] || lexicon.GenderOf(capital(w)) != lexicon.UnknownGender {
		return false
	}
	for i := 3; g.nouns && i+5 <= len(w); i++ {
		if g.titles[w[i:]] || g.titles[strings.TrimSuffix(w[i:], "s")] {
			return true
		}
	}
	return endsIn(w, g.occupationEndings)
}

// isBody tells a word, in small letters, for an organisation, or in a language
// that joins its words, one that ends with it: "Innenministerium".
func (g *tongue) isBody(w string) bool {
	if g.bodies[w] {
		return true
	}
	for i := 3; g.nouns && len(w) <= longestJoined && i+6 <= len(w); i++ {
		if g.bodies[w[i:]] {
			return true
		}
	}
	return false
}

// capital is a word with a capital, as a name has it.
func capital(w string) string {
	for i := range w {
		if i > 0 {
			return strings.ToUpper(w[:i]) + w[i:]
		}
	}
	return strings.ToUpper(w)
}
