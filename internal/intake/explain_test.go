package intake

import (
	"strings"
	"testing"

	"storywire/internal/news"
)

func TestExplainDrawsTheStoryWithItsEvidence(t *testing.T) {
	t.Parallel()
	r := Result{
		Article: news.Article{Headline: "Boats are back\x1b[2J", Body: []news.Block{{Type: news.Paragraph, Text: strings.Repeat("Two of them came in on Monday. ", 5)}}},
		Provenance: []Provenance{
			{Pointer: "/headline", Evidence: "h1", Method: "heading", Confidence: 0.9, Rejected: []Rejected{{Value: "Boats!", Evidence: "meta og:title", Method: "meta", Confidence: 0.75}}},
			{Pointer: "/body/0", Range: &Range{16, 170}, Method: "paragraph", Confidence: 0.95},
		},
		Warnings: []Warning{{Code: "no_byline", Detail: "the text does not say who wrote it"}},
	}
	got := r.Explain()
	if strings.Contains(got, "\x1b") {
		t.Error("a terminal's controls are printed")
	}
	for i, line := range strings.Split(got, "\n") {
		if n := len([]rune(line)); n > marginWidth+3+storyWidth {
			t.Errorf("line %d has %d characters", i, n)
		}
	}
	for _, want := range []string{"headline", "| Boats are back", "by heading, 0.90 sure", `not "Boats!": meta og:title, 0.75`, "characters 16 to 170", "! no_byline"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
