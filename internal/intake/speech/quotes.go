package speech

import (
	"strings"
	"unicode"

	"storywire/internal/news"
)

// reader reads one paragraph for who says what.
type reader struct {
	names    *register
	all      []*paragraph
	at       int // which of all this is
	p        *paragraph
	text     []rune
	spans    []quoted
	tokens   []token
	talk     *discourse
	said     []attribution // one for each span
	direct   []bool
	keep     []bool    // it is speech
	heard    int       // how many of the spans have been looked at
	sentence [][]token // the one that each span is in
	turn     bool      // the paragraph is a turn of a transcript
	tongue   *tongue   // nil for English
}

// learn gives words that go on in the next paragraph the speaker whom only
// that one tells for sure, and says whether it did.
func (r *reader) learn(next *reader) bool {
	last := len(r.spans) - 1
	if last < 0 || !r.spans[last].continues || len(next.spans) == 0 || next.spans[0].open > 0 {
		return false
	}
	told, had := next.said[0], r.said[last]
	if !told.found || had.found && (had.confidence >= unsure || told.confidence < unsure) {
		return false
	}
	r.said[last] = carried(told, 0.95)
	if r.said[last].who != nil {
		r.said[last].method = "continued"
	}
	return true
}

// sign gives the words of a paragraph that are all a quotation the speaker whom
// the next one names behind a dash: "— Mara Quill, skipper". Where a name and
// nothing else ends the text and somebody else is speaking, it is the story that is
// signed, unless the words are a block quote.
func (r *reader) sign(next *reader) {
	if len(r.spans) != 1 || !r.isAll(0) || len(next.spans) > 0 || len(next.tokens) < 2 || !isDash(next.tokens[0].text) {
		return
	}
	f, ok := next.whoever(next.tokens, 1, len(next.tokens), false)
	if !ok {
		return
	}
	f = next.together(next.tokens, f, false)
	last := next.at == len(r.all)-1
	alone := f.name != nil && f.name.Start == next.tokens[1].start && f.name.End == next.tokens[len(next.tokens)-1].end
	if last && alone && r.said[0].who != nil && !r.p.block {
		return
	}
	r.said[0] = next.signed(f)
}

// quotations finds the spans of every passage. A mark that nothing closes is a
// quotation to the end of its paragraph where the next one opens with a mark.
func (out *Reading) quotations(story []*paragraph) [][]quoted {
	all := make([][]quoted, len(story))
	unclosed := make([]int, len(story))
	for i, p := range story {
		all[i], unclosed[i] = findSpans(p.text)
	}
	for i, p := range story {
		at := unclosed[i]
		if at < 0 && i+1 < len(story) && endsInApostrophe(p.text, all[i], story[i+1].text) {
			at = 0
		}
		if at < 0 || p.heading {
			continue
		}
		goesOn := i+1 < len(story) && startsQuoted(story[i+1].text)
		if !goesOn {
			out.Unclosed = append(out.Unclosed, p.place(at, at+1))
			continue
		}
		s := quoted{start: at + 1, end: len(p.text), open: at, shut: len(p.text), continues: true}
		kept := all[i][:0]
		for _, o := range all[i] {
			if o.open < at {
				kept = append(kept, o)
			}
		}
		if s.shrink(p.text) {
			kept = append(kept, s)
		}
		all[i] = kept
	}
	return all
}

// endsInApostrophe tells a paragraph in single marks that goes on in the next:
// the mark that seems to close it is that of a plural.
func endsInApostrophe(text []rune, spans []quoted, next []rune) bool {
	if len(next) == 0 || text[0] != '‘' || next[0] != '‘' || text[len(text)-1] == '’' {
		return false
	}
	if len(spans) == 0 || spans[0].open > 0 {
		return true
	}
	before, after := around(text, spans[0].shut-1, 1)
	return before == 's' && unicode.IsSpace(after)
}

func startsQuoted(text []rune) bool {
	return len(text) > 0 && strings.ContainsRune("\"“„«‘", text[0])
}

// read attributes the spans of a paragraph, sentence by sentence, and then
// those that stand alone by what is around them.
func (r *reader) read() {
	r.said = make([]attribution, len(r.spans))
	r.direct = make([]bool, len(r.spans))
	r.keep = make([]bool, len(r.spans))
	r.tokens = tokenise(r.text, r.spans)
	r.sentence = make([][]token, len(r.spans))
	for _, s := range sentences(r.tokens, r.text, r.spans) {
		r.readSentence(s)
	}
	if !r.p.heading {
		r.whoAdds()
		r.carry()
		r.finish()
	}
}

// readSentence attributes the spans of one sentence.
func (r *reader) readSentence(s []token) {
	if r.tongue != nil {
		r.readForeign(s)
		return
	}
	quotes := 0
	for i := range s {
		if s[i].quote >= 0 {
			quotes++
			r.sentence[s[i].quote] = s
		}
	}
	cues := findCues(s)
	main, hasMain := r.mainSubject(s)
	r.sayingBefore(s)
	r.hearsay(s, cues, quotes)
	if quotes > 0 {
		for i, t := range s {
			if t.quote >= 0 {
				r.attribute(s, i, cues, main, hasMain)
			}
		}
		r.shareSentence(s)
	}
	r.expect(s, cues, main, hasMain)
	if quotes == 0 && r.reported(s, cues) {
		return
	}
	spoke := false
	for i := len(s) - 1; i >= 0 && !spoke; i-- {
		if q := s[i].quote; q >= 0 && r.said[q].found && r.said[q].who != nil {
			r.talk.turnTo(r.said[q].who, r.said[q].mention, r.at)
			spoke = true
		} else if q >= 0 && r.said[q].adjacent {
			spoke = r.turnToNobody(r.said[q])
		}
	}
	if hasMain && !spoke {
		if a := r.resolve(main); a.who != nil {
			r.talk.turnTo(a.who, a.mention, r.at)
			if all := r.together(s, main, true); all.several != nil {
				r.turnToSeveral(r.resolve(all))
			}
		}
	}
}

// hearsay keeps in mind whose words a sentence says that it has: "According to
// Quill, …". Where it ends with that, and quotes somebody, those words are not
// about them.
func (r *reader) hearsay(s []token, cues []cue, quotes int) {
	for _, c := range cues {
		if !c.phrase || c.from > 0 && quotes > 0 {
			continue
		}
		if f, ok := r.subjectRight(s, c.at); ok {
			if a := r.resolve(f); a.who != nil && a.who.Kind == news.Person {
				r.talk.turnTo(a.who, a.mention, r.at)
			}
		}
		return
	}
}

// reported keeps in mind who says what a sentence reports without quoting it.
func (r *reader) reported(s []token, cues []cue) bool {
	for i := len(cues) - 1; i >= 0; i-- {
		if cues[i].framing || cues[i].participle || cues[i].phrase || nearOnly(s[cues[i].at].lower()) {
			continue
		}
		if f, _, ok := r.subjectLeft(s, cues[i]); ok {
			if a := r.resolve(r.together(s, f, true)); a.who != nil && a.who.Kind == news.Person {
				r.talk.turnTo(a.who, a.mention, r.at)
				return true
			} else if r.turnToNobody(a) {
				return true
			}
		}
	}
	return false
}

// expect notes a speaker whose words the next paragraph has: "She added:".
func (r *reader) expect(s []token, cues []cue, main subject, hasMain bool) {
	r.talk.pending = attribution{}
	if len(s) == 0 || s[len(s)-1].text != ":" {
		return
	}
	last := len(s) - 1
	if len(cues) > 0 && cues[len(cues)-1].at < last { // "Added Quill:"
		c := cues[len(cues)-1]
		if f, ok := r.subjectRight(s[:last], c.at); ok && c.from == 0 {
			r.talk.pending = r.by(f, c, s, false)
			return
		}
	}
	if a, ok := r.before(s, last, cues, main, hasMain); ok {
		r.talk.pending = a
	} else if hasMain {
		main.conf = 0.65
		r.talk.pending = r.resolve(main)
		r.talk.pending.found = true
	}
}

func (r *reader) firstLetter(q int) rune {
	for _, c := range r.text[r.spans[q].start:r.spans[q].end] {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
	}
	return 0
}

func (r *reader) wordsOf(q int) []string {
	return strings.Fields(string(r.text[r.spans[q].start:r.spans[q].end]))
}
