package render

import (
	"encoding/json"
	"strings"
	"testing"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Few names, so that what is asked for and what there is meet.
var memberNames = rapid.SampledFrom([]string{"id", "a", "b", "c", "é", `"`, "\\", ""})

// anyJSON is any value, no deeper than depth.
func anyJSON(depth int) *rapid.Generator[any] {
	leaf := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.Float64Range(-1e9, 1e9), func(f float64) any { return f }),
		rapid.Map(rapid.String(), func(s string) any { return strings.ToValidUTF8(s, "") }),
		rapid.SampledFrom([]any{`}`, `"],{`, `\`, "\u2028"}),
	)
	if depth == 0 {
		return leaf
	}
	below := rapid.Deferred(func() *rapid.Generator[any] { return anyJSON(depth - 1) })
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(below, 0, 3), func(l []any) any { return l }),
		rapid.Map(rapid.MapOfN(memberNames, below, 0, 4), func(m map[string]any) any { return m }))
}

func anyFields(depth int) *rapid.Generator[Fields] {
	if depth == 0 {
		return rapid.Just(Fields(nil))
	}
	below := rapid.Deferred(func() *rapid.Generator[Fields] { return anyFields(depth - 1) })
	return rapid.OneOf(rapid.Just(Fields(nil)),
		rapid.Map(rapid.MapOfN(memberNames, below, 0, 4), func(m map[string]Fields) Fields { return m }))
}

// naively is what Cut leaves, of what was decoded.
func naively(v any, f Fields) any {
	if f == nil {
		return v
	}
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = naively(v[i], f)
		}
		return list
	case map[string]any:
		left := map[string]any{}
		for name, below := range f {
			if had, ok := v[name]; ok {
				left[name] = naively(had, below)
			}
		}
		return left
	}
	return v
}

// TestCutLeavesWhatDecodingWould cuts any JSON, dense or indented, by any fields.
func TestCutLeavesWhatDecodingWould(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		v := anyJSON(4).Draw(rt, "document")
		f := anyFields(3).Draw(rt, "fields")
		document, err := json.Marshal(v)
		if rapid.Bool().Draw(rt, "indented") {
			document, err = json.MarshalIndent(v, " ", "\t")
		}
		if err != nil {
			rt.Fatal(err)
		}
		got, err := f.Cut(document)
		if err != nil {
			rt.Fatalf("%s: %v", document, err)
		}
		var left any
		if err := json.Unmarshal(got, &left); err != nil {
			rt.Fatalf("%s\nof %s by %s: %v", got, document, f, err)
		}
		if diff := cmp.Diff(naively(v, f), left); diff != "" {
			rt.Fatalf("%s\nof %s by %s: %s", got, document, f, diff)
		}
	})
}

func TestMemberAndWiden(t *testing.T) {
	t.Parallel()
	const object = `{"id":"x","body":[{"text":"}\"]"}],"n":-1.5e3,"last":{}}`
	for name, want := range map[string]string{"id": `"x"`, "body": `[{"text":"}\"]"}]`, "n": "-1.5e3", "last": "{}", "none": ""} {
		got, err := Member([]byte(object), name)
		if err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v; want %q", name, got, err, want)
		}
	}
	if got := string(Widen([]byte(`{"a":1}`), "b", []byte(`[2]`))); got != `{"a":1,"b":[2]}` {
		t.Errorf("got %s", got)
	}
}

func TestParseFields(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"headline":                             `{"headline":null,"id":null}`,
		"authors.name,authors.slug":            `{"authors":{"name":null,"slug":null},"id":null}`,
		"authors.name,authors":                 `{"authors":null,"id":null}`,
		"authors,authors.name":                 `{"authors":null,"id":null}`,
		"quotes.speaker.name,corrections.note": `{"corrections":{"note":null},"id":null,"quotes":{"speaker":{"name":null}}}`,
		"links.web":                            `{"id":null,"links":{"web":null}}`,
		"headlin":                              `"headlin" is not known; there are: `,
		"authors.nam":                          `"authors.nam" is not known; authors has: id, kind, name, role, slug`,
		"headline.x":                           `"headline.x" is not known: headline has no fields`,
		"published_at.x":                       `"published_at.x" is not known: published_at has no fields`,
		"":                                     `"" is not known; there are: `,
	} {
		fields, err := ParseFields(strings.Split(asked, ","), ArticleShape)
		got := fields.String()
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != want || err != nil && !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s, want %s", asked, got, want)
		}
	}
}

// TestShapesAreWhatIsRendered holds the shapes to what is encoded: the fields
// that one can ask for are those that there are.
func TestShapesAreWhatIsRendered(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string]Shape{"card": CardShape, "article": ArticleShape} {
		for _, member := range []string{"id", "slug", "headline", "publish_at", "embargoed_until", "corrections", "links"} {
			if _, known := shape[member]; !known {
				t.Errorf("%s has no %s", name, member)
			}
		}
		for member := range shape {
			if strings.ToLower(member) != member {
				t.Errorf("%s has %s", name, member)
			}
		}
	}
	whole, err := JSON{}.Document(&news.Article{Photos: []news.ArticlePhoto{{}}})
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(whole, &members); err != nil {
		t.Fatal(err)
	}
	for member := range members {
		if _, known := ArticleShape[member]; !known {
			t.Errorf("%s is not in the shape", member)
		}
	}
	if _, known := ArticleShape["photos"]["alt_text"]; !known || len(ArticleShape["body"]) == 0 {
		t.Error("photos have no alt_text, or blocks no fields")
	}
}

// FuzzCut holds the cutter to ending, and to leaving JSON of JSON.
func FuzzCut(f *testing.F) {
	for _, seed := range []string{`{"id":1,"a":{"b":[1,{"c":"x"}]}}`, `[{"a":`, `"\`, `{"a"`, ` [ ] `, `{"a":}`, `}`, `{"a":1}}`} {
		f.Add([]byte(seed))
	}
	fields := Fields{"id": nil, "a": {"b": {"c": nil}}}
	f.Fuzz(func(t *testing.T, document []byte) {
		got, err := fields.Cut(document)
		if json.Valid(document) && (err != nil || !json.Valid(got)) {
			t.Errorf("%q: got %q, %v", document, got, err)
		}
	})
}
