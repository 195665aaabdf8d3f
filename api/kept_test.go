package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
)

// unkept has a server answer every read from the database.
func unkept(d *api.Deps) { d.Cache = nil }

// told is an answer without what is each request's own: its id, and how long it
// may be kept, which goes by the clock.
func (a *answer) told(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintln(&b, a.status)
	for _, name := range names(a.header) {
		if !slices.Contains([]string{"X-Request-Id", "Date", "Content-Length", "Cache-Control"}, name) {
			fmt.Fprintln(&b, name, strings.Join(a.header[name], ", "))
		}
	}
	plain := *a
	if len(a.body) > 0 {
		plain.body = []byte(decoded(t, a))
	}
	return b.String() + plain.plain(t)
}

// TestKeptAnswersAreAsTheyAreMade compares what is answered from memory with
// what a server answers that keeps nothing, for each way of asking.
func TestKeptAnswersAreAsTheyAreMade(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.beside(unkept)
	story := s.published("The ferry is kept").article()
	for i := range 3 {
		s.published(fmt.Sprintf("The ferry is kept %d", i))
	}
	gone := "/v1/articles/" + s.published("The ferry is gone").article().Slug
	s.do(call{as: auth.Publish, method: "POST", path: gone + "/withhold", body: `{"note": "It is not so."}`, headers: ifMatch("*")}).is(200)
	s.do(call{as: auth.Publish, method: "PATCH", path: "/v1/articles/" + story.ID.String() + "?minor=true&reason=x", media: mergeOf, body: `{"slug": "the-ferry-is-renamed"}`, headers: ifMatch("*")}).is(200)
	one := "/v1/articles/the-ferry-is-renamed"
	tag := s.get(one).is(200).etag()
	modified := s.get(one).header.Get("Last-Modified")
	paths := []string{
		one, gone, "/v1/articles/" + story.Slug, "/v1/articles/" + story.ID.String(), "/v1/articles/none", "/v1/articles?limit=2", "/v1/articles?limit=2&section=harbour", "/v1/articles?section=harbour&limit=2",
		"/v1/articles?limit=0", "/v1/articles?", "/v1/articles?limit", "/v1/articles?section=a%2Db", "/v1/quotes", "/v1/newsroom", "/v1/authors/mira-okafor", "/v1/corrections", one + "/revisions", one + "/revisions/2",
		one + "?as_of=" + time.Now().UTC().Format(time.RFC3339), "/v1/keys", "/v1/nothing", "/v1/changes", "/v1", "/v1/articles/", "/v1/articles/x%2Fy",
	}
	asks := []map[string]string{
		nil, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "zstd"}, {"Accept-Encoding": "gzip, deflate, br, zstd"}, {"Accept-Encoding": "zstd;q=0.1, GZIP;q=0.5"},
		{"Accept-Encoding": "gzip;q=0, *"}, {"Accept-Encoding": "gzip;q=x"}, {"Accept-Encoding": "identity"}, {"Origin": "https://any.example"}, {"Origin": ""},
		{"If-None-Match": tag}, {"If-None-Match": strings.TrimSuffix(tag, `"`) + `-gzip"`}, {"If-None-Match": `"x", W/` + tag}, {"If-None-Match": "*"}, {"If-None-Match": "x"},
		{"If-Modified-Since": modified}, {"If-Modified-Since": "Mon, 02 Jan 2006 15:04:05 GMT"}, {"If-Modified-Since": modified, "If-None-Match": `"x"`},
		{"Accept": "application/json"}, {"Accept": "text/html"}, {"X-Request-Id": "an-id-of-the-caller"},
	}
	for _, path := range paths {
		for _, headers := range asks {
			for _, method := range []string{"GET", "HEAD"} {
				c := call{method: method, path: path, headers: headers}
				want := made.do(c)
				for range 2 {
					got := s.do(c)
					if diff := cmp.Diff(want.told(t), got.told(t)); diff != "" {
						t.Errorf("%s %s as %v:\n%s", method, path, headers, diff)
					}
					if got.header.Get("Cache-Control") != want.header.Get("Cache-Control") {
						t.Errorf("%s: %s, not %s", path, got.header.Get("Cache-Control"), want.header.Get("Cache-Control"))
					}
				}
			}
		}
	}
	if stats := s.cache.Stats(); stats.Hits < 400 {
		t.Errorf("hardly anything was answered from memory: %+v", stats)
	}
}

// newsdesk is two servers that keep answers, and one beside them that does not,
// over one database.
type newsdesk struct {
	a, b, plain *site
	story       news.Article
	path        string   // of the story
	asked       []string // all that readers ask
}

func openDesk(t *testing.T) *newsdesk {
	t.Helper()
	d := &newsdesk{a: serve(t)}
	d.b, d.plain = d.a.beside(), d.a.beside(unkept)
	d.story = d.a.published("The tide tables").article()
	d.a.published("Another of the same hands")
	d.path = "/v1/articles/" + d.story.ID.String()
	d.a.do(call{as: auth.Publish, method: "POST", path: d.path + "/corrections", body: `{"kind": "correction", "note": "The ebb is at six.", "patch": {"summary": "At six."}}`, headers: ifMatch("*")}).is(201)
	d.asked = []string{d.path, "/v1/articles/" + d.story.Slug, "/v1/articles/a-draft", "/v1/articles/the-tide-tables-anew", "/v1/articles",
		"/v1/articles?limit=1", "/v1/articles?section=harbour", "/v1/articles?tag=ferries", "/v1/articles?author=mira-okafor", "/v1/articles?section=docks",
		d.path + "/revisions", d.path + "/revisions/2", d.path + "/diff?from=2&to=3", d.path + "?as_of=" + time.Now().UTC().Format(time.RFC3339Nano),
		"/v1/corrections", "/v1/corrections?section=harbour", "/v1/quotes", "/v1/quotes/" + d.story.Quotes[0].ID.String(), "/v1/quotes?speaker=ines-vale",
		"/v1/authors", "/v1/authors/mira-okafor", "/v1/authors/mira-okafor/articles", "/v1/authors/nobody-yet", "/v1/photos", "/v1/photos/" + d.story.Photos[0].ID.String(),
		"/v1/sections", "/v1/sections/harbour", "/v1/sections/docks", "/v1/tags", "/v1/tags/ferries", "/v1/speakers", "/v1/speakers/ines-vale", "/v1/sources", "/v1/sources/harbour-trust", "/v1/newsroom",
		"/v1/feeds/rss", "/v1/feeds/atom?limit=2&content=summary", "/v1/feeds/json", "/v1/feeds/ninjs", d.path + "?format=newsml-g2", d.path + "?format=jsonld", "/sitemap.xml", "/sitemap/" + time.Now().UTC().Format("2006"), "/sitemap-news.xml"}
	return d
}

// same fails the test unless a server answers everything as it is. What it is
// asked is in its memory from then on.
func (d *newsdesk) same(t *testing.T, what string, servers ...*site) {
	t.Helper()
	for _, path := range d.asked {
		want := d.plain.get(path).told(t)
		for i, s := range servers {
			if diff := cmp.Diff(want, s.get(path).told(t)); diff != "" {
				t.Errorf("%s: %s is answered as it was, by server %d of %d:\n%s", what, path, i+1, len(servers), diff)
			}
		}
	}
}

// TestNoWriteLeavesAStaleAnswer does everything that changes what readers see,
// on a server that has every answer in memory: it answers all as it is at once,
// and another one as soon as it has looked.
func TestNoWriteLeavesAStaleAnswer(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	patch := func(as auth.Scope, path, body string) func() {
		return func() {
			d.a.do(call{as: as, method: "PATCH", path: path, media: mergeOf, body: body, headers: ifMatch("*")}).is(200)
		}
	}
	post := func(as auth.Scope, path, body string, status int) func() {
		return func() {
			d.a.do(call{as: as, method: "POST", path: path, body: body, headers: ifMatch("*")}).is(status)
		}
	}
	d.same(t, "before any", d.a, d.b)
	minor, photo := d.path+"?minor=true&reason=x", "/v1/photos/"+d.story.Photos[0].ID.String()
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"a draft", func() { d.a.draft("A draft") }},
		{"publishing it", post(auth.Publish, "/v1/articles/a-draft/publish", `{}`, 200)},
		{"a minor edit", patch(auth.Publish, minor, `{"summary": "It turns at six."}`)},
		{"a correction", post(auth.Publish, d.path+"/corrections", `{"kind": "correction", "note": "At seven.", "patch": {"summary": "It turns at seven."}}`, 201)},
		{"a correction that is sent once", func() {
			d.a.do(call{as: auth.Publish, method: "POST", path: d.path + "/corrections", body: `{"kind": "editors_note", "note": "Noted."}`,
				headers: map[string]string{"If-Match": "*", "Idempotency-Key": "one"}}).is(201)
		}},
		{"another slug", patch(auth.Publish, minor, `{"slug": "the-tide-tables-anew"}`)},
		{"an author's bio", patch(auth.Publish, "/v1/authors/mira-okafor?minor=true&reason=x", `{"bio": "Knows the tides."}`)},
		{"an author's name", patch(auth.Publish, "/v1/authors/mira-okafor?minor=true&reason=x", `{"name": "M. Okafor"}`)},
		{"a new author", func() {
			d.a.do(call{as: auth.Write, method: "POST", path: "/v1/authors", body: `{"name": "Nobody Yet"}`}).is(201)
		}},
		{"a photo's rights", patch(auth.Publish, photo+"?minor=true&reason=x", `{"rights": "One use."}`)},
		{"a photo's caption", patch(auth.Publish, photo+"?minor=true&reason=x", `{"caption": "The pier at dusk"}`)},
		{"a section's slug", patch(auth.Publish, "/v1/sections/harbour?minor=true&reason=x", `{"slug": "docks"}`)},
		{"a section's slug again", patch(auth.Publish, "/v1/sections/docks?minor=true&reason=x", `{"slug": "harbour"}`)},
		{"a tag's name", patch(auth.Publish, "/v1/tags/ferries?minor=true&reason=x", `{"name": "Boats"}`)},
		{"a speaker's title", patch(auth.Publish, "/v1/speakers/ines-vale?minor=true&reason=x", `{"title": "Once the mayor"}`)},
		{"a source's name", patch(auth.Publish, "/v1/sources/harbour-trust?minor=true&reason=x", `{"name": "The Harbour Trust"}`)},
		{"the newsroom's name", patch(auth.Admin, "/v1/newsroom", `{"name": "The Port Ellis Log"}`)},
		{"the newsroom's addresses", patch(auth.Admin, "/v1/newsroom", `{"article_url": "https://log.example/{section}/{slug}"}`)},
		{"a planned expiry", patch(auth.Publish, d.path, `{"expires_at": "2100-01-01T00:00:00Z"}`)},
		{"a planned correction", post(auth.Publish, d.path+"/revisions", `{"publish_at": "2099-01-01T06:00:00Z", "kind": "update", "note": "Then.", "patch": {"summary": "Then."}}`, 201)},
		{"a story under embargo", func() {
			d.a.draft("Under embargo")
			post(auth.Publish, "/v1/articles/under-embargo/publish", `{"embargoed_until": "2100-01-01T00:00:00Z"}`, 200)()
		}},
		{"withholding", post(auth.Publish, d.path+"/withhold", `{"note": "We look into it."}`, 200)},
		{"the slug of a tombstone", patch(auth.Publish, d.path, `{"slug": "the-tide-tables-withheld"}`)},
		{"release", post(auth.Publish, d.path+"/release", `{"note": "It holds."}`, 200)},
		{"an old version", post(auth.Publish, d.path+"/restore?minor=true&reason=x", `{"version": 2}`, 200)},
		{"a retraction", post(auth.Publish, d.path+"/corrections", `{"kind": "retraction", "note": "It was not so."}`, 201)},
		{"a kill with its history", post(auth.Admin, d.path+"/kill", `{"note": "By order of a court.", "erase": true}`, 200)},
	} {
		step.do()
		d.b.catchUp()
		d.same(t, step.name, d.a, d.b)
	}
}

// TestNoMomentLeavesAStaleAnswer has the clock do it: nothing is recorded, and
// no server is told.
func TestNoMomentLeavesAStaleAnswer(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	begun := time.Now()
	d.same(t, "without a moment", d.a, d.b)
	// Late enough that all is asked twice before it, on a machine that is busy too.
	at := time.Now().Add(1500*time.Millisecond + 6*time.Since(begun))
	when := at.UTC().Format(time.RFC3339Nano)
	d.a.draft("Held back")
	d.asked = append(d.asked, "/v1/articles/held-back")
	d.a.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/held-back/publish", body: `{"embargoed_until": "` + when + `"}`, headers: ifMatch("*")}).is(200)
	d.a.do(call{as: auth.Publish, method: "PATCH", path: d.path, media: mergeOf, body: `{"expires_at": "` + when + `"}`, headers: ifMatch("*")}).is(200)
	d.b.catchUp()
	for _, s := range []*site{d.a, d.b} {
		for range 2 {
			var age int
			left, control := time.Until(at), s.get(d.path).header.Get("Cache-Control")
			if _, err := fmt.Sscanf(control, "public, max-age=%d", &age); err != nil || age > 0 && float64(age) > left.Seconds()-1 { // a second on the way
				t.Errorf("%s before its end an article says %s", left, control)
			}
			d.same(t, "before the moment", s)
		}
	}
	time.Sleep(time.Until(at.Add(10 * time.Millisecond)))
	for _, s := range []*site{d.a, d.b} {
		s.get("/v1/articles/held-back").is(200)
		s.get(d.path).is(404)
		d.same(t, "after the moment", s)
		d.same(t, "after the moment", s)
	}
	// A licence that is found to have ended hides a picture at once.
	d.a.do(call{as: auth.Publish, method: "PATCH", path: "/v1/photos/" + d.story.Photos[0].ID.String() + "?minor=true&reason=x", media: mergeOf,
		body: `{"expires_at": "` + when + `"}`, headers: ifMatch("*")})
	d.same(t, "a licence that had ended", d.a)
	d.a.keepTime()
	d.b.catchUp()
	d.same(t, "when it is recorded", d.a, d.b)
}

// TestLifetimesRunOut shows that what is kept here is not kept longer by others
// for having been kept here.
func TestLifetimesRunOut(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("The long one").article().Slug
	first := s.get(path).header.Get("Cache-Control")
	if first != "public, max-age=60, stale-while-revalidate=30, stale-if-error=600" {
		t.Errorf("without a moment: %s", first)
	}
	s.do(call{as: auth.Publish, method: "PATCH", path: path, media: mergeOf, body: `{"expires_at": "` + soon(20*time.Second) + `"}`, headers: ifMatch("*")}).is(200)
	last := 60
	for range 2 {
		var age, more, most int
		control := s.get(path).header.Get("Cache-Control")
		if _, err := fmt.Sscanf(control, "public, max-age=%d", &age); err != nil || age >= 20 || age > last || age+more > 20 || age+most > 20 {
			t.Errorf("with a moment in 20 seconds, after %d: %s", last, control)
		}
		last = age - 1
		time.Sleep(1100 * time.Millisecond)
	}
}

// TestServedWhileTheDatabaseIsAway stops a server's connections: what is in
// memory is still answered, a story until its own moment, a list until the next
// of any; what is not, and every write, is not; and /readyz tells.
func TestServedWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	s := serve(t)
	one := "/v1/articles/" + s.published("The one that is asked").article().Slug
	other := "/v1/articles/" + s.published("The one that is not").article().Slug
	brief := "/v1/articles/" + s.published("The one that expires").article().Slug
	tag := s.get(one).is(200).etag()
	s.get("/v1/articles").is(200)
	s.get("/readyz").is(200)
	at := time.Now().Add(4 * time.Second)
	s.do(call{as: auth.Publish, method: "PATCH", path: brief, media: mergeOf, body: `{"expires_at": "` + at.UTC().Format(time.RFC3339Nano) + `"}`, headers: ifMatch("*")}).is(200)
	s.get("/v1/articles").is(200)
	s.get(brief).is(200)
	s.store.Close()
	for range 3 {
		s.get(one).is(200)
		s.get(brief).is(200)
		s.get("/v1/articles").is(200)
		s.do(call{method: "GET", path: one, headers: map[string]string{"If-None-Match": tag, "Accept-Encoding": "gzip"}}).is(304)
		if got := s.get(other); got.status < 500 {
			t.Errorf("what is not in memory is answered with %d", got.status)
		}
		if got := s.do(call{as: auth.Publish, method: "GET", path: one}); got.status < 500 {
			t.Errorf("who has a key is answered with %d", got.status)
		}
		s.get("/readyz").is(503)
	}
	if !time.Now().Before(at) {
		t.Fatal("the machine was too busy to ask before the moment")
	}
	time.Sleep(time.Until(at))
	for _, path := range []string{brief, "/v1/articles"} {
		if got := s.get(path); got.status < 500 {
			t.Errorf("after the moment %s is answered with %d", path, got.status)
		}
	}
	if control := s.get(one).is(200).header.Get("Cache-Control"); !strings.Contains(control, "max-age=60,") {
		t.Errorf("what stays as it is may be kept: %s", control)
	}
}

// TestWhoHangsUpDoesNotFailTheOthers has callers ask for one story that the
// store is slow to give, and the first of them leave.
func TestWhoHangsUpDoesNotFailTheOthers(t *testing.T) {
	t.Parallel()
	slow := &slowArticles{asked: make(chan struct{}, 20), let: make(chan struct{})}
	s := serve(t, func(d *api.Deps) { slow.articles, d.Articles = d.Articles, slow })
	path := "/v1/articles/" + s.published("The slow one").article().Slug
	ctx, hangUp := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+path, nil)
		resp, err := client.Do(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		left <- err
	}()
	<-slow.asked
	statuses := make(chan int)
	for range 5 {
		go func() { statuses <- s.get(path).status }()
	}
	time.Sleep(50 * time.Millisecond) // most of them wait by now; that all do is not needed
	hangUp()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(slow.let)
	for range 5 {
		if status := <-statuses; status != 200 {
			t.Errorf("answered with %d", status)
		}
	}
	if n := len(slow.asked); n > 2 {
		t.Errorf("the store was asked %d times more", n)
	}
}

// slowArticles gives an article when it is let to.
type slowArticles struct {
	articles
	asked chan struct{}
	let   chan struct{}
}

// articles is embedded under a name that is none of its own methods.
type articles interface{ api.Articles }

func (a *slowArticles) Article(ctx context.Context, by auth.Principal, ref string) (news.Document, error) {
	if by.Anonymous() {
		a.asked <- struct{}{}
		select {
		case <-a.let:
		case <-ctx.Done():
			return news.Document{}, ctx.Err()
		}
	}
	return a.articles.Article(ctx, by, ref)
}

// A limit for callers without a key counts what is answered from memory, too.
func TestLimitsHoldForWhatIsKept(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Limits.Anonymous = 5 })
	path := "/v1/articles/" + s.published("A story with a limit").article().Slug
	for range 5 {
		s.get(path).is(200)
	}
	s.get(path).is(429)
	if s.cache.Stats().Hits != 4 {
		t.Errorf("answered from memory: %+v", s.cache.Stats())
	}
}
