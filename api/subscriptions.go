package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/outbound"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// Subscriptions is what the API asks of the store about partners' feeds that the
// newsroom follows. One that there is not is news.ErrNotFound.
type Subscriptions interface {
	Followed(ctx context.Context, id uuid.UUID) (news.Followed, error)
	// AllFollowed is a page, with one more than q.Limit where there are more.
	AllFollowed(ctx context.Context, q news.FollowedQuery) ([]news.Listed[news.Followed], error)
	Follow(ctx context.Context, by auth.Principal, f news.Followed) (news.Followed, error)
	// ChangeFollowed calls change within its transaction, once m holds.
	ChangeFollowed(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match, change func(*news.Followed) error) (news.Followed, error)
	Unfollow(ctx context.Context, by auth.Principal, id uuid.UUID, m news.Match) error

	// AskPoll is a *news.Conflict for a subscription that is disabled.
	AskPoll(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Poll, error)
	Poll(ctx context.Context, subscription, id uuid.UUID) (news.Poll, error)
	// Polls and FollowedItems are pages, with one more than the limit where there are
	// more.
	Polls(ctx context.Context, subscription uuid.UUID, q news.EntityQuery) ([]news.Listed[news.Poll], error)
	FollowedItems(ctx context.Context, by auth.Principal, subscription uuid.UUID, q news.ItemQuery) ([]news.Listed[news.FollowedItem], error)
}

// mountSubscriptions adds the endpoints. Who makes drafts reads them and has feeds
// polled; which addresses the server fetches is the admins' to say.
func (a *api) mountSubscriptions(write, admin chi.Router) {
	write.Get("/subscriptions", a.handle(a.listSubscriptions))
	admin.Post("/subscriptions", a.handle(a.createSubscription))
	write.Get("/subscriptions/{id}", a.handle(a.getSubscription))
	admin.Put("/subscriptions/{id}", a.handle(a.changeSubscription))
	admin.Patch("/subscriptions/{id}", a.handle(a.changeSubscription))
	admin.Delete("/subscriptions/{id}", a.handle(a.deleteSubscription))
	write.Post("/subscriptions/{id}/poll", a.handle(a.pollSubscription))
	write.Get("/subscriptions/{id}/polls", a.handle(a.listPolls))
	write.Get("/subscriptions/{id}/polls/{poll}", a.handle(a.getPoll))
	write.Get("/subscriptions/{id}/items", a.handle(a.listItems))
}

// readOnlyOfSubscription are the members that are not the caller's to write.
var readOnlyOfSubscription = append(slices.Clone(readOnlyOfRecord), "reason", "disabled_at", "next_poll_at", "failures", "last_poll", "links")

// errFollowingNothing says that it is the operator who allows it.
var errFollowingNothing = &news.Conflict{Detail: "this server fetches nothing: whoever runs it would have to allow that (STORYWIRE_IMPORT_FETCH)"}

// checkSubscription names everything that is wrong with a written subscription, its
// address included. Whether a name stands for a public one turns out when it is
// called.
func (a *api) checkSubscription(s *news.Followed) error {
	f := s.Settle()
	if s.URL == "" {
		return f.Err()
	}
	if err := a.CheckFeed(s.URL); err != nil {
		f.Add("/url", "%s", err.Error())
	} else if c := s.Credentials; c != nil {
		a.checkCredentials(c, s.URL, &f)
	}
	return f.Err()
}

// checkCredentials has credentials go to the origin of an address. Those that are
// there go to no other one because somebody changes the address, who need not know
// them.
func (a *api) checkCredentials(c *news.FeedCredentials, address string, f *news.Faults) {
	origin := outbound.Origin(address)
	switch {
	case a.CheckTarget(address) != nil:
		f.Add("/credentials", "go over https alone")
	case c.Kept && c.Origin != origin:
		f.Add("/credentials", "are for %s; for another address they must be given anew, or be null", c.Origin)
	}
	c.Origin = origin
}

func (a *api) listSubscriptions(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, param{name: "url"})
	if err != nil {
		return err
	}
	url := p.query.Get("url")
	if !utf8.ValidString(url) || strings.ContainsRune(url, 0) {
		return kindParameters.problem("url is not valid UTF-8, or has the character U+0000.")
	}
	list, err := a.Subscribed.AllFollowed(r.Context(), news.FollowedQuery{URL: url, After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(s news.Followed) ([]byte, time.Time, error) {
		body, err := encode(s)
		return body, s.ModifiedAt, err
	})
}

func (a *api) createSubscription(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	s, err := decode[news.Followed](in.body, readOnlyOfSubscription)
	if err == nil {
		err = a.checkSubscription(&s)
	}
	if err == nil && a.Fetch == nil {
		err = errFollowingNothing
	}
	if err != nil {
		return err
	}
	if s, err = a.Subscribed.Follow(r.Context(), auth.From(r.Context()), s); err != nil {
		return err
	}
	return a.sendSubscription(w, r, reply{status: http.StatusCreated, location: s.Links["self"]}, s)
}

func (a *api) getSubscription(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	s, err := a.Subscribed.Followed(r.Context(), id)
	if err != nil {
		return err
	}
	return a.sendSubscription(w, r, reply{}, s)
}

// sendSubscription answers with a subscription. What its polls bring changes without
// it: a write goes by the record alone.
func (a *api) sendSubscription(w http.ResponseWriter, r *http.Request, to reply, s news.Followed) error {
	body, err := encode(s)
	if err != nil {
		return err
	}
	to.body, to.etag, to.modified, to.undated, to.life = body, news.PartTag(s.ETag(), body), s.ModifiedAt, true, lifeOwn
	return a.send(w, r, to)
}

// changeSubscription is PUT and PATCH: the body's type tells a patch from a whole.
func (a *api) changeSubscription(w http.ResponseWriter, r *http.Request) error {
	id, m, err := targetID(r)
	if err != nil {
		return err
	}
	apply := change(readChange(w, r), readOnlyOfSubscription, func(fresh, was *news.Followed) {
		fresh.Credentials.Keep(was.Credentials)
		fresh.Record, fresh.Links, fresh.Last = was.Record, was.Links, was.Last
		fresh.Reason, fresh.DisabledAt, fresh.NextAt, fresh.Failures = was.Reason, was.DisabledAt, was.NextAt, was.Failures
	})
	s, err := a.Subscribed.ChangeFollowed(r.Context(), auth.From(r.Context()), id, m, func(s *news.Followed) error {
		if err := apply(s); err != nil {
			return err
		}
		return a.checkSubscription(s)
	})
	if err != nil {
		return err
	}
	return a.sendSubscription(w, r, reply{}, s)
}

func (a *api) deleteSubscription(w http.ResponseWriter, r *http.Request) error {
	id, m, err := targetID(r)
	if err != nil {
		return err
	}
	if err := a.Subscribed.Unfollow(r.Context(), auth.From(r.Context()), id, m); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}
