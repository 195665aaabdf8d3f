package wire

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"storywire/internal/intake"
	"storywire/internal/markup"
	"storywire/internal/news"
)

const bomb = `<!DOCTYPE nitf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>`

// hostile is what no sender means well with, by what it is.
var hostile = map[string]string{
	"entity bomb in NITF":   bomb + `<nitf><body><body.head><hedline><hl1>&b;&x;</hl1></hedline></body.head></body></nitf>`,
	"entity bomb in NewsML": strings.Replace(bomb, "nitf", "newsItem", 1) + `<newsItem><contentMeta><headline>&b;</headline></contentMeta></newsItem>`,
	"entity bomb in RSS":    strings.Replace(bomb, "nitf", "rss", 1) + `<rss><channel><item><title>&b;&x;</title></item></channel></rss>`,
	"entity bomb in Atom":   strings.Replace(bomb, "nitf", "feed", 1) + `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&x;</title></entry></feed>`,
	"entity bomb in WXR":    strings.Replace(bomb, "nitf", "rss", 1) + `<rss><channel><wp:wxr_version>1.2</wp:wxr_version><item><title>&b;</title></item></channel></rss>`,
	"deep NITF":             `<nitf><body><body.content>` + strings.Repeat("<p>", 100_000),
	"deep NewsML":           `<newsItem>` + strings.Repeat("<x>", 100_000),
	"deep RSS":              `<rss><channel><item>` + strings.Repeat("<media:group>", 100_000),
	"deep Atom":             `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">` + strings.Repeat("<div>", 100_000),
	"deep ninjs":            strings.Repeat(`{"associations":[`, 100_000),
	"deep JSON":             strings.Repeat(`{"body":[`, 100_000),
	"deep JSON Feed":        `{"version":"https://jsonfeed.org/version/1.1","items":` + strings.Repeat("[", 100_000),
	"deep NDJSON":           strings.Repeat("[", 100_000),
	"deep YAML":             "---\ntitle: " + strings.Repeat("[", 100_000) + "\n---\nWords.",
	"aliases in YAML":       "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\ntags: [*c,*c,*c,*c,*c]\n---\nWords.",
	"deep Markdown":         strings.Repeat("> ", 100_000) + "words",
	"deep list":             strings.Repeat("- ", 100_000) + "words",
	"brackets in Markdown":  strings.Repeat("[", 100_000) + "words",
	"stars in Markdown":     strings.Repeat("*a **b ", 20_000),
	"lone surrogate":        `{"uri":"x","headline":"Boats \ud800","body_text":"Two\udc00 boats."}`,
	"huge numbers":          `{"uri":"x","headline":"Boats","version":1e999999,"associations":[{"type":"picture","renditions":[{"href":"https://img.example/a.jpg","width":99999999999999999999,"height":1e400}]}]}`,
	"no types that fit":     `{"uri":1,"headline":["x"],"headlines":"x","associations":{"a":1},"body_text":{"a":1},"title":true,"db":{"data":[]}}`,
	"controls in names":     "{\"uri\":\"x\",\"headline\":\"Bo\u202eats\",\"byline\":\"Ida\u200b \u202eQuill\\u0000\",\"body_text\":\"Two.\"}",
	"script in HTML":        `{"uri":"x","headline":"Boats","body_html":"<p onclick=alert(1)>Two <script>alert(1)</script><img src=x onerror=alert(1)> <a href='javascript:alert(1)'>boats</a>.</p>"}`,
	"HTML of angle signs":   `{"uri":"x","headline":"Boats","body_html":"` + strings.Repeat("<div><figure>", 50_000) + `"}`,
	"nothing":               "",
	"spaces":                "  \n",
	"null":                  "null",
	"a list":                "[]",
	"cut off":               `{"uri":"x","headline":"Bo`,
	"cut off XML":           `<newsItem><contentMeta><headline>Bo`,
	"no story":              `<rss><channel></channel></rss>`,
	"a root of others":      `<html><body>x</body></html>`,
	"bytes":                 "\xff\xfe\x00\x01",
}

// holds checks what is true of every answer, whatever came in: faults that say
// something, or drafts whose parts fit together and can be settled.
func holds(t *testing.T, found intake.Found, err error) {
	t.Helper()
	var invalid *news.Invalid
	if err != nil {
		if !errors.As(err, &invalid) || len(invalid.Faults) == 0 || len(found.Items) > 0 {
			t.Fatalf("%v", err)
		}
		return
	}
	if len(found.Items) == 0 || !found.List && (len(found.Items) != 1 || found.Items[0].Refused != nil) {
		t.Fatalf("%+v", found)
	}
	for _, r := range found.Items {
		if r.Refused != nil {
			if !errors.As(r.Refused, &invalid) {
				t.Fatalf("%v", r.Refused)
			}
			continue
		}
		a := r.Article
		a.Settle(nil, markup.Setter{})
		for _, s := range []string{a.Headline, a.Subhead, a.Dateline, a.Rights} {
			if r.Provenance[0].Method != "own_form" && strings.ContainsAny(s, "\x00\u202e\uFFFD") {
				t.Fatalf("%q", s)
			}
		}
		for _, b := range a.Body {
			if strings.Contains(b.HTML, `href="javascript:`) || strings.Contains(b.HTML, "<script") {
				t.Fatalf("%q", b.HTML)
			}
		}
	}
}

func TestWhateverIsSentIsADraftOrAFault(t *testing.T) {
	for name, input := range hostile {
		for media, read := range Readers {
			t.Run(name+" as "+media, func(t *testing.T) {
				begun := time.Now()
				found, err := read([]byte(input), intake.Options{Most: 1000})
				holds(t, found, err)
				if took := time.Since(begun); took > 20*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		}
	}
}

func TestEntitiesAndDepthAreNamed(t *testing.T) {
	for name, read := range map[string]intake.Reader{"entity bomb in NITF": NITF, "entity bomb in NewsML": NewsML, "entity bomb in RSS": RSS, "entity bomb in Atom": Feed, "entity bomb in WXR": RSS} {
		if _, err := read([]byte(hostile[name]), intake.Options{}); !errors.Is(err, errDeclares) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, read := range map[string]intake.Reader{"deep NITF": NITF, "deep NewsML": NewsML, "deep RSS": RSS, "deep Atom": Feed, "deep Markdown": Markdown, "deep list": Markdown} {
		if _, err := read([]byte(hostile[name]), intake.Options{}); !errors.Is(err, errTooDeep) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestALongListIsRefused(t *testing.T) {
	items := strings.Repeat(`<item><title>Boats</title></item>`, 1001)
	_, err := RSS([]byte(`<rss version="2.0"><channel>`+items+`</channel></rss>`), intake.Options{Most: 1000})
	if err == nil || !strings.Contains(err.Error(), "1000 are the most") {
		t.Errorf("%v", err)
	}
}

// fuzz fuzzes one reader, from the hostile inputs and what the house writes.
func fuzz(f *testing.F, read intake.Reader, seeds ...string) {
	for _, s := range hostile {
		if len(s) < 2000 {
			f.Add([]byte(s))
		}
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		found, err := read(input, intake.Options{TimeZone: "Europe/Dublin", Most: 100})
		holds(t, found, err)
	})
}

func FuzzNinjs(f *testing.F)    { fuzz(f, Ninjs, samples["ninjs 1"], samples["ninjs 2"]) }
func FuzzNewsML(f *testing.F)   { fuzz(f, NewsML, samples["newsml"]) }
func FuzzNITF(f *testing.F)     { fuzz(f, NITF, samples["nitf"]) }
func FuzzRSS(f *testing.F)      { fuzz(f, RSS, samples["rss"], samples["wxr"]) }
func FuzzFeed(f *testing.F)     { fuzz(f, Feed, samples["rss"]) }
func FuzzMarkdown(f *testing.F) { fuzz(f, Markdown, samples["markdown"]) }
func FuzzJSON(f *testing.F)     { fuzz(f, JSON, samples["ghost"]) }

func FuzzNDJSON(f *testing.F) {
	fuzz(f, NDJSON, fmt.Sprintf("{%q:{}}\n", "export")+`{"headline":"Boats","body":[{"type":"paragraph","text":"Two."}]}`)
}
