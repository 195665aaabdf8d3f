package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/intake/speech"
)

// takeHeaderProse takes the words above the story, and tells whether they are
// such.
func (w *layout) takeHeaderProse(l *line) bool {
	n := w.next(1)
	text := lexicon.PlainSpaces(l.text)
	if w.isBareName(l, n) {
		w.bareLines = append(w.bareLines, l)
		for _, c := range bareList(text) {
			c.span = span{l.start + utf8.RuneCountInString(text[:c.start]), l.start + utf8.RuneCountInString(text[:c.end])}
			c.role, c.method = "author", "bare_name"
			w.bare = append(w.bare, c)
		}
		return true
	}
	if w.headline == nil && w.subhead == nil && len(w.highlights) == 0 && (isHeadline(l, n, len(w.lines)) || w.headsBlock(l) || w.aboveByline(l)) {
		w.headline = l
		return true
	}
	if w.headline != nil && w.subhead == nil && n != nil && len(text) <= 400 && w.metadataFollows() {
		w.subhead = l
		return true
	}
	return false
}

// metadataFollows tells whether a byline, a time or the key points come right
// behind the current line, so that the line is not yet the story.
func (w *layout) metadataFollows() bool {
	if len(w.metadata) > 0 || len(w.bare) > 0 {
		return false
	}
	for ahead := 1; ahead <= 2; ahead++ {
		n := w.next(ahead)
		if n == nil {
			return false
		}
		if n.kind == metaLine && !isSignOff(n, w.at+ahead == len(w.lines)-1) {
			return true
		}
		if n.kind != noiseLine && !(n.kind == proseLine && lexicon.IsPersonalName(lexicon.PlainSpaces(n.text))) {
			return false
		}
	}
	return false
}

// isSignOff tells the credits under a story from the byline above it.
func isSignOff(l *line, last bool) bool { return last && strings.HasPrefix(l.text, "(") }

// isBareName tells a name that stands alone where a byline would: the page
// credits the same name elsewhere above the story, or a time or an editor
// follows at once and no byline does.
func (w *layout) isBareName(l, next *line) bool {
	text := lexicon.PlainSpaces(l.text)
	if next == nil || len(text) > 200 || len(w.bare) > 3 || bareList(text) == nil {
		return false
	}
	text, _, _ = strings.Cut(text, ",")
	for ahead := 1; ahead <= 3; ahead++ {
		n := w.next(ahead)
		if n == nil {
			break
		}
		for _, p := range n.parts {
			for _, c := range p.people {
				if c.name == text {
					return true
				}
			}
		}
	}
	if next.kind == metaLine && !l.blankAfter || w.headline != nil && next.kind == metaLine {
		return !creditsAuthor(next)
	}
	return w.headline != nil && !l.blankAfter && next.kind == proseLine && beatWords.MatchString(next.text) && len(next.text) < 60
}

// bareList reads names that stand without "By": one, with where or what they
// are behind a comma, or several; spans are bytes.
func bareList(text string) []credited {
	if name, rest, _ := strings.Cut(text, ","); lexicon.IsPersonalName(name) && strings.Contains(name, " ") && len(rest) <= 40 && !endsSentence(rest) && !strings.Contains(rest, " and ") {
		return []credited{{span: span{0, len(name)}, name: name}}
	}
	if people := readNames(text, 0); len(people) > 1 {
		for _, c := range people {
			if !lexicon.IsPersonalName(c.name) || !strings.Contains(c.name, " ") {
				return nil
			}
		}
		return people
	}
	return nil
}

// aboveByline tells the first line of a page that a byline or a time follows at
// once: it is the headline even where it is two sentences.
func (w *layout) aboveByline(l *line) bool {
	n := w.next(1)
	return w.at == 0 && utf8.RuneCountInString(l.text) <= 250 && n != nil && n.kind == metaLine && !isSignOff(n, w.at+2 == len(w.lines)) && !looksLikeDateline(l.text)
}

// headsBlock tells the first line of a header whose lines no empty one parts:
// a byline or a time comes within the next few.
func (w *layout) headsBlock(l *line) bool {
	if w.at > 0 || utf8.RuneCountInString(l.text) > 160 || endsSentence(l.text) || l.blankAfter {
		return false
	}
	for ahead := 1; ahead <= 3; ahead++ {
		n := w.next(ahead)
		if n == nil || n.kind == metaLine {
			return n != nil
		}
		if n.kind != proseLine || n.blankAfter || utf8.RuneCountInString(n.text) > 300 {
			return false
		}
	}
	return false
}

func creditsAuthor(l *line) bool {
	for _, p := range l.parts {
		for _, c := range p.people {
			if c.role == "author" {
				return true
			}
		}
	}
	return false
}

var sentenceInside = regexp.MustCompile(`[a-z]{2,}[.!?][”"’']? +\p{Lu}`)

// isHeadline tells whether the first words of a page plainly are its headline:
// one short line that something longer follows, and not a sentence of a story.
func isHeadline(l, next *line, lines int) bool {
	n := utf8.RuneCountInString(l.text)
	if next == nil || lines < 2 || n > 200 || n < 4 || strings.HasSuffix(l.text, ":") {
		return false
	}
	if sentenceInside.MatchString(l.text) || !strings.ContainsRune(l.text, ' ') {
		return false
	}
	if speech.IsTurn(l.text) || looksLikeDateline(l.text) {
		return false
	}
	if !endsSentence(l.text) {
		return next.kind != proseLine || l.blankAfter || utf8.RuneCountInString(next.text) > 2*n
	}
	return n <= 110 && l.blankAfter && next.kind == proseLine && utf8.RuneCountInString(next.text) > n && isTitleCase(l.text)
}

// isTitleCase tells a headline set in capitals: most of its longer words have one.
func isTitleCase(s string) bool {
	long, capitals := 0, 0
	for _, w := range strings.Fields(s) {
		if utf8.RuneCountInString(strings.Trim(w, `'"‘’“”`)) > 3 {
			long++
			if lexicon.Capitalised(strings.Trim(w, `'"‘’“”`)) {
				capitals++
			}
		}
	}
	return long > 2 && capitals*10 >= long*8
}
