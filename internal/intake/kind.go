package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// kickerHead is the form of a story in front of its headline: "Opinion: ".
var kickerHead = regexp.MustCompile(`(?i)^(opinion|editorial|analysis|explainer|explained|interview|review|obituary|live|live updates|fact check)(?::| \|) +\S`)

// setKind sets the story's form where the page says it, or where its shape
// does: lines with a clock are a live page, questions and answers an interview.
func (d *draft) setKind(p *page) {
	set := func(kind string, s span, method string, confidence float64) {
		d.article.Kind = news.Kind(kind)
		d.note("/kind", s, method, confidence)
	}
	if l := p.kicker; l != nil {
		set(kickers[strings.ToLower(strings.Trim(lexicon.PlainSpaces(l.text), ": "))], l.span, "kicker", 0.95)
		return
	}
	if l := p.headline; l != nil {
		if m := kickerHead.FindStringSubmatchIndex(l.words()); m != nil {
			from := l.start + l.mark
			set(kickers[strings.ToLower(l.words()[m[2]:m[3]])], span{from, from + utf8.RuneCountInString(l.words()[:m[3]])}, "kicker", 0.9)
			return
		}
	}
	if p.clocks >= 3 {
		for _, s := range p.body {
			if s.kind == clockLine {
				set("live", s.lines[0].span, "clocks", 0.7)
				return
			}
		}
	}
}
