package postgres_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"storywire/internal/news"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"

	"github.com/google/go-cmp/cmp"
)

// hubStore is a store, with what the tests of the hub do in it.
type hubStore struct {
	*postgres.Store
	t  *testing.T
	db pgtest.DB
}

func newHubStore(t *testing.T) hubStore {
	t.Helper()
	s, db := newStore(t)
	return hubStore{s, t, db}
}

// atom is a request to be told of a feed.
func atom(mode, callback, secret string) news.Intent {
	return news.Intent{
		Mode: mode, Callback: callback, Topic: "/v1/feeds/atom", Named: "https://courier.example/v1/feeds/atom", Secret: []byte(secret), Lease: time.Hour,
	}
}

// add keeps a request.
func (h hubStore) add(in news.Intent) {
	h.t.Helper()
	if err := h.AddIntent(h.t.Context(), in); err != nil {
		h.t.Fatal(err)
	}
}

// intents are the requests that are taken up now.
func (h hubStore) intents(most int) []news.Intent {
	h.t.Helper()
	list, err := h.TakeIntents(h.t.Context(), most)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// due are the subscriptions that are taken up now.
func (h hubStore) due(most int) []news.Subscription {
	h.t.Helper()
	list, err := h.TakeDeliveries(h.t.Context(), most)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// must fails the test with what a step ended with.
func (h hubStore) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// subscribe subscribes somebody who has what the feed says.
func (h hubStore) subscribe(callback, secret, has string) {
	h.t.Helper()
	h.add(atom(news.Subscribe, callback, secret))
	for _, in := range h.intents(10) {
		h.must(h.EndIntent(h.t.Context(), in.ID, true, []byte(has)))
	}
}

// TestRequestsToTheHubAreTakenUpOnce keeps requests until they are taken up, each
// by one server for a minute, with the secret sealed meanwhile.
func TestRequestsToTheHubAreTakenUpOnce(t *testing.T) {
	t.Parallel()
	h := newHubStore(t)
	in := atom(news.Subscribe, "https://one.example/?id=1", "hush")
	h.add(in)
	h.add(atom(news.Unsubscribe, "https://two.example/", ""))
	if n := count(t, h.db, `select count(*) from hub_intents where position('\x68757368'::bytea in secret) > 0`); n != 0 {
		t.Error("a secret is kept as it is")
	}
	got := h.intents(1)
	if len(got) != 1 {
		t.Fatalf("%d are taken up", len(got))
	}
	in.ID = got[0].ID
	if diff := cmp.Diff([]news.Intent{in}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := h.intents(10); len(got) != 1 || got[0].Mode != news.Unsubscribe || len(got[0].Secret) > 0 {
		t.Errorf("then %+v are taken up", got)
	}
	if got := h.intents(10); len(got) > 0 {
		t.Errorf("%+v are taken up twice", got)
	}
	count(t, h.db, `with u as (update hub_intents set due_at = due_at - interval '1 minute' returning 1) select count(*) from u`)
	if got := h.intents(10); len(got) != 2 {
		t.Errorf("of a server that has ended %d are taken up", len(got))
	}
}

// TestRequestsToTheHubForOneHostAreBounded asks for more callbacks of a host than
// wait at a time.
func TestRequestsToTheHubForOneHostAreBounded(t *testing.T) {
	t.Parallel()
	h := newHubStore(t)
	for n := range 20 {
		h.add(atom(news.Subscribe, fmt.Sprintf("https://one.example:%d/", 8000+n), ""))
	}
	if err := h.AddIntent(t.Context(), atom(news.Subscribe, "http://one.example/more", "")); !errors.Is(err, news.ErrManyIntents) {
		t.Errorf("one more ends with %v", err)
	}
	h.add(atom(news.Subscribe, "https://two.example/", ""))
	h.must(h.EndIntent(t.Context(), h.intents(1)[0].ID, false, nil))
	h.add(atom(news.Subscribe, "http://one.example/more", ""))
}

// TestWhoConfirmsIsSubscribed has requests be confirmed, and not.
func TestWhoConfirmsIsSubscribed(t *testing.T) {
	t.Parallel()
	h := newHubStore(t)
	end := func(in news.Intent, confirmed bool) {
		t.Helper()
		h.add(in)
		h.must(h.EndIntent(t.Context(), h.intents(1)[0].ID, confirmed, []byte("v1")))
	}
	is := func(want ...string) {
		t.Helper()
		if n := count(t, h.db, `select count(*) from hub_intents`); n != 0 {
			t.Errorf("%d requests are left", n)
		}
		topics, err := h.FollowedTopics(t.Context())
		if err != nil || !slices.Equal(topics, want) {
			t.Errorf("%v: %v are followed, not %v", err, topics, want)
		}
	}
	end(atom(news.Subscribe, "https://one.example/", ""), false)
	is()
	end(atom(news.Unsubscribe, "https://one.example/", ""), true)
	is()
	end(atom(news.Subscribe, "https://one.example/", ""), true)
	end(atom(news.Subscribe, "https://two.example/", ""), true)
	is("/v1/feeds/atom")
	other := atom(news.Subscribe, "https://one.example/", "")
	other.Topic = "/v1/feeds/rss"
	end(other, true)
	is("/v1/feeds/atom", "/v1/feeds/rss")
	end(atom(news.Unsubscribe, "https://one.example/", ""), false)
	other.Mode = news.Unsubscribe
	end(other, true)
	is("/v1/feeds/atom")
	if n := count(t, h.db, `select count(*) from hub_subscriptions`); n != 2 {
		t.Errorf("%d subscriptions are left", n)
	}
	count(t, h.db, `with u as (update hub_subscriptions set expires_at = clock_timestamp() returning 1) select count(*) from u`)
	is()
}

// TestWhoHasAnotherDigestIsDue has a feed change, and its subscribers be told,
// fail to be, and be told while it changes again.
func TestWhoHasAnotherDigestIsDue(t *testing.T) {
	t.Parallel()
	h := newHubStore(t)
	ctx := t.Context()
	h.subscribe("https://one.example/", "hush", "v1")
	h.must(h.TopicIs(ctx, "/v1/feeds/atom", []byte("v1")))
	h.must(h.TopicIs(ctx, "/v1/feeds/rss", []byte("v2")))
	if got := h.due(10); len(got) > 0 {
		t.Errorf("with what there is, %+v are due", got)
	}
	h.must(h.TopicIs(ctx, "/v1/feeds/atom", []byte("v2")))
	got := h.due(10)
	if len(got) != 1 || got[0].Callback != "https://one.example/" || !bytes.Equal(got[0].Secret, []byte("hush")) || got[0].Failed != 0 {
		t.Fatalf("%+v are due", got)
	}
	if again := h.due(10); len(again) > 0 {
		t.Errorf("%+v are taken up twice", again)
	}
	h.must(h.TopicIs(ctx, "/v1/feeds/atom", []byte("v3"))) // meanwhile
	h.must(h.Delivered(ctx, got[0], []byte("v2")))
	if got = h.due(10); len(got) != 1 {
		t.Fatalf("of what came meanwhile %d are told", len(got))
	}
	h.must(h.NotDelivered(ctx, got[0], time.Hour))
	h.must(h.TopicIs(ctx, "/v1/feeds/atom", []byte("v4")))
	if got := h.due(10); len(got) > 0 {
		t.Errorf("who could not be told is not left alone: %+v", got)
	}
	count(t, h.db, `with u as (update hub_subscriptions set due_at = due_at - interval '1 hour' returning 1) select count(*) from u`)
	if got = h.due(10); len(got) != 1 || got[0].Failed != 1 {
		t.Fatalf("after an hour %+v are due", got)
	}
	h.must(h.NotDelivered(ctx, got[0], 0))
	if got := h.due(10); len(got) > 0 {
		t.Errorf("who is given up is told all the same: %+v", got)
	}
	h.must(h.TopicIs(ctx, "/v1/feeds/atom", []byte("v5")))
	if got = h.due(10); len(got) != 1 || got[0].Failed != 0 {
		t.Fatalf("once it has changed %+v are due", got)
	}
	h.must(h.Delivered(ctx, got[0], []byte("v5")))
	h.must(h.TopicIs(ctx, "/v1/feeds/atom", []byte("v5")))
	if got := h.due(10); len(got) > 0 {
		t.Errorf("who has it is due: %+v", got)
	}
}

// TestNobodyIsToldAfterTheirLease has one subscription end before it is told of,
// one while a server that has ended had it in hand, and one be asked for anew.
func TestNobodyIsToldAfterTheirLease(t *testing.T) {
	t.Parallel()
	h := newHubStore(t)
	for _, name := range []string{"lapsed", "stays", "renewed"} {
		h.subscribe("https://"+name+".example/", "first", "v1")
	}
	h.must(h.TopicIs(t.Context(), "/v1/feeds/atom", []byte("v2")))
	count(t, h.db, `with u as (update hub_subscriptions set expires_at = clock_timestamp() where callback !~ 'stays' returning 1) select count(*) from u`)
	h.subscribe("https://renewed.example/", "second", "v2")
	got := map[string]string{}
	for _, b := range h.due(10) {
		got[b.Callback] = string(b.Secret)
	}
	if diff := cmp.Diff(map[string]string{"https://stays.example/": "first", "https://renewed.example/": "second"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := count(t, h.db, `select count(*) from hub_subscriptions where callback ~ 'renewed'`); n != 1 {
		t.Errorf("who asks anew is subscribed %d times", n)
	}
	count(t, h.db, `with u as (update hub_subscriptions set busy_until = clock_timestamp() returning 1) select count(*) from u`)
	if n := len(h.due(10)); n != 2 {
		t.Errorf("of a server that has ended %d are taken up", n)
	}
}

// TestOneServerTellsASubscriber has eight servers take up at the same time who is
// to be told.
func TestOneServerTellsASubscriber(t *testing.T) {
	t.Parallel()
	h := newHubStore(t)
	const subscribers = 40
	for n := range subscribers {
		h.subscribe(fmt.Sprintf("https://reader-%d.example/", n), "", "v1")
	}
	h.must(h.TopicIs(t.Context(), "/v1/feeds/atom", []byte("v2")))
	var mu sync.Mutex
	taken := map[string]int{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for {
				list, err := h.TakeDeliveries(t.Context(), 3)
				if err != nil || len(list) == 0 {
					if err != nil {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				for _, b := range list {
					taken[b.Callback]++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for callback, n := range taken {
		if n != 1 {
			t.Errorf("%s is told by %d", callback, n)
		}
	}
	if left := subscribers - len(taken) - len(h.due(subscribers)); left != 0 {
		t.Errorf("%d are told by nobody", left)
	}
}

// TestAnotherHubHearsOfWhatIsNew tells it of topics whose digests it was not told.
func TestAnotherHubHearsOfWhatIsNew(t *testing.T) {
	t.Parallel()
	h := newHubStore(t)
	is := func(are map[string][]byte, want ...string) {
		t.Helper()
		got, err := h.NewTopics(t.Context(), are)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v: %v are new, not %v", err, got, want)
		}
	}
	are := map[string][]byte{"https://a.example/": []byte("v1"), "https://b.example/": []byte("v1")}
	is(are, "https://a.example/", "https://b.example/")
	h.must(h.ToldTopics(t.Context(), are))
	is(are)
	are["https://b.example/"] = []byte("v2")
	is(are, "https://b.example/")
	h.must(h.ToldTopics(t.Context(), are))
	is(are)
}
