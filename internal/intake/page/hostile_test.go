package page

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// story is a page of a few paragraphs, with what is given in its head and in
// its body.
func story(head, body string) string {
	return `<!doctype html><html lang="en"><head>` + head + `</head><body><article><h1>Ferry to Port Ellery returns</h1>
<p>The ferry between Port Ellery and the islands sailed again on Monday after three months in the dock, its owners said.</p>` + body + `
<p>The ship had been laid up since December, when a wave broke two of the windows on its bridge in a gale, and nobody was hurt.</p>
<p>It sails four times a day until the autumn, and twice a day after that, with room for sixty cars and four hundred people.</p></article></body></html>`
}

func mustRead(t *testing.T, input string, o intake.Options) news.Article {
	t.Helper()
	r, err := Read([]byte(input), o)
	if err != nil {
		t.Fatal(err)
	}
	check(t, r)
	return r.Article
}

func TestEncodingsDeclaredWrong(t *testing.T) {
	t.Parallel()
	page := story(`<meta charset="windows-1252"><meta property="og:site_name" content="Café Größe">`, `<p>Die Größe des Cafés überraschte alle, die über die Brücke kamen und weiter wollten, sagte er.</p>`)
	if a := mustRead(t, page, intake.Options{Charset: "iso-8859-1"}); !strings.Contains(a.Body[1].Text, "Größe des Cafés") {
		t.Errorf("UTF-8 that calls itself another: %q", a.Body[1].Text)
	}
	latin, err := charmap.Windows1252.NewEncoder().String(strings.Replace(page, "windows-1252", "utf-8", 1))
	if err != nil {
		t.Fatal(err)
	}
	if a := mustRead(t, latin, intake.Options{Charset: "utf-8"}); !strings.Contains(a.Body[1].Text, "Größe des Cafés") {
		t.Errorf("another that calls itself UTF-8: %q", a.Body[1].Text)
	}
	latin = strings.Replace(latin, "utf-8", "gb18030", 1)
	if a := mustRead(t, latin, intake.Options{}); !strings.Contains(a.Body[1].Text, "Größe des Cafés") {
		t.Errorf("another that calls itself gb18030: %q", a.Body[1].Text)
	}
	kyiv, err := charmap.Windows1251.NewEncoder().String(story(`<meta charset="windows-1251">`, `<p>Паром вышел из гавани в понедельник после трёх месяцев ремонта, и люди на островах рады этому.</p>`))
	if err != nil {
		t.Fatal(err)
	}
	if a := mustRead(t, kyiv, intake.Options{Charset: "euc-jp"}); !strings.Contains(a.Body[1].Text, "Паром вышел") {
		t.Errorf("what the page calls right and its sender wrong: %q", a.Body[1].Text)
	}
	tokyo, err := japanese.ShiftJIS.NewEncoder().String(story(`<meta charset="Shift_JIS">`, `<p>港の船は月曜日に出発しました。三か月の修理のあとで、会社は安全だと説明しました。島の人々は喜んでいます。</p>`))
	if err != nil {
		t.Fatal(err)
	}
	if a := mustRead(t, tokyo, intake.Options{}); !strings.Contains(a.Body[1].Text, "港の船は月曜日") {
		t.Errorf("Shift_JIS: %q", a.Body[1].Text)
	}
}

func TestInputThatIsMeantToHurt(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<div>", 100_000)
	for name, page := range map[string]string{
		"nesting":           story("", "") + deep + "words",
		"nesting of spans":  story("", "<p>"+strings.Repeat("<span><b>", 50_000)+"words</p>"),
		"open lists":        story("", strings.Repeat("<ul><li>", 20_000)),
		"deep JSON":         story(`<script type="application/ld+json">`+strings.Repeat("[", 200_000)+`</script>`, ""),
		"broken JSON":       story(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry</script>`, ""),
		"JSON of itself":    story(`<script type="application/ld+json">{"@id":"a","@type":"NewsArticle","author":{"@id":"a"},"headline":"Ferry to Port Ellery returns"}</script>`, ""),
		"many attributes":   story("", "<p "+strings.Repeat(`a="b" `, 50_000)+">words</p>"),
		"long attribute":    story("", `<p class="`+strings.Repeat("related ", 50_000)+`">words</p>`),
		"many metas":        story(strings.Repeat(`<meta name="author" content="A B">`, 20_000), ""),
		"many times":        story("", strings.Repeat(`<time datetime="2025-01-01T00:00:00Z">x</time>`, 20_000)),
		"nested microdata":  story("", strings.Repeat(`<div itemscope itemtype="http://schema.org/NewsArticle" itemprop="x">`, 400)),
		"truncated":         story("", "")[:400],
		"a tag cut":         story("", "") + `<p class="x`,
		"surrogates":        story(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry \ud800 returns"}</script>`, "<p>&#xD800;&#x0;&#x10FFFF; words</p>"),
		"NUL":               story("", "<p>wor\x00ds</p>"),
		"an entity bomb":    `<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>` + story("", "<p>&b;&b;</p>"),
		"right to left":     story("", "<p dir=rtl>أبحرت العبارة من الميناء يوم الاثنين بعد ثلاثة أشهر من الإصلاح، وقالت الشركة إنها آمنة الآن.</p>"),
		"a million spaces":  story("", "<p>"+strings.Repeat(" \u00a0", 500_000)+"</p>"),
		"tables in tables":  story("", strings.Repeat("<table><tr><td>", 3_000)+"words"),
		"parts of a word":   story(`<script type="application/ld+json">{"@type":"NewsArticle","hasPart":[`+strings.Repeat(`{"@type":"Quotation","text":"`+strings.Repeat("a", 5_000)+`"},`, 800)+`{}]}</script>`, "<p>"+strings.Repeat("a", 1_000_000)+"</p>"),
		"a long story":      story("", longStory(16_000)),
		"boxes in boxes":    story("", strings.Repeat(`<div class="related">`, 150)+strings.Repeat(`<time datetime="2025-01-01">x</time><figure><img src="https://x.example/a.jpg"></figure>`, 10_000)),
		"a select":          story("", "<select>"+strings.Repeat("<option>x", 20_000)+"</select>"),
		"forms and formats": story("", strings.Repeat("<form><b><i><a href=x>", 2_000)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := Read([]byte(page), intake.Options{})
			var invalid *news.Invalid
			if err != nil && !errors.As(err, &invalid) {
				t.Fatalf("the error is no refusal: %v", err)
			}
			if err == nil {
				check(t, r)
			}
		})
	}
}

func longStory(paragraphs int) string {
	var b strings.Builder
	for i := range paragraphs {
		fmt.Fprintf(&b, "<p>“It is a fine boat,” said Tom Weir, who has <a href=\"/x%d\">built</a> boat number %d of the yard.</p>", i, i)
	}
	return b.String()
}

func TestPagesThatAreNone(t *testing.T) {
	t.Parallel()
	for name, input := range map[string]string{
		"nothing": "", "spaces": " \n\t", "50 MB": strings.Repeat("<p>words", 50<<20/8), "no words": "<html><body></body></html>", "a picture": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
	} {
		_, err := Read([]byte(input), intake.Options{})
		var invalid *news.Invalid
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBytesThatAreNoText sees that bytes which are no text in any encoding are
// no article in one that takes nearly all bytes.
func TestBytesThatAreNoText(t *testing.T) {
	t.Parallel()
	for _, charset := range []string{"", "utf-8", "gb18030", "gbk", "big5", "shift_jis", "euc-kr", "euc-jp", "windows-1252", "windows-1251", "koi8-r", "iso-8859-1"} {
		for seed := range uint64(20) {
			noise := make([]byte, 4000)
			for i, random := 0, rand.New(rand.NewPCG(seed, 1)); i < len(noise); i++ {
				noise[i] = byte(random.Uint32())
				if seed%2 == 1 {
					noise[i] |= 0x80
				}
			}
			_, err := Read(noise, intake.Options{Charset: charset})
			if err == nil || !strings.Contains(err.Error(), "not one article") {
				t.Errorf("noise %d in %q: %v", seed, charset, err)
			}
		}
	}
}

func TestScriptsStayOut(t *testing.T) {
	t.Parallel()
	page := story(`<meta property="og:image" content="javascript:alert(1)"><link rel="canonical" href="javascript:alert(2)">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"<script>alert(3)<\/script>Ferry to Port Ellery returns","author":"<img src=x onerror=alert(4)>Ida Quill"}</script>`,
		`<p onclick="alert(5)" style="x:expression(alert(6))">They said <a href="javascript:alert(7)" onmouseover="alert(8)">it is safe</a> now, and
<a href="https://ferry.example/?q=&quot;><script>alert(9)</script>">sailed</a>.</p><figure><img src="data:text/html,alert(10)" alt="x"></figure><iframe src="javascript:alert(11)"></iframe><svg onload="alert(12)"><script>alert(13)</script></svg>`)
	r, err := Read([]byte(page), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check(t, r)
	a := r.Article
	if len(a.Photos) > 0 || a.CanonicalURL != "" {
		t.Errorf("%v, %q", a.Photos, a.CanonicalURL)
	}
	for _, b := range a.Body {
		if s := b.HTML + b.URL; strings.Contains(s, "<script") || strings.Contains(s, "javascript:") || strings.Contains(s, "onmouseover") || strings.Contains(s, "onclick") {
			t.Errorf("script is in a block: %s", s)
		}
	}
	if len(a.Authors) != 1 || a.Authors[0].Name != "Ida Quill" {
		t.Errorf("the authors are %v", a.Authors)
	}
}

func TestNamesAreWhatTheyLookLike(t *testing.T) {
	t.Parallel()
	a := mustRead(t, story(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to \u202ePort\u202c Ellery\u200b returns","author":"I\u200bda \u202eQuill\u2069"}</script>`, ""), intake.Options{})
	if len(a.Authors) != 1 {
		t.Fatalf("the authors are %v", a.Authors)
	}
	names := a.Headline + a.Authors[0].Name
	if names != "Ferry to Port Ellery returnsIda Quill" || strings.ContainsFunc(names, func(r rune) bool { return unicode.Is(unicode.Cf, r) }) {
		t.Errorf("%q", names)
	}
}

func TestATimeYetToComeIsLeftOut(t *testing.T) {
	t.Parallel()
	page := []byte(story(`<meta property="article:published_time" content="2031-05-01T08:00:00Z">`, ""))
	r, err := Read(page, intake.Options{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Warnings, func(w intake.Warning) bool { return w.Code == "future_time" }) {
		t.Errorf("the warnings are %v", r.Warnings)
	}
	if !r.Article.PublishedAt.IsZero() || slices.ContainsFunc(r.Provenance, func(p intake.Provenance) bool { return p.Pointer == "/published_at" }) {
		t.Errorf("published at %s: %v", r.Article.PublishedAt, r.Provenance)
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for _, name := range files {
		page, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page, "")
	}
	f.Add(printed(f, almanac(f)), "")
	f.Add([]byte(story(`<meta charset=utf-16>`, "<table><p>x</table>")), "utf-16le")
	f.Fuzz(func(t *testing.T, page []byte, charset string) {
		r, err := Read(page, intake.Options{Charset: charset})
		var invalid *news.Invalid
		if err != nil && !errors.As(err, &invalid) {
			t.Fatal(err)
		}
		if err == nil {
			check(t, r)
		}
	})
}

// FuzzEncodings reads pages in whatever encoding they or their senders name.
func FuzzEncodings(f *testing.F) {
	for _, name := range []string{"", "utf-16le", "utf-16be", "windows-1252", "iso-2022-jp", "gb18030", "big5", "koi8-r", "x-user-defined", "replacement", "no-such"} {
		f.Add([]byte("<meta charset="+name+"><p>Fähre \x80\xff\x1b$B&\xed\xa0\x80"), name)
	}
	f.Fuzz(func(t *testing.T, page []byte, sent string) {
		text, _, err := decode(page, sent)
		if err == nil && (!utf8.ValidString(text) || strings.ContainsRune(text, 0) || len(text) > 4*MaxBytes) {
			t.Fatalf("%d bytes of %d: %.200q", len(text), len(page), text)
		}
	})
}

// FuzzMoments reads times that are meant for machines.
func FuzzMoments(f *testing.F) {
	for _, s := range []string{"2025-03-03T08:15:00+01:00", "Mon, 03 Mar 2025 08:15:00 GMT", "1741000000", "3. März 2025, 14.05 Uhr", "20250303T081500Z", "2025-03-03 08:15:00 (CET)", "Mon Mar 03 2025 08:15:00 GMT-0700[America/Denver]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if m, ok := ReadMoment(s, time.UTC); ok && (m.At.Year() < 1899 || m.At.Year() > 2200) {
			t.Fatalf("%q is %s", s, m.At)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	page := []byte(story("", strings.Repeat(fmt.Sprintf("<p>%s</p>", strings.Repeat("“It is a fine boat,” said Tom Weir, who built it. ", 6)), 40)))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := Read(page, intake.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestPagesOfUTF16 reads a page that starts with a byte order mark, and one with
// a single letter that ASCII has not.
func TestPagesOfUTF16(t *testing.T) {
	t.Parallel()
	page := story("", "<p>Das Café am Hafen hat wieder auf, und wer auf die Fähre wartet, bekommt dort einen Tee, sagte der Wirt.</p>")
	wide := []byte("\xff\xfe")
	for _, r := range page {
		wide = append(wide, byte(r), byte(r>>8))
	}
	if a := mustRead(t, string(wide), intake.Options{}); !strings.Contains(a.Body[1].Text, "Café") {
		t.Errorf("UTF-16: %q", a.Body[1].Text)
	}
	latin := strings.NewReplacer("é", "\xe9", "ä", "ae").Replace(page)
	for _, charset := range []string{"", "iso-8859-1"} {
		if a := mustRead(t, latin, intake.Options{Charset: charset}); !strings.Contains(a.Body[1].Text, "Café") {
			t.Errorf("one letter of %q: %q", charset, a.Body[1].Text)
		}
	}
}

// TestWordsThatAPageRepeatsCountOnce takes a paragraph that stands there again and
// again for one, which alone is no story, and loses nothing else of the page by it.
func TestWordsThatAPageRepeatsCountOnce(t *testing.T) {
	t.Parallel()
	const refrain = "<p>It rained all day on Monday, and the quay was under water before the evening came.</p>"
	if a := mustRead(t, story("", strings.Repeat(refrain, 500)), intake.Options{}); len(a.Body) != 4 {
		t.Errorf("%d blocks", len(a.Body))
	}
	_, err := Read([]byte("<html><body><article><h1>Rain in Stane</h1>"+strings.Repeat(refrain, 500)+"</article></body></html>"), intake.Options{})
	if err == nil || !strings.Contains(err.Error(), "no story's text") {
		t.Errorf("got %v", err)
	}
}
