package api

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func TestCursors(t *testing.T) {
	t.Parallel()
	c := cursors{[]byte("a secret")}
	rapid.Check(t, func(t *rapid.T) {
		query := url.Values{"limit": {"5"}}
		for _, tag := range rapid.SliceOfN(rapid.StringMatching(`[a-z&=]{1,5}`), 0, 3).Draw(t, "tags") {
			query.Add("tag", tag)
		}
		key := news.Keyset{At: time.UnixMicro(rapid.Int64().Draw(t, "at")).UTC(), ID: news.NewID()}
		cursor := c.make("/v1/articles", query, key)

		again := url.Values{"limit": {"99"}, "cursor": {"whatever"}, "tag": query["tag"]}
		got, ok := c.read("/v1/articles", again, cursor)
		if !ok || !got.At.Equal(key.At) || got.ID != key.ID {
			t.Fatalf("read as %v, %v", got, ok)
		}
		i := rapid.IntRange(0, len(cursor)-1).Draw(t, "i")
		letter := rapid.StringMatching(`[A-Za-z0-9_-]`).Draw(t, "letter")
		if bent := cursor[:i] + letter + cursor[i+1:]; bent != cursor {
			if _, ok := c.read("/v1/articles", query, bent); ok {
				t.Fatalf("bent at %d, it is taken", i)
			}
		}
		again.Add("tag", "one-more")
		if _, ok := c.read("/v1/articles", again, cursor); ok {
			t.Fatal("it is taken for another query")
		}
		if _, ok := c.read("/v1/quotes", query, cursor); ok {
			t.Fatal("it is taken for another list")
		}
		if _, ok := (cursors{[]byte("another secret")}).read("/v1/articles", query, cursor); ok {
			t.Fatal("it is taken under another secret")
		}
	})
}

func FuzzCursor(f *testing.F) {
	c := cursors{[]byte("a secret")}
	f.Add("")
	f.Add("AAAA")
	f.Add(c.make("/", nil, news.Keyset{At: time.Unix(1, 0)}))
	f.Add(strings.Repeat("A", 54))
	f.Fuzz(func(t *testing.T, cursor string) {
		got, ok := c.read("/", nil, cursor)
		if ok && c.make("/", nil, *got) != cursor {
			t.Errorf("%q is taken, and is not what was given", cursor)
		}
	})
}

func FuzzPlace(f *testing.F) {
	for _, seed := range []string{"5f2c9a01:4711", "5f2c9a01:0", "", ":", ":1", "x:", "x:-1", "x:+1", "x:01", "x:1:2", "x:9223372036854775808"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		epoch, sequence, ok := parsePlace(cursor)
		if ok && (sequence < 0 || epoch == "" || place(epoch, sequence) != cursor) {
			t.Errorf("%q is taken for %d in %q", cursor, sequence, epoch)
		}
	})
}

func TestWhoseRequestsWait(t *testing.T) {
	t.Parallel()
	key := auth.Principal{KeyID: news.NewID(), Scopes: []auth.Scope{auth.Feed}}
	for _, c := range []struct {
		address string
		by      auth.Principal
		want    string
	}{
		{"192.0.2.7:4711", auth.Principal{}, "192.0.2.7"},
		{"[2001:db8:1:2:3:4:5:6]:4711", auth.Principal{}, "2001:db8:1:2::/64"},
		{"[2001:db8:1:2::9]:4712", auth.Principal{}, "2001:db8:1:2::/64"},
		{"192.0.2.7:4711", key, key.KeyID.String()},
	} {
		r := get("/v1/changes")
		r.RemoteAddr = c.address
		var got string
		middleware.ClientIPFromRemoteAddr(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = whose(r)
		})).ServeHTTP(httptest.NewRecorder(), r.WithContext(auth.With(r.Context(), c.by)))
		if got != c.want {
			t.Errorf("%s: %s, not %s", c.address, got, c.want)
		}
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]struct {
		tags []string
		any  bool
		ok   bool
	}{
		`*`:                    {nil, true, true},
		` * `:                  {nil, true, true},
		`"a"`:                  {[]string{`"a"`}, false, true},
		`W/"a"`:                {[]string{`W/"a"`}, false, true},
		`"a", W/"b" ,"c"`:      {[]string{`"a"`, `W/"b"`, `"c"`}, false, true},
		`"a",,"b",`:            {[]string{`"a"`, `"b"`}, false, true},
		`""`:                   {[]string{`""`}, false, true},
		`"a,b"`:                {[]string{`"a,b"`}, false, true},
		`a`:                    {},
		`"a`:                   {},
		`"a" "b"`:              {},
		`"a b"`:                {},
		`w/"a"`:                {},
		`"a", *`:               {},
		`W/`:                   {},
		`"`:                    {},
		``:                     {},
		"\"\u00e9\"":           {[]string{"\"\u00e9\""}, false, true},
		`"1-x-gzip", "1-x-br"`: {[]string{`"1-x-gzip"`, `"1-x-br"`}, false, true},
	} {
		tags, anyTag, ok := parseTags([]string{header})
		var got []string
		for _, tag := range tags {
			s := tag.opaque
			if tag.weak {
				s = "W/" + s
			}
			got = append(got, s)
		}
		if anyTag != want.any || ok != want.ok || ok && !cmp.Equal(got, want.tags) {
			t.Errorf("%s: read as %q, %v, %v", header, got, anyTag, ok)
		}
	}
}

func TestPrecondition(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]news.Match{
		`*`:                               {Any: true},
		`"3-x"`:                           {Tags: []string{`"3-x"`}},
		`"3-x-gzip"`:                      {Tags: []string{`"3-x"`}},
		`"3-x-zstd", W/"4-y", "5-z-gzip"`: {Tags: []string{`"3-x"`, `"5-z"`}},
		`W/"3-x"`:                         {},
		`"3-x-other"`:                     {Tags: []string{`"3-x-other"`}},
	} {
		r := get("/")
		r.Header.Set("If-Match", header)
		got, err := precondition(r)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", header, err, diff)
		}
	}
}

func FuzzTags(f *testing.F) {
	for _, seed := range []string{`*`, `"a"`, `W/"a","b"`, `"a`, `,,,`, `"`, `W/`, ``} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		tags, anyTag, ok := parseTags([]string{header})
		if ok != (anyTag || len(tags) > 0) {
			t.Errorf("%q: %v, %v, %v", header, tags, anyTag, ok)
		}
		for _, tag := range tags {
			if len(tag.opaque) < 2 || tag.opaque[0] != '"' || !strings.HasSuffix(tag.opaque, `"`) || strings.Count(tag.opaque, `"`) != 2 {
				t.Errorf("%q: %q is no tag", header, tag.opaque)
			}
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"", "limit=5", "limit=5&limit=6", "a=%zz", "tag=a&tag=b", "cursor=x", ";", "limit=%00"} {
		f.Add(seed)
	}
	a := &api{cursors: cursors{[]byte("a secret")}}
	f.Fuzz(func(t *testing.T, query string) {
		p, err := a.parsePage(&http.Request{URL: &url.URL{Path: "/v1/articles", RawQuery: query}}, param{"tag", true})
		if err != nil {
			if problem := problemOf(get("/"), err); problem.kind != kindParameters || !json.Valid(problem.body("x")) {
				t.Errorf("%q: %v", query, err)
			}
			return
		}
		if p.limit < 1 || p.limit > maxLimit {
			t.Errorf("%q: the limit is %d", query, p.limit)
		}
	})
}

func TestProblems(t *testing.T) {
	t.Parallel()
	withMatch := get("/")
	withMatch.Header.Set("If-Match", `"1-a"`)
	for name, c := range map[string]struct {
		r    *http.Request
		err  error
		want string
	}{
		"invalid":       {get("/"), fmt.Errorf("store: %w", wrong("/a", "is wrong")), `{"type":"/docs/problems#invalid","title":"The body is well formed, but wrong","status":422,"detail":"The body cannot be stored as it is.","instance":"id","errors":[{"pointer":"/a","detail":"is wrong"}]}`},
		"not found":     {get("/"), fmt.Errorf("store: %w", news.ErrNotFound), `{"type":"/docs/problems#not-found","title":"There is nothing here","status":404,"detail":"There is no such thing, or none that you may see.","instance":"id"}`},
		"forbidden":     {get("/"), fmt.Errorf("%w: no such thing", news.ErrForbidden), `{"type":"/docs/problems#forbidden","title":"The key does not allow this","status":403,"detail":"No such thing.","instance":"id"}`},
		"stale":         {withMatch, &news.Stale{Version: 3, ETag: `"3-b"`}, `{"type":"/docs/problems#stale","title":"There is a newer version","status":412,"detail":"The current version is 3.","instance":"id","version":3,"etag":"\"3-b\""}`},
		"no If-Match":   {get("/"), &news.Stale{Version: 3, ETag: `"3-b"`}, `{"type":"/docs/problems#precondition-required","title":"If-Match is needed","status":428,"detail":"Send If-Match with the ETag of the version that this write is meant for.","instance":"id"}`},
		"conflict":      {get("/"), &news.Conflict{Detail: "articles still use it", Uses: []string{"/v1/articles/x"}}, `{"type":"/docs/problems#conflict","title":"This cannot be, as things stand","status":409,"detail":"Articles still use it.","instance":"id","uses":["/v1/articles/x"]}`},
		"unavailable":   {get("/"), fmt.Errorf("%w: dial tcp 10.0.0.1", news.ErrUnavailable), `{"type":"/docs/problems#unavailable","title":"Not at this moment","status":503,"detail":"The database is away.","instance":"id"}`},
		"timeout":       {get("/"), fmt.Errorf("%w: %w", news.ErrTimeout, context.DeadlineExceeded), `{"type":"/docs/problems#timeout","title":"It took too long","status":503,"detail":"The database did not answer in time.","instance":"id"}`},
		"anything else": {get("/"), errors.New("relation \"articles\" does not exist"), `{"type":"/docs/problems#internal","title":"Something went wrong here","status":500,"detail":"The fault is ours; the log has more under this request's id.","instance":"id"}`},
	} {
		if diff := cmp.Diff(c.want, string(problemOf(c.r, c.err).body("id"))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestProblemsAreDocumented keeps docs/errors.md in step with the types of
// problem: go test ./api -update writes it.
func TestProblemsAreDocumented(t *testing.T) {
	t.Parallel()
	const file = "../docs/errors.md"
	var b strings.Builder
	b.WriteString(errorsHead)
	for _, k := range kinds {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %d | %s |\n", k.name, k.name, k.status, k.title)
	}
	for _, k := range kinds {
		fmt.Fprintf(&b, "\n## %s\n\n%d, “%s”. %s\n\nWhat to do: %s\n", k.name, k.status, k.title, k.meaning, k.remedy)
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b.String(), string(got)); diff != "" {
		t.Errorf("%s is not what go test ./api -update writes:\n%s", file, diff)
	}
}

const errorsHead = `# Errors

<!-- Written by "go test ./api -update" from api/problems.go. -->

Every answer that is not a success is a problem document, ` + "`application/problem+json`" + ` (RFC 9457):

` + "```json" + `
{
  "type": "/docs/problems#invalid",
  "title": "The body is well formed, but wrong",
  "status": 422,
  "detail": "The body cannot be stored as it is.",
  "instance": "0d9f2c86-1a55-4c0e-9f6e-6b1f3f1a7c11",
  "errors": [
    {"pointer": "/body/2/text", "detail": "a paragraph needs words, as html or as text"}
  ]
}
` + "```" + `

- ` + "`type`" + ` says what sort of problem it is. It is a reference relative to the server, it never changes, and it leads to the explanation. Tell problems apart by it: a status may have several types, and ` + "`title` and `detail`" + ` are for people.
- ` + "`instance`" + ` is the request's id, which the header ` + "`X-Request-Id`" + ` has too and under which the server's log knows the request. Send an ` + "`X-Request-Id`" + ` of your own, 8 to 100 letters, digits, dots, hyphens or underscores, and it is that.
- ` + "`errors`" + ` names every fault of a body at once, 100 at most. ` + "`pointer`" + ` is a JSON Pointer (RFC 6901) into the body.
- ` + "`version` and `etag`" + ` (stale) and ` + "`uses`" + ` (conflict) are members of single types.

A redirect from an old slug (308) has no body. Problems are never to be cached.

| type | status | title |
|---|---|---|
`

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	for id, sane := range map[string]bool{
		"0d9f2c86-1a55-4c0e-9f6e-6b1f3f1a7c11": true, "trace.1234_5": true, "short": false, "": false,
		"with a space": false, "with\"quote": false, "<script>123": false, strings.Repeat("x", 101): false, "schönschön": false,
	} {
		r := get("/")
		r.Header.Set("X-Request-Id", id)
		got := idFor(r)
		if (got == id) != sane || !saneID(got) {
			t.Errorf("%q becomes %q", id, got)
		}
	}
}

func TestSurrogateKeysFit(t *testing.T) {
	t.Parallel()
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = "article-" + news.NewID().String()
	}
	got := surrogate(keys)
	if twice := surrogate([]string{"articles", keys[0], keys[0], keys[1]}); twice != "storywire articles "+keys[0]+" "+keys[1] {
		t.Errorf("a key that is there twice: %s", twice)
	}
	if len(got) > maxKeys || !strings.HasPrefix(got, "storywire "+keys[0]+" "+keys[1]) || strings.HasSuffix(got, " ") {
		t.Errorf("%d bytes: %.100s", len(got), got)
	}
}
