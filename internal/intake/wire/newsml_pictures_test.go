package wire

import (
	"strings"
	"testing"
	"time"

	"storywire/internal/intake"
	"storywire/internal/news"
)

// shipped is a message with two stories and a picture; what stands in the brackets is
// where one of them may refer to another.
const shipped = `<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>[package]
<newsItem guid="urn:marsh:text:1"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:usable"/>[link]</itemMeta><contentMeta><headline>Ferry is back</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>It sails again.</p></body></html></inlineXML>[content]</contentSet></newsItem>
<newsItem guid="urn:marsh:pic:7"><itemMeta><itemClass qcode="ninat:picture"/>[status][of]</itemMeta>
<rightsInfo><copyrightNotice>© 2025 Marsh</copyrightNotice></rightsInfo>
<contentMeta><contentCreated>2025-03-03T07:15:00Z</contentCreated><creator><name>Ruth Hallam</name></creator><creditline>Ruth Hallam / Marsh</creditline><headline>Ferry</headline><description role="drol:caption">The ferry at the pier.</description></contentMeta>
<contentSet><remoteContent rendition="rnd:thumbnail" href="https://img.example/t/7.jpg" contenttype="image/jpeg" width="120" height="80"/>
<remoteContent rendition="rnd:highRes" href="https://img.example/h/7.jpg" contenttype="image/jpeg" width="3000" height="2000"/></contentSet></newsItem>
<newsItem guid="urn:marsh:text:2"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta><headline>Eels are back</headline></contentMeta></newsItem></itemSet></newsMessage>`

// read reads the message with what is filled in, and leaves the rest empty.
func readShipped(t *testing.T, filled map[string]string) []intake.Result {
	t.Helper()
	text := shipped
	for _, gap := range []string{"[package]", "[link]", "[content]", "[status]", "[of]"} {
		text = strings.Replace(text, gap, filled[gap], 1)
	}
	found, err := NewsML([]byte(text), intake.Options{TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	return found.Items
}

const packed = `<packageItem guid="urn:marsh:package"><itemMeta><itemClass qcode="ninat:composite"/></itemMeta><groupSet root="g">
<group id="g" role="group:main"><itemRef residref="urn:marsh:text:1"/><itemRef residref="urn:marsh:pic:7"/></group><group id="h" role="group:side"><itemRef residref="urn:marsh:text:2"/></group></groupSet></packageItem>`

func TestAPictureOfAMessageIsItsStorys(t *testing.T) {
	t.Parallel()
	for name, filled := range map[string]map[string]string{
		"the story has a link to it":   {"[link]": `<link rel="irel:seeAlso" residref="urn:marsh:pic:7"/>`},
		"the story has it as content":  {"[content]": `<remoteContent contenttype="image/jpeg" residref="urn:marsh:pic:7"/>`},
		"it has a link to the story":   {"[of]": `<link rel="irel:isPartOf" residref="urn:marsh:text:1"/>`},
		"a group has both":             {"[package]": packed},
		"two say so":                   {"[package]": packed, "[link]": `<link rel="irel:seeAlso" residref="urn:marsh:pic:7"/>`},
		"a group has it, another text": {"[package]": strings.NewReplacer(`<itemRef residref="urn:marsh:pic:7"/></group>`, `</group>`, `urn:marsh:text:2`, `urn:marsh:pic:7`).Replace(packed)},
	} {
		items := readShipped(t, filled)
		if len(items) != 2 || items[0].Refused != nil || len(items[0].Article.Photos) != 1 || len(items[1].Article.Photos) != 0 {
			t.Errorf("%s: %+v", name, items)
			continue
		}
		p := items[0].Article.Photos[0]
		want := news.PhotoFacts{URL: "https://img.example/h/7.jpg", Width: 3000, Height: 2000, Caption: "The ferry at the pier.", Credit: "Ruth Hallam / Marsh", Photographer: "Ruth Hallam", TakenOn: "2025-03-03", Terms: news.Terms{Rights: "© 2025 Marsh"}}
		if p.PhotoFacts != want || p.Role != news.Lead {
			t.Errorf("%s: %+v", name, p)
		}
		for _, note := range items[0].Provenance {
			if note.Pointer == "/photos/0" && (note.Evidence != "newsItem urn:marsh:pic:7" || note.Rejected[0].Value != "https://img.example/t/7.jpg") {
				t.Errorf("%s: %+v", name, note)
			}
		}
	}
}

// TestAPictureOfNoStoryIsTold has one that nothing refers to, and one of which it is
// not told whose it is.
func TestAPictureOfNoStoryIsTold(t *testing.T) {
	t.Parallel()
	for name, filled := range map[string]map[string]string{
		"nothing refers to it": {},
		"its story is open":    {"[package]": strings.ReplaceAll(packed, `</group><group id="h" role="group:side">`, ``)},
		"it is taken back":     {"[status]": `<pubStatus qcode="stat:canceled"/>`},
	} {
		items := readShipped(t, filled)
		if len(items) != 3 || items[1].Refused == nil || items[1].Name != "urn:marsh:pic:7" || len(items[0].Article.Photos)+len(items[2].Article.Photos) != 0 || items[1].Withdrawn != (name == "it is taken back") {
			t.Errorf("%s: %+v", name, items)
		}
	}
}

func TestAPictureThatIsHeldBackIsNotShown(t *testing.T) {
	t.Parallel()
	link := `<link rel="irel:seeAlso" residref="urn:marsh:pic:7"/>`
	held := readShipped(t, map[string]string{"[link]": link, "[status]": `<pubStatus qcode="stat:withheld"/>`})
	if r := held[0]; len(held) != 2 || len(r.Article.Photos) != 0 || r.Warnings[0].Code != "picture_left_out" {
		t.Errorf("%+v", held)
	}
	waits := readShipped(t, map[string]string{"[link]": link, "[status]": `<embargoed>2099-01-01T01:00:00+01:00</embargoed>`})
	if a := waits[0].Article; len(a.Photos) != 1 || !a.EmbargoedUntil.Equal(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", a)
	}
}
