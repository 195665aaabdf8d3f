package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// Feeds is what the API asks of the store about feeds.
type Feeds interface {
	// FeedState is asked for before the stories of the feed. It tells of what went
	// last of those that the feed had, or of what went of those of them that were
	// published in a span.
	FeedState(ctx context.Context, by auth.Principal, of news.Span, stories news.ArticleQuery) (news.FeedState, error)
}

// paramContent says how much of each story a feed has.
var paramContent = param{name: "content"}

// feedFilters are the filters of feeds: those of the list of articles that say
// which stories are meant, of what everybody who asks may read now.
var feedFilters = []param{
	{"section", true}, {"tag", true}, {"author", true}, {"source", true}, {"speaker", true}, {"mentions", true},
	{"kind", true}, {"language", true}, {"has", true}, {"slug", true}, {"id", true},
	{name: "published_after"}, {name: "published_before"}, {name: "updated_after"}, {name: "updated_before"},
	{name: "sort"}, {name: "q"}, paramContent, paramArchive, paramVersion,
}

// asked is a feed as it was asked for.
type asked struct {
	page
	format   render.Format
	stories  news.ArticleQuery
	full     bool
	version  string // of the format, "" for the newest
	title    string // "" for one that is made of the filters
	archive  stretch
	modified time.Time // when the settings of one that has a name were
	since    time.Time // from which the feed itself has stories; zero for all
}

func (a *api) getFeed(w http.ResponseWriter, r *http.Request) error {
	f, err := a.askedFeed(r)
	if err != nil {
		return err
	}
	if f.version, err = versionOf(f.query, f.format.Name, f.format.Versions); err != nil {
		return err
	}
	f.since = f.stories.Published.After
	archive, err := parseArchive(f.query.Get(paramArchive.name), time.Now())
	if err != nil {
		return err
	}
	if archive.name != "" {
		if !f.archives() || f.query.Has(paramLimit.name) {
			return kindParameters.problem("archive is of " + strings.Join(archiveFormats(), ", ") + " in the order of publication, and does not go with id or limit.")
		}
		f.ofArchive(archive)
	}
	return a.sendFeed(w, r, f)
}

// askedFeed is the feed that a request asks for: by format and filters, or by
// its name.
func (a *api) askedFeed(r *http.Request) (asked, error) {
	format, ok := render.FormatOf(chi.URLParam(r, "feed"))
	if !ok {
		return a.askedByName(r)
	}
	p, err := a.parsePage(r, feedFilters...)
	if err != nil {
		return asked{}, err
	}
	f := asked{page: p, format: format}
	content, err := oneOf(p.query, paramContent.name, news.FeedContents)
	if err != nil {
		return f, err
	}
	f.full = len(content) == 0 || content[0] == news.FeedFull
	if f.stories, err = feedQuery(r.Context(), p); err != nil {
		return f, err
	}
	if len(f.stories.IDs) > 0 {
		f.limit = len(f.stories.IDs) // all of them are on one page
	}
	return f, nil
}

// archiveFormats are the names of the formats that have archive documents.
func archiveFormats() (names []string) {
	for _, f := range render.Formats {
		if f.Archives {
			names = append(names, f.Name)
		}
	}
	return names
}

// feedQuery is what a query asks for of the stories for a feed, which has the
// newest first.
func feedQuery(ctx context.Context, p page) (news.ArticleQuery, error) {
	q, err := articleQuery(ctx, p)
	if err == nil && q.Sort != "" && q.Sort != news.NewestFirst && q.Sort != news.UpdatedFirst {
		err = kindParameters.problem("A feed has the newest first: sort is -published or -updated.")
	}
	q.Whole = true
	return q, err
}

// sendFeed answers with the feed.
func (a *api) sendFeed(w http.ResponseWriter, r *http.Request, f asked) error {
	var of news.Span
	if f.archive.name != "" {
		of = news.Span{After: f.archive.start, Before: f.archive.end}
	}
	state, err := a.Feeds.FeedState(r.Context(), auth.From(r.Context()), of, f.stories)
	if err != nil {
		return err
	}
	if !state.Changed.IsZero() && f.modified.After(state.Changed) {
		state.Changed = f.modified
	}
	by := auth.From(r.Context())
	by.Advance = by.Advance && f.format.Embargo
	list, err := a.Articles.Articles(r.Context(), by, f.stories)
	if err != nil {
		return slowSearch(f.stories, err)
	}
	feed := a.feedOf(f, state)
	prev, err := a.prevArchive(r.Context(), by, f, list)
	if err != nil {
		return err
	}
	if prev != "" {
		feed.PrevArchive = a.PublicURL + prev
	}
	keys, size := ofList(f.stories.Words), 0
	if len(list) > f.limit {
		list = list[:f.limit]
		if f.archive.name == "" {
			next, _ := a.next(f.page, list[f.limit-1].Key)
			feed.Next = a.PublicURL + next
		}
	}
	for _, entry := range list {
		keys, size = append(keys, news.KeyOfArticle(entry.Value.ID)), size+len(entry.Value.Body)
		if entry.Value.ModifiedAt.After(feed.Updated) {
			feed.Updated = entry.Value.ModifiedAt
		}
	}
	var body bytes.Buffer
	body.Grow(size)
	holds := render.Say(state.Room.Terms)
	if err := f.format.Write(&body, feed, strictest(feed.Items(documents(list)), &holds)); err != nil {
		return err
	}
	if holds.Reservation == reserved {
		sayMining(w.Header(), holds)
	}
	w.Header().Add("Vary", "A-IM")
	linkFeed(w.Header(), feed)
	p := reply{media: withCharset(f.format.Media), body: body.Bytes(), etag: feedTag(body.Bytes(), list), modified: state.Changed, life: lifeList, keys: keys}
	if tag, has, ok := base(r); ok {
		if _, same := notModified(r, p.etag, p.modified); !same {
			return a.sendDelta(w, r, p, f.format, feed, newer(list, has), tag)
		}
	}
	return a.send(w, r, p)
}

// sendDelta answers with these stories of the feed alone, to a caller that has
// the others by the tag. No cache may take it for the feed.
func (a *api) sendDelta(w http.ResponseWriter, r *http.Request, p reply, format render.Format, feed *render.Feed, list []news.Listed[news.Document], tag string) error {
	var body bytes.Buffer
	if err := format.Write(&body, feed, feed.Items(documents(list))); err != nil {
		return err
	}
	w.Header().Set("IM", "feed")
	w.Header().Set("Delta-Base", tag)
	p.status, p.body, p.life = http.StatusIMUsed, body.Bytes(), lifeNone
	return a.send(w, r, p)
}

// linkFeed says in headers what a reader of the feed goes by.
func linkFeed(h http.Header, feed *render.Feed) {
	for _, link := range []struct{ rel, to string }{
		{"self", feed.Self}, {"hub", feed.Hub}, {"next", feed.Next}, {"current", feed.Current}, {"prev-archive", feed.PrevArchive},
	} {
		if link.to != "" {
			h.Add("Link", "<"+link.to+`>; rel="`+link.rel+`"`)
		}
	}
}

// withCharset is the media type as Content-Type has it: text and XML say their
// charset, too.
func withCharset(media string) string {
	if strings.HasSuffix(media, "xml") || strings.HasPrefix(media, "text/") {
		return media + "; charset=utf-8"
	}
	return media
}

// documents are the stored documents of a page.
func documents(list []news.Listed[news.Document]) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for _, entry := range list {
			if !yield(entry.Value.Body) {
				return
			}
		}
	}
}

// feedOf is what the feed says of itself.
func (a *api) feedOf(f asked, state news.FeedState) *render.Feed {
	feed := &render.Feed{
		Room: state.Room, Title: f.heading(state.Room), Base: a.PublicURL, Hub: a.hubOf(f), Self: a.PublicURL + f.path,
		Full: f.full, Version: f.version, Gone: state.Gone, Updated: state.Room.ModifiedAt,
	}
	if len(f.query) > 0 {
		feed.Self += "?" + f.query.Encode()
	}
	if f.archive.name != "" {
		feed.Current = a.PublicURL + f.addressWith()
	}
	if f.archive.name != "" && f.page.after != nil {
		feed.Gone = nil // the first page of the stretch has them
	}
	for _, t := range feed.Gone {
		if t.At.After(feed.Updated) {
			feed.Updated = t.At
		}
	}
	feed.ID = render.URN(uuid.NewSHA1(state.Room.ID, []byte(f.path+"?"+f.meant().Encode())))
	return feed
}

// ofPage are the parameters that say which page of a feed is asked for, and how
// long it is to be: it is the same feed.
var ofPage = []string{paramLimit.name, paramCursor.name, paramContent.name, paramArchive.name, paramVersion.name}

// meant are the filters that say which stories are in the feed.
func (f asked) meant() url.Values {
	filters := url.Values{}
	for name, values := range f.query {
		if !slices.Contains(ofPage, name) {
			filters[name] = values
		}
	}
	return filters
}

// heading is what the feed is called: the newsroom's name, and what is asked for.
func (f asked) heading(room news.Newsroom) string {
	if f.title != "" {
		return f.title
	}
	var parts []string
	filters := f.meant()
	for _, known := range feedFilters {
		for _, value := range filters[known.name] {
			switch known.name {
			case "section", "tag", "author", "speaker", "source", "mentions", "q":
				parts = append(parts, value)
			case "sort": // the same stories in another order
			default:
				parts = append(parts, known.name+" "+value)
			}
		}
	}
	if len(parts) == 0 {
		return room.Name
	}
	return room.Name + ": " + strings.Join(parts, ", ")
}
