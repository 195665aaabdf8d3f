package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
)

// tongue is what must be known of a language, other than English, to tell who
// says the words between its quotation marks. English has rules of its own.
type tongue struct {
	verbs      map[string]bool // of saying, in every form
	auxiliary  map[string]bool // before or around them: "hat … gesagt", "a déclaré"
	he, she    map[string]bool
	they       map[string]bool
	articles   map[string]bool // and possessives: what a description starts with
	definite   map[string]bool // the articles of somebody whom the text has told of
	titles     map[string]bool // what somebody is, in small letters
	honorifics map[string]lexicon.Gender
	bodies     map[string]bool // words of organisations' names, in small letters
	works      map[string]bool // what the title of a work follows
	stops      map[string]bool // words that go on with something else
	starters   map[string]bool // words that have a capital only where a sentence starts
	according  [][]string      // "nach Angaben von": who speaks stands behind it
	reportedly map[string]bool // "zufolge": who speaks stands in front of it
	nouns      bool            // every noun has a capital, so that one says nothing
}

// tongues are the languages that are read by their own words. Of Hindi only
// the marks are known, so that its quotations have no speaker yet.
var tongues = map[string]*tongue{"de": &german, "fr": &french, "es": &spanish, "hi": {}}

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
