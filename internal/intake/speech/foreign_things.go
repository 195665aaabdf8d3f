package speech

import (
	"slices"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// thingFrom reads what starts at token i of a run of capitals and is nobody, by the
// words that it has: a company ("Halmwasser AG"), a club ("Real Halmstedt"), a ministry
// in one word, a brand in front of its ware, whose country something is ("Chinas
// Spione"), and where somebody is from ("Ukrainer Usyk"). next is the first token behind
// it, i where nothing of that stands there; the piece has no name where nothing is to be
// noted.
func (g *tongue) thingFrom(tokens []token, i, to int) (p piecework, next int) {
	if end := companyEnd(tokens, i, to); end > 0 {
		return g.body(tokens, i, end), end
	}
	if end := g.clubEnd(tokens, i, to); end > 0 {
		p = g.body(tokens, i, end)
		p.sure = strings.ToUpper(tokens[i].text) == tokens[i].text || isKnownPlace(tokens[end-1].base())
		return p, end
	}
	w := tokens[i].text
	switch more := i+1 < to && tokens[i+1].isUpper(); {
	case !more && !g.nouns:
	case g.nouns && isMinistry(w):
		p = g.body(tokens, i, i+1)
		p.name = strings.TrimSuffix(p.name, "s")
		return p, i + 1
	case more && lexicon.Brand(w):
		end := i + 1
		for !g.nouns && end < to && end < i+3 && tokens[end].isUpper() && !g.isTitle(tokens[end].lower()) && lexicon.GenderOf(tokens[end].text) == lexicon.UnknownGender {
			end++
		}
		return g.body(tokens, i, end), end
	case more && g.nouns && lexicon.GenderOf(w) == lexicon.UnknownGender && !isKnownPlace(w) && strings.HasSuffix(w, "s") && isKnownPlace(w[:len(w)-1]):
		return g.placeInGenitive(tokens[i]), i + 1
	case more && g.nouns && (lexicon.GermanPeople(afterHyphen(w)) || lexicon.GermanTownspeople(w)):
		return piecework{}, i + 1
	}
	return piecework{}, i
}

// isKnownPlace tells the name of a place, as English calls it or another language.
func isKnownPlace(w string) bool {
	_, known := lexicon.Place(w)
	return known || lexicon.Exonym(w) != ""
}

// isMinistry tells the name of a ministry in one word: "Innenministerium".
func isMinistry(w string) bool {
	before, ok := strings.CutSuffix(strings.ToLower(strings.TrimSuffix(w, "s")), "ministerium")
	return ok && len(before) > 2
}

// mostInThing is how many words a company's or a club's name has.
const mostInThing = 5

// companyEnd is where a company's name ends that starts at token i, at the words that
// only companies' do, 0 for none.
func companyEnd(tokens []token, i, to int) int {
	for k := i; k < to && k < i+mostInThing && (tokens[k].isUpper() || tokens[k].text == "&"); k++ {
		if k > i && lexicon.LegalForm(tokens[k].text) {
			return k + 1
		}
	}
	return 0
}

// clubEnd is where a club's name ends that starts at token i, by its first word, 0
// for none: in front of whoever is its trainer.
func (g *tongue) clubEnd(tokens []token, i, to int) int {
	if !lexicon.ClubWord(tokens[i].text) || i+1 >= to || !tokens[i+1].isUpper() {
		return 0
	}
	end := i + 1
	for end < to && end < i+3 && tokens[end].isUpper() && !g.isTitle(tokens[end].lower()) && !g.starters[tokens[end].lower()] && (end == i+1 || lexicon.GenderOf(tokens[end].text) == lexicon.UnknownGender) {
		end++
	}
	if end == i+1 || end-i == 2 && lexicon.GenderOf(tokens[i].text) != lexicon.UnknownGender && !isKnownPlace(tokens[i+1].base()) { // "Hertha Kling"
		return 0
	}
	return end
}

// isThing tells capitals that are nobody's name by their last word, which bodies,
// works and places have, or by two that end with a place ("Partizan Belgrad"). What
// starts with a given name is one of these only where it is longer than a name with that
// word in it ("Paul Harris Award").
func (g *tongue) isThing(name []token, titled bool) bool {
	if len(name) < 2 {
		return false
	}
	given := lexicon.GenderOf(name[0].text) != lexicon.UnknownGender
	last := name[len(name)-1]
	if lexicon.BodyWord(last.text) || notPersons[last.text] || lexicon.WareWord(last.text) {
		return !given || len(name) > 2 && !smallWithin(name)
	}
	if titled {
		return false
	}
	if hasDigit(name) || !g.nouns && len(name) == 3 && g.of[name[1].text] && isKnownPlace(last.base()) {
		return true
	}
	return !given && (isKnownPlace(last.base()) && !lexicon.Surname(last.base()) || endsIn(last.lower(), g.thingEndings) || endsIn(name[0].lower(), g.thingEndings) || g.thingWords[name[0].lower()] || !g.nouns && len(name) > 2 && g.of[name[1].text] && !lexicon.Surname(last.text) && name[1].text != "di")
}

// hasDigit tells a name with a digit in it.
func hasDigit(name []token) bool {
	return slices.ContainsFunc(name, func(t token) bool { return strings.ContainsAny(t.text, "0123456789") })
}

// startsNext tells a word within a run that is no part of a name of two words and more
// that stands in front of it: one that has its capital from where it stands, what
// somebody else is ("Robert Prevost Papst Leo"), and a given name behind a whole name
// ("Pep Guardiola Erling Haaland").
func (g *tongue) startsNext(tokens []token, i, k, to int) bool {
	t := tokens[k]
	given := func(k int) bool { return lexicon.GenderOf(tokens[k].text) != lexicon.UnknownGender }
	if k-i < 2 || !t.isUpper() || !tokens[k-1].isUpper() {
		return false
	}
	if given(k) {
		return k-i == 2 && k+1 < to && (given(i) || g.nouns) && !given(k-1)
	}
	return g.nouns && (g.starters[t.lower()] || g.isTitle(t.lower()) && !lexicon.Surname(t.text))
}

// afterHyphen is the last part of a word: "Israeli" of "Deutsch-Israeli".
func afterHyphen(w string) string { return w[strings.LastIndexByte(w, '-')+1:] }

// isOfPlace tells, where all nouns have capitals, a place in front of one ("was Kenia
// Einfluss gibt"): two words that nothing beside them shows to be somebody.
func (g *tongue) isOfPlace(tokens []token, i, end int) bool {
	return g.nouns && end-i == 2 && isKnownPlace(tokens[i].text) && !(i > 0 && lexicon.GermanPeople(afterHyphen(tokens[i-1].text))) && lexicon.GenderOf(tokens[i].text) == lexicon.UnknownGender && !g.isSomebody(tokens, i, end)
}

// placeInGenitive is the place that a word in the genitive means: "Chinas".
func (g *tongue) placeInGenitive(t token) piecework {
	name := strings.TrimSuffix(t.text, "s")
	if abroad := lexicon.Exonym(name); abroad != "" {
		name = abroad
	} else if place := lexicon.PlaceOf(name); place != "" {
		name = place
	} else {
		return piecework{} // of no single place
	}
	return piecework{kind: news.Place, name: name, lead: t.start, start: t.start, end: t.end, sure: true, possessive: true}
}
