package speech

import (
	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// sayings are nouns for what somebody says: "was the answer of Ludo Marsh".
var sayings = lexicon.Words(`answer|reply|response|verdict|message|warning|assessment|judgment|judgement|view|conclusion|summary|description|comment|explanation|plea|promise|retort|refrain|opinion|advice|reaction|appeal`)

// saying reads whose words are called a noun from token k on: "was the answer of engineer
// Ludo Marsh", "was the harbourmaster's verdict" has nobody.
func (r *reader) saying(s []token, k int) (attribution, bool) {
	if k+4 >= len(s) || !beForms[s[k].lower()] {
		return attribution{}, false
	}
	from := k
	for k++; k < len(s) && k < from+4 && s[k].isWord() && !sayings[s[k].lower()]; k++ {
	}
	if k+2 >= len(s) || !sayings[s[k].lower()] || s[k+1].lower() != "of" && s[k+1].lower() != "from" {
		return attribution{}, false
	}
	f, ok := r.subjectRight(s, k+1)
	if !ok || f.name == nil {
		return attribution{}, false
	}
	f.conf = min(f.conf, 0.85)
	return r.by(f, cue{at: k + 1, from: k, phrase: true}, s, true), true
}

// sayingBefore reads a sentence that calls the quotation in front of it a noun: "“…”
// That was the verdict of engineer Ludo Marsh."
func (r *reader) sayingBefore(s []token) {
	if len(s) < 6 || s[0].lower() != "that" && s[0].lower() != "this" && s[0].lower() != "such" {
		return
	}
	q := r.heard - 1
	if q < 0 || r.said[q].found || !r.keep[q] || r.spans[q].shut+1 < s[0].start {
		return
	}
	if a, ok := r.saying(s, 1); ok {
		r.set(q, a)
	}
}

// ofBody is who is described by the name that ends with token j: "a spokesman for the
// Port Authority", and whoever stands in front of that.
func (r *reader) ofBody(s []token, j int, n *Naming) (subject, bool) {
	k := j
	for k > 0 && s[k].start > n.lead {
		k--
	}
	if k > 2 && s[k-1].lower() == "the" {
		k--
	}
	if k < 2 || s[k-1].quote >= 0 || !linking[s[k-1].lower()] {
		return subject{}, false
	}
	noun, ok := r.description(s, k-2)
	if !ok {
		return subject{}, false
	}
	noun.end = s[j].end
	noun.noun = string(r.text[noun.start:noun.end])
	if who, ok := r.describedBy(s, noun); ok {
		return who, true
	}
	return noun, true
}

// describedBy is who stands in front of a comma and a description: "Louise Gant, chair of
// the Port Authority" is Louise Gant.
func (r *reader) describedBy(s []token, noun subject) (subject, bool) {
	at := r.tokenOf(s, noun.start)
	if at < 2 || s[at-1].text != "," || s[at-2].quote >= 0 {
		return subject{}, false
	}
	n := r.names.at(r.p, s[at-2].start, s[at-2].end)
	if n == nil || n.End != s[at-2].end || n.Who.Kind != news.Person || n.possessive {
		return subject{}, false
	}
	return subject{start: n.lead, end: n.End, name: n, title: strip(noun.noun), conf: 0.93}, true
}

// adds are verbs of whoever spoke just before.
var adds = lexicon.Words(`added|adds|continued|continues`)

// whoAdds gives words of a "he" whom nothing in front of them tells to whom the next ones
// of the paragraph are given by name, with a verb of going on: "“No,” he said. “Not at
// all,” Ludo Marsh added."
func (r *reader) whoAdds() {
	for q := range r.spans {
		a := r.said[q]
		if a.who != nil || a.unnamed != "he" && a.unnamed != "she" || !r.keep[q] || q+1 >= len(r.spans) {
			continue
		}
		b := r.said[q+1]
		if b.who == nil || b.method != "explicit" || !b.adjacent || !adds[b.cue] {
			continue
		}
		want := lexicon.Male
		if a.unnamed == "she" {
			want = lexicon.Female
		}
		if b.who.gender == lexicon.UnknownGender || b.who.gender == want {
			a = carried(b, 0.85)
			a.cue = r.said[q].cue
			r.said[q] = a
		}
	}
}
