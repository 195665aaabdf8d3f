package intake

import (
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// quoteMarks stand at either end of a paragraph that is all a quotation.
const quoteMarks = "\"”'’»“‘«„‚"

// signsStory tells the name under a whole story, with or without a dash in
// front: whoever wrote it, where nobody is credited above. Under words that are
// all a quotation it may as well be whose words they are, so that it is left
// where it is.
func (w *layout) signsStory(l *line) bool {
	if w.at != len(w.lines)-1 || !w.inBody || !l.blankBefore || len(l.text) > 100 || len(w.bare) > 0 || len(w.body) == 0 {
		return false
	}
	for _, m := range w.metadata {
		if creditsAuthor(m) {
			return false
		}
	}
	last := w.body[len(w.body)-1]
	first, _ := utf8.DecodeRuneInString(last.lines[0].text)
	to := last.lines[len(last.lines)-1].text
	if last.kind != proseLine || !endsSentence(to) || strings.ContainsRune(quoteMarks, first) && strings.ContainsRune(quoteMarks, lastRune(to)) {
		return false
	}
	name, _ := signatureIn(l.text)
	return name != ""
}

// takeSignature credits whoever signs the story.
func (w *layout) takeSignature(l *line) {
	name, at := signatureIn(l.text)
	start := l.start + at
	w.bareLines = append(w.bareLines, l)
	w.bare = append(w.bare, credited{span: span{start, start + utf8.RuneCountInString(name)}, name: name, role: news.RoleAuthor, method: "signed"})
}

// signatureIn is the name that a line consists of, behind its dash, and at
// which code point it starts; "" for any other line.
func signatureIn(s string) (name string, at int) {
	s = lexicon.PlainSpaces(s)
	name = strings.TrimLeft(s, "—–―- ")
	if !strings.Contains(name, " ") || !lexicon.IsPersonalName(name) || lexicon.IsDesk(name) || !validName(name) || strings.ToUpper(name) == name {
		return "", 0
	}
	return name, utf8.RuneCountInString(s) - utf8.RuneCountInString(name)
}
