package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/news"
)

// mayFetch has a server be one that is allowed to fetch.
func mayFetch(d *api.Deps) {
	d.Fetch = func(context.Context, string) (api.Fetched, error) {
		return api.Fetched{}, errors.New("nothing is fetched here")
	}
}

// polling takes up the poll of a feed that is due.
func (s *site) polling() news.Polling {
	s.t.Helper()
	list, err := s.store.TakePolls(s.t.Context(), 1)
	if err != nil || len(list) != 1 {
		s.t.Fatal(err, list)
	}
	return list[0]
}

// comes takes in an item as a feed has it now.
func (s *site) comes(p news.Polling, key, headline string) {
	s.t.Helper()
	item := news.FeedItem{Key: key, Mark: []byte(headline), Page: news.Page{Article: news.Article{Headline: headline, CanonicalURL: "https://skerry.example/" + key}}}
	item.Provenance = json.RawMessage(`[{"pointer": "/headline", "evidence": "title", "method": "field", "confidence": 0.98}]`)
	if _, err := s.store.TakeItem(s.t.Context(), p, item, api.Patches); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) ends(p news.Polling, end news.PollEnd) {
	s.t.Helper()
	if err := s.store.EndPoll(s.t.Context(), p, end); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) everyAnswerOfSubscriptions() {
	s.t.Helper()
	f, s := s, s.beside() // which may not fetch
	const path, body = "/v1/subscriptions", `{"url": "https://skerry.example/atom", "name": "Skerry Post", "defaults": {"language": "en"}}`
	wrong := `{"url": "ftp://x", "every": 5, "defaults": {"section": "nowhere"}}`
	made := f.do(call{as: auth.Admin, method: "POST", path: path, body: body}).is(201)
	one := made.header.Get("Location")
	f.refuse(auth.Admin, "POST", path, wrong, 400, 401, 403, 413, 415, 422)
	f.do(call{as: auth.Write, method: "POST", path: path, body: body}).isProblem(403, "forbidden")
	s.do(call{as: auth.Admin, method: "POST", path: path, body: `{"url": "https://skerry.example/rss"}`}).isProblem(409, "conflict")
	f.read(auth.Write, path, 304, 400, 401, 403)
	f.read(auth.Write, path+"?url=https%3A%2F%2Fskerry.example%2Fatom")
	f.do(call{as: auth.Write, method: "GET", path: path + "?url=%00"}).is(400)
	f.do(call{as: auth.Write, method: "GET", path: path + "?url=%ff"}).is(400)
	f.read(auth.Write, one, 304, 400, 401, 403)
	f.do(call{as: auth.Write, method: "GET", path: path + "/" + idOfNone}).is(404)

	asked := f.do(call{as: auth.Write, method: "POST", path: one + "/poll"}).is(202).header.Get("Location")
	f.do(call{as: auth.Write, method: "POST", path: one + "/poll?no=such"}).is(400)
	f.do(call{method: "POST", path: one + "/poll"}).is(401)
	f.do(call{as: auth.Feed, method: "POST", path: one + "/poll"}).is(403)
	f.do(call{as: auth.Write, method: "POST", path: path + "/" + idOfNone + "/poll"}).is(404)
	s.do(call{as: auth.Write, method: "POST", path: one + "/poll"}).isProblem(409, "conflict")
	p := s.polling()
	s.comes(p, "ferry", "Ferry is late")
	s.ends(p, news.PollEnd{State: news.PollDone, Status: 200, Wait: time.Hour, Seen: 3})
	f.read(auth.Write, asked, 304, 400, 401, 403)
	f.do(call{as: auth.Write, method: "GET", path: one + "/polls/" + idOfNone}).is(404)
	f.do(call{as: auth.Write, method: "GET", path: one + "/polls/last"}).is(404)
	f.read(auth.Write, one)
	for _, part := range []string{"/polls", "/items"} {
		f.read(auth.Write, one+part, 304, 400, 401, 403)
		f.do(call{as: auth.Write, method: "GET", path: path + "/" + idOfNone + part}).is(404)
	}
	f.do(call{as: auth.Write, method: "GET", path: one + "/items?outcome=lost"}).is(400)
	f.do(call{as: auth.Write, method: "GET", path: one + "/items?poll=last"}).is(400)

	f.do(call{as: auth.Admin, method: "PUT", path: one, body: string(f.do(call{as: auth.Admin, method: "GET", path: one}).body), headers: ifMatch(made.etag())}).is(200)
	f.do(call{as: auth.Admin, method: "PATCH", path: one, media: patchOf, body: `[{"op": "replace", "path": "/every", "value": 3600}]`, headers: ifMatch("*")}).is(200)
	f.do(call{as: auth.Admin, method: "PATCH", path: one, media: mergeOf, body: `{"enabled": false}`, headers: ifMatch("*")}).is(200)
	for _, method := range []string{"PUT", "PATCH"} {
		f.refuse(auth.Admin, method, one, wrong, 400, 401, 403, 404, 412, 413, 415, 422, 428)
	}
	f.do(call{as: auth.Write, method: "POST", path: one + "/poll"}).isProblem(409, "conflict")
	f.refuse(auth.Admin, "DELETE", one, "", 400, 401, 403, 404, 412, 428)
	f.do(call{as: auth.Admin, method: "DELETE", path: one, headers: ifMatch("*")}).is(204)
}

// TestSubscriptionKeepsItsWord holds the settings to what they say.
func TestSubscriptionKeepsItsWord(t *testing.T) {
	t.Parallel()
	f := serve(t, mayFetch)
	follow := call{as: auth.Admin, method: "POST", path: "/v1/subscriptions", body: `{"url": "https://skerry.example/atom", "defaults": {"section": "nowhere", "source": "nobody"}}`}
	if faults := f.do(follow).isProblem(422, "invalid"); len(faults) != 2 {
		t.Error(faults)
	}
	f.do(call{as: auth.Write, method: "POST", path: "/v1/sections", body: `{"name": "Coast", "slug": "coast"}`}).is(201)
	follow.body = `{"url": "https://skerry.example/atom", "defaults": {"section": "coast", "rights": "By agreement"}}`
	var s news.Followed
	f.do(follow).is(201).read(&s)
	f.do(follow).isProblem(422, "invalid")
	for _, url := range []string{"", "ftp://skerry.example/", "https://me:word@skerry.example/", "https://skerry.example/#x", "/atom",
		"http://127.0.0.1/", "http://10.1.2.3/atom", "https://169.254.169.254/", "http://[::1]:8080/", "http://[::ffff:10.0.0.1]/", "http://localhost/", "http://feeds.LOCALHOST./"} {
		follow.body = `{"url": "` + url + `"}`
		f.do(follow).isProblem(422, "invalid")
	}
	p := f.polling()
	if p.Every != 15*time.Minute || p.Defaults != (news.FeedDefaults{Section: "coast", Rights: "By agreement"}) {
		t.Errorf("%+v", p)
	}
	f.comes(p, "ferry", "Ferry is late")
	if again, err := f.store.TakePolls(t.Context(), 10); err != nil || len(again) != 0 {
		t.Errorf("two polls at a time: %v %+v", err, again)
	}
	var page struct{ Data []news.FollowedItem }
	f.do(call{as: auth.Write, method: "GET", path: s.Links["items"]}).is(200).read(&page)
	var a news.Article
	f.do(call{as: auth.Write, method: "GET", path: "/v1/articles/" + page.Data[0].Article.ID.String()}).is(200).read(&a)
	if a.Section == nil || a.Section.Slug != "coast" || a.Rights != "By agreement" || a.Status != news.Draft {
		t.Errorf("%+v", a)
	}
	// What an editor changes meanwhile ends the poll: the next one has the new settings.
	f.do(call{as: auth.Admin, method: "PATCH", path: s.Links["self"], media: mergeOf, body: `{"every": 60}`, headers: ifMatch("*")}).is(200)
	if err := f.store.EndPoll(t.Context(), p, news.PollEnd{State: news.PollDone, ETag: `"old"`}); err == nil {
		t.Error("a poll that was lost was recorded")
	}
	if p = f.polling(); p.ETag != "" || p.Every != time.Minute {
		t.Errorf("%+v", p)
	}
	f.ends(p, news.PollEnd{State: news.PollFailed, Status: 410, Fault: "it answers 410", Disabled: "the feed is gone"})
	s = news.Followed{Links: s.Links}
	f.do(call{as: auth.Write, method: "GET", path: s.Links["self"]}).is(200).read(&s)
	if *s.Enabled || s.Reason != "the feed is gone" || !s.NextAt.IsZero() || s.Failures != 1 || s.Last.State != news.PollFailed {
		t.Errorf("%+v", s)
	}
	// What a draft said is not told any more when the draft is not there.
	f.do(call{as: auth.Write, method: "DELETE", path: "/v1/articles/" + a.ID.String(), headers: ifMatch("*")}).is(204)
	page.Data = nil
	f.do(call{as: auth.Write, method: "GET", path: s.Links["items"]}).is(200).read(&page)
	if i := page.Data[0]; i.Article != nil || i.Headline != "" || string(i.Provenance) != "[]" {
		t.Errorf("%+v", i)
	}
}

// TestCredentialsOfAFeed writes credentials in each way, and looks whether anything
// shows them again.
func TestCredentialsOfAFeed(t *testing.T) {
	t.Parallel()
	f := serve(t, mayFetch)
	const path = "/v1/subscriptions"
	write := func(method, at, media, body string, want int) (s news.Followed) {
		t.Helper()
		c := call{as: auth.Admin, method: method, path: at, media: media, body: body}
		if method != "POST" {
			c.headers = ifMatch("*")
		}
		a := f.do(c).is(want)
		if want < 300 {
			a.read(&s)
		}
		for _, secret := range []string{"low-water", "bG93", "desk-7", "high-water", "key-4f2a"} {
			if strings.Contains(string(a.body), secret) {
				t.Errorf("%q is shown: %s", secret, a.body)
			}
		}
		return s
	}
	is := func(s news.Followed, header, secret string) {
		t.Helper()
		if s.Credentials == nil || *s.Credentials != (news.FeedCredentials{Header: header, Origin: "https://skerry.example"}) {
			t.Errorf("%+v", s.Credentials)
		}
		p := f.polling()
		if p.Secret != (news.FeedSecret{Header: header, Value: secret, Origin: "https://skerry.example"}) {
			t.Errorf("%+v", p.Secret)
		}
	}
	for body, want := range map[string]string{
		`{}`: "either a username", `{"username": "desk-7", "header": "X-Key", "value": "key-4f2a"}`: "either a username",
		`{"header": "X-Key"}`: "is never shown", `{"header": "X Key", "value": "key-4f2a"}`: "not the name of a header",
		`{"header": "X-Key", "value": "a\nHost: b"}`: "control characters", `{"header": "Host", "value": "key-4f2a"}`: "writes itself",
		`{"header": "if-none-match", "value": "key-4f2a"}`: "writes itself", `{"username": "desk:7", "password": "x"}`: "colon",
		`{"username": "desk-7", "password": "x\u0007"}`: "control character", `{"value": "key-4f2a"}`: "not the name of a header",
	} {
		a := f.do(call{as: auth.Admin, method: "POST", path: path, body: `{"url": "https://skerry.example/atom", "credentials": ` + body + `}`})
		if faults := a.isProblem(422, "invalid"); len(faults) != 1 || !strings.Contains(faults[0], want) {
			t.Errorf("%s: %v", body, faults)
		}
	}
	write("POST", path, "", `{"url": "ftp://skerry.example/atom", "credentials": {"username": "desk-7"}}`, 422)

	basic := "Basic ZGVzay03Omxvdy13YXRlcg=="
	s := write("POST", path, "", `{"url": "https://Skerry.example:443/atom", "credentials": {"username": "desk-7", "password": "low-water"}}`, 201)
	is(s, "Authorization", basic)
	one := s.Links["self"]
	// What one gets can be written back.
	got := f.do(call{as: auth.Admin, method: "GET", path: one}).is(200)
	is(write("PUT", one, "", string(got.body), 200), "Authorization", basic)
	is(write("PATCH", one, mergeOf, `{"every": 600}`, 200), "Authorization", basic)
	is(write("PATCH", one, patchOf, `[{"op": "replace", "path": "/url", "value": "https://skerry.example/rss"}]`, 200), "Authorization", basic)
	// They do not go anywhere else because somebody changes the address.
	write("PATCH", one, mergeOf, `{"url": "https://elsewhere.example/atom"}`, 422)
	write("PATCH", one, mergeOf, `{"url": "http://skerry.example/atom"}`, 422)
	write("PATCH", one, mergeOf, `{"credentials": {"origin": "https://elsewhere.example"}}`, 200)
	// Others take their place.
	is(write("PATCH", one, mergeOf, `{"credentials": {"username": "desk-7", "password": "high-water"}}`, 200), "Authorization", "Basic ZGVzay03OmhpZ2gtd2F0ZXI=")
	write("PATCH", one, mergeOf, `{"credentials": {"header": "X-Key"}}`, 422)
	is(write("PATCH", one, mergeOf, `{"credentials": {"header": "X-Key", "value": "Bearer key-4f2a"}}`, 200), "X-Key", "Bearer key-4f2a")
	is(write("PATCH", one, patchOf, `[{"op": "add", "path": "/credentials/value", "value": "key-4f2a"}]`, 200), "X-Key", "key-4f2a")
	var row string
	if err := f.store.Pool().QueryRow(t.Context(), `select f::text || encode(credentials_sealed, 'escape') from subscriptions f`).Scan(&row); err != nil || strings.Contains(row, "key-4f2a") || !strings.Contains(row, "X-Key") {
		t.Errorf("%v: it is stored in clear: %s", err, row)
	}
	// A row that says another origin does not open them.
	if _, err := f.store.Writers().Exec(t.Context(), `update subscriptions set credentials_origin = 'https://elsewhere.example', due_at = now(), claim = null, claimed_until = null`); err != nil {
		t.Fatal(err)
	}
	if p := f.polling(); p.Secret.Value != "" {
		t.Errorf("%+v", p.Secret)
	}
	if s = write("PATCH", one, mergeOf, `{"credentials": null}`, 200); s.Credentials != nil {
		t.Errorf("%+v", s.Credentials)
	}
	if p := f.polling(); p.Secret != (news.FeedSecret{}) {
		t.Errorf("%+v", p.Secret)
	}
	for _, log := range []string{f.log.String()} {
		if strings.Contains(log, "low-water") || strings.Contains(log, "key-4f2a") {
			t.Error("it is in the log")
		}
	}
}
