package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestDialoguesBehindDashesAreParagraphs has what is said in a story of several
// languages, and lists beside it.
func TestDialoguesBehindDashesAreParagraphs(t *testing.T) {
	t.Parallel()
	const head = "Ferry returns to Stane\n\nBy Ines Calloway\n\nThe ferry came back on Monday after a long winter, and the harbour was full of people.\n\n"
	for said, want := range map[string]string{
		"- Where do you go?\n- To the harbour.\n- In this weather?":           "3 paragraph",
		"- Où allez-vous ?\n\n- Au port, répondit-elle.\n\n- Par ce temps !":  "3 paragraph",
		"– ¿Adónde vas?\n– Al puerto, dijo el capitán.":                       "2 paragraph",
		"– Wohin gehen Sie?\n– Zum Hafen, sagte er.\n– Bei diesem Wetter!":    "3 paragraph",
		"- The Heron, a ferry\n- The Gull\n- The Tern":                        "1 list",
		"- Who pays for the pier?\n- Where do the boats go?":                  "1 list",
		"* Where do you go?\n* To the harbour.":                               "1 list",
		"• Where do you go?\n• To the harbour.":                               "1 list",
		"- “We stay,” said Ada Finch\n- “We go,” said Tom Hale":               "1 list",
		"Key points\n\n- Where do the boats go?\n- The harbour is the answer": "",
	} {
		input := head + said + "\n\nIt was dark by then, and the boats lay at the quay until the morning came.\n"
		r, err := Text([]byte(input), Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkProvenance(t, r, []rune(input))
		counted := map[string]int{}
		for _, b := range r.Article.Body[1 : len(r.Article.Body)-1] {
			counted[string(b.Type)]++
			if b.Type == "paragraph" && !slices.Contains(strings.Split(said, "\n"), b.Text) {
				t.Errorf("%q is none of the lines that are said", b.Text)
			}
		}
		got := ""
		for kind, n := range counted {
			got = fmt.Sprintf("%d %s", n, kind)
		}
		if len(counted) > 1 || got != want {
			t.Errorf("%q is read as %v", said, counted)
		}
	}
}
