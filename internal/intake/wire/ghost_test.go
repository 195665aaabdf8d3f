package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// ghostPostOf is an export of one post that is kept in an editor's own format.
func ghostPostOf(format, content string) []byte {
	quoted, _ := json.Marshal(content) // of a string
	return fmt.Appendf(nil, `{"db":[{"data":{"posts":[{"id":"p1","type":"post","title":"Ferry returns","html":null,%q:%s}]}}]}`, format, quoted)
}

// shapeOf is a story's blocks in short: what is told of each in one line.
func shapeOf(a news.Article) string {
	var b strings.Builder
	photos := map[string]news.ArticlePhoto{}
	for _, p := range a.Photos {
		photos[p.ID.String()] = p
	}
	for _, k := range a.Body {
		words := k.Text
		switch k.Type {
		case news.PhotoBlock:
			p := photos[k.PhotoID.String()]
			words = p.URL + " " + p.Caption + " (" + p.AltText + ")"
		case news.List:
			words = strings.Join(k.Items, "; ")
		case news.Embed:
			words = k.URL
		default:
			if k.HTML != "" {
				words = k.HTML
			}
		}
		fmt.Fprintf(&b, "%s: %s\n", k.Type, words)
	}
	return b.String()
}

const mobiledocSample = `{"version":"0.3.1","ghostVersion":"3.0",
	"markups":[["strong"],["em"],["a",["href","https://trust.example/ferry"]]],
	"atoms":[["soft-return","",{}]],
	"cards":[["image",{"src":"__GHOST_URL__/boat.jpg","alt":"A boat","caption":"The boat in May"}],["embed",{"url":"https://www.youtube.com/watch?v=abc","html":"<iframe src=\"https://www.youtube.com/embed/abc\"></iframe>"}],["hr",{}],["button",{"buttonText":"Subscribe"}],["markdown",{"markdown":"Tide *tables* hang at the quay."}]],
	"sections":[[1,"p",[[0,[],0,"The ferry is "],[0,[0],0,"back, "],[0,[1],2,"at last"],[0,[],0,"."],[1,[],0,0],[0,[2],1,"The trust"],[0,[],0," says so."]]],
	[1,"h2",[[0,[],0,"What comes next"]]],[10,0],[3,"ul",[[[0,[],0,"Tickets"]],[[0,[],0,"Timetables"]]]],
	[1,"blockquote",[[0,[],0,"We waited."]]],[10,1],[10,2],[10,3],[10,4],[10,99],[77]]}`

const lexicalSample = `{"root":{"type":"root","children":[
	{"type":"paragraph","children":[{"type":"extended-text","text":"The ferry is ","format":0},{"type":"extended-text","text":"back","format":3},{"type":"extended-text","text":". ","format":0},{"type":"link","url":"https://trust.example/ferry","children":[{"type":"extended-text","text":"The trust"}]},{"type":"extended-text","text":" says so."}]},
	{"type":"extended-heading","tag":"h2","children":[{"type":"extended-text","text":"What comes next"}]},
	{"type":"image","src":"__GHOST_URL__/boat.jpg","alt":"A boat","width":1200,"height":800,"caption":"<span>The boat in May</span>"},
	{"type":"list","listType":"bullet","tag":"ul","children":[{"type":"listitem","children":[{"type":"extended-text","text":"Tickets"}]},{"type":"listitem","children":[{"type":"extended-text","text":"Timetables"}]}]},
	{"type":"extended-quote","children":[{"type":"extended-text","text":"We waited."}]},
	{"type":"embed","url":"https://www.youtube.com/watch?v=abc","html":"<iframe src=\"https://www.youtube.com/embed/abc\"></iframe>"},
	{"type":"horizontalrule"},{"type":"signup","header":"Join us"},{"type":"markdown","markdown":"Tide *tables* hang at the quay."},
	{"type":"paragraph","children":[{"type":"extended-text","text":"<b>No & markup</b>"}]}]}}`

func TestGhostsOwnFormats(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, format, content, want string }{
		{"mobiledoc", "mobiledoc", mobiledocSample, `paragraph: The ferry is <strong>back, <em>at last</em></strong>.<br><a href="https://trust.example/ferry">The trust</a> says so.
heading: What comes next
photo: https://site.example/boat.jpg The boat in May (A boat)
list: Tickets; Timetables
quote: We waited.
embed: https://www.youtube.com/embed/abc
paragraph: Tide <em>tables</em> hang at the quay.
`},
		{"lexical", "lexical", lexicalSample, `paragraph: The ferry is <strong><em>back</em></strong>. <a href="https://trust.example/ferry">The trust</a> says so.
heading: What comes next
photo: https://site.example/boat.jpg The boat in May (A boat)
list: Tickets; Timetables
quote: We waited.
embed: https://www.youtube.com/embed/abc
paragraph: Tide <em>tables</em> hang at the quay.
paragraph: <b>No & markup</b>
`},
		{"markups that are never closed", "mobiledoc", `{"markups":[["strong"]],"sections":[[1,"p",[[0,[0,0,5],0,"It sails."]]]]}`, "paragraph: <strong>It sails.</strong>\n"},
		{"a script for a link", "lexical", `{"root":{"children":[{"type":"paragraph","children":[{"type":"link","url":"javascript:alert(1)","children":[{"type":"text","text":"It sails."}]}]}]}}`, "paragraph: It sails.\n"},
		{"a node of tomorrow", "lexical", `{"root":{"children":[{"type":"column","children":[{"type":"paragraph","children":[{"type":"text","text":"It sails."}]}]}]}}`, "paragraph: It sails.\n"},
		{"no such format", "lexical", `[1,2]`, ""},
		{"no JSON", "mobiledoc", `{"sections":`, ""},
	} {
		content := strings.ReplaceAll(c.content, "__GHOST_URL__", "https://site.example")
		found, err := JSON(ghostPostOf(c.format, content), intake.Options{})
		if err != nil || found.Items[0].Refused != nil {
			t.Fatalf("%s: %v %v", c.name, err, found.Items)
		}
		if got := shapeOf(found.Items[0].Article); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

// TestAPartThatIsNamedAgainAndAgain holds a file of some kilobytes to some
// megabytes of words.
func TestAPartThatIsNamedAgainAndAgain(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 100_000)
	for name, content := range map[string]string{
		"cards":   `{"cards":[["html",{"html":"<p>` + long + `"}]],"sections":[[10,0]` + strings.Repeat(`,[10,0]`, 100_000) + `]}`,
		"markups": `{"markups":[["a",["href","https://` + long + `"]]],"sections":[[1,"p",[[0,[0` + strings.Repeat(`,0`, 100_000) + `],0,"x"]]]]}`,
		"atoms":   `{"atoms":[["x","` + long + `",{}]],"sections":[[1,"p",[[1,[],0,0]` + strings.Repeat(`,[1,[],0,0]`, 100_000) + `]]]}`,
	} {
		if n := len(mobiledocHTML(content)); n > 2*longestStory {
			t.Errorf("%s: %d bytes", name, n)
		}
	}
}

func FuzzMobiledoc(f *testing.F) {
	fuzzGhost(f, "mobiledoc", mobiledocSample, `{"sections":[[3,"ol",[[[0,[0],9,"x"]]]],[2,"x"]]}`)
}

func FuzzLexical(f *testing.F) {
	fuzzGhost(f, "lexical", lexicalSample, `{"root":{"children":[{"type":"gallery","images":[{"src":"x"}]},{"type":"toggle"},{"type":"bookmark","metadata":{"title":"x"}}]}}`)
}

func fuzzGhost(f *testing.F, format string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		found, err := JSON(ghostPostOf(format, content), intake.Options{})
		holds(t, found, err)
	})
}
