package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// readForeign attributes the spans of a sentence in another language than
// English, and keeps in mind whom it is about.
func (r *reader) readForeign(s []token) {
	quotes := 0
	for i, t := range s {
		if t.quote < 0 {
			continue
		}
		quotes++
		r.sentence[t.quote] = s
		r.attributeForeign(s, i)
	}
	r.shareSentence(s)
	r.talk.pending = attribution{}
	if last := len(s) - 1; last >= 0 && s[last].text == ":" {
		if a, ok := r.foreignBefore(s, last); ok {
			r.talk.pending = a
		}
	}
	for i := len(s) - 1; i >= 0; i-- {
		if q := s[i].quote; q >= 0 && r.said[q].found && r.said[q].who != nil {
			r.talk.turnTo(r.said[q].who, r.said[q].mention, r.at)
			return
		}
	}
	for _, t := range s {
		if n := r.nameFrom(t); n != nil && n.Who.Kind == news.Person && !n.possessive {
			r.talk.turnTo(n.Who, r.p.place(n.Start, n.End), r.at)
			return
		}
	}
}

// attributeForeign finds who says the quotation at token i: behind it („…“,
// sagte Feld), before it (Feld sagte: „…“; laut Feld), or in a signature.
func (r *reader) attributeForeign(s []token, i int) {
	q := s[i].quote
	if a, ok := r.foreignBehind(s, i); ok {
		r.set(q, a)
	} else if a, ok := r.signature(s, i); ok {
		r.set(q, a)
	} else if a, ok := r.foreignBefore(s, i); ok {
		r.set(q, a)
	} else if a, ok := r.foreignAccording(s); ok {
		r.set(q, a)
	}
	r.direct[q] = r.isDirect(s, i)
	r.keep[q] = r.isSpeech(s, i)
	if !r.keep[q] {
		r.said[q] = attribution{}
	}
}

// foreignBehind reads « … », a déclaré Roux; „…“, hat Feld gesagt; «…», dijo;
// « … », explique-t-elle.
func (r *reader) foreignBehind(s []token, i int) (attribution, bool) {
	k := i + 1
	for k < len(s) && (leadsIn(s[k].text) && s[k].text != ":" || strayMark[s[k].text]) {
		k++
	}
	if k >= len(s) || s[k].quote >= 0 {
		return attribution{}, false
	}
	at, pronoun := r.foreignVerb(s, k)
	if at < 0 { // „…“, Feld sagte; «…», según Prado
		if n := r.foreignPhrase(s, k); n > 0 {
			f, ok := r.foreignSubject(s, k+n, len(s))
			return r.by(f, cue{at: k + n - 1, from: k}, s, true), ok
		}
		return attribution{}, false
	}
	c := cue{at: at, from: k}
	if pronoun != "" {
		return r.by(subject{start: s[k].start, end: s[k].end, pronoun: pronoun, conf: 0.85}, c, s, true), true
	}
	if f, ok := r.foreignSubject(s, at+1, len(s)); ok {
		return r.by(f, c, s, true), true
	}
	return r.spokeOn(s[i].quote, c.text(s))
}

// spokeOn gives an utterance with a verb but no subject («…», añadió) to who
// spoke last, in this paragraph or the one before.
func (r *reader) spokeOn(q int, cue string) (attribution, bool) {
	last := r.talk.last
	if k := r.foundBefore(q); k >= 0 {
		last = r.said[k]
	} else if !last.found || r.talk.lastAt < r.at-1 {
		return attribution{}, false
	}
	a := carried(last, 0.85)
	a.cue, a.adjacent, a.found = cue, true, true
	return a, true
}

// foreignVerb is where the verb of saying ends that starts at token k, an
// auxiliary before it included, -1 for none; and the pronoun that hangs on it.
func (r *reader) foreignVerb(s []token, k int) (at int, pronoun string) {
	g := r.tongue
	verb, pronoun := g.verbWithPronoun(s[k].lower())
	if g.verbs[verb] {
		return k, pronoun
	}
	if !g.auxiliary[verb] {
		return -1, ""
	}
	for at = k + 1; at < len(s) && at < k+4; at++ {
		if g.verbs[s[at].lower()] {
			return at, pronoun
		}
		if !g.auxiliary[s[at].lower()] && !strings.HasSuffix(s[at].lower(), "ment") {
			break
		}
	}
	for at = k + 1; g.nouns && at < len(s) && at < k+9 && s[at].isWord(); at++ { // "hat Feld gesagt"
		if g.verbs[s[at].lower()] {
			return k, pronoun
		}
	}
	return -1, ""
}

// foreignBefore reads Feld sagte: „…“ and Am Montag sagte Feld: „…“.
func (r *reader) foreignBefore(s []token, i int) (attribution, bool) {
	for k := i - 1; k >= 0 && i-k <= 25; k-- {
		if s[k].quote >= 0 {
			return attribution{}, false
		}
		if !r.tongue.verbs[s[k].lower()] {
			continue
		}
		from := k
		for from > 0 && r.tongue.auxiliary[s[from-1].lower()] {
			from--
		}
		c := cue{at: k, from: from}
		start := from
		for start > 0 && from-start < longestWhoever && s[start-1].quote < 0 && (s[start-1].isWord() || s[start-1].text == "," && start-1 > 0) {
			start--
		}
		if f, ok := r.foreignSubject(s, start, from); ok {
			return r.by(f, c, s, i-k <= 2), true
		}
		if f, ok := r.foreignSubject(s, k+1, i); ok {
			return r.by(f, c, s, i-k <= 8), true
		}
	}
	return attribution{}, false
}

// foreignPhrase is how many tokens from k on say that somebody's words come:
// "laut", "d'après", "de acuerdo con".
func (r *reader) foreignPhrase(s []token, k int) int {
phrases:
	for _, p := range r.tongue.according {
		for i, w := range p {
			if k+i >= len(s) || s[k+i].lower() != w {
				continue phrases
			}
		}
		return len(p)
	}
	return 0
}

// foreignAccording reads Selon Roux, … « … » and Feld zufolge … „…“.
func (r *reader) foreignAccording(s []token) (attribution, bool) {
	for k := range s {
		if n := r.foreignPhrase(s, k); n > 0 {
			if f, ok := r.foreignSubject(s, k+n, len(s)); ok && (f.name != nil || k == 0) {
				return r.by(f, cue{at: k + n - 1, from: k}, s, false), true
			}
		}
		if r.tongue.reportedly[s[k].lower()] && k > 0 {
			if f, ok := r.foreignSubject(s, max(0, k-6), k); ok {
				return r.by(f, cue{at: k, from: k}, s, false), true
			}
		}
	}
	return attribution{}, false
}

// foreignSubject reads the words between two tokens as somebody: up to a mark
// or a word that goes on with something else.
func (r *reader) foreignSubject(s []token, from, to int) (subject, bool) {
	g := r.tongue
	if from >= to || from >= len(s) {
		return subject{}, false
	}
	if p := g.pronoun(s[from].lower()); p != "" {
		return subject{start: s[from].start, end: s[from].end, pronoun: p, conf: 0.85}, true
	}
	end := from
	for end < to && end-from < longestWhoever && s[end].quote < 0 && s[end].isWord() && !(end > from && g.stops[s[end].lower()] && !s[end].isUpper()) {
		if n := r.nameFrom(s[end]); n != nil && n.Who.Kind == news.Person {
			f := subject{start: s[from].start, end: n.End, name: n, conf: 0.93}
			if f.title = r.foreignTitle(s[from:end]); f.title == "" {
				f.title = r.foreignApposition(s, n.End)
			}
			return f, true
		}
		end++
	}
	first := s[from].lower()
	if end == from || !g.articles[first] && !g.titles[first] && !g.bodies[first] {
		return subject{}, false
	}
	return subject{start: s[from].start, end: s[end-1].end, noun: string(r.text[s[from].start:s[end-1].end]), conf: 0.6}, true
}

// foreignTitle is what the words in front of a name say that somebody is.
func (r *reader) foreignTitle(before []token) string {
	for len(before) > 0 && r.tongue.articles[before[0].lower()] {
		before = before[1:]
	}
	if len(before) == 0 {
		return ""
	}
	if _, polite := r.tongue.honorifics[before[len(before)-1].lower()]; polite {
		return ""
	}
	for _, t := range before {
		if r.tongue.titles[t.lower()] {
			return string(r.text[before[0].start:before[len(before)-1].end])
		}
	}
	return ""
}

// byForeignTitle is whom a description with a definite article means ("die
// Bürgermeisterin"): the one person whom the text gives that title to.
func (r *reader) byForeignTitle(noun string) (*Entity, float64) {
	fields := strings.Fields(strings.ToLower(noun))
	if len(fields) < 2 || !r.tongue.definite[fields[0]] || !r.tongue.titles[fields[1]] {
		return nil, 0
	}
	var who *Entity
	for _, e := range r.names.titled {
		for i, w := range strings.Fields(strings.ToLower(e.Title)) {
			if i > 1 || w != fields[1] {
				continue
			}
			if who != nil && who != e {
				return nil, 0
			}
			who = e
		}
	}
	return who, 0.7
}

// foreignApposition is the title behind a name: ", maire de Port-Ellery,".
func (r *reader) foreignApposition(s []token, end int) string {
	for k := range s {
		if s[k].start < end {
			continue
		}
		to := k + 1
		for to < len(s) && to < k+12 && s[to].quote < 0 && s[to].isWord() {
			to++
		}
		if s[k].text != "," || to == k+1 {
			return ""
		}
		words := s[k+1 : to]
		for len(words) > 1 && r.tongue.articles[words[0].lower()] {
			words = words[1:]
		}
		if !r.tongue.titles[words[0].lower()] {
			return ""
		}
		return string(r.text[words[0].start:words[len(words)-1].end])
	}
	return ""
}

// isSomebody tells two capitals or three that stand for a person in a language
// where all nouns have them: right behind a verb of saying ("sagte Doris Kahl"),
// or in front of what somebody is (", Bürgermeisterin von Grünau").
func (g *tongue) isSomebody(tokens []token, i int, run run) bool {
	if n := run.to - i; !g.nouns || n < 2 || n > 3 {
		return false
	}
	for _, t := range tokens[i:run.to] {
		if w := t.lower(); g.bodies[w] || g.starters[w] || lexicon.BodyWord(t.text) {
			return false
		}
	}
	said := i == run.from && i > 0 && g.verbs[tokens[i-1].lower()]
	return said || run.to+1 < len(tokens) && tokens[run.to].text == "," && g.titles[tokens[run.to+1].lower()]
}

// readForeignRun finds the people in a run of capitals of another language: by
// a title or a given name, or, where nouns have no capitals, by two of them. A
// single capital is somebody only where a longer name has it.
func (g *tongue) readForeignRun(tokens []token, run run) (out []piecework) {
	titled, gender, title := false, lexicon.UnknownGender, ""
	for i := max(0, run.from-1); i < run.to; i++ {
		w := tokens[i].lower()
		if h, polite := g.honorifics[w]; polite || g.titles[w] {
			if titled, gender = true, h; !polite {
				title = tokens[i].text
			}
			continue
		}
		if i < run.from {
			continue
		}
		if g.starters[w] || !tokens[i].isUpper() {
			titled = false
			continue
		}
		name := joined(tokens[i:run.to])
		p := piecework{kind: news.Person, name: name, lead: tokens[i].start, start: tokens[i].start, end: tokens[i].start + runeLen(name), gender: gender, title: title}
		if place, isPlace := lexicon.Place(name); isPlace && !titled {
			if place != "" {
				p.kind, p.name, p.sure = news.Place, place, true
				out = append(out, p)
			}
			return out
		}
		given := lexicon.GenderOf(tokens[i].text) != lexicon.UnknownGender
		titled = titled || g.isSomebody(tokens, i, run)
		p.full = run.to-i > 1 && strings.ToUpper(name) != name && (given || titled || !g.nouns && !g.bodies[w])
		p.sure = titled || given
		p.guess = !p.full && !titled
		if validName(name) && (run.to-i == 1 || p.full) {
			out = append(out, p)
		}
		return out
	}
	return out
}
