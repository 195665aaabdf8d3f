package page

import (
	"regexp"
	"strings"

	"storywire/internal/intake"
)

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$`)

// setLanguage sets the language that the page says it is in, unless its words
// plainly are of another.
func (r *reader) setLanguage() {
	var all []claim[string]
	add := func(s, evidence, method string, confidence float64) {
		s, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), "_", "-"), ",")
		if s, _, _ = strings.Cut(s, ";"); languageTag.MatchString(s) {
			head, rest, found := strings.Cut(s, "-")
			if s = strings.ToLower(head); found && len(rest) == 2 {
				s += "-" + strings.ToUpper(rest)
			} else if found {
				s += "-" + rest
			}
			all = append(all, claim[string]{s, s, evidence, method, confidence})
		}
	}
	add(r.language, "html lang", "lang_attribute", 0.85)
	for _, t := range r.told()[:min(1, len(r.told()))] {
		add(text(t.fields["inLanguage"]), t.from+" "+t.kind+".inLanguage", field(t), 0.8)
	}
	add(r.meta("content-language", "language", "dc.language", "dcterms.language"), "meta content-language", "meta", 0.6)
	add(r.meta("og:locale"), "meta og:locale", "meta", 0.4)
	best, others, found := strongest(all)
	spoken, share := intake.LanguageOf(r.plainBody())
	if spoken != "" && (!found || share > 0.8 && !sameLanguage(best.text, spoken)) {
		if found {
			others = append([]claim[string]{best}, others...)
			r.warn("language_differs", "%s says %q, and the words are %q", best.evidence, best.text, spoken)
		}
		best, found = claim[string]{spoken, spoken, "the words of the story", "small_words", round(share)}, true
	}
	if found {
		r.article.Language = best.text
		note(r, "/language", best, others)
	}
}

// sameLanguage tells whether two tags are of one language.
func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	norwegian := func(s string) bool { return s == "nb" || s == "nn" || s == "no" }
	return strings.EqualFold(a, b) || norwegian(a) && norwegian(b)
}

// plainBody is the story's words, as far as a language needs them to be told.
func (r *reader) plainBody() string {
	var b strings.Builder
	for _, block := range r.article.Body {
		if b.Len() > 8000 {
			break
		}
		b.WriteString(block.Text + "\n")
	}
	return b.String()
}
