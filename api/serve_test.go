package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storywire/api"
	"storywire/internal/auth"
	"storywire/internal/cache"
	"storywire/internal/contract"
	"storywire/internal/intake"
	"storywire/internal/intake/page"
	"storywire/internal/intake/wire"
	"storywire/internal/markup"
	"storywire/internal/news"
	"storywire/internal/obs"
	"storywire/internal/outbound"
	"storywire/internal/pgtest"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"
)

func TestMain(m *testing.M) {
	// A step of a random walk is some requests; -rapid.steps asks for more.
	if err := flag.Set("rapid.steps", "4"); err != nil {
		panic(err)
	}
	pgtest.Main(m, migrations.Up)
}

const contractFile = "../openapi.yaml"

var openapi = sync.OnceValues(func() ([]byte, error) { return os.ReadFile(contractFile) })

// spec is the contract that every answer of these tests is held to.
var spec = sync.OnceValues(func() (*contract.Spec, error) {
	yaml, err := openapi()
	if err != nil {
		return nil, err
	}
	return contract.Load(yaml)
})

// site is the API over a database of its own, with a key for each scope.
type site struct {
	*httptest.Server
	t       *testing.T
	store   *postgres.Store
	cache   *cache.Cache
	db      pgtest.DB
	serving *atomic.Bool
	used    *auth.Tally
	ending  chan struct{} // closing it ends what waits
	keys    map[auth.Scope]string
	log     *syncBuffer
}

type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// serve starts the API. with may change what it stands on.
func serve(t *testing.T, with ...func(*api.Deps)) *site {
	t.Helper()
	contract, err := spec()
	if err != nil {
		t.Fatal(err)
	}
	return serveUnder(t, contract, with...)
}

// serveUnder starts the API and holds it to the contract.
func serveUnder(t *testing.T, contract *contract.Spec, with ...func(*api.Deps)) *site {
	t.Helper()
	s := serveOver(t, contract, pgtest.New(t), with...)
	for _, scope := range auth.Scopes {
		scopes := []auth.Scope{scope}
		if scope == auth.Publish {
			scopes = append(scopes, auth.Write)
		}
		s.keys[scope] = auth.NewSecret()
		if _, err := s.store.CreateKey(t.Context(), auth.Principal{Name: "test"}, auth.Key{Name: "the " + string(scope) + " desk", Scopes: scopes}, auth.Hash(s.keys[scope])); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// beside starts another server over the same database, with connections and a
// memory of its own.
func (s *site) beside(with ...func(*api.Deps)) *site {
	s.t.Helper()
	contract, err := spec()
	if err != nil {
		s.t.Fatal(err)
	}
	other := serveOver(s.t, contract, s.db, with...)
	other.keys = s.keys
	return other
}

func serveOver(t *testing.T, contract *contract.Spec, db pgtest.DB, with ...func(*api.Deps)) *site {
	t.Helper()
	store, err := postgres.Open(t.Context(), db.ServerURL, migrations.Latest(), render.JSON{}, markup.Setter{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	listened := store.Listen(t.Context(), slog.New(slog.DiscardHandler))
	t.Cleanup(func() { <-listened })
	yaml, err := openapi()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, store: store, db: db, serving: &atomic.Bool{}, ending: make(chan struct{}), used: &auth.Tally{}, keys: map[auth.Scope]string{}, log: &syncBuffer{}}
	s.serving.Store(true)
	s.cache = cache.New(cache.Options{Bytes: 8 << 20, Look: store.Look, Stirred: store.Stirred, Log: slog.New(slog.DiscardHandler)})
	looked := s.cache.Run(t.Context())
	t.Cleanup(func() { <-looked })
	metrics := obs.NewMetrics("test")
	deps := api.Deps{
		Articles: store, Imports: store, Subscribed: store, Proposals: store, Corrections: store, Scheduled: store, UntilNext: store.UntilNext,
		History: store, Removals: store, Batches: store, Audits: store, Changes: store, Followers: store,
		Webhooks: store, CheckTarget: outbound.Options{Loopback: true}.Check, CheckFeed: outbound.Options{}.CheckFetch,
		Feeds: store, NamedFeeds: store, Quotes: store, Newsroom: store, Sitemaps: store, Keys: store, Requests: store,
		Partners: store, Usages: store, Allowances: store, Used: s.used.Count,
		Exports: store, Hub: store,
		Authors: store.Authors, Photos: store.Photos, Sections: store.Sections,
		Tags: store.Tags, Speakers: store.Speakers, Sources: store.Sources, Namesakes: store,
		Cache:     s.cache,
		Principal: store.Principal, Readers: readers(), Ready: store.Ready, Serving: s.serving, Ending: s.ending,
		PublicURL: "https://api.example", OpenAPI: yaml, CursorSecret: []byte("a secret for tests"), CORSOrigins: []string{"https://desk.example"},
		Patience: 30 * time.Second, // a hundred requests on a busy machine
		Log:      slog.New(slog.NewJSONHandler(s.log, nil)), LogReads: 1,
		Observe: func() func(api.Observation) {
			end := metrics.Begin()
			return func(o api.Observation) { end(o.Method, o.Route, o.Status, o.Bytes, o.Took) }
		},
	}
	for _, change := range with {
		change(&deps)
	}
	s.Server = httptest.NewServer(contract.Handler(t, api.New(deps)))
	t.Cleanup(s.Close)
	return s
}

// catchUp has the server take note of what was written past it.
func (s *site) catchUp() {
	s.t.Helper()
	if err := s.cache.CatchUp(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// readPage reads pages of this shape: a headline, an empty line, paragraphs.
func readPage(text []byte, o intake.Options) (intake.Result, error) {
	headline, body, _ := strings.Cut(string(text), "\n\n")
	p := intake.Result{Article: news.Article{Headline: headline, Language: o.Language, TimeZone: o.TimeZone}}
	p.Provenance = []intake.Provenance{{Pointer: "/headline", Range: &intake.Range{End: len([]rune(headline))}, Method: "first_line", Confidence: 1}}
	for paragraph := range strings.SplitSeq(body, "\n\n") {
		if strings.TrimSpace(paragraph) != "" {
			p.Article.Body = append(p.Article.Body, news.Block{Type: news.Paragraph, Text: paragraph})
		}
	}
	return p, nil
}

// call is one request of a test.
type call struct {
	as      auth.Scope // whose key is sent; none if empty
	method  string
	path    string
	media   string
	body    string
	headers map[string]string
}

// answer is what a call was answered with.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (s *site) do(c call) *answer {
	s.t.Helper()
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r, err := http.NewRequestWithContext(context.Background(), c.method, s.URL+c.path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if c.as != "" {
		r.Header.Set("Authorization", "Bearer "+s.keys[c.as])
	}
	if c.media == "" && c.body != "" {
		c.media = "application/json"
	}
	if c.media != "" {
		r.Header.Set("Content-Type", c.media)
	}
	for name, value := range c.headers {
		r.Header.Set(name, value)
	}
	resp, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return &answer{s.t, resp.StatusCode, resp.Header, got}
}

func (s *site) get(path string) *answer {
	s.t.Helper()
	return s.do(call{method: "GET", path: path})
}

// is fails the test unless the answer has the status.
func (a *answer) is(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("the status is %d, not %d: %s", a.status, status, a.body)
	}
	return a
}

// isProblem fails the test unless the answer is a problem of the type, and
// returns its faults as "pointer: detail".
func (a *answer) isProblem(status int, name string) []string {
	a.t.Helper()
	a.is(status)
	var p struct {
		Type, Instance string
		Errors         []news.Fault
	}
	a.read(&p)
	if p.Type != "/docs/problems#"+name || p.Instance == "" || p.Instance != a.header.Get("X-Request-Id") {
		a.t.Errorf("not a problem of type %s with the request's id: %s", name, a.body)
	}
	var faults []string
	for _, f := range p.Errors {
		faults = append(faults, f.Pointer+": "+f.Detail)
	}
	return faults
}

func (a *answer) read(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
}

func (a *answer) etag() string { return a.header.Get("ETag") }

// article is the answer as an article.
func (a *answer) article() (v news.Article) {
	a.t.Helper()
	a.read(&v)
	return v
}

const harbourStory = `{
  "headline": "Ferry is back at Port Ellis",
  "highlights": ["Two boats a day from Monday"],
  "section": {"slug": "harbour", "name": "Harbour"},
  "tags": [{"name": "Ferries"}],
  "authors": [{"name": "Mira Okafor"}, {"name": "Tom Quill", "role": "editor"}],
  "photos": [{"role": "lead", "caption": "The pier at dawn", "url": "https://img.example/pier.jpg"}],
  "body": [
    {"type": "paragraph", "text": "The ferry is back, Mayor Ines Vale said: “We waited long enough.”"},
    {"type": "heading", "level": 2, "text": "What comes next"},
    {"type": "paragraph", "html": "Tickets go on sale <em>today</em>."}
  ],
  "quotes": [{"text": "We waited long enough.", "speaker": {"name": "Ines Vale", "title": "Mayor"}, "cue": "said"}],
  "sources": [{"name": "Harbour Trust", "role": "statement"}],
  "mentions": [{"type": "place", "name": "Port Ellis"}]
}`

// draft stores harbourStory under another headline.
func (s *site) draft(headline string) *answer {
	s.t.Helper()
	body := strings.Replace(harbourStory, "Ferry is back at Port Ellis", headline, 1)
	return s.do(call{as: auth.Write, method: "POST", path: "/v1/articles", body: body}).is(http.StatusCreated)
}

// published stores harbourStory under another headline and publishes it.
func (s *site) published(headline string) *answer {
	s.t.Helper()
	made := s.draft(headline)
	return s.do(call{as: auth.Publish, method: "POST", path: made.header.Get("Location") + "/publish", body: "{}",
		headers: map[string]string{"If-Match": made.etag()}}).is(http.StatusOK)
}

func ifMatch(tag string) map[string]string { return map[string]string{"If-Match": tag} }

// key makes a key and returns a call that is made with it.
func (s *site) key(k auth.Key) call {
	s.t.Helper()
	secret := auth.NewSecret()
	if _, err := s.store.CreateKey(s.t.Context(), auth.Principal{Name: "test"}, k, auth.Hash(secret)); err != nil {
		s.t.Fatal(err)
	}
	return call{headers: map[string]string{"Authorization": "Bearer " + secret}}
}

// readers are the importers, with the one of plain text that tests can watch.
func readers() map[string]intake.Reader {
	all := maps.Clone(wire.Readers)
	all["text/plain"], all["text/html"] = wire.AnyEncoding(intake.One(readPage)), intake.One(page.Read)
	return all
}
