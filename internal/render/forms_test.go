package render

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/yuin/goldmark"
	unsafe "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// forms are the forms for readers, by the ends of their golden files' names.
var forms = map[string]func(*Item) ([]byte, error){"html": HTML, "jsonld": JSONLD, "md": Markdown, "txt": Text, "ninjs": Ninjs, "newsml-g2": NewsML}

// alone is the article as an item by itself.
func alone(a *news.Article) *Item { return Alone(a, room, "https://api.example", "") }

var room = news.Newsroom{Name: "The Port Ellery Courier", LogoURL: "https://courier.example/logo.svg", Language: "en", TimeZone: "Europe/London"}

// corrected is story with a correction, a dateline at its beginning and what
// each form trips over.
func corrected() *news.Article {
	a := story()
	a.Corrections = []news.Correction{{ID: uuid.UUID{15: 20}, Kind: news.KindCorrection, Note: "It sails on <em>Mondays</em>, not Sundays.", At: time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)}}
	a.Authors = append(a.Authors, news.ArticleAuthor{Name: "Tom & Quill", Role: news.RoleEditor}, news.ArticleAuthor{Name: "Ada Moss", Role: news.RoleAuthor})
	a.Photos[1].Credit, a.Photos[1].URL, a.Photos[1].AltText = "Ruth Hallam / Courier", "https://img.example/a.jpg?w=1&h=2", `The "new" pier`
	a.Links["web"] = "https://courier.example/harbour/ferry-returns"
	return a
}

// bare has next to nothing.
func bare() *news.Article {
	return &news.Article{ID: uuid.UUID{15: 1}, Slug: "untitled", Kind: "letter", Headline: "العبّارة تعود", Language: "ar",
		Body: []news.Block{{ID: uuid.UUID{15: 2}, Type: news.Paragraph, HTML: "1. *Not* a list<br># nor a heading", Text: "1. *Not* a list\n# nor a heading"}}}
}

// typed is text as somebody types it who means harm.
func typed(t *rapid.T, what string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"<script>alert(1)</script>", `" onload="x`, "</title>", "</script>", "<!--", "-->", "]]>", "&amp;", "&", "*", "_",
		"`", "[a](b)", "<", ">", "\\", "1. ", "- ", "# ", "> ", "~~", "javascript:alert(1)", "word", " ", " two words ", "é", "مرحبا", "😀", "\n", "|", "{{.}}", "=", "!"}), 1, 6).Draw(t, what), "")
}

// drawnStory has such texts everywhere.
func drawnStory(t *rapid.T) *news.Article {
	a := corrected()
	line := func(what string) string {
		return strings.TrimSpace(strings.ReplaceAll(typed(t, what), "\n", " ")) + "x"
	}
	a.Headline, a.Subhead, a.Summary, a.Dateline = line("headline"), line("subhead"), line("summary"), line("dateline")
	a.Highlights, a.Section.Name, a.Tags[0].Name, a.Authors[0].Name = []string{line("highlight")}, line("section"), line("tag"), line("author")
	a.Photos[1].Caption, a.Photos[1].AltText, a.Photos[1].Credit = line("caption"), line("alt"), line("credit")
	a.Photos[1].URL, a.Body[5].URL = "javascript:alert(1)", "javascript:alert(2)"
	a.Quotes[0].Speaker.Name, a.Sources[0].Name, a.Body[5].Title = line("speaker"), line("source"), line("embed")
	text := strings.TrimSpace(typed(t, "paragraph")) + "x"
	a.Body[0].Text, a.Body[0].HTML = text, strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
	return a
}

// TestAPageIsOursAlone reads pages of such stories as a browser does: every
// element is one that the page has for any story, none has an attribute that
// runs anything, and what was typed is there as it was typed.
func TestAPageIsOursAlone(t *testing.T) {
	t.Parallel()
	allowed := strings.Fields("html head body meta title link style script article header p h1 h2 h3 h4 h5 h6 span time ul ol li figure img figcaption small blockquote footer cite aside strong em a b br")
	rapid.Check(t, func(rt *rapid.T) {
		a := drawnStory(rt)
		page, err := HTML(alone(a))
		if err != nil {
			rt.Fatal(err)
		}
		doc, err := html.Parse(strings.NewReader(string(page)))
		if err != nil {
			rt.Fatal(err)
		}
		headline, scripts := "", 0
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if !slices.Contains(allowed, n.Data) {
				rt.Fatalf("the page has a <%s>", n.Data)
			}
			for _, at := range n.Attr {
				if strings.HasPrefix(at.Key, "on") || (at.Key == "href" || at.Key == "src") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(at.Val)), "javascript:") {
					rt.Fatalf("<%s> has %s=%q", n.Data, at.Key, at.Val)
				}
			}
			switch n.Data {
			case "h1":
				headline = textOf(n)
			case "script":
				scripts++
				var data map[string]any
				if err := json.Unmarshal([]byte(textOf(n)), &data); err != nil || data["headline"] != a.Headline {
					rt.Fatalf("the page's data: %v, %v", err, data["headline"])
				}
			}
		}
		if headline != a.Headline || scripts != 1 {
			rt.Fatalf("the headline is %q, not %q; there are %d scripts", headline, a.Headline, scripts)
		}
	})
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// TestMarkdownSaysWhatWasTyped reads Markdown of such stories with another
// program: headline and paragraph are what they were, and nothing became a list,
// a heading, code or a link that was none.
func TestMarkdownSaysWhatWasTyped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.TrimSpace(typed(rt, "paragraph")) + "x"
		text = strings.Join(strings.Fields(text), " ") // white space in HTML is one space
		a := bare()
		a.Headline, a.Body[0].Text, a.Body[0].HTML = text, text, html.EscapeString(text)
		out, err := Markdown(alone(a))
		if err != nil {
			rt.Fatal(err)
		}
		_, body, _ := strings.Cut(strings.TrimPrefix(string(out), "---\n"), "\n---\n")
		var page strings.Builder
		if err := goldmark.Convert([]byte(body), &page); err != nil {
			rt.Fatal(err)
		}
		doc, err := html.Parse(strings.NewReader(page.String()))
		if err != nil {
			rt.Fatal(err)
		}
		var told []string
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && !slices.Contains([]string{"html", "head", "body"}, n.Data) {
				told = append(told, n.Data+" "+textOf(n))
			}
		}
		if diff := cmp.Diff([]string{"h1 " + text, "p " + text}, told); diff != "" {
			rt.Fatalf("%s\n%s\n%s", body, page.String(), diff)
		}
	})
}

// TestEmphasisIsReadBack has another program read what Markdown makes of
// emphasis in any place.
func TestEmphasisIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		piece := rapid.SampledFrom([]string{"a", "b ", " c", ".", "“d”", "é", "*", "<em>e</em>", "<strong>f g</strong>", "<em>h.</em>", "<strong>“i”</strong>", "<code>j</code>", "<code>k l</code>", "<em> m</em>"})
		in := "x" + strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(rt, "pieces"), "") + "x"
		var page strings.Builder
		if err := goldmark.New(goldmark.WithRendererOptions(unsafe.WithUnsafe())).Convert([]byte(inlineMarkdown(in)), &page); err != nil {
			rt.Fatal(err)
		}
		plain := strings.NewReplacer("&quot;", `"`)
		if got := plain.Replace(strings.TrimSpace(page.String())); got != "<p>"+in+"</p>" {
			rt.Fatalf("%s became %s and then %s", in, inlineMarkdown(in), got)
		}
	})
}

// TestInlineMarkdown turns each element of the subset into signs, where those
// are read as signs.
func TestInlineMarkdown(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"It <em>sails</em> again":                            "It *sails* again",
		"<strong>All</strong> of it":                         "**All** of it",
		"un<em>believ</em>able":                              "un*believ*able",
		"<em>a</em><strong>b</strong>":                       "<em>a</em><strong>b</strong>",
		"<em>“So,”</em> she said":                            "<em>“So,”</em> she said",
		"see <code>a_b</code>":                               "see `a_b`",
		`<a href="https://x.example/a?b=1&amp;c=2">here</a>`: "[here](https://x.example/a?b=1&c=2)",
		`<a href="https://x.example/(a)">here</a>`:           `<a href="https://x.example/(a)">here</a>`,
		"H<sub>2</sub>O":                                     "H<sub>2</sub>O",
		"one<br>two":                                         "one\\\ntwo",
		"a &lt;b&gt; &amp; c":                                `a \<b\> \& c`,
		`<span lang="fr">eau</span>`:                         `<span lang="fr">eau</span>`,
		"<em><strong>both</strong></em>":                     "<em><strong>both</strong></em>",
	} {
		if got := inlineMarkdown(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// TestAPageLeadsToEveryFormat looks in the head of a page for the feeds in each
// format, and for the story's own wire forms.
func TestAPageLeadsToEveryFormat(t *testing.T) {
	t.Parallel()
	a := corrected()
	page, err := HTML(alone(a))
	if err != nil {
		t.Fatal(err)
	}
	leads := func(media, path string) {
		t.Helper()
		if link := `<link rel="alternate" type="` + media + `" href="https://api.example` + path + `"`; !strings.Contains(string(page), link) {
			t.Errorf("the page has no %s", link)
		}
	}
	for _, f := range Formats {
		leads(f.Media, "/v1/feeds/"+f.Name)
		leads(f.Media, "/v1/feeds/"+f.Name+"?section="+a.Section.Slug)
	}
	leads(MediaNinjs, a.Links["self"]+"?format=ninjs")
	leads(MediaNewsItem, a.Links["self"]+"?format=newsml-g2")
}
