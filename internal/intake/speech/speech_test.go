package speech

import (
	"strings"
	"testing"
)

// read reads paragraphs with an empty line between them, and tells each
// quotation as kind: “words”: speaker (title) [cue].
func read(language, text string) []string {
	t := Text{Language: language}
	for p := range strings.SplitSeq(text, "\n\n") {
		t.Paragraphs = append(t.Paragraphs, Paragraph{Text: p})
	}
	var out []string
	for _, q := range Read(t).Quotes {
		out = append(out, shown(t, q))
	}
	return out
}

func shown(t Text, q Quote) string {
	s := string(q.Kind) + ": " + string([]rune(t.Paragraphs[q.Paragraph].Text)[q.Start:q.End])
	switch {
	case q.Kind == None:
		return s
	case q.Speaker != nil:
		s += " = " + q.Speaker.Name
		if q.Speaker.Title != "" {
			s += " (" + q.Speaker.Title + ")"
		}
	case q.Several != nil:
		names := make([]string, len(q.Several))
		for i, e := range q.Several {
			names[i] = e.Name
		}
		s += " = several: " + strings.Join(names, ", ")
	case q.Unnamed != "":
		s += " = <" + q.Unnamed + ">"
	default:
		s += " = nobody"
	}
	if q.Cue != "" {
		s += " [" + q.Cue + "]"
	}
	return s
}

// tell fails where a text is not read as wanted.
func tell(t *testing.T, language string, cases [][]string) {
	t.Helper()
	for _, c := range cases {
		got := strings.Join(read(language, c[0]), "\n")
		if want := strings.Join(c[1:], "\n"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", c[0], got, want)
		}
	}
}
