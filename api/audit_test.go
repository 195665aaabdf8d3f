package api_test

import (
	"testing"

	"storywire/internal/auth"
)

func TestWhoDidWhatIsOnRecord(t *testing.T) {
	t.Parallel()
	s := serve(t)
	story := s.published("On the record").article()
	s.correct("/v1/articles/"+story.Slug, `{"kind": "editors_note", "note": "x"}`).is(201)
	s.correct("/v1/articles/"+story.Slug, `{"kind": "rumour", "note": "x"}`).is(422)
	s.do(call{as: auth.Write, method: "POST", path: "/v1/tags", body: `{"name": "Records"}`}).is(201)

	read := func(query string) (deeds []auth.Deed) {
		var page struct{ Data []auth.Deed }
		s.do(call{as: auth.Admin, method: "GET", path: "/v1/audit?" + query}).is(200).read(&page)
		return page.Data
	}
	all := read("article=" + story.ID.String())
	if len(all) != 3 || all[0].Action != "corrected" || all[1].Action != "published" || all[2].Action != "created" {
		t.Fatalf("%+v", all)
	}
	if d := all[0]; d.Key.Name != "the publish desk" || d.Address != "127.0.0.1" || d.Version != 3 || d.Subject != "/v1/articles/"+story.ID.String() {
		t.Errorf("%+v", d)
	}
	if by := read("limit=100&key=" + all[2].Key.ID.String()); len(by) != 2 || by[0].Action != "created" {
		t.Errorf("with the writer's key: %+v", by)
	}
	if none := read("done_before=2020-01-01T00:00:00Z"); len(none) != 0 {
		t.Errorf("before there was anything: %+v", none)
	}
	s.do(call{as: auth.Publish, method: "GET", path: "/v1/audit"}).isProblem(403, "forbidden")
}
