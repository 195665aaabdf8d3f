package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// subscriber is somebody who wants to be told of a feed.
type subscriber struct {
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	asked  []url.Values // to confirm
	told   []*told
	refuse bool // does not confirm
	status int  // of a delivery
}

// told is what a subscriber was sent.
type told struct {
	header http.Header
	query  string
	body   string
}

// signedWith tells whether the secret, and nobody else's, was signed with; "" for
// none.
func (d *told) signedWith(secret string) bool {
	got := d.header.Get("X-Hub-Signature")
	if secret == "" {
		return got == ""
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(d.body))
	return got == "sha256="+hex.EncodeToString(mac.Sum(nil))
}

func subscribing(t *testing.T) *subscriber {
	t.Helper()
	s := &subscriber{t: t, status: http.StatusNoContent}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == http.MethodGet {
		s.asked = append(s.asked, r.URL.Query())
		if s.refuse {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprint(w, r.URL.Query().Get("hub.challenge"))
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	s.told = append(s.told, &told{r.Header, r.URL.RawQuery, string(body)})
	w.WriteHeader(s.status)
}

// been tells how often the subscriber was asked and told.
func (s *subscriber) been() (asked, deliveries int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked), len(s.told)
}

// hubTest is the program as a hub.
type hubTest struct{ *edgeTest }

func aHub(t *testing.T, env ...string) *hubTest {
	t.Helper()
	e := &edgeTest{program: furnished(t)}
	e.env = append(append(e.env, "STORYWIRE_ALLOW_LOOPBACK_TARGETS=1"), env...)
	e.start()
	e.key = regexp.MustCompile(`sw_[\w-]{43}`).FindString(e.said.String())
	return &hubTest{e}
}

// ask sends a request to the hub and returns its status.
func (h *hubTest) ask(mode, topic, callback, secret, lease string) int {
	h.t.Helper()
	form := url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.callback": {callback}, "foreign": {"left alone"}}
	if secret != "" {
		form.Set("hub.secret", secret)
	}
	if lease != "" {
		form.Set("hub.lease_seconds", lease)
	}
	status, body := h.send(http.MethodPost, "/hub", "", "application/x-www-form-urlencoded", form.Encode())
	if status >= http.StatusInternalServerError {
		h.t.Errorf("%s %s is answered %d %s", mode, topic, status, body)
	}
	return status
}

// TestSubscribersAreTold has somebody subscribe to a feed, be told of each change
// of it with what the feed says, lie down, and unsubscribe.
func TestSubscribersAreTold(t *testing.T) {
	t.Parallel()
	h := aHub(t)
	h.publish("Gulls return", "")
	s, other := subscribing(t), subscribing(t)
	topic := h.url + "/v1/feeds/atom?section=quay&content=summary"
	callback := s.URL + "/back?id=7&hub.mode=mine"
	if got := h.ask("subscribe", topic, callback, "hush", "1"); got != http.StatusAccepted {
		t.Fatalf("it is answered %d", got)
	}
	other.refuse = true
	h.ask("subscribe", topic, other.URL, "", "")
	h.until("both were asked", func() bool { a, _ := s.been(); b, _ := other.been(); return a == 1 && b == 1 })
	asked := s.asked[0]
	if asked.Get("id") != "7" || asked["hub.mode"][0] != "mine" || asked["hub.mode"][1] != "subscribe" || asked.Get("hub.topic") != topic || asked.Get("hub.lease_seconds") != "300" {
		t.Errorf("it is asked %v", asked)
	}
	time.Sleep(time.Second) // the answer is taken in
	story := h.publish("Ferry is late", "")
	h.until("it is told", func() bool { _, n := s.been(); return n > 0 })
	h.sameAsTheFeed(s, "/v1/feeds/atom?content=summary&section=quay")
	s.mu.Lock()
	s.status, s.told = http.StatusServiceUnavailable, nil
	s.mu.Unlock()
	h.change(http.MethodPost, story+"/corrections", "application/json", `{"kind": "correction", "note": "It is early.", "patch": {"headline": "Ferry is early"}}`)
	h.until("it was tried", func() bool { _, n := s.been(); return n == 1 })
	if err := h.program.end(syscall.SIGKILL); err == nil {
		t.Fatal("it was not killed")
	}
	s.mu.Lock()
	s.status = http.StatusOK
	s.mu.Unlock()
	h.start()
	begun := time.Now()
	for n := 1; n < 2 && time.Since(begun) < 2*time.Minute; time.Sleep(100 * time.Millisecond) {
		_, n = s.been()
		if n > 1 {
			break
		}
	}
	h.sameAsTheFeed(s, "/v1/feeds/atom?content=summary&section=quay")
	if _, n := other.been(); n != 0 {
		t.Errorf("who did not confirm is told %d times", n)
	}
	h.leave(s, topic, callback)
}

// sameAsTheFeed holds what was told last to what the feed answers.
func (h *hubTest) sameAsTheFeed(s *subscriber, path string) {
	h.t.Helper()
	status, header, body := h.read(path)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.told) == 0 || status != http.StatusOK {
		h.t.Fatalf("nothing was told of what is answered %d", status)
	}
	last := s.told[len(s.told)-1]
	links := strings.Join(last.header["Link"], ", ")
	if last.body != body || last.header.Get("Content-Type") != header.Get("Content-Type") || last.query != "id=7&hub.mode=mine" ||
		!last.signedWith("hush") ||
		!strings.Contains(links, "<"+h.url+path+`>; rel="self"`) || !strings.Contains(links, "<"+h.url+`/hub>; rel="hub"`) {
		h.t.Errorf("it is told %q %v\n%s\nand the feed is %v\n%s", last.query, last.header, last.body, header, body)
	}
	for _, link := range last.header["Link"] {
		if !strings.Contains(strings.Join(header["Link"], ", "), link) {
			h.t.Errorf("the feed does not name %s", link)
		}
	}
}

func (h *hubTest) read(path string) (status int, header http.Header, body string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(all)
}

// leave unsubscribes, after which nothing is told.
func (h *hubTest) leave(s *subscriber, topic, callback string) {
	h.t.Helper()
	if got := h.ask("unsubscribe", topic, callback, "", ""); got != http.StatusAccepted {
		h.t.Errorf("who leaves is answered %d", got)
	}
	h.until("it is asked", func() bool { n, _ := s.been(); return n == 2 })
	time.Sleep(time.Second)
	_, before := s.been()
	h.publish("Nobody is told", "")
	time.Sleep(3 * time.Second)
	if _, n := s.been(); n != before {
		h.t.Errorf("who has left is told %d times", n-before)
	}
}

// TestTheHubRefuses asks for what the hub does not do.
func TestTheHubRefuses(t *testing.T) {
	t.Parallel()
	h := aHub(t)
	feed := h.url + "/v1/feeds/rss"
	for name, got := range map[string]int{
		"a foreign topic":    h.ask("subscribe", "https://elsewhere.example/v1/feeds/rss", "http://127.0.0.1:1/", "", ""),
		"another address":    h.ask("subscribe", h.url+"/v1/articles", "http://127.0.0.1:1/", "", ""),
		"a host that begins": h.ask("subscribe", h.url+".elsewhere.example/v1/feeds/rss", "http://127.0.0.1:1/", "", ""),
		"no feed":            h.ask("subscribe", h.url+"/v1/feeds/none", "http://127.0.0.1:1/", "", ""),
		"the drill":          h.ask("subscribe", h.url+"/v1/feeds/drill", "http://127.0.0.1:1/", "", ""),
		"a wrong filter":     h.ask("subscribe", feed+"?sort=sideways", "http://127.0.0.1:1/", "", ""),
		"no mode":            h.ask("", feed, "http://127.0.0.1:1/", "", ""),
		"publish":            h.ask("publish", feed, "http://127.0.0.1:1/", "", ""),
		"no callback":        h.ask("subscribe", feed, "", "", ""),
		"a file":             h.ask("subscribe", feed, "file:///etc/passwd", "", ""),
		"a long secret":      h.ask("subscribe", feed, "http://127.0.0.1:1/", strings.Repeat("s", 200), ""),
		"a lease of words":   h.ask("subscribe", feed, "http://127.0.0.1:1/", "", "long"),
	} {
		if got != http.StatusUnprocessableEntity {
			t.Errorf("%s is answered %d", name, got)
		}
	}
}

// TestAnotherHubIsTold has feeds name a hub of others, which is told of those
// that changed, the ones with a name among them. One with filters names none: of
// those there is no end.
func TestAnotherHubIsTold(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	pings := []url.Values{}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		pings = append(pings, r.PostForm)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer other.Close()
	h := aHub(t, "STORYWIRE_HUB_URL="+other.URL)
	toldOf := func(topic string, from int) func() bool {
		return func() bool {
			mu.Lock()
			defer mu.Unlock()
			return slices.ContainsFunc(pings[from:], func(ping url.Values) bool {
				return ping.Get("hub.mode") == "publish" && slices.Contains(ping["hub.url"], h.url+topic)
			})
		}
	}
	const plain, named, elsewhere = "/v1/feeds/atom", "/v1/feeds/the-quay", "/v1/feeds/elsewhere"
	h.publish("Gulls return", "")
	h.change(http.MethodPost, "/v1/feeds", "application/json", `{"name": "the-quay", "title": "The quay", "format": "rss", "query": "section=quay"}`)
	h.change(http.MethodPost, "/v1/feeds", "application/json", `{"name": "elsewhere", "title": "Elsewhere", "format": "rss", "query": "q=elsewhere"}`)
	for _, feed := range []string{plain, named, elsewhere} {
		h.until("it is told of a new feed", toldOf(feed, 0))
	}
	mu.Lock()
	before := len(pings)
	mu.Unlock()
	h.publish("A boat comes in", "")
	for _, feed := range []string{plain, named} {
		h.until("it is told of a change", toldOf(feed, before))
	}
	if toldOf(elsewhere, before)() {
		t.Error("it is told of a feed that did not change")
	}
	for feed, want := range map[string]bool{plain: true, named: true, theQuay: false} {
		_, header, body := h.read(feed)
		if inHeader := strings.Contains(strings.Join(header["Link"], ", "), "<"+other.URL+`>; rel="hub"`); inHeader != want || strings.Contains(body, other.URL) != want {
			t.Errorf("%s names the hub that is told of it: %t, %v", feed, want, header["Link"])
		}
	}
	if got := h.ask("subscribe", h.url+"/v1/feeds/atom", "http://127.0.0.1:1/", "", ""); got != http.StatusNotFound {
		t.Errorf("the house's own hub answers %d", got)
	}
}
