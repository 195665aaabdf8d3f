package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// placeHeads are what a place's name stands behind: "the mayor of Port Ellery".
var placeHeads = lexicon.Words(`mayor|town|city|village|port|island|islands|county|people|residents|streets|outskirts|harbour|harbor|governor|province|region|coast|state|parish|district|suburb|north|south|east|west|centre|center`)

// placeOf reads a name behind "of" that can only be a place's.
func placeOf(tokens []token, i, end int) (piecework, bool) {
	if i < 2 || tokens[i-1].lower() != "of" || !placeHeads[tokens[i-2].lower()] {
		return piecework{}, false
	}
	name := joined(tokens[i:end])
	w := piecework{kind: news.Place, name: name, lead: tokens[i].start, start: tokens[i].start, end: tokens[i].start + runeLen(name), sure: true}
	w.possessive = tokens[end-1].base() != tokens[end-1].text
	return w, validName(name) && lexicon.GenderOf(tokens[i].text) == lexicon.UnknownGender && !lexicon.BodyWord(tokens[end-1].base())
}

// placeStarts are the words that a place's name starts with, and hardly
// anybody's: "Upper Stane", "Saint Alban". The second are those that a given
// name may follow ("Little Anna", but "Saint Anna").
var (
	placeStarts = lexicon.Words(`Upper|Lower|Nether|Outer|Inner|Great|Little|New|Old|North|South|East|West|Northern|Southern|Eastern|Western`)
	saints      = lexicon.Words(`Saint|St.|St|Mount|Mt.|Fort|Cape|Port|Lake`)
	wheres      = lexicon.Words(`in|at|near|from|to|around|across|outside|through|towards|beyond|above|below|between`)
)

// placeBy reads a name as a place's by the word that it starts with. That it is
// one is sure where the text says that something is there.
func placeBy(tokens []token, i, end int) (piecework, bool) {
	if end-i < 2 || end-i > 3 || !saints[tokens[i].text] && !(placeStarts[tokens[i].text] && lexicon.GenderOf(tokens[i+1].base()) == lexicon.UnknownGender) {
		return piecework{}, false
	}
	for _, t := range tokens[i+1 : end] {
		if b := t.base(); !t.isUpper() || notPersons[b] || lexicon.BodyWord(b) || lexicon.Adjective(b) || titleWords[t.text] || strings.ToUpper(b) == b {
			return piecework{}, false
		}
	}
	name := joined(tokens[i:end])
	w := piecework{kind: news.Place, heads: true, name: name, lead: tokens[i].start, start: tokens[i].start, end: tokens[i].start + runeLen(name)}
	w.possessive = tokens[end-1].base() != tokens[end-1].text
	w.sure = i > 0 && wheres[tokens[i-1].lower()]
	return w, validName(name)
}
