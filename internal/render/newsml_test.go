package render

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// xmllint holds documents to an XML schema of ../shared/schemas.
func xmllint(t *testing.T, schema string, documents map[string][]byte) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed: " + schema + " is not asked")
	}
	schema = filepath.Join(schemas, schema)
	if _, err := os.Stat(schema); err != nil {
		t.Skip("../shared/schemas is not beside this checkout: " + schema + " is not asked")
	}
	args, dir := []string{"--noout", "--nonet", "--schema", schema}, t.TempDir()
	for name, document := range documents {
		path := filepath.Join(dir, name+".xml")
		if err := os.WriteFile(path, document, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.CommandContext(t.Context(), "xmllint", args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, regexp.MustCompile(`(?m)^.* validates\n`).ReplaceAll(out, nil))
	}
}

func newsmlOf(t rapid.TB, a *news.Article) []byte {
	t.Helper()
	document, err := NewsML(alone(a))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// TestNewsMLFitsItsSchema holds items and messages to the schema: those of the
// hard newsroom, and those of any stories at all.
func TestNewsMLFitsItsSchema(t *testing.T) {
	t.Parallel()
	format, _ := FormatOf("newsml-g2")
	documents := map[string][]byte{
		"full": written(t, format, feedOf(true), hard()...), "summaries": written(t, format, feedOf(false), hard()...), "gone": written(t, format, feedOf(true)),
	}
	nothing := feedOf(true)
	nothing.Gone = nil
	documents["nothing"] = written(t, format, nothing)
	for n, a := range append(hard(), corrected(), bare()) {
		documents[fmt.Sprintf("item-%d", n)] = newsmlOf(t, a)
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		a := anyStory(rt)
		documents[fmt.Sprintf("any-%d", n)] = newsmlOf(rt, a)
		n++
		a.ID = uuid.New()
		b := anyStory(rt)
		documents[fmt.Sprintf("any-%d", n)] = written(rt, format, nothing, a, b)
		n++
	})
	xmllint(t, filepath.Join("newsml-g2", "NewsML-G2_2.35-spec-All-Power.xsd"), documents)
}

// TestNewsMLTellsWhatPartnersMustKnow holds an item to what partners act on.
func TestNewsMLTellsWhatPartnersMustKnow(t *testing.T) {
	t.Parallel()
	a := corrected()
	a.EmbargoedUntil, a.ExpiresAt = time.Date(2027, 1, 1, 6, 0, 0, 0, time.UTC), time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	a.Photos[1].Rights = "Editorial use only."
	item := string(newsmlOf(t, a))
	for _, want := range []string{
		`guid="urn:uuid:` + a.ID.String() + `" version="3" standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="en"`,
		`<embargoed>2027-01-01T06:00:00Z</embargoed>`, `<pubStatus qcode="stat:usable"/>`, `<signal qcode="sig:correction"/>`,
		`<edNote>Under embargo: not to be published before 1 January 2027, 06:00 GMT.</edNote>`,
		`<edNote>Correction, 5 December 2026, 09:00 GMT: It sails on Mondays, not Sundays.</edNote>`,
		`<expires>2027-02-01T00:00:00Z</expires>`, `<headline rank="1">Ferry &lt;b&gt;returns&lt;/b&gt; &amp; stays</headline>`,
		`<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" dir="ltr">`, `<creator uri="https://api.example/v1/authors/`,
		`rendition="rnd:web" href="https://img.example/a.jpg?w=1&amp;h=2" contenttype="image/jpeg" width="1200" height="800"/>`,
		`<description role="drol:caption">At the pier</description>`, `<usageTerms>Editorial use only.</usageTerms>`,
	} {
		if !strings.Contains(item, want) {
			t.Errorf("there is no %s", want)
		}
	}
	for status, want := range map[news.Status]string{news.Draft: "withheld", news.Withheld: "withheld", news.Retracted: "canceled", news.Killed: "canceled"} {
		a.Status = status
		if got := string(newsmlOf(t, a)); !strings.Contains(got, `<pubStatus qcode="stat:`+want+`"/>`) {
			t.Errorf("%s is not %s", status, want)
		}
	}
	format, _ := FormatOf("newsml-g2")
	feed := feedOf(true)
	feed.Gone[0].Version = 7
	message := string(written(t, format, feed, a))
	gone := `<newsItem guid="urn:uuid:` + feed.Gone[0].ID.String() + `" version="7"`
	if at := strings.Index(message, gone); at < 0 || at > strings.Index(message, "<contentSet>") || !strings.Contains(message[at:], `<pubStatus qcode="stat:canceled"/>`+"\n"+`<edNote>It was not so &amp; never was.</edNote>`) {
		t.Errorf("what was taken back is not told:\n%s", message)
	}
}

// FuzzNewsML holds the item to being well-formed XML 1.0, in whose text nothing is
// lost but what XML has no place for, whatever stands in a story's texts.
func FuzzNewsML(f *testing.F) {
	for _, seed := range []string{"It <em>sails</em>", "]]>", "\x00\x08\ufffe\U0010ffff", "</p></body>", "<br><img src=x>", `<a href="https://x.example/?a=1&b=2">x`, "&nbsp;&bogus;&#0;&#xD800;", "<![CDATA[x]]>", "<!--", "<script>a<b</script>", "\xff\xfe", "<p><b></p>", "<span lang='x\"y'>"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, text, markup string) {
		a := corrected()
		a.Headline, a.Summary, a.Dateline, a.Photos[1].Caption, a.Slug = text, text, text, text, text
		a.Body[0].Text, a.Body[0].HTML, a.Body[4].Items[0], a.Corrections[0].Note = text, markup, markup, markup
		d := xml.NewDecoder(bytes.NewReader(newsmlOf(t, a)))
		headline, in := "", false
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, newsmlOf(t, a))
			}
			switch k := token.(type) {
			case xml.StartElement:
				in = k.Name.Local == "title" && k.Name.Space == newsmlNS
			case xml.EndElement:
				in = false
			case xml.CharData:
				if in {
					headline += string(k)
				}
			}
		}
		if headline != lawful(text) {
			t.Fatalf("the headline is %q, not %q", headline, lawful(text))
		}
	})
}
