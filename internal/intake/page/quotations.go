package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"storywire/internal/intake"
	"storywire/internal/news"
)

const leastWords = 5 // of a quote that is more than a fragment

// setQuotations puts the quotes that the page's record lists in the place of those
// that were read from the words, where the words have them: of all on a page of the
// house's own, else of those of the same words. How they were said is
// read from the words all the same.
func (r *reader) setQuotations(out *intake.Result) {
	if r.story == nil {
		return
	}
	f := &finder{reader: r, article: &out.Article, left: mostLooked}
	var quotes []news.Quote
	var found []intake.Provenance
	full := false
	for _, v := range items(r.story.fields["hasPart"]) {
		m, _ := v.(map[string]any)
		if kindOf(m) != "Quotation" {
			continue
		}
		if full = len(quotes) == intake.MostQuotes || f.left < 0; full {
			break
		}
		q, ok := f.find(r.said(m["text"], longestQuote), text(m["url"]))
		if !ok || slices.ContainsFunc(quotes, func(o news.Quote) bool {
			return r.own == nil && overlap(o, q) || o.Pointer == q.Pointer && o.Start == q.Start && o.End == q.End
		}) {
			continue
		}
		at := under("quotes", len(quotes))
		found = append(found, r.recorded(at, "hasPart", 0.95))
		if who := r.speaker(m); who != nil {
			q.Speaker = who
			found = append(found, r.recorded(at+"/speaker", "hasPart.spokenByCharacter", 0.95))
		}
		if day := text(m["dateCreated"]); news.IsDate(day) {
			q.SaidOn = news.Date(day)
		}
		quotes = append(quotes, q)
	}
	if r.own != nil {
		out.Warnings = slices.DeleteFunc(out.Warnings, func(w intake.Warning) bool { return ofQuotes[w.Code] })
		out.Provenance = slices.DeleteFunc(out.Provenance, func(p intake.Provenance) bool { return strings.HasPrefix(p.Pointer, "/quotes/") })
		out.Article.Quotes, out.Provenance = quotes, append(out.Provenance, found...)
	} else if len(quotes) > 0 && besides(out, quotes, found) {
		full = true
	}
	if full && !slices.ContainsFunc(out.Warnings, func(w intake.Warning) bool { return w.Code == "too_many_quotes" }) {
		out.Warnings = append(out.Warnings, intake.Warning{Code: "too_many_quotes", Detail: "the page and its record have more quotes than are taken; the others are left in the text"})
	}
}

// besides puts the quotes that a record lists before those that were read from the
// words elsewhere, and tells whether there were too many. Where both have one and the
// record names nobody, whom the words name has said it.
func besides(out *intake.Result, quotes []news.Quote, found []intake.Provenance) (over bool) {
	moved := map[string]string{} // where what is told of a quote that was read is told now
	read := out.Article.Quotes
	for i, o := range read {
		at := slices.IndexFunc(quotes, func(q news.Quote) bool { return overlap(o, q) })
		switch {
		case at < 0 && len(quotes) < intake.MostQuotes:
			moved[under("quotes", i)], moved[under("quotes", i)+"/speaker"] = under("quotes", len(quotes)), under("quotes", len(quotes))+"/speaker"
			quotes = append(quotes, o)
		case at < 0:
			over = true
		case quotes[at].Speaker == nil && o.Speaker != nil:
			quotes[at].Speaker = o.Speaker
			moved[under("quotes", i)+"/speaker"] = under("quotes", at) + "/speaker"
		case quotes[at].Speaker != nil:
			out.Warnings = slices.DeleteFunc(out.Warnings, func(w intake.Warning) bool {
				return strings.HasPrefix(w.Code, "speaker_") && ofQuotes[w.Code] && strings.Contains(w.Detail, cut(o.Text, 40))
			})
		}
	}
	kept := out.Provenance[:0]
	for _, p := range out.Provenance {
		if strings.HasPrefix(p.Pointer, "/quotes/") {
			if p.Pointer = moved[p.Pointer]; p.Pointer == "" {
				continue
			}
		}
		kept = append(kept, p)
	}
	kept = append(kept, found...)
	out.Article.Quotes, out.Provenance = quotes, kept
	return over
}

func overlap(a, b news.Quote) bool {
	return a.Pointer == b.Pointer && a.Start < b.End && b.Start < a.End
}

// longestQuote bounds the words of a quote, in code points.
const longestQuote = 20_000

// ofQuotes are the warnings of what was read from the words alone.
var ofQuotes = map[string]bool{
	"speaker_unknown": true, "speaker_unnamed": true, "speaker_uncertain": true, "speaker_several": true, "not_quotes": true, "unbalanced_quotes": true, "too_many_quotes": true, "rules_are_english": true,
}

// speaker is who the record says has said it.
func (r *reader) speaker(quotation map[string]any) *news.QuoteSpeaker {
	for _, member := range []string{"spokenByCharacter", "creator", "author"} {
		who, _ := quotation[member].(map[string]any)
		if name := tidy(r.said(who["name"], longestLine)); intake.CanBeNamed(name) {
			return &news.QuoteSpeaker{Name: name, Title: r.said(who["jobTitle"], longestLine)}
		}
	}
	return nil
}

// finder finds quotations in an article's words, one after the other.
type finder struct {
	*reader
	article *news.Article
	text    int // the last one was found in, as texts counts them
	from    int // where one looks on there, in bytes
	left    int // bytes that may still be looked through
}

// find is the quote of these words, tied to where the article has them: in the
// block that the address names, else behind the quotation before it, else
// wherever they are.
func (f *finder) find(words, address string) (news.Quote, bool) {
	if words == "" || f.left < 0 {
		return news.Quote{}, false
	}
	texts := len(f.article.Highlights) + len(f.article.Body)
	if _, id, named := strings.Cut(address, "#b-"); named {
		if at, known := f.blockAt[id]; known {
			return f.in(len(f.article.Highlights)+at, words, true)
		}
	}
	for i := f.text; i < texts; i++ {
		if q, ok := f.in(i, words, i == f.text); ok {
			return q, true
		}
	}
	for i := range min(f.text+1, texts) {
		if q, ok := f.in(i, words, false); ok {
			return q, true
		}
	}
	return news.Quote{}, false
}

// in is the quote of these words in the nth of the article's texts: the key points
// and the blocks. on tells to look on from the last one, if that was there.
func (f *finder) in(n int, words string, on bool) (news.Quote, bool) {
	key := n < len(f.article.Highlights)
	var pointer, text string
	if key {
		pointer, text = under("highlights", n), f.article.Highlights[n]
	} else {
		i := n - len(f.article.Highlights)
		pointer, text = under("body", i)+"/text", f.article.Body[i].Text
	}
	from := 0
	if on && n == f.text {
		from = min(f.from, len(text))
	}
	f.left -= len(text)
	at := f.index(text[from:], words)
	if at < 0 && from > 0 {
		at, from = f.index(text, words), 0
	}
	if at < 0 {
		return news.Quote{}, false
	}
	at += from
	f.text, f.from = n, at+1
	for f.from < len(text) && text[f.from]&0xc0 == 0x80 {
		f.from++
	}
	start := len([]rune(text[:at]))
	return f.asRead(news.Quote{Text: words, Kind: kindOfQuote(words), Pointer: pointer, Start: start, End: start + len([]rune(words))}), true
}

// index is where the words stand in a text, on a page that anybody wrote as whole
// words; -1 for nowhere.
func (f *finder) index(text, words string) int {
	_, size := utf8.DecodeRuneInString(words)
	for from := 0; ; {
		at := strings.Index(text[from:], words)
		if at < 0 || f.own != nil {
			return at
		}
		at += from
		if !withinWord(text, at) && !withinWord(text, at+len(words)) {
			return at
		}
		from = at + size
		if f.left -= len(words); f.left < 0 {
			return -1
		}
	}
}

// withinWord tells a place between two letters of one word, or between a letter and
// a mark of its own: "cafe" is no word of "café", whichever way that is written.
// An apostrophe holds together what is in front of it, and may end what is cut off:
// "don't" has no "don", but "l'eau" has "eau".
func withinWord(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, size := utf8.DecodeRuneInString(text[at:])
	if after == '\'' || after == '’' {
		next, _ := utf8.DecodeRuneInString(text[at+size:])
		return unicode.IsLetter(before) && unicode.IsLetter(next)
	}
	return inWord(before) && inWord(after)
}

// inWord tells what words are made of: letters, digits, the marks on them, and what
// joins those of scripts that need it.
func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u200c' || r == '\u200d')
}

// asRead is the quote with what was read from the words around it.
func (f *finder) asRead(q news.Quote) news.Quote {
	for _, o := range f.article.Quotes {
		if overlap(o, q) {
			q.Cue, q.Medium, q.SaidOn = o.Cue, o.Medium, o.SaidOn
			if o.Start == q.Start {
				q.Kind = o.Kind
			}
			return q
		}
	}
	return q
}

func kindOfQuote(words string) news.QuoteKind {
	if len(strings.Fields(words)) < leastWords {
		return news.Fragment
	}
	return news.Direct
}
