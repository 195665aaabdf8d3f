package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
)

// tongue is what must be known of a language, other than English, to tell who
// says the words between its quotation marks. English has rules of its own.
type tongue struct {
	verbs             map[string]bool // of saying, in every form
	near              map[string]bool // verbs that are of saying only behind the words
	many              map[string]bool // the forms of them, and of auxiliaries, that several say
	both              map[string]bool // words for several who were told of before
	ands              map[string]bool // what stands between those who speak as one
	auxiliary         map[string]bool // before or around them: "hat … gesagt", "a déclaré"
	he, she           map[string]bool
	they              map[string]bool
	obliques          map[string]string // pronouns behind a preposition: "selon lui", as in English
	possessed         map[string]string // "nach ihren Angaben": whose they are
	articles          map[string]bool   // and possessives: what a description starts with
	definite          map[string]bool   // the articles of somebody whom the text has told of
	of                map[string]bool   // what somebody is in front of, or from: "maire de"
	titles            map[string]bool   // what somebody is, in small letters
	occupationEndings []string          // endings of words for what somebody is
	noTitles          map[string]bool   // words that end so and are none
	honorifics        map[string]lexicon.Gender
	bodies            map[string]bool   // words of organisations' names, in small letters
	offices           map[string]bool   // those that are one by what they are of: "ministère des Transports"
	placeStarts       map[string]bool   // words that places' names start with, in small letters
	placeEndings      []string          // endings of places' names, of more than half of those that have them
	thingHeads        []string          // endings of words for things that have names: "Haus Sonnenhof"
	thingEndings      []string          // endings of words for things
	thingWords        map[string]bool   // words that names of things start with: "Plan Azul"
	preterites        map[string]bool   // forms of verbs of doing that no ending tells
	copulas           map[string]bool   // "est", between a name and what somebody is
	works             map[string]bool   // what the title of a work follows
	stops             map[string]bool   // words that go on with something else
	prepositions      map[string]bool   // between a verb and its subject: to whom, where and when
	toNames           map[string]bool   // prepositions behind which two capitals without an article are a name
	adverbs           map[string]bool   // and those of one word
	reflexive         map[string]bool   // "erinnert sich": part of the verb before it
	becomes           string            // "Trainer wird Jan Feld"
	as                string            // "wie Berner betont"
	starters          map[string]bool   // words that have a capital only where a sentence starts
	according         [][]string        // "nach Angaben von": who speaks stands behind it
	maybeAccording    [][]string        // those that mean other things too: "so"
	opinions          [][]string        // "pour": to whom something is what the words say
	reportedly        map[string]bool   // "zufolge": who speaks stands in front of it
	clauses           map[string]bool   // what clauses start with: "während Feld …"
	manner            map[string]bool   // "con" in front of how somebody says it
	particles         map[string]string // verbs that are of saying only with it: "warf … vor"
	reported          map[string]bool   // forms of verbs that tell what somebody else says: "sei"
	hearsay           [][]string        // "hieß es": that somebody says it, and not who
	hearsayAround     [][]string        // "wie es … heißt": the same, around whom it comes from
	hearsayVerbs      map[string]bool   // and what ends it
	comesFrom         map[string]bool   // "aus": what the words come from stands behind it
	statements        map[string]bool   // "Mitteilung": whose it is has said what is in it
	and               string            // between two names
	nouns             bool              // every noun has a capital, so that one says nothing
	dropsPronouns     bool              // who speaks may have no word: «…», dijo
	twoSurnames       bool              // people have two surnames, and go by the first
	elides            bool              // an article can be part of its word: "l'élu"
}

// tongues are the languages that are read by their own words. Of Hindi only
// the marks are known, so that its quotations have no speaker yet.
var tongues = map[string]*tongue{"de": &german, "fr": &french, "es": &spanish, "hi": {}}

// conjugation is how a verb ends that one says something with, and that several do.
type conjugation struct{ one, several string }

// leastStem is how many bytes a verb has in front of such an ending.
const leastStem = 3

// conjugated adds to the verbs of a language the forms that several say, where they
// go by a rule, the first that fits, and notes all such forms.
func (g tongue) conjugated(irregular string, rules ...conjugation) tongue {
	g.many = lexicon.Words(irregular)
	for w := range g.verbs {
		for _, c := range rules {
			if stem, ok := strings.CutSuffix(w, c.one); ok && len(stem) >= leastStem {
				g.many[stem+c.several] = true
				break
			}
		}
	}
	for w := range g.many {
		if !g.auxiliary[w] {
			g.verbs[w] = true
		}
	}
	return g
}

// tongueOf is what is known of a language (BCP 47), nil for English and for
// those that are read as English.
func tongueOf(language string) *tongue {
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	return tongues[primary]
}

// Knows tells whether speakers are found in a language by its own words.
func Knows(language string) bool {
	g := tongueOf(language)
	return g == nil && strings.HasPrefix(strings.ToLower(language), "en") || g != nil && len(g.verbs) > 0
}

// Says tells a verb of saying, in small letters, in any of the languages that are
// read by their own words.
func Says(word string) bool {
	if speaks(word) {
		return true
	}
	for _, g := range tongues {
		if verb, _ := g.verbWithPronoun(word); g.verbs[verb] {
			return true
		}
	}
	return false
}

// pronoun is the English pronoun that means what a word does, "" for none.
func (g *tongue) pronoun(w string) string {
	switch {
	case g.he[w]:
		return "he"
	case g.she[w]:
		return "she"
	case g.they[w]:
		return "they"
	}
	return ""
}

// verbWithPronoun cuts "explique-t-elle" and "dit-il" into what is said and who
// says it.
func (g *tongue) verbWithPronoun(w string) (verb, pronoun string) {
	at := strings.LastIndexByte(w, '-')
	if at < 0 || g.pronoun(w[at+1:]) == "" {
		return w, ""
	}
	return strings.TrimSuffix(w[:at], "-t"), g.pronoun(w[at+1:])
}
