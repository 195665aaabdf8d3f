package page

import (
	"fmt"
	"strings"
	"testing"

	"storywire/internal/growth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

const ownID = "00000000-0000-0000-0000-00000000000a"

// inOurForm is a page that says it is the house's own, with members of its record
// and what stands in its story.
func inOurForm(record, body string) string {
	return `<script type="application/ld+json">{"@type":"NewsArticle","@id":"urn:uuid:` + ownID + `","headline":"Tides"` + record + `}</script><article id="` + ownID + `"><p id="b-` + ownID + `">Short.</p>` + body + `</article>`
}

// TestAForgedPageTakesTimeInProportion reads pages that call themselves the
// house's own, of which all parts grow at once.
func TestAForgedPageTakesTimeInProportion(t *testing.T) {
	for name, page := range map[string]func(n int) string{
		"pictures": func(n int) string {
			var record, body strings.Builder
			for i := range 50 * n {
				fmt.Fprintf(&record, `,{"@type":"ImageObject","identifier":"no-%d"}`, i)
			}
			for i := range n {
				fmt.Fprintf(&body, `<figure id="p-%d"><img src="https://img.example/%d.jpg"></figure>`, i, i)
			}
			return inOurForm(`,"image":[`+record.String()[1:]+`]`, body.String())
		},
		"contributors": func(n int) string {
			var record strings.Builder
			for i := range n {
				fmt.Fprintf(&record, `,{"@type":"Person","name":"Ida Quill %d"}`, i)
			}
			return inOurForm(`,"contributor":[`+record.String()[1:]+`]`, strings.Repeat("<hr>", 500*n))
		},
	} {
		t.Run(name, func(t *testing.T) {
			growth.Check(t, 45, func(n int) func() {
				page := []byte(page(n))
				return func() {
					if _, err := Read(page, intake.Options{}); err != nil {
						t.Fatal(err)
					}
				}
			})
		})
	}
}

// TestFiguresTakeTimeInProportion reads fragments of figures within each other and
// beside each other, with all in them that is looked for in one: captions, links
// that may lead to a licence, small print. Of what is within each other four times n
// stays below the 512 elements that the parser takes for a depth.
func TestFiguresTakeTimeInProportion(t *testing.T) {
	words := strings.Repeat("word ", 400)
	links := strings.Repeat(`<a href="https://x.example/">`+words+`</a>`, 4)
	for name, c := range map[string]struct {
		n    int
		page func(n int) string
	}{
		"captions in captions": {90, func(n int) string { return strings.Repeat("<figure><figcaption>x</figcaption><p>"+words+"</p>", n) }},
		"links in figures":     {45, func(n int) string { return strings.Repeat("<figure>"+links, n) }},
		"small print in figures": {40, func(n int) string {
			return strings.Repeat(`<figure><img src="https://img.example/a.jpg"><figcaption><small>`+words+`</small>`, n)
		}},
		"pictures beside each other": {400, func(n int) string {
			return strings.Repeat(`<figure><img src="https://img.example/a.jpg"><figcaption><small>Ruth Hallam</small> <a href="https://x.example/">Licence</a></figcaption></figure>`, n)
		}},
		"figures beside each other in one": {500, func(n int) string {
			return "<figure>" + strings.Repeat(`<figure><figcaption>x <a href="https://x.example/">word</a></figcaption></figure>`, n)
		}},
		"links in one figure": {1500, func(n int) string { return `<figure>` + strings.Repeat(`<a href="https://x.example/">word</a>`, n) }},
		"a link around all": {800, func(n int) string {
			return "<figure>" + strings.Repeat(`<p><a href="https://x.example/">`, n) + strings.Repeat("<b>word</b>", n)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			growth.Check(t, c.n, func(n int) func() {
				page := c.page(n)
				return func() {
					if _, err := Fragment(page, ""); err != nil {
						t.Fatal(err)
					}
				}
			})
		})
	}
}

// TestAForeignPageWithAUUID sees that another's system may call its stories and
// their elements by UUIDs.
func TestAForeignPageWithAUUID(t *testing.T) {
	t.Parallel()
	for name, ids := range map[string][2]string{"a UUID": {ownID, ownID}, "no id": {"", ""}} {
		page := story(`<script type="application/ld+json">{"@type":"NewsArticle","@id":"urn:uuid:`+ids[0]+`","headline":"Ferry to Port Ellery returns"}</script>`, "")
		page = strings.Replace(page, "<article>", `<article id="`+ids[1]+`">`, 1)
		if a := mustRead(t, page, intake.Options{}); len(a.Body) != 3 {
			t.Errorf("%s: %+v", name, a.Body)
		}
	}
}

// TestNothingOfAPageInOurFormVanishes reads blocks as the house does not write
// them.
func TestNothingOfAPageInOurFormVanishes(t *testing.T) {
	t.Parallel()
	a := mustRead(t, inOurForm("", `<ul id="b-1">`+strings.Repeat("<li>Boat</li>", 501)+`</ul><blockquote id="b-2">Nobody reads it.<footer>— Tom Weir</footer></blockquote><h1 id="b-3">Tides</h1><div id="b-4">High water<p>Low water</p></div>`), intake.Options{})
	var got []string
	for _, b := range a.Body {
		got = append(got, fmt.Sprintf("%s %s%d", b.Type, b.Text, len(b.Items)))
	}
	if want := "paragraph Short.0|list 500|list 1|quote Nobody reads it.0|heading Tides0|paragraph High water0|paragraph Low water0"; strings.Join(got, "|") != want {
		t.Errorf("%s\nis not\n%s", strings.Join(got, "|"), want)
	}
	if a.Body[4].Level != 2 || a.Body[3].Type != news.BlockQuote {
		t.Errorf("%+v", a.Body[3:5])
	}
}

// TestQuotationsOfAForeignRecord sees that what a record lists takes no other quote
// away, is told once, and is whole words.
func TestQuotationsOfAForeignRecord(t *testing.T) {
	t.Parallel()
	listed := `{"@type":"Quotation","text":"It is a fine boat"}`
	a := mustRead(t, story(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to Port Ellery returns","hasPart":[`+listed+`,`+listed+`,{"@type":"Quotation","text":"e"}]}</script>`,
		`<p>“It is a fine boat, and it sails well,” said Maud Lister, who owns the yard at Port Ellery and built it.</p><p>“We will sail at noon on every day of the week,” said Tom Weir, who is the harbour master there.</p>`), intake.Options{})
	var got []string
	for _, q := range a.Quotes {
		who := ""
		if q.Speaker != nil {
			who = q.Speaker.Name
		}
		got = append(got, q.Text+" "+who)
	}
	if want := "It is a fine boat Maud Lister|We will sail at noon on every day of the week, Tom Weir"; strings.Join(got, "|") != want {
		t.Errorf("%s\nis not\n%s", strings.Join(got, "|"), want)
	}
}
