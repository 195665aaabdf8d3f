package speech

import (
	"slices"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// isLikely tells two or three capitals that stand as somebody's name does and as a
// club's may: at a sentence's start in front of its verb, or behind a preposition.
// Who has such a name is a person where they speak, or go by its last part.
func (g *tongue) isLikely(tokens []token, i, end int) bool {
	if !g.mayBeSomebody(tokens[i:end]) || smallWithin(tokens[i:end]) {
		return false
	}
	return g.leads(tokens, i, end) || i > 0 && g.toNames[tokens[i-1].lower()]
}

// mayBeSomebody tells capitals that can be a person's name in a language where all
// nouns have them: two or three, none of them a word for something.
func (g *tongue) mayBeSomebody(name []token) bool {
	capitals := 0
	for i, t := range name {
		w := t.lower()
		if t.isUpper() {
			capitals++
		}
		if t.isUpper() && (g.isBody(w) || g.starters[w] || lexicon.BodyWord(t.text) || endsIn(w, g.thingEndings)) || i == 0 && endsIn(w, g.thingHeads) {
			return false
		}
	}
	return capitals > 1 && len(name) <= 4 && capitals <= 3
}

// smallWithin tells a name with a small word in it: "Levke von Harsten".
func smallWithin(name []token) bool {
	return slices.ContainsFunc(name, func(t token) bool { return !t.isUpper() })
}

// endsName tells that a name that starts at i ends in front of token k: at an
// article ("sagte Jan Feld der Zeitung"), or at what somebody with two names is of
// ("Jan Feld von Greenpeace").
func (g *tongue) endsName(tokens []token, i, k int) bool {
	w := tokens[k].text
	if !g.nouns && !g.elides || tokens[k].isUpper() || !lexicon.Particle(w) {
		return false
	}
	if g.nouns && g.articles[w] && !lexicon.Particle(tokens[k-1].text) {
		return true
	}
	if g.nouns && g.of[w] && k == i+1 && (i > 0 && g.articles[tokens[i-1].lower()] || k+2 < len(tokens) && tokens[k+1].isUpper() && tokens[k+2].isUpper()) {
		return true // "die Leitung von Wencke Harms"
	}
	return g.of[w] && k-i >= 2 && tokens[k-1].isUpper() && lexicon.GenderOf(tokens[k-1].text) == lexicon.UnknownGender
}

// aged tells an age behind a name: "Hedda Brams (52)", "Hedda Brams, 52,".
func (g *tongue) aged(tokens []token, k int) bool {
	if k+2 >= len(tokens) || tokens[k].text != "(" && tokens[k].text != "," || tokens[k+2].text != ")" && tokens[k+2].text != "," {
		return false
	}
	age := tokens[k+1].text
	return len(age) <= 3 && strings.Trim(age, "0123456789") == ""
}

// pastAdverbs is the token in front of what stands between a verb and its subject:
// "findet auch Gesche Paulsen", "ärgert sich Tamme Folkerts".
func (g *tongue) pastAdverbs(tokens []token, k int) int {
	for n := 0; k > 0 && n < 3 && (g.adverbs[tokens[k].lower()] || g.reflexive[tokens[k].lower()]); n++ {
		k--
	}
	return k
}

// joinedSayers tells one of two names with an "and" between them and a verb of
// saying in front of both or behind.
func (g *tongue) joinedSayers(tokens []token, i, end int) bool {
	inName := func(t token) bool { return t.isUpper() || g.articles[t.lower()] || lexicon.Particle(t.text) }
	if end < len(tokens) && g.ands[tokens[end].lower()] {
		k := pastTokens(tokens, end+1, 5, inName)
		return k > end+2 && k < len(tokens) && g.verbs[tokens[k].lower()]
	}
	if i < 2 || !g.ands[tokens[i-1].lower()] {
		return false
	}
	if end < len(tokens) && g.many[tokens[end].lower()] {
		return true
	}
	k := i - 2
	for ; k > 0 && i-k < 7 && inName(tokens[k]); k-- {
	}
	return k < i-3 && g.verbs[tokens[k].lower()]
}

// aYearOld is the pronoun that means whom an age does: "die 61-Jährige".
func (g *tongue) aYearOld(words []token) string {
	if len(words) < 2 || !strings.Contains(words[1].text, "-Jährige") {
		return ""
	}
	switch words[0].lower() {
	case "der":
		return "he"
	case "die":
		return "she"
	}
	return ""
}

// isSaidAround tells a verb of saying in two parts around a name: "hat Hauke
// Rieken einmal gesagt".
func (g *tongue) isSaidAround(tokens []token, i, end int) bool {
	if i == 0 || !g.auxiliary[tokens[i-1].lower()] {
		return false
	}
	k := pastTokens(tokens, end, 8, func(t token) bool { return t.isWord() && !g.verbs[t.lower()] })
	return k < len(tokens) && g.verbs[tokens[k].lower()]
}

// leads tells a name that a sentence starts with, in front of its verb. Nouns
// have an article there, unless an adjective is in front of them ("Starker Regen
// fiel") or whose they are ("Felds Laden"), or they are what has a name ("Haus Sonnenhof ist zu").
func (g *tongue) leads(tokens []token, i, end int) bool {
	if i > 0 && (tokens[i-1].isWord() || tokens[i-1].text == ",") || end+1 >= len(tokens) || endsIn(tokens[i].text, adjectival) && !g.isSurname(tokens[end-1]) || strings.HasSuffix(tokens[i].text, "s") {
		return false
	}
	t := tokens[end]
	w := t.lower()
	return t.isWord() && !t.isUpper() && !g.prepositions[w] && !g.of[w] && !g.articles[w] && !g.ands[w] && !g.adverbs[w] && (endsIn(w, []string{"t", "te", "ten"}) || g.preterites[w])
}

// isSurname tells a common surname that is no occupation's word too.
func (g *tongue) isSurname(t token) bool { return lexicon.Surname(t.text) && !g.isTitle(t.lower()) }

// adjectival are the endings that German adjectives have.
var adjectival = []string{"e", "er", "es", "en", "em"}

// promote makes people of the names that are only maybe somebody's, where the text
// calls somebody by the last part alone, or by the whole where it shows that it is
// one. Whose surname stands behind a word for something ("Beispiel Feld"), or in
// front of what they have or are of ("Felds Plan", "Feld von der Werft"), is that one.
func (g *tongue) promote(found [][]piecework) {
	people, surnames, parts := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, pieces := range found {
		for _, w := range pieces {
			last := w.name[strings.LastIndexByte(w.name, ' ')+1:]
			if w.kind != news.Person {
				continue
			}
			if parts[last] = true; w.hinted || !w.guess && !w.maybe {
				people[w.name] = true
				surnames[last] = surnames[last] || w.full && w.sure
			}
		}
	}
	for _, pieces := range found {
		for i := range pieces {
			w := &pieces[i]
			at := strings.LastIndexByte(w.name, ' ') + 1
			if w.kind != news.Person || at == 0 {
				continue
			}
			first, _, _ := strings.Cut(w.name, " ")
			whose, genitive := strings.CutSuffix(first, "s")
			if g.ofWhom(w, people, parts) {
				continue
			}
			switch surname, _, of := strings.Cut(w.name, " von "); {
			case genitive && parts[whose] && lexicon.GenderOf(first) == lexicon.UnknownGender:
				w.full, w.maybe = false, true
			case of && w.full && surnames[surname]:
				w.name, w.end, w.full = surname, w.start+runeLen(surname), false
			case !w.maybe:
			case people[w.name]:
				w.full, w.maybe, w.guess = true, false, false
			case surnames[w.name[at:]]:
				w.start += runeLen(w.name[:at])
				w.name, w.lead, w.maybe = w.name[at:], w.start, false
			case people[w.name[at:]]:
				w.full, w.maybe, w.guess = true, false, false
			}
		}
	}
}

// ofWhom makes of a name in the genitive that of whom it means, where the text has them
// without it: "Jan Felds" is Jan Feld's, and so is "Jan Felds Plan".
func (g *tongue) ofWhom(w *piecework, people, parts map[string]bool) bool {
	words := strings.Fields(w.name)
	if !g.nouns || len(words) < 2 || len(words) > 3 || lexicon.GenderOf(words[1]) != lexicon.UnknownGender {
		return false
	}
	surname, genitive := strings.CutSuffix(words[1], "s")
	whole := words[0] + " " + surname
	if !genitive || !people[whole] && !(len(words) == 3 && parts[surname] && lexicon.GenderOf(words[0]) != lexicon.UnknownGender) {
		return false
	}
	w.end = w.start + runeLen(whole) + 1
	w.name, w.possessive, w.full, w.maybe, w.guess = whole, true, true, false, false
	return true
}

// isSomebody tells two capitals or three that stand for a person in a language
// where all nouns have them, by what stands beside them: a verb of saying, what
// somebody is (", Bürgermeisterin von Grünau"), or a phrase that gives words to
// somebody ("laut", "zufolge").
func (g *tongue) isSomebody(tokens []token, i, end int) bool {
	if !g.nouns || !g.mayBeSomebody(tokens[i:end]) {
		return false
	}
	if end < len(tokens) && g.reportedly[tokens[end].lower()] || i > 0 && strings.Contains(tokens[i-1].text, "-jährige") {
		return true
	}
	if k := g.pastAdverbs(tokens, i-1); k >= 0 && g.says(tokens[k].lower()) {
		return true
	}
	if i > 1 && (g.copulas[tokens[i-1].lower()] || tokens[i-1].lower() == g.becomes) && g.isTitle(tokens[i-2].lower()) { // "Nachfolgerin ist Beeke Ubben"
		return true
	}
	if smallWithin(tokens[i:end]) && lexicon.GenderOf(tokens[i].text) == lexicon.UnknownGender { // "Hilfe von Feld"
		return false
	}
	for k := max(0, i-4); k < i; k++ {
		if n := max(phraseFrom(tokens, k, g.according), phraseFrom(tokens, k, g.maybeAccording)); n > 0 && k+n == i {
			return true
		}
	}
	return g.joinedSayers(tokens, i, end) || g.aged(tokens, end) || g.isSaidAround(tokens, i, end) || g.titleBehind(tokens, end) || g.titleBefore(tokens, i, end) || g.speaksNext(tokens, i, end)
}

// titleBehind tells what somebody is behind a comma, and an age in brackets.
func (g *tongue) titleBehind(tokens []token, k int) bool {
	if k+2 < len(tokens) && tokens[k].text == "(" && tokens[k+2].text == ")" {
		k += 3
	}
	return k+1 < len(tokens) && tokens[k].text == "," && g.headOf(tokens[k+1:min(k+4, len(tokens))]) != ""
}

// titleBefore tells a comma with what somebody is in front of it: "der
// Bürgermeister von Ostheim, Jan Feld,".
func (g *tongue) titleBefore(tokens []token, i, end int) bool {
	if i < 2 || tokens[i-1].text != "," || end < len(tokens) && tokens[end].isWord() && !g.verbs[tokens[end].lower()] {
		return false
	}
	from := i - 1
	for from > 0 && i-from < 9 && tokens[from-1].isWord() && !g.verbs[tokens[from-1].lower()] {
		from--
	}
	for from < i-1 && !g.articles[tokens[from].lower()] {
		from++
	}
	return g.headOf(tokens[from:i-1]) != ""
}

// speaksNext tells a verb of saying, in the singular, or what somebody is,
// behind a name that no adjective starts ("Jan Feld sagte", "Jan Feld ist
// Bürgermeister", but not "Neues Gutachten sagt").
func (g *tongue) speaksNext(tokens []token, i, end int) bool {
	if end >= len(tokens) || i > 0 && tokens[i-1].isWord() || endsIn(tokens[i].text, adjectival) && !g.isSurname(tokens[end-1]) {
		return false
	}
	w := tokens[end].lower()
	return g.verbs[w] && !strings.HasSuffix(w, "n") || g.copulas[w] && g.headOf(tokens[end+1:min(end+4, len(tokens))]) != ""
}
