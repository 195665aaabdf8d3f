package intake

import (
	"strings"
	"testing"
)

// TestNamesUnderAStory gives the name under a whole story to the byline, and
// only the one under words that are all a quotation to their speaker.
func TestNamesUnderAStory(t *testing.T) {
	t.Parallel()
	const head = "Ferry returns to Stane\n\nThe ferry came back on Monday after a long winter, and the harbour was full.\n\n“We are staying here,” said Ada Finch, the mayor of Stane.\n\n"
	for story, want := range map[string]string{
		head + "“We shall not be moved again,” she said. It was dark by then.\n\nTom Hale\n":           "by Tom Hale; Ada Finch, Ada Finch",
		head + "“We shall not be moved again,” she said. It was dark by then.\n\n—\u00a0Tom Hale":      "by Tom Hale; Ada Finch, Ada Finch",
		head + "“We shall not be moved again,” she said. It was dark by then.\n\n- Tom Hale\n":         "by Tom Hale; Ada Finch, Ada Finch",
		head + "“We shall not be moved from here again.”\n\nTom Hale\n":                                "by ; Ada Finch, Ada Finch",
		head + "“We shall not be moved from here again.”\n\n— Tom Hale\n":                              "by ; Ada Finch, Ada Finch",
		head + "> “We shall not be moved from here again.”\n\n— Tom Hale\n":                            "by ; Ada Finch, Tom Hale",
		head + "It was dark by then.\n\n“We shall not be moved from here again.”\n\n— Tom Hale\n":      "by ; Ada Finch, Tom Hale",
		"By Ines Calloway\n\n" + head + "It was dark by then.\n\nTom Hale\n":                           "by Ines Calloway; Ada Finch",
		head + "It was dark by then.\n\nThe Wire Desk\n":                                               "by ; Ada Finch",
		head + "“We shall not be moved from here again.”\n\n— Tom Hale\n\nThe boats left in the dark.": "by ; Ada Finch, Tom Hale",
	} {
		r, err := Text([]byte(story), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var authors, speakers []string
		for _, a := range r.Article.Authors {
			authors = append(authors, a.Name)
		}
		for _, q := range r.Article.Quotes {
			if q.Speaker == nil {
				speakers = append(speakers, "nobody")
				continue
			}
			speakers = append(speakers, q.Speaker.Name)
		}
		if got := "by " + strings.Join(authors, ", ") + "; " + strings.Join(speakers, ", "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", story[len(story)-90:], got, want)
		}
		checkProvenance(t, r, []rune(story))
	}
}
