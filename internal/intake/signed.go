package intake

import (
	"regexp"
	"slices"
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
	if last.kind != proseLine || !endsStory(last.lines[0].text, last.lines[len(last.lines)-1].text) {
		return false
	}
	name, _ := signatureIn(l.text)
	return name != ""
}

// endsStory tells a paragraph, by its first and its last line, under which a name is
// its writer's: it ends a sentence and is not all a quotation.
func endsStory(from, to string) bool {
	first, _ := utf8.DecodeRuneInString(from)
	return endsSentence(to) && !(strings.ContainsRune(quoteMarks, first) && strings.ContainsRune(quoteMarks, lastRune(to)))
}

// cutStorySignature takes the name under a whole story off an article that credits
// no author, and gives its line; "" where there is none. Pages put more below their
// stories than who wrote them: a link is no signature, nor is the name of somebody
// whom the story is about, nor capitals without a dash, a given name or a surname that is
// known, or a post or an address of the same name beside them.
func (d *draft) cutStorySignature() (line string) {
	n := len(d.article.Body) - 1
	if n < 1 || slices.ContainsFunc(d.article.Authors, func(a news.ArticleAuthor) bool { return a.Role == news.RoleAuthor }) {
		return ""
	}
	last, above := d.article.Body[n], d.article.Body[n-1]
	if last.Type != news.Paragraph || above.Type != news.Paragraph || len(last.Text) > 100 || !endsStory(above.Text, above.Text) ||
		last.HTML != "" && emphasis.Replace(last.HTML) != escape(last.Text) && !strings.Contains(last.HTML, "mailto:") {
		return ""
	}
	bare, backed := besideName(last.Text)
	name, dashed := signatureIn(bare)
	given, _, _ := strings.Cut(name, " ")
	surname := name[strings.LastIndexByte(name, ' ')+1:]
	if name == "" || dashed == 0 && !backed && lexicon.GenderOf(given) == lexicon.UnknownGender && !lexicon.Surname(surname) { // "Contact Us"
		return ""
	}
	for _, b := range d.article.Body[:n] {
		if strings.Contains(b.Text, surname) {
			return ""
		}
	}
	d.article.Body = d.article.Body[:n]
	return last.Text
}

// address is a name with an e-mail address behind it.
var address = regexp.MustCompile(`^(.*?)[ ,|(:/–-]+([\p{L}\d._+-]+)@[\p{L}\d.-]+\)?$`)

// besideName takes off a signature what stands behind the name: a post in a newsroom, or
// an address that has the surname in it. backed tells that there is such a thing, which
// shows that the capitals in front of it are somebody's name.
func besideName(line string) (bare string, backed bool) {
	line = lexicon.PlainSpaces(line)
	if m := address.FindStringSubmatch(line); m != nil {
		surname := m[1][strings.LastIndexByte(m[1], ' ')+1:]
		if s := folded(surname); s != "" && strings.Contains(folded(m[2]), s) {
			return m[1], true
		}
		return line, false
	}
	if name, post, ok := strings.Cut(line, ", "); ok && beatWords.MatchString(post) && utf8.RuneCountInString(post) < 60 && !endsSentence(post) {
		return name, true
	}
	return line, false
}

var emphasis = strings.NewReplacer("<em>", "", "</em>", "", "<strong>", "", "</strong>", "")

// creditSignature credits whoever signs the story in a line of its own.
func (d *draft) creditSignature(line string) {
	bare, _ := besideName(line)
	name, from := signatureIn(bare)
	at := d.take(line)
	d.note(pointer("authors", len(d.article.Authors)), span{at.start + from, at.start + from + utf8.RuneCountInString(name)}, "signed", 0.7)
	d.article.Authors = append(d.article.Authors, news.ArticleAuthor{Name: name, Role: news.RoleAuthor})
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
