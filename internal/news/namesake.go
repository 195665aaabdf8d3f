package news

import (
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// Namesake is a speaker that somebody who is named in a text may be.
type Namesake struct {
	ID    uuid.UUID   `json:"id,omitzero"`
	Slug  string      `json:"slug"`
	Name  string      `json:"name"`
	Title string      `json:"title,omitempty"`
	Why   Resemblance `json:"why"`
	Same  bool        `json:"-"` // of the whole name, and not of the surname alone
	Was   []string    `json:"-"` // the titles of those that were merged into it
}

// Resemblance is what speaks for or against two being one person.
type Resemblance string

// The resemblances, the surest first.
const (
	SameTitle   Resemblance = "same_name_and_title"
	SameName    Resemblance = "same_name"
	OtherTitle  Resemblance = "same_name_other_title"
	SameSurname Resemblance = "same_surname"
	TitledAlike Resemblance = "same_surname_and_title"
	TitledApart Resemblance = "same_surname_other_title"
)

// mostNamesakes is how many namesakes are named, where somebody may be any of them.
const mostNamesakes = 10

// Linking is what a text's speaker is among those that there are: one of them, a
// new one, or open.
type Linking struct {
	To         *Namesake  // who it is, where that is clear
	Open       bool       // it may be one of several: nobody can tell from the text
	Candidates []Namesake // who it may be, where To is none; the likeliest first
}

// LinkSpeaker decides who of the namesakes somebody with this name and title is. A whole
// name is enough where one person alone has it and no title speaks against it; a
// surname takes the title. Another title makes another person.
func LinkSpeaker(title string, list []Namesake) Linking {
	by := map[Resemblance][]Namesake{}
	for _, n := range list {
		n.Why = n.resemblance(title)
		by[n.Why] = append(by[n.Why], n)
	}
	link := Linking{}
	for _, why := range []Resemblance{SameTitle, SameName, OtherTitle, TitledAlike, SameSurname, TitledApart} {
		link.Candidates = append(link.Candidates, by[why]...)
	}
	link.Candidates = link.Candidates[:min(len(link.Candidates), mostNamesakes)]
	whole := len(by[SameTitle]) + len(by[SameName]) + len(by[OtherTitle])
	switch {
	case len(by[SameTitle]) == 1:
		return Linking{To: &by[SameTitle][0]}
	case whole == 1 && len(by[SameName]) == 1:
		return Linking{To: &by[SameName][0]}
	case whole == 0 && len(by[TitledAlike]) == 1:
		return Linking{To: &by[TitledAlike][0]}
	}
	link.Open = whole > len(by[OtherTitle]) || whole == 0 && len(by[SameSurname])+len(by[TitledAlike]) > 0
	return link
}

func (n Namesake) resemblance(title string) Resemblance {
	kinds := [3]Resemblance{SameSurname, TitledAlike, TitledApart}
	if n.Same {
		kinds = [3]Resemblance{SameName, SameTitle, OtherTitle}
	}
	ours, theirs := titleWords(title), titleWords(n.Title)
	switch {
	case len(ours) > 0 && slices.ContainsFunc(append([]string{n.Title}, n.Was...), func(t string) bool { return alike(ours, titleWords(t)) }):
		return kinds[1]
	case len(ours) == 0 || len(theirs) == 0:
		return kinds[0]
	}
	return kinds[2]
}

// alike says that two titles may be one, told in more or fewer words.
func alike(a, b map[string]bool) bool {
	return len(a) > 0 && len(b) > 0 && (within(a, b) || within(b, a))
}

// smallInTitles are words that tell no title from another.
var smallInTitles = map[string]bool{
	"a": true, "an": true, "and": true, "at": true, "for": true, "from": true, "in": true, "of": true, "on": true, "s": true, "the": true, "to": true, "with": true,
	"former": true, "then": true, "ex": true, "acting": true, "de": true, "der": true, "des": true, "die": true, "du": true, "la": true, "le": true, "und": true, "et": true, "y": true,
}

// titleWords are the words that make a title: "the mayor of Ostholm" is
// "Ostholm's mayor".
func titleWords(title string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		if !smallInTitles[w] {
			words[w] = true
		}
	}
	return words
}

func within(few, many map[string]bool) bool {
	for w := range few {
		if !many[w] {
			return false
		}
	}
	return true
}
