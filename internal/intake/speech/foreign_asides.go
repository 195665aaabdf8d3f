package speech

// pastAside is the first token from k on that can be of the subject: behind
// whom a speaker told it, where and when ("a déclaré mardi à l'agence Roux").
func (r *reader) pastAside(s []token, k int) int {
	for from := k; k < len(s) && k < from+8; {
		w := s[k].lower()
		switch {
		case s[k].text == "," && r.asideEnd(s, k) > 0: // "a déclaré, après le vote, Roux"
			k = r.asideEnd(s, k)
		case r.tongue.adverbs[w] || r.tongue.reflexive[w]:
			k++
		case r.tongue.articles[w] && k+1 < len(s) && r.tongue.adverbs[s[k+1].lower()]: // "dijo el lunes"
			k += 2
		case r.tongue.prepositions[w] && k+1 < len(s):
			if k++; r.tongue.articles[s[k].lower()] {
				k++
			}
			k++
		default:
			return k
		}
	}
	return k
}

// asideEnd is the token behind the second of two commas with a word between them that
// tells when, where or to whom, 0 where there is none.
func (r *reader) asideEnd(s []token, k int) int {
	if k+2 >= len(s) || !s[k+1].isWord() || !r.tongue.stops[s[k+1].lower()] || r.tongue.articles[s[k+1].lower()] {
		return 0
	}
	end := pastTokens(s, k+1, 10, token.isWord)
	if end+1 >= len(s) || s[end].text != "," || r.tongue.copulas[s[k+1].lower()] || r.tongue.auxiliary[s[k+1].lower()] {
		return 0
	}
	return end + 1
}

// colonBefore is the colon that words stand behind: right behind it, or in what it
// starts where a verb tells that somebody says that ("Feld ist enttäuscht: Das sei
// „…“"). It is 0 for none.
func (r *reader) colonBefore(s []token, i int) int {
	told := false
	for k := i - 1; k > 0 && s[k].quote < 0; k-- {
		if s[k].text == ":" {
			if k == i-1 || told {
				return k
			}
			return 0
		}
		told = told || r.tongue.reported[s[k].lower()]
	}
	return 0
}

// hasParticle tells that a verb at token k that is of saying only with another word
// has it in front of token i: "warf ihm vor".
func (r *reader) hasParticle(s []token, k, i int) bool {
	want := r.tongue.particles[s[k].lower()]
	if want == "" {
		return true
	}
	for _, t := range s[k+1 : i] {
		if t.lower() == want {
			return true
		}
	}
	return false
}
