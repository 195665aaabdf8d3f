package intake

import (
	"regexp"
	"strings"

	"storywire/internal/intake/speech"
)

// cueWords are up to three words behind a mark, where a line of a dialogue has who
// speaks: ", she said".
var cueWords = regexp.MustCompile(`[,.?!…”’»"] +(\p{L}[\p{L}\p{M}'’-]*)(?: +(\p{L}[\p{L}\p{M}'’-]*))?(?: +(\p{L}[\p{L}\p{M}'’-]*))?`)

// TellsWhoSpeaks tells a line that has a verb of saying a few words behind a mark,
// as what is said has it: "To the harbour, she said." In a line such as "The report
// is out" it may be any other word.
func TellsWhoSpeaks(line string) bool {
	for _, m := range cueWords.FindAllStringSubmatch(line, -1) {
		for _, word := range m[1:] {
			if speech.Says(strings.ToLower(word)) {
				return true
			}
		}
	}
	return false
}
