package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func TestSyntax(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body    string
		pointer string // of the fault; "ok" where there is none, "-" where it has none
	}{
		"object":                  {`{"a": [1, true, null, "x"]}`, "ok"},
		"white space around":      {" \n{}\t\r\n", "ok"},
		"scalar":                  {`5`, "ok"},
		"64 deep":                 {strings.Repeat("[", 64) + strings.Repeat("]", 64), "ok"},
		"65 deep":                 {strings.Repeat("[", 65) + strings.Repeat("]", 65), strings.Repeat("/0", 64)},
		"surrogate pair":          {`"\ud83d\ude00"`, "ok"},
		"lone high surrogate":     {`{"a": "\ud83d"}`, "/a"},
		"lone low surrogate":      {`{"a": "\ude00"}`, "/a"},
		"invalid UTF-8":           {"{\"a\": \"\xc3\x28\"}", "/a"},
		"overlong UTF-8":          {"{\"a\": \"\xc0\x80\"}", "/a"},
		"escaped NUL":             {`{"a": {"b": "x\u0000"}}`, "/a/b"},
		"a backslash, then u0000": {`{"a": "\\u0000"}`, "ok"},
		"raw NUL":                 {"{\"a\": \"\x00\"}", "/a"},
		"duplicate name":          {`{"a": {"b": 1, "b": 2}}`, "/a/b"},
		"escaped duplicate name":  {`{"a": 1, "\u0061": 2}`, "/a"},
		"trailing comma":          {`{"a": 1,}`, ""},
		"comment":                 {`{"a": 1} // x`, "-"},
		"second value":            {`{} {}`, "-"},
		"NaN":                     {`{"a": NaN}`, "/a"},
		"byte order mark":         {"\ufeff{}", ""},
		"empty":                   {"", "-"},
		"blank":                   {" \n", "-"},
	} {
		err := checkSyntax([]byte(c.body))
		if c.pointer == "ok" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var p *Problem
		if !errors.As(err, &p) || p.kind != kindSyntax {
			t.Errorf("%s: %v", name, err)
			continue
		}
		pointer := "-"
		if len(p.Errors) > 0 {
			pointer = p.Errors[0].Pointer
		}
		if pointer != c.pointer {
			t.Errorf("%s: the fault is at %q, not %q: %v", name, pointer, c.pointer, p)
		}
	}
}

func TestFillReadsEveryType(t *testing.T) {
	t.Parallel()
	id := uuid.MustParse("01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11")
	got, err := decode[news.Article]([]byte(`{
		"headline": "x", "id": ["not", {"looked": "at"}], "section": "world", "tags": ["a", {"name": "B"}],
		"authors": ["01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11", {"name": "M", "role": "editor"}],
		"photos": ["01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11", {"caption": "c", "width": 4}],
		"body": [{"type": "list", "ordered": true, "items": ["i"]}],
		"quotes": [{"text": "q", "speaker": null}, {"text": "r", "speaker": "ines-vale", "start": 3}],
		"sources": ["kcna"], "published_at": "2025-09-03T08:00:00+02:00"}`), readOnlyOfArticle)
	if err != nil {
		t.Fatal(err)
	}
	want := news.Article{
		Headline: "x", Section: &news.Ref{Slug: "world"}, Tags: []news.Ref{{Slug: "a"}, {Name: "B"}},
		Authors: []news.ArticleAuthor{{ID: id}, {Name: "M", Role: news.RoleEditor}},
		Photos:  []news.ArticlePhoto{{ID: id}, {PhotoFacts: news.PhotoFacts{Caption: "c", Width: 4}}},
		Body:    []news.Block{{Type: news.List, Ordered: new(true), Items: []string{"i"}}},
		Quotes:  []news.Quote{{Text: "q"}, {Text: "r", Speaker: &news.QuoteSpeaker{Slug: "ines-vale"}, Start: 3}},
		Sources: []news.ArticleSource{{Slug: "kcna"}}, PublishedAt: time.Date(2025, 9, 3, 6, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every type that a body is read into must be one that fill can read.
func TestFillKnowsEveryWrittenType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v      any
		ignore []string
	}{
		{&news.Article{}, readOnlyOfArticle}, {&news.Author{}, readOnlyOfRecord}, {&news.Photo{}, readOnlyOfRecord},
		{&news.Section{}, readOnlyOfRecord}, {&news.Tag{}, readOnlyOfRecord}, {&news.Speaker{}, readOnlyOfRecord},
		{&news.Source{}, readOnlyOfRecord}, {&news.Newsroom{}, readOnlyOfRecord}, {&auth.Key{}, readOnlyOfKey}, {&news.Webhook{}, readOnlyOfWebhook},
		{&newQuote{}, readOnlyOfNewQuote}, {&news.Quote{}, readOnlyOfQuote},
	} {
		of := reflect.TypeOf(c.v).Elem()
		for name := range fieldsOf(of) {
			for _, value := range []string{"null", "1", `"x"`, "true", "[]", "{}", `[1]`, `[null]`, `[{}]`} {
				_ = fill([]byte(`{"`+name+`": `+value+`}`), reflect.New(of).Interface(), c.ignore) // panics where it cannot
			}
		}
	}
}

// settled is a with its kind and lists there, as every stored article has them.
func settled(a news.Article) news.Article {
	a.Kind = "news"
	for i := range a.Quotes {
		a.Quotes[i].Kind = news.Direct
	}
	a.Highlights, a.Authors, a.Photos = []string{}, []news.ArticleAuthor{}, []news.ArticlePhoto{}
	a.Sources, a.Mentions, a.Corrections = []news.ArticleSource{}, []news.Mention{}, []news.Correction{}
	return a
}

// What the house writes it must be able to read: GET, then PUT.
func TestWhatIsWrittenCanBeRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[\p{L}\p{N} <>&"'\\/]{0,20}`)
		a := settled(news.Article{
			ID: news.NewID(), Slug: "a-slug", Headline: text.Draw(t, "headline"), Version: rapid.IntRange(1, 9).Draw(t, "version"),
			Body:   []news.Block{{ID: news.NewID(), Type: news.Paragraph, HTML: text.Draw(t, "html"), Text: text.Draw(t, "text")}},
			Quotes: []news.Quote{{ID: news.NewID(), Text: text.Draw(t, "words"), Start: rapid.IntRange(0, 99).Draw(t, "start")}},
			Tags:   []news.Ref{{Slug: "t", Name: text.Draw(t, "tag")}}, Links: news.Links{"self": "/x"},
			PublishedAt: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC(),
		})
		body, err := encode(&a)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode[news.Article](body, readOnlyOfArticle)
		if err != nil {
			var p *Problem
			errors.As(err, &p)
			t.Fatalf("%v: %s %+v", err, body, p)
		}
		if got.Headline != a.Headline || !got.PublishedAt.Equal(a.PublishedAt) || got.ID != uuid.Nil || got.Version != 0 {
			t.Errorf("read back as %+v", got)
		}
		if diff := cmp.Diff(a.Body, got.Body) + cmp.Diff(a.Quotes, got.Quotes) + cmp.Diff(a.Tags, got.Tags); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFaultsAreBounded(t *testing.T) {
	t.Parallel()
	_, err := decode[news.Article]([]byte(`{"tags": [`+strings.Repeat("1,", 5000)+`1]}`), nil)
	p := problemOf(get("/"), err)
	if len(p.Errors) != maxFaults {
		t.Errorf("%d faults are told", len(p.Errors))
	}
}

// FuzzDecode: no body panics, whatever is taken is what encoding/json would
// take too, and each answer is a problem of the right sort.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"headline":"x","body":[{"type":"paragraph","text":"y"}]}`, `{"section":null,"tags":["a",{"slug":"b"}]}`,
		`{"quotes":[{"speaker":{"name":"z"},"start":1}]}`, `[`, `{"a":1,"a":2}`, "{\"a\":\"\xff\"}", `{"a":"\ud800"}`, `{"version":1e400}`,
		`{"published_at":"2025-09-03T00:00:00Z"}`, `{"links":{"self":1}}`, ``, `{} {}`, `{"width":00}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := decode[news.Article](body, readOnlyOfArticle)
		if err == nil {
			if !json.Valid(body) || !utf8.Valid(body) {
				t.Errorf("taken, though it is no JSON: %q", body)
			}
			return
		}
		p := problemOf(get("/"), err)
		if p.kind.status != 400 && p.kind.status != 422 {
			t.Errorf("answered with %d: %q", p.kind.status, body)
		}
		if !json.Valid(p.body("x")) {
			t.Errorf("a problem that is no JSON: %s", p.body("x"))
		}
	})
}

// No sequence of operations, however odd, does more than fail.
func TestOddOperations(t *testing.T) {
	t.Parallel()
	places := []string{"", "/", "/headline", "/body", "/body/0", "/body/-", "/body/7", "/body/00", "/body/0/text", "/body/0/text/x", "/section",
		"/section/slug", "/tags/0", "/tags/-", "/nothing", "/nothing/x", "/links", "/links/self", "/quotes", "/~0~1"}
	values := []string{"null", "1", `"x"`, "[]", "{}", "[null]", `{"x": null}`, "true"}
	rapid.Check(t, func(t *rapid.T) {
		var ops []string
		for range rapid.IntRange(1, 6).Draw(t, "operations") {
			ops = append(ops, fmt.Sprintf(`{"op": %q, "path": %q, "from": %q, "value": %s}`,
				rapid.SampledFrom([]string{"add", "copy", "move", "remove", "replace", "test"}).Draw(t, "op"),
				rapid.SampledFrom(places).Draw(t, "path"), rapid.SampledFrom(places).Draw(t, "from"), rapid.SampledFrom(values).Draw(t, "value")))
		}
		a := settled(news.Article{Headline: "h", Tags: []news.Ref{{Slug: "t", Name: "T"}}, Quotes: []news.Quote{},
			Body: []news.Block{{ID: news.NewID(), Type: news.Paragraph, HTML: "words", Text: "words"}}})
		in := written{media: typeJSONPatch, body: []byte("[" + strings.Join(ops, ",") + "]")}
		err := change(in, readOnlyOfArticle, func(fresh, was *news.Article) { keepArticle(fresh, was, false) })(&a)
		if err == nil {
			return
		}
		if p := problemOf(get("/"), err); p.kind.status != 400 && p.kind.status != 422 {
			t.Errorf("answered with %d: %s: %v", p.kind.status, in.body, err)
		}
	})
}

// FuzzPatch: no patch panics or makes an article that could not be read back.
func FuzzPatch(f *testing.F) {
	for _, seed := range []string{
		`{"headline":"x"}`, `{"section":null}`, `{"body":[{"type":"paragraph","text":"y"}]}`, `[]`, `5`, `null`,
		`[{"op":"replace","path":"/headline","value":"x"}]`, `[{"op":"add","path":"/tags/-","value":"x"}]`, `[{"op":"remove","path":""}]`,
		`[{"op":"copy","from":"","path":"/body/0"}]`, `[{"op":"move","from":"/body","path":"/body/0"}]`, `[{"op":"test","path":"/body/0/text","value":"words"}]`,
		`[{"op":"add"}]`, `[{"op":"add","path":null,"value":null}]`, `[null]`, `[{"op":"replace","path":"","value":null}]`, `[{"op":"test","path":"/a~2","value":1}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, media := range []string{typeMergePatch, typeJSONPatch} {
			a := settled(news.Article{
				Headline: "h", Tags: []news.Ref{{Slug: "t", Name: "T"}}, Quotes: []news.Quote{},
				Body: []news.Block{{ID: news.NewID(), Type: news.Paragraph, HTML: "words", Text: "words"}},
			})
			err := change(written{media: media, body: body}, readOnlyOfArticle, func(fresh, was *news.Article) { keepArticle(fresh, was, false) })(&a)
			if err != nil {
				if p := problemOf(get("/"), err); p.kind.status != 400 && p.kind.status != 422 {
					t.Errorf("%s: answered with %d: %q: %v", media, p.kind.status, body, err)
				}
				continue
			}
			if _, err := encode(&a); err != nil {
				t.Errorf("%s: %q makes what cannot be written: %v", media, body, err)
			}
		}
	})
}
