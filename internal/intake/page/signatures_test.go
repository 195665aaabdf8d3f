package page

import (
	"slices"
	"strings"
	"testing"

	"storywire/internal/intake"
)

// TestANameUnderTheStoryIsItsWriters has it below the story of a page that credits
// nobody above it.
func TestANameUnderTheStoryIsItsWriters(t *testing.T) {
	t.Parallel()
	for below, want := range map[string]string{"<p>Ruth Hallam</p>": "Ruth Hallam", "<p><strong>Ruth Hallam</strong></p>": "Ruth Hallam", `<p><a href="/tags/hallam">Ruth Hallam</a></p>`: "",
		"<p>— Mara Quill</p>": "Mara Quill", "<p>Contact Us</p>": "", "<p>Rixte Meents</p>": "", "<p>Rixte Krause</p>": "Rixte Krause", "<p>Rixte Meents, Ostholm correspondent</p>": "Rixte Meents", "<p>Rixte Meents, Redakteurin</p>": "Rixte Meents",
		`<p>Rixte Meents (<a href="mailto:r.meents@bote.example">r.meents@bote.example</a>)</p>`: "Rixte Meents", "<p>Contact Us, desk@bote.example</p>": "", "<p>Ferry Times, harbour@bote.example</p>": "", "<p>Rixte Meents, who runs the ferry</p>": "", "<p>Next Week</p>": "", "<p>Harbour Trust</p>": ""} {
		r, err := Read([]byte(strings.Replace(story("", ""), "</article>", below+"</article>", 1)), intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, r)
		got := ""
		for _, a := range r.Article.Authors {
			got = a.Name
		}
		if got != want || len(r.Article.Authors) > 1 {
			t.Errorf("%s: by %q: %+v", below, got, r.Article.Body)
		}
	}
}

// TestBlockQuotesThatAreSigned sees that who signs a block quote has said it, in
// whatever of HTML's ways it is signed, and that nobody else has.
func TestBlockQuotesThatAreSigned(t *testing.T) {
	t.Parallel()
	const said = "At last we can go home again, and nobody will wait."
	for name, c := range map[string]struct{ html, text, speaker, title string }{
		"a footer":          {`<blockquote><p>` + said + `</p><footer>— <cite>Dana Whitlock, chief engineer</cite></footer></blockquote>`, said, "Dana Whitlock", "chief engineer"},
		"cite alone":        {`<blockquote><p>` + said + ` — <cite>Dana Whitlock</cite></p></blockquote>`, said, "Dana Whitlock", ""},
		"a figure":          {`<figure><blockquote>` + said + `</blockquote><figcaption>Dana Whitlock, chief engineer</figcaption></figure>`, said, "Dana Whitlock", "chief engineer"},
		"marks and a cite":  {`<blockquote>“` + said + `”<br><cite>– Dana Whitlock</cite></blockquote>`, "“" + said + "”", "Dana Whitlock", ""},
		"a paper":           {`<blockquote><p>` + said + `</p><cite>The Ellery Bote</cite></blockquote>`, said + "\nThe Ellery Bote", "", ""},
		"nobody":            {`<blockquote><p>` + said + `</p></blockquote>`, said, "", ""},
		"a name in between": {`<blockquote><p><cite>Dana Whitlock</cite> wrote: ` + said + `</p></blockquote>`, "Dana Whitlock wrote: " + said, "", ""},
	} {
		r, err := Read([]byte(story("", c.html)), intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, r)
		if got := r.Article.Body[1].Text; got != c.text && (c.speaker != "" || letters(got) != letters(c.text)) {
			t.Errorf("%s: the block is %q", name, got)
		}
		var speaker, title string
		for _, q := range r.Article.Quotes {
			if q.Pointer == "/body/1/text" && q.Speaker != nil {
				speaker, title = q.Speaker.Name, q.Speaker.Title
			}
		}
		if speaker != c.speaker || title != c.title {
			t.Errorf("%s: said by %q, %q", name, speaker, title)
		}
		if c.speaker != "" && slices.ContainsFunc(r.Warnings, func(w intake.Warning) bool { return w.Code == "speaker_unknown" }) {
			t.Errorf("%s: %v", name, r.Warnings)
		}
	}
}
