package wire

import (
	"html"
	"regexp"
	"strings"

	"storywire/internal/intake"
)

// asHTML is plain text as HTML. Its paragraphs have an empty line, or else a line,
// between them.
func asHTML(content string) string {
	content = strings.ReplaceAll(content, "\r\n", "\n")
	parting := "\n\n"
	if !strings.Contains(strings.TrimSpace(content), parting) {
		parting = "\n"
	}
	var b strings.Builder
	for _, p := range strings.Split(content, parting) {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString(partAsHTML(p) + "\n")
		}
	}
	return b.String()
}

// Lines that all have a mark are a list; words with a name behind a dash under
// them are a quote. A dash alone does not tell: in many languages who speaks is
// introduced by one, and many write a hyphen for it.
var (
	bulleted    = regexp.MustCompile(`^[-–*•] +[^\n]+(?:\n[-–*•] +[^\n]+)+$`)
	numbered    = regexp.MustCompile(`^1\. +[^\n]+(?:\n\d{1,3}\. +[^\n]+)+$`)
	listMark    = regexp.MustCompile(`(?m)^(?:[-–*•]|\d{1,3}\.) +(.+)$`)
	signedWords = regexp.MustCompile(`^((?s:.+)[.!?…,”’"»])\n(— \p{Lu}[\p{L}\p{M}.’'-]*(?: [\p{L}\p{M}.’'-]+){1,5}(?:, [^\n]{2,200})?)$`)
)

// partAsHTML is one paragraph.
func partAsHTML(p string) string {
	words := html.EscapeString(p)
	switch signed := signedWords.FindStringSubmatch(p); {
	case signed != nil && !strings.ContainsAny(signed[2][len(signed[2])-1:], ".!?"):
		return "<blockquote><p>" + strings.ReplaceAll(html.EscapeString(signed[1]), "\n", "<br>") + "</p><p>" + html.EscapeString(signed[2]) + "</p></blockquote>"
	case bulleted.MatchString(p) && intake.IsDialogue(strings.Split(p, "\n")):
		return "<p>" + strings.ReplaceAll(words, "\n", "</p><p>") + "</p>"
	case bulleted.MatchString(p):
		return "<ul>" + listMark.ReplaceAllString(words, "<li>$1</li>") + "</ul>"
	case numbered.MatchString(p):
		return "<ol>" + listMark.ReplaceAllString(words, "<li>$1</li>") + "</ol>"
	}
	return "<p>" + words + "</p>"
}
