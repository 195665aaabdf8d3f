package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/contract"
	"storywire/internal/intake"
	"storywire/internal/news"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// under sends the call with an Idempotency-Key.
func (c call) under(key string) call {
	c.headers = maps.Clone(c.headers)
	if c.headers == nil {
		c.headers = map[string]string{}
	}
	c.headers["Idempotency-Key"] = key
	return c
}

// replayed tells whether the answer is an earlier one.
func (a *answer) replayed() bool { return a.header.Get("Idempotent-Replayed") == "true" }

// same fails the test unless the two answers are the same, but for what is
// always a request's own.
func (a *answer) same(b *answer) {
	a.t.Helper()
	own := func(h http.Header) http.Header {
		h = h.Clone()
		for _, name := range []string{"Date", "X-Request-Id", "Idempotent-Replayed"} {
			h.Del(name)
		}
		return h
	}
	if diff := cmp.Diff(own(a.header), own(b.header)); a.status != b.status || string(a.body) != string(b.body) || diff != "" {
		a.t.Errorf("%d and %d\n%s\n%s\n%s", a.status, b.status, a.body, b.body, diff)
	}
}

// ask asks the database itself, as its owner.
func (s *site) ask(sql string, args ...any) (n int) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.db.OwnerURL)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(s.t.Context()))
	if err := conn.QueryRow(s.t.Context(), sql, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// exec has the database's owner do something.
func (s *site) exec(sql string) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.db.OwnerURL)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(s.t.Context()))
	if _, err := conn.Exec(s.t.Context(), sql); err != nil {
		s.t.Fatal(err)
	}
}

// everyPostOnce sends every POST that the contract has while the same one is in
// progress, and then with another body under a key that was used.
func (s *site) everyPostOnce(own *contract.Spec) {
	s.t.Helper()
	by, err := s.store.Principal(s.t.Context(), auth.Hash(s.keys[auth.Admin]))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, route := range own.Routes() {
		if route.Method != http.MethodPost || route.Path == "/hub" { // WebSub knows no keys, and the same request twice does no harm
			continue
		}
		c := call{as: auth.Admin, method: http.MethodPost, path: strings.ReplaceAll(route.Path, "{id}", idOfNone), body: "{ }"}.under("every-post")
		operation := sha256.Sum256([]byte("POST " + c.path + "?"))
		o := news.Once{Key: "every-post", Operation: operation[:], Fingerprint: operation[:]}
		_, err := s.store.Once(s.t.Context(), by, o, func(context.Context) []byte {
			busy := s.do(c)
			busy.isProblem(http.StatusConflict, "in-progress")
			if busy.header.Get("Retry-After") == "" {
				s.t.Errorf("%s: no Retry-After", c.path)
			}
			return nil
		})
		if err != nil {
			s.t.Error(err)
		}
		first := s.do(c)
		s.do(c).same(first)
		c.body = "{}"
		s.do(c).isProblem(http.StatusUnprocessableEntity, "key-reused")
	}
}

func TestTheSameRequestAHundredTimesAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t)
	answers := make([]*answer, 100)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			answers[i] = s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: harbourStory}.under("once-only"))
		})
	}
	wg.Wait()
	first := 0
	for _, a := range answers {
		a.is(http.StatusCreated).same(answers[0])
		if !a.replayed() {
			first++
		}
	}
	if n := s.ask(`select count(*) from articles`); n != 1 || first != 1 {
		t.Errorf("%d articles, and %d answers that are no replay", n, first)
	}
	if s.ask(`select count(*) from revisions`) != 1 || s.ask(`select count(*) from photos`) != 1 {
		t.Error("it had more than one effect")
	}
}

// TestManyRequestsAtOnce has more requests than there are connections, each of
// which reads beside what it writes, and wants the slug that all others want.
func TestManyRequestsAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const requests = 40
	var wg sync.WaitGroup
	for i := range requests {
		wg.Go(func() {
			n := i % (requests / 2)
			c := call{as: auth.Publish, method: "POST", path: "/v1/import?publish=true", media: "text/plain", body: fmt.Sprintf("Boats are back\n\nIt was %d of them.", n)}
			s.do(c.under(fmt.Sprint("key-", n))).is(http.StatusCreated)
		})
	}
	wg.Wait()
	if n := s.ask(`select count(distinct slug) from articles`); n != requests/2 {
		t.Errorf("%d articles of %d requests", n, requests/2)
	}
}

func TestWhatAnIdempotencyKeyIsFor(t *testing.T) {
	t.Parallel()
	s := serve(t)
	tag := call{as: auth.Write, method: "POST", path: "/v1/tags", body: `{"name": "Ferries"}`}
	first := s.do(tag.under("a-key")).is(201)
	for name, again := range map[string]*answer{
		"bare":      s.do(tag.under("a-key")),
		"in quotes": s.do(tag.under(`"a-key"`)),
	} {
		if first.same(again); !again.replayed() {
			t.Errorf("%s: no replay", name)
		}
	}
	lines := s.lines()
	if last := lines[len(lines)-1]; last["replayed"] != true || last["route"] != "/v1/tags" {
		t.Errorf("the log has %v", last)
	}
	for name, change := range map[string]func(*call){
		"another body": func(c *call) { c.body = `{"name": "Boats"}` },
		"another type": func(c *call) { c.media = "text/plain" },
	} {
		other := tag.under("a-key")
		change(&other)
		if faults := s.do(other).isProblem(422, "key-reused"); len(faults) != 1 {
			t.Errorf("%s: %q", name, faults)
		}
	}
	for name, change := range map[string]func(*call){
		"another key":     func(c *call) { *c = c.under("b-key") },
		"another address": func(c *call) { c.path = "/v1/sections" },
		"another query":   func(c *call) { c.path += "?x=y" },
		"somebody else":   func(c *call) { c.as = auth.Publish },
	} {
		other := tag.under("a-key")
		change(&other)
		if s.do(other).replayed() {
			t.Errorf("%s: a replay", name)
		}
	}
	for _, key := range []string{"", `"`, `"a`, "a b", strings.Repeat("x", 256)} {
		s.do(tag.under(key)).isProblem(400, "header")
	}
	s.do(call{method: "GET", path: "/v1/tags"}.under(`"`)).is(200)
	s.do(call{method: "POST", path: "/v1/tags", body: "{}"}.under("a-key")).is(401)
}

func TestAReplayIsAnsweredBeforeThePrecondition(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.draft("A draft")
	publish := call{as: auth.Publish, method: "POST", path: made.header.Get("Location") + "/publish", body: "{}", headers: ifMatch(made.etag())}
	first := s.do(publish.under("p")).is(200)
	again := s.do(publish.under("p"))
	again.same(first)
	s.do(publish).isProblem(412, "stale") // what it would be by itself
	publish.headers = ifMatch("*")
	s.do(publish.under("p")).same(first)
	if n := s.ask(`select count(*) from revisions`); n != 2 {
		t.Errorf("%d revisions", n)
	}
	publish.headers = ifMatch(made.etag())
	refused := s.do(publish.under("q"))
	refused.isProblem(412, "stale")
	s.do(publish.under("q")).same(refused)
}

func TestWhatIsNotAnsweredForGoodIsDoneAnew(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	s := serve(t, func(d *api.Deps) {
		read := d.Readers["text/plain"]
		d.Readers = map[string]intake.Reader{"text/plain": func(text []byte, o intake.Options) (intake.Found, error) {
			if broken != nil {
				return intake.Found{}, broken
			}
			return read(text, o)
		}}
	})
	page := call{as: auth.Write, method: "POST", path: "/v1/import", media: "text/plain", body: "Boats\n\nTwo."}
	s.do(page.under("k")).isProblem(500, "internal")
	broken = nil
	if s.do(page.under("k")).is(201).replayed() {
		t.Error("what failed was kept")
	}
	large := call{as: auth.Write, method: "POST", path: "/v1/tags", body: big}
	s.do(large.under("l")).is(413)
	large.body = strings.Repeat("x", 10<<20+1)
	s.do(large.under("l")).is(413)
	large.body = `{"name": "Small"}`
	s.do(large.under("l")).is(201)
	forbidden := call{as: auth.Feed, method: "POST", path: "/v1/tags", body: `{"name": "Feeds"}`}
	s.do(forbidden.under("f")).is(403)
	if n := s.ask(`select count(*) from kept_answers`); n != 2 {
		t.Errorf("%d answers are kept", n)
	}
}

// storedArticles is api.Articles, which has a method of that name.
type storedArticles = api.Articles

// hangingUp ends the caller's request as soon as its effect is there.
type hangingUp struct {
	storedArticles
	up context.CancelFunc
}

func (h *hangingUp) CreateArticle(ctx context.Context, by auth.Principal, a *news.Article) (news.Document, error) {
	doc, err := h.storedArticles.CreateArticle(ctx, by, a)
	if h.up != nil {
		h.up()
		<-ctx.Done()
	}
	return doc, err
}

func TestWhoHungUpSendsItAgain(t *testing.T) {
	t.Parallel()
	ctx, hangUp := context.WithCancel(t.Context())
	var articles *hangingUp
	s := serve(t, func(d *api.Deps) {
		articles = &hangingUp{d.Articles, hangUp}
		d.Articles = articles
	})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/v1/articles", strings.NewReader(harbourStory))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer " + s.keys[auth.Write]}, "Content-Type": {"application/json"}, "Idempotency-Key": {"again"}}
	resp, err := client.Do(r)
	if err == nil {
		defer resp.Body.Close()
		t.Fatal("there is an answer")
	}
	create := call{as: auth.Write, method: "POST", path: "/v1/articles", body: harbourStory}.under("again")
	probe := call{as: auth.Write, method: "GET", path: "/v1/articles?status=draft"}
	if got := s.do(probe).is(200); !strings.Contains(string(got.body), `"data":[]`) {
		t.Errorf("an effect without its answer: %s", got.body)
	}
	articles.up = nil // the request that hung up has passed it
	first := s.do(create).is(201)
	s.do(create).same(first)
	if n := s.ask(`select count(*) from articles`); n != 1 {
		t.Errorf("%d articles", n)
	}
}

func TestAKeptSecretIsNotInTheDatabase(t *testing.T) {
	t.Parallel()
	s := serve(t)
	create := call{as: auth.Admin, method: "POST", path: "/v1/keys", body: `{"name": "Night desk", "scopes": ["write"]}`}.under("k")
	first := s.do(create).is(201)
	again := s.do(create)
	again.same(first)
	var made struct{ Key string }
	again.read(&made)
	s.do(call{method: "GET", path: "/v1/articles?status=draft", headers: map[string]string{"Authorization": "Bearer " + made.Key}}).is(200)
	if s.ask(`select count(*) from kept_answers`) != 1 || s.ask(`select count(*) from keys`) != 5 {
		t.Error("it was not kept, or had another effect")
	}
	// every row of every table as text, which has bytes as hexadecimal digits
	dump := `select sum(position($1 in query_to_xml(format('select t::text from %I.%I t', table_schema, table_name), true, false, '')::text))
		from information_schema.tables where table_schema in ('public', 'river')`
	if s.ask(dump, "Night desk") == 0 || s.ask(dump, hex.EncodeToString(auth.Hash(made.Key))) == 0 {
		t.Fatal("the search finds nothing")
	}
	for _, secret := range []string{made.Key, s.keys[auth.Admin]} {
		for _, form := range []string{secret, hex.EncodeToString([]byte(secret)), hex.EncodeToString([]byte(strings.TrimPrefix(secret, "sw_")))[:40]} {
			if s.ask(dump, form) != 0 {
				t.Error("the database has the secret")
			}
		}
	}
}

func TestAnIdempotencyKeyEndsAfterADay(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := call{as: auth.Write, method: "POST", path: "/v1/photos", body: `{"caption": "The pier"}`}.under("k")
	first := s.do(c).is(201)
	if s.ask(`select count(*) from kept_answers where expires_at - created_at between '23:59:59' and '24:00:01'`) != 1 {
		t.Error("it is not kept for a day")
	}
	s.ask(`with e as (update kept_answers set expires_at = clock_timestamp() returning 1) select count(*) from e`)
	second := s.do(c).is(201)
	if second.replayed() || second.header.Get("Location") == first.header.Get("Location") {
		t.Error("it was replayed after its end")
	}
	s.do(c).same(second)
}
