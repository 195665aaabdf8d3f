package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// setMentions lists the people, places and organisations of whom the text
// shows that they are such.
func (d *draft) setMentions() {
	type key struct {
		kind news.MentionType
		name string
	}
	seen := map[key]bool{}
	d.nameDateline()
	people := slices.Clone(d.names.all)
	slices.SortStableFunc(people, func(a, b *entity) int { return a.first.start - b.first.start })
	for _, e := range people {
		if e.uses == 0 || !e.sure || !validName(e.name) || len(d.article.Mentions) >= mostMentions {
			continue
		}
		if e.kind == news.Person && !strings.Contains(e.name, " ") {
			continue // a surname alone is nobody's whole name
		}
		k := key{e.kind, folded(e.name)}
		if k.name == "" || seen[k] || e.kind == news.Organisation && d.isAlias(e) {
			continue
		}
		seen[k] = true
		confidence, method := 0.85, "name"
		switch {
		case e.kind == news.Place:
			method, confidence = "gazetteer", 0.9
		case e.kind == news.Organisation:
			method, confidence = "organisation_words", 0.8
		}
		n := len(d.article.Mentions)
		d.article.Mentions = append(d.article.Mentions, news.Mention{Type: e.kind, Name: e.name})
		d.note(pointer("mentions", n), e.first, method, confidence)
	}
}

// nameDateline counts the place that the story is dated from among those it
// names, in small letters.
func (d *draft) nameDateline() {
	place, _, _ := strings.Cut(d.article.Dateline, ",")
	if place == "" {
		return
	}
	var b strings.Builder
	before := ' '
	for _, r := range place {
		if unicode.IsLetter(before) || before == '\'' || before == '’' {
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
		before = r
	}
	name := b.String()
	if p := lexicon.PlaceOf(name); p != "" {
		name = p
	}
	if strings.HasSuffix(name, ".") || len(strings.Fields(name)) > 4 {
		return
	}
	e := d.names.entityOf(news.Place, name)
	at := d.spanOf("/dateline")
	e.sure, e.uses = true, e.uses+1
	if e.uses == 1 || at.start < e.first.start {
		e.first = span{at.start, at.start + utf8.RuneCountInString(place)}
	}
}

// isAlias tells an abbreviation that the text gives with the name in full.
func (d *draft) isAlias(e *entity) bool {
	return slices.ContainsFunc(d.names.all, func(o *entity) bool { return o != e && o.alias == e.name })
}

// folded is the letters of a name that a slug can have, small and without
// accents, to tell two spellings of one.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if lexicon.Sluggable(string(r)) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(s))
}
