package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// toComma reads an article and what follows it up to a comma as a description,
// with the name behind the comma: "the auditor, Grace Lim".
func (r *reader) toComma(s []token, j int) (subject, bool) {
	if w := s[j].lower(); w != "the" && w != "a" && w != "an" && w != "its" && w != "their" {
		return subject{}, false
	}
	k := j + 1
	for k < len(s) && k < j+7 && s[k].isWord() {
		k++
	}
	if k == j+1 {
		return subject{}, false
	}
	noun := string(r.text[s[j].start:s[k-1].end])
	if k+1 < len(s) && s[k].text == "," {
		if n := r.nameFrom(s[k+1]); n != nil && n.Who.Kind == "person" && !n.possessive {
			return subject{start: s[j].start, end: n.End, name: n, conf: 0.9, title: strip(noun)}, true
		}
	}
	return subject{start: s[j].start, end: s[k-1].end, noun: noun, conf: 0.6}, true
}

// longestWhoever is how many words can say who speaks.
const longestWhoever = 14

// whoever reads the words from token from on, to token to at the most, as
// somebody, whatever they call them: right beside a quotation and a verb of
// saying nothing else can stand ("said one first-time voter"). whole says that
// all of the words must be that.
func (r *reader) whoever(s []token, from, to int, whole bool) (subject, bool) {
	end := from
	for end < to && end-from < longestWhoever && s[end].quote < 0 {
		t := s[end]
		if whole && (endsSentenceMark(t.text) || t.text == ":" || t.text == ";") || !whole && (endsClause(t.text) || end > from && stopsWhoever[t.lower()]) {
			break
		}
		end++
	}
	if end == from || whole && end != to || !begins(s[from]) {
		return subject{}, false
	}
	f := subject{start: s[from].start, end: s[end-1].end, noun: string(r.text[s[from].start:s[end-1].end]), conf: 0.6}
	for k := from; k < end && s[k].text != ","; k++ {
		n := r.nameFrom(s[k])
		if n == nil || n.Who.Kind != news.Person || n.possessive {
			continue
		}
		if n.End == f.end || whole && goesWithName(r.wordAfter(s, n.End)) {
			f.name, f.conf, f.end = n, 0.9, n.End
			break
		}
	}
	return f, true
}

// wordAfter is the word or mark that stands behind a place, "" for none.
func (r *reader) wordAfter(s []token, end int) string {
	for _, t := range s {
		if t.start >= end {
			return t.text
		}
	}
	return ""
}

// goesWithName tells what can stand between a name and its verb.
func goesWithName(w string) bool { return w == "," || w == "(" || w == "who" }

func endsSentenceMark(s string) bool { return s == "." || s == "!" || s == "?" || s == "…" }

// begins tells the words that a description starts with.
func begins(t token) bool {
	w := t.lower()
	return t.isUpper() && !starters[w] || determiners[w] && !linking[w] && w != "by" && w != "into" || w == "former" || t.isWord() && (isRole(w) || roleModifiers[w] || strings.HasSuffix(w, "s") && len(w) > 4)
}

// stopsWhoever are the words that go on with something else.
var stopsWhoever = lexicon.Words(`in|at|on|during|after|before|when|while|as|to|about|from|with|who|that|which|by|because|if|since|until|and|but|or|for|into|last|this|through|via|later|earlier|then|is|was|were|are|has|had|have`)
