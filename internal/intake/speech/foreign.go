package speech

import (
	"strings"

	"storywire/internal/news"
)

// readForeign attributes the spans of a sentence in another language than
// English, and keeps in mind whom it is about.
func (r *reader) readForeign(s []token) {
	r.entitle(s)
	for i, t := range s {
		if t.quote < 0 {
			continue
		}
		r.sentence[t.quote] = s
		r.attributeForeign(s, i)
	}
	r.shareSentence(s)
	r.talk.pending = attribution{}
	if last := len(s) - 1; last >= 0 && s[last].text == ":" {
		if a, ok := r.foreignBefore(s, last); ok {
			r.talk.pending = a
		} else if f, ok := r.foreignMain(s); ok {
			f.conf = 0.65
			r.talk.pending = r.resolve(r.foreignTogether(s, f, cue{at: last, from: last}))
			r.talk.pending.found = true
		}
	}
	for i := len(s) - 1; i >= 0; i-- {
		if q := s[i].quote; q >= 0 && r.said[q].found && r.said[q].who != nil {
			r.talk.turnTo(r.said[q].who, r.said[q].mention, r.at)
			return
		} else if q >= 0 && r.said[q].adjacent && r.turnToNobody(r.said[q]) {
			return
		}
	}
	if a, ok := r.foreignBefore(s, len(s)); ok && r.turnToNobody(a) {
		return
	}
	r.turnToSubject(s)
}

// turnToSubject keeps in mind whom a sentence is about: who it starts with, else
// the first whom it names that nothing puts in another place.
func (r *reader) turnToSubject(s []token) {
	if f, ok := r.foreignSubject(s, 0, len(s)); ok && f.noun != "" {
		if a := r.resolve(f); a.who != nil {
			r.talk.turnTo(a.who, a.mention, r.at)
			return
		} else if r.turnToNobody(a) {
			return
		}
	}
	g := r.tongue
	for i, t := range s {
		n := r.nameFrom(t)
		if n == nil || n.Who.Kind != news.Person || n.possessive {
			continue
		}
		k := i - 1
		for k > 0 && (g.isArticle(s[k]) || g.isTitle(g.bare(s[k].lower()))) {
			k--
		}
		if k >= 0 && (g.prepositions[s[k].lower()] || g.of[s[k].lower()] && !g.isArticle(s[k])) {
			continue
		}
		r.talk.turnTo(n.Who, r.p.place(n.Start, n.End), r.at)
		end := len(s) - 1
		if f := r.foreignTogether(s, subject{start: t.start, end: n.End, name: n}, cue{at: end, from: end}); f.several != nil && end > i {
			r.turnToSeveral(r.resolve(f))
		}
		return
	}
}

// foreignMain is the first name that a clause of a sentence starts with, or
// with what its bearer is: whom it is about.
func (r *reader) foreignMain(s []token) (subject, bool) {
	for k := range s {
		if k > 0 && s[k-1].text != "," {
			continue
		}
		if f, ok := r.foreignSubject(s, k, len(s)); ok && f.name != nil {
			f.conf = 0.7
			return f, true
		}
	}
	return subject{}, false
}

// attributeForeign finds who says the quotation at token i: behind it („…“,
// sagte Feld), before it (Feld sagte: „…“; laut Feld), or in a signature.
func (r *reader) attributeForeign(s []token, i int) {
	q := s[i].quote
	if a, ok := r.toldForeign(s, i); ok {
		r.set(q, a)
	}
	r.direct[q] = r.isDirect(s, i)
	r.keep[q], r.heard = r.isSpeech(s, i), q+1
	if !r.keep[q] {
		r.said[q] = attribution{}
	}
}

// toldForeign is who a sentence says has said the quotation at token i.
func (r *reader) toldForeign(s []token, i int) (attribution, bool) {
	if a, ok := r.foreignBehind(s, i); ok {
		return a, true
	}
	if a, ok := r.signature(s, i); ok {
		return a, true
	}
	if a, ok := r.foreignBefore(s, i); ok {
		return a, true
	}
	if a, ok := r.verbLast(s, i); ok {
		return a, true
	}
	if a, ok := r.foreignAccording(s); ok {
		return a, true
	}
	at := r.colonBefore(s, i)
	if at == 0 {
		return attribution{}, false
	}
	f, ok := r.foreignMain(s[:at]) // "Brandt sieht das anders: „…“"
	if !ok {
		return attribution{}, false
	}
	return r.resolve(r.foreignTogether(s, f, cue{at: at, from: at})), true
}

// foreignBehind reads « … », a déclaré Roux; „…“, hat Feld gesagt; «…», dijo;
// « … », explique-t-elle; « … », la maire a déclaré.
func (r *reader) foreignBehind(s []token, i int) (attribution, bool) {
	k := i + 1
	for k < len(s) && (leadsIn(s[k].text) && s[k].text != ":" || strayMark[s[k].text]) {
		k++
	}
	if k >= len(s) || s[k].quote >= 0 {
		return attribution{}, false
	}
	if k == i+1 && i > 0 && s[i-1].isWord() { // "Von der „Seufzerbrücke“ spricht man"
		return attribution{}, false
	}
	if a, ok := r.heardBehind(s, k); ok {
		return a, true
	}
	at, pronoun := r.foreignVerb(s, k)
	if at < 0 { // „…“, Feld sagte; «…», según Prado
		if a, ok := r.accordingTo(s, k, true); ok {
			return a, true
		}
		return r.foreignClause(s, k)
	}
	c := cue{at: at, from: k}
	if pronoun != "" {
		at := strings.LastIndexByte(s[k].text, '-')
		return r.by(subject{start: s[k].end - runeLen(s[k].text[at+1:]), end: s[k].end, pronoun: pronoun, conf: 0.85}, c, s, true), true
	}
	if f, ok := r.foreignSubject(s, r.pastAside(s, at+1), len(s)); ok {
		return r.by(f, c, s, true), true
	}
	if f, ok := r.foreignAnybody(s, at+1); ok {
		return r.by(f, c, s, true), true
	}
	return r.spokeOn(s[i].quote, c.text(s), r.saysMany(s, c))
}

// foreignAnybody reads the words behind a verb of saying as whoever they mean,
// with a capital among them.
func (r *reader) foreignAnybody(s []token, from int) (subject, bool) {
	to, capital := from, false
	for to < len(s) && to-from < longestWhoever && s[to].isWord() {
		capital = capital || s[to].isUpper()
		to++
	}
	if !capital || r.tongue.stops[s[from].lower()] && !r.tongue.reflexive[s[from].lower()] {
		return subject{}, false
	}
	return subject{start: s[from].start, end: s[to-1].end, noun: string(r.text[s[from].start:s[to-1].end]), conf: 0.55}, true
}

// foreignClause reads a whole clause behind a quotation, with its subject in
// front of its verb.
func (r *reader) foreignClause(s []token, k int) (attribution, bool) {
	for at := k + 1; at < len(s) && at < k+20 && s[at].quote < 0 && !endsSentenceMark(s[at].text); at++ {
		if end, _ := r.foreignVerb(s, at); end >= 0 {
			f, ok := r.foreignSubjectLeft(s, at)
			if !ok || f.start != s[k].start {
				return attribution{}, false
			}
			return r.by(f, cue{at: end, from: at}, s, true), true
		}
	}
	return attribution{}, false
}

// spokeOn gives an utterance with a verb but no subject («…», añadió) to who
// spoke last, in this paragraph or the one before; with a verb that several say
// (dijeron), to those of whom the text has just told.
func (r *reader) spokeOn(q int, cue string, many bool) (attribution, bool) {
	last := r.talk.last
	if k := r.foundBefore(q); k >= 0 {
		last = r.said[k]
	} else if r.talk.nobodyAt == r.at+1 {
		last = r.talk.nobody
	} else if !last.found || r.talk.lastAt < r.at-1 {
		last = attribution{}
	}
	switch {
	case many && r.talk.several.several != nil && r.talk.severalAt >= r.at-1:
		last = r.talk.several
	case many || last.several != nil:
		last = attribution{method: "unnamed"}
	case !last.found:
		e := r.talk.focus
		if !r.tongue.dropsPronouns || e == nil || e.Kind != news.Person || r.talk.focusAt < r.at-1 {
			return attribution{}, false
		}
		last = attribution{who: e, mention: r.talk.focusMention, confidence: 0.7}
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
	if g.says(verb) {
		return k, pronoun
	}
	if !g.auxiliary[verb] {
		return -1, ""
	}
	for at = k + 1; at < len(s) && at < k+4; at++ {
		if w := s[at].lower(); g.says(w) || g.elides && g.says(strings.TrimSuffix(strings.TrimSuffix(w, "s"), "e")) { // "s’est réjouie"
			return at, pronoun
		}
		if !g.auxiliary[s[at].lower()] && !strings.HasSuffix(s[at].lower(), "ment") {
			break
		}
	}
	for at = k + 1; g.nouns && at < len(s) && at < k+9 && s[at].isWord(); at++ { // "hat Feld gesagt"
		if g.says(s[at].lower()) {
			return k, pronoun
		}
	}
	return -1, ""
}

// says tells a verb that says the words in front of it.
func (g *tongue) says(verb string) bool { return g.verbs[verb] || g.near[verb] }

// foreignBefore reads Feld sagte: „…“ and Am Montag sagte Feld: „…“.
func (r *reader) foreignBefore(s []token, i int) (attribution, bool) {
	for k := i - 1; k >= 0 && i-k <= 25; k-- {
		if q := s[k].quote; q >= 0 { // nannte ihn „eine Spielerei“ und „politisch tot“
			return r.said[q], k == i-2 && s[i-1].text == r.tongue.and && r.said[q].found
		}
		if a, ok := r.heardBefore(s, k, i); ok {
			return a, true
		}
		if !r.tongue.verbs[s[k].lower()] || !r.hasParticle(s, k, i) {
			continue
		}
		from := k
		for from > 0 && r.tongue.auxiliary[s[from-1].lower()] {
			from--
		}
		c := cue{at: k, from: from}
		after, told := r.foreignSubject(s, r.pastAside(s, k+1), i)
		if f, ok := r.foreignSubjectLeft(s, from); ok && !(told && after.name != nil && s[from-1].text == ",") { // "Als Brandt kam, sagte Feld"
			return r.by(f, c, s, i-k <= 2), true
		}
		if told {
			return r.by(after, c, s, i-k <= 8), true
		}
	}
	return attribution{}, false
}

// foreignSubjectLeft is the subject whose verb starts at token from: what
// stands in front of it, past what stands between commas.
func (r *reader) foreignSubjectLeft(s []token, from int) (subject, bool) {
	aside := from > 0 && s[from-1].text == ","
	for end, commas := from, 0; end > 0 && from-end < 30 && commas < 4; commas++ {
		start := end
		for start > 0 && s[start-1].quote < 0 && s[start-1].isWord() {
			if k := start - 1; k > 0 && start < end && r.nameFrom(s[start]) != nil && s[k].text == r.tongue.and && !s[k-1].isUpper() && !r.tongue.isTitle(r.tongue.bare(s[k-1].lower())) {
				break // "Feld kam und Kohl sagte"
			}
			start--
		}
		if start < end && r.tongue.as == s[start].lower() { // "Wie Berner betont, …"
			start++
		}
		for aside := start; aside < end && r.tongue.clauses[s[aside].lower()] && from-end < 5; { // "…, während Feld (FDP) sagte"
			aside++
			start = aside
		}
		if start < end && (!aside || end < from-1) {
			if f, ok := r.foreignSubject(s, start, end); ok {
				return f, true
			}
		}
		if start == 0 || s[start-1].text != "," && s[start-1].text != ")" && s[start-1].text != "(" {
			break
		}
		end = start - 1
	}
	return subject{}, false
}
