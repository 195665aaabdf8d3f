package api_test

import (
	"cmp"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"

	"github.com/klauspost/compress/zstd"
)

func TestConditionalReads(t *testing.T) {
	t.Parallel()
	s := serve(t)
	got := s.published("Ferry is back")
	path := got.header.Get("Location")
	if path != "" {
		t.Errorf("publishing answers with a Location: %q", path)
	}
	path = "/v1/articles/" + got.article().ID.String()
	got = s.get(path).is(http.StatusOK)
	bare := strings.Trim(got.etag(), `"`)
	day := got.header.Get("Last-Modified")
	for name, c := range map[string]struct {
		headers map[string]string
		status  int
	}{
		"the tag":                {map[string]string{"If-None-Match": got.etag()}, 304},
		"weak":                   {map[string]string{"If-None-Match": "W/" + got.etag()}, 304},
		"of another encoding":    {map[string]string{"If-None-Match": `"` + bare + `-gzip"`}, 304},
		"in a list":              {map[string]string{"If-None-Match": `"x", W/"y" , ` + got.etag()}, 304},
		"any":                    {map[string]string{"If-None-Match": "*"}, 304},
		"another":                {map[string]string{"If-None-Match": `"1-x"`}, 200},
		"malformed":              {map[string]string{"If-None-Match": bare}, 200},
		"the time":               {map[string]string{"If-Modified-Since": day}, 304},
		"before the time":        {map[string]string{"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}, 200},
		"no time":                {map[string]string{"If-Modified-Since": "yesterday"}, 200},
		"the tag before the day": {map[string]string{"If-None-Match": `"1-x"`, "If-Modified-Since": day}, 200},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			a := s.do(call{method: method, path: path, headers: c.headers})
			if a.status != c.status {
				t.Errorf("%s %s: the status is %d, not %d", method, name, a.status, c.status)
			}
			for _, h := range []string{"ETag", "Vary", "Cache-Control"} {
				if a.header.Get(h) == "" {
					t.Errorf("%s %s: a %d without %s", method, name, a.status, h)
				}
			}
			for _, h := range []string{"Last-Modified", "Surrogate-Key"} {
				if (a.header.Get(h) == "") != (a.status == 304) {
					t.Errorf("%s %s: a %d with %s %q", method, name, a.status, h, a.header.Get(h))
				}
			}
			if (a.status == 304 || method == "HEAD") && len(a.body) > 0 {
				t.Errorf("%s %s: a %d with a body", method, name, a.status)
			}
		}
	}
	list := s.get("/v1/articles").is(http.StatusOK)
	s.do(call{method: "GET", path: "/v1/articles", headers: map[string]string{"If-None-Match": list.etag()}}).is(http.StatusNotModified)
	s.do(call{method: "GET", path: "/v1/articles", headers: map[string]string{"If-Modified-Since": list.header.Get("Last-Modified")}}).is(http.StatusOK)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("Ferry is back").article().ID.String()
	plain := s.get(path).is(http.StatusOK)
	bare := strings.Trim(plain.etag(), `"`)
	for accept, want := range map[string]string{
		"":                           "",
		"identity":                   "",
		"gzip":                       "gzip",
		"gzip;q=0":                   "",
		"gzip;q=0, zstd":             "zstd",
		"gzip, zstd":                 "zstd",
		"gzip;q=1.0, zstd;q=0.2":     "gzip",
		"br":                         "",
		"gzip, deflate, br, zstd":    "zstd",
		"zstd;q=0, gzip;q=0, br;q=1": "",
	} {
		got := s.do(call{method: "GET", path: path, headers: map[string]string{"Accept-Encoding": accept}}).is(http.StatusOK)
		suffix := ""
		if want != "" {
			suffix = "-" + want
		}
		if got.header.Get("Content-Encoding") != want || got.etag() != `"`+bare+suffix+`"` {
			t.Errorf("%q: coded as %q with the tag %s", accept, got.header.Get("Content-Encoding"), got.etag())
		}
		if body := decoded(t, got); body != string(plain.body) {
			t.Errorf("%q: decoded, the body is another: %.100s", accept, body)
		}
		if !strings.Contains(got.header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%q: Vary is %q", accept, got.header.Get("Vary"))
		}
		same := s.do(call{method: "GET", path: path, headers: map[string]string{"Accept-Encoding": accept, "If-None-Match": got.etag()}}).is(http.StatusNotModified)
		if same.etag() != got.etag() || same.header.Get("Content-Encoding") != "" {
			t.Errorf("%q: the 304 says %v", accept, same.header)
		}
		head := s.do(call{method: "HEAD", path: path, headers: map[string]string{"Accept-Encoding": accept}}).is(http.StatusOK)
		if head.etag() != got.etag() || head.header.Get("Content-Encoding") != want {
			t.Errorf("%q: HEAD says %v", accept, head.header)
		}
		s.do(call{as: auth.Publish, method: "PATCH", path: path + minor, media: mergeOf, body: `{"kind":"gossip"}`,
			headers: ifMatch(got.etag())}).isProblem(http.StatusUnprocessableEntity, "invalid")
	}
	small := s.do(call{method: "GET", path: "/healthz", headers: map[string]string{"Accept-Encoding": "gzip"}})
	if small.header.Get("Content-Encoding") != "" {
		t.Error("what is small is coded")
	}
}

func decoded(t *testing.T, a *answer) string {
	t.Helper()
	var in io.Reader = strings.NewReader(string(a.body))
	var err error
	switch a.header.Get("Content-Encoding") {
	case "gzip":
		in, err = gzip.NewReader(in)
	case "zstd":
		in, err = zstd.NewReader(in)
	}
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestListsGoOn(t *testing.T) {
	t.Parallel()
	s := serve(t)
	var want []string
	for _, headline := range []string{"One", "Two", "Three", "Four", "Five"} {
		want = append(want, s.published(headline).article().ID.String())
	}
	slices.Reverse(want)
	for _, start := range []string{"/v1/articles?limit=2", "/v1/articles?limit=2&section=harbour&tag=ferries&author=mira-okafor", "/v1/authors/mira-okafor/articles?limit=2"} {
		var got []string
		for path, pages := start, 0; path != ""; pages++ {
			a := s.get(path).is(http.StatusOK)
			var list struct {
				Data []struct{ ID string }
				Next *string
			}
			a.read(&list)
			for _, card := range list.Data {
				got = append(got, card.ID)
			}
			link := a.header.Get("Link")
			if (list.Next == nil) != (link == "") || pages > 3 {
				t.Fatalf("%s: next and Link differ, or it does not end: %q", path, link)
			}
			path, _, _ = strings.Cut(strings.TrimPrefix(link, "<"), ">")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", start, got, want)
		}
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for range 2 {
		s.published("A story")
	}
	var list struct{ Next string }
	s.get("/v1/articles?limit=1").is(http.StatusOK).read(&list)
	bent := "A" + list.Next[1:]
	if list.Next[0] == 'A' {
		bent = "B" + list.Next[1:]
	}
	for path, status := range map[string]int{
		"/v1/articles?limit=1&cursor=" + list.Next:             200,
		"/v1/articles?limit=100&cursor=" + list.Next:           200,
		"/v1/articles?tag=a&cursor=" + list.Next:               400,
		"/v1/authors/mira-okafor/articles?cursor=" + list.Next: 400,
		"/v1/articles?cursor=" + bent:                          400,
		"/v1/articles?cursor=":                                 400,
		"/v1/articles?limit=0":                                 400,
		"/v1/articles?limit=101":                               400,
		"/v1/articles?limit=x":                                 400,
		"/v1/articles?limit=1&limit=2":                         400,
		"/v1/articles?section=a&section=b&tag=c&author=d":      200,
		"/v1/articles?section=A%00":                            400,
		"/v1/articles?page=2":                                  400,
		"/v1/articles?%zz":                                     400,
		"/v1/articles?a;b":                                     400,
		"/v1/articles?status=draft":                            401,
		"/v1/articles?status=ready":                            400,
		"/v1/articles/a-story?colour=red":                      400,
		"/v1/quotes?speaker=ines-vale":                         200,
		"/v1/quotes?speaker=ines-vale&speaker=x":               400,
		"/v1/quotes?article=a-story":                           200,
		"/v1/quotes?author=x":                                  400,
		"/v1/tags?section=x":                                   400,
		"/v1/newsroom?x=1":                                     400,
		"/v1/articles/a%2Fb":                                   404,
		"/v1/articles/A-Story":                                 404,
		"/v1/articles/" + strings.Repeat("a", 300):             404,
		"/v1/authors/nobody/articles":                          404,
		"/v1/quotes/ines-vale":                                 404,
		"/v1/photos/" + "01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11": 404,
		"/v1/nothing":                                          404,
		"/nothing":                                             404,
		"/docs/nothing":                                        404,
	} {
		if got := s.get(path); got.status != status {
			t.Errorf("%s: the status is %d, not %d: %s", path, got.status, status, got.body)
		}
	}
	detail := string(s.get("/v1/quotes?sort=x").is(http.StatusBadRequest).body)
	for _, name := range []string{"sort", "speaker", "article", "limit", "cursor"} {
		if !strings.Contains(detail, name) {
			t.Errorf("what is told of a wrong parameter does not name %s: %s", name, detail)
		}
	}
	s.do(call{as: auth.Feed, method: "GET", path: "/v1/articles?status=draft"}).isProblem(http.StatusForbidden, "forbidden")
	s.do(call{as: auth.Write, method: "GET", path: "/v1/articles?status=draft&status=published"}).is(http.StatusOK)
}

func TestMethods(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, c := range []struct{ method, path, allow string }{
		{"DELETE", "/v1/articles", "GET, HEAD, POST, OPTIONS"},
		{"GET", "/v1/import", "POST, OPTIONS"},
		{"POST", "/v1/articles/x", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"},
		{"BREW", "/v1/newsroom", "GET, HEAD, PUT, PATCH, OPTIONS"},
		{"PUT", "/healthz", "GET, HEAD, OPTIONS"},
	} {
		a := s.do(call{method: c.method, path: c.path})
		a.isProblem(http.StatusMethodNotAllowed, "method-not-allowed")
		if a.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: Allow is %q, not %q", c.method, c.path, a.header.Get("Allow"), c.allow)
		}
		o := s.do(call{method: "OPTIONS", path: c.path}).is(http.StatusNoContent)
		if o.header.Get("Allow") != c.allow {
			t.Errorf("OPTIONS %s: Allow is %q", c.path, o.header.Get("Allow"))
		}
	}
	s.do(call{method: "OPTIONS", path: "/nothing"}).isProblem(http.StatusNotFound, "not-found")
}

func TestKeysOnReads(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, header := range []string{"Bearer sw_unknown", "Bearer", "Bearer ", "Basic dTpw", "sw_unknown", "Bearer " + strings.Repeat("x", 1000)} {
		for _, path := range []string{"/v1/articles", "/v1/newsroom", "/v1/nothing"} {
			a := s.do(call{method: "GET", path: path, headers: map[string]string{"Authorization": header}})
			a.isProblem(http.StatusUnauthorized, "unauthorized")
			if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("%q: no challenge", header)
			}
		}
	}
	s.do(call{method: "GET", path: "/v1/newsroom", headers: map[string]string{"Authorization": "bearer " + s.keys[auth.Feed]}}).is(http.StatusOK)
	s.do(call{method: "POST", path: "/v1/tags", body: "{}"}).isProblem(http.StatusUnauthorized, "unauthorized")
	s.do(call{as: auth.Publish, method: "GET", path: "/v1/keys"}).isProblem(http.StatusForbidden, "forbidden")
}

func TestCORS(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const anyone, desk = "https://anyone.example", "https://desk.example"
	for name, c := range map[string]struct {
		path, origin, method, asks, headers string
		key                                 bool
		allowed                             string
	}{
		"a public read":                   {origin: anyone, method: "GET", allowed: "*"},
		"a public read from no page":      {method: "GET", allowed: "*"}, // which a cache keeps for pages
		"one of nothing":                  {path: "/v1/articles/none", method: "GET", allowed: "*"},
		"a feed":                          {path: "/v1/feeds/rss", method: "HEAD", allowed: "*"},
		"a read that nobody may":          {path: "/v1/keys", method: "GET", allowed: "*"},
		"a read with a key from no page":  {method: "GET", key: true},
		"a read with a key from the desk": {origin: desk, method: "GET", key: true, allowed: desk},
		"a read with a key from anyone":   {origin: anyone, method: "GET", key: true},
		"preflight of a read":             {origin: anyone, method: "OPTIONS", asks: "GET", headers: "if-none-match", allowed: "*"},
		"preflight of what is newer":      {path: "/v1/feeds/json", origin: anyone, method: "OPTIONS", asks: "GET", headers: "a-im,if-none-match", allowed: "*"},
		"preflight of a read with a key":  {origin: anyone, method: "OPTIONS", asks: "GET", headers: "authorization"},
		"preflight of a write":            {origin: desk, method: "OPTIONS", asks: "PATCH", headers: "authorization, content-type, if-match", allowed: desk},
		"preflight of anyone's write":     {origin: anyone, method: "OPTIONS", asks: "PATCH", headers: "authorization"},
	} {
		request := call{method: c.method, path: cmp.Or(c.path, "/v1/articles"), headers: map[string]string{}}
		if c.origin != "" {
			request.headers["Origin"] = c.origin
		}
		if c.key {
			request.as = auth.Write
		}
		if c.asks != "" {
			request.headers["Access-Control-Request-Method"] = c.asks
			request.headers["Access-Control-Request-Headers"] = c.headers
		}
		a := s.do(request)
		if got := a.header.Get("Access-Control-Allow-Origin"); got != c.allowed {
			t.Errorf("%s: allowed is %q, not %q", name, got, c.allowed)
		}
		if a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: credentials are allowed", name)
		}
		if c.method != "OPTIONS" && c.allowed != "" && !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "Etag, Im, Delta-Base") {
			t.Errorf("%s: exposed are %q", name, a.header.Get("Access-Control-Expose-Headers"))
		}
		if vary := strings.Join(a.header.Values("Vary"), ", "); c.allowed == "*" && c.method == "GET" && strings.Contains(vary, "Origin") {
			t.Errorf("%s: what is the same for all varies by Origin: %q", name, vary)
		} else if c.allowed == desk && !strings.Contains(vary, "Origin") {
			t.Errorf("%s: Vary is %q", name, vary)
		}
	}
}
