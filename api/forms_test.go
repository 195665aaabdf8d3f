package api_test

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"
)

// TestForms asks for an article in every form, by the address and by Accept.
func TestForms(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.do(call{as: auth.Admin, method: "PATCH", path: "/v1/newsroom", media: mergeOf, body: `{"name": "The Port Ellis Log"}`, headers: ifMatch("*")}).is(200)
	path := "/v1/articles/" + s.published("Ferry <b>is</b> back & stays").article().Slug
	tags := map[string]string{}
	for _, f := range []struct{ name, accept, media, says string }{
		{"json", "application/json", "application/json", `"headline":"Ferry <b>is</b> back & stays"`},
		{"html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<h1>Ferry &lt;b&gt;is&lt;/b&gt; back &amp; stays</h1>"},
		{"jsonld", "application/ld+json", "application/ld+json", `"headline":"Ferry \u003cb\u003eis\u003c/b\u003e back \u0026 stays"`},
		{"md", "text/markdown", "text/markdown; charset=utf-8", `# Ferry \<b\>is\</b\> back \& stays`},
		{"ninjs", "application/vnd.iptc.ninjs+json", "application/vnd.iptc.ninjs+json", `"value":"Ferry <b>is</b> back & stays"`},
		{"newsml-g2", "application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsitem+xml; charset=utf-8", `<headline rank="1">Ferry &lt;b&gt;is&lt;/b&gt; back &amp; stays</headline>`},
		{"txt", "text/plain", "text/plain; charset=utf-8", "Ferry <b>is</b> back & stays\n"},
	} {
		byName := s.get(path + "?format=" + f.name).is(http.StatusOK)
		byType := s.do(call{method: "GET", path: path, headers: map[string]string{"Accept": f.accept}}).is(http.StatusOK)
		if got := byName.header.Get("Content-Type"); got != f.media || !strings.Contains(string(byName.body), f.says) {
			t.Errorf("format=%s is %s: %s", f.name, got, byName.body)
		}
		if string(byName.body) != string(byType.body) || byName.etag() != byType.etag() {
			t.Errorf("%s by Accept is another than by format", f.name)
		}
		if vary := strings.Join(byType.header.Values("Vary"), ", "); !strings.Contains(vary, "Accept,") && !strings.HasSuffix(vary, "Accept") {
			t.Errorf("%s by Accept varies by %s", f.name, vary)
		}
		if other, taken := tags[byName.etag()]; taken {
			t.Errorf("%s and %s have one tag", f.name, other)
		}
		tags[byName.etag()] = f.name
		s.do(call{method: "GET", path: path + "?format=" + f.name, headers: map[string]string{"If-None-Match": byName.etag()}}).is(http.StatusNotModified)
		if links := strings.Join(byName.header.Values("Link"), ", "); f.name != "json" && strings.Count(links, `rel="alternate"`) != 6 {
			t.Errorf("%s names as other forms %s", f.name, links)
		}
	}
	if got := s.do(call{method: "GET", path: path, headers: map[string]string{"Accept": "*/*"}}).is(200).header.Get("Content-Type"); got != "application/json" {
		t.Errorf("whoever takes all gets %s", got)
	}
	s.do(call{method: "GET", path: path, headers: map[string]string{"Accept": "image/png"}}).isProblem(http.StatusNotAcceptable, "not-acceptable")
	s.get(path+"?format=pdf").isProblem(http.StatusBadRequest, "parameters")
	s.get(path+"?format=html&fields=headline").isProblem(http.StatusBadRequest, "parameters")
	s.do(call{method: "GET", path: path + "?fields=headline", headers: map[string]string{"Accept": "text/html"}}).is(http.StatusOK)
	s.get(path+"?format=html&version=2.2").isProblem(http.StatusBadRequest, "parameters")
	s.get(path+"?format=ninjs&version=1.0").isProblem(http.StatusBadRequest, "parameters")
	if old := s.get(path + "?format=ninjs&version=2.2").is(http.StatusOK); !strings.Contains(string(old.body), `"pubstatus":"usable"`) || tags[old.etag()] != "" {
		t.Errorf("the older ninjs is %s", old.body)
	}
	page := s.get(path + "?format=html")
	if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("a page may do this: %s", policy)
	}
	// What was taken from readers is told as data, in whatever form it is asked for.
	s.do(call{as: auth.Publish, method: "POST", path: path + "/withhold", body: `{"note": "We look into it."}`, headers: ifMatch("*")}).is(200)
	for _, f := range []string{"html", "md"} {
		s.get(path+"?format="+f).isProblem(http.StatusGone, "gone")
	}
	s.do(call{as: auth.Write, method: "GET", path: path + "?format=html"}).is(http.StatusOK)
}

// TestADeskIsNoPerson has a desk write a story: the article says so, as its own
// record does, and search engines are told of an organisation.
func TestADeskIsNoPerson(t *testing.T) {
	t.Parallel()
	s := serve(t)
	a := s.published("Ferry is back").article()
	path := "/v1/articles/" + a.Slug
	edit := func(authors string, status int) *answer {
		return s.do(call{as: auth.Publish, method: "PATCH", path: path + "?minor=true&reason=byline", media: mergeOf, body: `{"authors": ` + authors + `}`, headers: ifMatch("*")}).is(status)
	}
	edit(`[{"name": "The harbour desk", "kind": "robot"}]`, http.StatusUnprocessableEntity)
	edit(`[{"name": "The harbour desk", "kind": "desk"}, {"name": "Ada Finch", "kind": "person"}]`, http.StatusOK)
	want := []news.AuthorKind{news.KindDesk, ""}
	for i, u := range s.get(path).article().Authors {
		if u.Kind != want[i] {
			t.Errorf("%s is a %q", u.Name, u.Kind)
		}
	}
	if desk := s.get("/v1/authors/the-harbour-desk").is(http.StatusOK); !strings.Contains(string(desk.body), `"kind":"desk"`) {
		t.Errorf("the desk is %s", desk.body)
	}
	data := string(s.get(path + "?format=jsonld").body)
	if !strings.Contains(data, `"@type":"Organization","identifier"`) || !strings.Contains(data, `"name":"Ada Finch"`) {
		t.Errorf("search engines are told %s", data)
	}
	// What is known of it stays, whatever an article that names it says.
	edit(`[{"slug": "the-harbour-desk", "kind": "person"}]`, http.StatusOK)
	s.do(call{as: auth.Write, method: "PATCH", path: "/v1/authors/ada-finch", media: mergeOf, body: `{"kind": "desk"}`, headers: ifMatch("*")}).is(http.StatusOK)
	edit(`["the-harbour-desk", "ada-finch"]`, http.StatusOK)
	for _, u := range s.get(path).article().Authors {
		if u.Kind != news.KindDesk {
			t.Errorf("%s is a %q", u.Name, u.Kind)
		}
	}
}

// TestAPageInABrowser opens an article's page in a real browser, where there is
// one: its style holds under its policy, and what is there to read is the story.
func TestAPageInABrowser(t *testing.T) {
	t.Parallel()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium here: the page is not opened in a browser")
	}
	s := serve(t)
	path := "/v1/articles/" + s.published("Ferry is back").article().Slug + "?format=html"
	out, err := exec.CommandContext(t.Context(), browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(t.TempDir(), "browser"),
		"--enable-logging=stderr", "--dump-dom", s.URL+path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"<h1>Ferry is back</h1>", "Mayor Ines Vale said:", `"@type":"NewsArticle"`, "<figcaption>The pier at dawn"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the browser shows no %s", want)
		}
	}
	if strings.Contains(string(out), "Content Security Policy") {
		t.Errorf("the page does what its policy forbids:\n%s", out)
	}
}

// TestLinksAreAbsolute has the operator say where readers reach the API: every
// link that an answer's headers have begins with that, and without it none does.
func TestLinksAreAbsolute(t *testing.T) {
	t.Parallel()
	near := serve(t)
	far := near.beside(func(d *api.Deps) { d.LinkBase = d.PublicURL })
	for range 2 {
		near.published("The ferry is linked")
	}
	for _, path := range []string{"/v1/articles?limit=1", "/v1/quotes?limit=1", "/v1/articles/the-ferry-is-linked?format=html", "/v1/articles/the-ferry-is-linked?format=ninjs"} {
		here, there := near.get(path).is(http.StatusOK).header["Link"], far.get(path).is(http.StatusOK).header["Link"]
		if len(here) == 0 || len(here) != len(there) {
			t.Errorf("%s links to %q, and to %q", path, here, there)
			continue
		}
		for i, link := range here {
			if !strings.HasPrefix(link, "</v1/") || there[i] != "<https://api.example"+link[1:] {
				t.Errorf("%s links to %s, and to %s", path, link, there[i])
			}
		}
	}
}
