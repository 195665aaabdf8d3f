package speech

import (
	"slices"
	"strings"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// together reads with whom a subject speaks: "Mara Quill, Ned Orr and Tom Hale
// said", "said Mara Quill, the mayor, and her deputy". A quotation has one speaker,
// so that words that several say as one are no single one's; who they are is told.
// before says that the subject stands before its verb, so that one may follow it.
func (r *reader) together(s []token, f subject, before bool) subject {
	if r.tongue != nil || f.pronoun != "" || f.several != nil {
		return f
	}
	left, from := r.joinedBefore(s, f)
	if from < 0 {
		return left[0]
	}
	all := slices.Concat(left, []subject{f})
	if f.name != nil {
		all = append(all, r.joinedBehind(s, f, before)...)
	} else {
		all = append(all, r.joinedWithin(s, f)...)
	}
	f.start, f.end = min(f.start, all[0].start), max(f.end, all[len(all)-1].end)
	if several := r.whoAre(all); len(all) > 1 && len(several) > 0 {
		f.several, f.conf = several, 0.6
	}
	return f
}

// whoAre are those of several whom the text names.
func (r *reader) whoAre(all []subject) (several []*Entity) {
	for _, f := range all {
		var who *Entity
		switch {
		case f.pronoun != "":
			who, _ = r.antecedent(f)
		case f.name == nil:
			who, _ = r.byTitle(f.noun)
		case f.name.Who.Kind != news.Place && (strings.Contains(f.name.Who.Name, " ") || f.name.Who.amid || f.name.Who.Kind == news.Organisation):
			who = f.name.Who
			if who.Kind == news.Person {
				who.Sure = true
				r.names.entitle(who, f.title)
			}
		}
		if who != nil && !slices.Contains(several, who) {
			several = append(several, who)
		}
	}
	return several
}

// joins are the words between those who speak as one.
var joins = lexicon.Words(`and|or|nor|&`)

// clauseOpeners are the words that whoever a clause is about stands behind; behind
// others a name is somebody to whom something is done.
var clauseOpeners = lexicon.Words(`that|when|while|as|if|because|since|after|before|until|although|though|where|why|how|than|so|yet|both|neither|either|then|later|today|yesterday|statement|monday|tuesday|wednesday|thursday|friday|saturday|sunday`)

// opensClause tells that a clause starts with token k, or with its article.
func opensClause(s []token, k int) bool {
	if k > 0 && (s[k-1].lower() == "the" || s[k-1].lower() == "a") {
		k--
	}
	return k <= 0 || s[k-1].quote >= 0 || !s[k-1].isWord() || clauseOpeners[s[k-1].lower()]
}

// joinedBefore reads those before a subject, from right to left: "Quill, Orr and".
// Where they are only what somebody is of ("a spokesman for Quill and Orr"), from is
// -1 and that somebody is the subject.
func (r *reader) joinedBefore(s []token, f subject) (others []subject, from int) {
	at := r.edge(s, f)
	var all []subject
	listed := f.name == nil && len(r.joinedWithin(s, f)) > 0
	for at > 1 && len(all) < longestWhoever {
		k := at - 1
		joined := joins[s[k].lower()]
		if !joined && (s[k].text != "," || len(all) == 0 && !listed) {
			break
		}
		if k--; joined && k > 0 && s[k].text == "," {
			k--
		}
		np, ok := r.nounPhrase(s, k)
		if !ok && s[k+1].text == "," {
			np, ok = r.pastApposition(s, k+1)
		}
		if ok && np.name == nil && len(others) == 0 && of(np.noun) {
			np.end, np.noun = f.end, string(r.text[np.start:f.end])
			return []subject{np}, -1
		}
		if !ok || np.name == nil && (oneTitle(s, np, all, f) || !joined && !r.besideName(s, np)) {
			break
		}
		at = r.tokenOf(s, np.start)
		all = append([]subject{np}, all...)
		if opensClause(s, at) {
			others, from = all, at
		}
	}
	if len(others) == 0 && len(all) > 0 && at > 1 && linking[s[at-1].lower()] {
		if who, ok := r.nounPhrase(s, at-2); ok && who.name != nil { // "Ned Orr of Quill and Hale"
			return []subject{who}, -1
		}
	}
	return others, from
}

// of tells a description that has somebody else in it: "a spokesman for Quill".
func of(noun string) bool {
	for i, w := range strings.Fields(noun) {
		if i > 0 && linking[w] {
			return true
		}
	}
	return false
}

// joinedWithin are those whom a description names, where it is of several: "the
// mayor of Stane, Mara Quill, and Tom Hale", "Mara Quill and others".
func (r *reader) joinedWithin(s []token, f subject) (others []subject) {
	joined := false
	for k := r.tokenOf(s, f.start); k < len(s) && s[k].start < f.end; k++ {
		if joined = joined || joins[s[k].lower()]; s[k].quote >= 0 {
			return nil
		}
		n := r.nameFrom(s[k])
		if n == nil || n.Who.Kind != news.Person || n.possessive || n.Start != s[k].start {
			continue
		}
		if k > 0 && linking[s[k-1].lower()] {
			return nil
		}
		others = append(others, subject{start: n.lead, end: n.End, name: n})
	}
	if !joined {
		return nil
	}
	return others
}

// edge is the first token of a subject; of one that was found among others, that
// of the name.
func (r *reader) edge(s []token, f subject) int {
	at := r.tokenOf(s, f.start)
	if at > 0 && at < len(s) && s[at-1].lower() == "the" {
		at--
	}
	if f.name == nil {
		return at
	}
	for k := at; k < len(s) && s[k].start < f.name.lead; k++ {
		if joins[s[k].lower()] {
			return r.tokenOf(s, f.name.lead)
		}
	}
	return at
}

// tokenOf is the token that a place stands in.
func (r *reader) tokenOf(s []token, start int) int {
	for k := range s {
		if s[k].end > start {
			return k
		}
	}
	return len(s)
}

// oneTitle tells two words for what one person is: "founder and head Mara Quill",
// but "the founder and Mayor Mara Quill".
func oneTitle(s []token, what subject, all []subject, f subject) bool {
	next := f
	if len(all) > 0 {
		next = all[0]
	}
	if next.name == nil || next.name.lead == next.name.Start {
		return false
	}
	for _, t := range s {
		if t.start == next.name.lead && !t.isUpper() {
			return true
		}
	}
	return Bare(what.noun) == what.noun && !strings.HasSuffix(what.noun, "s")
}

// besideName tells a description behind a name and a comma: what that one is.
func (r *reader) besideName(s []token, what subject) bool {
	k := r.tokenOf(s, what.start)
	if k < 2 || s[k-1].text != "," {
		return false
	}
	who, ok := r.nounPhrase(s, k-2)
	return ok && who.name != nil
}

// joinedBehind reads those behind a name, from left to right: ", Orr and Hale",
// ", the mayor, and Tom Hale". What comes after the last of them must not be what
// only that one does ("said Quill, and Hale agreed").
func (r *reader) joinedBehind(s []token, f subject, before bool) (others []subject) {
	k, described := r.tokenOf(s, f.name.End), false
	lead := r.tokenOf(s, f.name.lead)
	listed := f.start < f.name.lead && s[lead-1].text == "," // "the mayor, Mara Quill, and Tom Hale"
	for k+1 < len(s) && len(others) < longestWhoever && s[k].quote < 0 {
		if s[k].text == "," && listed && joins[s[k+1].lower()] {
			k++
		}
		last := joins[s[k].lower()]
		if !last && s[k].text != "," {
			return nil
		}
		who, ok := r.oneMore(s, k)
		if last {
			if ok && r.goesOn(s, r.tokenOf(s, who.end), before) {
				return append(others, who)
			}
			return nil
		}
		if end := r.tokenOf(s, who.end); ok && who.name != nil && end < len(s) && (s[end].text == "," || joins[s[end].lower()]) {
			others, k, listed, described = append(others, who), end, true, false
			continue
		}
		if described {
			return nil
		}
		k, listed, described = r.pastWhat(s, k+1), true, true
	}
	return nil
}

// pastWhat is where words end that say what somebody is: at a comma, or at an
// "and" behind nothing but such words ("Quill, her deputy and Tom Hale").
func (r *reader) pastWhat(s []token, k int) int {
	plain := true
	for ; k < len(s) && s[k].isWord(); k++ {
		w := s[k].lower()
		if joins[w] && plain && k+1 < len(s) && r.nameFrom(s[k+1]) != nil {
			return k
		}
		plain = plain && (determiners[w] && !linking[w] || isRole(w) || roleModifiers[w])
	}
	return k
}

// oneMore is who stands behind token k: somebody with a name, or what somebody
// is to those before ("her deputy").
func (r *reader) oneMore(s []token, k int) (subject, bool) {
	who, ok := r.subjectRight(s, k)
	if w := s[k+1].lower(); w == "others" || w == "colleagues" {
		return subject{start: s[k+1].start, end: s[k+1].end, noun: w}, true
	}
	if !ok || who.pronoun != "" || who.name == nil && (who.conf < 0.85 || !determiners[s[k+1].lower()]) {
		return subject{}, false
	}
	return who, who.name == nil || who.name.Who.Kind != news.Place
}

// goesOn tells that what stands from token k on is about all who stand before it:
// their verb, an end, or where and when they said it.
func (r *reader) goesOn(s []token, k int, before bool) bool {
	if before || k >= len(s) {
		return true
	}
	if s[k].text == "," {
		k = pastTokens(s, k+1, longestWhoever, token.isWord)
		return k+1 >= len(s) || s[k].text != "," || !speaks(s[k+1].lower()) && !strings.HasSuffix(s[k+1].text, "ed") // "…, and Hale, his deputy, agreed"
	}
	w := s[k].lower()
	return endsClause(w) || s[k].quote >= 0 || stopsWhoever[w] && !doing[w]
}

// doing are those of stopsWhoever that a clause of its own goes on with.
var doing = lexicon.Words(`is|was|were|are|has|had|have|who|then|later`)

// asOne are the words for several who were told of before.
var asOne = lexicon.Words(`they|both|they both|they all|all|the two|the pair|the duo|the couple|the trio|the three|all three|both men|both women|the two men|the two women|both of them|all of them`)

// areSeveral tells words for several of whom the text has just told.
func (r *reader) areSeveral(f subject) bool {
	words := strings.ToLower(string(r.text[f.start:f.end]))
	if r.tongue != nil {
		return r.tongue.both[words] && f.pronoun != "she" && r.talk.severalAt >= r.at-1
	}
	return asOne[words] && r.talk.severalAt >= r.at-1
}
