package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
)

// speechVerbs are those that somebody says words with.
var speechVerbs = lexicon.Words(`say|says|said|saying|tell|tells|told|telling|add|adds|added|adding|write|writes|wrote|written|writing|ask|asks|asked|asking|reply|replies|replied|replying|answer|answers|answered|
	explain|explains|explained|explaining|insist|insists|insisted|insisting|warn|warns|warned|warning|argue|argues|argued|arguing|claim|claims|claimed|claiming|state|states|stated|stating|
	note|notes|noted|noting|declare|declares|declared|declaring|announce|announces|announced|announcing|admit|admits|admitted|admitting|acknowledge|acknowledges|acknowledged|acknowledging|concede|concedes|conceded|
	stress|stresses|stressed|stressing|emphasise|emphasises|emphasised|emphasize|emphasizes|emphasized|recall|recalls|recalled|recalling|remark|remarks|remarked|observe|observes|observed|respond|responds|responded|responding|
	retort|retorted|shout|shouts|shouted|shouting|cry|cries|cried|whisper|whispered|joke|jokes|joked|joking|quip|quips|quipped|suggest|suggests|suggested|suggesting|predict|predicts|predicted|predicting|
	promise|promises|promised|promising|pledge|pledges|pledged|pledging|vow|vows|vowed|vowing|urge|urges|urged|urging|confirm|confirms|confirmed|confirming|testify|testifies|testified|tweet|tweets|tweeted|tweeting|
	post|posted|posting|reiterate|reiterates|reiterated|repeat|repeats|repeated|conclude|concludes|concluded|continue|continues|continued|complain|complains|complained|complaining|comment|commented|lament|laments|lamented|
	maintain|maintains|maintained|contend|contends|contended|assert|asserts|asserted|asserting|allege|alleges|alleged|alleging|boast|boasts|boasted|caution|cautions|cautioned|counter|countered|protested|pleaded|
	report|reports|reported|reporting|read|reads|begin|began|thought|thinks|believes|believed|agreed|agrees|revealed|reveals|replies|reflected|reflects|scoffed|sighed|laughed|snapped|mused|muses|offered|interjected|ventured|ended|clarified|elaborated|echoed|disclosed|summed|opined|exclaimed|declares|recounted|recounts`)

// framingVerbs are those that somebody gives a name or a judgement with, in
// words that may be their own: only for words lifted out of an utterance.
var framingVerbs = lexicon.Words(`describe|describes|described|describing|call|calls|called|calling|hail|hails|hailed|hailing|praise|praises|praised|praising|brand|brands|branded|branding|dub|dubbed|dubbing|slam|slams|slammed|slamming|
	condemn|condemns|condemned|condemning|denounce|denounces|denounced|denouncing|criticise|criticises|criticised|criticising|criticize|criticizes|criticized|criticizing|accuse|accuses|accused|accusing|blast|blasts|blasted|blasting|
	dismiss|dismisses|dismissed|dismissing|label|labels|labelled|labeled|labelling|labeling|characterise|characterised|characterize|characterized|characterizing|welcome|welcomes|welcomed|welcoming|cite|cites|cited|citing|
	compare|compares|compared|comparing|likened|threaten|threatens|threatened|threatening|demand|demands|demanded|demanding|decried|derided|mocked|refer|refers|referred|referring|spoke|speaks|speaking|talked|talks|talking|
	thanked|thanks|blamed|blames|blaming|voiced|expressed|expresses|expressing|deny|denies|denied|denying|rejected|rejects|rejecting|deemed|considers|considered|regarded|portrayed|portrays|deplored|lauded|lambasted|ridiculed|touted|touts|proclaimed|proclaims|professed|swore|signalled|signaled|vilified|hoped|felt|recommended|attacked|attacks|defended|defends|invoked|invokes`)

// beForms make a passive of what follows: nobody speaks in "is said to be".
var beForms = lexicon.Words(`is|are|was|were|be|been|being|am|'s|isn't|wasn't|get|gets|got`)

var auxiliaries = lexicon.Words(`has|have|had|also|then|later|earlier|once|once again|again|now|still|just|even|only|reportedly|repeatedly|recently|previously|publicly|privately|quickly|simply|further|since|never|not|would|will|could|may|might|did|does|do|often|always|himself|herself|themselves|both|all|todays|reportedly|subsequently|went|on|to|duly|soon|first|finally|yesterday|today|meanwhile|however|too|as|recently|already|nevertheless|instead`)

// modals make what follows a thing that may be, not one that was said.
var modals = lexicon.Words(`would|will|could|can|may|might|must|should|shall|to|cannot|can't|won't|didn't|don't`)

// besideVerbs are those that attribute only where they stand beside the words:
// elsewhere they mean other things.
var besideVerbs = lexicon.Words(`continue|continues|continued|begin|began|read|reads|reading|thought|thinks|ended|laughed|offered|agreed|agrees|sighed|snapped|felt|post|posted|posting|observed|report|repeat|repeats|repeated|concluded|spoke|speaks|talked|demand|demands|demanded|counter|countered|cry|cries|cried|answer|answers`)

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
		case w == "went" && i > 0 && i+2 < len(s) && s[i+1].lower() == "on" && (s[i+2].text == ":" || s[i+2].text == "," || s[i+2].text == "."):
			cues = append(cues, cue{at: i + 1, from: i})
		case speechVerbs[w] || framingVerbs[w]:
			if c, ok := verbCue(s, i, w); ok {
				cues = append(cues, c)
			}
		}
	}
	return cues
}

// verbCue reads a verb as a cue, unless it stands as a noun or in the passive.
func verbCue(s []token, i int, w string) (cue, bool) {
	c := cue{at: i, from: i, framing: framingVerbs[w], participle: strings.HasSuffix(w, "ing")}
	if i == 0 {
		return c, c.participle
	}
	before := s[i-1].lower()
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
