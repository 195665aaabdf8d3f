package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"storywire/internal/intake"
	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

// byline is whom a page credits, in its order.
type byline []intake.Credit

func (b byline) String() string {
	var names []string
	for _, c := range b {
		names = append(names, string(c.Role)+" "+strings.ToLower(c.Name))
	}
	return strings.Join(names, "; ")
}

// setAuthors credits whom the page credits.
func (r *reader) setAuthors() {
	best, others, found := strongest(r.bylines())
	if !found {
		return
	}
	for i, c := range best.value[:min(len(best.value), mostAuthors)] {
		a := news.ArticleAuthor{Name: c.Name, Role: c.Role}
		if lexicon.IsDesk(c.Name) || lexicon.Agency(c.Name) != "" {
			a.Kind = news.KindDesk
		}
		r.article.Authors = append(r.article.Authors, a)
		if i > 0 {
			others = nil
		}
		note(r, under("authors", i), best, others)
	}
}

// mostAuthors bounds a byline.
const mostAuthors = 50

func (r *reader) bylines() []claim[byline] {
	var all []claim[byline]
	site := r.siteNames()
	add := func(b byline, evidence, method string, confidence float64) {
		b = withoutHouse(b, site)
		if len(all) > 0 && !ofHouse(all[0].value, site) && ofHouse(b, site) {
			confidence *= 0.3 // that the site wrote it says nothing, where its own fields name people
		}
		if len(b) > 0 {
			all = append(all, claim[byline]{b, b.String(), evidence, method, confidence})
		}
	}
	for i, t := range r.told() {
		weight := 0.9
		if i > 0 {
			weight = 0.3
		}
		for _, key := range []string{"author", "creator"} {
			if b := r.people(t.fields[key]); len(b) > 0 {
				add(b, t.from+" "+t.kind+"."+key, field(t), weight)
				break
			}
		}
	}
	for i, name := range []string{"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author", "article:author_name", "og:article:author", "news_authors", "vr:author", "creator"} {
		var b byline
		for _, v := range r.metas[name] {
			b = append(b, r.names(unescaped(v))...)
		}
		add(unique(b), "meta "+name, "meta", max(0.3, 0.6-0.03*float64(i)))
	}
	if b, evidence := r.markedByline(); len(b) > 0 {
		add(b, evidence, "byline_element", 0.7)
	}
	if b, evidence := r.printedByline(); len(b) > 0 {
		add(b, evidence, "byline", 0.6)
	}
	return all
}

// people are the names of an author field.
func (r *reader) people(v any) byline {
	var b byline
	for _, e := range items(v) {
		m, ok := e.(map[string]any)
		if !ok {
			b = append(b, r.names(text(e))...)
			continue
		}
		names := texts(m["name"])
		if len(names) == 0 && m["name"] == nil && kindOf(m) == "Person" {
			names = []string{strings.TrimSpace(text(m["givenName"]) + " " + text(m["familyName"]))}
		}
		for _, n := range names {
			b = append(b, r.names(n)...)
		}
	}
	return unique(b)
}

var (
	openings   = regexp.MustCompile(`(?i)^(?:by|von|vom|par|por|di|av|af|door|autor(?:in|es|a|en)?|auteurs?|autore|authors?|text|texte|texto|words|written by|reported by|reporter|story by|redacción|oleh|penulis|od|tekst|skrevet av)(?:\s*[:：]\s*|\s+)`)
	nameJoint  = regexp.MustCompile(`\s*(?:[,;、，|/•·\n]|\s(?:and|und|et|y|e|en|og|och|ja|dan|&|\+|with|mit)\s|\s[–—-]\s)\s*`)
	posts      = regexp.MustCompile(`(?i)\b(?:correspondent|reporters?|editors?|writer|columnist|critic|staff|bureau|chief|producer|journalist|political|politics|business|contributors?|managing|senior|deputy|korrespondent(?:in)?|redakteur(?:in)?|reporterin|journaliste|periodista|redactora?|editora?|analyst|fellow|professor|head of|director|autor|in [A-Z]\w+)\b`)
	brackets   = regexp.MustCompile(`\s*[(\[（【].*?(?:[)\]）】]|$)\s*`)
	mailLike   = regexp.MustCompile(`\S+@\S+|https?://\S*|www\.\S+`)
	digits     = regexp.MustCompile(`\d`)
	noName     = regexp.MustCompile(`(?i)^(?:admin|administrator|editor|editors|staff|author|unknown|null|none|n/a|undefined|anonymous|guest|redaktion|redazione|user|web ?master|share|follow|read more|updated|published|posted|view all|more)$`)
	afterPlace = regexp.MustCompile(`(?i)[,，]?\s+(?:in|aus|à|from|at|reporting from)\s+\p{Lu}[\p{L} -]+$`)
)

// names are the names in a text that credits people, one or several.
func (r *reader) names(s string) byline {
	s = tidy(mailLike.ReplaceAllString(s, ""))
	s = openings.ReplaceAllString(s, "")
	s = brackets.ReplaceAllString(s, " ")
	if len([]rune(s)) > 300 || s == "" {
		return nil
	}
	var b byline
	for i, piece := range nameJoint.Split(s, -1) {
		piece = strings.Trim(openings.ReplaceAllString(tidy(piece), ""), " .,:;*|-–—")
		if piece == "" || i > 0 && (posts.MatchString(piece) && !lexicon.IsDesk(piece) || startsSmall(piece)) {
			continue
		}
		if name, ok := r.cleanName(piece); ok {
			b = append(b, intake.Credit{Name: name, Role: news.RoleAuthor, Method: "byline"})
		}
	}
	return unique(b)
}

// withoutHouse leaves out the site's own name where it stands beside people's:
// it is whom they write for.
func withoutHouse(b byline, site []string) byline {
	people := slices.DeleteFunc(slices.Clone(b), func(c intake.Credit) bool { return isSite(c.Name, site) || isDomain(c.Name) })
	if len(people) > 0 {
		return people
	}
	return b
}

// ofHouse tells a byline of the site itself, or of nobody but its desks.
func ofHouse(b byline, site []string) bool {
	return !slices.ContainsFunc(b, func(c intake.Credit) bool {
		return !isSite(c.Name, site) && !lexicon.IsDesk(c.Name) && !deskWords.MatchString(c.Name)
	})
}

var deskWords = regexp.MustCompile(`(?i)redaktion|redacción|redazione|rédaction|redação|редакци|編集部|newsroom`)

// startsSmall tells a piece that is no name: what somebody is, in small letters.
func startsSmall(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r) && !lexicon.Particle(first)
}

// cleanName is a name as people write it, false for what is none.
func (r *reader) cleanName(s string) (string, bool) {
	s = afterPlace.ReplaceAllString(s, "")
	n := len([]rune(s))
	if n < 2 || n > 80 || len(strings.Fields(s)) > 7 || noName.MatchString(s) || strings.HasPrefix(s, "@") || digits.MatchString(s) && !lexicon.IsDesk(s) && len(strings.Fields(s)) > 2 {
		return "", false
	}
	if strings.ContainsAny(s, "<>{}=?!\"") || !intake.CanBeNamed(s) {
		return "", false
	}
	if s == strings.ToUpper(s) && strings.Contains(s, " ") && s != strings.ToLower(s) {
		s = capitalised(s)
	}
	return s, true
}

// capitalised writes a name that is all capitals with capitals at the start of
// its words.
func capitalised(s string) string {
	var b strings.Builder
	before := ' '
	for _, c := range strings.ToLower(s) {
		if before == ' ' || before == '-' || before == '\'' || before == '’' || before == '.' {
			c = []rune(strings.ToUpper(string(c)))[0]
		}
		b.WriteRune(c)
		before = c
	}
	return b.String()
}

func unique(b byline) byline {
	var out byline
	for _, c := range b {
		if !slices.ContainsFunc(out, func(o intake.Credit) bool { return strings.EqualFold(o.Name, c.Name) && o.Role == c.Role }) {
			out = append(out, c)
		}
	}
	return out
}

var (
	bylineNames = regexp.MustCompile(`\b(?:by-?line|author)s?(?:[-_ ]|__|$)|\bauthor-?names?\b|\b(?:autor|auteur|autore|firma|verfasser|redaktor|penulis|skribent|journalist)(?:es|en|in|s)?\b|\barticle-?authors?\b|\bby-?lines?-`)
	authorBox   = regexp.MustCompile(`bio|card|about|avatar|image|photo|social|follow|description|more|job|title|role|comment|twitter|email`)
)

// markedByline reads the elements that say that an author stands in them.
func (r *reader) markedByline() (byline, string) {
	var links, props, boxes byline
	box := ""
	each(r.doc, func(n *html.Node) bool {
		if r.elsewhere(n) || unseen[n.DataAtom] && n.Data != "head" {
			return false
		}
		name := named(n)
		switch {
		case strings.Contains(" "+attr(n, "rel")+" ", " author ") && n.Data == "a":
			links = append(links, r.names(words(n))...)
			return false
		case attr(n, "itemprop") == "author" && n.Data != "meta" && !hasAttr(n, "itemscope"):
			props = append(props, r.names(words(n))...)
			return false
		case len(boxes) == 0 && bylineNames.MatchString(name) && !authorBox.MatchString(name):
			if s := words(n); len(s) < 200 && !digits.MatchString(s) {
				if boxes = r.names(s); len(boxes) > 0 {
					box = strings.TrimSpace(cut(attr(n, "class"), 40))
				}
			}
		}
		return true
	})
	switch {
	case len(links) > 0:
		return unique(links), "rel=author"
	case len(props) > 0:
		return unique(props), "itemprop author"
	}
	return unique(boxes), "byline ." + box
}

// printedByline reads the lines around the headline as plain text is read.
func (r *reader) printedByline() (byline, string) {
	for _, l := range r.header() {
		credits, _ := intake.ReadLine(l.text)
		var b byline
		for _, c := range credits {
			if name, ok := r.cleanName(c.Name); ok && c.Method != "bare_name" {
				b = append(b, intake.Credit{Name: name, Role: c.Role, Method: c.Method})
			}
		}
		if len(b) == 0 && r.creditsPeople(l.text) {
			b = r.names(l.text)
		}
		if len(b) > 0 {
			return unique(b), cut(l.text, 80)
		}
	}
	return nil, ""
}

// creditsPeople tells a line that is a byline in another language: "Von", "Par",
// "Por", and then people's names and nothing else.
func (r *reader) creditsPeople(s string) bool {
	head := openings.FindString(s)
	if head == "" || len(s) > 120 || !unicode.IsUpper([]rune(head)[0]) {
		return false
	}
	for _, piece := range nameJoint.Split(s[len(head):], -1) {
		if !strings.Contains(piece, " ") || !lexicon.IsPersonalName(piece) {
			return false
		}
	}
	return true
}
