package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// merge makes one speaker of two.
func (s *site) merge(as auth.Scope, stays, goes, query string) *answer {
	s.t.Helper()
	return s.do(call{as: as, method: "POST", path: "/v1/speakers/" + stays + "/merge" + query, body: fmt.Sprintf(`{"other": %q}`, goes), headers: ifMatch("*")})
}

func (s *site) speaker(name string) {
	s.t.Helper()
	s.do(call{as: auth.Write, method: "POST", path: "/v1/speakers", body: fmt.Sprintf(`{"name": %q}`, name)}).is(http.StatusCreated)
}

const minorly = "?minor=true&reason=one+person"

func (s *site) everyAnswerOfMerges() {
	s.t.Helper()
	for _, name := range []string{"Lena Marsh", "L. Marsh", "Dr Marsh"} {
		s.speaker(name)
	}
	const path = "/v1/speakers/lena-marsh/merge"
	s.refuse(auth.Write, "POST", path, `{"other": "nobody"}`, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	s.refuse(auth.Write, "POST", path, `{"other": "no/such"}`, 422)
	s.refuse(auth.Write, "POST", path, `{"other": "lena-marsh"}`, 422)
	s.refuse(auth.Write, "POST", path, `{}`, 422)
	s.do(call{as: auth.Write, method: "POST", path: path, body: `{"others": "l-marsh"}`, headers: ifMatch("*")}).isProblem(400, "unknown-fields")
	s.merge(auth.Write, "lena-marsh", "l-marsh", "").is(http.StatusOK)
	s.merge(auth.Write, "lena-marsh", "l-marsh", "").isProblem(http.StatusConflict, "conflict")
	for _, c := range []call{
		{method: "GET"}, {method: "PUT", body: `{"name": "x"}`}, {method: "PATCH", media: mergeOf, body: `{}`}, {method: "DELETE"},
		{method: "POST", body: `{"other": "dr-marsh"}`},
	} {
		c.as, c.path, c.headers = auth.Write, "/v1/speakers/l-marsh", ifMatch("*")
		if c.method == "POST" {
			c.path += "/merge"
		}
		if got := s.do(c).is(http.StatusPermanentRedirect).header.Get("Location"); got != strings.Replace(c.path, "l-marsh", "lena-marsh", 1) {
			s.t.Errorf("%s %s leads to %s", c.method, c.path, got)
		}
	}
}

// TestReadersOfTwoSpeakersAreLedToOne merges two who are quoted in public, and
// looks at what readers had before.
func TestReadersOfTwoSpeakersAreLedToOne(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, name := range []string{"Ines Vale", "I. Vale"} {
		made := s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles", body: fmt.Sprintf(`{"headline": "By %s", "body": [{"type": "paragraph", "text": "“It floats,” it was said."}],
			"quotes": [{"text": "It floats,", "speaker": {"name": %q}}]}`, name, name)}).is(http.StatusCreated)
		s.do(call{as: auth.Publish, method: "POST", path: made.header.Get("Location") + "/publish", body: "{}", headers: ifMatch("*")}).is(http.StatusOK)
	}
	before := s.get("/v1/articles/by-i-vale").is(200)
	s.get("/v1/speakers/i-vale").is(200)
	s.merge(auth.Write, "ines-vale", "i-vale", minorly).isProblem(http.StatusForbidden, "forbidden")
	s.merge(auth.Publish, "ines-vale", "i-vale", "").isProblem(http.StatusConflict, "needs-note")
	s.merge(auth.Publish, "ines-vale", "i-vale", minorly).is(http.StatusOK)
	after := s.get("/v1/articles/by-i-vale").is(200)
	if got := after.article(); got.Version != before.article().Version+1 || got.Quotes[0].Speaker.Name != "Ines Vale" {
		t.Errorf("the story still has %s", after.body)
	}
	if to := s.get("/v1/speakers/i-vale").is(http.StatusPermanentRedirect).header.Get("Location"); to != "/v1/speakers/ines-vale" {
		t.Errorf("it leads to %s", to)
	}
	var list struct{ Data []news.QuoteInArticle }
	s.get("/v1/quotes?speaker=i-vale").is(200).read(&list)
	if len(list.Data) != 2 {
		t.Errorf("%d quotes by the old slug", len(list.Data))
	}
	s.keepSearch()
	s.get("/v1/quotes?q=floats&speaker=i-vale").is(200).read(&list)
	if len(list.Data) != 2 {
		t.Errorf("%d quotes found by the old slug", len(list.Data))
	}
	if got := s.get("/v1/articles?speaker=i-vale").is(200); strings.Count(string(got.body), `"slug":"by-`) != 2 {
		t.Errorf("by the old slug: %s", got.body)
	}
	if got := string(s.get("/v1/speakers").is(200).body); strings.Contains(got, "I. Vale") {
		t.Errorf("the list still has both: %s", got)
	}
}

// TestAnImportProposesSpeakers imports a text whose speaker may be one of two
// people of one name, and one of somebody of another title.
func TestAnImportProposesSpeakers(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, body := range []string{`{"name": "Ines Vale", "title": "mayor of Ostholm"}`, `{"name": "Ines Vale", "title": "goalkeeper", "slug": "ines-vale-keeper"}`} {
		s.do(call{as: auth.Write, method: "POST", path: "/v1/speakers", body: body}).is(http.StatusCreated)
	}
	type answer struct {
		Article    news.Article
		Provenance []struct{ Pointer, Method, Evidence string }
		Warnings   []struct {
			Code, Pointer, Detail string
			Candidates            []news.Namesake
		}
	}
	imports := func(who string) (got answer) {
		s.do(call{as: auth.Write, method: "POST", path: "/v1/import", media: "application/json", body: `{"headline": "A ferry comes back", "language": "en",
			"body": [{"type": "paragraph", "text": "“It floats,” it was said."}], "quotes": [{"text": "It floats,", "speaker": ` + who + `}]}`}).is(http.StatusCreated).read(&got)
		if len(got.Article.Quotes) != 1 {
			t.Fatalf("%s: %d quotes", who, len(got.Article.Quotes))
		}
		return got
	}
	open := imports(`{"name": "Ines Vale"}`)
	if open.Article.Quotes[0].Speaker != nil {
		t.Errorf("it is given to %+v", open.Article.Quotes[0].Speaker)
	}
	told := false
	for _, w := range open.Warnings {
		if w.Code == "speaker_ambiguous" {
			told = w.Pointer == "/quotes/0/speaker" && len(w.Candidates) == 2 && strings.Contains(w.Detail, "ines-vale-keeper")
		}
	}
	if !told {
		t.Errorf("the candidates are not named: %+v", open.Warnings)
	}
	linked := imports(`{"name": "Ines Vale", "title": "the mayor of Ostholm"}`)
	if k := linked.Article.Quotes[0].Speaker; k == nil || k.Slug != "ines-vale" {
		t.Errorf("the mayor is %+v", k)
	}
	if p := linked.Provenance[len(linked.Provenance)-1]; p.Pointer != "/quotes/0/speaker/id" || p.Method != "same_name_and_title" || p.Evidence != "/v1/speakers/ines-vale" {
		t.Errorf("provenance: %+v", p)
	}
}
