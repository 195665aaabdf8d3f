package speech

import (
	"strings"

	"storywire/internal/news"
)

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
		case r.tongue.elides && len(w) > leastAdverb && strings.HasSuffix(w, "ment"): // "a commenté sobrement"
			k++
		case r.tongue.manner[w] && k+2 < len(s) && !s[k+1].isUpper(): // "comentó con sobriedad"
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

// leastAdverb is how many letters a word has at least that "-ment" makes an adverb.
const leastAdverb = 6

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
// has it in the clause of token i: "warf ihm vor".
func (r *reader) hasParticle(s []token, k, i int) bool {
	want := r.tongue.particles[s[k].lower()]
	if want == "" {
		return true
	}
	for at, t := range s[k+1:] { // "wies es als „…“ zurück"
		if t.lower() == want {
			return true
		}
		if k+1+at > i && endsClause(t.text) {
			break
		}
	}
	return false
}

// verbLast reads a clause of German with its verb behind the quotation: "…, während
// Feld von einer „Spielerei“ sprach".
func (r *reader) verbLast(s []token, i int) (attribution, bool) {
	g := r.tongue
	if !g.nouns || i+1 >= len(s) || !g.verbs[s[i+1].lower()] || i+2 < len(s) && !endsClause(s[i+2].text) && !g.ands[s[i+2].lower()] {
		return attribution{}, false
	}
	from := i
	for from > 0 && i-from < 25 && s[from-1].quote < 0 && s[from-1].text != "," {
		from--
	}
	if from >= i || !g.clauses[s[from].lower()] {
		return attribution{}, false
	}
	f, ok := r.foreignSubject(s, from+1, i)
	if !ok || f.name == nil && f.pronoun == "" {
		return attribution{}, false
	}
	return r.by(f, cue{at: i + 1, from: i + 1}, s, true), true
}

// pastBrackets is the name behind a word or two in brackets: "la députée (PS) Jeanne
// Morel", nil for none.
func (r *reader) pastBrackets(s []token, k int) *Naming {
	if k+3 >= len(s) || s[k].text != "(" {
		return nil
	}
	k = pastTokens(s, k+1, 3, token.isWord)
	if k+1 >= len(s) || s[k].text != ")" {
		return nil
	}
	if n := r.nameFrom(s[k+1]); n != nil && n.Who.Kind == news.Person && !n.possessive {
		return n
	}
	return nil
}
