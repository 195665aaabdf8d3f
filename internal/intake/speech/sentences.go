package speech

import (
	"strings"
	"unicode"

	"storywire/internal/intake/lexicon"
)

// token is a word, a punctuation mark, or a whole quotation; start and end are
// code points of the passage.
type token struct {
	start, end int
	text       string
	quote      int // which of the passage's spans it is, -1 for none
}

// lower is the word in small letters, whichever apostrophe it has.
func (t token) lower() string { return strings.ReplaceAll(strings.ToLower(t.text), "’", "'") }
func (t token) isWord() bool  { return t.quote < 0 && t.text != "" && isWordRune(firstRune(t.text)) }
func (t token) isUpper() bool { return t.quote < 0 && lexicon.Capitalised(t.text) }

// base is the word without the 's of a possessive.
func (t token) base() string {
	for _, s := range []string{"'s", "’s", "'", "’"} {
		if b, ok := strings.CutSuffix(t.text, s); ok {
			return b
		}
	}
	return t.text
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// tokenise cuts a text into words and marks; each of the spans is one token.
func tokenise(text []rune, spans []quoted) []token {
	var tokens []token
	next := 0
	for i := 0; i < len(text); {
		if next < len(spans) && spans[next].open == i {
			tokens = append(tokens, token{i, spans[next].shut, "", next})
			i = spans[next].shut
			next++
			continue
		}
		if unicode.IsSpace(text[i]) {
			i++
			continue
		}
		end := i + 1
		if isWordRune(text[i]) {
			end = wordEnd(text, i)
		}
		if next < len(spans) {
			end = min(end, max(i+1, spans[next].open))
		}
		tokens = append(tokens, token{i, end, string(text[i:end]), -1})
		i = end
	}
	return tokens
}

// wordEnd is where a word ends: apostrophes, hyphens and the full stops of an
// abbreviation are part of it.
func wordEnd(text []rune, i int) int {
	end := i
	for ; end < len(text); end++ {
		r := text[end]
		if isWordRune(r) || unicode.IsMark(r) {
			continue
		}
		inner := end+1 < len(text) && isWordRune(text[end+1])
		if !inner || !strings.ContainsRune("'’-‐.,:", r) {
			break
		}
		if (r == ',' || r == ':') && !(unicode.IsDigit(text[end-1]) && unicode.IsDigit(text[end+1])) {
			break
		}
		if r == '.' && !unicode.IsDigit(text[end+1]) && end-i > 3 {
			break
		}
	}
	if end+1 < len(text) && end-i < 12 && text[end] == '.' && text[end+1] == ',' {
		return end + 1 // "R-Ky., said"
	}
	if end < len(text) && end-i < 12 {
		word := string(text[i:end])
		switch {
		case text[end] == '.' && isAbbreviation(word):
			end++
		case (text[end] == '\'' || text[end] == '’') && text[end-1] == 's' && end+1 < len(text) && unicode.IsSpace(text[end+1]):
			end++ // a plural's possessive
		}
	}
	return end
}

var abbreviated = lexicon.Words(`Mr|Mrs|Ms|Dr|Prof|St|Gov|Sen|Rep|Gen|Lt|Col|Maj|Capt|Sgt|Cmdr|Adm|Rev|Hon|Jr|Sr|No|vs|Inc|Ltd|Corp|Co|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mt|Ft|e.g|i.e|a.m|p.m|U.S|U.K|U.N|D.C|Cllr|Pte|Det|Insp|Supt`)

func isAbbreviation(word string) bool {
	return abbreviated[word] || len(word) == 1 && unicode.IsUpper(firstRune(word)) || len(word) > 2 && strings.Contains(word, ".") && strings.ToUpper(word) == word
}

// sentences cuts tokens where sentences end. A quotation that ends one ends it
// for the words around it too, unless they go on in small letters or say who
// asked or exclaimed it.
//
// A sentence is cut at longestSentence: who speaks is looked for in all of it
// for each quotation, and no sentence that people write is longer.
func sentences(tokens []token, text []rune, spans []quoted) [][]token {
	var out [][]token
	from := 0
	for i := range tokens {
		if i+1 < len(tokens) && i-from < longestSentence && !endsHere(tokens, i, text, spans) {
			continue
		}
		out = append(out, tokens[from:i+1])
		from = i + 1
	}
	return out
}

const longestSentence = 150 // tokens

func endsHere(tokens []token, i int, text []rune, spans []quoted) bool {
	t, next := tokens[i], tokens[i+1]
	starts := next.quote >= 0 || next.isUpper() || next.isWord() && unicode.IsDigit(firstRune(next.text))
	if t.quote >= 0 {
		last := text[spans[t.quote].end-1]
		switch last {
		case '.', '…':
			return starts
		case '!', '?':
			return starts && !asksNext(tokens[i+1:])
		}
		return false
	}
	switch t.text {
	case "।":
		return true
	case ".", "!", "?", "…":
		return starts || next.text == "(" || next.text == "[" || next.text == "-" || next.text == "—"
	}
	if strings.HasSuffix(t.text, ".") && next.isUpper() && starters[next.lower()] { // "in the U.S. The"
		return true
	}
	return false
}

// asksNext reports words that say who asked or exclaimed: a name, then a cue.
func asksNext(tokens []token) bool {
	for i := 0; i < len(tokens) && i < 5; i++ {
		if speaks(tokens[i].lower()) {
			return true
		}
		if !tokens[i].isWord() {
			return false
		}
	}
	return false
}

// starters are words that have a capital only where a sentence starts.
var starters = lexicon.Words(`the|a|an|in|on|at|but|and|or|so|for|from|with|after|before|as|if|when|while|where|what|who|why|how|this|that|these|those|it|its|he|she|they|we|you|i|his|her|their|our|my|your|
	there|here|then|now|not|no|yes|to|of|by|about|under|over|since|until|although|though|because|despite|during|among|between|both|all|some|many|most|more|few|several|other|another|each|every|
	one|two|three|four|five|six|seven|eight|nine|ten|hundreds|thousands|meanwhile|however|still|yet|also|earlier|later|today|yesterday|tomorrow|last|next|first|second|according|asked|speaking|writing|
	he's|she's|it's|they're|we're|i'm|that's|there's|it’s|he’s|she’s|is|are|was|were|has|have|had|will|would|can|could|may|might|should|do|does|did|let|just|only|even|such|like|without|within|
	inside|outside|officials|police|residents|critics|experts|people|sources|authorities|once|perhaps|instead|indeed|nearly|almost|around|near|across|against|through|say|says|said|told|however|
	whether|which|whose|them|him|us|me|new|being|having|given|following|including|because|too|than|per|via|former|retired|acting|story|photo|picture|image|video|read|see|watch|listen|share|asked|adding|nor|neither|either|nobody|everyone|everybody|nothing|something|anyone|someone|back|down|up|out|off|well|ok|okay|thanks|thank|please|sorry|hello|welcome|oh|q|afternoon|morning|evening|night`)
