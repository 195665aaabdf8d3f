package render

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

// ninjsSchema is the standard's own schema of the version; its formats are held
// to, and the one schema of others that it names takes anything.
func ninjsSchema(t *testing.T, version string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	text, err := os.ReadFile(filepath.Join(schemas, "ninjs", "ninjs-schema_"+version+".json"))
	if err != nil {
		t.Skip("../shared/schemas is not beside this checkout: ninjs is not validated")
	}
	for id, text := range map[string]string{"https://geojson.org/schema/GeoJSON.json": "{}", "ninjs": string(text)} {
		schema, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(id, schema); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("ninjs")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func isNinjs(t rapid.TB, schema *jsonschema.Schema, document []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
	if err := schema.Validate(v); err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
}

func TestNinjsFitsItsSchema(t *testing.T) {
	t.Parallel()
	format, _ := FormatOf("ninjs")
	for _, version := range NinjsVersions {
		schema := ninjsSchema(t, version)
		for _, full := range []bool{true, false} {
			f := feedOf(full)
			f.Version = version
			isNinjs(t, schema, written(t, format, f, hard()...))
			isNinjs(t, schema, written(t, format, f))
		}
		rapid.Check(t, func(rt *rapid.T) {
			one, err := Ninjs(Alone(anyStory(rt), room, "https://api.example", version))
			if err != nil {
				rt.Fatal(err)
			}
			isNinjs(rt, schema, one)
		})
	}
}

// anyStory is a story of any status, at any times, with anything in its texts and
// addresses, and without much or all of what it need not have.
func anyStory(t *rapid.T) *news.Article {
	a := drawnStory(t)
	a.Status = rapid.SampledFrom(news.Statuses).Draw(t, "status")
	a.Kind = rapid.SampledFrom(news.Kinds).Draw(t, "kind")
	a.Language = rapid.SampledFrom([]string{"", "en", "ar", "pt-BR", "zh-Hant-TW"}).Draw(t, "language")
	a.Version = rapid.IntRange(1, 1<<20).Draw(t, "version")
	at := func(what string) time.Time {
		return time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, what)).UTC()
	}
	a.EmbargoedUntil, a.ExpiresAt, a.Photos[1].ExpiresAt = at("embargo"), at("expiry"), at("licence")
	a.Photos[0].URL = "https://img.example/" + rapid.String().Draw(t, "address")
	a.Photos[1].URL = rapid.SampledFrom([]string{"", "javascript:alert(1)", "http://", "https://[::1]/x", "https://é.example/å b?c=%zz#d#e", "https://a b.example/"}).Draw(t, "lead")
	a.Photos[0].ReleasedOn, a.Photos[0].ReleasedBy = rapid.SampledFrom([]news.Date{"", "2026-09-04"}).Draw(t, "released"), rapid.String().Draw(t, "released by")
	a.Photos[1].Caption, a.Photos[1].Credit = rapid.String().Draw(t, "caption"), rapid.SampledFrom([]string{"", "Ruth Hallam"}).Draw(t, "credit")
	a.Links["web"] = "https://courier.example/" + rapid.SampledFrom([]string{"x", "é", "a b", "%", `"`}).Draw(t, "web")
	kinds := rapid.SliceOfN(rapid.SampledFrom(news.CorrectionKinds), 0, 3).Draw(t, "corrections")
	a.Corrections = nil
	for n, kind := range kinds {
		a.Corrections = append(a.Corrections, news.Correction{ID: uuid.UUID{14: 1, 15: byte(n)}, Kind: kind, Note: "It is <em>so</em> &amp;<br>not so.", At: at("corrected")})
	}
	a.Body[0].HTML += rapid.SampledFrom([]string{"", "<b>", "</em></strong>", "<script>x</script>", "<br>", "<img src=x onerror=alert(1)>", `<a href="/here">x`, "&nbsp;&copy;", "<svg><p>"}).Draw(t, "markup")
	a.Terms, a.Photos[0].Terms = anyTerms(t, "terms"), anyTerms(t, "terms of a photo")
	if rapid.Bool().Draw(t, "bare") {
		a.Subhead, a.Summary, a.Dateline, a.Section, a.TimeZone = "", "", "", nil, ""
		a.Tags, a.Authors, a.Photos, a.Body, a.Quotes, a.Sources, a.Mentions, a.Highlights = nil, nil, nil, nil, nil, nil, nil, nil
	}
	return a
}

// anyTerms are terms of any sort, such as a stored document may have.
func anyTerms(t *rapid.T, what string) news.Terms {
	address := rapid.SampledFrom([]string{"", "https://creativecommons.org/licenses/by/4.0/", "https://é.example/å?b=[1]&c=2#d#e", "javascript:alert(1)", `https://a.example/"<`, "https://[::1]/%zz"})
	return news.Terms{
		Rights: rapid.SampledFrom([]string{"", "©\x07 ]]> <b>&amp;\nx", "Editorial use only."}).Draw(t, what), LicenseURL: address.Draw(t, what), TDMPolicy: address.Draw(t, what),
		TDMReservation: rapid.SampledFrom([]news.Reservation{"", news.Reserved, news.Unreserved}).Draw(t, what),
	}
}

// TestNinjsTellsWhatPartnersMustKnow holds an item to what partners act on.
func TestNinjsTellsWhatPartnersMustKnow(t *testing.T) {
	t.Parallel()
	a := corrected()
	a.EmbargoedUntil = time.Date(2027, 1, 1, 6, 0, 0, 0, time.UTC)
	for status, want := range map[news.Status]string{news.Published: "usable", news.Scheduled: "withheld", news.Draft: "withheld", news.Withheld: "withheld", news.Retracted: "canceled", news.Killed: "canceled"} {
		a.Status = status
		if got := ninjsOf(alone(a)).PubStatus; got != want {
			t.Errorf("%s is %s", status, got)
		}
	}
	n := ninjsOf(alone(a))
	if want := "Under embargo: not to be published before 1 January 2027, 06:00 GMT. Correction, 5 December 2026, 09:00 GMT: It sails on Mondays, not Sundays. Time zone: Europe/London."; n.EdNote != want {
		t.Errorf("the note is %q", n.EdNote)
	}
	if n.Version != "3" || n.URI != "urn:uuid:"+a.ID.String() || n.EmbargoedUntil != "2027-01-01T06:00:00Z" {
		t.Errorf("version %s of %s, until %s", n.Version, n.URI, n.EmbargoedUntil)
	}
	correction := ninjsText{Role: "correction", ContentType: "text/html", Value: "It sails on <em>Mondays</em>, not Sundays."}
	if !slices.Contains(n.Descriptions, correction) {
		t.Errorf("the correction is not among %v", n.Descriptions)
	}
	format, _ := FormatOf("ninjs")
	feed := feedOf(true)
	feed.Gone[0].Headline, feed.Gone[0].Version = "Taken back", 7
	feed.Version = "2.2"
	var list struct {
		Associations []struct {
			Name, URI, Version, PubStatus, EdNote string
			Bodies                                []any
			Embargoed                             string
		}
	}
	if err := json.Unmarshal(written(t, format, feed, a), &list, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	gone, story := list.Associations[0], list.Associations[2]
	if gone.Name != "Taken back" || gone.Version != "7" || gone.PubStatus != "canceled" || gone.EdNote != "It was not so & never was." || gone.Bodies != nil {
		t.Errorf("what was taken back is told as %+v", gone)
	}
	if story.Name != a.Headline || story.Embargoed != n.EmbargoedUntil || len(story.Bodies) != 1 {
		t.Errorf("the story is told as %+v", story)
	}
}

// TestAddressesBecomeURIs escapes what a URI may not have, and nothing twice.
func TestAddressesBecomeURIs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://a.example/b?c=1&d=%20#e": "https://a.example/b?c=1&d=%20#e",
		"https://a.example/é/100%":        "https://a.example/%C3%A9/100%25",
		"https://a.example/[x]#y#z":       "https://a.example/%5Bx%5D#y%23z",
		"http://[::1]:8080/x":             "http://[::1]:8080/x",
		"https://a.example/a b\"<c>.jpg":  "https://a.example/a%20b%22%3Cc%3E.jpg",
		"HTTPS://a.example/":              "https://a.example/",
		"https://a b.example/":            "",
		"https://":                        "",
		"javascript:alert(1)":             "",
		"/v1/articles":                    "",
	} {
		if got := uriOf(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
