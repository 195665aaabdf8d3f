package speech

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSentencesOfNews reads sentences as news has them, a line each with "¶" between
// paragraphs, and tells who says each quotation: "-" for nobody with a name.
func TestSentencesOfNews(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"news/en", "desk/en", "desk/de", "desk/fr", "desk/es"} {
		raw, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(file)+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			story, want, ok := strings.Cut(strings.TrimSpace(line), " | ")
			if !ok {
				continue
			}
			text := Text{Language: filepath.Base(file)}
			for p := range strings.SplitSeq(story, "¶") {
				text.Paragraphs = append(text.Paragraphs, Paragraph{Text: p})
			}
			if got := speakersOf(Read(text)); got != want {
				t.Errorf("%s: %s\ngot  %s\nwant %s", file, story, got, want)
			}
		}
	}
}

// speakersOf tells who says each quotation, "none" where none is speech.
func speakersOf(r *Reading) string {
	var said []string
	for _, q := range r.Quotes {
		if q.Speaker != nil {
			said = append(said, q.Speaker.Name)
		} else if q.Kind != None {
			said = append(said, "-")
		}
	}
	if len(said) == 0 {
		return "none"
	}
	return strings.Join(said, "; ")
}
