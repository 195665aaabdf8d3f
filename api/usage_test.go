package api_test

import (
	"testing"
	"time"

	"storywire/internal/auth"
)

// everyAnswerOfUsage has every answer of the contract about what partners asked.
func (s *site) everyAnswerOfUsage() {
	s.t.Helper()
	path := s.contract(`{"name": "Radio Tidewater"}`) + "/usage"
	s.read(auth.Admin, path, 400, 401, 403)
	s.do(call{as: auth.Admin, method: "GET", path: path + "?used_after=2026-02-30"}).is(400)
	s.do(call{as: auth.Admin, method: "GET", path: "/v1/partners/no-such/usage"}).is(404)
}

// TestWhatAPartnerAskedIsTold asks with two keys of a partner and with one of
// nobody's: by day each request counts once, with its bytes, and what was refused
// or had already by itself. One that was revoked counts on.
func TestWhatAPartnerAskedIsTold(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := s.contract(`{"name": "Coast Agency"}`) + "/usage"
	first := s.partner(`{"name": "Coast ingest", "scopes": ["feed"], "partner": "coast-agency", "requests_per_minute": 3}`)
	second := s.partner(`{"name": "Coast desk", "scopes": ["feed"], "partner": "coast-agency"}`)
	other := s.partner(`{"name": "Radio", "scopes": ["feed"]}`)
	got := s.do(first.asks("/v1/newsroom")).is(200)
	again := map[string]string{"Authorization": first.headers["Authorization"], "If-None-Match": got.etag()}
	s.do(call{method: "GET", path: "/v1/newsroom", headers: again}).is(304)
	s.do(first.asks("/v1/newsroom")).is(200)
	refused := s.do(first.asks("/v1/newsroom")).is(429)
	s.do(second.asks("/v1/newsroom")).is(200)
	s.do(other.asks("/v1/newsroom")).is(200)
	s.do(call{as: auth.Admin, method: "DELETE", path: first.path}).is(204)
	for range 2 { // what is stored in two parts is added up
		if err := s.store.AddUsage(t.Context(), s.used.Take()); err != nil {
			t.Fatal(err)
		}
		s.do(second.asks("/v1/newsroom")).is(200)
	}
	if err := s.store.AddUsage(t.Context(), s.used.Take()); err != nil {
		t.Fatal(err)
	}
	var told struct{ Data []auth.DayOfUse }
	s.do(call{as: auth.Admin, method: "GET", path: path}).is(200).read(&told)
	var sum auth.DayOfUse // of one day, or of two at midnight
	for _, d := range told.Data {
		sum.Requests, sum.Refused, sum.NotModified, sum.Bytes = sum.Requests+d.Requests, sum.Refused+d.Refused, sum.NotModified+d.NotModified, sum.Bytes+d.Bytes
	}
	body := int64(len(got.body))
	if len(told.Data) > 2 || sum.Requests != 7 || sum.Refused != 1 || sum.NotModified != 1 || sum.Bytes != 5*body+int64(len(refused.body)) {
		t.Errorf("%+v, of bodies of %d and %d", told.Data, body, len(refused.body))
	}
	day := told.Data[0]
	if len(told.Data) == 1 && (len(day.Keys) != 2 || day.Keys[0].Name != "Coast ingest" || day.Keys[0].Requests != 4 || day.Keys[1].Requests != 3) {
		t.Errorf("by key: %+v", day.Keys)
	}
	s.do(call{as: auth.Admin, method: "GET", path: path + "?used_before=" + time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)}).is(200).read(&told)
	if len(told.Data) != 0 {
		t.Errorf("of days before: %+v", told.Data)
	}
}
