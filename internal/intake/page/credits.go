package page

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"storywire/internal/intake"
	"storywire/internal/intake/lexicon"
)

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
			if s := wordsOfCredit(n); len(s) < 200 && !digits.MatchString(s) {
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
	case len(boxes) > 0:
		return unique(boxes), "byline ." + box
	}
	return r.linkedByline()
}

// wordsOfCredit is the words of an element that credits people, without those
// that lead to where they may be followed.
func wordsOfCredit(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type != html.ElementNode || unseen[c.DataAtom]:
				gather(c, &b)
			case (c.Data == "a" || c.Data == "button") && follows.MatchString(words(c)):
				b.WriteByte(' ')
			default:
				b.WriteString(map[bool]string{false: " "}[inline[c.DataAtom]])
				walk(c)
			}
		}
	}
	walk(n)
	return tidy(b.String())
}

var (
	follows    = regexp.MustCompile(`(?i)^(?:follow(?: .*)?|@\w+|twitter|x|facebook|instagram|linkedin|bluesky|mastodon|threads|tiktok|youtube|rss|e-?mail|mail|profile?|bio|website)$`)
	authorPath = regexp.MustCompile(`(?i)/(?:authors?|autor(?:en|es|in|i)?|auteurs?|journalists?|journalistes?|reporters?|writers?|columnists?|contributors?|correspondents?|staff|redakteure?|redacteurs?|skribent(?:er)?|penulis|yazar(?:lar)?)/[^/]`)
)

// linkedByline reads the links around the headline that lead to a page of their
// author.
func (r *reader) linkedByline() (byline, string) {
	var b byline
	for _, l := range r.header() {
		each(l.node, func(n *html.Node) bool {
			if n.Data == "a" && authorPath.MatchString(attr(n, "href")) && len(words(n)) < 100 && lexicon.IsPersonalName(words(n)) {
				b = append(b, r.names(words(n))...)
			}
			return inline[n.DataAtom]
		})
		if len(b) > 0 {
			break
		}
	}
	return unique(b), "link to an author"
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
		if name, ok := beforeTime(l.text); ok && len(b) == 0 {
			b = r.names(name)
		}
		if len(b) > 0 {
			return unique(b), cut(l.text, 80)
		}
	}
	return nil, ""
}

// beforeTime is the name of a line that has one, a bar and a time behind it.
func beforeTime(s string) (string, bool) {
	name, rest, ok := strings.Cut(s, "|")
	name = strings.TrimSpace(name)
	if !ok || len(s) > 120 || !strings.Contains(name, " ") || !lexicon.IsPersonalName(name) {
		return "", false
	}
	_, ok = intake.FindStamp(intake.InEnglish(rest))
	return name, ok
}

// creditsPeople tells a line that is a byline in another language: "Von", "Par",
// "Por", and then names and nothing else but where the story is filed.
func (r *reader) creditsPeople(s string) bool {
	head := openings.FindString(s)
	if head == "" || len(s) > 120 || !unicode.IsUpper([]rune(head)[0]) {
		return false
	}
	for i, piece := range nameJoint.Split(s[len(head):], -1) {
		if i > 0 && filedIn.MatchString(piece) {
			break
		}
		if !(strings.Contains(piece, " ") || initials.MatchString(piece)) || !lexicon.IsPersonalName(piece) {
			return false
		}
	}
	return true
}

// initials are a desk's or a writer's who signs with them alone.
var initials = regexp.MustCompile(`^\p{Lu}{2,5}$`)
