package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// page is what a text consists of, by where each line stands.
type page struct {
	headline, subhead *line
	kicker            *line
	metadata          []*line    // bylines and times
	bare              []credited // names that stand where a byline would; spans of the input
	bareLines         []*line    // the lines they are on
	highlights        []*line
	photos            []shot
	body              []section
	noise             []*line
	header            []*line // every line above the first paragraph
	clocks            int     // entries of a live page
}

// shot is a photo: a caption, a credit, or one under the other.
type shot struct {
	caption, credit *line
	lead            bool // above the story
}

// section is a part of the body before it is a block: its lines, joined.
type section struct {
	kind  lineKind
	lines []*line
}

// layout walks the lines and remembers where it is.
type layout struct {
	page
	lines  []line
	at     int
	inBody bool
	joined bool // the text has paragraphs of several lines
}

// layOut says what each line is by where it stands.
func layOut(lines []line) *page {
	w := &layout{lines: lines, joined: isWrapped(lines)}
	for w.at < len(lines) {
		l := &lines[w.at]
		if !w.inBody {
			w.header = append(w.header, l)
		}
		switch l.kind {
		case metaLine:
			w.takeMetadata(l)
		case noiseLine:
			w.noise = append(w.noise, l)
		case kickerLine:
			w.takeKicker(l)
		case highlightsLine:
			w.takeHighlights()
			continue
		case captionLine, creditLine:
			w.takePhoto(l)
		case titleLine:
			w.takeTitle(l)
		case proseLine:
			w.takeProse(l)
			continue
		default:
			w.takeMarked(l)
			continue
		}
		w.at++
	}
	return &w.page
}

// takeMetadata takes bylines and times. Within the story a day alone is no
// time of the page: it heads an entry.
func (w *layout) takeMetadata(l *line) {
	if w.inBody && !slices.ContainsFunc(l.parts, func(p part) bool { return p.labeled || len(p.people) > 0 }) {
		w.add(headingLine, l)
		return
	}
	w.metadata = append(w.metadata, l)
}

// next is the line behind the current one, nil at the end.
func (w *layout) next(ahead int) *line {
	if w.at+ahead < len(w.lines) {
		return &w.lines[w.at+ahead]
	}
	return nil
}

func (w *layout) takeKicker(l *line) {
	if w.kicker == nil && !w.inBody {
		w.kicker = l
		return
	}
	w.add(headingLine, l)
}

func (w *layout) takeTitle(l *line) {
	if w.headline == nil && !w.inBody {
		w.headline = l
		return
	}
	w.add(headingLine, l)
}

// takePhoto takes a caption with the credit under it. A credit alone belongs
// to the caption above it, or to the words right above it.
func (w *layout) takePhoto(l *line) {
	if len(w.photos) >= mostRelated { // more than an article has: keep the words
		w.add(proseLine, l)
		return
	}
	s := shot{lead: !w.inBody && len(w.photos) == 0}
	if l.kind == creditLine {
		s.credit = l
		if n := len(w.photos); n > 0 && w.photos[n-1].credit == nil && w.at > 0 && w.photos[n-1].caption == &w.lines[w.at-1] {
			w.photos[n-1].credit = l
			return
		}
	} else {
		s.caption = l
	}
	w.photos = append(w.photos, s)
}

// takeHighlights takes the key points under their header: the marked lines,
// or the lines up to the next empty one, or one paragraph and those that end
// like it, without a full stop.
func (w *layout) takeHighlights() {
	w.at++
	first := w.next(0)
	if first == nil {
		return
	}
	kind := first.kind
	for l := first; l != nil && l.kind == kind; l = w.next(0) {
		if kind != bulletLine && kind != numberLine && (kind != proseLine || len(l.text) > 1000) {
			return
		}
		if kind == proseLine && l != first && l.blankBefore && (endsSentence(first.text) || endsSentence(l.text) || len(l.text) > 160) {
			return
		}
		if len(w.highlights) == 50 {
			return
		}
		w.highlights = append(w.highlights, l)
		if !w.inBody {
			w.header = append(w.header, l)
		}
		w.at++
	}
}

// takeMarked takes lists, headings, quoted lines and clocks.
func (w *layout) takeMarked(l *line) {
	w.inBody = true
	if l.kind == clockLine {
		w.clocks++
	}
	w.at++
	s := section{l.kind, []*line{l}}
	if l.kind == bulletLine || l.kind == numberLine || l.kind == quotedLine {
		for n := w.next(0); n != nil && n.kind == l.kind && !(l.kind == quotedLine && n.blankBefore) && len(s.lines) < 500; n = w.next(0) {
			s.lines = append(s.lines, n)
			w.at++
		}
	}
	w.body = append(w.body, s)
}

func (w *layout) add(kind lineKind, l *line) {
	w.inBody = true
	w.body = append(w.body, section{kind, []*line{l}})
}

// takeProse takes a line that nothing marks: above the story it may be the
// headline, the standfirst or a name; in it, a heading or a paragraph.
func (w *layout) takeProse(l *line) {
	switch {
	case !w.inBody && w.takeHeaderProse(l):
		w.at++
	case w.captionAbove(l):
		w.photos = append(w.photos, shot{caption: l, lead: !w.inBody && len(w.photos) == 0})
		w.at++
	case w.isHeading(l):
		w.add(headingLine, l)
		w.at++
	default:
		w.takeParagraph(l)
	}
}

// captionAbove tells words that stand right above a credit of their own.
func (w *layout) captionAbove(l *line) bool {
	n := w.next(1)
	return n != nil && n.kind == creditLine && !n.blankBefore && len(l.text) < 600
}

// takeHeaderProse takes the words above the story, and tells whether they are
// such.
func (w *layout) takeHeaderProse(l *line) bool {
	n := w.next(1)
	text := plainSpaces(l.text)
	if w.isBareName(l, n) {
		w.bareLines = append(w.bareLines, l)
		for _, c := range bareList(text) {
			c.span = span{l.start + utf8.RuneCountInString(text[:c.start]), l.start + utf8.RuneCountInString(text[:c.end])}
			c.role, c.method = "author", "bare_name"
			w.bare = append(w.bare, c)
		}
		return true
	}
	if w.headline == nil && w.subhead == nil && len(w.highlights) == 0 && (isHeadline(l, n, len(w.lines)) || w.headsBlock(l)) {
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
		if n.kind != noiseLine && !(n.kind == proseLine && isPersonalName(plainSpaces(n.text))) {
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
	text := plainSpaces(l.text)
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
	if name, rest, _ := strings.Cut(text, ","); isPersonalName(name) && strings.Contains(name, " ") && len(rest) <= 40 && !endsSentence(rest) && !strings.Contains(rest, " and ") {
		return []credited{{span: span{0, len(name)}, name: name}}
	}
	if people := readNames(text, 0); len(people) > 1 {
		for _, c := range people {
			if !isPersonalName(c.name) || !strings.Contains(c.name, " ") {
				return nil
			}
		}
		return people
	}
	return nil
}

// headsBlock tells the first line of a header whose lines no empty one parts:
// a byline or a time comes within the next few.
func (w *layout) headsBlock(l *line) bool {
	if w.at > 0 || runeLen(l.text) > 160 || endsSentence(l.text) || l.blankAfter {
		return false
	}
	for ahead := 1; ahead <= 3; ahead++ {
		n := w.next(ahead)
		if n == nil || n.kind == metaLine {
			return n != nil
		}
		if n.kind != proseLine || n.blankAfter || runeLen(n.text) > 300 {
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
	if isTranscript(l.text) || looksLikeDateline(l.text) {
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
			if isUpperStart(strings.Trim(w, `'"‘’“”`)) {
				capitals++
			}
		}
	}
	return long > 2 && capitals*10 >= long*8
}

// isHeading tells a heading within the story: a short line by itself, without
// the end of a sentence, that a longer one follows.
func (w *layout) isHeading(l *line) bool {
	n := w.next(1)
	if n == nil || !w.inBody && w.headline == nil && len(w.metadata) == 0 {
		return false
	}
	length := utf8.RuneCountInString(l.text)
	switch {
	case length > 120 || len(strings.Fields(l.text)) > 16:
		return false
	case w.at > 0 && !l.blankBefore, !l.blankAfter && len(n.text) < 2*len(l.text):
		return false
	case n.kind == headingLine || strings.ContainsAny(l.text, "<>{}|"):
		return false
	case isTranscript(l.text) || looksLikeDateline(l.text):
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(l.text, `'"‘“`))
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l.text, `'"’”`))
	if !isUpperStart(string(first)) && (first < '0' || first > '9') {
		return false
	}
	opens := strings.IndexAny(l.text, `"“`) == 0
	return !strings.ContainsRune(".,;:…", last) && !(opens && (last == '!' || last == '?' || strings.Count(l.text, " ") > 8)) &&
		utf8.RuneCountInString(n.text) > length
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `'"’”)]`)
	return s != "" && strings.ContainsRune(".!?…", rune(lastRune(s)))
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
