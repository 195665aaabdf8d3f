package api_test

import (
	"slices"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// everyAnswerOfPartners has every answer of the contract about partners.
func (s *site) everyAnswerOfPartners() {
	s.t.Helper()
	made := s.do(call{as: auth.Admin, method: "POST", path: "/v1/partners", body: `{"name": "Radio Ellis"}`,
		headers: map[string]string{"Idempotency-Key": "radio"}}).is(201)
	one := made.header.Get("Location")
	wrong := `{"name": " ", "history_days": -1}`
	s.refuse(auth.Admin, "POST", "/v1/partners", wrong, 400, 401, 403, 413, 415, 422)
	s.read(auth.Admin, "/v1/partners", 304, 400, 401, 403)
	s.read(auth.Admin, one, 304, 400, 401, 403)
	s.do(call{as: auth.Admin, method: "GET", path: "/v1/partners/no-such"}).is(404)
	s.do(call{as: auth.Admin, method: "PUT", path: one, body: string(made.body), headers: ifMatch(made.etag())}).is(200)
	s.do(call{as: auth.Admin, method: "PATCH", path: one, media: mergeOf, body: `{"photos": true}`, headers: ifMatch("*")}).is(200)
	s.do(call{as: auth.Admin, method: "PATCH", path: one, media: patchOf, body: `[{"op": "add", "path": "/kinds/denied/-", "value": "opinion"}]`, headers: ifMatch("*")}).is(200)
	for _, method := range []string{"PUT", "PATCH"} {
		s.refuse(auth.Admin, method, one, wrong, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	}
	s.refuse(auth.Admin, "DELETE", one, "", 400, 401, 403, 404, 412, 428)
	key := s.partner(`{"name": "Radio Ellis", "scopes": ["feed"], "partner": "radio-ellis"}`)
	s.do(call{as: auth.Admin, method: "DELETE", path: one, headers: ifMatch("*")}).isProblem(409, "conflict")
	s.do(call{as: auth.Admin, method: "DELETE", path: key.path}).is(204)
	s.do(call{as: auth.Admin, method: "DELETE", path: one, headers: ifMatch("*")}).is(204)
}

// contract sets up a partner, and returns its path.
func (s *site) contract(body string) string {
	s.t.Helper()
	return s.do(call{as: auth.Admin, method: "POST", path: "/v1/partners", body: body}).is(201).header.Get("Location")
}

// amend is a merge patch of a partner.
func (s *site) amend(path, body string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Admin, method: "PATCH", path: path, media: mergeOf, body: body, headers: ifMatch("*")})
}

// TestPartners sets up a partner, changes its contract, and takes it away.
func TestPartners(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("Ferry is back")
	path := s.contract(`{"name": "Coast Agency", "sections": {"allowed": ["harbour"]}, "tags": {"denied": ["ferries"]}, "kinds": {"allowed": ["news", "live"]},
		"contract_to": "2100-01-01T00:00:00Z", "requests_per_minute": 60}`)
	var section news.Section
	s.get("/v1/sections/harbour").is(200).read(&section)
	var p auth.Partner
	whole := s.do(call{as: auth.Admin, method: "GET", path: "/v1/partners/coast-agency"}).is(200)
	whole.read(&p)
	if !strings.HasSuffix(path, p.ID.String()) || !slices.Equal(p.Sections.Allowed, []string{"harbour"}) || !slices.Equal(p.Tags.Denied, []string{"ferries"}) ||
		p.Tags.Allowed == nil || len(p.Kinds.Allowed) != 2 || p.Photos || p.Advance || len(p.Keys) != 0 || p.ContractTo.Year() != 2100 {
		t.Errorf("%+v", p)
	}
	key := s.partner(`{"name": "Coast desk", "scopes": ["feed"], "partner": "` + p.ID.String() + `"}`)
	with := s.do(call{as: auth.Admin, method: "GET", path: path}).is(200)
	with.read(&p)
	if len(p.Keys) != 1 || p.Keys[0].Name != "Coast desk" || with.etag() == whole.etag() {
		t.Errorf("%+v, %s and %s", p.Keys, with.etag(), whole.etag())
	}
	if got := s.do(key.asks("/v1/newsroom")).is(200).header.Get("RateLimit-Policy"); got != `"key";q=60;w=60` {
		t.Errorf("its key's limit is %s", got)
	}
	s.change(key, `{"requests_per_minute": 600}`).is(200)
	if got := s.do(key.asks("/v1/newsroom")).is(200).header.Get("RateLimit-Policy"); got != `"key";q=600;w=60` {
		t.Errorf("the limit of a key that has its own is %s", got)
	}
	var k auth.Key
	s.do(call{as: auth.Admin, method: "GET", path: key.path}).read(&k)
	if k.Partner != "coast-agency" {
		t.Errorf("%+v", k)
	}
	// By the tag from before it had a key: a write goes by the record alone.
	s.do(call{as: auth.Admin, method: "PATCH", path: path, media: mergeOf, body: `{"slug": "coast"}`, headers: ifMatch(whole.etag())}).is(200)
	s.do(call{as: auth.Admin, method: "PATCH", path: path, media: mergeOf, body: `{"slug": "late"}`, headers: ifMatch(whole.etag())}).isProblem(412, "stale")
	s.do(call{as: auth.Admin, method: "GET", path: "/v1/partners/coast-agency"}).is(404)

	s.do(call{as: auth.Write, method: "POST", path: "/v1/tags", body: `{"name": "Tides"}`}).is(201)
	s.amend(path, `{"tags": {"allowed": ["tides"]}}`).is(200)
	refused := s.do(call{as: auth.Write, method: "DELETE", path: "/v1/tags/tides", headers: ifMatch("*")})
	if refused.isProblem(409, "conflict"); !strings.Contains(string(refused.body), path) {
		t.Errorf("a tag that a contract allows: %s", refused.body)
	}
	s.do(call{as: auth.Admin, method: "DELETE", path: path, headers: ifMatch("*")}).isProblem(409, "conflict")
	s.change(key, `{"partner": null}`).is(200)
	s.do(call{as: auth.Admin, method: "DELETE", path: path, headers: ifMatch("*")}).is(204)
	s.do(call{as: auth.Admin, method: "GET", path: path}).is(404)
	s.do(call{as: auth.Write, method: "DELETE", path: "/v1/tags/tides", headers: ifMatch("*")}).is(204)
	s.change(key, `{"partner": "coast"}`).isProblem(422, "invalid")
}

// TestWhatIsWrongWithAContract names every fault at once.
func TestWhatIsWrongWithAContract(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("Ferry is back")
	s.contract(`{"name": "Coast Agency"}`)
	for body, want := range map[string][]string{
		`{"name": "", "contract_from": "2026-01-01T00:00:00Z", "contract_to": "2026-01-01T00:00:00Z", "history_days": 40000, "requests_per_minute": -1,
		  "sections": {"allowed": ["harbour", "no-such"], "denied": ["harbour"]}, "tags": {"denied": ["` + idOfNone + `"]}, "sources": {"allowed": ["a b"]}, "kinds": {"allowed": ["poem"]}}`: {
			"/name", "/contract_to", "/sections/allowed/0", "/kinds/allowed/0", "/history_days", "/requests_per_minute", "/sections/allowed/1", "/tags/denied/0", "/sources/allowed/0"},
		`{"name": "Coast Agency"}`:     {"/slug"},
		`{"name": "x", "slug": "A b"}`: {"/slug"},
		`{"name": "!!"}`:               {"/slug"},
		`{"name": "x", "tags": {"allowed": ["` + strings.Repeat(`x", "`, 200) + `x"]}}`: append([]string{"/tags/allowed"}, slices.Repeat([]string{""}, 99)...), // as many as are told
	} {
		got := s.do(call{as: auth.Admin, method: "POST", path: "/v1/partners", body: body}).isProblem(422, "invalid")
		if len(got) != len(want) {
			t.Errorf("%.200s: %q", body, got)
			continue
		}
		for i := range want {
			if want[i] != "" && !strings.HasPrefix(got[i], want[i]+": ") {
				t.Errorf("%.200s: %s, not %s", body, got[i], want[i])
			}
		}
	}
	s.do(call{as: auth.Admin, method: "POST", path: "/v1/partners", body: `{"name": "x", "sections": ["harbour"]}`}).isProblem(422, "invalid")
	s.do(call{as: auth.Admin, method: "POST", path: "/v1/partners", body: `{"name": "x", "section": {}}`}).isProblem(400, "unknown-fields")
	for body, at := range map[string]string{
		`{"name": "x", "scopes": ["feed", "write"], "partner": "coast-agency"}`: "/partner",
		`{"name": "x", "scopes": ["admin"], "partner": "coast-agency"}`:         "/partner",
		`{"name": "x", "scopes": ["feed"], "partner": "no-such"}`:               "/partner",
	} {
		if got := s.do(call{as: auth.Admin, method: "POST", path: "/v1/keys", body: body}).isProblem(422, "invalid"); len(got) != 1 || !strings.HasPrefix(got[0], at+": ") {
			t.Errorf("%s: %q", body, got)
		}
	}
}

// TestAKeyHoldsWhileItsContractDoes has a contract that is to come, one that is
// over, and one that ends while its key waits.
func TestAKeyHoldsWhileItsContractDoes(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := s.contract(`{"name": "Coast Agency", "contract_from": "2100-01-01T00:00:00Z"}`)
	key := s.partner(`{"name": "Coast Agency", "scopes": ["feed"], "partner": "coast-agency"}`)
	for _, terms := range []string{`{}`, `{"contract_from": "2020-01-01T00:00:00Z", "contract_to": "2021-01-01T00:00:00Z"}`} {
		s.amend(path, terms).is(200)
		for _, at := range []string{"/v1/articles", "/v1/changes", "/v1/newsroom"} {
			refused := s.do(key.asks(at))
			if refused.isProblem(401, "unauthorized"); !strings.Contains(string(refused.body), "contract") {
				t.Errorf("%s: %s", at, refused.body)
			}
		}
	}
	s.amend(path, `{"contract_to": null}`).is(200)
	s.do(key.asks("/v1/articles")).is(200)
}
