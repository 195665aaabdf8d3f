package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"

	"pgregory.net/rapid"
)

// odd draws texts that have broken programs before.
func odd() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", " ", "x", "a-slug", "A Slug", "'; drop table articles; --", "<script>alert(1)</script>", "<b>bold</b>", "%s%n", "../../etc/passwd",
			"\u0001\u001f", "\u202eright to left", "ｆｕｌｌ　ｗｉｄｔｈ", "👩‍👩‍👧‍👦", "Ⅳ", "ﬁ", "\ufffd", "\U0010ffff", "ß", "İ", "null", "-1", "0",
			"00000000-0000-0000-0000-000000000000", "01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11", "0000-01-01", "9999-12-31", "2026-02-30",
			"0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "2026-02-28T23:59:60Z", "2026-03-01T00:00:00.123456789+14:00",
			"http://", "https://user:pass@host.example/\u0001", "javascript:alert(1)", "https://x.example/" + strings.Repeat("a", 3000),
			"Europe/Dublin", "Local", "../UTC", "en", "en-" + strings.Repeat("x", 300), "paragraph", "heading", "quote", "photo", "list", "embed",
			"/body/0/text", "/body/99999999999999999999/text", "/highlights/-1", "person", "lead", "editor", "direct", "news", "live",
			strings.Repeat("long ", 3000), strings.Repeat("a", 300),
		}),
		rapid.String(),
	)
}

// oddValue draws JSON that is nearly what a member takes.
func oddValue(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 11).Draw(t, "sort") {
		case 0:
			return nil
		case 1:
			return rapid.SampledFrom([]any{0, 1, -1, 2147483647, 2147483648, 1e30, 0.5, true, false}).Draw(t, "scalar")
		case 2, 3, 4:
			if depth > 0 {
				return rapid.SliceOfN(oddValue(depth-1), 0, 3).Draw(t, "list")
			}
		case 5, 6, 7:
			if depth > 0 {
				return oddObject(depth-1).Draw(t, "object")
			}
		}
		return odd().Draw(t, "text")
	})
}

var oddMembers = []string{
	"headline", "subhead", "summary", "highlights", "section", "tags", "authors", "photos", "body", "quotes", "sources", "mentions", "dateline",
	"published_at", "updated_at", "time_zone", "canonical_url", "language", "kind", "slug", "id", "type", "html", "text", "level", "items", "ordered",
	"quote_id", "photo_id", "url", "title", "name", "role", "speaker", "cue", "pointer", "start", "end", "said_on", "medium", "caption", "taken_on",
	"width", "alias", "links", "label", "bio", "description", "article_id", "scopes", "expires_at", "minor_edits", "max_characters", "article_url",
}

func oddObject(depth int) *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		object := map[string]any{}
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(oddMembers), 0, 5).Draw(t, "members") {
			object[name] = oddValue(depth).Draw(t, name)
		}
		return object
	})
}

// oddArticle draws an article whose members are mostly of the right type.
func oddArticle() *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		a := map[string]any{}
		for _, name := range []string{"headline", "summary", "dateline", "slug", "language", "time_zone", "canonical_url", "published_at", "updated_at", "section"} {
			if rapid.IntRange(0, 4).Draw(t, "has "+name) == 0 {
				a[name] = odd().Draw(t, name)
			}
		}
		objects := func(name string, members ...string) {
			list := []any{}
			for range rapid.IntRange(0, 2).Draw(t, "how many "+name) {
				o := map[string]any{}
				for _, m := range members {
					if rapid.Bool().Draw(t, "has "+m) {
						o[m] = odd().Draw(t, m)
					}
				}
				list = append(list, o)
			}
			a[name] = list
		}
		objects("tags", "slug", "name")
		objects("authors", "slug", "name")
		objects("sources", "slug", "name", "alias", "role")
		objects("photos", "caption", "url", "taken_on", "released_on", "credit")
		objects("body", "text", "html")
		for _, b := range a["body"].([]any) {
			b.(map[string]any)["type"] = rapid.SampledFrom([]string{"paragraph", "heading", "quote", "paragraph"}).Draw(t, "type")
		}
		objects("quotes", "text", "said_on", "pointer", "medium")
		return a
	})
}

// Whatever is written, the answer is a success or the caller's fault, never
// ours; and what was stored can be fetched.
func TestOddWrites(t *testing.T) {
	t.Parallel()
	s := serve(t)
	members := map[string][]string{
		"/v1/authors": {"name", "slug", "title", "bio", "kind"}, "/v1/sections": {"name", "slug", "description"}, "/v1/tags": {"name", "slug", "description"},
		"/v1/speakers": {"name", "slug", "title"}, "/v1/sources": {"name", "slug", "alias"}, "/v1/keys": {"name", "expires_at"},
		"/v1/photos": {"caption", "url", "taken_on", "released_on", "released_by", "rights"}, "/v1/quotes": {"article_id", "text", "said_on"},
	}
	paths := slices.Sorted(maps.Keys(members))
	rapid.Check(t, func(t *rapid.T) {
		c := call{as: auth.Admin, method: http.MethodPost, path: rapid.SampledFrom(paths).Draw(t, "path"), headers: ifMatch("*")}
		var v map[string]any
		switch rapid.IntRange(0, 3).Draw(t, "sort of body") {
		case 0:
			v = oddObject(2).Draw(t, "body")
		case 1:
			v = map[string]any{}
			for _, name := range members[c.path] {
				if rapid.Bool().Draw(t, "has "+name) {
					v[name] = odd().Draw(t, name)
				}
			}
			if c.path == "/v1/keys" {
				v["scopes"] = []string{"write"}
			}
		default:
			c.path, v = "/v1/articles", oddArticle().Draw(t, "article")
		}
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		c.body = string(body)
		got := s.do(c)
		if got.status >= 500 {
			t.Fatalf("%d to %s: %s: %s", got.status, c.body, got.body, s.log)
		}
		if got.status == http.StatusCreated {
			if back := s.do(call{as: auth.Admin, method: http.MethodGet, path: got.header.Get("Location")}); back.status != http.StatusOK {
				t.Fatalf("stored, but answered with %d: %s", back.status, got.body)
			}
		}
	})
}

// Whatever is asked for, the answer is never a fault of ours.
func TestOddReads(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("A story among odd questions")
	paths := []string{"/v1/articles", "/v1/quotes", "/v1/authors", "/v1/photos", "/v1/keys", "/v1/authors/%s/articles", "/v1/articles/%s", "/v1/quotes/%s", "/v1/tags/%s", "/v1/keys/%s"}
	names := []string{"section", "tag", "author", "status", "limit", "cursor", "speaker", "article"}
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.SampledFrom(paths).Draw(t, "path")
		if strings.Contains(path, "%s") {
			ref := odd().Draw(t, "ref")
			if strings.Trim(ref, ".") == "" {
				return // another path: clients take dots out before they ask
			}
			path = fmt.Sprintf(path, url.PathEscape(ref))
		}
		query := url.Values{}
		for range rapid.IntRange(0, 2).Draw(t, "parameters") {
			query.Add(rapid.SampledFrom(names).Draw(t, "name"), odd().Draw(t, "value"))
		}
		if len(path)+len(query.Encode()) > 8000 {
			return
		}
		if got := s.do(call{as: auth.Admin, method: http.MethodGet, path: path + "?" + query.Encode()}); got.status >= 500 {
			t.Fatalf("%d: %s: %s", got.status, got.body, s.log)
		}
	})
}
