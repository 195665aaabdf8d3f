package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/go-chi/chi/v5"
)

// Sitemaps is what the API asks of the store for search engines: of what
// everybody may read, whoever asks.
type Sitemaps interface {
	// SitemapFiles are the files of the sitemap, each with up to size stories.
	SitemapFiles(ctx context.Context, size int) ([]news.MapFile, error)
	Sitemap(ctx context.Context, file news.MapFile, size int) ([]news.Mapped, error)
	// LatestNews are the newest stories, of those that are no older.
	LatestNews(ctx context.Context, old time.Duration, limit int) ([]news.Mapped, error)
}

// The bounds of sitemaps: of a file (https://www.sitemaps.org/protocol.html), and
// of what search engines take for news.
const (
	mostMapped = 50_000
	mostLatest = 1000
	newsAge    = 48 * time.Hour
)

// sitemaps mounts them, and what else crawlers ask for: they are the same for
// whoever asks.
func (a *api) sitemaps(r chi.Router) {
	r = r.With(a.limit, a.until)
	r.Get("/sitemap.xml", a.handle(a.getSitemap))
	r.Get("/sitemap/{year}", a.handle(a.getSitemapOfYear))
	r.Get("/sitemap-news.xml", a.handle(a.getNewsSitemap))
	r.Get("/.well-known/tdmrep.json", a.handle(a.getMining))
}

// getSitemap is the index of the sitemap: a file for each year, and more of them
// where a year has more than one takes.
func (a *api) getSitemap(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	files, err := a.Sitemaps.SitemapFiles(r.Context(), a.MapSize)
	if err != nil {
		return err
	}
	if len(files) == 0 { // an index without a file is none
		files = []news.MapFile{{Year: time.Now().UTC().Year()}}
	}
	addresses, latest := make([]render.MapAddress, len(files)), time.Time{}
	for i, f := range files {
		latest = later(latest, f.Latest)
		path := "/sitemap/" + strconv.Itoa(f.Year)
		addresses[i] = render.MapAddress{Address: a.PublicURL + path, Latest: f.Latest}
		if f.After != nil {
			addresses[i].Address += "?" + paramCursor.name + "=" + a.cursors.make(path, nil, *f.After)
		}
	}
	var body bytes.Buffer
	if err := render.SitemapIndex(&body, addresses); err != nil {
		return err
	}
	return a.sendMap(w, r, body.Bytes(), latest)
}

// getSitemapOfYear is a file of the sitemap.
func (a *api) getSitemapOfYear(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, paramCursor)
	if err != nil {
		return err
	}
	name := chi.URLParam(r, "year")
	year, err := strconv.Atoi(name)
	if err != nil || year < 1 || year > 9999 || strconv.Itoa(year) != name {
		return news.ErrNotFound
	}
	file := news.MapFile{Year: year}
	if cursor := query.Get(paramCursor.name); query.Has(paramCursor.name) {
		var ok bool
		if file.After, ok = a.cursors.read("/sitemap/"+name, nil, cursor); !ok {
			return kindParameters.problem("cursor is not one of this sitemap's.")
		}
	}
	stories, err := a.Sitemaps.Sitemap(r.Context(), file, a.MapSize)
	if err != nil {
		return err
	}
	return a.sendStories(w, r, render.Sitemap, stories)
}

// getNewsSitemap is the sitemap of the newest stories.
func (a *api) getNewsSitemap(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	stories, err := a.Sitemaps.LatestNews(r.Context(), newsAge, mostLatest)
	if err != nil {
		return err
	}
	if len(stories) > 0 { // the oldest is no news before long
		r = endsIn(r, time.Until(stories[len(stories)-1].PublishedAt.Add(newsAge)))
	}
	return a.sendStories(w, r, render.NewsSitemap, stories)
}

// sendStories answers with a sitemap of the stories, as write writes one.
func (a *api) sendStories(w http.ResponseWriter, r *http.Request, write func(io.Writer, *render.Feed, []news.Mapped) error, stories []news.Mapped) error {
	room, err := a.Newsroom.Newsroom(r.Context())
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := write(&body, &render.Feed{Room: room, Base: a.PublicURL}, stories); err != nil {
		return err
	}
	var latest time.Time
	for _, story := range stories {
		latest = later(latest, story.Latest)
	}
	return a.sendMap(w, r, body.Bytes(), latest)
}

// sendMap answers with a sitemap whose latest news is of that time: which is told,
// but not gone by, because the sitemap gets older when its newest story goes.
func (a *api) sendMap(w http.ResponseWriter, r *http.Request, body []byte, latest time.Time) error {
	return a.send(w, r, reply{media: withCharset("application/xml"), body: body, etag: hashTag(body), modified: latest, undated: true, life: lifeList, keys: ofLists})
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
