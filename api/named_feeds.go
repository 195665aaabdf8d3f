package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/go-chi/chi/v5"
)

// NamedFeeds is what the API asks of the store about feeds that have a name. One
// that there is not is news.ErrNotFound.
type NamedFeeds interface {
	NamedFeed(ctx context.Context, name string) (news.NamedFeed, error)
	// NamedFeeds is a page, with one more than q.Limit where there are more.
	NamedFeeds(ctx context.Context, q news.EntityQuery) ([]news.Listed[news.NamedFeed], error)
	CreateFeed(ctx context.Context, by auth.Principal, n news.NamedFeed) (news.NamedFeed, error)
	// ChangeFeed calls change within its transaction, once m holds.
	ChangeFeed(ctx context.Context, by auth.Principal, name string, m news.Match, change func(*news.NamedFeed) error) (news.NamedFeed, error)
	DeleteFeed(ctx context.Context, by auth.Principal, name string, m news.Match) error
}

// mountNamedFeeds adds the endpoints of the settings; what r lets through may use
// them.
func (a *api) mountNamedFeeds(r chi.Router) {
	r.Get("/feeds", a.handle(a.listFeeds))
	r.Post("/feeds", a.handle(a.createFeed))
	r.Get("/feeds/{feed}/settings", a.handle(a.getFeedSettings))
	r.Put("/feeds/{feed}/settings", a.handle(a.changeFeed))
	r.Patch("/feeds/{feed}/settings", a.handle(a.changeFeed))
	r.Delete("/feeds/{feed}/settings", a.handle(a.deleteFeed))
}

// readOnlyOfFeed are the members of a named feed that are not the caller's to
// write.
var readOnlyOfFeed = append(slices.Clone(readOnlyOfRecord), "links")

// reservedFeeds are the names that no feed can have: of formats, and of what else
// stands among feeds.
var reservedFeeds = append(render.FormatNames(), "drill")

// checkFeed tells all that is wrong with a named feed, what only the API knows
// too.
func checkFeed(ctx context.Context, n *news.NamedFeed) error {
	f := n.Settle()
	if slices.Contains(reservedFeeds, n.Name) {
		f.Add("/name", "%q is not the name of a feed of your own: %s are reserved", n.Name, strings.Join(reservedFeeds, ", "))
	}
	if _, ok := render.FormatOf(n.Format); !ok {
		f.Add("/format", "is one of %s", strings.Join(render.FormatNames(), ", "))
	}
	if _, err := namedQuery(ctx, n.Query); err != nil {
		var p *Problem
		if !errors.As(err, &p) {
			return err
		}
		f.Add("/query", "%s", p.Detail)
	}
	return f.Err()
}

// filtersOfNamed are the filters that a named feed's query may have.
var filtersOfNamed = slices.DeleteFunc(slices.Clone(feedFilters), func(p param) bool { return p == paramContent || p == paramArchive || p == paramVersion })

// namedQuery is what a named feed asks for.
func namedQuery(ctx context.Context, text string) (news.ArticleQuery, error) {
	query, err := readQuery(text, filtersOfNamed...)
	if err != nil {
		return news.ArticleQuery{}, err
	}
	q, err := feedQuery(ctx, page{query: query})
	if err == nil && len(q.IDs) > 0 {
		err = kindParameters.problem("A feed with a name is not of single articles.")
	}
	return q, err
}

// askedByName is the feed with a name as it is asked for: its settings say all
// but the page.
func (a *api) askedByName(r *http.Request) (asked, error) {
	name, err := nameOfFeed(r)
	if err != nil {
		return asked{}, err
	}
	n, err := a.NamedFeeds.NamedFeed(r.Context(), name)
	if err != nil {
		return asked{}, err
	}
	query, err := parseQuery(r, paramCursor, paramArchive, paramVersion)
	if err != nil {
		return asked{}, err
	}
	f := asked{page: page{path: r.URL.Path, query: query, limit: n.Items}, full: n.Content == news.FeedFull, title: n.Title, modified: n.ModifiedAt}
	if f.page.after, err = a.cursorIn(f.page); err != nil {
		return f, err
	}
	var ok bool
	if f.format, ok = render.FormatOf(n.Format); !ok {
		return f, news.ErrNotFound // a format that a later version had
	}
	if f.stories, err = namedQuery(r.Context(), n.Query); err != nil {
		return f, err
	}
	f.stories.After, f.stories.Limit = f.page.after, n.Items
	return f, nil
}

// nameOfFeed is the name in the path. What can be none names nothing.
func nameOfFeed(r *http.Request) (string, error) {
	name := chi.URLParam(r, "feed")
	if !news.IsSlug(name) {
		return "", news.ErrNotFound
	}
	return name, nil
}

// targetFeed is what a write to a named feed is for.
func targetFeed(r *http.Request) (name string, m news.Match, err error) {
	if _, err := parseQuery(r); err != nil {
		return "", m, err
	}
	if name, err = nameOfFeed(r); err != nil {
		return "", m, err
	}
	m, err = precondition(r)
	return name, m, err
}

func (a *api) listFeeds(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r)
	if err != nil {
		return err
	}
	list, err := a.NamedFeeds.NamedFeeds(r.Context(), news.EntityQuery{After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(n news.NamedFeed) ([]byte, time.Time, error) {
		body, err := encode(n)
		return body, n.ModifiedAt, err
	})
}

func (a *api) createFeed(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	n, err := decode[news.NamedFeed](in.body, readOnlyOfFeed)
	if err == nil {
		err = checkFeed(r.Context(), &n)
	}
	if err != nil {
		return err
	}
	if n, err = a.NamedFeeds.CreateFeed(r.Context(), auth.From(r.Context()), n); err != nil {
		return err
	}
	return a.sendFeedSettings(w, r, reply{status: http.StatusCreated, location: n.Links["self"]}, n)
}

func (a *api) getFeedSettings(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	name, err := nameOfFeed(r)
	if err != nil {
		return err
	}
	n, err := a.NamedFeeds.NamedFeed(r.Context(), name)
	if err != nil {
		return err
	}
	return a.sendFeedSettings(w, r, reply{}, n)
}

func (a *api) sendFeedSettings(w http.ResponseWriter, r *http.Request, p reply, n news.NamedFeed) error {
	p.etag, p.modified, p.life = n.ETag(), n.ModifiedAt, lifeOwn
	return a.sendJSON(w, r, p, n)
}

// changeFeed is PUT and PATCH: the body's type tells a patch from a whole.
func (a *api) changeFeed(w http.ResponseWriter, r *http.Request) error {
	name, m, err := targetFeed(r)
	if err != nil {
		return err
	}
	apply := change(readChange(w, r), readOnlyOfFeed, func(fresh, was *news.NamedFeed) {
		fresh.Record, fresh.Links = was.Record, was.Links
		if fresh.Name == "" {
			fresh.Name = was.Name // an address does not go by being left out
		}
	})
	n, err := a.NamedFeeds.ChangeFeed(r.Context(), auth.From(r.Context()), name, m, func(n *news.NamedFeed) error {
		if err := apply(n); err != nil {
			return err
		}
		return checkFeed(r.Context(), n)
	})
	if err != nil {
		return err
	}
	return a.sendFeedSettings(w, r, reply{}, n)
}

func (a *api) deleteFeed(w http.ResponseWriter, r *http.Request) error {
	name, m, err := targetFeed(r)
	if err != nil {
		return err
	}
	if err := a.NamedFeeds.DeleteFeed(r.Context(), auth.From(r.Context()), name, m); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}
