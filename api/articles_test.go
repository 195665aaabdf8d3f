package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

func TestLifeOfAnArticle(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.draft("Ferry is back at Port Ellis")
	path := made.header.Get("Location")
	a := made.article()
	if path != "/v1/articles/"+a.ID.String() || a.Status != news.Draft || made.etag() == "" {
		t.Errorf("created at %q with tag %q: %s", path, made.etag(), made.body)
	}
	s.get(path).isProblem(http.StatusNotFound, "not-found")
	if got := s.do(call{as: auth.Write, method: "GET", path: path}).is(http.StatusOK); string(got.body) != string(made.body) {
		t.Errorf("fetched, it is another:\n%s\n%s", got.body, made.body)
	} else if got.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("a draft may be kept: %q", got.header.Get("Cache-Control"))
	}

	put := s.do(call{as: auth.Write, method: "PUT", path: path, body: string(made.body), headers: ifMatch(made.etag())}).is(http.StatusOK)
	if b := put.article(); b.Version != 2 || b.Body[0].ID != a.Body[0].ID || b.Quotes[0].ID != a.Quotes[0].ID || b.Authors[1].Role != news.RoleEditor {
		t.Errorf("put back as fetched, it is another: %s", put.body)
	}
	s.do(call{as: auth.Write, method: "PUT", path: path, body: string(made.body), headers: ifMatch(made.etag())}).
		isProblem(http.StatusPreconditionFailed, "stale")

	s.do(call{as: auth.Write, method: "POST", path: path + "/publish", body: "{}", headers: ifMatch(put.etag())}).
		isProblem(http.StatusForbidden, "forbidden")
	public := s.do(call{as: auth.Publish, method: "POST", path: path + "/publish", body: "{}", headers: ifMatch(put.etag())}).is(http.StatusOK)
	if p := public.article(); p.Status != news.Published || p.PublishedAt.IsZero() {
		t.Errorf("published: %s", public.body)
	}
	got := s.get("/v1/articles/" + a.Slug).is(http.StatusOK)
	if string(got.body) != string(public.body) || got.etag() != public.etag() {
		t.Error("what readers get is not what publishing answered")
	}
	if got.header.Get("Cache-Control") == "" || got.header.Get("Last-Modified") == "" ||
		!strings.Contains(got.header.Get("Surrogate-Key"), "article-"+a.ID.String()) {
		t.Errorf("headers of a public read: %v", got.header)
	}
	s.do(call{as: auth.Publish, method: "DELETE", path: path, headers: ifMatch("*")}).isProblem(http.StatusConflict, "conflict")
	s.do(call{as: auth.Publish, method: "POST", path: path + "/publish", body: "{}", headers: ifMatch("*")}).isProblem(http.StatusConflict, "conflict")
	s.do(call{as: auth.Write, method: "PATCH", path: path, media: "application/merge-patch+json", body: `{"headline":"x"}`, headers: ifMatch("*")}).
		isProblem(http.StatusForbidden, "forbidden")
}

func TestOldSlugIsRedirected(t *testing.T) {
	t.Parallel()
	s := serve(t)
	a := s.published("The slip is closed").article()
	s.patch("/v1/articles/"+a.Slug, `{"slug": "slip-open"}`).is(http.StatusOK)
	moved := s.get("/v1/articles/the-slip-is-closed").is(http.StatusPermanentRedirect)
	if got := moved.header.Get("Location"); got != "/v1/articles/slip-open" {
		t.Errorf("Location is %q", got)
	}
	for _, c := range []call{
		{method: "PUT", body: "{}"}, {method: "PATCH", media: "application/merge-patch+json", body: "{}"}, {method: "DELETE"},
	} {
		c.as, c.path, c.headers = auth.Publish, "/v1/articles/the-slip-is-closed", ifMatch("*")
		s.do(c).is(http.StatusPermanentRedirect)
	}
	moved = s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/the-slip-is-closed/publish", body: "{}", headers: ifMatch("*")}).
		is(http.StatusPermanentRedirect)
	if got := moved.header.Get("Location"); got != "/v1/articles/slip-open/publish" {
		t.Errorf("Location is %q", got)
	}
}

func TestPatches(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const merge, patch = "application/merge-patch+json", "application/json-patch+json"
	for name, c := range map[string]struct {
		media, body string
		status      int
		faults      []string // how they begin
	}{
		"merge":                    {merge, `{"headline": "Another", "subhead": null, "tags": ["ferries"]}`, 200, nil},
		"merge into what is null":  {merge, `{"section": null}`, 200, nil},
		"merge with read-only":     {merge, `{"id": 7, "version": "x", "links": null}`, 200, nil},
		"merge unknown members":    {merge, `{"headlin": "x", "section": {"sulg": "y"}}`, 400, []string{"/headlin: ", "/section/sulg: "}},
		"merge wrong types":        {merge, `{"headline": 5, "tags": [7, null]}`, 422, []string{"/headline: ", "/tags/0: ", "/tags/1: "}},
		"merge that is an array":   {merge, `[]`, 422, []string{": "}},
		"merge of duplicate names": {merge, `{"headline": "a", "headline": "b"}`, 400, []string{"/headline: "}},
		"merge to nothing there":   {merge, `{"section": "no-such"}`, 422, []string{"/section: "}},
		"merge bad reference":      {merge, `{"section": "No Such", "photos": ["x"]}`, 422, []string{"/section: ", "/photos/0: "}},
		"patch":                    {patch, `[{"op": "replace", "path": "/body/1/text", "value": "What now"}, {"op": "test", "path": "/kind", "value": "news"}]`, 200, nil},
		"patch add to the end":     {patch, `[{"op": "add", "path": "/highlights/-", "value": "And more"}]`, 200, nil},
		"patch failed test":        {patch, `[{"op": "test", "path": "/kind", "value": "news"}, {"op": "test", "path": "/kind", "value": "live"}]`, 422, []string{"/1/value: "}},
		"patch of no place":        {patch, `[{"op": "remove", "path": "/nothing"}]`, 422, []string{"/0/path: "}},
		"patch of negative index":  {patch, `[{"op": "remove", "path": "/body/-1"}]`, 422, []string{"/0/path: "}},
		"patch from no place":      {patch, `[{"op": "copy", "from": "/nothing", "path": "/summary"}]`, 422, []string{"/0/from: "}},
		"patch that is an object":  {patch, `{"op": "remove", "path": "/headline"}`, 422, []string{": "}},
		"patch of no operations":   {patch, `[{"op": "bend", "path": "/headline"}, {"op": "add", "path": "x~"}, {"op": "move", "path": ""}]`, 422, []string{"/0/op: ", "/1/path: ", "/1/value: ", "/2/from: "}},
		"patch of everything":      {patch, `[{"op": "replace", "path": "", "value": {"headline": "All new"}}]`, 200, nil},
		"patch to a number":        {patch, `[{"op": "replace", "path": "", "value": 5}]`, 422, []string{"/0/path: "}},
		"patch that grows":         {patch, "[" + strings.Repeat(`{"op": "copy", "from": "/body", "path": "/body/0"},`, 40) + `{"op": "remove", "path": "/kind"}]`, 422, []string{"/"}},
		"patch unknown member":     {patch, `[{"op": "add", "path": "/colour", "value": "red"}]`, 400, []string{"/colour: "}},
		"patch gone words":         {patch, `[{"op": "remove", "path": "/body/0"}]`, 422, []string{"/quotes/0/text: "}},
		"neither type":             {"application/json", `{}`, 415, nil},
		"no body":                  {merge, ` `, 400, nil},
	} {
		made := s.draft("Story to patch: " + name)
		got := s.do(call{as: auth.Write, method: "PATCH", path: made.header.Get("Location"), media: c.media, body: c.body, headers: ifMatch(made.etag())})
		if got.status != c.status {
			t.Errorf("%s: the status is %d, not %d: %s", name, got.status, c.status, got.body)
			continue
		}
		if c.status == 415 && got.header.Get("Accept-Patch") == "" {
			t.Errorf("%s: no Accept-Patch", name)
		}
		if c.status < 300 {
			continue
		}
		var p struct{ Errors []news.Fault }
		got.read(&p)
		var faults []string
		for _, f := range p.Errors {
			faults = append(faults, f.Pointer+": "+f.Detail)
		}
		slices.Sort(faults)
		slices.Sort(c.faults)
		if !slices.EqualFunc(faults, c.faults, strings.HasPrefix) {
			t.Errorf("%s: the faults are %q, not %q", name, faults, c.faults)
		}
	}
}

func TestOrderOfChecks(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := s.draft("A story to check").header.Get("Location")
	const absent = "/v1/articles/no-such-story"
	const merge = "application/merge-patch+json"
	for name, c := range map[string]struct {
		call
		status int
	}{
		"no key before all":           {call{method: "PUT", path: absent, body: "}"}, 401},
		"scope before all":            {call{as: auth.Feed, method: "PUT", path: absent, body: "}"}, 403},
		"absent before 428":           {call{as: auth.Write, method: "PUT", path: absent, body: "}"}, 404},
		"428 before the body":         {call{as: auth.Write, method: "PUT", path: path, body: "}"}, 428},
		"428 before the type":         {call{as: auth.Write, method: "PATCH", path: path, media: "text/html", body: "}"}, 428},
		"412 before the body":         {call{as: auth.Write, method: "PUT", path: path, body: "}", headers: ifMatch(`"9-x"`)}, 412},
		"malformed If-Match":          {call{as: auth.Write, method: "PUT", path: path, body: "{}", headers: ifMatch(`9-x`)}, 400},
		"the body at last":            {call{as: auth.Write, method: "PUT", path: path, body: "}", headers: ifMatch("*")}, 400},
		"publish: absent":             {call{as: auth.Publish, method: "POST", path: absent + "/publish", body: "}"}, 404},
		"publish: 428":                {call{as: auth.Publish, method: "POST", path: path + "/publish", body: "}"}, 428},
		"publish: 412":                {call{as: auth.Publish, method: "POST", path: path + "/publish", body: "}", headers: ifMatch(`"9-x"`)}, 412},
		"publish: the body":           {call{as: auth.Publish, method: "POST", path: path + "/publish", body: `{"now":true}`, headers: ifMatch("*")}, 400},
		"publish: its type":           {call{as: auth.Publish, method: "POST", path: path + "/publish", media: "text/plain", body: `{}`, headers: ifMatch("*")}, 415},
		"delete: 428":                 {call{as: auth.Write, method: "DELETE", path: path}, 428},
		"delete: 412":                 {call{as: auth.Write, method: "DELETE", path: path, headers: ifMatch(`W/"1-x"`)}, 412},
		"delete: parameters":          {call{as: auth.Write, method: "DELETE", path: path + "?force=1", headers: ifMatch("*")}, 400},
		"too large":                   {call{as: auth.Write, method: "PATCH", path: path, media: merge, body: strings.Repeat(" ", 1<<20) + "{}", headers: ifMatch("*")}, 413},
		"what is no name":             {call{as: auth.Write, method: "DELETE", path: "/v1/articles/%00%ff", headers: ifMatch("*")}, 404},
		"delete at last":              {call{as: auth.Write, method: "DELETE", path: s.draft("To delete").header.Get("Location"), headers: ifMatch("*")}, 204},
		"the tag of another encoding": {call{as: auth.Write, method: "DELETE", path: s.draft("To delete, too").header.Get("Location"), headers: ifMatch("*")}, 204},
	} {
		if got := s.do(c.call); got.status != c.status {
			t.Errorf("%s: the status is %d, not %d: %s", name, got.status, c.status, got.body)
		}
	}
}

func TestBadBodies(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for name, c := range map[string]struct {
		body, media string
		status      int
		faults      []string
	}{
		"empty":             {" ", "", 400, nil},
		"not JSON":          {`{"headline": }`, "", 400, []string{"/headline: "}},
		"half":              {`{"headline": "x`, "", 400, []string{"/headline: "}},
		"duplicate":         {`{"section": {"slug": "a", "slug": "b"}}`, "", 400, []string{"/section/slug: "}},
		"trailing":          {`{} {}`, "", 400, nil},
		"NUL":               {`{"headline": "a\u0000b"}`, "", 400, []string{"/headline: "}},
		"NUL in a name":     {`{"a\u0000": 1}`, "", 400, []string{"/a"}},
		"no NUL at all":     {`{"headline": "a\\u0000b"}`, "", 201, nil},
		"bad UTF-8":         {"{\"headline\": \"\xff\"}", "", 400, []string{"/headline: "}},
		"lone surrogate":    {`{"headline": "\ud800"}`, "", 400, []string{"/headline: "}},
		"deep":              {`{"body": ` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, "", 400, []string{"/body/0"}},
		"unknown fields":    {`{"a": 1, "body": [{"type": "paragraph", "text": "x", "b": 2}], "c/~": 3}`, "", 400, []string{"/a: ", "/body/0/b: ", "/c~1~0: "}},
		"wrong types":       {`{"headline": [], "body": {}, "authors": [5, {"role": 7}], "published_at": "soon", "quotes": [{"text": "x", "start": 1.5, "end": 1e9}]}`, "", 422, []string{"/headline: ", "/body: ", "/authors/0: ", "/authors/1/role: ", "/published_at: ", "/quotes/0/start: ", "/quotes/0/end: "}},
		"null":              {`{"headline": null, "section": null, "quotes": [{"text": "x", "speaker": null, "kind": null}]}`, "", 422, []string{"/headline: ", "/quotes/0/kind: "}},
		"wrong values":      {`{"headline": "x", "kind": "gossip", "body": [{"type": "paragraph"}, {"type": "riddle"}], "language": "?"}`, "", 422, []string{"/kind: ", "/language: ", "/body/0/text: ", "/body/1/type: "}},
		"absent references": {`{"headline": "x", "section": "no-such", "tags": ["nor-this"], "authors": ["nor-her"], "photos": ["01992f4e-7a10-7c31-9d0e-5b1f6f0c2a11"]}`, "", 422, []string{"/section: ", "/tags/0: ", "/authors/0: ", "/photos/0: "}},
		"no such years":     {`{"photos": [{"taken_on": "0000-01-01"}], "quotes": [{"said_on": "0000-12-31"}]}`, "", 422, []string{"/photos/0/taken_on: ", "/quotes/0/said_on: ", "/quotes/0/text: "}},
		"nor such times":    {`{"published_at": "0000-01-01T00:00:00+14:00", "updated_at": "9999-12-31T23:59:59-14:00"}`, "", 422, []string{"/published_at: ", "/updated_at: "}},
		"an array":          {`[]`, "", 422, []string{": "}},
		"another type":      {`{}`, "text/plain", 415, nil},
		"another charset":   {`{}`, "application/json; charset=latin1", 415, nil},
		"UTF-8 by name":     {`{}`, "application/json; charset=UTF-8", 201, nil},
		"markup and SQL":    {`{"headline": "<b>'; drop table articles; --", "body": [{"type": "paragraph", "html": "<script>x</script><em onclick=y>hi</em>"}]}`, "", 201, nil},
	} {
		got := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", media: c.media, body: c.body})
		if got.status != c.status {
			t.Errorf("%s: the status is %d, not %d: %s", name, got.status, c.status, got.body)
			continue
		}
		if c.status < 300 {
			continue
		}
		var p struct{ Errors []news.Fault }
		got.read(&p)
		var faults []string
		for _, f := range p.Errors {
			faults = append(faults, f.Pointer+": "+f.Detail)
		}
		slices.Sort(faults)
		slices.Sort(c.faults)
		if !slices.EqualFunc(faults, c.faults, strings.HasPrefix) {
			t.Errorf("%s: the faults are %q, not %q", name, faults, c.faults)
		}
	}
}
