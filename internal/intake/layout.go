package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/intake/speech"
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
		if w.signsStory(l) {
			w.takeSignature(l)
			w.at++
			continue
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

// longestHeading is how long a headline or a heading can be, in code points.
const longestHeading = 500

func (w *layout) takeTitle(l *line) {
	if w.headline == nil && !w.inBody && utf8.RuneCountInString(l.words()) <= longestHeading {
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
	if s.kind == bulletLine && s.isDialogue() {
		for _, said := range s.lines {
			said.mark = 0
			w.body = append(w.body, section{proseLine, []*line{said}})
		}
		return
	}
	if n := w.next(0); s.kind == numberLine && len(s.lines) == 1 && n != nil && n.kind == proseLine && utf8.RuneCountInString(l.text) <= 120 && !endsSentence(l.text) && len(n.text) > len(l.text) {
		s.kind, l.mark = headingLine, 0 // "1. What changes": the first of several headings, not a list
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
	case speech.IsTurn(l.text) || looksLikeDateline(l.text):
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(l.text, `'"‘“`))
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l.text, `'"’”`))
	if !lexicon.Capitalised(string(first)) && (first < '0' || first > '9') {
		return false
	}
	opens := strings.IndexAny(l.text, `"“`) == 0
	return !strings.ContainsRune(".,;:…", last) && !(opens && (last == '!' || last == '?' || strings.Count(l.text, " ") > 8)) &&
		utf8.RuneCountInString(n.text) > length
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `'"’”)]`)
	return s != "" && strings.ContainsRune(".!?…", lastRune(s))
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
