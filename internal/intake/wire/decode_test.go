package wire

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"storywire/internal/intake"
)

// harbourCafe is a file of each format with letters that encodings differ in;
// %s is what it says of its own.
var harbourCafe = map[string]string{
	"newsml":    `<?xml version="1.0"%s?><newsItem guid="urn:x"><contentMeta><headline>Größe des Cafés</headline></contentMeta></newsItem>`,
	"nitf":      `<?xml version="1.0"%s?><nitf><body><body.head><hedline><hl1>Größe des Cafés</hl1></hedline></body.head></body></nitf>`,
	"rss":       `<?xml version='1.0'%s?><rss version="2.0"><channel><title>Café</title><item><title>Größe des Cafés</title></item></channel></rss>`,
	"wxr":       `<?xml version="1.0"%s?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version><item><title>Größe des Cafés</title><wp:post_type>post</wp:post_type></item></channel></rss>`,
	"atom":      `<?xml version="1.0"%s?><feed xmlns="http://www.w3.org/2005/Atom"><title>Café</title><entry><id>urn:x</id><title>Größe des Cafés</title></entry></feed>`,
	"JSON Feed": `{"version": "https://jsonfeed.org/version/1.1", "title": "Café", "items": [{"id": "1", "title": "Größe des Cafés", "content_text": "x"}]}`,
	"ninjs":     `{"uri": "urn:x", "headline": "Größe des Cafés"}`,
	"JSON-LD":   `{"@type": "NewsArticle", "headline": "Größe des Cafés"}`,
	"JSON":      `{"headline": "Größe des Cafés"}`,
	"NDJSON":    `{"headline": "Größe des Cafés"}`,
	"Markdown":  "# Größe des Cafés\n\nWords.\n",
}

var cafeReaders = map[string]intake.Reader{"newsml": NewsML, "nitf": NITF, "rss": RSS, "wxr": RSS, "atom": Feed, "JSON Feed": Feed, "ninjs": Ninjs, "JSON-LD": JSONLD, "JSON": JSON, "NDJSON": NDJSON, "Markdown": Markdown}

// TestWhatAFileIsEncodedInIsToldByItsBytes has files that are in another encoding
// than they or their senders say.
func TestWhatAFileIsEncodedInIsToldByItsBytes(t *testing.T) {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for name, file := range harbourCafe {
		for _, c := range []struct {
			what, said, sent string
			in               encoding.Encoding
		}{
			{"UTF-8", "utf-8", "", encoding.Nop}, {"UTF-8 that calls itself another", "utf-16", "", encoding.Nop}, {"UTF-8 that its sender calls another", "", "iso-8859-1", encoding.Nop},
			{"UTF-8 by a name that nothing has", "x-none", "x-none", encoding.Nop},
			{"latin-1", "iso-8859-1", "iso-8859-1", charmap.ISO8859_1}, {"latin-1 that calls itself UTF-8", "UTF-8", "utf-8", charmap.ISO8859_1}, {"latin-1 that says nothing", "", "", charmap.ISO8859_1},
			{"UTF-16 with a mark", "utf-16", "", big}, {"UTF-16 without one", "utf-16", "utf-16le", little}, {"UTF-16 that calls itself UTF-8", "utf-8", "utf-8", big},
		} {
			text := file
			if strings.Contains(file, "%s") {
				said := ""
				if c.said != "" {
					said = ` encoding="` + c.said + `"`
				}
				text = strings.Replace(file, "%s", said, 1)
			}
			sent, err := c.in.NewEncoder().String(text)
			if err != nil {
				t.Fatal(err)
			}
			found, err := cafeReaders[name]([]byte(sent), intake.Options{Charset: c.sent})
			if err != nil || len(found.Items) != 1 || found.Items[0].Article.Headline != "Größe des Cafés" {
				t.Errorf("%s in %s: %v %+v", name, c.what, err, found.Items)
			}
		}
	}
}

// TestAFileOfAGuessedEncodingIsWarnedOf has each format in Cyrillic that it does not
// tell of, in UTF-8, and with half a character in it.
func TestAFileOfAGuessedEncodingIsWarnedOf(t *testing.T) {
	t.Parallel()
	const words = "Паром вышел из гавани в понедельник после ремонта"
	for name, file := range harbourCafe {
		file = strings.Replace(strings.ReplaceAll(strings.ReplaceAll(file, "Größe des Cafés", words), "Café", "Паром"), "%s", "", 1)
		koi8, err := charmap.KOI8R.NewEncoder().String(file)
		if err != nil {
			t.Fatal(err)
		}
		for sent, want := range map[string]string{file: "", koi8: "encoding_guessed", strings.Replace(file, "вышел", "вышел \xed\xa0\x80", 1): "broken_characters"} {
			found, err := cafeReaders[name]([]byte(sent), intake.Options{})
			if err != nil || len(found.Items) != 1 || !strings.HasSuffix(found.Items[0].Article.Headline, "из гавани в понедельник после ремонта") {
				t.Errorf("%s: %v %+v", name, err, found.Items)
				continue
			}
			var got []string
			for _, w := range found.Items[0].Warnings {
				if w.Code == "encoding_guessed" || w.Code == "broken_characters" {
					got = append(got, w.Code)
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: warned of %q, want %q", name, got, want)
			}
		}
	}
}

// TestBytesThatAreNoTextAreToldWhere has a picture in the place of a story.
func TestBytesThatAreNoTextAreToldWhere(t *testing.T) {
	picture := "line one\n\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\xb0\x00\x00\x03 \x08\x02\x00\x00\x00\xfd\x1e\x81\x8f\x8d\x90\x9d"
	for name, read := range cafeReaders {
		if _, err := read([]byte(picture), intake.Options{}); err == nil || !strings.Contains(err.Error(), "byte 9 in line 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Feed([]byte("<rss><channel>\n<item><title>Boats</ti"), intake.Options{}); err == nil || !strings.Contains(err.Error(), "at byte") {
		t.Errorf("%v", err)
	}
}

// TestLettersOfTwoCodePointsAreThoseOfOne has a file of each format with letters that
// are written as two code points each. What is an article of ours stays as it is.
func TestLettersOfTwoCodePointsAreThoseOfOne(t *testing.T) {
	t.Parallel()
	for name, file := range harbourCafe {
		file = strings.Replace(file, "%s", "", 1)
		want := "Größe des Cafés"
		if name == "JSON" || name == "NDJSON" {
			want = norm.NFD.String(want)
		}
		for _, apart := range []string{norm.NFD.String(file), strings.NewReplacer("ö", `o\u0308`, "é", `e\u0301`).Replace(file), strings.NewReplacer("ö", `o&#776;`, "é", `e&#769;`).Replace(file)} {
			if isJSON := strings.HasPrefix(file, "{"); strings.Contains(apart, `\u`) && !isJSON || strings.Contains(apart, "&#") && isJSON {
				continue
			}
			found, err := cafeReaders[name]([]byte(apart), intake.Options{})
			if err != nil || found.Items[0].Article.Headline != want {
				t.Errorf("%s: %v %+q", name, err, found.Items[0].Article.Headline)
			}
		}
	}
	// In the words, with who says them.
	words := `{"uri": "urn:x", "headline": "Café", "language": "fr", "body_xhtml": "<p>« Nous avons attendu trois étés et voilà », a déclaré Hélène Béraud, la gérante.</p>"}`
	found, err := Ninjs([]byte(norm.NFD.String(words)), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := found.Items[0].Article
	q := a.Quotes[0]
	if got := string([]rune(a.Body[0].Text)[q.Start:q.End]); q.Speaker == nil || q.Speaker.Name != "Hélène Béraud" || got != q.Text || !norm.NFC.IsNormalString(a.Body[0].HTML) {
		t.Errorf("%+v at %q", q, got)
	}
}
