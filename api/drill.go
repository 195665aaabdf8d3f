package api

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/drill"
	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// drillPath is what the drill's addresses begin with: behind it they are those of
// the newsroom, so that a program is tried by putting it in the place of /v1.
const drillPath = "/feeds/drill"

// mountDrill adds the drill's endpoints; what r lets through may use them. The log
// and the export are the newsroom's own handlers, over another store.
func (a *api) mountDrill(r chi.Router) {
	d := drilled{cmp.Or(a.DrillStep, 5*time.Second)}
	over := &api{Deps: a.Deps, cursors: a.cursors, waiters: newWaiters(), exports: newCrowd()}
	over.Changes, over.Exports, over.Followers = d, d, d
	r.Get(drillPath, a.handle(func(w http.ResponseWriter, r *http.Request) error { return a.sendDrill(w, r, d.round()) }))
	r.Get(drillPath+"/changes", a.handle(over.listChanges))
	r.Post(drillPath+"/changes/ack", a.handle(over.acknowledge))
	r.Get(drillPath+"/export", a.handle(over.export))
	r.Get(drillPath+"/articles/{id}", a.handle(func(w http.ResponseWriter, r *http.Request) error {
		return a.sendDrilled(w, r, d.round())
	}))
}

// sendDrill answers with the drill as a feed.
func (a *api) sendDrill(w http.ResponseWriter, r *http.Request, round *drill.Round) error {
	query, err := parseQuery(r, paramFormat, paramContent, paramVersion)
	if err != nil {
		return err
	}
	format, ok := render.FormatOf(cmp.Or(query.Get(paramFormat.name), "json"))
	if !ok {
		return kindParameters.problem("format is one of " + strings.Join(render.FormatNames(), ", ") + ".")
	}
	version, err := versionOf(query, format.Name, format.Versions)
	if err != nil {
		return err
	}
	content, err := oneOf(query, paramContent.name, news.FeedContents)
	if err != nil {
		return err
	}
	feed := a.feedOf(asked{
		page: page{path: r.URL.Path, query: query}, title: round.Room().Name, version: version,
		full: len(content) == 0 || content[0] == news.FeedFull,
	}, news.FeedState{Room: round.Room(), Gone: round.Gone()})
	feed.Hub = "" // which has nothing to say of it
	feed.ID = render.URN(uuid.NewSHA1(round.Room().ID, []byte(round.Epoch()+format.Name)))
	items, err := drilledItems(round)
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.Value.ModifiedAt.After(feed.Updated) {
			feed.Updated = i.Value.ModifiedAt
		}
	}
	var body bytes.Buffer
	if err := format.Write(&body, feed, feed.Items(documents(items))); err != nil {
		return err
	}
	linkFeed(w.Header(), feed)
	return a.send(w, r, reply{media: withCharset(format.Media), body: body.Bytes(), etag: hashTag(body.Bytes()), modified: feed.Updated, life: lifeOwn})
}

// sendDrilled answers with a story of the drill.
func (a *api) sendDrilled(w http.ResponseWriter, r *http.Request, round *drill.Round) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	article, err := round.Article(ref)
	if err != nil {
		return err
	}
	doc, err := drilledDocument(article)
	if err != nil {
		return err
	}
	return a.sendArticle(w, r, reply{}, doc)
}

func drilledDocument(a *news.Article) (news.Document, error) {
	body, err := render.JSON{}.Document(a)
	return news.Document{
		ID: a.ID, Slug: a.Slug, Version: a.Version, Status: a.Status, Body: body,
		ETag: news.DocumentETag(a.Version, body), ModifiedAt: a.ModifiedAt,
	}, err
}

// drilledItems are the stories of a round, the newest first.
func drilledItems(round *drill.Round) (list []news.Listed[news.Document], err error) {
	for _, article := range round.Shown() {
		doc, err := drilledDocument(article)
		if err != nil {
			return nil, err
		}
		entry := news.Listed[news.Document]{Value: doc}
		entry.Key.At = article.PublishedAt
		list = append([]news.Listed[news.Document]{entry}, list...)
	}
	return list, nil
}

// drilled is the drill in the place of a store.
type drilled struct{ step time.Duration }

func (d drilled) round() *drill.Round { return drill.At(time.Now(), d.step) }

// clocksDiffer is by how much the clocks of two servers may: who was told of a
// round by one of them is not told by the other that there is none such.
const clocksDiffer = 500 * time.Millisecond

// Changes is the drill's log.
func (d drilled) Changes(_ context.Context, _ auth.Principal, q news.ChangeQuery) ([]news.Change, news.LogPlace, error) {
	round := d.round()
	if ahead := drill.At(time.Now().Add(clocksDiffer), d.step); q.Epoch == ahead.Epoch() {
		round = ahead
	}
	switch {
	case q.Epoch != round.Epoch() && (q.Epoch != "" || q.After != 0):
		return nil, news.LogPlace{}, &news.Epochs{Current: round.Epoch()}
	case q.After > drill.End:
		return nil, news.LogPlace{}, news.ErrAhead
	}
	list, to := round.Log(q.After, q.Limit), news.LogPlace{Epoch: round.Epoch(), Sequence: q.After}
	for i, c := range list {
		to.Sequence = c.Sequence
		article, err := round.Article(c.Article.String())
		if !q.Documents || err != nil {
			continue // it is not shown
		}
		if list[i].Document, err = (render.JSON{}).Document(article); err != nil {
			return nil, news.LogPlace{}, err
		}
	}
	return list, to, nil
}

// Changed is a channel that is closed when something happens next.
func (d drilled) Changed() <-chan struct{} {
	c := make(chan struct{})
	time.AfterFunc(time.Until(d.round().Next()), func() { close(c) })
	return c
}

// Export is the drill's stories of one moment.
func (d drilled) Export(_ context.Context, _ auth.Principal, from news.ExportPlace, begin func(news.LogPlace) error, each func(id uuid.UUID, document []byte) error) error {
	round := d.round()
	at := from.From
	switch at.Epoch {
	case "":
		at = news.LogPlace{Epoch: round.Epoch(), Sequence: round.Last()}
	case round.Epoch():
	default:
		return &news.Epochs{Current: round.Epoch()}
	}
	if err := begin(at); err != nil {
		return err
	}
	for _, article := range round.Shown() {
		if bytes.Compare(article.ID[:], from.After[:]) <= 0 {
			continue
		}
		document, err := render.JSON{}.Document(article)
		if err == nil {
			err = each(article.ID, document)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Sent records nothing: nobody asks who has an invented story.
func (d drilled) Sent(context.Context, auth.Principal, news.LogPlace) error { return nil }

// Acknowledge takes what is told, and keeps none of it.
func (d drilled) Acknowledge(_ context.Context, _ auth.Principal, to news.LogPlace) (news.LogPlace, time.Time, error) {
	round := d.round()
	switch {
	case to.Epoch != round.Epoch():
		return to, time.Time{}, &news.Epochs{Current: round.Epoch()}
	case to.Sequence > round.Last():
		return to, time.Time{}, news.ErrAhead
	}
	return to, time.Now().UTC(), nil
}

// Reached is of no correction: those of the drill are nobody's.
func (d drilled) Reached(context.Context, auth.Principal, uuid.UUID) (news.Reached, error) {
	return news.Reached{}, news.ErrNotFound
}
