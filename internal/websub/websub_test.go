package websub

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
)

// call is what somebody was sent.
type call struct {
	method, query, body string
	header              http.Header
}

// somebody answers every call with a status and what say makes of its query, and
// hands on what they were sent.
func somebody(t *testing.T, status int, say func(url.Values) string) (address string, sent <-chan call) {
	t.Helper()
	calls := make(chan call, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		calls <- call{r.Method, r.URL.RawQuery, string(body), r.Header}
		w.WriteHeader(status)
		fmt.Fprint(w, say(r.URL.Query()))
	}))
	t.Cleanup(s.Close)
	return s.URL, calls
}

var caller = Caller{Subscribers: http.DefaultClient, Hub: public + "/hub"}

// TestSubscribersAreAsked has a request be confirmed, which takes the challenge,
// the whole of it and nothing else.
func TestSubscribersAreAsked(t *testing.T) {
	t.Parallel()
	theChallenge := func(q url.Values) string { return q.Get("hub.challenge") }
	for name, c := range map[string]struct {
		status int
		say    func(url.Values) string
		mode   string
		want   bool
	}{
		"theirs":               {200, theChallenge, news.Subscribe, true},
		"any success":          {299, theChallenge, news.Subscribe, true},
		"theirs to leave":      {202, theChallenge, news.Unsubscribe, true},
		"not theirs":           {404, theChallenge, news.Subscribe, false},
		"a failure":            {500, theChallenge, news.Unsubscribe, false},
		"silence":              {200, func(url.Values) string { return "" }, news.Subscribe, false},
		"more than it":         {200, func(q url.Values) string { return theChallenge(q) + "\n" }, news.Subscribe, false},
		"another's challenge":  {200, func(url.Values) string { return "challenge" }, news.Subscribe, false},
		"a page that ends not": {200, func(q url.Values) string { return theChallenge(q) + strings.Repeat(" ", 1<<20) }, news.Subscribe, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, sent := somebody(t, c.status, c.say)
			in := news.Intent{Mode: c.mode, Callback: address + "/?id=7&hub.mode=mine", Named: public + "/v1/feeds/rss?q=a+b", Lease: time.Hour}
			if err := caller.Confirm(t.Context(), in); (err == nil) != c.want {
				t.Errorf("it ends with %v", err)
			}
			got := <-sent
			q, err := url.ParseQuery(got.query)
			if err != nil || got.method != http.MethodGet || !strings.HasPrefix(got.query, "id=7&hub.mode=mine&") || len(q.Get("hub.challenge")) < 20 {
				t.Errorf("%v: %s ?%s", err, got.method, got.query)
			}
			want := url.Values{"id": {"7"}, "hub.mode": {"mine", c.mode}, "hub.topic": {in.Named}, "hub.challenge": q["hub.challenge"]}
			if c.mode == news.Subscribe {
				want.Set("hub.lease_seconds", "3600")
			}
			if diff := cmp.Diff(want, q); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSubscribersAreDenied tells somebody that they are not told any more.
func TestSubscribersAreDenied(t *testing.T) {
	t.Parallel()
	address, sent := somebody(t, http.StatusNoContent, url.Values.Encode)
	if err := caller.Deny(t.Context(), address, public+"/v1/feeds/rss", "It is over."); err != nil {
		t.Error(err)
	}
	if got := <-sent; got.method != http.MethodGet || got.query != "hub.mode=denied&hub.reason=It+is+over.&hub.topic=https%3A%2F%2Fcourier.example%2Fv1%2Ffeeds%2Frss" {
		t.Errorf("%+v", got)
	}
}

// TestDeliveries sends the topic's own bytes, signed where there is a secret. The
// signature is what openssl makes of both.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	content := news.TopicContent{Self: public + "/v1/feeds/rss", Media: "application/rss+xml", Body: []byte("<rss/>")}
	for name, c := range map[string]struct {
		status    int
		secret    string
		signature string
		gone, ok  bool
	}{
		"taken":         {status: 202, ok: true},
		"signed":        {status: 204, secret: "hush", signature: "sha256=c0972a8d478b4eae2999fad4a49b29caa6b3679bf380a755c4925c8c8caf76d8", ok: true},
		"wants no more": {status: 410, gone: true},
		"is not there":  {status: 404},
		"fails":         {status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, sent := somebody(t, c.status, func(url.Values) string { return "" })
			err := caller.Deliver(t.Context(), news.Subscription{Callback: address + "/?id=7", Secret: []byte(c.secret)}, content)
			if (err == nil) != c.ok || errors.Is(err, ErrGone) != c.gone {
				t.Errorf("it ends with %v", err)
			}
			got := <-sent
			links := []string{"<" + public + `/hub>; rel="hub"`, "<" + public + `/v1/feeds/rss>; rel="self"`}
			if got.method != http.MethodPost || got.query != "id=7" || got.body != "<rss/>" || got.header.Get("Content-Type") != "application/rss+xml" ||
				!cmp.Equal(got.header["Link"], links) || got.header.Get("X-Hub-Signature") != c.signature {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestHubsAreTold tells another hub of two topics.
func TestHubsAreTold(t *testing.T) {
	t.Parallel()
	for status, ok := range map[int]bool{200: true, 204: true, 302: false, 400: false, 500: false} {
		address, sent := somebody(t, status, func(url.Values) string { return "" })
		err := Publish(t.Context(), http.DefaultClient, address, []string{public + "/v1/feeds/rss", public + "/v1/feeds/json"})
		if (err == nil) != ok {
			t.Errorf("%d ends with %v", status, err)
		}
		got := <-sent
		form, err := url.ParseQuery(got.body)
		if err != nil || form.Get("hub.mode") != "publish" || len(form["hub.url"]) != 2 || got.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
			t.Errorf("%v: %+v", err, got)
		}
	}
}
