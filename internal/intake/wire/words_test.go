package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"storywire/internal/intake"
)

// TestADatelineThatAFieldTellsIsTakenOffTheWords has the place in a field and
// before the words in the ways that agencies write it there.
func TestADatelineThatAFieldTellsIsTakenOffTheWords(t *testing.T) {
	for _, c := range []struct{ located, words, left, source string }{
		{"MERROW", "MERROW (WNS) — Two boats sank.", "Two boats sank.", "WNS"},
		{"Merrow", "MERROW, March 3 (WNS) -- Two boats sank.", "Two boats sank.", "WNS"},
		{"Merrow", "Merrow – Two boats sank.", "Two boats sank.", ""},
		{"MERROW", "MERROW\u00a0(WNS)\u00a0—\u00a0Two boats sank.", "Two boats sank.", "WNS"},
		{"MERROW", "<b>MERROW</b> (WNS) — Two <i>boats</i> sank.", "Two boats sank.", "WNS"},
		{"MERROW", "<b>MERROW (WNS) —</b> Two boats sank.", "Two boats sank.", "WNS"},
		{"MERROW", "MERROW-on-Sea has two boats.", "MERROW-on-Sea has two boats.", ""},
		{"Merrow", "Merrow (and Skerry) lost two boats.", "Merrow (and Skerry) lost two boats.", ""},
		{"", "MERROW (WNS) — Two boats sank.", "Two boats sank.", "WNS"},
		{"", "MERROW (WNS)\u00a0— Two boats sank.", "Two boats sank.", "WNS"},
	} {
		body, err := json.Marshal("<p>" + c.words + "</p>")
		if err != nil {
			t.Fatal(err)
		}
		found, err := Ninjs([]byte(`{"uri": "urn:x", "headline": "Two boats", "located": "`+c.located+`", "body_html": `+string(body)+`}`), intake.Options{Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		a := found.Items[0].Article
		settled(t, &a)
		if a.Body[0].Text != c.left || c.located != "" && a.Dateline != c.located {
			t.Errorf("%q of %q leaves %q, dated %q", c.words, c.located, a.Body[0].Text, a.Dateline)
		}
		if got := len(a.Sources) > 0 && a.Sources[0].Name == c.source; got != (c.source != "") {
			t.Errorf("%q has the sources %+v", c.words, a.Sources)
		}
	}
}

// TestASignatureTellsWhoseWordsTheyAre has it below a quote in the ways that
// writers of Markdown put it there.
func TestASignatureTellsWhoseWordsTheyAre(t *testing.T) {
	for _, signed := range []string{"\n>\n> — Dana Whitlock, the chief engineer", "\n> — Dana Whitlock, chief engineer", "  \n> -- Dana Whitlock, the chief engineer", "\\\n>– Dana Whitlock, chief engineer"} {
		found, err := Markdown([]byte("---\ntitle: Home\n---\n\nThe boats are back.\n\n> At last we can\n> go home again."+signed+"\n"), intake.Options{Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		a := found.Items[0].Article
		if len(a.Quotes) != 1 || a.Quotes[0].Text != "At last we can go home again." || a.Quotes[0].Speaker == nil || a.Quotes[0].Speaker.Name != "Dana Whitlock" || a.Quotes[0].Speaker.Title != "chief engineer" {
			t.Errorf("%q: %+v of %+v", signed, a.Quotes, a.Body)
		}
	}
}

// TestANameUnderTheStoryIsItsWriters has it in the words of files whose fields credit
// nobody, and where it is somebody else's.
func TestANameUnderTheStoryIsItsWriters(t *testing.T) {
	t.Parallel()
	const above = "<p>Two boats sank, said Ada Finch.</p><p>It was dark by then.</p>"
	for words, want := range map[string]string{
		above + "<p>Tom Hale</p>":                                      "Tom Hale",
		above + "<p><em>—\u00a0Tom\u00a0Hale</em></p>":                 "Tom Hale",
		above + "<p><a href=\"https://x.example\">Tom Hale</a></p>":    "",
		above + "<p>Ada Finch</p>":                                     "",
		above + "<p>The Wire Desk</p>":                                 "",
		above + "<p>“We shall not be moved again.”</p><p>Tom Hale</p>": "",
		above + "<p>Tom Hale</p><p>The boats are gone.</p>":            "",
	} {
		for byline, whose := range map[string]string{"": want, "Ines Calloway": "Ines Calloway"} {
			body, err := json.Marshal(words)
			if err != nil {
				t.Fatal(err)
			}
			found, err := Ninjs([]byte(`{"uri": "urn:x", "headline": "Two boats", "byline": "`+byline+`", "body_html": `+string(body)+`}`), intake.Options{Language: "en"})
			if err != nil {
				t.Fatal(err)
			}
			r, got := found.Items[0], ""
			for i, a := range r.Article.Authors {
				got = a.Name
				at := slices.IndexFunc(r.Provenance, func(p intake.Provenance) bool { return p.Pointer == under("authors", i) })
				if at < 0 || whose == "Tom Hale" && (r.Provenance[at].Method != "signed" || strings.ReplaceAll(r.Provenance[at].Evidence, "\u00a0", " ") != "Tom Hale") {
					t.Errorf("%s: %+v", words, r.Provenance)
				}
			}
			last := fmt.Sprintf("/body/%d", len(r.Article.Body))
			if got != whose || len(r.Article.Authors) > 1 || slices.ContainsFunc(r.Provenance, func(p intake.Provenance) bool { return p.Pointer == last }) {
				t.Errorf("%s is by %q, want %q", words, got, whose)
			}
			if cut := !strings.HasSuffix(r.Article.Body[len(r.Article.Body)-1].Text, "Tom Hale"); cut != (whose == "Tom Hale") && strings.HasSuffix(words, "Hale</p>") {
				t.Errorf("%s: %+v", words, r.Article.Body)
			}
		}
	}
}

// TestMoreBlocksThanAnArticleHasAreFolded has a story of 8,000 short paragraphs:
// every word of it is in the draft.
func TestMoreBlocksThanAnArticleHasAreFolded(t *testing.T) {
	var html, text strings.Builder
	for i := range 8000 {
		fmt.Fprintf(&html, "<p>Boat %d came in.</p>", i)
		fmt.Fprintf(&text, "Boat %d came in.\n\n", i)
	}
	for name, read := range map[string]func() (intake.Found, error){
		"HTML": func() (intake.Found, error) {
			return Ninjs([]byte(`{"uri": "urn:x", "headline": "Boats", "body_html": "`+html.String()+`"}`), intake.Options{})
		},
		"text": func() (intake.Found, error) {
			return Ninjs([]byte(`{"uri": "urn:x", "headline": "Boats", "body_text": "`+strings.ReplaceAll(text.String(), "\n", `\n`)+`"}`), intake.Options{})
		},
		"Markdown": func() (intake.Found, error) { return Markdown([]byte("# Boats\n\n"+text.String()), intake.Options{}) },
		"words": func() (intake.Found, error) {
			return intake.One(intake.Text)([]byte("Boats\n\n"+text.String()), intake.Options{})
		},
	} {
		found, err := read()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := found.Items[0]
		settled(t, &r.Article)
		said := strings.Count(r.Article.Headline+r.Article.Subhead, "came in.")
		for _, b := range r.Article.Body {
			said += strings.Count(b.Text, "came in.")
		}
		if len(r.Article.Body) != 5000 || said != 8000 {
			t.Errorf("%s: %d blocks with %d sentences", name, len(r.Article.Body), said)
		}
		if len(r.Warnings) == 0 || r.Warnings[0].Code != "too_many_blocks" {
			t.Errorf("%s: %+v", name, r.Warnings)
		}
	}
}

// TestPlainTextOfAFieldHasListsAndQuotes has the words of a file as plain text.
func TestPlainTextOfAFieldHasListsAndQuotes(t *testing.T) {
	text := "Two boats sank.\n\n- The Heron\n- The <Gull>\n\n1. Monday\n2. Friday\n\nAt last we can\ngo home.\n— Dana Whitlock, the chief engineer\n\nIl dit :\n— Bonjour Madame\n\nIl le dit.\n— Bonjour tout le monde !\n\n- one line"
	words, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Ninjs([]byte(`{"uri": "urn:x", "headline": "Two boats", "body_text": `+string(words)+`}`), intake.Options{Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	a := found.Items[0].Article
	settled(t, &a)
	var got []string
	for _, b := range a.Body {
		got = append(got, fmt.Sprintf("%s %s%v", b.Type, b.Text, b.Items))
	}
	want := []string{"paragraph Two boats sank.[]", "list [The Heron The &lt;Gull&gt;]", "list [Monday Friday]", "quote At last we can\ngo home.[]", "paragraph Il dit : — Bonjour Madame[]", "paragraph Il le dit. — Bonjour tout le monde ![]", "paragraph - one line[]"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if len(a.Quotes) != 1 || a.Quotes[0].Speaker == nil || a.Quotes[0].Speaker.Name != "Dana Whitlock" {
		t.Errorf("%+v", a.Quotes)
	}
}

// TestADialogueBehindHyphensIsNoList has lines that are said beside ones that are
// listed.
func TestADialogueBehindHyphensIsNoList(t *testing.T) {
	t.Parallel()
	for text, list := range map[string]bool{
		"- Where do you go?\n- To the harbour.":                  false,
		"- Come in!\n- Thank you.":                               false,
		"- I go to the harbour, she said.\n- I stay.":            false,
		"- Wir gehen heim, sagte er.\n- Ich bleibe.":             false,
		"- On y va, dit-il.\n- Je reste.":                        false,
		"– Where do you go?\n– To the harbour.":                  false,
		"- Where do the boats go?\n- Who pays for the new pier?": true,
		"- “We go to the harbour,” she said.\n- “Who pays?”":     true,
		"- The report is out\n- A claim was made":                true,
		"- The Heron, a ferry\n- The Gull":                       true,
		"* Where do the boats go?\n* Who pays for the new pier?": true,
		"* Where do the boats go?\n* To the pier":                true,
	} {
		if got := strings.HasPrefix(partAsHTML(text), "<ul>"); got != list {
			t.Errorf("%q is a list: %v", text, got)
		}
	}
}
