package render

import (
	"strings"

	"golang.org/x/net/html"
)

// Texts within a story are a subset of HTML, cleaned when they were written: a,
// em, strong, s, sub, sup, code, br, and span with a language.

// inlineText is the words of it, with a line break for br.
func inlineText(inline string) string {
	var b strings.Builder
	eachToken(inline, func(t html.Token) {
		switch {
		case t.Type == html.TextToken:
			b.WriteString(t.Data)
		case t.Data == "br":
			b.WriteByte('\n')
		}
	})
	return strings.TrimSpace(b.String())
}

func eachToken(inline string, visit func(html.Token)) {
	z := html.NewTokenizer(strings.NewReader(inline))
	for z.Next() != html.ErrorToken {
		visit(z.Token())
	}
}

// inlineMarkdown is it as CommonMark (https://spec.commonmark.org/0.31.2/). What
// CommonMark has no sign for, or no sign that works at this place, stays HTML,
// which CommonMark takes.
func inlineMarkdown(inline string) string {
	var tokens []html.Token
	eachToken(inline, func(t html.Token) { tokens = append(tokens, t) })
	var b strings.Builder
	var open []string // what closes each element that is open
	code := 0
	for i, t := range tokens {
		switch t.Type {
		case html.TextToken:
			if code > 0 {
				b.WriteString(t.Data)
			} else {
				b.WriteString(escapeMarkdown(t.Data))
			}
		case html.StartTagToken:
			if t.Data == "br" {
				b.WriteString("\\\n")
				continue
			}
			opening, closing := signs(tokens, i)
			if t.Data == "code" && opening != "<code>" {
				code++
			}
			b.WriteString(opening)
			open = append(open, closing)
		case html.EndTagToken:
			if len(open) == 0 {
				continue
			}
			closing := open[len(open)-1]
			open = open[:len(open)-1]
			if t.Data == "code" && closing != "</code>" {
				code--
			}
			b.WriteString(closing)
		}
	}
	return b.String()
}

// signs are what opens and closes the element that begins at token i.
func signs(tokens []html.Token, i int) (opening, closing string) {
	t := tokens[i]
	inner := innerText(tokens, i)
	sign := map[string]string{"em": "*", "strong": "**", "code": "`"}[t.Data]
	href := ""
	for _, a := range t.Attr {
		if a.Key == "href" {
			href = a.Val
		}
	}
	switch {
	case t.Data == "code" && inner != "" && !strings.ContainsAny(inner, "`\n") && strings.TrimSpace(inner) == inner && apart(tokens, i):
		return sign, sign
	case (t.Data == "em" || t.Data == "strong") && flanks(tokens, i, inner):
		return sign, sign
	case t.Data == "a" && href != "" && !strings.ContainsAny(href, " <>()\\\n"):
		return "[", "](" + href + ")"
	}
	return t.String(), "</" + t.Data + ">"
}

// innerText is the text within the element that begins at token i.
func innerText(tokens []html.Token, i int) string {
	var b strings.Builder
	depth := 0
	for _, t := range tokens[i:] {
		switch t.Type {
		case html.StartTagToken:
			if t.Data == "br" {
				b.WriteByte('\n')
			} else {
				depth++
			}
		case html.EndTagToken:
			depth--
		case html.TextToken:
			b.WriteString(t.Data)
		}
		if depth == 0 {
			break
		}
	}
	return b.String()
}

// flanks tells whether asterisks around the element are read as emphasis: they
// are where it is of plain words that begin and end with a letter or a digit,
// and no other asterisks stand beside them (CommonMark 0.31.2, 6.2).
func flanks(tokens []html.Token, i int, inner string) bool {
	return inner != "" && wordly(inner[0]) && wordly(inner[len(inner)-1]) && apart(tokens, i)
}

// apart tells whether the element that begins at token i holds text and nothing
// else, and no other element stands right beside it.
func apart(tokens []html.Token, i int) bool {
	text := func(i int) bool { return i < 0 || i >= len(tokens) || tokens[i].Type == html.TextToken }
	return i+2 < len(tokens) && tokens[i+1].Type == html.TextToken && tokens[i+2].Type == html.EndTagToken && text(i-1) && text(i+3)
}

// wordly is of bytes: whatever is beyond ASCII may be a sign of any sort.
func wordly(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// escapeMarkdown is plain text as CommonMark: every sign that could mean
// something there means itself.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '\n':
			b.WriteString("\\\n")
		case strings.ContainsRune("\\`*_[]<>&#~|!", c):
			b.WriteByte('\\')
			b.WriteRune(c)
		case (c == '-' || c == '+' || c == '=' || c == ':') && (i == 0 || s[i-1] == '\n'):
			b.WriteByte('\\')
			b.WriteRune(c)
		case (c == '.' || c == ')') && i > 0 && numbered(s[:i]):
			b.WriteByte('\\')
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// numbered tells whether the text ends with a line that is a number so far: with
// a full stop it would be a list.
func numbered(s string) bool {
	line := s[strings.LastIndexByte(s, '\n')+1:]
	return line != "" && strings.Trim(line, "0123456789") == ""
}
