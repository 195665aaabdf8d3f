package api_test

import (
	"strings"
	"testing"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// changes is a page of the change log.
type changes struct {
	Data []struct {
		Cursor, Note string
		Type         news.ChangeType
		Slug         string
		Version      int
		Minor        bool
		Article      *news.Article
	}
	Next string
}

func TestAPartnerFollowsTheChangeLog(t *testing.T) {
	t.Parallel()
	s := serve(t)
	follow := func(after string) (page changes) {
		s.get("/v1/changes?limit=2&include=article" + after).is(200).read(&page)
		return page
	}
	empty := follow("")
	if len(empty.Data) != 0 || empty.Next == "" {
		t.Fatalf("an empty log: %+v", empty)
	}
	s.draft("Nobody is to know of this")
	path := "/v1/articles/" + s.published("Ferry is back").article().Slug
	s.correct(path, `{"kind": "correction", "note": "It was noon.", "patch": {"subhead": "At noon"}}`).is(201)
	s.patch(path, `{"summary": "At last."}`).is(200)

	first := follow("&after=" + empty.Next)
	if len(first.Data) != 2 || first.Data[0].Type != news.ChangePublished || first.Data[1].Type != news.ChangeCorrected || first.Data[1].Note != "It was noon." {
		t.Fatalf("%+v", first)
	}
	if a := first.Data[0].Article; a == nil || a.Summary != "At last." {
		t.Errorf("the article as it stands now: %+v", a)
	}
	second := follow("&after=" + first.Next)
	if len(second.Data) != 1 || second.Data[0].Type != news.ChangeUpdated || second.Data[0].Cursor != second.Next {
		t.Errorf("%+v", second)
	}
	if rest := follow("&after=" + second.Next); len(rest.Data) != 0 || rest.Next != second.Next {
		t.Errorf("at the end: %+v", rest)
	}

	s.remove(auth.Admin, path, "kill").is(200)
	var all changes
	killed := s.get("/v1/changes?include=article")
	killed.read(&all)
	if len(all.Data) != 4 || all.Data[3].Type != news.ChangeKilled || all.Data[3].Note == "" || strings.Contains(string(killed.body), "noon") || all.Data[0].Article != nil {
		t.Errorf("after a kill: %s", killed.body)
	}
}

func TestACursorThatWasNotGivenIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t)
	var page changes
	s.get("/v1/changes").is(200).read(&page)
	for _, wrong := range []string{"x", "7", ":7", strings.TrimSuffix(page.Next, "0") + "99", strings.TrimSuffix(page.Next, "0") + "-1"} {
		s.get("/v1/changes?after="+wrong).isProblem(400, "parameters")
	}
	s.get("/v1/changes?include=everything").isProblem(400, "parameters")
}
