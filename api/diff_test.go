package api

import (
	"encoding/json"
	"errors"
	"testing"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawValue is any JSON value, small, with names that pointers must escape. None is
// empty: no document has one, and the library that applies patches trips there.
func drawValue(depth int) *rapid.Generator[any] {
	names := rapid.SampledFrom([]string{"a", "b", "/", "~", "~1", "é", "0"})
	leaf := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.IntRange(0, 9), func(n int) any { return n }),
		rapid.Map(rapid.SampledFrom([]string{"", "<b>", "tide", "\u2028"}), func(s string) any { return s }),
	)
	if depth == 0 {
		return leaf
	}
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(drawValue(depth-1), 0, 5), func(list []any) any { return list }),
		rapid.Map(rapid.MapOfN(names, drawValue(depth-1), 0, 4), func(m map[string]any) any { return m }))
}

func TestThePatchBetweenMakesOneOfTheOther(t *testing.T) {
	t.Parallel()
	document := rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), drawValue(3), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		from, err := json.Marshal(document.Draw(t, "from"))
		if err != nil {
			t.Fatal(err)
		}
		to, err := json.Marshal(document.Draw(t, "to"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := patchBetween(from, to)
		if err != nil {
			t.Fatal(err)
		}
		patch, err := jsonpatch.DecodePatch(body)
		if err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		made, err := patch.Apply(from)
		var got, want any
		if err == nil {
			err = errors.Join(json.Unmarshal(made, &got), json.Unmarshal(to, &want))
		}
		if err != nil || !cmp.Equal(got, want) {
			t.Fatalf("%v: %s makes %s of %s, not %s", err, body, made, from, to)
		}
	})
}

func TestAccepted(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{
		"":                                typeJSON,
		"*/*":                             typeJSON,
		"text/html":                       typeHTML,
		"text/*":                          typeHTML,
		"TEXT/HTML; charset=utf-8":        typeHTML,
		"application/*":                   typeJSON,
		"application/json-patch+json":     typeJSONPatch,
		"text/html;q=0.5, */*;q=0.1":      typeHTML,
		"text/html;q=0.5, */*":            typeJSON,
		"application/json;q=0, */*;q=0.1": typeJSONPatch,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": typeHTML,
		"image/png":          "",
		"*/*;q=0":            "",
		"text/html;q=2":      "",
		"text/html;q=x, , /": "",
	} {
		r := get("/")
		if accept != "" {
			r.Header.Set("Accept", accept)
		}
		got, err := accepted(r, typeJSON, typeJSONPatch, typeHTML)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", accept, got, err)
		}
	}
}

func FuzzAccept(f *testing.F) {
	for _, seed := range []string{"", "*/*", "text/html;q=0.5, */*;q=0.1", ";;", "a/b;q=\"0.1\"", "text/*;q=NaN"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		r := get("/")
		r.Header["Accept"] = []string{accept}
		got, err := accepted(r, typeJSON, typeHTML)
		if (err != nil) != (got == "") || got != "" && got != typeJSON && got != typeHTML {
			t.Errorf("%q: %q, %v", accept, got, err)
		}
	})
}
