package main

import (
	"strings"
	"testing"
)

// TestWhatAFileIs has files without a name that says it be told by how they begin.
func TestWhatAFileIs(t *testing.T) {
	t.Parallel()
	const story = `{"headline": "Ferry is late", "body": [{"type": "paragraph", "text": "It was late."}]}`
	for name, c := range map[string]struct{ content, want string }{
		"a story":                {story, "application/json"},
		"a story on many lines":  {strings.ReplaceAll(story, ", ", ",\n"), "application/json"},
		"a story a line":         {story + "\n" + story + "\n", lines},
		"lines with room":        {"\n" + story + "\r\n\r\n " + story, lines},
		"the last is cut off":    {story + "\n" + story[:30], lines},
		"the first is cut off":   {story[:30] + "\n" + story, "application/json"},
		"an export of ours":      {`{"export": "begins"}` + "\n" + story, lines},
		"words behind the story": {story + "\nand more", "application/json"},
	} {
		if got := mediaOf("-", []byte(c.content)); got != c.want {
			t.Errorf("%s is %s", name, got)
		}
	}
}
