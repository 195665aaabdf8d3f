package speech

import (
	"slices"
	"sort"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// attribution is who said a quotation, by which words, and how that was found.
type attribution struct {
	found      bool
	cue        string
	who        *Entity   // nil where the speaker has no name
	mention    Place     // the words that mean the speaker
	unnamed    string    // those words, where they are no name
	several    []*Entity // those of several who say it as one whom the text names
	method     string
	confidence float64
	adjacent   bool // the cue stands right beside the quotation
}

// discourse is what a reader keeps in mind from sentence to sentence.
type discourse struct {
	focus        *Entity     // whom the last sentence was about
	focusAt      int         // the paragraph of that sentence
	focusMention Place       // and where it names them
	subjects     []subjectAt // whom those before were about, the latest first
	last         attribution // who spoke last
	ended        bool        // the paragraph before ended with that speaker's words
	open         bool        // ... and without a closing mark
	pending      attribution // the sentence ended with "She added:"
	place        int         // the paragraph's number, to tell how far back things are
	lastAt       int         // the paragraph of the last quotation

	nobody      attribution    // the last speaker, where they have no name
	nobodys     lexicon.Gender // where the words for them tell it
	nobodyAt    int            // one more than the paragraph of their words
	several     attribution    // whom the last sentence was about, where they are several
	asOne       bool           // no one of them was told of since
	severalAt   int            // the paragraph of that sentence
	announced   attribution    // whom the paragraph announcedAt ended by announcing
	announcedAt int
}

// subjectAt is whom a sentence was about, and the paragraph it stood in.
type subjectAt struct {
	who *Entity
	at  int
}

// mostSubjects is how many people are kept in mind.
const mostSubjects = 6

// turnTo notes whom a sentence was about.
func (t *discourse) turnTo(who *Entity, mention Place, at int) {
	if who != t.focus && t.focus != nil {
		t.subjects = append([]subjectAt{{t.focus, t.focusAt}}, t.subjects[:min(len(t.subjects), mostSubjects-1)]...)
	}
	t.focus, t.focusMention, t.focusAt, t.nobodyAt, t.asOne = who, mention, at, 0, false
	if !slices.Contains(t.several.several, who) {
		t.several = attribution{}
	}
}

// turnToSeveral notes whom a sentence is about, where they are several.
func (r *reader) turnToSeveral(a attribution) {
	r.talk.several, r.talk.severalAt, r.talk.asOne = a, r.at, true
}

// turnToNobody notes that a sentence is about somebody without a name, where it
// is one person whom its pronouns can mean: "a spokesman told the paper".
func (r *reader) turnToNobody(a attribution) bool {
	if len(a.several) > 0 {
		r.turnToSeveral(a)
		return true
	}
	for _, t := range tokenise([]rune(a.unnamed), nil) {
		w := t.lower()
		if strings.HasSuffix(w, "s") { // several
			continue
		}
		if r.tongue == nil && isRole(w) || r.tongue != nil && r.tongue.isTitle(w) {
			r.talk.nobody, r.talk.nobodys, r.talk.nobodyAt = a, lexicon.UnknownGender, r.at+1
			switch {
			case strings.HasSuffix(w, "woman"):
				r.talk.nobodys = lexicon.Female
			case strings.HasSuffix(w, "man"):
				r.talk.nobodys = lexicon.Male
			}
			return true
		} else if linking[w] {
			return false
		}
	}
	return false
}

// resolve says whom a subject means.
func (r *reader) resolve(f subject) attribution {
	a := attribution{mention: r.p.place(f.start, f.end), method: "explicit", confidence: f.conf}
	if f.several == nil && r.areSeveral(f) {
		f.several = r.talk.several.several
	}
	switch {
	case f.several != nil:
		a.method, a.several, a.unnamed = "several", f.several, string(r.text[f.start:f.end])
		return a
	case f.name != nil && f.name.Who.Kind == news.Place:
		a.confidence = min(a.confidence, 0.6) // a capital that speaks is its government, which has no name here
	case f.name != nil:
		a.who = f.name.Who
		if f.name.shared {
			a.confidence = min(a.confidence, 0.75)
		}
		if a.who.Kind == news.Person {
			if !strings.Contains(a.who.Name, " ") {
				a.confidence = min(a.confidence, 0.85)
			}
			if !strings.Contains(a.who.Name, " ") && !a.who.amid {
				a.who = nil // "Management", at the start of its sentences
				break
			}
			a.who.Sure = true
			r.names.entitle(a.who, f.title)
			if a.who.Body == "" {
				a.who.Body = r.bodyOf(f)
			}
		}
	case f.pronoun != "":
		a.method = "pronoun"
		a.who, a.confidence = r.antecedent(f)
	default:
		a.method = "title"
		a.who, a.confidence = r.byTitle(f.noun)
	}
	if a.who == nil {
		a.method, a.unnamed = "unnamed", string(r.text[f.start:f.end])
	}
	return a
}

// antecedent is whom a pronoun means: whoever is speaking in this paragraph,
// else whom the last sentence was about, else who spoke or was written about
// before, each only where gender and number allow it. It is never simply the
// nearest name.
func (r *reader) antecedent(f subject) (*Entity, float64) {
	want := lexicon.UnknownGender
	switch f.pronoun {
	case "he":
		want = lexicon.Male
	case "she":
		want = lexicon.Female
	case "it":
		if e := r.talk.focus; e != nil && e.Kind == news.Organisation {
			return e, 0.7
		}
		return nil, 0
	default:
		return nil, 0
	}
	if r.talk.nobodyAt == r.at+1 && (r.talk.nobodys == lexicon.UnknownGender || r.talk.nobodys == want) {
		return nil, 0 // "a spokesman told the paper": he is no one who has a name
	}
	fits := func(e *Entity) bool {
		return e != nil && e.Kind == news.Person && strings.ToUpper(e.Name) != e.Name && (e.gender == lexicon.UnknownGender || e.gender == want)
	}
	take := func(e *Entity, known, guessed float64) (*Entity, float64) {
		if e.gender == want {
			return e, known
		}
		e.gender = want
		return e, guessed
	}
	if one, open := oneOf(r.talk.several.several, want); one != nil {
		return one, 0.75 // "she" of a man and a woman who said it together
	} else if open && r.talk.asOne && r.talk.severalAt == r.at {
		return nil, 0
	}
	if e := r.speaking(); fits(e) {
		return take(e, 0.85, 0.75)
	}
	if e := r.talk.focus; fits(e) {
		return take(e, 0.85, 0.75)
	}
	if e := r.talk.last.who; fits(e) && r.at-r.talk.lastAt <= farthest {
		return take(e, 0.7, 0.7)
	}
	for _, s := range r.talk.subjects {
		if r.at-s.at <= farthest && fits(s.who) {
			return take(s.who, 0.6, 0.6)
		}
	}
	if e := r.onlyOne(f); r.tongue != nil && fits(e) { // "Für Anna Berg ist Schluss. „…“, sagte sie."
		return take(e, 0.6, 0.55)
	}
	return nil, 0
}

// onlyOne is the one person whom the text has named in front of a pronoun, nil
// where there are more, or a whole list of names to look through.
func (r *reader) onlyOne(f subject) (who *Entity) {
	for i, e := range r.names.all {
		switch {
		case i == mostAlike:
			return nil
		case e.Kind != news.Person || e.Uses == 0 || !strings.Contains(e.Name, " ") || e.First.Paragraph > r.p.at || e.First.Paragraph == r.p.at && e.First.Start > f.start:
		case who != nil:
			return nil
		default:
			who = e
		}
	}
	return who
}

// oneOf is the one of several who has a gender; open says that more have it.
func oneOf(several []*Entity, want lexicon.Gender) (who *Entity, open bool) {
	for _, e := range several {
		if e.Kind != news.Person || e.gender != want {
			continue
		}
		if who != nil {
			return nil, true
		}
		who = e
	}
	return who, false
}

// bodyOf is the organisation that is named with a speaker: in front of the name
// ("Home Office minister Ann Lodge") or in the title behind it ("Ned Orr, a
// spokesman for the Port Authority").
func (r *reader) bodyOf(f subject) string {
	names := r.names.namings[r.p.at]
	to := f.name.End
	if f.title != "" {
		to += runeLen(f.title) + len(", the ")
	}
	for i := sort.Search(len(names), func(i int) bool { return names[i].Start >= f.start }); i < len(names) && names[i].End <= to; i++ {
		if names[i].Who.Kind == news.Organisation {
			return names[i].Who.Name
		}
	}
	return ""
}

// farthest is how many paragraphs back somebody can be whom a pronoun means.
const farthest = 3

// mostPassed is how many quotations of a paragraph are passed over that nobody with
// a name has said.
const mostPassed = 50

// speaking is whose words the last quotation of this paragraph is.
func (r *reader) speaking() *Entity {
	for q := r.heard - 1; q >= max(0, r.heard-mostPassed); q-- {
		if r.keep[q] && r.said[q].found && r.said[q].who != nil {
			return r.said[q].who
		}
	}
	return nil
}

// byTitle is whom a description means: the one person whom the text gives that
// title to.
func (r *reader) byTitle(noun string) (*Entity, float64) {
	if r.tongue != nil {
		return r.byForeignTitle(noun)
	}
	fields := strings.Fields(strings.ToLower(strip(noun)))
	if len(fields) == 0 || !strings.HasPrefix(strings.ToLower(noun), "the ") {
		return nil, 0
	}
	head := fields[len(fields)-1]
	for i, w := range fields {
		if linking[w] && i > 0 {
			head = fields[i-1]
			break
		}
	}
	var who *Entity
	for _, e := range r.names.titled {
		if was(e.Title) && !was(Bare(noun)) {
			continue
		}
		for w := range strings.FieldsSeq(strings.ToLower(e.Title)) {
			if w = strings.Trim(w, ",."); linking[w] {
				break
			}
			if w = inFull(w); w == inFull(head) && (isRole(w) || titleWords[strings.ToUpper(w[:1])+w[1:]]) {
				if who != nil && who != e {
					return nil, 0
				}
				who = e
			}
		}
	}
	return who, 0.7
}

// was tells a title that somebody has no more: "former prime minister".
func was(title string) bool {
	first, _, _ := strings.Cut(strings.ToLower(title), " ")
	return first == "former" || first == "ex" || strings.HasPrefix(first, "ex-")
}

// mainSubject is whom a sentence is about: the first name or pronoun of it
// that nothing puts in another place.
func (r *reader) mainSubject(s []token) (subject, bool) {
	for i := 0; i < len(s) && i < 40; i++ {
		t := s[i]
		if t.quote >= 0 {
			return subject{}, false
		}
		if w := t.lower(); w == "he" || w == "she" {
			return subject{start: t.start, end: t.end, pronoun: w, conf: 0.7}, true
		}
		n := r.nameFrom(t)
		if n == nil || n.possessive || n.Start != t.start && n.lead != t.start {
			continue
		}
		k := i - 1
		for k >= 0 && (isRole(s[k].lower()) || roleModifiers[s[k].lower()] && s[k].lower() != "for") {
			k--
		}
		if k >= 0 && (linking[s[k].lower()] || objectBefore[s[k].lower()]) {
			continue
		}
		if n.Who.Kind == news.Place {
			continue
		}
		return subject{start: n.lead, end: n.End, name: n, conf: 0.7}, true
	}
	return subject{}, false
}

// objectBefore are the words behind which a name is no subject.
var objectBefore = lexicon.Words(`by|to|against|about|after|before|between|under|over|into|near|like|than|as|via|per|during|including|despite|without|within|upon|towards|toward|behind|alongside|among|amid`)
