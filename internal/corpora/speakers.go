package corpora

import (
	"strings"
	"unicode"
)

// Spoken is a quotation as it was found: where its words are, where the words
// that mean its speaker are (nothing where it has none), and who that is by
// name ("" for somebody without one).
type Spoken struct {
	Words, Mention Range
	Name           string
}

// Speakers counts how often the right words are given to the right speaker,
// among quotations of five words and more.
//
// The same speaker: the words that were taken to mean the speaker are, in part
// or whole, those that are marked as the source; or the last word of the name
// stands among those. PolNeAR does not mark whom a pronoun means, so that
// "she said" is right where that "she" was found, and whom it was resolved to
// is not measured. A quotation without a speaker is wrong.
type Speakers struct {
	Texts int
	Found int // quotations found
	Known int // those of them in what somebody is marked to have said
	Right int // those of them with the marked speaker
	None  int // those of them with no speaker
	Want  int // quotations marked: see Annotated.quotations
	Both  int // those of them that were found, with the marked speaker
}

// Accuracy is the share of known quotations that have the marked speaker.
func (s *Speakers) Accuracy() float64 { return ratio(s.Right, s.Known) }

// Precision is the share of all quotations found that are marked ones (the
// ranges share four fifths of what either has) with the marked speaker.
func (s *Speakers) Precision() float64 { return ratio(s.Both, s.Found) }

// Recall is the share of marked quotations that were found, with the marked
// speaker.
func (s *Speakers) Recall() float64 { return ratio(s.Both, s.Want) }

// F1 is the end to end figure: of Precision and Recall.
func (s *Speakers) F1() float64 { return ratio(2*s.Both, s.Found+s.Want) }

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// Miss is a quotation that counts against the one measured.
type Miss struct {
	Text  string // the words
	Got   string // the speaker who was found
	Want  string // the words that are marked as the source
	Extra bool   // it was found and is not marked; else Got is wrong, or it was not found
}

// Add counts a text, and tells what was missed in it.
func (s *Speakers) Add(a Annotated, found []Spoken) (misses []Miss) {
	s.Texts++
	want, by := a.quotations()
	s.Want += len(want)
	matched := make([]bool, len(want))
	for _, f := range found {
		if len(strings.Fields(a.slice(f.Words))) < longQuote {
			continue
		}
		s.Found++
		covering := a.covering(f.Words)
		if len(covering) > 0 {
			s.Known++
			if a.says(f, covering) {
				s.Right++
			} else if f.Mention == (Range{}) {
				s.None++
			}
		}
		i := match(f.Words, want)
		if i < 0 || matched[i] {
			misses = append(misses, Miss{a.slice(f.Words), a.shown(f), "", true})
			continue
		}
		matched[i] = true
		if a.says(f, by[i]) {
			s.Both++
		} else {
			misses = append(misses, Miss{a.slice(f.Words), a.shown(f), a.sources(by[i]), false})
		}
	}
	for i, w := range want {
		if !matched[i] {
			misses = append(misses, Miss{a.slice(w), "not found", a.sources(by[i]), false})
		}
	}
	return misses
}

// match is the marked quotation that a range is.
func match(r Range, want []Range) int {
	for i, w := range want {
		if o := w.overlap(r); o*5 >= 4*max(w.End-w.Start, r.End-r.Start) {
			return i
		}
	}
	return -1
}

// says tells whether a quotation's speaker is the marked one.
func (a *Annotated) says(f Spoken, by []attribution) bool {
	for _, m := range by {
		for _, s := range m.source {
			if f.Mention.overlap(s) > 0 {
				return true
			}
		}
	}
	source := wordsOf(a.sources(by))
	if name := wordsOf(f.Name); len(name) > 0 {
		for _, w := range source {
			if w == name[len(name)-1] {
				return true
			}
		}
	}
	return f.Mention.End > 0 && strings.Join(wordsOf(a.slice(f.Mention)), " ") == strings.Join(source, " ")
}

// wordsOf is the words of s in small letters, without marks and possessives.
func wordsOf(s string) []string {
	s = strings.NewReplacer("’s", "", "'s", "").Replace(strings.ToLower(s))
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
}

func (a *Annotated) slice(r Range) string {
	return string(a.Text[min(r.Start, len(a.Text)):min(r.End, len(a.Text))])
}

func (a *Annotated) sources(by []attribution) string {
	var pieces []string
	for _, m := range by {
		for _, s := range m.source {
			pieces = append(pieces, a.slice(s))
		}
	}
	return strings.Join(pieces, " ")
}

func (a *Annotated) shown(f Spoken) string {
	if f.Mention == (Range{}) {
		return "nobody"
	}
	return f.Name + " (" + a.slice(f.Mention) + ")"
}
