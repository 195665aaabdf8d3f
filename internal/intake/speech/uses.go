package speech

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// workNouns are those that a title or a term follows: the film "…".
var workNouns = lexicon.Words(`film|movie|song|book|novel|album|series|show|poem|play|painting|single|hashtag|word|words|term|phrase|nickname|so-called|called|known|named|titled|entitled|dubbed|nicknamed|labelled|labeled|programme|podcast|exhibition|documentary|musical|opera|game|column|headlined|headline|article|essay|slogan|motto|chant|episode|memoir|ballet|codenamed|marked|reading|read|alias|aka|track|sitcom|comedy|drama|thriller|anthem|hymn|sculpture|mural`)

// sings are the forms of a verb of which what follows may be a song.
var sings = lexicon.Words(`sing|sings|sang|singing`)

// isDirect tells a whole utterance from words lifted out of one.
func (r *reader) isDirect(s []token, i int) bool {
	q := s[i].quote
	if r.spans[q].continues {
		return true
	}
	a := r.said[q]
	last := r.lastOf(q)
	stops := strings.ContainsRune(".!?…,—–-।", last) || r.tongue != nil && (i == 0 || s[i-1].text == ":") && i+2 == len(s) && s[i+1].text == "." // which other languages have behind the mark
	alone := i == 0 || leadsIn(s[i-1].text) || s[i-1].quote >= 0
	upper := !unicode.IsLower(r.firstLetter(q)) // scripts without capitals count as such
	words := len(r.wordsOf(q))
	switch {
	case a.found && a.adjacent && alone && stops && i == 0:
		return true // "it was dark," she said
	case !upper:
		return false
	case alone && stops:
		return words >= 2 || a.found
	case alone && a.found && a.adjacent:
		return words >= 3 || i == 0 && i+1 < len(s) && s[i+1].text == ","
	case a.found && a.adjacent && i > 0 && speaks(s[i-1].lower()):
		return words >= 2 && stops || words >= 5
	}
	return a.found && words >= 8 && stops
}

// isSpeech tells somebody's words from the other uses of quotation marks: the
// title of a work, a term, a word that the writer keeps at a distance.
func (r *reader) isSpeech(s []token, i int) bool {
	q := s[i].quote
	if r.p.heading {
		return r.said[q].found && r.said[q].who != nil && r.said[q].adjacent
	}
	if i > 1 && s[i-1].text == "," && workNouns[s[i-2].lower()] && !r.said[q].adjacent && r.isTitle(q) {
		return false // her book, "A Year on the Quay," came out
	}
	if i > 0 && s[i-1].isWord() && !r.direct[q] {
		w := s[i-1].lower()
		if sings[w] && r.isTitle(q) {
			return false
		}
		if r.namesForeign(q, w) {
			return false
		}
		if workNouns[w] && (!frames(w) && !speaks(w) || !r.said[q].found) {
			return false
		}
		if w == "as" && i > 1 && (s[i-2].lower() == "known" || s[i-2].lower() == "billed") {
			return false
		}
	}
	if i > 0 && !r.direct[q] && (s[i-1].isWord() && s[i-1].base() != s[i-1].text || linking[s[i-1].lower()]) && r.isTitle(q) {
		return false // the programme's "Night and Day"
	}
	return r.direct[q] || r.said[q].found || len(r.wordsOf(q)) >= leastSpeech && !r.isTitle(q)
}

// namesForeign tells, in another language than English, a title by the word in front of
// it, and a paper or a place by a preposition ("sagte er im „Boten“").
func (r *reader) namesForeign(q int, before string) bool {
	g := r.tongue
	return g != nil && (g.works[before] && !r.said[q].adjacent || g.prepositions[before] && len(r.wordsOf(q)) <= 2 && !unicode.IsLower(r.firstLetter(q)))
}

// leastSpeech is how many words make speech of a quotation that no cue governs:
// shorter ones are terms and distances.
const leastSpeech = 5

// isTitle tells a few words with capitals, small words aside.
func (r *reader) isTitle(q int) bool {
	fields := r.wordsOf(q)
	capitals := 0
	for _, w := range fields {
		if lexicon.Capitalised(strings.Trim(w, `'‘“"`)) {
			capitals++
		} else if len(w) > 4 {
			return false
		}
	}
	return capitals > 1 && len(fields) <= 7
}

// carry gives the whole utterances of a paragraph that no cue stands beside
// the speaker of the one before, else of the one behind, else of the paragraph
// before.
func (r *reader) carry() {
	for q := range r.spans {
		if !r.keep[q] || r.said[q].found {
			continue
		}
		switch {
		case r.isIntroduced(q):
		case r.foundBefore(q) >= 0:
			r.set(q, carried(r.said[r.foundBefore(q)], 0.9))
		case r.fromParagraphBefore(q):
		case r.isAnswered(q):
		case r.nextFound(q) > 0:
			r.set(q, carried(r.said[r.nextFound(q)], 0.85))
		case r.aboutBefore(q):
		}
	}
}

// foundBefore is the utterance of the paragraph before this one, where it has a
// speaker, -1 for none. What is nobody's words is passed over.
func (r *reader) foundBefore(q int) int {
	for k := q - 1; k >= 0 && k > q-8; k-- {
		if r.keep[k] {
			if r.said[k].found {
				return k
			}
			return -1
		}
	}
	return -1
}

// nextFound is the next span of the paragraph that has a speaker, 0 for none.
func (r *reader) nextFound(q int) int {
	for k := q + 1; k < len(r.spans) && k < q+8; k++ {
		if r.keep[k] && r.said[k].found {
			return k
		}
	}
	return 0
}

// answers are verbs of saying that come with an answer to what somebody else asks.
var answers = lexicon.Words(`answered|answers|replied|replies|responded|responds|antwortet|antwortete|geantwortet|erwidert|erwiderte|entgegnet|entgegnete|répond|répondu|répondait|rétorque|rétorqué|réplique|répliqué|responde|respondió|respondido|contesta|contestó|contestado|replica|replicó`)

// isIntroduced tells, in another language than English, words that a clause of their
// own gives to somebody, if not in words that are known: "…, was Kohl so zusammenzog:
// „…“". Where it has a pronoun, or who speaks already, they go on speaking.
func (r *reader) isIntroduced(q int) bool {
	s := r.sentence[q]
	for i := range s {
		if r.tongue == nil || s[i].quote != q || i < leastIntroduced || s[i-1].text != ":" {
			continue
		}
		return !slices.ContainsFunc(s[:i-1], func(t token) bool {
			n := r.nameFrom(t)
			return r.tongue.pronoun(t.lower()) != "" || n != nil && n.Who.Kind == news.Person && (n.Who == r.talk.focus || n.Who == r.talk.last.who || n.Who == r.speaking())
		})
	}
	return false
}

// leastIntroduced is how many words, and a colon, make such a clause.
const leastIntroduced = 4

// isAnswered tells a question that the next words of the paragraph answer: they are
// not by who asked.
func (r *reader) isAnswered(q int) bool {
	next := r.nextFound(q)
	if next == 0 || r.lastOf(q) != '?' {
		return false
	}
	for w := range strings.FieldsSeq(r.said[next].cue) {
		if answers[strings.ToLower(w)] {
			return true
		}
	}
	return false
}

// fromParagraphBefore carries over a speaker whom the paragraph before
// announced, or who is still speaking.
func (r *reader) fromParagraphBefore(q int) bool {
	if r.spans[q].open > 0 || q > 0 {
		return false
	}
	switch t := r.talk; {
	case t.open && t.lastAt == r.at-1:
		a := carried(t.last, 0.98)
		if t.last.method == "continued" { // as sure as its beginning, however long it is
			a.confidence = t.last.confidence
		}
		a.method = "continued"
		r.set(q, a)
	case t.announced.found && t.announcedAt == r.at-1:
		r.set(q, t.announced)
	case r.nextFound(q) > 0:
		return false
	case t.ended && t.lastAt == r.at-1 && t.last.found:
		r.set(q, carried(t.last, 0.65))
	case r.isAll(q) && t.lastAt == r.at-1 && t.last.found:
		r.set(q, carried(t.last, 0.6))
	case r.isAll(q) && t.focus != nil && r.isPerson(t.focus) && t.focusAt == r.at-1:
		r.set(q, attribution{who: t.focus, mention: t.focusMention, method: "focus", confidence: 0.52})
	default:
		return false
	}
	return true
}

// isAll tells a quotation that is all of its paragraph, a mark or two aside.
func (r *reader) isAll(q int) bool {
	return r.spans[q].open == 0 && r.spans[q].shut >= len(r.text)-1
}

// aboutBefore gives an utterance to whom the sentence before it is about.
func (r *reader) aboutBefore(q int) bool {
	if r.spans[q].open == 0 || r.tongue != nil && !r.direct[q] {
		return false
	}
	e := r.talk.focus
	if e == nil || !r.isPerson(e) {
		return false
	}
	names := r.names.namings[r.p.at]
	last := sort.Search(len(names), func(i int) bool { return names[i].End > r.spans[q].open })
	for i := last - 1; i >= max(0, last-mostAlike); i-- {
		if n := names[i]; n.Who == e {
			r.set(q, attribution{who: e, mention: r.p.place(n.lead, n.End), method: "focus", confidence: 0.55})
			return true
		}
	}
	return false
}

// isPerson tells somebody; where all nouns have capitals, one whom more shows to be.
func (r *reader) isPerson(e *Entity) bool {
	return e.Kind == news.Person && (e.Sure || r.tongue == nil || !r.tongue.nouns)
}

// carried is an attribution as the utterance beside it takes it over.
func carried(a attribution, by float64) attribution {
	a.confidence *= by
	a.adjacent = false
	if a.who != nil {
		a.method = "carry_over"
	}
	return a
}

// finish remembers what the next paragraph needs of this one.
func (r *reader) finish() {
	t := r.talk
	t.announced, t.announcedAt = t.pending, r.at
	t.ended, t.open = false, false
	for q := range r.spans {
		if !r.keep[q] || !r.said[q].found {
			continue
		}
		t.last, t.lastAt = r.said[q], r.at
		t.ended = r.spans[q].shut >= len(r.text)-1 && r.direct[q]
		t.open = r.spans[q].continues
	}
}

// leadsIn tells whether a mark can stand before speech.
func leadsIn(mark string) bool { return mark == ":" || mark == "," || isDash(mark) }

func isDash(mark string) bool {
	switch mark {
	case "—", "–", "-", "―":
		return true
	}
	return false
}
