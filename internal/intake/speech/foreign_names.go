package speech

import (
	"slices"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// readForeignRun finds the names in a run of capitals of another language:
// people by a title or a given name, or, where nouns have no capitals, by two
// of them; places and organisations by the words that only these have. A single
// capital is somebody where a longer name has it, or a verb of saying stands
// beside it.
func (g *tongue) readForeignRun(tokens []token, run run) (out []piecework) {
	if p, ok := g.officeOf(tokens, run); ok {
		return append(out, p)
	}
	titled, gender, title := false, lexicon.UnknownGender, ""
	for i := max(0, run.from-1); i < run.to; i++ {
		if n := phraseFrom(tokens, i, g.according); n > 0 { // "nach Angaben von Jan Feld"
			i += n - 1
			continue
		}
		w := tokens[i].lower()
		if end := companyEnd(tokens, i, run.to); end > 0 && i >= run.from && lexicon.Surname(tokens[i].text) { // "Müller Brot GmbH"
			out, i, titled = append(out, g.body(tokens, i, end)), end-1, false
			continue
		}
		if h, polite := g.honorifics[w]; polite || g.titles[w] && !(g.nouns && i >= run.from && i == run.to-1) || (run.to-i > 2 || g.nouns && run.to-i > 1) && g.isTitle(w) {
			if titled, gender = true, h; !polite {
				title = g.titleTo(tokens, i)
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
		if p, ok := g.namedOffice(tokens, i, run); ok {
			return append(out, p)
		}
		if p, next := g.thingFrom(tokens, i, run.to); next > i {
			if p.name != "" {
				out = append(out, p)
			}
			titled = g.nouns && lexicon.GermanPeople(afterHyphen(tokens[next-1].text)) // "der Norweger Feld"
			i, gender, title = next-1, lexicon.UnknownGender, ""
			continue
		}
		if !titled && g.describesNext(tokens, i, run.to) {
			continue
		}
		if p, ok := g.bodyFrom(tokens, i, run.to); ok {
			return append(out, p)
		}
		end := g.nameEnd(tokens, i, run.to)
		if g.isThing(tokens[i:end], titled) || !titled && g.isOfPlace(tokens, i, end) {
			for i++; i < end && (lexicon.GenderOf(tokens[i].text) == lexicon.UnknownGender || g.placeStarts[tokens[i-1].lower()]); i++ {
			}
			i, titled, gender, title = i-1, false, lexicon.UnknownGender, ""
			continue
		}
		p := g.foreignName(tokens, i, end, titled)
		if p.kind == news.Place {
			if p.name != "" {
				out = append(out, p)
			}
		} else {
			p.gender, p.title, p.sure = gender, title, p.sure || titled
			p.full = end-i > 1 && strings.ToUpper(p.name) != p.name && (p.sure || g.nouns && g.isLikely(tokens, i, end) || !g.nouns && !g.bodies[w])
			p.maybe = end-i > 1 && !p.full && g.nouns && g.mayBeSomebody(tokens[i:end])
			p.guess = !p.full && !titled && !(end-i == 1 && g.isSaid(tokens, i, end))
			p.hinted = p.guess && i > 1 && phraseFrom(tokens, i-1, g.maybeAccording) == 1 && !tokens[i-2].isWord() // "…“, so Feld weiter"
			p.opens = (i == 0 || !tokens[i-1].isWord() && tokens[i-1].text != ",") && !lexicon.Surname(p.name)
			if validName(p.name) && (end-i == 1 || p.full || p.maybe) {
				out = append(out, p)
			}
		}
		i, titled, gender, title = end-1, false, lexicon.UnknownGender, ""
	}
	return out
}

// describesNext tells a capital in front of a name that is no part of it:
// "Ostheimer Bürgermeister Feld", "Tierarzt Moritz Engel".
func (g *tongue) describesNext(tokens []token, i, to int) bool {
	given := func(k int) bool { return lexicon.GenderOf(tokens[k].text) != lexicon.UnknownGender }
	return i+2 < to && !given(i) && (g.nouns && given(i+1) || g.isTitle(tokens[i+1].lower()))
}

// titleTo is the title that ends with token i: "députée écologiste".
func (g *tongue) titleTo(tokens []token, i int) string {
	from := i
	for from > 0 && i-from < 3 && g.isTitle(g.bare(tokens[from-1].lower())) && adjacent(tokens[from-1], tokens[from]) {
		from--
	}
	title := g.nominative(g.bare(tokens[from].text))
	if from < i {
		title += " " + joined(tokens[from+1:i+1])
	}
	return title
}

// foreignName reads the capitals from i to end as a place's name, else as
// somebody's: sure says that more than its capitals shows that.
func (g *tongue) foreignName(tokens []token, i, end int, titled bool) piecework {
	name := joined(tokens[i:end])
	p := piecework{kind: news.Person, name: name, lead: tokens[i].start, start: tokens[i].start, end: tokens[i].start + runeLen(name)}
	place, known := lexicon.Place(name)
	if abroad := lexicon.Exonym(name); abroad != "" {
		place, known = abroad, true
	}
	switch {
	case known && !titled:
		p.kind, p.name, p.sure = news.Place, place, true
	case !titled && (g.isPlace(tokens[i:end]) || end-i == 1 && g.isSaid(tokens, i, end) && endsIn(name, g.placeEndings)):
		p.kind, p.heads = news.Place, true
		p.sure = i > 0 && g.of[tokens[i-1].lower()]
	default:
		p.sure = lexicon.GenderOf(tokens[i].text) != lexicon.UnknownGender || !titled && g.isSomebody(tokens, i, end)
	}
	return p
}

// endsIn tells a word with one of several endings.
func endsIn(w string, endings []string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(w, e) })
}

// nameEnd is where a name ends that starts at i: at the run's end, or where the
// next one starts ("Luis Ortega y Ana Ruiz", "maire de Valcourt Paul Aubin").
func (g *tongue) nameEnd(tokens []token, i, to int) int {
	for k := i + 1; k < to; k++ {
		if g.startsNext(tokens, i, k, to) {
			return k
		}
		if k+1 == to {
			break
		}
		next := tokens[k+1]
		if g.endsName(tokens, i, k) {
			return k
		}
		if tokens[k].text == g.and && (lexicon.GenderOf(next.text) != lexicon.UnknownGender || g.placeStarts[next.lower()] || lexicon.GenderOf(tokens[i].text) == lexicon.UnknownGender || k-i != 2 || k+2 < to) { // "José Ortega y Gasset" is one
			return k
		}
	}
	if i > 0 && to-i > 2 && g.of[tokens[i-1].lower()] && lexicon.GenderOf(tokens[i].text) == lexicon.UnknownGender && lexicon.GenderOf(tokens[i+1].text) != lexicon.UnknownGender {
		return i + 1
	}
	return to
}

// isPlace tells the capitals of a place by the word that they start with:
// "Santa Olalla", "Unter Weiler", "Saint-Loup".
func (g *tongue) isPlace(name []token) bool {
	first := name[0].lower()
	if len(name) > 1 {
		return g.placeStarts[first]
	}
	before, _, ok := strings.Cut(first, "-")
	return ok && g.placeStarts[before]
}

// bodyFrom reads an organisation that starts at token i: a word for one and
// capitals behind it ("Guardia Civil", "Ministerio de Transportes", "Polizei
// Ostheim").
func (g *tongue) bodyFrom(tokens []token, i, to int) (piecework, bool) {
	if !g.isBody(tokens[i].lower()) {
		return piecework{}, false
	}
	end := i + 1
	for end < to && !(tokens[end].isUpper() && (g.starters[tokens[end].lower()] || lexicon.GenderOf(tokens[end].text) != lexicon.UnknownGender)) && tokens[end].text != g.and {
		end++
	}
	for end > i+1 && !tokens[end-1].isUpper() {
		end--
	}
	return g.body(tokens, i, end), end > i+1
}

func (g *tongue) body(tokens []token, i, end int) piecework {
	name := joined(tokens[i:end])
	return piecework{kind: news.Organisation, name: name, lead: tokens[i].start, start: tokens[i].start, end: tokens[i].start + runeLen(name), sure: true}
}

// officeOf reads an office in small letters by what it is of: "ministère des
// Transports".
func (g *tongue) officeOf(tokens []token, run run) (piecework, bool) {
	k := run.from - 1
	for k > 0 && run.from-k < 3 && (g.of[tokens[k].lower()] || g.articles[tokens[k].lower()]) {
		k--
	}
	if k < 0 || k == run.from-1 || !g.offices[tokens[k].lower()] || !adjacent(tokens[run.from-1], tokens[run.from]) {
		return piecework{}, false
	}
	return g.body(tokens, k, run.to), true
}

// namedOffice reads a body by the word in small letters in front of its name, which
// starts with no given name: "la asociación Bahía Azul".
func (g *tongue) namedOffice(tokens []token, i int, run run) (piecework, bool) {
	if i != run.from || i == 0 || !g.offices[g.bare(tokens[i-1].lower())] || !adjacent(tokens[i-1], tokens[i]) || lexicon.GenderOf(tokens[i].text) != lexicon.UnknownGender {
		return piecework{}, false
	}
	return g.body(tokens, i-1, run.to), true
}

// isSaid tells a single capital that a verb of saying stands beside, with no
// article: "sagte Feld", "Greenpeace a dit". In a language where all nouns have
// capitals a plural may be any noun: "sagten Anwohner".
func (g *tongue) isSaid(tokens []token, i, end int) bool {
	w := tokens[i].lower()
	if runeLen(w) < 3 || g.starters[w] || g.adverbs[w] || g.isBody(w) || g.isTitle(w) && !lexicon.Surname(tokens[i].text) || lexicon.BodyWord(tokens[i].text) {
		return false
	}
	speaks := func(k int) bool {
		return g.verbs[tokens[k].lower()] && g.particles[tokens[k].lower()] == "" && !(g.nouns && strings.HasSuffix(tokens[k].lower(), "n"))
	}
	if i > 1 && g.near[tokens[i-1].lower()] && !tokens[i-2].isWord() && lexicon.Capitalised(tokens[i].text) { // "…", lacht Frey
		return end >= len(tokens) || !g.of[tokens[end].lower()]
	}
	if i > 0 && speaks(i-1) {
		return end >= len(tokens) || !g.of[tokens[end].lower()]
	}
	if end < len(tokens) && g.auxiliary[tokens[end].lower()] && end+1 < len(tokens) && !g.nouns {
		return speaks(end+1) && (i == 0 || !tokens[i-1].isWord())
	}
	return end < len(tokens) && speaks(end) && (i == 0 || !tokens[i-1].isWord())
}
