package api_test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
)

// atomFeed is what a reader of archives takes from an Atom feed.
type atomFeed struct {
	ID      string    `xml:"http://www.w3.org/2005/Atom id"`
	Archive *struct{} `xml:"http://purl.org/syndication/history/1.0 archive"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"http://www.w3.org/2005/Atom link"`
	Gone []struct {
		Ref string `xml:"ref,attr"`
	} `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
	Entries []struct {
		ID    string `xml:"id"`
		Title string `xml:"title"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

func (f *atomFeed) link(rel string) string {
	for _, l := range f.Links {
		if l.Rel == rel {
			return strings.TrimPrefix(l.Href, "https://api.example")
		}
	}
	return ""
}

func (s *site) atom(path string) (f atomFeed) {
	s.t.Helper()
	got := s.get(path).is(http.StatusOK)
	if err := xml.Unmarshal(got.body, &f); err != nil {
		s.t.Fatal(err)
	}
	return f
}

// walk reads a feed and its archive documents back to the first story. It is the
// titles, in the order in which they were met, and each document's.
func (s *site) walk(path string) (titles []string, documents map[string][]string) {
	s.t.Helper()
	documents = map[string][]string{}
	feed := s.atom(path)
	for at := &feed; ; {
		for _, e := range at.Entries {
			if !slices.Contains(titles, e.Title) {
				titles = append(titles, e.Title)
			}
			if at != &feed {
				documents[at.link("self")] = append(documents[at.link("self")], e.Title)
			}
		}
		prev := at.link("prev-archive")
		if prev == "" {
			return titles, documents
		}
		next := s.atom(prev)
		if next.ID != feed.ID || next.Archive == nil || next.link("current") == "" || next.link("self") != prev {
			s.t.Fatalf("%s is no archive document of %s: %+v", prev, path, next)
		}
		if at = &next; len(documents) > 50 {
			s.t.Fatalf("the archive has no end: %v", documents)
		}
	}
}

// publishAt stores and publishes a story that is dated back.
func (s *site) publishAt(headline, section string, at time.Time) news.Document {
	s.t.Helper()
	a := news.Article{Headline: headline, Section: &news.Ref{Slug: section, Name: section}, PublishedAt: at, Body: []news.Block{{Type: news.Paragraph, Text: "So it is."}}}
	by := auth.Principal{Name: "test", Scopes: []auth.Scope{auth.Publish, auth.Write}}
	doc, err := s.store.ImportPage(s.t.Context(), by, &news.Page{Article: a}, news.Importing{Publish: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return doc
}

// TestArchives walks back from the feed to the first story, by feeds of several
// lengths and filters: no story is missed, and what was read before stays as it
// was when new ones come.
func TestArchives(t *testing.T) {
	t.Parallel()
	s := serve(t)
	now := time.Now().UTC()
	var want []string
	tell := func(headline string, at time.Time) {
		section := []string{"harbour", "council"}[len(want)%2]
		s.publishAt(headline, section, at)
		want = append([]string{headline}, want...)
	}
	for n := range 105 {
		tell(fmt.Sprintf("Of one day %d", n), time.Date(2024, 3, 18, 6, n/2, 30*(n%2), 0, time.UTC))
	}
	tell("Of a day after", time.Date(2024, 5, 1, 23, 59, 59, 0, time.UTC))
	for n, ago := range []time.Duration{30 * time.Hour, 7 * time.Hour, 3 * time.Hour, 90 * time.Minute, 40 * time.Minute, 7 * time.Minute, 6 * time.Minute, 5 * time.Minute} {
		tell(fmt.Sprintf("Of today %d", n), now.Add(-ago))
	}
	s.catchUp()
	titles, documents := s.walk("/v1/feeds/atom?limit=2")
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if of := documents["/v1/feeds/atom?archive=2024-03-18"]; len(of) != 100 || of[0] != "Of one day 104" {
		t.Errorf("a day with many stories is told at once: %d of them", len(of))
	}
	of, _ := s.walk("/v1/feeds/atom?section=council&content=summary&limit=1")
	var half []string
	for n, title := range want {
		if (len(want)-1-n)%2 == 1 {
			half = append(half, title)
		}
	}
	if diff := cmp.Diff(half, of); diff != "" {
		t.Errorf("of a section (-want +got):\n%s", diff)
	}
	if all, none := s.walk("/v1/feeds/atom?published_after=2024-05-01T00:00:00Z&limit=100"); len(all) != 9 || len(none) != 0 {
		t.Errorf("a feed that has all has archives: %v", none)
	}
	if all, _ := s.walk("/v1/feeds/atom?published_after=2024-05-01T00:00:00Z&limit=1"); len(all) != 9 {
		t.Errorf("the archive goes beyond what the feed has: %v", all)
	}
	tell("The newest", now)
	s.catchUp()
	again, now2 := s.walk("/v1/feeds/atom?limit=2")
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("after a new story (-want +got):\n%s", diff)
	}
	for path, titles := range documents {
		if then := now2[path]; then != nil && !slices.Equal(then, titles) {
			t.Errorf("%s had %v and has %v", path, titles, then)
		}
	}
}

// TestArchivesOfWhatIsGone has the tombstone of a story stand in the archive
// document that had the story.
func TestArchivesOfWhatIsGone(t *testing.T) {
	t.Parallel()
	s := serve(t)
	at := time.Date(2024, 3, 18, 6, 0, 0, 0, time.UTC)
	gone := s.publishAt("Gone", "harbour", at)
	s.publishAt("Stays", "harbour", at.Add(time.Minute))
	s.publishAt("Later", "harbour", at.Add(48*time.Hour))
	s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/" + gone.ID.String() + "/withhold", body: `{"note": "It was not so."}`, headers: ifMatch("*")}).is(200)
	old := s.atom("/v1/feeds/atom?archive=2024-03-18")
	if len(old.Gone) != 1 || old.Gone[0].Ref != "urn:uuid:"+gone.ID.String() || len(old.Entries) != 1 {
		t.Errorf("%+v", old)
	}
	if later := s.atom("/v1/feeds/atom?archive=2024-03-20"); len(later.Gone) != 0 || len(later.Entries) != 1 {
		t.Errorf("%+v", later)
	}
	if feed := s.atom("/v1/feeds/atom"); len(feed.Gone) != 1 || len(feed.Entries) != 2 {
		t.Errorf("%+v", feed)
	}
	for _, no := range []string{"rss?archive=2024-03-18", "atom?archive=2024-03-18&limit=5", "atom?archive=2024-3-18", "atom?archive=2100-01-01",
		"atom?archive=" + time.Now().UTC().Format("2006-01-02"), "atom?archive=" + time.Now().UTC().Format("2006-01-02T15:04"), "atom?archive=2024-03-18&sort=-updated"} {
		s.get("/v1/feeds/"+no).isProblem(400, "parameters")
	}
}

// TestAFeedTellsAsGoneWhatItHad has feeds with filters tell of those stories alone
// as gone that were so while readers had them: what was moved is told in both feeds,
// what was moved or never seen behind readers' backs in none.
func TestAFeedTellsAsGoneWhatItHad(t *testing.T) {
	t.Parallel()
	s := serve(t)
	at := time.Date(2024, 3, 18, 6, 0, 0, 0, time.UTC)
	path := func(d news.Document) string { return "/v1/articles/" + d.ID.String() }
	move := func(d news.Document, section string) {
		s.do(call{as: auth.Publish, method: "PATCH", path: path(d) + "?minor=true&reason=moved", body: `{"section": {"slug": "` + section + `", "name": "` + section + `"}}`,
			media: "application/merge-patch+json", headers: ifMatch("*")}).is(200)
	}
	remove := func(d news.Document, how, more string) {
		s.do(call{as: auth.Admin, method: "POST", path: path(d) + "/" + how, body: `{"note": "It was not so."` + more + `}`, headers: ifMatch("*")}).is(200)
	}
	harbour, moved, erased := s.publishAt("In the harbour", "harbour", at), s.publishAt("Moved", "council", at), s.publishAt("Erased", "harbour", at)
	move(moved, "world")
	remove(harbour, "withhold", "")
	remove(moved, "withhold", "")
	remove(erased, "kill", `, "erase": true`)
	move(harbour, "sport") // while nobody has it
	early := news.Article{Headline: "Early", Section: &news.Ref{Slug: "sport", Name: "sport"}, PublishedAt: at,
		Schedule: news.Schedule{EmbargoedUntil: time.Now().Add(time.Hour)}, Body: []news.Block{{Type: news.Paragraph, Text: "Not yet."}}}
	by := auth.Principal{Name: "test", Scopes: []auth.Scope{auth.Publish, auth.Write}}
	doc, err := s.store.ImportPage(t.Context(), by, &news.Page{Article: early}, news.Importing{Publish: true})
	if err != nil {
		t.Fatal(err)
	}
	remove(doc, "withhold", "")
	for query, want := range map[string][]news.Document{
		"": {harbour, moved, erased}, "section=harbour": {harbour, erased}, "section=council": {moved}, "section=world": {moved},
		"section=sport": nil, "section=nowhere": nil, "section=-harbour": {moved}, "kind=news": {harbour, moved, erased}, "kind=opinion": nil,
		"section=council,world&kind=news": {moved}, "tag=tides": nil, "author=nobody": {erased}, "id=" + moved.ID.String(): {moved},
		"q=whatever": {harbour, moved, erased},
	} {
		var ids, wanted []string
		for _, g := range s.atom("/v1/feeds/atom?" + query).Gone {
			ids = append(ids, g.Ref)
		}
		for _, d := range want {
			wanted = append(wanted, "urn:uuid:"+d.ID.String())
		}
		slices.Sort(ids)
		slices.Sort(wanted)
		if !slices.Equal(ids, wanted) {
			t.Errorf("%q tells of %v as gone, not of %v", query, ids, wanted)
		}
	}
}
