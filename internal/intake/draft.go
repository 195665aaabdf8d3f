package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/intake/speech"
	"storywire/internal/news"
)

// draft is the article in the making.
type draft struct {
	input      []rune
	options    Options
	article    news.Article
	provenance []Provenance
	warnings   []Warning
	passages   []*passage // what quotes can stand in: the highlights, then the blocks
	captions   []*passage
	spoken     []*passage // the captions, then the passages: what names are read in
	reading    *speech.Reading
	names      *register
	wire       span // the agency in the dateline
}

// Bounds that news sets on an article; what is over them is kept in another
// form and warned of. All readers keep to them.
const (
	MostBlocks     = 5000
	MostQuotes     = 1000
	MostHighlights = 50
)

const (
	mostRelated  = 100
	mostMentions = 500
	longestName  = 200 // code points
)

func pointer(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteByte('/')
		switch p := p.(type) {
		case int:
			b.WriteString(strconv.Itoa(p))
		case string:
			b.WriteString(p)
		}
	}
	return b.String()
}

func (d *draft) slice(s span) string { return string(d.input[s.start:s.end]) }

// setHeader sets what stands above the story but times and photos.
func (d *draft) setHeader(p *page) {
	a := &d.article
	if l := p.headline; l != nil {
		method, confidence := "first_line", 0.8
		if l.kind == titleLine {
			method, confidence = "marked", 1
		}
		if headline := withoutMarks(l.words()); headline != "" {
			a.Headline = headline
			d.note("/headline", l.inner(), method, confidence)
		}
	}
	if p.subhead != nil {
		a.Subhead = p.subhead.text
		d.note("/subhead", p.subhead.span, "standfirst", 0.75)
	}
	d.setKind(p)
	d.setAuthors(p)
	for _, h := range p.highlights {
		text := &passage{pointer: pointer("highlights", len(a.Highlights))}
		text.add(d.input, trim(d.input, h.inner()), "")
		text.clearMarkup()
		a.Highlights = append(a.Highlights, string(text.text))
		d.passages = append(d.passages, text)
		d.note(text.pointer, h.inner(), "highlights_header", 0.95)
	}
	for _, n := range p.noise {
		if len(d.warnings) < 50 && !ruled.MatchString(n.text) {
			d.warn("left_out", "characters %d to %d are the page's furniture, not the story: %q", n.start, n.end, n.text)
		}
	}
}

// setAuthors credits everybody whom the page credits, once for each role.
func (d *draft) setAuthors(p *page) {
	type credit struct {
		name string
		role news.Role
	}
	seen := map[credit]bool{}
	add := func(c credited, by int) {
		key := credit{strings.ToLower(c.name), c.role}
		if seen[key] {
			return
		}
		if seen[key] = true; len(seen) > mostRelated {
			d.warnOnce("too_many_authors", "an article has 100 authors at the most; the others are left out")
			return
		}
		confidence := 0.97
		switch c.method {
		case "bare_name":
			confidence = 0.8
		case "signed":
			confidence = 0.7
		}
		n := len(d.article.Authors)
		d.article.Authors = append(d.article.Authors, news.ArticleAuthor{Name: c.name, Role: c.role})
		d.note(pointer("authors", n), span{c.start + by, c.end + by}, c.method, confidence)
	}
	for _, c := range p.bare {
		add(c, 0)
	}
	for _, l := range p.metadata {
		for _, part := range l.parts {
			for _, c := range part.people {
				add(c, l.start)
			}
		}
	}
}

// setBody makes the blocks.
func (d *draft) setBody(p *page) {
	d.cutDateline(p)
	if len(p.body) > MostBlocks {
		p.body = foldTail(p.body)
		d.warn("too_many_blocks", "an article has %d blocks at the most; what follows is in the last one", MostBlocks)
	}
	for _, s := range p.body {
		switch s.kind {
		case bulletLine, numberLine:
			d.addList(s)
		case headingLine, titleLine, clockLine:
			d.addHeading(s)
		default:
			d.addText(s)
		}
	}
}

// foldTail makes one section of all that an article has no blocks for, so that
// no words are lost.
func foldTail(body []section) []section {
	tail := section{kind: foldedLine}
	for _, s := range body[MostBlocks-1:] {
		tail.lines = append(tail.lines, s.lines...)
	}
	return append(body[:MostBlocks-1], tail)
}

func (d *draft) addList(s section) {
	ordered := s.kind == numberLine
	b := news.Block{Type: news.List, Ordered: &ordered}
	for _, l := range s.lines {
		item := &passage{}
		item.add(d.input, l.inner(), "")
		item.clearMarkup()
		html := item.html()
		if html == "" {
			html = escape(string(item.text))
		}
		b.Items = append(b.Items, html)
	}
	d.addBlock(b, span{s.lines[0].start, s.lines[len(s.lines)-1].end}, "list_marks", 0.95)
	if haveQuotes(b.Items) {
		d.warn("quote_in_list", "a list has words in quotation marks; quotes are tied to paragraphs only, see /body/%d", len(d.article.Body)-1)
	}
}

// withoutMarks is a heading without the marks at its ends.
func withoutMarks(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r == '#' || r == '*' || isSpace(r) })
}

// haveQuotes tells whether items of a list have words in quotation marks. Those of
// a link's address are none.
func haveQuotes(items []string) bool {
	return strings.ContainsAny(tags.ReplaceAllString(strings.Join(items, ""), ""), "“«\"")
}

var tags = regexp.MustCompile(`<[^<>]*>`)

func (d *draft) addHeading(s section) {
	l := s.lines[0]
	b := news.Block{Type: news.Heading, Level: min(max(l.level, 2), 6)}
	method, confidence := "short_line", 0.8
	switch {
	case l.level > 0:
		method, confidence = "marked", 1
	case s.kind == clockLine:
		b.Level, method, confidence = 3, "clock", 0.9
	}
	words := d.slice(l.inner())
	if l.level > 0 {
		words = withoutMarks(words)
	}
	if b.Text = words; words == "" || utf8.RuneCountInString(words) > longestHeading {
		d.addText(s)
		return
	}
	i := d.addBlock(b, l.inner(), method, confidence)
	if start := strings.Index(d.slice(l.inner()), words); start >= 0 {
		text := &passage{pointer: pointer("body", i, "text"), heading: true}
		from := l.start + l.mark + utf8.RuneCountInString(d.slice(l.inner())[:start])
		text.add(d.input, span{from, from + utf8.RuneCountInString(words)}, "")
		d.passages = append(d.passages, text)
	}
}

func (d *draft) addText(s section) {
	b := news.Block{Type: news.Paragraph}
	method, confidence, joint := "paragraph", 0.95, " "
	if s.kind == quotedLine {
		b.Type, method, joint = news.BlockQuote, "quoted_lines", "\n"
	}
	switch {
	case s.kind == foldedLine:
		method, confidence, joint = "folded_lines", 0.3, "\n"
	case s.kind != quotedLine && len(s.lines) > 1:
		method, confidence = "joined_lines", 0.85
	}
	text := &passage{pointer: pointer("body", len(d.article.Body), "text")}
	for _, l := range s.lines {
		words := l.span
		if s.kind == quotedLine {
			words = trim(d.input, l.inner())
		}
		text.add(d.input, words, joint)
	}
	text.clearMarkup()
	b.Text, b.HTML = string(text.text), text.html()
	if strings.TrimSpace(b.Text) != b.Text { // emphasis around spaces: as typed, then
		b.HTML = ""
		*text = passage{pointer: text.pointer}
		text.add(d.input, span{s.lines[0].start, s.lines[0].end}, "")
		b.Text = string(text.text)
	}
	text.block = b.Type == news.BlockQuote
	d.addBlock(b, span{s.lines[0].start, s.lines[len(s.lines)-1].end}, method, confidence)
	d.passages = append(d.passages, text)
}

func (d *draft) addBlock(b news.Block, s span, method string, confidence float64) int {
	d.article.Body = append(d.article.Body, b)
	n := len(d.article.Body) - 1
	d.note(pointer("body", n), s, method, confidence)
	return n
}

// warnOfGaps says what the text did not have.
func (d *draft) warnOfGaps() {
	a := &d.article
	if a.Headline == "" {
		d.warn("no_headline", "the text has no headline; give one before publishing")
	}
	if len(a.Authors) == 0 {
		d.warn("no_byline", "the text does not say who wrote it")
	}
	switch now := d.options.Now; {
	case a.PublishedAt.IsZero():
		d.warn("no_published_time", "the text does not say when it was published")
	case !now.IsZero() && a.YetToCome(now):
		d.warn("future_time", "it says that it was published at %s, which is yet to come; published_at is left out", a.PublishedAt.Format(time.RFC3339))
		a.PublishedAt = time.Time{}
		d.forget("/published_at")
	}
	if now := d.options.Now; !now.IsZero() && !a.ExpiresAt.IsZero() && !a.ExpiresAt.After(now) {
		d.warn("already_expired", "it says that it expired at %s; it cannot be published unless expires_at is another", a.ExpiresAt.Format(time.RFC3339))
	}
	if len(a.Body) == 0 {
		d.warn("no_body", "the text has no paragraphs")
	}
}

// escape writes plain text as HTML.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
