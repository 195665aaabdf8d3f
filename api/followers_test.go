package api_test

import (
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"

	"github.com/google/go-cmp/cmp"
)

// reached is the answer of /v1/corrections/{id}/reach.
type reached struct {
	Cursor   string
	Partners []struct {
		Key                             struct{ Name string }
		Sent, Acknowledged              bool
		SentAt, AcknowledgedAt, EndedAt time.Time
	}
	Sent, Acknowledged, Waiting int
}

// told is what the answer says of each partner, in its order.
func (r reached) told() (list []string) {
	for _, p := range r.Partners {
		words := []string{p.Key.Name}
		if p.Sent {
			words = append(words, "sent")
		}
		if p.Acknowledged {
			words = append(words, "acknowledged")
		}
		list = append(list, strings.Join(words, " "))
	}
	return list
}

func (s *site) reach(correction string) (r reached) {
	s.t.Helper()
	s.do(call{as: auth.Write, method: "GET", path: correction + "/reach"}).is(200).read(&r)
	return r
}

func (s *site) acknowledge(as auth.Scope, cursor string) *answer {
	s.t.Helper()
	return s.do(call{as: as, method: "POST", path: "/v1/changes/ack", body: `{"cursor": "` + cursor + `"}`})
}

func (s *site) everyAnswerOfFollowers() {
	s.t.Helper()
	one := "/v1/articles/" + s.published("A story that partners have").article().Slug
	made := s.correct(one, `{"kind": "editors_note", "note": "Something to know."}`).is(201).header.Get("Location") + "/reach"
	s.read(auth.Write, made, 304, 400, 401, 403)
	s.do(call{as: auth.Write, method: "GET", path: "/v1/corrections/" + idOfNone + "/reach"}).is(404)
	var page changes
	s.get("/v1/changes?limit=1").is(200).read(&page)
	s.acknowledge(auth.Feed, page.Next).is(200)
	s.acknowledge(auth.Feed, "0:7").isProblem(410, "log-restarted")
	s.refuse(auth.Feed, "POST", "/v1/changes/ack", `{"cursor": "x"}`, 400, 401, 413, 415, 422)
	s.acknowledge(auth.Write, page.Next).is(403)
}

func TestEditorsSeeWhomACorrectionReached(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("Ferry is back").article().Slug
	made := s.correct(path, `{"kind": "correction", "note": "It was noon.", "patch": {"subhead": "At noon"}}`).is(201).header.Get("Location")
	follow := func(query string) (page changes) {
		s.do(call{as: auth.Feed, method: "GET", path: "/v1/changes" + query}).is(200).read(&page)
		return page
	}
	expect := func(when string, waiting int, want ...string) {
		t.Helper()
		got := s.reach(made)
		if diff := cmp.Diff(want, got.told()); diff != "" || got.Waiting != waiting {
			t.Errorf("%s, with %d waiting:\n%s", when, got.Waiting, diff)
		}
	}
	expect("before anybody asked", 1, "the feed desk")
	first := follow("?limit=1")
	expect("after the entry before it was sent", 1, "the feed desk")
	second := follow("?limit=1&after=" + first.Next)
	expect("after it was sent", 1, "the feed desk sent")
	if cursor := s.reach(made).Cursor; cursor != second.Next {
		t.Errorf("its cursor is %s, and what was sent last %s", cursor, second.Next)
	}
	follow("?after=" + second.Next) // nothing new
	s.acknowledge(auth.Feed, first.Next).is(200)
	expect("after the one before it was acknowledged", 1, "the feed desk sent")
	var acknowledged, older struct {
		Acknowledged string
		At           time.Time
	}
	s.acknowledge(auth.Feed, second.Next).is(200).read(&acknowledged)
	expect("after it was acknowledged", 0, "the feed desk sent acknowledged")
	s.acknowledge(auth.Feed, first.Next).is(200).read(&older)
	if acknowledged.Acknowledged != second.Next || acknowledged.At.IsZero() || older != acknowledged {
		t.Errorf("acknowledged %+v, then an older one: %+v", acknowledged, older)
	}
	epoch, _, _ := strings.Cut(second.Next, ":")
	s.acknowledge(auth.Feed, epoch+":99").isProblem(422, "invalid")
	if got := s.reach(made); got.Sent != 1 || got.Acknowledged != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAPageIsSentThoughItCannotBeRecorded(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.published("Ferry is back")
	s.exec(`drop table followers`)
	var page changes
	s.do(call{as: auth.Feed, method: "GET", path: "/v1/changes"}).is(200).read(&page)
	if len(page.Data) != 1 || !strings.Contains(s.log.String(), "what a key was sent could not be recorded") {
		t.Errorf("%+v\n%s", page, s.log)
	}
}

func TestAStreamReachesToo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := "/v1/articles/" + s.published("Ferry is back").article().Slug
	open := s.stream(call{as: auth.Feed})
	defer open.close()
	made := s.correct(path, `{"kind": "editors_note", "note": "Something to know."}`).is(201).header.Get("Location")
	s.do(call{as: auth.Feed, method: "HEAD", path: "/v1/changes"}).is(200) // tells nothing, and so counts for nothing
	for deadline := time.Now().Add(10 * time.Second); s.reach(made).Sent == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what the stream sent was not recorded")
		}
	}
}

func TestADryRunTellsWhatACorrectionWouldReach(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.published("First").article()
	other := s.do(call{as: auth.Write, method: "POST", path: "/v1/articles",
		body: `{"headline": "Second", "body": [{"type": "paragraph", "text": "x"}], "photos": ["` + first.Photos[0].ID.String() + `"]}`}).is(201)
	s.do(call{as: auth.Publish, method: "POST", path: other.header.Get("Location") + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	dry := func(body string) (got struct {
		Reach struct {
			Addresses, Feeds []string
			Partners         []struct{ Name string }
			Related          []struct{ Slug, Headline string }
			Totals           map[string]int
		}
	}) {
		s.do(call{as: auth.Publish, method: "POST", path: "/v1/articles/first/corrections?dry_run=true", body: body, headers: ifMatch("*")}).is(200).read(&got)
		return got
	}
	caption := dry(`{"kind": "correction", "note": "It was dusk.", "patch": {"section": {"slug": "town", "name": "Town"}, "photos": [{"id": "` + first.Photos[0].ID.String() + `", "role": "lead", "caption": "The pier at dusk"}]}}`).Reach
	photo := "/v1/photos/" + first.Photos[0].ID.String()
	if diff := cmp.Diff([]string{"/v1/articles/" + first.ID.String(), "/v1/articles/first", photo}, caption.Addresses); diff != "" {
		t.Errorf("addresses:\n%s", diff)
	}
	feeds := []string{"/v1/articles", "/v1/articles?section=harbour", "/v1/articles?tag=ferries", "/v1/articles?author=mira-okafor",
		"/v1/authors/mira-okafor/articles", "/v1/articles?author=tom-quill", "/v1/authors/tom-quill/articles", "/v1/articles?section=town", "/v1/corrections", "/v1/changes", "/v1/photos"}
	if diff := cmp.Diff(feeds, caption.Feeds); diff != "" {
		t.Errorf("lists:\n%s", diff)
	}
	if len(caption.Partners) != 1 || caption.Partners[0].Name != "the feed desk" || len(caption.Related) != 1 || caption.Related[0].Slug != "second" {
		t.Errorf("partners and related stories: %+v", caption)
	}
	if diff := cmp.Diff(map[string]int{"addresses": 3, "feeds": 11, "partners": 1, "related": 1}, caption.Totals); diff != "" {
		t.Error(diff)
	}
	if summary := dry(`{"kind": "correction", "note": "Two.", "patch": {"summary": "Two boats."}}`).Reach; len(summary.Related) != 0 || len(summary.Addresses) != 2 {
		t.Errorf("of a summary: %+v", summary)
	}
	retraction := dry(`{"kind": "retraction", "note": "Never."}`).Reach
	if len(retraction.Addresses) != 4 || len(retraction.Related) != 0 {
		t.Errorf("of a retraction: %+v", retraction)
	}
	for _, slug := range []string{"first", "second"} {
		if a := s.get("/v1/articles/" + slug).is(200).article(); a.Version != 2 || a.Photos[0].Caption != "The pier at dawn" {
			t.Errorf("the dry run stored something: %+v", a)
		}
	}
	for _, url := range append(caption.Addresses, feeds...) {
		s.get(strings.Replace(url, "town", "harbour", 1)).is(200)
	}
}
