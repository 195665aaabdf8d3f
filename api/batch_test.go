package api_test

import (
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

func (s *site) everyAnswerOfBatch() {
	s.t.Helper()
	slug := s.published("A story of a batch").article().Slug
	one := func(operation string) call {
		return call{as: auth.Publish, method: "POST", path: "/v1/batch", body: `{"operations": [` + operation + `]}`}
	}
	s.do(one(`{"action": "correct", "article": "` + slug + `", "if_match": "*", "kind": "editors_note", "note": "x"}`)).is(200)
	s.refuse(auth.Publish, "POST", "/v1/batch", `{"operations": []}`, 400, 401, 403, 413, 415, 422)
	s.do(one(`{"action": "kill", "article": "`+slug+`", "if_match": "*", "note": "x"}`)).isProblem(403, "forbidden")
	s.do(one(`{"action": "release", "article": "`+slug+`", "if_match": "*", "note": "x"}`)).isProblem(409, "conflict")
	s.do(one(`{"action": "withhold", "article": "`+slug+`", "if_match": "\"1-x\"", "note": "x"}`)).isProblem(412, "stale")
}

func TestABatchIsDoneWhollyOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first, second := s.published("First of two").article(), s.published("Second of two").article()
	draft := s.draft("A draft beside them")
	body := func(last string) string {
		return `{"operations": [
			{"action": "correct", "article": "first-of-two", "if_match": "*", "kind": "retraction", "note": "Both were wrong.", "reason": "a hoax"},
			{"action": "correct", "article": "` + second.ID.String() + `", "if_match": "*", "kind": "correction", "note": "It was noon.", "patch": {"subhead": "At noon"}},
			{"action": "publish", "article": "a-draft-beside-them", "if_match": ` + last + `}]}`
	}
	faults := s.do(call{as: auth.Publish, method: "POST", path: "/v1/batch", body: body(`"\"7-x\""`)}).isProblem(412, "stale")
	if len(faults) != 1 || !strings.HasPrefix(faults[0], "/operations/2/if_match:") {
		t.Errorf("%q", faults)
	}
	if a := s.get("/v1/articles/" + first.Slug).is(200).article(); a.Version != first.Version || len(a.Corrections) != 0 {
		t.Errorf("a part of the batch was stored: %+v", a)
	}
	tag := strings.ReplaceAll(draft.etag(), `"`, `\"`)
	done := s.do(call{as: auth.Publish, method: "POST", path: "/v1/batch", body: body(`"` + tag + `"`)}).is(200)
	var out struct {
		Outcomes []struct {
			Article    struct{ Status news.Status }
			Correction *news.Correction
		}
	}
	done.read(&out)
	if len(out.Outcomes) != 3 || out.Outcomes[0].Article.Status != news.Retracted || out.Outcomes[1].Correction == nil || out.Outcomes[2].Article.Status != news.Published {
		t.Errorf("%s", done.body)
	}
	s.get("/v1/articles/" + first.Slug).is(410)
	if last := s.history(first.Slug)[0]; last.Reason != "a hoax" {
		t.Errorf("why is told as %+v", last)
	}
	long := strings.Repeat("x", news.MaxReason+1)
	faults = s.do(call{as: auth.Publish, method: "POST", path: "/v1/batch", body: strings.Replace(body(`"*"`), "a hoax", long, 1)}).isProblem(422, "invalid")
	if len(faults) != 1 || !strings.HasPrefix(faults[0], "/operations/0/reason: ") {
		t.Errorf("a long reason: %q", faults)
	}
	if a := s.get("/v1/articles/" + second.Slug).is(200).article(); a.Subhead != "At noon" || len(a.Corrections) != 1 {
		t.Errorf("%+v", a)
	}
	s.get("/v1/articles/a-draft-beside-them").is(200)
}

func TestEveryFaultOfABatchIsTold(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("A story of a batch")
	got := s.do(call{as: auth.Publish, method: "POST", path: "/v1/batch", body: `{"operations": [
		{"action": "burn", "article": "A Story", "if_match": "7"},
		{"action": "correct", "article": "a-story", "if_match": "*", "patch": {}, "json_patch": []}]}`}).isProblem(422, "invalid")
	if want := "/operations/0/action /operations/0/article /operations/0/if_match /operations/1/json_patch"; pointersOf(got) != want {
		t.Errorf("%q", got)
	}
	got = s.do(call{as: auth.Publish, method: "POST", path: "/v1/batch", body: `{"operations": [
		{"action": "correct", "article": "a-story-of-a-batch", "if_match": "*", "kind": "update", "note": "", "patch": {"kind": "gossip"}}]}`}).isProblem(422, "invalid")
	if want := "/operations/0/note /operations/0/patch/kind"; pointersOf(got) != want {
		t.Errorf("%q", got)
	}
	got = s.do(call{as: auth.Publish, method: "POST", path: "/v1/batch", body: `{"operations": [{"action": "publish", "article": "nothing-like-it", "if_match": "*"}]}`}).isProblem(422, "invalid")
	if want := "/operations/0/article"; pointersOf(got) != want {
		t.Errorf("%q", got)
	}
}

// pointersOf are the places that faults point to.
func pointersOf(faults []string) string {
	at := make([]string, len(faults))
	for i, f := range faults {
		at[i], _, _ = strings.Cut(f, ":")
	}
	return strings.Join(at, " ")
}
