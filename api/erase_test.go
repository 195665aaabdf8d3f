package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// erase kills the article at path and removes its content.
func (s *site) erase(path string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Admin, method: "POST", path: path + "/kill", body: `{"note": "By order of a court.", "erase": true}`, headers: ifMatch("*")})
}

// TestNoAnswerHasAWordOfAnErasedStory asks for everything that can be asked
// for, as an admin: every GET that the contract has, with every id and slug
// that the story had to do with.
func TestNoAnswerHasAWordOfAnErasedStory(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const body = `{"slug": "an-affair", "headline": "Xyzzy", "summary": "A xyzzy.", "section": {"name": "Harbour"}, "tags": [{"name": "Xyzzy Affair"}],
		"authors": [{"name": "Ada Xyzzy"}], "photos": [{"role": "lead", "caption": "A xyzzy", "url": "https://img.example/xyzzy.jpg"}],
		"body": [{"type": "paragraph", "text": "“The xyzzy is mine,” said Otto Xyzzy."}],
		"quotes": [{"text": "The xyzzy is mine,", "speaker": {"name": "Otto Xyzzy"}}], "sources": [{"name": "Xyzzy Office"}]}`
	create := call{as: auth.Admin, method: "POST", path: "/v1/articles", body: body}.under("of-a-xyzzy")
	draft := s.do(create).is(201).article()
	path := "/v1/articles/" + draft.Slug
	s.do(call{as: auth.Admin, method: "POST", path: path + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	made := s.correct(path, `{"kind": "correction", "note": "No xyzzy.", "patch": {"summary": "No xyzzy at all."}}`).is(201)
	ids := []string{draft.ID.String(), draft.Slug, draft.Photos[0].ID.String(), draft.Quotes[0].ID.String(), draft.Authors[0].ID.String(),
		draft.Authors[0].Slug, draft.Tags[0].Slug, draft.Sources[0].Slug, draft.Quotes[0].Speaker.Slug,
		strings.TrimPrefix(made.header.Get("Location"), "/v1/corrections/")}

	order := call{as: auth.Admin, method: "POST", path: path + "/kill", body: `{"note": "By order of a court.", "erase": true}`, headers: ifMatch("*")}.under("the-order")
	left := s.do(order).is(200)
	s.do(order).same(left) // its own answer is kept: it has nothing of the story
	if a := left.article(); a.Version != 4 || a.ErasedAt.IsZero() || a.Slug != draft.Slug {
		t.Errorf("what is left: %s", left.body)
	}
	s.do(call{as: auth.Admin, method: "GET", path: path}).is(200)
	s.erase(path).isProblem(409, "conflict")
	var gone news.Tombstone
	s.get(path).read(&gone)
	if gone.Note != "By order of a court." || gone.Headline != "" || gone.Slug != draft.Slug {
		t.Errorf("the tombstone: %+v", gone)
	}
	s.do(create).isProblem(409, "answer-erased")
	s.do(call{as: auth.Admin, method: "PATCH", path: path, media: mergeOf, body: `{"headline": "x"}`, headers: ifMatch("*")}).isProblem(410, "gone")

	declared, err := spec()
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range declared.Routes() {
		if route.Method != http.MethodGet {
			continue
		}
		query := ""
		switch route.Path {
		case "/v1/articles/{id}/diff":
			query = "?from=2&to=3"
		case "/v1/articles":
			query = "?status=killed"
		}
		for _, id := range ids {
			for version := 1; version <= 4; version++ {
				one := strings.NewReplacer("{id}", id, "{version}", strconv.Itoa(version)).Replace(route.Path) + query
				got := s.do(call{as: auth.Admin, method: "GET", path: one})
				if strings.Contains(strings.ToLower(string(got.body)), "xyzzy") && !strings.Contains(one, "xyzzy") || got.status >= 500 {
					t.Errorf("%s: %d %s", one, got.status, got.body)
				}
				if !strings.Contains(route.Path, "{version}") {
					break
				}
			}
			if !strings.Contains(route.Path, "{id}") {
				break
			}
		}
	}
	s.do(call{as: auth.Admin, method: "GET", path: path + "/revisions/2"}).isProblem(410, "gone")
	s.do(call{as: auth.Admin, method: "GET", path: path + "/diff?from=2&to=4"}).isProblem(410, "gone")
	s.do(call{as: auth.Admin, method: "GET", path: path + "/revisions/4"}).is(200)
	var history struct{ Data []news.Revision }
	s.do(call{as: auth.Admin, method: "GET", path: path + "/revisions"}).is(200).read(&history)
	for _, r := range history.Data {
		if r.Erased != (r.Version < 4) || (len(r.SHA256) == 64) != r.Erased || r.Links["diff"] != "" {
			t.Errorf("%+v", r)
		}
	}
}

func TestOnlyAKillErases(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("A story to withhold").article().Slug
	body := `{"note": "x", "erase": true}`
	s.do(call{as: auth.Admin, method: "POST", path: path + "/withhold", body: body, headers: ifMatch("*")}).isProblem(400, "unknown-fields")
	s.do(call{as: auth.Publish, method: "POST", path: path + "/kill", body: body, headers: ifMatch("*")}).isProblem(403, "forbidden")
	s.do(call{as: auth.Admin, method: "POST", path: path + "/kill", body: `{"note": " ", "erase": true}`, headers: ifMatch("*")}).isProblem(422, "invalid")
	s.do(call{as: auth.Admin, method: "POST", path: path + "/kill", body: body, headers: ifMatch(`"9-x"`)}).isProblem(412, "stale")
	s.get(path).is(200)
}
