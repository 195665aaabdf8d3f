package api_test

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/deliver"
	"storywire/internal/news"
	"storywire/internal/outbound"

	"github.com/google/go-cmp/cmp"
)

// TestNothingIsToldThatOneMayNotSee has stories be hidden in every way, before
// they are told and while that waits.
func TestNothingIsToldThatOneMayNotSee(t *testing.T) {
	t.Parallel()
	h, plain, advance := serve(t).hooked(), receive(t), receive(t)
	h.hook(asFeed, plain.URL, "")
	ahead := h.key(auth.Key{Name: "ahead", Scopes: []auth.Scope{auth.Feed}, Advance: true})
	hook := h.hook(ahead, advance.URL, `, "include_article": true`)
	draft := h.draft("Under embargo").header.Get("Location")
	h.patch(draft, `{"embargoed_until": "2100-01-01T00:00:00Z"}`).is(200)
	h.do(call{as: auth.Publish, method: "POST", path: draft + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	killed := "/v1/articles/" + h.published("Killed in time").article().Slug
	h.correct(killed, `{"kind": "editors_note", "note": "The zqhidden note."}`).is(201)
	h.remove(auth.Admin, killed, "kill").is(200)
	h.turn()
	list, _ := plain.told()
	if diff := cmp.Diff([]string{"article.killed killed-in-time"}, list); diff != "" {
		t.Errorf("without advance copies (-want +got):\n%s", diff)
	}
	list, _ = advance.told()
	slices.Sort(list)
	if diff := cmp.Diff([]string{"article.killed killed-in-time", "article.published under-embargo"}, list); diff != "" {
		t.Errorf("with advance copies (-want +got):\n%s", diff)
	}
	// What the key may see is looked at when it is told.
	advance.answers(http.StatusServiceUnavailable)
	h.patch(draft, `{"summary": "It was changed."}`).is(200)
	h.turn()
	h.alter(`update keys set advance = false where name = 'ahead'`)
	advance.answers(http.StatusOK)
	h.later(time.Minute)
	h.turn()
	if list, _ := advance.told(); list != nil {
		t.Errorf("of what it may not see any more it was told %v", list)
	}
	h.alter(`update keys set revoked_at = now() where name = 'ahead'`)
	h.published("After the key")
	h.turn()
	if list, calls := advance.told(); calls != 0 {
		t.Errorf("with a revoked key it was told %v", list)
	}
	var w news.Webhook
	if h.do(call{as: auth.Admin, method: "GET", path: hook.Links["self"]}).read(&w); *w.Enabled || w.Reason == "" {
		t.Errorf("%+v", w)
	}
}

// TestWebhooksAreTheirHoldersOwn has another partner look for them.
func TestWebhooksAreTheirHoldersOwn(t *testing.T) {
	t.Parallel()
	s := serve(t)
	hook := s.hook(asFeed, "http://127.0.0.1:9/", "")
	other := s.key(auth.Key{Name: "another", Scopes: []auth.Scope{auth.Feed}})
	for _, path := range []string{hook.Links["self"], hook.Links["deliveries"]} {
		other.method, other.path = "GET", path
		s.do(other).is(404)
	}
	for _, what := range []string{"/ping", "/rotate", "/redeliver"} {
		other.method, other.path, other.body = "POST", hook.Links["self"]+what, `{"since": "2026-01-01T00:00:00Z"}`
		s.do(other).is(404)
	}
	other.method, other.path, other.body = "GET", "/v1/webhooks", ""
	if list := string(s.do(other).is(200).body); list != `{"data":[],"next":null}` {
		t.Errorf("another one's list: %s", list)
	}
	var rotated struct{ Key string }
	s.do(call{as: auth.Admin, method: "POST", path: "/v1/keys/" + hook.Key.ID.String() + "/rotate", body: "{}"}).is(201).read(&rotated)
	s.do(call{method: "GET", path: hook.Links["self"], headers: map[string]string{"Authorization": "Bearer " + rotated.Key}}).is(200)
	for n := 1; ; n++ {
		made := s.do(call{as: auth.Feed, method: "POST", path: "/v1/webhooks", body: `{"url": "https://partner.example/"}`})
		if made.status == http.StatusConflict {
			if n != 20 {
				t.Errorf("the %d. is refused", n+1)
			}
			break
		}
		made.is(201)
	}
}

// TestWebhooksAskForSomeOfIt has filters and types of event, and a story that
// leaves what is asked for.
func TestWebhooksAskForSomeOfIt(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	h.published("For the section to be there")
	faults := h.do(call{as: auth.Feed, method: "POST", path: "/v1/webhooks", body: `{"url": "https://x.example/", "events": ["gossip"], "filters": {"kinds": ["gossip"]}}`}).isProblem(422, "invalid")
	if len(faults) != 2 {
		t.Errorf("%q", faults)
	}
	h.draft("With a secret tag")
	h.patch("/v1/articles/with-a-secret-tag", `{"tags": [{"name": "Merger"}]}`).is(200)
	faults = h.do(call{as: auth.Feed, method: "POST", path: "/v1/webhooks", body: `{"url": "https://x.example/", "filters": {"sections": ["harbour", "nowhere"], "tags": ["merger"]}}`}).isProblem(422, "invalid")
	if diff := cmp.Diff([]string{`/filters/sections/1: there is no "nowhere"`, `/filters/tags/0: there is no "merger"`}, faults); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	hook := h.hook(asFeed, r.URL, `, "events": ["article.published", "article.updated", "article.killed"], "filters": {"sections": ["harbour"], "kinds": ["live"]}`)
	if diff := cmp.Diff(news.Filing{Sections: []string{"harbour"}, Tags: []string{}, Sources: []string{}, Kinds: []news.Kind{"live"}}, hook.Filters); diff != "" {
		t.Error(diff)
	}
	h.published("Not live")
	live := h.draft("Live").header.Get("Location")
	h.patch(live, `{"kind": "live"}`).is(200)
	h.do(call{as: auth.Publish, method: "POST", path: live + "/publish", body: "{}", headers: ifMatch("*")}).is(200)
	h.turn()
	h.correct(live, noted).is(201) // which it does not ask for
	h.patch(live, `{"kind": "news"}`).is(200)
	h.turn()
	list, _ := r.told()
	if diff := cmp.Diff([]string{"article.published live", "article.updated live"}, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	h.rehook(hook, `{"filters": {"sections": ["harbour"], "tags": ["ferries"]}, "events": []}`).is(200)
}

// TestPrivateAddressesAreNotCalled has a webhook lead into the house's own
// network: that it does shows at the first attempt, and nothing else of it.
func TestPrivateAddressesAreNotCalled(t *testing.T) {
	t.Parallel()
	s, r := serve(t), receive(t)
	h := hooked{s, deliver.NewWebhooks(s.store, outbound.NewClient(outbound.Options{Timeout: time.Second}), slog.New(slog.DiscardHandler))}
	hook := h.hook(asFeed, r.URL, "")
	h.published("One")
	h.turn()
	if _, calls := r.told(); calls != 0 {
		t.Error("it was called")
	}
	if d := h.deliveries(hook)[0]; d.State != news.DeliveryWaiting || d.Fault != outbound.ErrRefused.Error() || d.Status != 0 {
		t.Errorf("%+v", d)
	}
}

// TestErasedStoriesLeaveNoAnswers has a receiver repeat what it was told.
func TestErasedStoriesLeaveNoAnswers(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	h.hook(asFeed, r.URL, `, "include_article": true`)
	r.answer = func(w http.ResponseWriter, m message) { _, _ = w.Write(m.Data.Current) }
	one := "/v1/articles/" + h.published("The zqerased story").article().Slug
	h.turn()
	if h.ask(`select count(*) from deliveries where answer like '%zqerased%'`) != 1 {
		t.Fatal("the answer is not kept")
	}
	h.do(call{as: auth.Admin, method: "POST", path: one + "/kill", body: `{"note": "By order.", "erase": true}`, headers: ifMatch("*")}).is(200)
	if n := h.ask(`select count(*) from deliveries where answer <> ''`); n != 0 {
		t.Errorf("%d answers are left", n)
	}
	h.turn()
	list, _ := r.told()
	if len(list) != 2 || !strings.HasPrefix(list[1], "article.killed") {
		t.Errorf("it was told %v", list)
	}
}
