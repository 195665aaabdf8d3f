package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// reread is the answer to a page that is imported again with update.
type reread struct {
	DuplicateOf news.Known `json:"duplicate_of"`
	Proposal    *proposal
	Warnings    []struct{ Code string }
}

type proposal struct {
	ID        string
	State     news.ProposalState
	Version   int
	Changes   []news.Difference
	Patch     json.RawMessage `json:"json_patch"`
	Conflicts []string
	Made      int    `json:"made_version"`
	Reason    string `json:"reason"`
}

// ferryPage is harbourPage at an address.
var ferryPage = strings.Replace(harbourPage, "<head>", `<head><link rel="canonical" href="https://courier.example/ferry">`, 1)

// laterPage is the page some hours on.
func laterPage(with ...string) string { return strings.NewReplacer(with...).Replace(ferryPage) }

func (s *site) importPage(as auth.Scope, query, page string) *answer {
	s.t.Helper()
	return s.do(call{as: as, method: "POST", path: "/v1/import" + query, media: "text/html", body: page})
}

// proposed imports the page again.
func (s *site) proposed(page string) (r reread) {
	s.t.Helper()
	s.importPage(auth.Write, "?update=true", page).is(200).read(&r)
	return r
}

func (s *site) accept(id, body string) *answer {
	s.t.Helper()
	return s.do(call{as: auth.Publish, method: "POST", path: "/v1/proposals/" + id + "/accept", body: body, headers: ifMatch("*")})
}

func (s *site) everyAnswerOfProposals() {
	s.t.Helper()
	s.importPage(auth.Write, "", ferryPage).is(201)
	one := "/v1/proposals/" + s.proposed(laterPage("three months", "two months")).Proposal.ID
	s.read(auth.Write, "/v1/proposals", 304, 400, 401, 403)
	s.read(auth.Write, one, 304, 400, 401, 403)
	s.do(call{as: auth.Write, method: "GET", path: "/v1/proposals/" + idOfNone}).is(404)
	s.refuse(auth.Publish, "POST", one+"/accept", `{}`, 400, 401, 403, 404, 412, 413, 415, 428)
	s.refuse(auth.Write, "POST", one+"/reject", `{}`, 400, 401, 403, 404, 413, 415)
	s.do(call{as: auth.Write, method: "POST", path: one + "/reject", body: "{}"}).is(200)
	s.do(call{as: auth.Write, method: "POST", path: one + "/reject", body: "{}"}).is(409)
	s.accept(strings.TrimPrefix(one, "/v1/proposals/"), "{}").is(409)
	two := s.proposed(laterPage("three months", "ten months")).Proposal.ID
	s.accept(two, "{}").is(200)
	s.importPage(auth.Admin, "?publish=true", strings.NewReplacer("courier.example/ferry", "courier.example/lights", "ferry", "light", "months", "weeks", "Port Ellery", "Low Quay", "ship", "lamp", "gale", "storm").Replace(ferryPage)).is(201)
	var r reread
	s.importPage(auth.Write, "?update=true", strings.NewReplacer("courier.example/ferry", "courier.example/lights", "Monday", "Tuesday").Replace(ferryPage)).is(200).read(&r)
	s.accept(r.Proposal.ID, "{}").is(422)
}

// TestWhatAPageChangesIsProposed imports a page that changes, of a draft: its
// article is written over by nobody but the editor who accepts.
func TestWhatAPageChangesIsProposed(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.importPage(auth.Write, "", ferryPage).is(201)
	if r := s.proposed(ferryPage); r.Proposal != nil || len(r.Warnings) != 1 || r.Warnings[0].Code != "unchanged" {
		t.Errorf("%+v", r)
	}
	page := laterPage("sailed again on Monday", "sailed again on Tuesday", "for everybody who lives on them", "for all who live on them")
	r := s.proposed(page)
	if p := r.Proposal; p == nil || p.State != news.ProposalOpen || p.Version != 1 || len(p.Conflicts) != 0 {
		t.Fatalf("%+v", r)
	}
	if again := s.proposed(page); again.Proposal.ID != r.Proposal.ID {
		t.Error("the same is proposed twice")
	}
	path := made.header.Get("Location")
	if got := s.do(call{as: auth.Write, method: "GET", path: path}).is(200); got.etag() != made.etag() {
		t.Errorf("the article was changed: %s", got.body)
	}
	var got struct {
		Proposal proposal
		Article  news.Article
	}
	s.accept(r.Proposal.ID, "{}").is(200).read(&got)
	a := got.Article
	if got.Proposal.State != news.ProposalAccepted || got.Proposal.Made != 2 || a.Version != 2 || a.Status != news.Draft {
		t.Errorf("%+v", got)
	}
	if len(a.Body) != 3 || !strings.Contains(a.Body[0].Text, "Tuesday") || len(a.Quotes) != 1 || !strings.Contains(a.Quotes[0].Text, "all who live") || a.Quotes[0].Speaker == nil || a.Quotes[0].Speaker.Name != "Tom Weir" {
		t.Errorf("%+v", a)
	}
	if r := s.proposed(page); r.Proposal != nil {
		t.Errorf("what was accepted is proposed again: %+v", r)
	}
}

// TestAProposalOfAPublishedStoryIsACorrection has the newsroom change what the page
// did not: it stays. What is rejected is not proposed again, and what was
// proposed of an earlier version is not made.
func TestAProposalOfAPublishedStoryIsACorrection(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.importPage(auth.Admin, "?publish=true", ferryPage).is(201)
	path := made.header.Get("Location")
	s.correct(path, `{"kind": "update", "note": "A headline of our own.", "patch": {"headline": "The boat is back"}}`).is(201)
	r := s.proposed(laterPage("three months", "two months"))
	if p := r.Proposal; len(p.Changes) != 1 || p.Changes[0].Pointer != "/body/0/text" || len(p.Conflicts) != 0 || p.Version != 2 {
		t.Fatalf("%+v", r.Proposal)
	}
	if faults := s.accept(r.Proposal.ID, "{}").isProblem(422, "invalid"); len(faults) == 0 {
		t.Error("readers are told nothing of a correction")
	}
	s.correct(path, `{"kind": "update", "note": "And a summary.", "patch": {"summary": "Two boats."}}`).is(201)
	const note = `{"kind": "correction", "note": "It was two months."}`
	s.accept(r.Proposal.ID, note).isProblem(409, "conflict")
	anew := s.proposed(laterPage("three months", "two months"))
	if anew.Proposal.ID == r.Proposal.ID || anew.Proposal.Version != 3 {
		t.Errorf("%+v", anew.Proposal)
	}
	var got struct{ Article news.Article }
	s.accept(anew.Proposal.ID, note).is(200).read(&got)
	if a := got.Article; a.Headline != "The boat is back" || !strings.Contains(a.Body[0].Text, "two months") || len(a.Corrections) != 3 || a.Corrections[2].Note != "It was two months." {
		t.Errorf("%+v", a)
	}
	third := laterPage("three months", "two months", "a gale", "a storm", "Ferry to Port Ellery returns", "Ferry to Port Ellery is late")
	r = s.proposed(third)
	if p := r.Proposal; len(p.Conflicts) != 1 || p.Conflicts[0] != "/headline" {
		t.Errorf("%+v", p)
	}
	s.do(call{as: auth.Write, method: "POST", path: "/v1/proposals/" + r.Proposal.ID + "/reject?reason=no", body: "{}"}).is(200)
	if again := s.proposed(third); again.Proposal == nil || again.Proposal.ID != r.Proposal.ID || again.Proposal.State != news.ProposalRejected {
		t.Errorf("what was rejected is not the answer: %+v", again.Proposal)
	}
	var list struct{ Data []proposal }
	s.do(call{as: auth.Write, method: "GET", path: "/v1/proposals"}).is(200).read(&list)
	if len(list.Data) != 0 {
		t.Errorf("%+v", list)
	}
	s.do(call{as: auth.Publish, method: "GET", path: "/v1/proposals?state=rejected&state=accepted&state=superseded&limit=2&article=" + strings.TrimPrefix(path, "/v1/articles/")}).is(200).read(&list)
	if len(list.Data) != 2 || list.Data[0].State != news.ProposalRejected || list.Data[0].Reason != "no" {
		t.Errorf("%+v", list)
	}
	s.importPage(auth.Write, "?update=true&dry_run=true", third).is(400)
	// A story in which nobody is quoted.
	tide := strings.NewReplacer("/ferry", "/tide", "Ferry", "Tide", "“", "", "”", "", "said Tom Weir", "it is said", "Monday", "Friday", "islands", "walls").Replace(ferryPage)
	s.importPage(auth.Write, "", tide).is(201)
	if r := s.proposed(strings.Replace(tide, "in a gale", "in a storm", 1)); r.Proposal == nil || len(r.Proposal.Changes) != 1 {
		t.Errorf("%+v", r)
	}
}

// TestNothingIsProposedForATakenStory withholds a story: editors are told of it,
// and of what was killed no proposal is left to be seen.
func TestNothingIsProposedForATakenStory(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := s.importPage(auth.Admin, "?publish=true", ferryPage).is(201).header.Get("Location")
	open := s.proposed(laterPage("three months", "two months")).Proposal
	s.remove(auth.Publish, path, "withhold").is(200)
	if r := s.proposed(laterPage("three months", "ten months")); r.Proposal != nil || r.Warnings[0].Code != "taken_from_readers" {
		t.Errorf("%+v", r)
	}
	s.accept(open.ID, `{"kind": "update", "note": "No."}`).isProblem(409, "conflict")
	s.remove(auth.Admin, path, "kill").is(200)
	s.do(call{as: auth.Write, method: "GET", path: "/v1/proposals/" + open.ID}).is(404)
	s.do(call{as: auth.Feed, method: "GET", path: "/v1/proposals"}).is(403)
}

// TestWhoIsNewIsSettledWhenAProposalIsAccepted has somebody be made between a
// proposal that quotes somebody new and its acceptance: the words are given to nobody
// whom the page does not mean.
func TestWhoIsNewIsSettledWhenAProposalIsAccepted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		between []string // who is made
		slug    string   // of the speaker in the end
	}{
		"nobody else":                {nil, "ada-finch"},
		"another with the slug":      {[]string{`{"name": "Rut Berg", "slug": "ada-finch", "title": "a diver"}`}, "ada-finch-2"},
		"another of the name":        {[]string{`{"name": "Ada Finch", "title": "a diver"}`}, "ada-finch-2"},
		"the same":                   {[]string{`{"name": "Ada Finch", "slug": "finch", "title": "the baker"}`}, "finch"},
		"two who may be meant":       {[]string{`{"name": "Ada Finch"}`, `{"name": "Ada Finch", "slug": "a-finch"}`}, "ada-finch-2"},
		"the same, who goes at once": {[]string{`{"name": "Ada Finch", "slug": "finch", "title": "the baker"}`, ""}, "ada-finch"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			s.importPage(auth.Write, "", ferryPage).is(201)
			r := s.proposed(strings.Replace(ferryPage, "</article>", "<p>“We shall bake for everybody who lands here,” said Ada Finch, the baker.</p></article>", 1))
			if r.Proposal == nil || !strings.Contains(string(r.Proposal.Patch), "Ada Finch") {
				t.Fatalf("%+v", r)
			}
			for _, k := range c.between {
				if k == "" {
					s.do(call{as: auth.Write, method: "DELETE", path: "/v1/speakers/finch", headers: ifMatch("*")}).is(204)
					continue
				}
				s.do(call{as: auth.Write, method: "POST", path: "/v1/speakers", body: k}).is(201)
			}
			var got struct{ Article news.Article }
			s.accept(r.Proposal.ID, "{}").is(200).read(&got)
			if q := got.Article.Quotes; len(q) != 2 || q[1].Speaker == nil || q[1].Speaker.Name != "Ada Finch" || q[1].Speaker.Slug != c.slug {
				t.Errorf("%+v", got.Article.Quotes)
			}
		})
	}
}
