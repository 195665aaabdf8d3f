package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"storywire/internal/news"
)

// deltaFeed is a feed that knows RFC 3229: who names what they have is sent what is
// new alone.
type deltaFeed struct {
	*httptest.Server
	mu      sync.Mutex
	entries []string // the last of them is the newest; a tag is how many there were
	sent    []int    // statuses
	plain   bool     // it forgets that it knows
}

func publishDeltas(t *testing.T) *deltaFeed {
	t.Helper()
	f := &deltaFeed{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		tag, from := fmt.Sprintf(`"%d"`, len(f.entries)), 0
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Type", "application/atom+xml")
		status := http.StatusOK
		switch had := r.Header.Get("If-None-Match"); {
		case had == tag:
			status = http.StatusNotModified
		case r.Header.Get("A-IM") == "feed" && !f.plain && had != "":
			if _, err := fmt.Sscanf(had, `"%d"`, &from); err != nil || from > len(f.entries) {
				t.Errorf("it names %s", had)
			}
			status = http.StatusIMUsed
			w.Header().Set("IM", "feed")
			w.Header().Set("Cache-Control", "no-store")
		}
		f.sent = append(f.sent, status)
		if w.WriteHeader(status); status == http.StatusNotModified {
			return
		}
		fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Skerry Post</title>%s</feed>`, strings.Join(f.entries[from:], ""))
	}))
	t.Cleanup(f.Close)
	return f
}

// says adds an entry that the feed has not had, in words of its own.
func (f *deltaFeed) says(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entries = append(f.entries, entry(id, "The "+id, strings.ReplaceAll(ferryWords, " ", " "+id+" ")))
}

func (f *deltaFeed) last() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sent[len(f.sent)-1]
}

// TestFeedThatSendsWhatIsNewAlone follows a feed that answers 226, through a poll
// that it answers whole again.
func TestFeedThatSendsWhatIsNewAlone(t *testing.T) {
	t.Parallel()
	f := follow(t, ``)
	feed := publishDeltas(t)
	feed.says("ferry")
	feed.says("tide")
	f = f.alsoFollows(feed.URL + "/atom")
	f.polled()
	for _, step := range []struct {
		says   string
		plain  bool
		status int
		items  news.ItemCounts
	}{
		{"", false, http.StatusNotModified, news.ItemCounts{}},
		{"beacon", false, http.StatusIMUsed, news.ItemCounts{Draft: 1}},
		{"", false, http.StatusNotModified, news.ItemCounts{}},
		{"crane", false, http.StatusIMUsed, news.ItemCounts{Draft: 1}},
		{"gauge", true, http.StatusOK, news.ItemCounts{Draft: 1, Seen: 4}},
		{"lock", false, http.StatusIMUsed, news.ItemCounts{Draft: 1}},
	} {
		feed.mu.Lock()
		feed.plain = step.plain
		feed.mu.Unlock()
		if step.says != "" {
			feed.says(step.says)
		}
		if p := f.polled(); p.State != news.PollDone || p.Status != step.status || p.Items != step.items || feed.last() != step.status {
			t.Errorf("%s: %+v", step.says, p)
		}
	}
	if n := f.drafts(f.key); n != 6 {
		t.Errorf("%d drafts", n)
	}
}

// TestOneNewsroomFollowsAnother has a server follow what another one publishes, by
// its own feed.
func TestOneNewsroomFollowsAnother(t *testing.T) {
	t.Parallel()
	publisher := place(t)
	chief := publisher.started()
	publish := func(slug, headline, words string) {
		t.Helper()
		publisher.write(http.MethodPost, "/v1/articles", chief, "application/json", `{"slug": "`+slug+`", "headline": "`+headline+`", "body": [{"type": "paragraph", "text": "`+words+`"}]}`)
		publisher.write(http.MethodPost, "/v1/articles/"+slug+"/publish", chief, "application/json", `{}`)
	}
	publish("ferry", "Ferry is late", ferryWords)
	f := follow(t, ``)
	f.polled()
	f = f.alsoFollows(publisher.url + "/v1/feeds/atom")
	if p := f.polled(); p.State != news.PollDone {
		t.Errorf("%+v", p)
	}
	publish("tide", "Tide tables are out", strings.ReplaceAll(ferryWords, "ferry", "tide")+" They are at the harbour office, and in the window of the shop beside it.")
	if p := f.polled(); p.Status != http.StatusIMUsed || p.Items != (news.ItemCounts{Draft: 1}) {
		t.Errorf("%+v", p)
	}
	if p := f.polled(); p.Status != http.StatusNotModified {
		t.Errorf("%+v", p)
	}
}

// alsoFollows has the server follow another feed, which it then is about.
func (f follows) alsoFollows(address string) follows {
	f.t.Helper()
	status, body := f.send(http.MethodPost, "/v1/subscriptions", f.key, "application/json", `{"url": "`+address+`"}`)
	f.Followed = news.Followed{}
	if err := json.Unmarshal([]byte(body), &f.Followed); err != nil || status != http.StatusCreated {
		f.t.Fatal(status, body)
	}
	return f
}
