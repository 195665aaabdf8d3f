package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// house sets the newsroom's own terms.
func (s *site) house(merge string) *answer {
	return s.do(call{as: auth.Admin, method: "PATCH", path: "/v1/newsroom", media: mergeOf, body: merge, headers: ifMatch("*")}).is(http.StatusOK)
}

// saidTerms are the headers that say what may be done with an answer.
func saidTerms(a *answer) string {
	var licences []string
	for _, link := range a.header.Values("Link") {
		if to, is := strings.CutSuffix(link, `; rel="license"`); is {
			licences = append(licences, to)
		}
	}
	return strings.Join([]string{strings.Join(licences, ", "), a.header.Get("Tdm-Reservation"), a.header.Get("Tdm-Policy")}, " ")
}

// TestTerms writes a story's terms and reads them in every form, old versions
// too; what it does not say, the newsroom says.
func TestTerms(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := s.published("The ferry is licensed")
	path := "/v1/articles/" + story.article().ID.String()
	every := []string{"?format=json", "?format=html", "?format=jsonld", "?format=md", "?format=txt", "?format=ninjs", "?format=newsml-g2", "?fields=headline"}
	all := func(path, want string) {
		t.Helper()
		for _, form := range every {
			if got := saidTerms(s.get(path + form).is(http.StatusOK)); got != want {
				t.Errorf("%s%s says %q, not %q", path, form, got, want)
			}
		}
	}
	all(path, "  ")
	before := s.get(path).etag()
	s.house(`{"rights": "© The Log. All rights reserved.", "tdm_reservation": true, "tdm_policy": "https://log.example/mining.json"}`)
	all(path, " 1 https://log.example/mining.json")
	s.do(call{method: "GET", path: path, headers: map[string]string{"If-None-Match": before}}).is(http.StatusOK)
	s.house(`{"license_url": "https://log.example/terms-é"}`)
	all(path, "<https://log.example/terms-%C3%A9> 1 https://log.example/mining.json")

	now := s.get(path)
	written := s.do(call{as: auth.Publish, method: "PATCH", path: path + "?minor=true&reason=licence", media: mergeOf, headers: ifMatch(now.etag()),
		body: `{"license_url": "https://creativecommons.org/licenses/by/4.0/", "tdm_reservation": false}`}).is(http.StatusOK)
	if a := written.article(); a.LicenseURL != "https://creativecommons.org/licenses/by/4.0/" || a.TDMReservation != news.Unreserved || a.Rights != "" {
		t.Errorf("the story's terms are %+v", a.Terms)
	}
	if got := s.get(path); got.etag() != written.etag() {
		t.Errorf("a write is answered with the tag %s, a read with %s", written.etag(), got.etag())
	}
	s.do(call{as: auth.Publish, method: "PATCH", path: path + "?minor=true&reason=again", media: mergeOf, headers: ifMatch(s.get(path + "?fields=headline").etag()), body: `{"summary": "x"}`}).is(http.StatusOK)
	all(path, "<https://creativecommons.org/licenses/by/4.0/> 0 ")
	if got := saidTerms(s.get(path + "/revisions/2").is(http.StatusOK)); got != "  " {
		t.Errorf("version 2 says %q", got)
	}
	if got := saidTerms(s.get(path + "/revisions/3").is(http.StatusOK)); got != "<https://creativecommons.org/licenses/by/4.0/> 0 " {
		t.Errorf("version 3 says %q", got)
	}
	var diff struct{ Changes []news.Difference }
	s.get(path + "/diff?from=2&to=3").is(http.StatusOK).read(&diff)
	if told := pointers(diff.Changes); !slices.Equal(told, []string{"/license_url", "/tdm_reservation"}) {
		t.Errorf("what changed is %v", told)
	}
	var cards struct{ Data []news.Article }
	s.get("/v1/articles").is(http.StatusOK).read(&cards)
	if cards.Data[0].LicenseURL == "" || cards.Data[0].TDMReservation != news.Unreserved {
		t.Errorf("the card's terms are %+v", cards.Data[0].Terms)
	}
	s.do(call{as: auth.Publish, method: "POST", path: path + "/restore?minor=true&reason=back", body: `{"version": 2}`, headers: ifMatch("*")}).is(http.StatusOK)
	all(path, "<https://log.example/terms-%C3%A9> 1 https://log.example/mining.json")
	s.house(`{"rights": null, "license_url": null, "tdm_reservation": null, "tdm_policy": null}`)
	all(path, "  ")
}

func pointers(list []news.Difference) (at []string) {
	for _, d := range list {
		at = append(at, d.Pointer)
	}
	return at
}

// TestTermsOfFeeds reserves one story of a feed, and with it the feed.
func TestTermsOfFeeds(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("The ferry is free")
	story := "/v1/articles/" + s.published("The ferry is reserved").article().ID.String()
	says := func(want string) {
		t.Helper()
		for _, format := range []string{"rss", "atom", "json", "ninjs", "newsml-g2"} {
			if got := saidTerms(s.get("/v1/feeds/" + format).is(http.StatusOK)); got != want {
				t.Errorf("%s says %q, not %q", format, got, want)
			}
		}
	}
	says("  ")
	s.do(call{as: auth.Publish, method: "PATCH", path: story + "?minor=true&reason=x", media: mergeOf, body: `{"tdm_reservation": true, "tdm_policy": "https://log.example/tdm"}`, headers: ifMatch("*")}).is(http.StatusOK)
	says(" 1 https://log.example/tdm")
	s.house(`{"tdm_reservation": true, "tdm_policy": "https://log.example/other"}`)
	says(" 1 ")
	s.house(`{"tdm_reservation": false}`)
	says(" 1 https://log.example/tdm")
}

// TestTermsOfPhotos writes a photo's terms with a story, and alone.
func TestTermsOfPhotos(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: `{"headline": "x", "photos": [
		{"caption": "A", "url": "https://img.example/a.jpg", "rights": "One use.", "license_url": "https://img.example/licence", "tdm_reservation": true, "tdm_policy": "https://img.example/tdm"}]}`}).is(http.StatusCreated).article()
	want := news.Terms{Rights: "One use.", LicenseURL: "https://img.example/licence", TDMReservation: news.Reserved, TDMPolicy: "https://img.example/tdm"}
	if got := story.Photos[0].Terms; got != want {
		t.Errorf("the photo's terms are %+v", got)
	}
	photo := "/v1/photos/" + story.Photos[0].ID.String()
	s.do(call{as: auth.Write, method: "PATCH", path: photo, media: mergeOf, body: `{"tdm_reservation": null, "license_url": null}`, headers: ifMatch("*")}).is(http.StatusOK)
	want.LicenseURL, want.TDMReservation = "", ""
	if got := s.do(call{as: auth.Write, method: "GET", path: "/v1/articles/" + story.ID.String()}).is(http.StatusOK).article().Photos[0].Terms; got != want {
		t.Errorf("the photo's terms in the story are %+v", got)
	}
}

// TestBadTerms names everything that is wrong with terms at once.
func TestBadTerms(t *testing.T) {
	t.Parallel()
	s := serve(t)
	long := "https://x.example/" + strings.Repeat("a", 2000)
	for _, at := range []call{
		{as: auth.Write, method: "POST", path: "/v1/articles"}, {as: auth.Write, method: "POST", path: "/v1/photos"},
		{as: auth.Admin, method: "PATCH", path: "/v1/newsroom", media: mergeOf, headers: ifMatch("*")},
	} {
		at.body = `{"rights": "` + strings.Repeat("r", 5001) + `", "license_url": "javascript:alert(1)", "tdm_policy": "` + long + `"}`
		if got := s.do(at).isProblem(http.StatusUnprocessableEntity, "invalid"); !slices.Equal(places(got), []string{"/rights", "/license_url", "/tdm_policy"}) {
			t.Errorf("%s: the faults are %v", at.path, got)
		}
		at.body = `{"tdm_reservation": "true", "license_url": 7}`
		if got := s.do(at).isProblem(http.StatusUnprocessableEntity, "invalid"); !slices.Equal(slices.Sorted(slices.Values(places(got))), []string{"/license_url", "/tdm_reservation"}) { // a merge patch has no order
			t.Errorf("%s: the faults are %v", at.path, got)
		}
	}
}

// places are where the faults are.
func places(faults []string) (at []string) {
	for _, fault := range faults {
		pointer, _, _ := strings.Cut(fault, ":")
		at = append(at, pointer)
	}
	return at
}

// TestWhatIsReservedIsInItsFile reads the file in which crawlers look for what is
// reserved: there is one for as long as the newsroom reserves anything.
func TestWhatIsReservedIsInItsFile(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const path = "/.well-known/tdmrep.json"
	s.house(`{"tdm_reservation": null, "tdm_policy": "https://log.example/mining-é.json"}`)
	s.get(path).isProblem(http.StatusNotFound, "not-found")
	s.house(`{"tdm_reservation": true}`)
	got := s.get(path).is(http.StatusOK)
	if want := `[{"location":"/","tdm-reservation":1,"tdm-policy":"https://log.example/mining-%C3%A9.json"}]`; strings.TrimSpace(string(got.body)) != want || got.header.Get("Content-Type") != "application/json" {
		t.Errorf("%s: %s, not %s", got.header.Get("Content-Type"), got.body, want)
	}
	s.do(call{method: "GET", path: path, headers: map[string]string{"If-None-Match": got.etag()}}).is(http.StatusNotModified)
	s.get(path+"?location=/").isProblem(http.StatusBadRequest, "parameters")
	s.house(`{"tdm_reservation": false}`)
	s.get(path).isProblem(http.StatusNotFound, "not-found")
}
