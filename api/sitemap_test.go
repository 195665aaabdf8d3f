package api_test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
)

func (s *site) everyAnswerOfSitemaps() {
	s.t.Helper()
	year := fmt.Sprint(time.Now().UTC().Year())
	for _, path := range []string{"/sitemap.xml", "/sitemap/" + year, "/sitemap-news.xml"} {
		got := s.get(path).is(http.StatusOK)
		s.do(call{method: "GET", path: path, headers: map[string]string{"If-None-Match": got.etag()}}).is(http.StatusNotModified)
		// What it has gets older when its newest story goes, so that the time is told but not gone by.
		s.do(call{method: "GET", path: path, headers: map[string]string{"If-Modified-Since": got.header.Get("Last-Modified")}}).is(http.StatusOK)
		s.get(path+"?page=2").isProblem(http.StatusBadRequest, "parameters")
	}
	s.get("/sitemap/"+year+"?cursor=x").isProblem(http.StatusBadRequest, "parameters")
	for _, name := range []string{"0", "02026", "news", "2026.xml", "99999"} {
		s.get("/sitemap/"+name).isProblem(http.StatusNotFound, "not-found")
	}
}

// locations are the addresses that a sitemap has.
func (a *answer) locations(t *testing.T) (list []string) {
	t.Helper()
	var doc struct {
		Entries []struct {
			Loc string `xml:"loc"`
		} `xml:",any"`
	}
	if err := xml.Unmarshal(a.body, &doc); err != nil {
		t.Fatalf("%v\n%s", err, a.body)
	}
	for _, e := range doc.Entries {
		list = append(list, e.Loc)
	}
	return list
}

// TestSitemaps follows the index to its files, over more stories than one takes:
// each public story is there once, as soon as it is out, and until it is taken.
func TestSitemaps(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.MapSize = 2 })
	walk := func() (stories []string) {
		t.Helper()
		index := s.get("/sitemap.xml").is(http.StatusOK)
		if media := index.header.Get("Content-Type"); media != "application/xml; charset=utf-8" {
			t.Errorf("the index is %s", media)
		}
		for _, file := range index.locations(t) {
			path, own := strings.CutPrefix(file, "https://api.example")
			if !own {
				t.Fatalf("the index leads to %s", file)
			}
			list := s.get(path).is(http.StatusOK).locations(t)
			if len(list) > 2 {
				t.Errorf("%s has %d stories", file, len(list))
			}
			stories = append(stories, list...)
		}
		return stories
	}
	if got := walk(); !slices.Equal(got, []string{"https://api.example/"}) {
		t.Errorf("without a story there is %s", got)
	}
	var want []string
	for n := range 5 {
		want = append(want, "https://api.example/v1/articles/"+s.published(fmt.Sprintf("Tide %d", n)).article().ID.String()+"?format=html")
	}
	if got := walk(); !slices.Equal(got, want) {
		t.Errorf("there are %s", got)
	}
	for _, path := range []string{"/sitemap.xml", fmt.Sprint("/sitemap/", time.Now().UTC().Year()), "/sitemap-news.xml"} {
		if dated, err := http.ParseTime(s.get(path).header.Get("Last-Modified")); err != nil || time.Since(dated) > time.Hour {
			t.Errorf("%s is of %s, %v", path, dated, err)
		}
	}
	if got := s.get("/sitemap-news.xml").locations(t); len(got) != 5 || got[0] != want[4] {
		t.Errorf("the news are %s", got)
	}
	s.do(call{as: auth.Admin, method: "PATCH", path: "/v1/newsroom", media: mergeOf, body: `{"article_url": "https://news.example/{slug}"}`, headers: ifMatch("*")}).is(http.StatusOK)
	s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/tide-2/withhold", body: `{"note": "We look into it."}`, headers: ifMatch("*")}).is(http.StatusOK)
	want = []string{"https://news.example/tide-0", "https://news.example/tide-1", "https://news.example/tide-3", "https://news.example/tide-4"}
	if got := walk(); !slices.Equal(got, want) {
		t.Errorf("on the newsroom's own pages there are %s", got)
	}
	// Whoever sends a key is answered the same.
	if got := s.do(call{as: auth.Admin, method: "GET", path: "/sitemap-news.xml"}); got.header.Get("Cache-Control") != "private, no-store" || len(got.locations(t)) != 4 {
		t.Errorf("with a key: %s, %s", got.header.Get("Cache-Control"), got.body)
	}
}

// TestNewsAreNoneAfterTwoDays has what is told of the newest stories end when the
// oldest of them is no news any more, though nobody writes anything.
func TestNewsAreNoneAfterTwoDays(t *testing.T) {
	t.Parallel()
	s := serve(t)
	a := s.published("Tide tables").article()
	for left, longest := range map[time.Duration]time.Duration{47 * time.Hour: 15 * time.Second, 9 * time.Second: 8 * time.Second} {
		s.owner(`update articles set published_at = clock_timestamp() - interval '48 hours' + make_interval(secs => $1) where id = $2`, left.Seconds(), a.ID)
		s.published("Another " + left.String()) // an entry of the log, so that nothing is told from memory
		for _, path := range []string{"/sitemap-news.xml", "/sitemap-news.xml"} {
			control := s.get(path).is(http.StatusOK).header.Get("Cache-Control")
			var age int
			if _, err := fmt.Sscan(regexp.MustCompile(`[0-9]+`).FindString(control), &age); err != nil || time.Duration(age)*time.Second > longest {
				t.Errorf("with %s left it is kept by %s", left, control)
			}
		}
	}
	s.owner(`update articles set published_at = clock_timestamp() - interval '49 hours' where id = $1`, a.ID)
	s.published("A third")
	if news := s.get("/sitemap-news.xml"); strings.Contains(string(news.body), a.ID.String()) || strings.Count(string(news.body), "<url>") != 3 {
		t.Errorf("the news are %s", news.body)
	}
}
