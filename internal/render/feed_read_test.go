package render

import (
	"encoding/json"
	"strings"
	"testing"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestDocumentsAreReadOnce leaves the plain texts of blocks out of documents of
// stories with anything in their texts, and nothing else.
func TestDocumentsAreReadOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := drawnStory(rt)
		trap := rapid.SampledFrom([]string{`,"html":"`, `,"text":"`, `\`, `\\`, `"`, `",`, "x", "é"})
		for i := range a.Body {
			text := strings.Join(rapid.SliceOfN(trap, 0, 6).Draw(rt, "text"), "")
			a.Body[i].Title, a.Body[i].Text = text, text
			if a.Body[i].HTML != "" {
				a.Body[i].HTML = "-" + text
			}
		}
		a.Highlights = append(a.Highlights, rapid.SliceOfN(trap, 0, 4).Draw(rt, "highlights")...)
		document, err := JSON{}.Document(a)
		if err != nil {
			rt.Fatal(err)
		}
		var want, got news.Article
		if err := json.Unmarshal(document, &want); err != nil {
			rt.Fatal(err)
		}
		for i := range want.Body {
			if want.Body[i].HTML != "" {
				want.Body[i].Text = ""
			}
		}
		if err := json.Unmarshal(once(document), &got); err != nil {
			rt.Fatalf("%v: %s", err, once(document))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// FuzzOnce has no document end it, whatever it is.
func FuzzOnce(f *testing.F) {
	for _, seed := range []string{`{"a":1,"html":"x","text":"y"}`, `,"html":"`, `,"html":"\`, `,"html":"","text":"`, `,"html":"\"","text":"\\"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		if got := once([]byte(document)); len(got) > len(document) {
			t.Errorf("%q became %q", document, got)
		}
	})
}
