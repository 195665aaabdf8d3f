package page

import (
	unescape "html"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"storywire/internal/intake"
)

// tidy is text with its spaces as one, and without the characters that show as
// nothing and can turn what shows around: a name must be what it looks like.
func tidy(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case invisible(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return composed(b.String())
}

// composed is a text in the one form that all ways of writing its letters have in
// common (Unicode's NFC). An address stays as it is: to a server it is its bytes.
func composed(s string) string {
	if strings.Contains(s, "/") && !strings.Contains(s, " ") {
		return s
	}
	return intake.Composed(s)
}

// compose has the words of a page so; what scripts keep is read as JSON first.
func compose(doc *html.Node) {
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style {
			n.Data = intake.Composed(n.Data)
		}
	}
}

// invisible tells the controls that no story needs. Joiners are letters in the
// scripts of India and Persia.
func invisible(r rune) bool {
	return r != '\u200c' && r != '\u200d' && (unicode.Is(unicode.Cf, r) || unicode.IsControl(r)) || r == '\uFFFD'
}

// unescaped is a value of a field as text: fields of pages hold HTML, often
// escaped once more than they should be.
func unescaped(s string) string {
	for range 2 {
		if !strings.Contains(s, "&") {
			break
		}
		s = unescape.UnescapeString(s)
	}
	if strings.Contains(s, "<") {
		s = stripTags(s)
	}
	return tidy(s)
}

// stripTags takes the tags out of a field that holds HTML.
func stripTags(s string) string {
	var b strings.Builder
	for s != "" {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		shut := strings.IndexByte(s[open:], '>')
		if shut < 0 || open+1 < len(s) && !isTagStart(s[open+1]) {
			b.WriteString(s[:open+1])
			s = s[open+1:]
			continue
		}
		b.WriteString(s[:open])
		if tag := strings.ToLower(s[open : open+shut]); strings.HasPrefix(tag, "<p") || strings.HasPrefix(tag, "</p") || strings.HasPrefix(tag, "<br") {
			b.WriteByte(' ')
		}
		s = s[open+shut+1:]
	}
	return b.String() + s
}

func isTagStart(c byte) bool {
	return c == '/' || c == '!' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
