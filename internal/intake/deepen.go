package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/speech"
	"storywire/internal/news"
)

// Deepen makes a result of an article that a reader of another format than
// plain text put together: it adds what only a story's words tell, which is who
// is quoted with what, the sources, the mentions and, where that is open, the
// language. A block that has HTML must have the text of it as well.
//
// whole says that what the article lists is all that it has of that, as in a file
// or a page of the house's own. Others list whom they have an entry for: the words'
// sources are added to theirs.
//
// The evidence of what it adds is the words that say it.
func Deepen(a news.Article, o Options, whole bool) Result {
	d := &draft{options: o, article: a}
	d.cutStoryDateline()
	signature := ""
	if !whole {
		signature = d.cutStorySignature()
	}
	d.takeStory()
	primed := len(d.provenance)
	if signature != "" {
		d.creditSignature(signature)
	}
	switch {
	case d.article.Language == "":
		d.setLanguage()
	case !speech.Knows(d.article.Language):
		d.warn("rules_are_english", "the page is in %q; who speaks is not read by that language's own words", d.article.Language)
	}
	d.readSpeech()
	d.setQuotes()
	if !whole {
		d.setSources()
	}
	if !whole && len(a.Mentions) == 0 {
		d.setMentions()
	}
	d.checkDays()
	d.warnOfGaps()
	kept := d.inWords(d.provenance[primed:])
	if i := slices.IndexFunc(d.provenance[:primed], func(p Provenance) bool { return p.Pointer == "/dateline" }); i >= 0 {
		kept = append(d.inWords(d.provenance[i:i+1:i+1]), kept...)
	}
	return Result{Article: d.article, Provenance: kept, Warnings: d.warnings}
}

// After is the provenance with what the reader noted before in front: all but of
// times that were left out after all, and of the block that is a signature.
func (r Result) After(noted []Provenance) []Provenance {
	gone := pointer("body", len(r.Article.Body))
	noted = slices.DeleteFunc(noted, func(p Provenance) bool {
		return p.Pointer == gone || p.Pointer == "/published_at" && r.Article.PublishedAt.IsZero()
	})
	return append(noted, r.Provenance...)
}

// cutStoryDateline takes the dateline off the first paragraph, where what
// follows it can be told in the paragraph's HTML too. One that a field tells is
// known however it is written.
func (d *draft) cutStoryDateline() {
	i := slices.IndexFunc(d.article.Body, func(b news.Block) bool { return b.Type == news.Paragraph })
	if i < 0 {
		return
	}
	b := &d.article.Body[i]
	told := d.article.Dateline
	place, agency, length, ok := readDateline(b.Text)
	if told != "" {
		agency, length, ok = readKnownDateline(b.Text, told)
	}
	if !ok || length >= len(b.Text) {
		return
	}
	head := b.Text[:length]
	if b.HTML != "" {
		rest, cut := cutHead(b.HTML, escape(head))
		if !cut {
			return
		}
		b.HTML = rest
	}
	b.Text = b.Text[length:]
	at := d.take(head)
	if told == "" {
		d.article.Dateline = place
		d.note("/dateline", span{at.start, at.start + utf8.RuneCountInString(place)}, "dateline", 0.95)
	}
	if agency.end > 0 {
		d.wire = span{at.start + utf8.RuneCountInString(head[:agency.start]), at.start + utf8.RuneCountInString(head[:agency.end])}
	}
}

// cutHead cuts the words that a paragraph's HTML starts with, where it does so
// plainly or with these words or all but their dash in bold.
func cutHead(html, head string) (string, bool) {
	if rest, ok := strings.CutPrefix(html, head); ok {
		return rest, true
	}
	for _, tag := range []string{"strong", "em"} {
		open, shut := "<"+tag+">", "</"+tag+">"
		bold, rest, ok := strings.Cut(strings.TrimPrefix(html, open), shut)
		if !ok || !strings.HasPrefix(html, open) || !strings.HasPrefix(head, bold) {
			continue
		}
		if rest, ok := strings.CutPrefix(rest, head[len(bold):]); ok {
			return rest, true
		}
	}
	return "", false
}

// takeStory makes an input of the article's texts, one under the other, and of
// each a passage, as if the article had been read from there.
func (d *draft) takeStory() {
	a := &d.article
	for i, h := range a.Highlights {
		d.passages = append(d.passages, d.takePassage(pointer("highlights", i), h))
	}
	for i, b := range a.Body {
		if b.Type.HasText() && b.Text != "" {
			p := d.takePassage(pointer("body", i, "text"), b.Text)
			p.heading, p.block = b.Type == news.Heading, b.Type == news.BlockQuote
			d.passages = append(d.passages, p)
		}
		if b.Type == news.List && haveQuotes(b.Items) {
			d.warn("quote_in_list", "a list has words in quotation marks; quotes are tied to paragraphs only, see /body/%d", i)
		}
	}
	for i, p := range a.Photos {
		at := pointer("photos", i)
		if p.Caption != "" {
			d.captions = append(d.captions, d.takePassage(at+"/caption", p.Caption))
		}
		d.note(at+"/credit", d.take(p.Credit), "", 0)
		d.note(at+"/released_by", d.take(p.ReleasedBy), "", 0)
	}
}

// take adds a text to the input and tells where it stands there.
func (d *draft) take(s string) span {
	from := len(d.input)
	d.input = append(d.input, []rune(s)...)
	to := len(d.input)
	d.input = append(d.input, '\n')
	return span{from, to}
}

func (d *draft) takePassage(at, s string) *passage {
	p, from := &passage{pointer: at}, d.take(s)
	p.add(d.input, from, "")
	return p
}

// longestEvidence is how much is shown of the words that something was found
// in, in code points.
const longestEvidence = 120

// inWords puts words in the place of places in an input that nobody sees.
func (d *draft) inWords(found []Provenance) []Provenance {
	for i := range found {
		p := &found[i]
		words := d.input[p.Start:min(p.End, len(d.input))]
		if len(words) > longestEvidence {
			words = append(words[:longestEvidence:longestEvidence], '…')
		}
		p.Range, p.Evidence = nil, strings.TrimSpace(string(words))
	}
	return found
}
