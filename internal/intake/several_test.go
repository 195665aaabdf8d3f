package intake

import "testing"

// TestSeveralSpeakersAreNamedToTheEditor holds a quote that several say to have no
// speaker, and its draft to say who they are and where.
func TestSeveralSpeakersAreNamedToTheEditor(t *testing.T) {
	t.Parallel()
	r, err := Text([]byte("Ferry stops\n\nThe ferry to Port Ellery stopped on Monday.\n\n“We lost it,” said Mara Quill, the mayor, and Tom Hale, a skipper.\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Article.Quotes) != 1 || r.Article.Quotes[0].Speaker != nil {
		t.Fatalf("got %+v", r.Article.Quotes)
	}
	var warned, noted string
	for _, w := range r.Warnings {
		if w.Code == "speaker_several" {
			warned = w.Detail
		}
	}
	for _, p := range r.Provenance {
		if p.Pointer == "/quotes/0/speaker" {
			noted = p.Method
		}
	}
	if want := "“We lost it,” is said by “Mara Quill, the mayor, and Tom Hale”, who are several, and a quote has one speaker; of them the text names Mara Quill, mayor; Tom Hale, skipper"; warned != want || noted != "several" {
		t.Errorf("got %q, noted as %q", warned, noted)
	}
}
