package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"storywire/internal/intake"
	"storywire/internal/intake/lexicon"
	"storywire/internal/news"
)

var (
	openings   = regexp.MustCompile(`(?i)^(?:by|von|vom|par|por|di|av|af|door|autor(?:in|es|a|en)?|auteurs?|autore|authors?|text|texte|texto|words|written by|reported by|reporter|story by|redacción|oleh|penulis|od|tekst|skrevet av|लेखक|लेखिका|रिपोर्टर?|संवाददाता|प्रस्तुति)(?:\s*[:：]\s*|\s+)`)
	nameJoint  = regexp.MustCompile(`\s*(?:[,;、，|/•·\n]|\s(?:and|und|et|y|e|en|og|och|ja|dan|&|\+|with|mit|और|व)\s|\s[–—-]\s)\s*`)
	posts      = regexp.MustCompile(`(?i)\b(?:correspondent|reporters?|editors?|writer|columnist|critic|staff|bureau|chief|producer|journalist|political|politics|business|contributors?|managing|senior|deputy|korrespondent(?:in)?|redakteur(?:in)?|reporterin|journaliste|periodista|redactora?|editora?|analyst|fellow|professor|head of|director|autor|in [A-Z]\w+)\b`)
	brackets   = regexp.MustCompile(`\s*[(\[（【].*?(?:[)\]）】]|$)\s*`)
	mailLike   = regexp.MustCompile(`\S+@\S+|https?://\S*|www\.\S+`)
	digits     = regexp.MustCompile(`\d`)
	noName     = regexp.MustCompile(`(?i)^(?:admin|administrator|editor|editors|staff|author|unknown|null|none|n/a|undefined|anonymous|guest|redaktion|redazione|user|web ?master|share|follow|read more|updated|published|posted|view all|more)$`)
	reporter   = regexp.MustCompile(`\s*(?:(?:인턴|선임|전문|객원)?기자|특파원|논설위원|記者|记者|編集委員|की रिपोर्ट|द्वारा|संवाददाता)$`) // a name's title, behind it
	filedIn    = regexp.MustCompile(`(?i)^(?:in|aus|en|à)\s`)
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
		piece = reporter.ReplaceAllString(piece, "")
		if i > 0 && filedIn.MatchString(piece) {
			break
		}
		if piece == "" || i > 0 && lexicon.Agency(piece) == "" && (posts.MatchString(piece) && !lexicon.IsDesk(piece) || startsSmall(piece)) {
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

// ofSite tells a byline of nobody but the site.
func ofSite(b byline, site []string) bool {
	return !slices.ContainsFunc(b, func(c intake.Credit) bool { return !isSite(c.Name, site) && !isDomain(c.Name) })
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
