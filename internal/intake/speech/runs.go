package speech

import (
	"strings"
	"unicode"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// run is a range of tokens: words with capitals, with nothing but single
// spaces and a name's small words between them.
type run struct{ from, to int }

// longestRun keeps a line in capitals from being taken for one endless name.
const longestRun = 12

// capitalRuns finds the runs of capitalised words.
func capitalRuns(tokens []token) []run {
	var runs []run
	for i := 0; i < len(tokens); {
		if !tokens[i].isUpper() {
			i++
			continue
		}
		to := i + 1
		for to < len(tokens) && to-i < longestRun && tokens[to-1].base() == tokens[to-1].text && adjacent(tokens[to-1], tokens[to]) {
			if tokens[to].isUpper() {
				to++
				continue
			}
			if n := smallWords(tokens, to); n > 0 {
				to += n + 1
				continue
			}
			break
		}
		runs = append(runs, run{i, to})
		i = to
	}
	return runs
}

// smallWords is how many small words of a name stand from token k on in front of
// another capital: "of", "de la", "van der".
func smallWords(tokens []token, k int) int {
	n := 0
	for n < 2 && k+n < len(tokens) && (lexicon.Particle(tokens[k+n].text) || n == 0 && (tokens[k].text == "of" || tokens[k].text == "&")) {
		n++
	}
	for i := k; i < k+n; i++ {
		if i+1 >= len(tokens) || !adjacent(tokens[i], tokens[i+1]) {
			return 0
		}
	}
	if n == 0 || !tokens[k+n].isUpper() {
		return 0
	}
	return n
}

func adjacent(a, b token) bool { return b.start == a.end+1 || b.start == a.end }

// readRun cuts a run into the names it consists of.
func readRun(tokens []token, r run) []piecework {
	c := runCutter{tokens: tokens, i: r.from, to: r.to, title: -1}
	for c.i < c.to {
		if !c.newPlace() && !c.small() && !c.organisation() && !c.place() && !c.role() {
			c.name()
		}
	}
	return c.out
}

// runCutter cuts a run from left to right: each of its methods takes what starts
// at token i, where it is of its sort.
type runCutter struct {
	tokens []token
	i, to  int
	title  int // the token that a title starts with, -1 for none
	out    []piecework
}

// newPlace takes a place called New, which starts a sentence as often: "in New
// Harrow".
func (c *runCutter) newPlace() bool {
	if c.tokens[c.i].text != "New" {
		return false
	}
	end := nameEnd(c.tokens, c.i, c.to)
	w, ok := placeBy(c.tokens, c.i, end)
	if !ok || !w.sure {
		return false
	}
	c.out, c.i, c.title = append(c.out, w), end, -1
	return true
}

// small takes a word that has a capital for where it stands, or none.
func (c *runCutter) small() bool {
	t := c.tokens[c.i]
	if n, _ := gazetteerMatch(c.tokens, c.i, c.to); n < 2 && (starters[t.lower()] || weekdayOrMonth[t.base()]) {
		c.title = -1
		c.i++
		return true
	}
	if t.isUpper() {
		return false
	}
	if c.i++; c.title >= 0 && c.i+1 < c.to { // "Secretary of State Jo Lind": what is behind "of" belongs to the title
		c.i++
	} else {
		c.title = -1
	}
	return true
}

func (c *runCutter) organisation() bool {
	end := organisationEnd(c.tokens, c.i, c.to)
	if end == 0 {
		return false
	}
	c.out = append(c.out, organisation(c.tokens, c.i, end))
	c.i, c.title = end, -1
	return true
}

// place takes a known place, or where somebody is from.
func (c *runCutter) place() bool {
	t := c.tokens[c.i]
	n, place := gazetteerMatch(c.tokens, c.i, c.to)
	if n == 0 || c.i+n < c.to && lexicon.GenderOf(t.text) != 0 {
		return false
	}
	words := c.tokens[c.i : c.i+n]
	if last := words[n-1]; place != "" {
		c.out = append(c.out, piecework{kind: news.Place, name: place, lead: t.start, start: t.start, end: t.start + runeLen(joined(words)), sure: true, possessive: last.base() != last.text})
	}
	if c.title < 0 {
		c.title = c.i
	}
	if !lexicon.Adjective(joined(words)) {
		c.title = -1
	}
	c.i += n
	return true
}

// role takes a word of the title in front of a name.
func (c *runCutter) role() bool {
	if !(c.i+1 < c.to && titleWords[c.tokens[c.i].text] || c.i+2 < c.to && opensWithRole(c.tokens, c.i)) {
		return false
	}
	if c.title < 0 {
		c.title = c.i
	}
	c.i++
	return true
}

// name takes the name of a place or a person.
func (c *runCutter) name() {
	end := nameEnd(c.tokens, c.i, c.to)
	w, ok := placeOf(c.tokens, c.i, end)
	if !ok && c.title < 0 {
		w, ok = placeBy(c.tokens, c.i, end)
	}
	if !ok {
		w, ok = personal(c.tokens, c.i, end, c.title)
	}
	if ok {
		c.out = append(c.out, w)
	}
	c.i, c.title = end, -1
}

// opensWithRole tells what somebody is in front of a name, where it has a capital
// because a sentence starts: "Shepherd Ada Finch". Of words that are names as often
// a given name that is known must follow.
func opensWithRole(tokens []token, i int) bool {
	return isRole(tokens[i].lower()) && lexicon.GenderOf(tokens[i].text) == lexicon.UnknownGender &&
		(lexicon.GenderOf(tokens[i+1].text) != lexicon.UnknownGender || roleNouns[tokens[i].lower()] && !surnames[tokens[i].text] && (i == 0 || !tokens[i-1].isWord()))
}

// nameEnd is where a name ends that starts at i: at the run's end, or before a
// word that is the next thing.
func nameEnd(tokens []token, i, to int) int {
	end := i + 1
	for end < to && !starters[tokens[end].lower()] {
		if t := tokens[end].text; end+1 < to && titleWords[t] && !surnames[t] {
			break // "Jersey Gov. Ned Orr"
		}
		if n, _ := gazetteerMatch(tokens, end, to); n > 0 && lexicon.Adjective(joined(tokens[end:end+n])) {
			break
		}
		end++
	}
	return end
}

// surnames are the titles that are names as often.
var surnames = lexicon.Words(`King|Queen|Prince|Pope|Bishop|Major|Judge|Justice|Marshal|Lord|Father|Head|Sir|Chair|Cardinal|Dean|Fire|Private|Foreign|Health|Interior|Deputy|Lady|Dame|Leader|Rear|Staff|Former|Acting|Crown`)

// personal reads a name that may be somebody's.
func personal(tokens []token, i, end, title int) (piecework, bool) {
	name := joined(tokens[i:end])
	w := piecework{kind: news.Person, name: name, lead: tokens[i].start, start: tokens[i].start, end: tokens[i].start + runeLen(name)}
	w.opens = i == 0 || !tokens[i-1].isWord() && tokens[i-1].text != ","
	w.possessive = tokens[end-1].base() != tokens[end-1].text
	if i > 0 {
		w.gender = kinGender[tokens[i-1].lower()]
	}
	count := 0
	for _, t := range tokens[i:end] {
		b := t.base()
		if notPersons[b] || lexicon.NeverName(strings.ToLower(b)) || lexicon.BodyWord(b) || strings.ContainsAny(b, "0123456789&") || t.text == "of" {
			return w, false
		}
		for half := range strings.SplitSeq(b, "-") {
			if half != b && lexicon.Partial(half) {
				return w, false
			}
		}
		if unicode.IsUpper(firstRune(b)) {
			count++
		}
	}
	last := tokens[end-1].base()
	if lexicon.Partial(last) && lexicon.PlaceOf(last) == "" || strings.Count(tokens[i].text, ".") > 1 {
		return w, false // "N. Korea", "U.N. Charter"
	}
	if end-i == 1 && titleWords[tokens[i].text] && !surnames[tokens[i].text] {
		return w, false // "the Gov.", whose name is not beside it
	}
	if !validName(name) || count > 5 || len(name) < 3 || lexicon.Agency(name) != "" {
		return w, false
	}
	w.full = count >= 2 && (strings.ToUpper(name) != name)
	if strings.Contains(name, " ") && !w.full {
		return w, false
	}
	lead, words := leadOf(tokens, i, title)
	if words != "" {
		w.lead = lead
		if h, ok := honorifics[words]; ok {
			w.gender, w.sure = h, true
		} else if !lexicon.Adjective(words) { // a Texan is no title
			w.title = strip(words)
			for _, t := range strings.Fields(words) {
				if g := genderedTitles[t]; g != lexicon.UnknownGender {
					w.gender = g
				}
			}
		}
	}
	return w, true
}

// kinship are what somebody is to another, which is no title.
var kinship = lexicon.Words(`neighbour|neighbor|mother|father|sister|brother|son|daughter|wife|husband|widow|victim|suspect|passenger|customer|resident|residents|witness|tourist|source|officials|winner|head|grandmother|grandfather|uncle|aunt|nephew|niece|cousin|survivor|widower|bystander|onlooker|refugee|motorist|commuter|employee`)

// leadOf finds the title in front of a name: the capitalised words that the
// run holds, and small ones before those ("North Korean leader").
func leadOf(tokens []token, i, title int) (start int, words string) {
	from := i
	if title >= 0 {
		from = title
	}
	if title < 0 && i > 0 && isRole(tokens[i-1].lower()) && !kinship[tokens[i-1].lower()] && adjacent(tokens[i-1], tokens[i]) {
		for from = i - 1; from > 0 && adjacent(tokens[from-1], tokens[from]); from-- {
			t := tokens[from-1]
			if !isRole(t.lower()) && !roleModifiers[t.lower()] && !(t.isUpper() && t.base() == t.text && !starters[t.lower()] && lexicon.Partial(t.text)) {
				break
			}
		}
	}
	if from == i {
		return 0, ""
	}
	return tokens[from].start, joined(tokens[from:i])
}

// organisationEnd is where an organisation's name ends that starts at i, 0 for
// none: at its last word that only organisations have, and what it is of.
func organisationEnd(tokens []token, i, to int) int {
	end := 0
	for k := i; k < to; k++ {
		b := tokens[k].base()
		if k > i && (titleWords[tokens[k].text] && !lexicon.BodyWord(b) && !notPersons[b] && k > i+1 && titleWords[tokens[k-1].text]) {
			break
		}
		if lexicon.BodyWord(b) && (k > i || k+2 < to && tokens[k+1].text == "of") {
			end = k + 1
			if k+2 < to && (tokens[k+1].text == "of" || tokens[k+1].text == "for") {
				end = min(to, k+3)
				for end < to && !starters[tokens[end].lower()] && !lexicon.BodyWord(tokens[end].base()) && tokens[end].isUpper() && end < k+5 {
					end++
				}
			}
		}
	}
	if end == 0 && lexicon.Agency(joined(tokens[i:min(to, i+1)])) != "" {
		return i + 1
	}
	if end > 0 && titleWords[tokens[i].text] && end-i == 2 && !lexicon.BodyWord(tokens[i+1].base()) {
		return 0
	}
	return end
}

func organisation(tokens []token, i, end int) piecework {
	name := joined(tokens[i:end])
	w := piecework{kind: news.Organisation, name: name, lead: tokens[i].start, start: tokens[i].start, end: tokens[i].start + runeLen(name), sure: true}
	w.possessive = tokens[end-1].base() != tokens[end-1].text
	if full := lexicon.Agency(name); full != "" {
		w.name = full
	}
	if end+2 < len(tokens) && tokens[end].text == "(" && tokens[end+2].text == ")" && isAcronym(tokens[end+1].text) {
		w.alias = tokens[end+1].text
	}
	return w
}

func isAcronym(s string) bool {
	return len(s) >= 2 && len(s) <= 8 && strings.ToUpper(s) == s && lexicon.Sluggable(s)
}

// gazetteerMatch is how many tokens from i on are the longest known place.
func gazetteerMatch(tokens []token, i, to int) (n int, place string) {
	if !lexicon.Partial(tokens[i].base()) && lexicon.PlaceOf(tokens[i].base()) == "" && !lexicon.Adjective(tokens[i].text) {
		return 0, ""
	}
	for k := min(to, i+4); k > i; k-- {
		if p, ok := lexicon.Place(joined(tokens[i:k])); ok {
			return k - i, p
		}
	}
	return 0, ""
}

// joined is the text of tokens with single spaces, the last without its
// possessive.
func joined(tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && t.start > tokens[i-1].end {
			b.WriteByte(' ')
		}
		if i == len(tokens)-1 {
			b.WriteString(t.base())
		} else {
			b.WriteString(t.text)
		}
	}
	return b.String()
}

func runeLen(s string) int { return len([]rune(s)) }

var weekdayOrMonth = lexicon.Words(`Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Jan.|Feb.|Mar.|Apr.|Aug.|Sept.|Oct.|Nov.|Dec.`)
