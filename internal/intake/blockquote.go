package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"storywire/internal/news"
)

// Sign gives the words of a block quote to whom the line under it names: "Dana
// Whitlock, chief engineer". A block that has no words in quotation marks is a
// quote as a whole. What was read of a speaker with a name stands.
func (r *Result) Sign(block int, line string) {
	name, title, _ := strings.Cut(line, ", ")
	if !CanBeNamed(name) || utf8.RuneCountInString(title) > longestName {
		return
	}
	at, text := pointer("body", block, "text"), r.Article.Body[block].Text
	found := false
	for i := range r.Article.Quotes {
		if q := &r.Article.Quotes[i]; q.Pointer == at {
			if found = true; q.Speaker == nil || q.Speaker.Name == name {
				r.name(i, &news.QuoteSpeaker{Name: name, Title: BareTitle(title)}, line)
			}
		}
	}
	if found || len(r.Article.Quotes) >= MostQuotes {
		return
	}
	r.Article.Quotes = append(r.Article.Quotes, news.Quote{Text: text, Kind: news.Direct, Pointer: at, End: utf8.RuneCountInString(text)})
	i := len(r.Article.Quotes) - 1
	r.Provenance = append(r.Provenance, Provenance{Pointer: pointer("quotes", i), Evidence: "blockquote", Method: "direct", Confidence: 0.95})
	r.name(i, &news.QuoteSpeaker{Name: name, Title: BareTitle(title)}, line)
}

// name names the speaker of a quote, and takes back that nobody was found.
func (r *Result) name(i int, who *news.QuoteSpeaker, line string) {
	q := &r.Article.Quotes[i]
	q.Speaker = who
	at := pointer("quotes", i) + "/speaker"
	r.Provenance = append(slices.DeleteFunc(r.Provenance, func(p Provenance) bool { return p.Pointer == at }),
		Provenance{Pointer: at, Evidence: line, Method: "signature", Confidence: 0.95})
	r.Warnings = slices.DeleteFunc(r.Warnings, func(w Warning) bool {
		return strings.HasPrefix(w.Code, "speaker_un") && strings.Contains(w.Detail, shortened(q.Text))
	})
}
