package api_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"storywire/api"
	"storywire/internal/contract"
)

// everyAnswerOfHub asks the hub what it takes and what it does not, and more
// than it keeps for one host.
func (s *site) everyAnswerOfHub(own *contract.Spec) {
	t := s.t
	t.Helper()
	form := func(topic, callback string) string {
		return url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.callback": {callback}, "hub.secret": {"hush"}, "hub.lease_seconds": {"600"}}.Encode()
	}
	ask := func(body string) *answer {
		t.Helper()
		return s.do(call{method: "POST", path: "/hub", media: "application/x-www-form-urlencoded", body: body})
	}
	const topic = "https://api.example/v1/feeds/json?tag=ferries&section=harbour"
	for n := range 20 {
		if got := ask(form(topic, "https://one.example/"+strconv.Itoa(n))).is(http.StatusAccepted); len(got.body) > 0 {
			t.Errorf("it is answered %s", got.body)
		}
	}
	if got := ask(form(topic, "https://one.example/more")); got.header.Get("Retry-After") == "" {
		t.Errorf("one too many is answered %v", got.header)
	} else {
		got.isProblem(http.StatusTooManyRequests, "too-many-requests")
	}
	ask(form(topic, "https://another.example/")).is(http.StatusAccepted)
	ask(form("https://other.example/v1/feeds/json", "ftp://one.example/")).isProblem(http.StatusUnprocessableEntity, "invalid")
	ask("hub.mode=%zz").isProblem(http.StatusBadRequest, "syntax")
	ask("hub.secret="+strings.Repeat("s", 20<<10)).isProblem(http.StatusRequestEntityTooLarge, "too-large")
	s.do(call{method: "POST", path: "/hub", media: "application/json", body: "{}"}).isProblem(http.StatusUnsupportedMediaType, "unsupported-media-type")
	serveUnder(t, own, func(d *api.Deps) { d.Hub = nil }).do(call{method: "POST", path: "/hub", media: "application/x-www-form-urlencoded", body: form(topic, "https://one.example/")}).
		isProblem(http.StatusNotFound, "not-found")
}

// TestFeedsNameTheHub looks for it in what a feed links to.
func TestFeedsNameTheHub(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.HubURL = d.PublicURL + "/hub" })
	if links := strings.Join(s.get("/v1/feeds/json").is(200).header["Link"], ", "); !strings.Contains(links, `<https://api.example/hub>; rel="hub"`) {
		t.Errorf("a feed links to %s", links)
	}
}
