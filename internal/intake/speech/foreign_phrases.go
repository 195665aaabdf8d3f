package speech

// phraseFrom is how many tokens from k on say that somebody's words come:
// "laut", "d'après", "de acuerdo con".
func phraseFrom(s []token, k int, phrases [][]string) int {
	first := ""
	if k < len(s) {
		first = s[k].lower()
	}
phrases:
	for _, p := range phrases {
		if p[0] != first {
			continue
		}
		for i, w := range p {
			if k+i >= len(s) || i > 0 && s[k+i].lower() != w {
				continue phrases
			}
		}
		return len(p)
	}
	return 0
}

// foreignAccording reads Selon Roux, … « … » and Feld zufolge … „…“.
func (r *reader) foreignAccording(s []token) (attribution, bool) {
	for k := range s {
		if a, ok := r.accordingTo(s, k, false); ok {
			return a, true
		}
		if !r.tongue.reportedly[s[k].lower()] {
			continue
		}
		for from := max(0, k-6); from < k; from++ { // the longest that is somebody
			f, ok := r.oblique(s, from)
			if !ok {
				f, ok = r.foreignSubject(s, from, k)
			}
			if ok && f.end == s[k-1].end {
				return r.by(f, cue{at: k, from: k, phrase: true}, s, false), true
			}
		}
	}
	return attribution{}, false
}

// accordingTo reads a phrase at token k that gives words to somebody, and whom.
// One that means other things as well does so with a name, or right where a
// sentence starts or a quotation ends; "for" somebody something must be so.
func (r *reader) accordingTo(s []token, k int, beside bool) (attribution, bool) {
	n, strong := phraseFrom(s, k, r.tongue.according), true
	if n == 0 {
		n, strong = phraseFrom(s, k, r.tongue.maybeAccording), false
	}
	opinion := false
	if n == 0 {
		n = phraseFrom(s, k, r.tongue.opinions)
		opinion = n > 0
	}
	if n == 0 {
		return attribution{}, false
	}
	c := cue{at: k + n - 1, from: k, phrase: true}
	if p := r.tongue.possessed[s[k+n/2].lower()]; p != "" { // "nach ihren Angaben"
		return r.by(subject{start: s[k+n/2].start, end: s[k+n/2].end, pronoun: p, conf: 0.85}, c, s, beside), true
	}
	f, ok := r.oblique(s, k+n)
	if !ok {
		f, ok = r.foreignSubject(s, k+n, len(s))
	}
	if !ok || !strong && f.name == nil && k > 0 && !beside || opinion && !r.isSo(s, f.end) {
		return attribution{}, false
	}
	return r.by(f, c, s, beside), true
}

// isSo tells that what stands behind a place says what something is, or starts
// with a quotation: "Pour Roux, « … »", "Für Feld ist das „…“".
func (r *reader) isSo(s []token, end int) bool {
	for i, t := range s {
		if t.start < end {
			continue
		}
		if t.quote >= 0 {
			return i > 0 && s[i-1].text == ","
		}
		if r.tongue.copulas[t.lower()] {
			return true
		}
	}
	return false
}

// oblique reads a pronoun that such phrases have: "selon lui", "laut ihr".
func (r *reader) oblique(s []token, k int) (subject, bool) {
	if k >= len(s) || r.tongue.obliques[s[k].lower()] == "" || k+1 < len(s) && s[k+1].isUpper() { // "laut ihr Sprecher"
		return subject{}, false
	}
	return subject{start: s[k].start, end: s[k].end, pronoun: r.tongue.obliques[s[k].lower()], conf: 0.85}, true
}
