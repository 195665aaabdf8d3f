// Package speech reads who says what: the paragraphs of a text in, the names
// and the quotations of it out, each quotation with its speaker, the words that
// attribute it, how that was found and how sure it is.
//
// It is what every reader of pages calls, whatever the page came as. It is
// pure, and must never know of formats, of an article's form or of a store. It
// invents nobody: a quotation whose speaker the text does not tell has none.
//
// A text goes through these stages, each in the file of its name:
//
//	sentences  words and sentences
//	runs       the runs of capitals that are names of people, places and bodies
//	names      whose names those are: a surname is the person named in full
//	spans      what stands between quotation marks, nested and across paragraphs (marks)
//	cues       verbs and phrases that attribute (verbs has their forms)
//	subjects   which words say who speaks (phrases: whatever they call them;
//	           roles: the words for what somebody is)
//	together   with whom they speak, where several say it as one
//	attribute  which cue and subject belong to which span
//	nominal    who speaks by a noun for it, a description, what they go on to add
//	uses       which spans are speech, and which a title, a term, a distance
//	speakers   whom a subject means: a name, a surname, a title, a pronoun
//	transcript the turns of a transcript, and the answers of an interview
//	occasion   in what and on which day it was said
//
// That is English. foreign has the rules of other languages, in place of cues,
// subjects, runs and together (foreign_phrases, foreign_hearsay, foreign_subjects with
// foreign_asides, foreign_names with foreign_people and foreign_things, foreign_together);
// each language is a tongue, with a file of its words.
package speech

import (
	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// Text is what is read.
type Text struct {
	Paragraphs []Paragraph
	Language   string   // BCP 47; one that has no rules of its own is read by those of English
	Authors    []string // the bylines: whose turns in an interview are the paper's questions
}

// Paragraph is a paragraph in the order of the page. Offsets count its code
// points.
type Paragraph struct {
	Text string
	Role Role
}

// Role is what a paragraph is in the page.
type Role int

// The roles. A caption is read for names alone; it stands beside the story, so
// that no speaker is carried through it. Who signs under a block quote has said
// it, and not written the story.
const (
	Body Role = iota
	Heading
	Caption
	BlockQuote
)

// Place is a range of code points of one of the paragraphs.
type Place struct{ Paragraph, Start, End int }

// Kind is what words between quotation marks are.
type Kind string

// The kinds: a whole utterance, words lifted out of one, and what is nobody's
// speech: a title, a term, a distance.
const (
	Direct   Kind = "direct"
	Fragment Kind = "fragment"
	None     Kind = "none"
)

// Quote is what stands between quotation marks, and whose words it is.
type Quote struct {
	Place
	Kind       Kind
	Speaker    *Entity   // nil where nobody with a name is sure enough to be it
	Likely     *Entity   // who it would be, were it sure enough
	Unnamed    string    // the words that mean the speaker, where they are no one's name
	Several    []*Entity // of words that several say as one: whom of them the text names
	Mention    Place     // where those words or that name stand
	Cue        string    // "said", "according to"
	Method     string    // how the speaker was found, "" where none was
	Confidence float64   // from 0 to 1
	Medium     string    // "letter", "television interview"
	Weekday    string    // the day it was said on, where the sentence names one
}

// LeastSure is how sure a speaker must be to be named.
const LeastSure = 0.5

// unsure is how sure a speaker must be not to give way to one who is told later.
const unsure = 0.65

// Reading is what was read of a text.
type Reading struct {
	Quotes   []Quote    // in order, those of kind None among them
	Namings  [][]Naming // of each paragraph, in order
	Entities []*Entity  // in the order in which they were made out
	Unclosed []Place    // opening marks that nothing closes
	Turns    int        // paragraphs that are turns of a transcript
}

// paragraph is a paragraph as code points, with its number.
type paragraph struct {
	at      int
	text    []rune
	heading bool
	block   bool // a block quote
}

func (p *paragraph) place(start, end int) Place { return Place{p.at, start, end} }

// Read reads a text.
func Read(t Text) *Reading {
	var named, story []*paragraph
	for i, from := range t.Paragraphs {
		p := &paragraph{i, []rune(from.Text), from.Role == Heading, from.Role == BlockQuote}
		if from.Role != Heading {
			named = append(named, p)
		}
		if from.Role != Caption {
			story = append(story, p)
		}
	}
	tongue := tongueOf(t.Language)
	names := readNames(named, len(t.Paragraphs), tongue)
	out := &Reading{Namings: names.namings, Entities: names.all}
	spans := out.quotations(story)
	talk := &discourse{}
	transcript := hasTurns(story)
	readers := make([]*reader, len(story))
	for i, p := range story {
		r := &reader{names: names, all: story, at: i, p: p, text: p.text, spans: spans[i], talk: talk, tongue: tongue}
		readers[i], talk.place = r, i
		if r.turn = transcript && r.readTurn(t.Authors); r.turn {
			r.finish()
			out.Turns++
			continue
		}
		r.read()
		if i > 0 {
			for k := i; k > 0 && readers[k-1].learn(readers[k]); k-- {
			}
			readers[i-1].sign(r)
		}
	}
	for _, r := range readers {
		out.take(r)
	}
	out.Entities = names.all
	return out
}

// take puts what a paragraph quotes into the reading.
func (out *Reading) take(r *reader) {
	for k, s := range r.spans {
		a := r.said[k]
		q := Quote{Place: r.p.place(s.start, s.end), Kind: Fragment}
		switch {
		case r.turn && !r.keep[k]:
			continue // the paper's own question
		case !r.keep[k]:
			q.Kind = None
			out.Quotes = append(out.Quotes, q)
			continue
		case r.direct[k]:
			q.Kind = Direct
		}
		q.Cue, q.Method, q.Mention, q.Confidence = a.cue, a.method, a.mention, a.confidence
		switch {
		case a.who != nil && a.confidence >= LeastSure && validName(a.who.Name):
			q.Speaker, a.who.Sure = a.who, true
		case a.who != nil:
			q.Likely = a.who
		default:
			q.Unnamed, q.Several = a.unnamed, a.several
		}
		r.occasion(&q, k)
		out.Quotes = append(out.Quotes, q)
	}
}

// Entity is a person, place or organisation that a text names.
type Entity struct {
	Kind  news.MentionType
	Name  string
	Alias string // of an organisation: its abbreviation
	Title string // of a person: what the text says they are
	Body  string // of a person: the organisation that they speak for or have their title from
	Sure  bool   // the text shows what it is, by more than its capitals
	Uses  int    // how often it is named
	First Place  // where it is named first

	gender lexicon.Gender
	amid   bool // its capitals are its own: it stands within a sentence somewhere
	seen   int  // the number of the latest naming, to tell which is nearest
}

// Naming is one place where an entity is named.
type Naming struct {
	Start, End int // code points of the paragraph, without a title in front
	Who        *Entity

	lead       int // where the title in front of the name starts
	possessive bool
	shared     bool // another person has this name too
}
