package intake

import (
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/intake/speech"
	"storywire/internal/news"
)

// unsure is how sure a speaker must be to be named without a warning.
const unsure = 0.65

// setQuotes puts what the text quotes into the article, and says what it took
// for nobody's words.
func (d *draft) setQuotes() {
	for i, at := range d.reading.Unclosed {
		if i == 200 {
			break
		}
		d.warn("unbalanced_quotes", "the quotation mark at character %d is never closed", d.sourceOf(at).start)
	}
	var scare []string
	for _, q := range d.reading.Quotes {
		if q.Kind == speech.None {
			if len(scare) < 20 {
				scare = append(scare, "“"+shortened(d.quoted(q))+"”")
			}
			continue
		}
		if len(d.article.Quotes) >= MostQuotes {
			d.warnOnce("too_many_quotes", "an article has 1000 quotes at the most; the others are left in the text")
			continue
		}
		d.addQuote(q)
	}
	if d.reading.Turns >= 4 && d.article.Kind == "" {
		d.article.Kind = "interview"
		first := d.passages[0]
		d.note("/kind", first.source(0, len(first.text)), "turns", 0.7)
	}
	if len(scare) > 0 {
		d.warn("not_quotes", "taken for titles, terms or a distance, not for somebody's words: %s", strings.Join(scare, ", "))
	}
}

// quoted is the words of a quote.
func (d *draft) quoted(q speech.Quote) string {
	return string(d.spoken[q.Paragraph].text[q.Start:q.End])
}

// addQuote puts one quotation into the article, with what is known of it.
func (d *draft) addQuote(from speech.Quote) {
	q := news.Quote{Text: d.quoted(from), Kind: news.QuoteKind(from.Kind), Pointer: d.spoken[from.Paragraph].pointer, Start: from.Start, End: from.End, Medium: from.Medium}
	at := pointer("quotes", len(d.article.Quotes))
	d.note(at, d.sourceOf(from.Place), string(from.Kind), 0.95)
	switch who := from.Speaker; {
	case who != nil:
		q.Speaker = &news.QuoteSpeaker{Name: who.Name, Title: who.Title}
		d.note(at+"/speaker", d.sourceOf(from.Mention), from.Method, round(from.Confidence))
		if from.Confidence < unsure {
			d.warn("speaker_uncertain", "“%s” is given to %s, which is little more than likely", shortened(q.Text), who.Name)
		}
	case len(from.Several) > 0:
		d.note(at+"/speaker", d.sourceOf(from.Mention), "several", round(from.Confidence))
		d.warn("speaker_several", "“%s” is said by “%s”, who are several, and a quote has one speaker; of them the text names %s", shortened(q.Text), shortened(from.Unnamed), inFull(from.Several))
	case from.Unnamed != "":
		d.note(at+"/speaker", d.sourceOf(from.Mention), "unnamed", round(max(from.Confidence, 0.5)))
		d.warn("speaker_unnamed", "“%s” is said by “%s”, who has no name in the text", shortened(q.Text), shortened(from.Unnamed))
	case from.Likely != nil:
		d.warn("speaker_unknown", "“%s” may be said by %s, who is not sure enough to be named", shortened(q.Text), from.Likely.Name)
	default:
		d.warn("speaker_unknown", "nobody is found to have said “%s”", shortened(q.Text))
	}
	if utf8.RuneCountInString(from.Cue) <= longestName {
		q.Cue = from.Cue
	}
	if published := d.publishedOn(); from.Weekday != "" && !published.IsZero() {
		q.SaidOn = news.Date(weekdayBefore(from.Weekday, published).Format(time.DateOnly))
	}
	d.article.Quotes = append(d.article.Quotes, q)
}

// inFull are people and bodies with what they are, for an editor to choose from.
func inFull(several []*speech.Entity) string {
	names := make([]string, len(several))
	for i, e := range several {
		names[i] = strings.TrimSuffix(e.Name+", "+e.Title, ", ")
	}
	return strings.Join(names, "; ")
}

// shortened is the beginning of words that a warning shows.
func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func round(c float64) float64 { return float64(int(c*100+0.5)) / 100 }
