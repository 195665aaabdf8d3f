package api_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"
)

// partner is a key that was made over the API, as its holder and its admin
// have it.
type partner struct {
	call        // with the key
	path string // of the key
}

func (s *site) partner(body string) partner {
	s.t.Helper()
	made := s.do(call{as: auth.Admin, method: "POST", path: "/v1/keys", body: body}).is(201)
	var key struct{ Key string }
	made.read(&key)
	return partner{call{method: "GET", headers: map[string]string{"Authorization": "Bearer " + key.Key}}, made.header.Get("Location")}
}

// asks is the holder's GET.
func (p partner) asks(path string) call {
	p.call.path = path
	return p.call
}

// change is a merge patch of the key.
func (s *site) change(p partner, body string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Admin, method: "PATCH", path: p.path, media: mergeOf, body: body, headers: ifMatch("*")})
}

func TestAKeyIsChanged(t *testing.T) {
	t.Parallel()
	s := serve(t)
	p := s.partner(`{"name": "Coast Agency", "scopes": ["feed"], "expires_at": "2099-01-01T00:00:00Z"}`)
	before := s.do(call{as: auth.Admin, method: "GET", path: p.path}).is(200)
	s.do(p.asks("/v1/articles")).is(200) // which is its first use
	used := s.do(call{as: auth.Admin, method: "GET", path: p.path, headers: map[string]string{"If-None-Match": before.etag()}}).is(200)
	if used.etag() == before.etag() {
		t.Error("a key that was used since has the same tag, though it shows when")
	}
	patch := func(tag, body string) *answer {
		return s.do(call{as: auth.Admin, method: "PATCH", path: p.path, media: mergeOf, body: body, headers: ifMatch(tag)})
	}
	var k auth.Key
	changed := patch(before.etag(), `{"name": "Coast", "advance": true, "requests_per_minute": 60, "expires_at": null, "id": "x", "last_used_at": null}`).is(200)
	changed.read(&k)
	if k.Name != "Coast" || !k.Advance || k.RequestsPerMinute != 60 || !k.ExpiresAt.IsZero() || k.LastUsedAt.IsZero() || !k.ModifiedAt.After(k.CreatedAt) ||
		!strings.HasSuffix(p.path, k.ID.String()) {
		t.Errorf("%+v", k)
	}
	if got := s.do(call{as: auth.Admin, method: "GET", path: p.path, headers: map[string]string{"If-Modified-Since": before.header.Get("Last-Modified")}}); got.etag() != changed.etag() {
		t.Errorf("the tag is %s, not %s", got.etag(), changed.etag())
	}
	stale := patch(used.etag(), `{"name": "Late"}`)
	stale.isProblem(412, "stale")
	if stale.header.Get("ETag") != changed.etag() || strings.Contains(string(stale.body), `"version":`) {
		t.Errorf("%s: %s", stale.header.Get("ETag"), stale.body)
	}
	faults := patch("*", `{"scopes": ["write"], "expires_at": "2020-01-01T00:00:00Z"}`).isProblem(422, "invalid")
	if len(faults) != 2 || !strings.HasPrefix(faults[0], "/advance: ") || !strings.HasPrefix(faults[1], "/expires_at: ") {
		t.Errorf("%q", faults)
	}
	s.do(call{as: auth.Admin, method: "DELETE", path: p.path}).is(204)
	patch("*", `{"name": "Late"}`).isProblem(409, "conflict")
	var log struct{ Data []auth.Deed }
	s.do(call{as: auth.Admin, method: "GET", path: "/v1/audit"}).read(&log)
	var did []string
	for _, d := range log.Data {
		if d.Subject == p.path {
			did = append(did, d.Action)
		}
	}
	if !slices.Equal(did, []string{"revoked", "edited", "created"}) {
		t.Errorf("on record is %v", did)
	}
}

// TestWhatAKeyMaySeeHoldsFromItsResetOn follows the log with a key whose
// entitlement is taken: by asking, by waiting and by a stream.
func TestWhatAKeyMaySeeHoldsFromItsResetOn(t *testing.T) {
	t.Parallel()
	s := serve(t)
	p := s.partner(`{"name": "Coast Agency", "scopes": ["feed"], "advance": true}`)
	secret := s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles", body: `{"headline": "The budget", "body": [{"type": "paragraph", "text": "Not yet."}], "embargoed_until": "` +
		time.Now().Add(time.Hour).UTC().Format(time.RFC3339) + `"}`}).is(201)
	path := secret.header.Get("Location")
	s.do(call{as: auth.Publish, method: "POST", path: path + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	s.do(p.asks(path)).is(200)
	var page changes
	s.do(p.asks("/v1/changes")).is(200).read(&page)
	if len(page.Data) != 1 {
		t.Fatalf("%+v", page)
	}
	after := page.Next
	waiting := s.later(p.asks("/v1/changes?include=article&wait=30&after=" + after))
	stream := s.stream(p.asks("/v1/changes?include=article&after=" + after))
	stream.next(false)

	s.change(p, `{"advance": false}`).is(200)
	s.do(p.asks(path)).is(404)
	page = changes{}
	reset := within(t, 10*time.Second, waiting).is(200)
	reset.read(&page)
	if len(page.Data) != 1 || page.Data[0].Type != news.ChangeReset || page.Next != page.Data[0].Cursor || strings.Contains(string(reset.body), "article_id") {
		t.Errorf("who waits gets %s", reset.body)
	}
	if e := stream.next(false); e.event != "reset" || e.id != page.Next {
		t.Errorf("the stream gets %+v", e)
	}
	stream.ends(10 * time.Second)

	s.correct(path, `{"kind": "editors_note", "note": "Still to come."}`).is(201)
	s.published("Ferry is back")
	page = changes{}
	s.do(p.asks("/v1/changes?include=article&after=" + after)).is(200).read(&page)
	if len(page.Data) != 1 {
		t.Fatalf("a page goes on after a reset: %+v", page)
	}
	rest := s.do(p.asks("/v1/changes?include=article&after=" + page.Next)).is(200)
	page = changes{}
	rest.read(&page)
	if len(page.Data) != 1 || page.Data[0].Slug != "ferry-is-back" {
		t.Errorf("after the reset: %s", rest.body)
	}
	if others := s.get("/v1/changes").is(200); strings.Contains(string(others.body), "reset") {
		t.Errorf("others see %s", others.body)
	}
}

func TestAKeyIsAnsweredAsOftenAsItMay(t *testing.T) {
	t.Parallel()
	s := serve(t, func(d *api.Deps) { d.Limits = api.Limits{Key: 3} })
	p, other := s.partner(`{"name": "Coast Agency", "scopes": ["feed", "write"], "requests_per_minute": 2}`), s.key(auth.Key{Name: "Radio", Scopes: []auth.Scope{auth.Feed}})
	tags := call{method: "POST", path: "/v1/tags", body: `{"name": "Ferries"}`, headers: map[string]string{"Idempotency-Key": "once"}}
	tags.headers["Authorization"] = p.headers["Authorization"]
	for i, want := range []struct {
		call
		status     int
		policy     string
		left, full int
		retryAfter int // less what has run in since
	}{
		{p.asks("/v1/articles"), 200, `"key";q=2;w=60`, 1, 30, 0},
		{p.asks("/v1/nothing"), 404, `"key";q=2;w=60`, 0, 60, 0},
		{p.asks("/v1/articles"), 429, `"key";q=2;w=60`, 0, 60, 30},
		{tags, 429, `"key";q=2;w=60`, 0, 60, 30},
		{p.asks("/healthz"), 200, "", 0, 0, 0},
		{call{method: "GET", path: "/v1/articles"}, 200, "", 0, 0, 0},
		{call{method: "GET", path: "/v1/articles", headers: other.headers}, 200, `"key";q=3;w=60`, 2, 20, 0},
	} {
		got := s.do(want.call).is(want.status)
		h := got.header
		var left, full, retryAfter int
		if want.policy != "" {
			if _, err := fmt.Sscanf(h.Get("RateLimit"), `"key";r=%d;t=%d`, &left, &full); err != nil {
				t.Errorf("request %d: %q: %v", i, h.Get("RateLimit"), err)
			}
		}
		if want.retryAfter > 0 {
			retryAfter, _ = strconv.Atoi(h.Get("Retry-After"))
		}
		soon := func(got, want int) bool { return got <= want && got > want-15 }
		if h.Get("RateLimit-Policy") != want.policy || left != want.left || !soon(full, want.full) || !soon(retryAfter, want.retryAfter) {
			t.Errorf("request %d: %q, %q, %q", i, h.Get("RateLimit-Policy"), h.Get("RateLimit"), h.Get("Retry-After"))
		}
	}
	s.change(p, `{"requests_per_minute": 60}`).is(200)
	s.do(tags).is(201) // the refusal was not kept for the key of the request
}

// A limit is one, however many servers answer.
func TestServersCountTogether(t *testing.T) {
	t.Parallel()
	s := serve(t)
	p, other := s.partner(`{"name": "Coast Agency", "scopes": ["feed"], "requests_per_minute": 4}`), s.beside()
	for i, site := range []*site{s, other, s, other} {
		told := site.do(p.asks("/v1/articles")).is(200).header.Get("RateLimit")
		if left := fmt.Sprintf(`"key";r=%d;`, 3-i); !strings.HasPrefix(told, left) {
			t.Errorf("request %d: %q", i, told)
		}
	}
	s.do(p.asks("/v1/articles")).is(429)
	other.do(p.asks("/v1/articles")).is(429)
}
