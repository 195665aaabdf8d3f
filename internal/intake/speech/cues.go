package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
)

// beForms make a passive of what follows: nobody speaks in "is said to be".
var beForms = lexicon.Words(`is|are|was|were|be|been|being|am|'s|isn't|wasn't|get|gets|got`)

var auxiliaries = lexicon.Words(`has|have|had|also|then|later|earlier|once|once again|again|now|still|just|even|only|reportedly|repeatedly|recently|previously|publicly|privately|quickly|simply|further|since|never|not|would|will|could|may|might|did|does|do|often|always|himself|herself|themselves|both|all|todays|reportedly|subsequently|went|on|to|duly|soon|first|finally|yesterday|today|meanwhile|however|too|as|recently|already|nevertheless|instead`)

// modals make what follows a thing that may be, not one that was said.
var modals = lexicon.Words(`would|will|could|can|may|might|must|should|shall|to|cannot|can't|won't|didn't|don't`)

var determiners = lexicon.Words(`the|a|an|this|that|these|those|his|her|its|their|our|my|your|some|any|no|such|one|another|several|many|two|three|of|for|in|with|by|into|from|recent|previous|public|latest|earlier`)

// nounLike are the cues that are as often nouns.
var nounLike = lexicon.Words(`say|claim|claims|report|reports|call|calls|state|states|note|notes|comment|answer|answers|reply|post|promise|promises|demand|demands|warning|pledge|pledges|vow|cry|cries|stress|urge|brand|brands|label|labels|slam|blast|remark|remarks|joke|jokes|tweet|tweets|talks|writing|saying|reading|posting|welcome|praise|counter|attack|attacks|ended|thanks`)

// cue is a word that attributes, by its place in a sentence.
type cue struct {
	at         int // the token
	from       int // the first token of it, "had" included
	framing    bool
	participle bool // "calling": its subject is the clause's
	phrase     bool // "according to": who speaks stands behind it
}

// findCues finds the words of a sentence that attribute.
func findCues(s []token) []cue {
	var cues []cue
	for i, t := range s {
		if t.quote >= 0 {
			continue
		}
		w := t.lower()
		switch {
		case w == "according" && i+1 < len(s) && s[i+1].lower() == "to":
			cues = append(cues, cue{at: i + 1, from: i, phrase: true})
		case w == "words" && i > 1 && i+1 < len(s) && s[i-1].lower() == "the" && s[i-2].lower() == "in" && s[i+1].lower() == "of":
			cues = append(cues, cue{at: i + 1, from: i - 2, phrase: true})
		case i+1 < len(s) && phrasals[s[i+1].lower()][w] && (w != "went" && w != "goes" && w != "go" || closesCue(s, i+2)):
			cues = append(cues, cue{at: i + 1, from: i, participle: strings.HasSuffix(w, "ing")})
		case speaks(w) || frames(w):
			if c, ok := verbCue(s, i, w); ok {
				cues = append(cues, c)
			}
		}
	}
	return cues
}

// closesCue tells whether a cue that means other things elsewhere ends at token
// i: nothing but a mark stands there.
func closesCue(s []token, i int) bool {
	return i < len(s) && (s[i].text == ":" || s[i].text == "," || s[i].text == ".")
}

// verbCue reads a verb as a cue, unless it stands as a noun or in the passive.
func verbCue(s []token, i int, w string) (cue, bool) {
	c := cue{at: i, from: i, framing: frames(w), participle: verbs[w].tense == participle}
	if i == 0 { // "Added Quill:"
		return c, c.participle || verbs[w].tense == past && !c.framing
	}
	before := s[i-1].lower()
	if before == "to" && i > 2 && s[i-2].lower() == "on" && goesOn[s[i-3].lower()] { // "went on to say"
		c.from = i - 3
		return c, true
	}
	if s[i-1].quote < 0 && nounLike[w] && (determiners[before] || strings.HasSuffix(before, "'s") || strings.HasSuffix(before, "’s")) {
		return c, false
	}
	if nounLike[w] && !strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ing") && !strings.HasSuffix(w, "ed") && !pluralBefore(s[i-1]) {
		return c, false
	}
	if t := s[i]; t.isUpper() && i > 0 && s[i-1].isWord() {
		return c, false
	}
	if before == "as" && w == "saying" { // "was quoted as saying"
		c.from = i - 1
		return c, true
	}
	for k := i - 1; k >= 0 && k > i-3; k-- {
		b := s[k].lower()
		if beForms[b] && !c.participle {
			return c, false
		}
		if !auxiliaries[b] && !strings.HasSuffix(b, "ly") {
			break
		}
	}
	if modals[before] {
		return c, false
	}
	if before == "had" {
		c.from = i - 1
	}
	if before == "the" || before == "a" || before == "an" {
		return c, false
	}
	return c, true
}

var goesOn = lexicon.Words(`go|goes|went|gone|going`)

// pluralBefore tells a word that a verb without an ending can follow.
func pluralBefore(t token) bool {
	switch w := t.lower(); w {
	case "i", "we", "they", "you", "who", "people":
		return true
	default:
		return t.isWord() && strings.HasSuffix(w, "s") && t.base() == t.text
	}
}

func (c cue) text(s []token) string {
	words := make([]string, 0, 3)
	for _, t := range s[c.from : c.at+1] {
		words = append(words, t.text)
	}
	return strings.Join(words, " ")
}
