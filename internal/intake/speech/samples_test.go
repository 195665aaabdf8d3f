package speech

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSpeakersOfWholeStories reads stories of each language, and tells of each
// quotation who said it, and what they are: what stands under the story's "==".
func TestSpeakersOfWholeStories(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "de", "fr", "es"} {
		raw, err := os.ReadFile(filepath.Join("testdata", "speakers", language+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for sample := range strings.SplitSeq(string(raw), "\n====\n") {
			story, want, _ := strings.Cut(strings.TrimSpace(sample), "\n==\n")
			text := Text{Language: language}
			for p := range strings.SplitSeq(story, "\n\n") {
				text.Paragraphs = append(text.Paragraphs, Paragraph{Text: p})
			}
			var got []string
			for _, q := range Read(text).Quotes {
				who := "nobody"
				if q.Speaker != nil {
					who = strings.TrimSuffix(q.Speaker.Name+", "+q.Speaker.Title, ", ")
				}
				if q.Kind != None {
					got = append(got, string([]rune(text.Paragraphs[q.Paragraph].Text)[q.Start:q.End])+" = "+who)
				}
			}
			if d := cmp.Diff(strings.Split(want, "\n"), got); d != "" {
				t.Errorf("%s: %s", language, d)
			}
		}
	}
}
