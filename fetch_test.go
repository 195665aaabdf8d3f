package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"storywire/internal/intake"
	"storywire/internal/news"
)

const beaconPage = `<!doctype html><html lang="en"><head><title>Beacon at Nether Quay is lit again</title></head><body><article>
<h1>Beacon at Nether Quay is lit again</h1><p>The beacon on the outer wall of Nether Quay was lit on Monday for the first time since the storm in January, caf%s.</p>
<p>&ldquo;We could see it from the kitchen again, all of us,&rdquo; said Hester Vane, who lives above the harbour.</p>
<p>It had been dark for eleven weeks, in which two boats ran aground on the bar that it stands beside.</p></article></body></html>`

const beaconFeed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>
<item><guid>one</guid><title>Tide tables for April are out</title><link>https://courier.example/tide</link><description>They are at the harbour office from Monday on.</description></item></channel></rss>`

const signedPage = `<!doctype html><html lang="en"><head><title>Beacon is painted</title><base href="https://desk:secret@courier.example/news/"><link rel="canonical" href="https://desk:secret@courier.example/news/paint">
<meta property="og:url" content="https://other:secret@courier.example/news/paint-2"><meta property="og:image" content="https://desk:secret@courier.example/a.jpg"></head><body><article>
<h1>Beacon is painted</h1><p>The beacon on the outer wall of Nether Quay was painted on Tuesday, in the <a href="tide">week of the low tides</a>, by two of its keepers.</p>
<img src="b.jpg" alt="The beacon"><p>They had asked for the paint in November, and for a boat that could carry it across the bar.</p></article></body></html>`

// beacon is a site with a page, a feed, and what no server should fetch.
func beacon(t *testing.T) *httptest.Server {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if agent := r.Header.Get("User-Agent"); !strings.HasPrefix(agent, "Storywire (+http") {
			t.Errorf("it comes as %q", agent)
		}
		switch r.URL.Path {
		case "/beacon":
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			fmt.Fprintf(w, beaconPage, "\xe9")
		case "/moved":
			http.Redirect(w, r, "/beacon", http.StatusMovedPermanently)
		case "/feed":
			w.Header().Set("Content-Type", "text/xml")
			fmt.Fprint(w, beaconFeed)
		case "/picture":
			w.Header().Set("Content-Type", "image/png")
			fmt.Fprint(w, "\x89PNG")
		case "/file":
			w.Header().Set("Location", "file:///etc/hostname")
			w.WriteHeader(http.StatusFound)
		case "/signed": // a page that tells a password in each address of its own
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, signedPage)
		case "/metadata":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(site.Close)
	return site
}

type fetchedItem struct {
	Item    string
	Status  int
	Article news.Article
	Problem struct{ Errors []news.Fault }
}

// TestPagesAreFetched has the program fetch pages, where it is allowed to.
func TestPagesAreFetched(t *testing.T) {
	t.Parallel()
	site := beacon(t)
	p := furnished(t)
	p.env = append(p.env, "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1", "STORYWIRE_IMPORT_FETCH=true")
	key := p.started()
	fetch := func(list string) (int, string) {
		return p.send(http.MethodPost, "/v1/import", key, "text/uri-list", list)
	}
	status, body := fetch("# the beacon\r\n" + site.URL + "/moved\r\n")
	var one struct {
		Article    news.Article
		Provenance []intake.Provenance
	}
	if err := json.Unmarshal([]byte(body), &one); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	if a := one.Article; a.CanonicalURL != site.URL+"/beacon" || len(a.Quotes) != 1 || !strings.Contains(a.Body[0].Text, "café") {
		t.Errorf("%+v", a)
	}
	if from := one.Provenance[len(one.Provenance)-1]; from.Method != "fetched_from" || from.Pointer != "/canonical_url" {
		t.Errorf("%+v", from)
	}
	var many struct{ Results []fetchedItem }
	status, body = fetch(strings.Join([]string{site.URL + "/beacon#top", site.URL + "/feed", site.URL + "/picture", site.URL + "/metadata",
		site.URL + "/nothing", "ftp://courier.example/", "http://me:word@courier.example/", "http://10.1.2.3/",
		"http://me:secret@courier.example/", "ftp://me:secret@courier.example/", "http://me:sec#ret@courier.example/", "http://me:sec ret@courier.example/", site.URL + "/file", site.URL + "/signed"}, "\n"))
	if err := json.Unmarshal([]byte(body), &many); err != nil || status != http.StatusOK || len(many.Results) != 14 {
		t.Fatalf("%d %s", status, body)
	}
	if first, second := many.Results[0], many.Results[1]; first.Status != 200 || second.Status != 201 || second.Item != "one" {
		t.Errorf("%+v", many.Results)
	}
	for i, want := range []string{"is image/png, which is not read", "not a public one", "it answers 404", "not an http or https address", "a name or a password", "not a public one",
		"http://courier.example/ cannot be fetched: it must not hold a name or a password", "ftp://courier.example/ cannot be fetched: it is not an http", "what is named cannot be fetched", "what is named cannot be fetched", "redirects to an address that is not an http or https address"} {
		if got := many.Results[i+2]; got.Status != 422 || len(got.Problem.Errors) != 1 || !strings.Contains(got.Problem.Errors[0].Detail, want) {
			t.Errorf("%s: %+v", want, got)
		}
	}
	if many.Results[10].Item != "address 11" || many.Results[13].Status != 201 {
		t.Errorf("%+v", many.Results)
	}
	for _, secret := range []string{"word@", "sec", "me:"} {
		if strings.Contains(body, secret) {
			t.Errorf("%q is told: %s", secret, body)
		}
	}
	for list, want := range map[string]int{"# nothing\n": 400, site.URL + "/picture": 422, strings.Repeat(site.URL+"/beacon\n", 21): 422} {
		if status, body := fetch(list); status != want {
			t.Errorf("%d, not %d: %s", status, want, body)
		}
	}
}

// TestNoPageIsFetchedUnlessAllowed asks a server that is as it comes, and one that
// may fetch from the web but not from the machine that it stands on.
func TestNoPageIsFetchedUnlessAllowed(t *testing.T) {
	t.Parallel()
	p := furnished(t)
	status, body := p.send(http.MethodPost, "/v1/import", p.started(), "text/uri-list", "https://courier.example/")
	if status != http.StatusUnsupportedMediaType || !strings.Contains(body, "STORYWIRE_IMPORT_FETCH") {
		t.Errorf("%d %s", status, body)
	}
	site := beacon(t)
	allowed := furnished(t)
	allowed.env = append(allowed.env, "STORYWIRE_IMPORT_FETCH=1")
	key := allowed.started()
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433"} {
		address := strings.Replace(site.URL, "127.0.0.1", host, 1) + "/beacon"
		if status, body := allowed.send(http.MethodPost, "/v1/import", key, "text/uri-list", address); status != 422 || !strings.Contains(body, "cannot be fetched") {
			t.Errorf("%s: %d %s", host, status, body)
		}
	}
}
