package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
)

var asFeed = call{as: auth.Feed}

const noted = `{"kind": "editors_note", "note": "To know."}`

// TestWebhooksTellWhatHappens follows a story by webhook, and holds what is told
// to the change log.
func TestWebhooksTellWhatHappens(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	h.published("Before")
	hook := h.hook(asFeed, r.URL, `, "include_article": true`)
	since := h.end()
	id := h.published("Ferry is back").article().ID
	one := "/v1/articles/" + id.String()
	h.turn() // while what was told is as it is
	h.correct(one, noted).is(201)
	h.turn()
	h.remove(auth.Publish, one, "withhold").is(200)
	h.turn()
	h.remove(auth.Publish, one, "release").is(200)
	h.turn()
	var log struct {
		Data []struct{ Cursor, Type string }
	}
	h.do(call{as: auth.Feed, method: "GET", path: "/v1/changes?after=" + since}).is(200).read(&log)
	if len(r.got) != 4 || len(log.Data) != 4 {
		t.Fatalf("it was told %v, and the log has %v", r.got, log.Data)
	}
	for i, m := range r.got {
		if m.Type != "article."+log.Data[i].Type || m.Data.Cursor != log.Data[i].Cursor || m.Data.Article != id.String() || m.Timestamp.IsZero() {
			t.Errorf("the log has %v, and it was told %s", log.Data[i], m.body)
		}
		if !signedBy(t, m, hook.Secret) || !strings.HasPrefix(m.id, "msg_") || time.Since(time.Unix(m.at, 0)) > time.Minute {
			t.Errorf("%s at %d is signed %q", m.id, m.at, m.signature)
		}
		if shown := m.Data.Current != nil; shown != (m.Type != "article.withheld") {
			t.Errorf("with the article: %v, of %s", shown, m)
		}
	}
	if r.got[1].Data.Note != "To know." {
		t.Errorf("the note is %q", r.got[1].Data.Note)
	}
	for _, d := range h.deliveries(hook) {
		if d.State != news.DeliveryDelivered || d.Status != 200 || d.Attempts != 1 || d.AttemptedAt.IsZero() {
			t.Errorf("%+v", d)
		}
	}
}

// TestSecretsAreShownOnceAndRotated looks for the secret wherever it could show,
// and changes it while messages go out.
func TestSecretsAreShownOnceAndRotated(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	hook := h.hook(asFeed, r.URL, "")
	var next struct{ Secret string }
	h.do(call{as: auth.Feed, method: "POST", path: hook.Links["self"] + "/rotate", body: `{"overlap": 3600}`}).is(200).read(&next)
	if next.Secret == hook.Secret || !strings.HasPrefix(next.Secret, "whsec_") {
		t.Fatalf("%q follows %q", next.Secret, hook.Secret)
	}
	for _, path := range []string{"/v1/webhooks", hook.Links["self"], hook.Links["deliveries"]} {
		if shown := string(h.do(call{as: auth.Admin, method: "GET", path: path}).is(200).body); strings.Contains(shown, "whsec_") || strings.Contains(shown, "secret") {
			t.Errorf("%s shows %s", path, shown)
		}
	}
	if strings.Contains(h.log.String(), "whsec_") {
		t.Error("the log has a secret")
	}
	h.published("While both sign")
	h.turn()
	h.later(2 * time.Hour)
	h.published("When one does")
	h.turn()
	if len(r.got) != 2 || !signedBy(t, r.got[0], hook.Secret) || !signedBy(t, r.got[0], next.Secret) {
		t.Fatalf("within the overlap: %v", r.got)
	}
	if signedBy(t, r.got[1], hook.Secret) || !signedBy(t, r.got[1], next.Secret) {
		t.Error("after the overlap the old one signs")
	}
	for range 6 {
		h.do(call{as: auth.Feed, method: "POST", path: hook.Links["self"] + "/rotate", body: `{}`}).is(200)
	}
	if n := h.ask(`select count(*) from webhook_secrets`); n != 4 {
		t.Errorf("%d secrets sign", n)
	}
}

// TestAReceiverThatIsDownGetsEverything has a receiver be away for an hour while
// five stories change time and again: when it is back it gets all of it, in the
// order of each story, each event once.
func TestAReceiverThatIsDownGetsEverything(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	h.hook(asFeed, r.URL, "")
	since := h.end()
	var slugs []string
	r.answers(http.StatusBadGateway)
	for hour := time.Duration(0); hour < time.Hour; hour += 10 * time.Minute {
		if len(slugs) < 5 {
			slugs = append(slugs, h.published(fmt.Sprint("Story ", len(slugs))).article().Slug)
		}
		for _, slug := range slugs {
			h.correct("/v1/articles/"+slug, noted).is(201)
		}
		h.turn()
		h.later(10 * time.Minute)
	}
	if list, calls := r.told(); list != nil || calls < 10 {
		t.Fatalf("while it was down it was told %v in %d calls", list, calls)
	}
	r.answers(http.StatusNoContent)
	for range 4 { // the third retry comes two hours later
		h.later(time.Hour)
		h.turn()
	}
	var log struct {
		Data []struct{ Cursor, Slug string }
	}
	h.get("/v1/changes?limit=100&after=" + since).is(200).read(&log)
	want, got, seen := map[string][]string{}, map[string][]string{}, map[string]bool{}
	for _, c := range log.Data {
		want[c.Slug] = append(want[c.Slug], c.Cursor)
	}
	for _, m := range r.got {
		got[m.Data.Slug] = append(got[m.Data.Slug], m.Data.Cursor)
		if seen[m.id] {
			t.Errorf("it was told %s twice", m.id)
		}
		seen[m.id] = true
	}
	if diff := cmp.Diff(want, got); diff != "" || len(log.Data) != 25 {
		t.Errorf("of %d changes (-log +told):\n%s", len(log.Data), diff)
	}
}

// TestAStoryWaitsForItselfAlone has a receiver refuse what is of one story: what
// follows of that waits, and all else goes on, several servers or not.
func TestAStoryWaitsForItselfAlone(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	other := h.beside().hooked()
	hook := h.hook(asFeed, r.URL, "")
	stuck := true
	r.answer = func(w http.ResponseWriter, m message) {
		if m.Data.Slug == "stuck" && stuck {
			w.WriteHeader(http.StatusConflict)
		}
	}
	h.published("Stuck")
	h.correct("/v1/articles/stuck", noted).is(201)
	h.published("Free")
	h.correct("/v1/articles/free", noted).is(201)
	for range 3 {
		h.turn()
		other.turn()
	}
	list, calls := r.told()
	slices.Sort(list)
	if diff := cmp.Diff([]string{"article.corrected free", "article.published free"}, list); diff != "" || calls != 3 {
		t.Errorf("in %d calls (-want +got):\n%s", calls, diff)
	}
	stuck = false
	h.later(6 * time.Second)
	h.turn()
	other.turn()
	list, _ = r.told()
	if diff := cmp.Diff([]string{"article.published stuck", "article.corrected stuck"}, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var states []string
	for _, d := range h.deliveries(hook) {
		states = append(states, fmt.Sprint(d.State, d.Attempts))
	}
	if diff := cmp.Diff([]string{"delivered1", "delivered1", "delivered1", "delivered2"}, states); diff != "" {
		t.Error(diff)
	}
}

// TestManyServersTellInOrder has three servers deliver at the same time while
// stories are written and every third call fails.
func TestManyServersTellInOrder(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	servers := []hooked{h, h.beside().hooked(), h.beside().hooked()}
	h.hook(asFeed, r.URL, "")
	r.answer = func(w http.ResponseWriter, _ message) {
		if r.calls%3 == 0 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}
	var slugs []string
	for i := range 4 {
		slugs = append(slugs, h.published(fmt.Sprint("Story ", i)).article().Slug)
	}
	for round := range 12 {
		var all sync.WaitGroup
		for _, s := range servers {
			all.Go(s.turn)
		}
		if round < 4 {
			for _, slug := range slugs {
				h.correct("/v1/articles/"+slug, noted).is(201)
			}
		}
		all.Wait()
		h.later(10 * time.Hour)
	}
	versions, seen := map[string]int{}, map[string]bool{}
	for _, m := range r.got {
		if versions[m.Data.Slug]++; m.Data.Version != versions[m.Data.Slug]+1 || seen[m.id] { // a story is published as its second version
			t.Errorf("%s, version %d, comes after version %d, as %s", m.Data.Slug, m.Data.Version, versions[m.Data.Slug], m.id)
		}
		seen[m.id] = true
	}
	if len(r.got) != 20 {
		t.Errorf("of 20 changes it was told %d", len(r.got))
	}
}

// TestWebhooksAreDisabled has receivers fail for good: they are told nothing more,
// their holder is told why, and when they are enabled they go on where they stood.
func TestWebhooksAreDisabled(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	hook := h.hook(asFeed, r.URL, "")
	shown := func() (w news.Webhook) {
		h.do(call{as: auth.Feed, method: "GET", path: hook.Links["self"]}).is(200).read(&w)
		return w
	}
	r.answers(http.StatusInternalServerError)
	h.published("Never mind")
	h.correct("/v1/articles/never-mind", noted).is(201)
	for range 12 {
		h.turn()
		h.later(30 * time.Hour)
	}
	if list, calls := r.told(); list != nil || calls != 10 {
		t.Errorf("it was called %d times and told %v", calls, list)
	}
	if w := shown(); *w.Enabled || !strings.Contains(w.Reason, "given up after 10 attempts: the answer was 500") || w.DisabledAt.IsZero() {
		t.Errorf("%+v", w)
	}
	r.answers(http.StatusOK)
	h.published("Meanwhile")
	h.turn()
	h.rehook(hook, `{"enabled": true}`).is(200)
	h.turn()
	list, _ := r.told()
	if i, j := slices.Index(list, "article.published never-mind"), slices.Index(list, "article.corrected never-mind"); len(list) != 3 || i < 0 || j < i ||
		!slices.Contains(list, "article.published meanwhile") {
		t.Errorf("enabled again: %v", list)
	}
	if w := shown(); !*w.Enabled || w.Reason != "" || !w.DisabledAt.IsZero() {
		t.Errorf("%+v", w)
	}
	r.answers(http.StatusGone)
	h.correct("/v1/articles/meanwhile", noted).is(201)
	h.turn()
	if w := shown(); *w.Enabled || !strings.Contains(w.Reason, "410") {
		t.Errorf("after a 410: %+v", w)
	}
	if n := h.ask(`select count(*) from audit where action = 'disabled'`); n != 2 {
		t.Errorf("the audit log tells of it %d times", n)
	}
}

// TestReceiversAreLeftAlone has a receiver ask for that: nothing is sent to it in
// the meantime, whatever it is about.
func TestReceiversAreLeftAlone(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	h.hook(asFeed, r.URL, "")
	r.answers(http.StatusTooManyRequests, "Retry-After", "3600")
	h.published("One")
	h.turn()
	h.published("Two")
	h.later(50 * time.Minute)
	h.turn()
	if list, calls := r.told(); list != nil || calls != 1 {
		t.Errorf("it was called %d times: %v", calls, list)
	}
	r.answers(http.StatusOK)
	h.later(30 * time.Minute)
	h.turn()
	list, _ := r.told()
	slices.Sort(list)
	if diff := cmp.Diff([]string{"article.published one", "article.published two"}, list); diff != "" {
		t.Error(diff)
	}
}

// TestPingsAndRedeliveries tries a webhook out, and has it told again.
func TestPingsAndRedeliveries(t *testing.T) {
	t.Parallel()
	h, r := serve(t).hooked(), receive(t)
	hook := h.hook(asFeed, r.URL, "")
	post := func(what, body string) *answer {
		return h.do(call{as: auth.Feed, method: "POST", path: hook.Links["self"] + what, body: body})
	}
	r.answer = func(w http.ResponseWriter, _ message) {
		w.Header().Set("Location", "https://elsewhere.example/")
		w.WriteHeader(http.StatusFound)
		fmt.Fprint(w, "Moved.", strings.Repeat(" x", 5000))
	}
	post("/ping", "").is(202)
	h.turn()
	h.later(time.Hour)
	h.turn()
	if _, calls := r.told(); calls != 1 {
		t.Errorf("a ping that fails is sent %d times", calls)
	}
	if d := h.deliveries(hook)[0]; d.State != news.DeliveryFailed || d.Status != 302 || !strings.HasPrefix(d.Answer, "Moved. x x") || len(d.Answer) > 1024 {
		t.Errorf("%+v", d)
	}
	r.answers(200)
	post("/ping", "").is(202)
	h.published("One")
	h.correct("/v1/articles/one", noted).is(201)
	h.published("Two")
	h.turn()
	ids := map[string]string{}
	for _, m := range r.got {
		ids[m.String()] = m.id
	}
	r.told()
	var n struct{ Redelivered int }
	post("/redeliver", `{"event_id": "`+ids["article.corrected one"]+`"}`).is(202).read(&n)
	h.turn()
	if len(r.got) != 1 || n.Redelivered != 1 || r.got[0].id != ids["article.corrected one"] {
		t.Errorf("one of them again: %v, as %s", r.got, ids)
	}
	r.told()
	post("/redeliver", `{"since": "`+time.Now().Add(-time.Minute).Format(time.RFC3339)+`"}`).is(202).read(&n)
	h.turn()
	list, _ := r.told()
	if i, j := slices.Index(list, "article.published one"), slices.Index(list, "article.corrected one"); n.Redelivered != 4 || len(list) != 4 || i < 0 || j < i {
		t.Errorf("all since then, %d: %v", n.Redelivered, list)
	}
	post("/redeliver", `{"event_id": "msg_`+idOfNone+`"}`).is(404)
	post("/redeliver", `{"event_id": "x"}`).isProblem(422, "invalid")
}
