package lexicon

import (
	_ "embed"
	"regexp"
	"strings"
)

//go:embed places.txt
var placeList string

//go:embed exonyms.txt
var exonymList string

//go:embed given_names.txt
var givenNameList string

// gazetteer is what is known of names before a text is read.
type gazetteer struct {
	places     map[string]string // "Moscow" and "Russian" to the place they tell of
	adjectives map[string]bool   // the ones among them that are adjectives
	partial    map[string]bool   // words that such names are made of
	exonyms    map[string]string // "Moskau" and "Moscú" to the place
	genders    map[string]Gender // given names
}

var known = readGazetteer()

func readGazetteer() gazetteer {
	g := gazetteer{map[string]string{}, map[string]bool{}, map[string]bool{}, map[string]string{}, map[string]Gender{}}
	for row := range strings.Lines(placeList) {
		if row = strings.TrimSpace(row); row == "" || row[0] == '#' {
			continue
		}
		names := strings.Split(row, "|")
		for i, name := range names {
			g.places[name] = names[0]
			if i > 0 && adjectival.MatchString(name) {
				g.adjectives[name] = true
			}
			for _, w := range strings.Fields(name) {
				g.partial[w] = true
			}
		}
	}
	for row := range strings.Lines(exonymList) {
		if names := strings.Split(strings.TrimSpace(row), "|"); row[0] != '#' {
			for _, name := range names[1:] {
				g.exonyms[name] = names[0]
			}
		}
	}
	for name := range strings.SplitSeq(demonyms, "|") {
		g.places[name], g.adjectives[name] = "", true
	}
	for row := range strings.Lines(givenNameList) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		names := strings.Fields(row)
		for _, name := range names[min(1, len(names)):] {
			g.genders[name] = Gender(names[0][0])
		}
	}
	return g
}

var adjectival = regexp.MustCompile(`(?:an|ian|ish|ese|ch|ic|ek|ss|i|ne|pe|ot|ak|yz|en|no|ar|sh|Thai|Czech)$`)

// demonyms are the words for people of parts and faiths, and of no one country;
// none of them is anybody's name.
const demonyms = "Western|Eastern|Korean|Arab|Latin American|Nordic|Muslim|Jewish|Catholic|Protestant|Hindu|Sikh|Buddhist|Hispanic|Latino|Latina|African American|Native American|Asian American|" +
	"Texan|Californian|Floridian|Kentuckian|Iowan|Ohioan|Virginian|Pennsylvanian|Oregonian|Alaskan|Hawaiian|Arizonan|Nevadan|Vermonter|New Yorker|Londoner|Parisian|Berliner|Dubliner|Muscovite|Catalan|Basque|Flemish|Bavarian|Sicilian"

// Place is the place that a name or an adjective tells of ("Russian" of
// Russia), "" for one that tells of no single place ("Western"); known says
// whether it is any.
func Place(name string) (place string, isKnown bool) {
	place, isKnown = known.places[name]
	return place, isKnown
}

// Exonym is the place, as English calls it, that has a name in German, French
// or Spanish alone ("Moskau"), "" for none.
func Exonym(name string) string { return known.exonyms[name] }

// PlaceOf is the place that a name or an adjective tells of, "" for none.
func PlaceOf(name string) string { return known.places[name] }

// Adjective tells the words for what is from a place: "Russian".
func Adjective(word string) bool { return known.adjectives[word] }

// Partial tells a word that names of places are made of.
func Partial(word string) bool { return known.partial[word] }

// Gender is whom a pronoun can mean.
type Gender byte

// The genders that a given name, a title or a pronoun can show.
const (
	UnknownGender Gender = 0
	Female        Gender = 'f'
	Male          Gender = 'm'
)

// GenderOf is the gender that a given name is known for.
func GenderOf(given string) Gender { return known.genders[given] }
