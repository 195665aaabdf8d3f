package news

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// settleQuotes settles each quote and anchors it. A quote that stood before
// and whose anchor nobody touched follows its words to where they are now.
func (a *Article) settleQuotes(before *Article, f *Faults) {
	a.Quotes = orEmpty(a.Quotes)
	atMost(f, "/quotes", len(a.Quotes), maxQuotes)
	claimed := map[uuid.UUID]bool{}
	for i := range a.Quotes {
		claimed[a.Quotes[i].ID] = true
	}
	for i := range a.Quotes {
		q := &a.Quotes[i]
		p := "/quotes/" + strconv.Itoa(i)
		q.settle(p, f)
		was := priorQuote(*q, before.Quotes, claimed)
		if was != nil {
			q.ID = was.ID
		} else {
			q.ID = NewID()
		}
		claimed[q.ID] = true
		if q.Text != "" {
			a.anchor(q, was, p, f)
		}
	}
	for i := range a.Quotes {
		for j := range i {
			if a.Quotes[i].ID == a.Quotes[j].ID {
				f.Add("/quotes/"+strconv.Itoa(i)+"/id", "two quotes have this id")
			}
		}
	}
}

// settle fills in what a quote leaves open and checks the rest but its anchor.
func (q *Quote) settle(p string, f *Faults) {
	if q.Kind == "" {
		q.Kind = Direct
	}
	oneOf(f, p+"/kind", q.Kind, QuoteKinds)
	needed(f, p+"/text", q.Text)
	line(f, p+"/cue", &q.Cue, maxLine)
	line(f, p+"/medium", &q.Medium, maxLine)
	checkDate(f, p+"/said_on", q.SaidOn)
	if s := q.Speaker; s != nil && s.ID == uuid.Nil && s.Slug == "" && strings.TrimSpace(s.Name) == "" {
		f.Add(p+"/speaker", "a speaker has an id, a slug or a name; null where nobody knows")
	}
}

// priorQuote is the quote from before that q is: of its id, else an unclaimed
// one of the same words.
func priorQuote(q Quote, before []Quote, claimed map[uuid.UUID]bool) *Quote {
	for i := range before {
		if q.ID != uuid.Nil && before[i].ID == q.ID {
			return &before[i]
		}
	}
	if q.ID != uuid.Nil {
		return nil
	}
	for i := range before {
		if before[i].Text == q.Text && !claimed[before[i].ID] {
			return &before[i]
		}
	}
	return nil
}

// anchor sets where the quote stands, or notes why it cannot.
func (a *Article) anchor(q, was *Quote, p string, f *Faults) {
	untouched := was != nil && (q.End == 0 || q.Pointer == was.Pointer && q.Start == was.Start && q.End == was.End)
	switch {
	case untouched:
		a.follow(q, was, p, f)
	case q.End == 0 && q.Start == 0:
		a.place(q, p, f)
	default:
		a.checkAnchor(q, p, f)
	}
}

// checkAnchor holds a chosen anchor to the words that stand there.
func (a *Article) checkAnchor(q *Quote, p string, f *Faults) {
	text, block, ok := a.textAt(q.Pointer)
	if !ok {
		f.Add(p+"/pointer", "%q names no text of this article; /body/N/text and /highlights/N do", q.Pointer)
		return
	}
	slice, ok := Slice(text, q.Start, q.End)
	if !ok {
		f.Add(p+"/end", "%d to %d is not a slice of the %d characters at %s", q.Start, q.End, utf8.RuneCountInString(text), q.Pointer)
		return
	}
	if slice != q.Text {
		f.Add(p+"/text", "the words at %s, %d to %d, are %q", q.Pointer, q.Start, q.End, shorten(slice))
		return
	}
	q.BlockID = block
}

// place finds a quote that was written without offsets: its words must stand
// once in the text it points to or, without a pointer, once in the article.
func (a *Article) place(q *Quote, p string, f *Faults) {
	var in anchorText
	found, at := 0, 0
	for _, text := range a.quotable() {
		if q.Pointer != "" && text.pointer != q.Pointer {
			continue
		}
		if starts := occurrences(text.text, q.Text); len(starts) > 0 {
			in, at, found = text, starts[0], found+len(starts)
		}
	}
	switch {
	case found == 1:
		q.set(in, at)
	case found == 0 && q.Pointer != "":
		f.Add(p+"/text", "these words do not stand at %s", q.Pointer)
	case found == 0:
		f.Add(p+"/text", "these words do not stand in the article")
	case found > 1:
		f.Add(p+"/start", "these words stand %d times; say which by pointer, start and end", found)
	}
}

// follow finds the words of a quote that stood before: in its own block,
// nearest to where they were, else nearest to that anywhere.
func (a *Article) follow(q, was *Quote, p string, f *Faults) {
	var best anchorText
	at, distance := -1, -1
	for order, text := range a.quotable() {
		away := 0
		if !text.is(was) {
			away = 1_000_000 * (1 + order) // another block, in the order of the story
		}
		for _, start := range occurrences(text.text, q.Text) {
			if d := away + abs(start-was.Start); at < 0 || d < distance {
				best, at, distance = text, start, d
			}
		}
	}
	if at < 0 {
		f.Add(p+"/text", "the quoted words are gone from the article: %q", shorten(q.Text))
		return
	}
	q.set(best, at)
}

func (q *Quote) set(text anchorText, start int) {
	q.Pointer, q.BlockID = text.pointer, text.block
	q.Start, q.End = start, start+utf8.RuneCountInString(q.Text)
}

// anchorText is one text of an article that quotes can be anchored to.
type anchorText struct {
	pointer string
	block   uuid.UUID
	text    string
}

func (t anchorText) is(q *Quote) bool {
	if q.BlockID != uuid.Nil {
		return t.block == q.BlockID
	}
	return t.block == uuid.Nil && t.pointer == q.Pointer
}

func (a *Article) quotable() []anchorText {
	texts := make([]anchorText, 0, len(a.Highlights)+len(a.Body))
	for i, h := range a.Highlights {
		texts = append(texts, anchorText{"/highlights/" + strconv.Itoa(i), uuid.Nil, h})
	}
	for i, b := range a.Body {
		if b.Type.HasText() {
			texts = append(texts, anchorText{"/body/" + strconv.Itoa(i) + "/text", b.ID, b.Text})
		}
	}
	return texts
}

func (a *Article) textAt(pointer string) (text string, block uuid.UUID, ok bool) {
	if n, found := strings.CutPrefix(pointer, "/highlights/"); found {
		i, err := strconv.Atoi(n)
		if err != nil || i < 0 || i >= len(a.Highlights) {
			return "", uuid.Nil, false
		}
		return a.Highlights[i], uuid.Nil, true
	}
	n, found := strings.CutPrefix(pointer, "/body/")
	n, whole := strings.CutSuffix(n, "/text")
	i, err := strconv.Atoi(n)
	if !found || !whole || err != nil || i < 0 || i >= len(a.Body) || !a.Body[i].Type.HasText() {
		return "", uuid.Nil, false
	}
	return a.Body[i].Text, a.Body[i].ID, true
}

// BlockPointers sets each quote's pointer from its block: for quotes that come
// out of a store, which keeps the block.
func (a *Article) BlockPointers() {
	at := make(map[uuid.UUID]string, len(a.Body))
	for i, b := range a.Body {
		at[b.ID] = "/body/" + strconv.Itoa(i) + "/text"
	}
	for i := range a.Quotes {
		if p, ok := at[a.Quotes[i].BlockID]; ok {
			a.Quotes[i].Pointer = p
		}
	}
}

// linkQuoteBlocks sets each quote block's quote: the one it names, else the
// first that is anchored in it.
func (a *Article) linkQuoteBlocks(before *Article, f *Faults) {
	for i := range a.Body {
		b := &a.Body[i]
		if b.Type != BlockQuote {
			continue
		}
		if b.QuoteID != uuid.Nil && !slices.ContainsFunc(a.Quotes, func(q Quote) bool { return q.ID == b.QuoteID }) {
			gone := slices.ContainsFunc(before.Quotes, func(q Quote) bool { return q.ID == b.QuoteID })
			if !gone {
				f.Add("/body/"+strconv.Itoa(i)+"/quote_id", "is not among the article's quotes")
			}
			b.QuoteID = uuid.Nil
		}
		for _, q := range a.Quotes {
			if b.QuoteID == uuid.Nil && q.BlockID == b.ID {
				b.QuoteID = q.ID
			}
		}
	}
}

// Slice is the code points start to end of text, and whether there are such.
func Slice(text string, start, end int) (string, bool) {
	if start < 0 || end <= start {
		return "", false
	}
	from, n := -1, 0
	for i := range text {
		if n == start {
			from = i
		}
		if n == end {
			return text[from:i], true
		}
		n++
	}
	if n == end && from >= 0 {
		return text[from:], true
	}
	return "", false
}

// occurrences lists where words stand in text, in code points.
func occurrences(text, words string) []int {
	var at []int
	runes, from := 0, 0
	for {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return at
		}
		runes += utf8.RuneCountInString(text[from : from+i])
		at = append(at, runes)
		_, size := utf8.DecodeRuneInString(words)
		from += i + size
		runes++
	}
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
