package render

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"pgregory.net/rapid"
)

// vocabulary is schema.org's: for each term what it is, and by what it is reached.
type vocabulary map[string]struct {
	Type    ids `json:"@type"`
	Parents ids `json:"rdfs:subClassOf"`
	Domain  ids `json:"schema:domainIncludes"`
	Range   ids `json:"schema:rangeIncludes"`
}

// ids are the terms that a property of the vocabulary names, one or several.
type ids []string

func (l *ids) UnmarshalJSON(text []byte) error {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return err
	}
	list, many := value.([]any)
	if !many {
		list = []any{value}
	}
	for _, v := range list {
		if object, is := v.(map[string]any); is {
			v = object["@id"]
		}
		name, _ := v.(string)
		*l = append(*l, strings.TrimPrefix(name, "schema:"))
	}
	return nil
}

func schemaOrg(t *testing.T) vocabulary {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(schemas, "schema.org", "schemaorg-all-https.jsonld"))
	if err != nil {
		t.Skip("../shared/schemas is not beside this checkout: JSON-LD is not held to schema.org's vocabulary")
	}
	var terms struct {
		Graph []json.RawMessage `json:"@graph"`
	}
	if err := json.Unmarshal(text, &terms); err != nil {
		t.Fatal(err)
	}
	words := vocabulary{}
	for _, raw := range terms.Graph {
		var named struct {
			ID string `json:"@id"`
		}
		if err := json.Unmarshal(raw, &named); err != nil {
			t.Fatal(err)
		}
		word := words[strings.TrimPrefix(named.ID, "schema:")]
		if err := json.Unmarshal(raw, &word); err != nil {
			t.Fatal(err)
		}
		words[strings.TrimPrefix(named.ID, "schema:")] = word
	}
	return words
}

// is tells whether things of the class are things of any of the others.
func (v vocabulary) is(class string, of ids) bool {
	if slices.Contains(of, class) {
		return true
	}
	return slices.ContainsFunc(v[class].Parents, func(parent string) bool { return v.is(parent, of) })
}

// check holds a value to the vocabulary: its type is a class, each of its
// properties is one that things of the type have, and each value of these is of a
// sort that the property takes.
func (v vocabulary) check(t rapid.TB, at string, value map[string]any) {
	class, _ := value["@type"].(string)
	if !slices.Contains(v[class].Type, "rdfs:Class") {
		t.Fatalf("%s: %q is no class", at, class)
	}
	for name, of := range value {
		if strings.HasPrefix(name, "@") {
			continue
		}
		property := v[name]
		if !slices.Contains(property.Type, "rdf:Property") || !v.is(class, property.Domain) {
			t.Fatalf("%s: a %s has no %s", at, class, name)
		}
		list, many := of.([]any)
		if !many {
			list = []any{of}
		}
		for _, one := range list {
			if object, is := one.(map[string]any); is {
				if kind, _ := object["@type"].(string); !v.is(kind, property.Range) {
					t.Fatalf("%s: %s of a %s is no %s", at, name, class, kind)
				}
				v.check(t, at+"/"+name, object)
			} else if _, truth := one.(bool); truth {
				if !slices.Contains(property.Range, "Boolean") {
					t.Fatalf("%s: %s of a %s is not true or false", at, name, class)
				}
			} else if !slices.ContainsFunc(property.Range, func(sort string) bool {
				return slices.Contains([]string{"Text", "URL", "Date", "DateTime", "Number", "Integer", "QuantitativeValue", "Distance"}, sort) || v.is(sort, ids{"Text"})
			}) {
				t.Fatalf("%s: %s of a %s is no text or number", at, name, class)
			}
		}
	}
}

// TestJSONLDIsSchemaOrgs holds what is said of any story to schema.org's own
// vocabulary.
func TestJSONLDIsSchemaOrgs(t *testing.T) {
	t.Parallel()
	words := schemaOrg(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := anyStory(rt)
		for n := range a.Authors {
			a.Authors[n].Kind = rapid.SampledFrom([]news.AuthorKind{"", news.KindDesk}).Draw(rt, "author")
			a.Authors[n].Role = rapid.SampledFrom(news.Roles).Draw(rt, "role")
		}
		for n := range a.Photos {
			a.Photos[n].Rights, a.Photos[n].Photographer, a.Photos[n].ReleasedOn = "Editorial use only.", "Ruth Hallam", "2026-09-04"
		}
		r := room
		r.CorrectionsPolicy = "https://courier.example/corrections"
		if rapid.Bool().Draw(rt, "no house") {
			r = news.Newsroom{}
		}
		document, err := JSONLD(Alone(a, r, "https://api.example", ""))
		if err != nil {
			rt.Fatal(err)
		}
		var value map[string]any
		if err := json.Unmarshal(document, &value); err != nil {
			rt.Fatal(err)
		}
		words.check(rt, "", value)
	})
}

// TestJSONLDHasWhatIsAskedOfNews holds it to what search engines ask of news.
func TestJSONLDHasWhatIsAskedOfNews(t *testing.T) {
	t.Parallel()
	a := corrected()
	a.Headline = "</script><script>alert(1)"
	a.Authors[0].Kind = news.KindDesk
	a.Photos[1].Rights = "Editorial use only."
	a.CorrectedAt = a.UpdatedAt.Add(time.Minute) // by a note alone
	document, err := JSONLD(alone(a))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"author":[{"@type":"Organization","identifier":"01000000-0000-7000-8000-000000000004","name":"Ines Calloway"},{"@type":"Person"`,
		`"publisher":{"@type":"NewsMediaOrganization","logo":{"@type":"ImageObject",`, `"mainEntityOfPage":{"@id":"https://courier.example/harbour/ferry-returns","@type":"WebPage"}`,
		`"articleSection":"Harbour"`, `"correction":[{"@type":"CorrectionComment",`, `"hasPart":[{"@type":"Quotation",`, `"usageInfo":{"@type":"CreativeWork","text":"Editorial use only."}`,
		`"headline":"\u003c/script\u003e\u003cscript\u003ealert(1)"`, `"datePublished":"2026-09-04T18:40:00+01:00"`,
		`"dateModified":"` + a.CorrectedAt.In(zoneOf("Europe/London")).Format(time.RFC3339) + `"`,
	} {
		if !strings.Contains(string(document), want) {
			t.Errorf("there is no %s in\n%s", want, document)
		}
	}
	if strings.Contains(string(document), "<") {
		t.Error(`there is a "<"`)
	}
	a.Photos, a.Authors, a.Links, a.CanonicalURL = nil, nil, nil, ""
	if document, err = JSONLD(alone(a)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"author":[{"@type":"NewsMediaOrganization"`, `"image":[{"@type":"ImageObject","contentUrl":"https://courier.example/logo.svg"`,
		`"@id":"https://api.example/v1/articles/` + a.ID.String() + `?format=html"`,
	} {
		if !strings.Contains(string(document), want) {
			t.Errorf("without a byline, a picture and an address there is no %s in\n%s", want, document)
		}
	}
}
