package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"storywire/internal/intake/speech"
)

// IsDialogue tells lines behind dashes that are said by one after the other and are
// no list: one of them asks or exclaims and not all ask, or one says behind a mark
// who speaks. Behind stars and dots they are a list, and so are words in quotation
// marks, which need no dash.
func IsDialogue(lines []string) bool {
	asked, called, told := 0, false, false
	for _, line := range lines {
		said := strings.TrimLeft(line, "-– \u00a0")
		if first, _ := utf8.DecodeRuneInString(said); said == line || strings.ContainsRune("\"'“«„‘", first) {
			return false
		}
		switch said = strings.TrimRight(said, " \u00a0\"”’»"); {
		case strings.HasSuffix(said, "?"):
			asked++
		case strings.HasSuffix(said, "!"):
			called = true
		}
		told = told || tellsWhoSpeaks(said)
	}
	return told || called || asked > 0 && asked < len(lines)
}

// isDialogue tells a section that looks like a list and is a dialogue.
func (s section) isDialogue() bool {
	lines := make([]string, len(s.lines))
	for i, l := range s.lines {
		lines[i] = l.text
	}
	return IsDialogue(lines)
}

// cueWords are up to three words behind a mark, where a line of a dialogue has who
// speaks: ", she said".
var cueWords = regexp.MustCompile(`[,.?!…”’»"] +(\p{L}[\p{L}\p{M}'’-]*)(?: +(\p{L}[\p{L}\p{M}'’-]*))?(?: +(\p{L}[\p{L}\p{M}'’-]*))?`)

// tellsWhoSpeaks tells a line that has a verb of saying a few words behind a mark,
// as what is said has it: "To the harbour, she said." In a line such as "The report
// is out" it may be any other word.
func tellsWhoSpeaks(line string) bool {
	for _, m := range cueWords.FindAllStringSubmatch(line, -1) {
		for _, word := range m[1:] {
			if speech.Says(strings.ToLower(word)) {
				return true
			}
		}
	}
	return false
}
