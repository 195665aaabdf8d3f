package intake

import (
	"regexp"
	"strings"
)

// turn is the head of a line that somebody speaks: "QUILL: ", "Mara Quill: ",
// "Q. ".
var turn = regexp.MustCompile(`^(?:([QA])[.:]|((?:\p{Lu}[\p{L}.'’-]*[ ]){0,3}\p{Lu}[\p{L}'’-]*):)[ ]+\S`)

// isTranscript tells a line of a transcript.
func isTranscript(s string) bool {
	m := turn.FindStringSubmatch(plainSpaces(s[:min(len(s), 120)]))
	return m != nil && (m[1] != "" || strings.ToUpper(m[2]) == m[2] || isPersonalName(m[2]))
}
