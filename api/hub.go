package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"storywire/internal/news"
	"storywire/internal/websub"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// Hub is what the API asks of the store about who is to be told when a feed
// changes.
type Hub interface {
	// AddIntent keeps a request, about which its subscriber is asked soon. It is
	// news.ErrManyIntents where too many wait.
	AddIntent(ctx context.Context, in news.Intent) error
}

const (
	// maxHubForm is how long a request to the hub may be, in bytes.
	maxHubForm = 16 << 10
	// maxHubAsked is how many requests of one address the hub takes in a minute.
	maxHubAsked = 60
	typeForm    = "application/x-www-form-urlencoded"
)

// hubOf is the hub that a feed names.
func (a *api) hubOf(f asked) string {
	if a.Hub == nil && len(f.query) > 0 {
		return "" // another hub is not told of it
	}
	return a.HubURL
}

// askHub takes a request to be told when a feed changes, or not to be any more
// (WebSub, 5.1). Its subscriber is asked later whether it was theirs.
func (a *api) askHub(w http.ResponseWriter, r *http.Request) error {
	if a.Hub == nil {
		return news.ErrNotFound
	}
	if left := a.take(r.Context(), "hub "+whose(r), maxHubAsked); !left.Admitted {
		return kindTooManyRequests.problem("Of one address "+strconv.Itoa(maxHubAsked)+" requests a minute are taken.").
			with("Retry-After", inSeconds(max(left.Wait(), time.Second)))
	}
	body := readBody(w, r, maxHubForm, typeForm)
	if body.err != nil {
		return body.err
	}
	form, err := url.ParseQuery(string(body.body))
	if err != nil {
		return kindSyntax.problem("The body is not a form.")
	}
	in, err := a.intentOf(r.Context(), form)
	if err != nil {
		return err
	}
	switch err := a.Hub.AddIntent(r.Context(), in); {
	case errors.Is(err, news.ErrManyIntents):
		return kindTooManyRequests.problem("So many requests for this host wait already that no other is taken.").with("Retry-After", "60")
	case err != nil:
		return err
	}
	return a.send(w, r, reply{status: http.StatusAccepted, life: lifeNone})
}

// intentOf reads a request to the hub. Whoever subscribes names a feed that there
// is.
func (a *api) intentOf(ctx context.Context, form url.Values) (news.Intent, error) {
	var f news.Faults
	in := websub.Request(form, a.PublicURL, &f)
	if in.Mode == news.Subscribe && in.Topic != "" {
		switch _, err := a.topic(ctx, in.Topic); {
		case errors.Is(err, news.ErrNotFound):
			f.Add("/hub.topic", "is not the address of a feed of ours that everybody may read")
		case err != nil:
			return in, err
		}
	}
	return in, f.Err()
}

// Topic is what a feed, by its path and query, answers to everybody now; it is
// news.ErrNotFound where that is no feed.
func (h *Handler) Topic(ctx context.Context, topic string) (news.TopicContent, error) {
	return h.api.topic(ctx, topic)
}

// topic has the routes answer a read of the feed into memory: by them, so that
// its subscribers get what everybody gets.
func (a *api) topic(ctx context.Context, topic string) (c news.TopicContent, err error) {
	x := &exchange{id: uuid.NewString(), limited: true}
	ctx = context.WithValue(ctx, chi.RouteCtxKey, (*chi.Context)(nil)) // not that of the request to the hub
	r, err := http.NewRequestWithContext(context.WithValue(ctx, exchangeKey, x), http.MethodGet, topic, nil)
	if err != nil {
		return c, news.ErrNotFound
	}
	r.RequestURI = topic
	held := heldAnswer{header: http.Header{}}
	a.mux.ServeHTTP(&held, r)
	switch {
	case held.status >= http.StatusInternalServerError || held.status == 0:
		return c, news.ErrUnavailable
	case held.status != http.StatusOK:
		return c, news.ErrNotFound
	}
	for _, link := range held.header["Link"] {
		if self, ok := strings.CutSuffix(link, `>; rel="self"`); ok {
			c.Self = strings.TrimPrefix(self, "<")
		}
	}
	if c.Self == "" {
		return c, news.ErrNotFound
	}
	digest := sha256.Sum256(held.body)
	c.Media, c.Body, c.Digest = held.header.Get("Content-Type"), held.body, digest[:]
	return c, nil
}
