// Package api is the HTTP edge: it decodes and checks what comes in, asks the
// store through the small interfaces that it declares beside the resources
// that use them, and encodes what goes out. Every answer that is not a success
// is a problem document (RFC 9457).
//
// It must not know where anything is stored, how a page is read into an
// article, or how the program is configured: it is handed all of that.
package api

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"storywire/internal/auth"
	"storywire/internal/cache"
	"storywire/internal/intake"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
)

// Deps is what the API stands on. All of it is needed, but where it says.
type Deps struct {
	Articles    Articles
	Imports     Imports
	Proposals   Proposals
	Subscribed  Subscriptions
	Quotes      Quotes
	Authors     Shelf[news.Author]
	Photos      Shelf[news.Photo]
	Sections    Shelf[news.Section]
	Tags        Shelf[news.Tag]
	Speakers    Shelf[news.Speaker]
	Sources     Shelf[news.Source]
	Namesakes   Namesakes
	Newsroom    Newsroom
	Sitemaps    Sitemaps
	History     History
	Removals    Removals
	Corrections Corrections
	Scheduled   Scheduled
	Batches     Batches
	Audits      Audits
	Changes     Changes
	Feeds       Feeds
	NamedFeeds  NamedFeeds
	Followers   Followers
	Exports     Exports
	Webhooks    Webhooks
	Keys        Keys
	Partners    Partners
	Usages      Usages
	Requests    Requests
	Allowances  Allowances

	// Principal is who holds the key with this hash (auth.Hash), else
	// news.ErrNotFound.
	Principal func(ctx context.Context, hash []byte) (auth.Principal, error)
	// Used is told of each request with a key, once it is answered.
	Used func(auth.Usage)
	// Cache keeps answers to those who have no key, and knows the next moment at
	// which they end. Without one each read asks the store.
	Cache *cache.Cache
	// UntilNext is how long what readers see stays as it is, edits apart; not
	// known where nothing is planned.
	UntilNext func(ctx context.Context) (left time.Duration, known bool, err error)
	// CheckTarget says what is wrong with an address that a webhook is to call, nil
	// where it can be.
	CheckTarget func(address string) error
	// CheckFeed says the same of an address that feeds are to be fetched from.
	CheckFeed func(address string) error
	// Readers turn what is sent to be imported into articles, by its media type.
	Readers map[string]intake.Reader
	// Fetch gets the page at an address; nil where the server fetches none. What
	// cannot be had is an *news.Invalid.
	Fetch func(ctx context.Context, address string) (Fetched, error)

	// Ready is nil when the store can be used.
	Ready func(context.Context) error
	// Serving is what /readyz asks first: false at the start and once the
	// program is about to end.
	Serving *atomic.Bool

	// Ending is closed when the program is about to end: who waits for a change
	// is answered, and streams end. One that is nil never is.
	Ending <-chan struct{}

	// PublicURL is what the absolute addresses in feeds begin with, without a
	// slash at the end. They are never made of what a request calls the server:
	// an answer is kept for everybody.
	PublicURL string
	// LinkBase is what the addresses in Link headers begin with: PublicURL, or "" for
	// addresses that a caller follows where it asked.
	LinkBase string
	// HubURL is the WebSub hub that feeds name, "" for none.
	HubURL string
	// Hub keeps who asks the house's own hub; nil where feeds name another one,
	// which is told of those feeds alone that have a name or no filter.
	Hub Hub

	// OpenAPI is the contract, in YAML.
	OpenAPI []byte
	// CursorSecret signs the cursors of lists. With another one all cursors
	// that were given before are refused.
	CursorSecret []byte
	// CORSOrigins may write from a browser; every origin may read without a
	// key. Empty: none may write.
	CORSOrigins []string

	// MapSize is how many stories a file of the sitemap has at most; as many as one
	// may have where it is 0.
	MapSize int

	// Patience is how long a request waits for an earlier one with the same
	// Idempotency-Key, before it is answered with 409.
	Patience time.Duration

	// Limits bounds how much is asked.
	Limits Limits
	// Following bounds how the change log is followed.
	Following Following
	// Exporting bounds exports.
	Exporting Exporting
	// DrillStep is how long a step of the drill takes: 5 s where it is 0.
	DrillStep time.Duration

	Log *slog.Logger
	// LogReads is the share of successful reads that are logged, 0 to 1.
	LogReads float64
	// Whole is called before the one write of an answer that is whole with it.
	Whole func(context.Context)
	// Observe is called as each request begins; what it returns, as it ends.
	Observe func() func(Observation)
}

// Observation is what a request was, in the terms of metrics.
type Observation struct {
	Method string // one of those that there are, else "other"
	Route  string // the pattern of the path, "" where none fits
	Status int
	Bytes  int64 // of the answer's body, as sent
	Took   time.Duration
}

// api is the dependencies and what is made of them once.
type api struct {
	Deps
	mux     *chi.Mux
	cursors cursors
	shares  shares
	openapi reply
	waiters waiters
	exports crowd
}

// New is the whole API as a handler.
func New(d Deps) *Handler {
	d.Following = d.Following.orElse()
	d.MapSize = cmp.Or(d.MapSize, mostMapped)
	d.Exporting = d.Exporting.orElse()
	if d.Whole == nil {
		d.Whole = func(context.Context) {}
	}
	if d.Cache == nil {
		d.Cache = cache.New(cache.Options{})
	}
	a := &api{Deps: d, cursors: cursors{d.CursorSecret}, shares: newShares(), waiters: newWaiters(), exports: newCrowd()}
	a.openapi = reply{media: "application/yaml", body: d.OpenAPI, etag: hashTag(d.OpenAPI), life: lifeDocs}
	a.mux = a.routes()
	return &Handler{a.mux, a}
}

// endpoint answers one request, or says with an error why it does not.
type endpoint func(w http.ResponseWriter, r *http.Request) error

// handle is the one place where an error becomes an answer.
func (a *api) handle(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := e(w, r); err != nil {
			a.fail(w, r, err)
		}
	}
}
