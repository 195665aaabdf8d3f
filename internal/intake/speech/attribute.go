package speech

import (
	"strings"
	"unicode"

	"storywire/internal/intake/lexicon"
)

// attribute finds who says the quotation at token i.
func (r *reader) attribute(s []token, i int, cues []cue, main subject, hasMain bool) {
	q := s[i].quote
	if a, ok := r.told(s, i, cues, main, hasMain); ok {
		r.set(q, a)
	} else if hasMain && i > 0 && s[i-1].text == ":" {
		main.conf = 0.7 // "She turned to the crowd again: …"
		r.set(q, r.resolve(main))
	}
	r.direct[q] = r.isDirect(s, i)
	r.keep[q], r.heard = r.isSpeech(s, i), q+1
	if !r.keep[q] {
		r.said[q] = attribution{}
	}
}

// told is who a sentence says has said the quotation at token i: right behind it,
// before it, or later on.
func (r *reader) told(s []token, i int, cues []cue, main subject, hasMain bool) (attribution, bool) {
	if a, ok := r.behind(s, i, cues); ok {
		return a, true
	}
	if a, ok := r.signature(s, i); ok {
		return a, true
	}
	if a, ok := r.passive(s, i); ok {
		return a, true
	}
	if a, ok := r.before(s, i, cues, main, hasMain); ok {
		return a, true
	}
	return r.laterOn(s, i, cues)
}

func (r *reader) set(q int, a attribution) {
	a.found = true
	r.said[q] = a
}

// behind reads "…," said Quill and "…," Quill said.
func (r *reader) behind(s []token, i int, cues []cue) (attribution, bool) {
	k := i + 1
	for k < len(s) && (leadsIn(s[k].text) && s[k].text != ":" || strayMark[s[k].text]) {
		k++
	}
	if k >= len(s) || s[k].quote >= 0 {
		return attribution{}, false
	}
	if a, ok := r.saying(s, k); ok {
		return a, true
	}
	ended := k > i+1 || strings.ContainsRune(",.!?…—-", r.lastOf(s[i].quote))
	for _, c := range cues {
		if c.from < k || c.framing && !speaks(s[c.at].lower()) {
			continue
		}
		if c.from == k && !c.participle {
			if f, ok := r.subjectRight(s, c.at); ok {
				return r.by(f, c, s, true), true
			}
			if f, ok := r.whoever(s, c.at+1, len(s), false); ok && !c.phrase {
				return r.by(f, c, s, true), true
			}
			if c.phrase {
				return attribution{}, false
			}
		}
		if !ended || c.at-k > 30 {
			break
		}
		if f, _, ok := r.subjectLeft(s, c); ok && f.start >= s[k].start {
			if all := r.together(s, f, true); plainTo(s[k:], f.start) || all.several != nil && all.start == s[k].start {
				return r.by(all, c, s, true), true
			}
		}
		if f, ok := r.whoever(s, k, c.from, true); ok && !c.participle {
			return r.by(f, c, s, true), true
		}
		break
	}
	return attribution{}, false
}

// signature reads "…" — Mara Quill: a name behind a dash that ends the sentence.
func (r *reader) signature(s []token, i int) (attribution, bool) {
	if i+2 >= len(s) || !isDash(s[i+1].text) {
		return attribution{}, false
	}
	f, ok := r.whoever(s, i+2, len(s), false)
	if f = r.together(s, f, false); !ok || f.name == nil && !s[i+2].isUpper() || !endsClause(r.wordAfter(s, f.end)) {
		return attribution{}, false
	}
	return r.signed(f), true
}

// passive reads who gives a name or a judgement behind "by": called "a fool" by
// Mara Quill; described by Mara Quill as "a fool".
func (r *reader) passive(s []token, i int) (attribution, bool) {
	verb := i - 1
	if verb > 0 && s[verb].lower() == "as" {
		verb--
	}
	by := i + 1
	if by >= len(s) || s[by].lower() != "by" || verb < 0 || !framesPast(s[verb]) {
		if verb != i-2 {
			return attribution{}, false
		}
		for by = verb; by > 1 && i-by < longestWhoever && s[by].lower() != "by"; by-- {
		}
		if verb = by - 1; verb < 0 || s[by].lower() != "by" || !framesPast(s[verb]) {
			return attribution{}, false
		}
	}
	f, ok := r.subjectRight(s, by)
	if !ok || by < i && f.end > s[i-2].end {
		return attribution{}, false
	}
	f.conf = min(f.conf, 0.85)
	return r.by(f, cue{at: verb, from: verb, framing: true}, s, true), true
}

// framesPast tells a weak verb of the past, as the passive has it.
func framesPast(t token) bool {
	return t.quote < 0 && verbs[t.lower()].weak && verbs[t.lower()].tense == past
}

// signed is the attribution to whom a signature names.
func (r *reader) signed(f subject) attribution {
	a := r.resolve(f)
	a.found = true
	if a.who != nil {
		a.method = "signature"
	}
	return a
}

// strayMark are the ends of quotations within the one that just ended.
var strayMark = lexicon.Words(`'|"|’|”`)

// plainTo tells a few words without a mark, up to a place: what stands in
// front of a title ("Harrow police Chief Chuck Orr").
func plainTo(s []token, to int) bool {
	for k := 0; k < len(s) && k < 8; k++ {
		switch {
		case s[k].start >= to:
			return true
		case !s[k].isWord() || linking[s[k].lower()] || s[k].lower() == "and":
			return false
		}
	}
	return false
}

// before reads Quill said: "…", described it as "…", and calling it "…".
func (r *reader) before(s []token, i int, cues []cue, main subject, hasMain bool) (attribution, bool) {
	var vague attribution
	for k := len(cues) - 1; k >= 0; k-- {
		c := cues[k]
		near := i-c.at <= 2
		if c.at >= i || !near && nearOnly(s[c.at].lower()) {
			continue
		}
		if c.phrase {
			if f, ok := r.subjectRight(s, c.at); ok {
				return r.by(f, c, s, false), true
			}
			continue
		}
		f, shared, ok := r.subjectLeft(s, c)
		if ok {
			if a := r.by(f, c, s, near); a.who != nil || f.pronoun == "" {
				return a, true
			} else if !vague.found { // "denied that it had asked": whoever denied it speaks
				vague = a
			}
			continue
		}
		if !shared && !c.participle {
			if f, ok := r.anybody(s, c); ok && !vague.found {
				vague = r.by(f, c, s, near)
			}
			continue
		}
		if f, ok := r.clauseSubject(s, cues[:k], main, hasMain); ok && f.end <= s[c.from].start {
			f.conf = min(f.conf, 0.85)
			return r.by(f, c, s, near), true
		}
	}
	return vague, vague.found
}

// clauseSubject is the subject that a cue shares with those before it, else
// whom the sentence is about.
func (r *reader) clauseSubject(s []token, cues []cue, main subject, hasMain bool) (subject, bool) {
	for k := len(cues) - 1; k >= 0; k-- {
		if cues[k].phrase || cues[k].participle {
			continue
		}
		if f, shared, ok := r.subjectLeft(s, cues[k]); ok || !shared {
			return f, ok
		}
	}
	main.conf = 0.85
	return main, hasMain
}

// laterOn reads an attribution at the end of a longer sentence: The quay was
// "a ruin" for years, Quill said.
func (r *reader) laterOn(s []token, i int, cues []cue) (attribution, bool) {
	for _, c := range cues {
		if c.from <= i || c.framing || nearOnly(s[c.at].lower()) {
			continue
		}
		if c.phrase {
			if f, ok := r.subjectRight(s, c.at); ok {
				return r.by(f, c, s, false), true
			}
			continue
		}
		if c.from > i+1 && s[c.from-1].text == "," && !c.participle {
			f, ok := r.subjectRight(s, c.at)
			if !ok {
				f, ok = r.whoever(s, c.at+1, len(s), false)
			}
			if ok {
				return r.by(f, c, s, false), true
			}
		}
		if f, _, ok := r.subjectLeft(s, c); ok && f.start > s[i].end && r.afterComma(s, f.start) {
			f.conf = min(f.conf, 0.85)
			return r.by(f, c, s, false), true
		}
	}
	return attribution{}, false
}

func (r *reader) afterComma(s []token, start int) bool {
	for k := 1; k < len(s); k++ {
		if s[k].start == start {
			return s[k-1].text == "," || s[k-1].quote >= 0
		}
	}
	return false
}

// by is the attribution to a subject, and whoever speaks with it, by a cue.
func (r *reader) by(f subject, c cue, s []token, adjacent bool) attribution {
	if r.tongue != nil {
		f = r.foreignTogether(s, f, c)
	} else {
		f = r.together(s, f, f.start < s[c.from].start)
	}
	a := r.resolve(f)
	a.cue, a.adjacent, a.found = c.text(s), adjacent, true
	if c.framing {
		a.confidence *= 0.95 // the words may be the writer's own
	}
	return a
}

// lastOf is the last character of a quotation, a nested one's mark aside.
func (r *reader) lastOf(q int) rune {
	s := r.spans[q]
	for i := s.end - 1; i > s.start; i-- {
		if !strings.ContainsRune(`'"’”»`, r.text[i]) {
			return r.text[i]
		}
	}
	return r.text[s.end-1]
}

// shareSentence gives the parts of one utterance one speaker: "…," she said,
// "…".
func (r *reader) shareSentence(s []token) {
	prev := -1
	for i, t := range s {
		if t.quote < 0 {
			continue
		}
		if i > 0 && prev >= 0 && !r.keep[t.quote] && r.direct[prev] && r.said[prev].adjacent && r.lastOf(prev) == ',' && s[i-1].text == "," && unicode.IsLower(r.firstLetter(t.quote)) {
			r.keep[t.quote] = true // "It was," agreed Quill, "the worst."
		}
		if prev >= 0 && r.keep[t.quote] && !r.said[t.quote].found && r.said[prev].found {
			r.said[t.quote] = r.said[prev]
		}
		if prev >= 0 && r.keep[t.quote] && r.direct[prev] && r.said[prev].adjacent && r.lastOf(prev) == ',' && r.said[t.quote].who == r.said[prev].who && r.said[t.quote].cue == r.said[prev].cue {
			r.direct[t.quote] = true
		}
		prev = t.quote
	}
}
