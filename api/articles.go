package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/go-chi/chi/v5"
)

// Articles is what the API asks of the store about articles. ref is an id or a
// slug; an old slug is answered with *news.Moved.
type Articles interface {
	Article(ctx context.Context, by auth.Principal, ref string) (news.Document, error)
	// Articles is a page of cards, with one more than q.Limit where there are more.
	Articles(ctx context.Context, by auth.Principal, q news.ArticleQuery) ([]news.Listed[news.Document], error)
	// Suggest is what may have been meant by words that are searched for; "" where
	// they are in articles that everybody may see, or none are like them.
	Suggest(ctx context.Context, by auth.Principal, words string) (string, error)
	// Tally counts the articles of the query, whatever page it asks for, and by
	// each facet.
	Tally(ctx context.Context, by auth.Principal, q news.ArticleQuery, how news.Counting, facets []news.Facet) (news.Tally, error)
	// RelatedTo are the articles that have most to do with one, with the reasons;
	// Neighbour is the next of its section, or the one before: none or one.
	RelatedTo(ctx context.Context, by auth.Principal, ref string, limit int) ([]news.RelatedArticle, error)
	Neighbour(ctx context.Context, by auth.Principal, ref string, earlier bool) ([]news.Listed[news.Document], error)
	CreateArticle(ctx context.Context, by auth.Principal, a *news.Article) (news.Document, error)
	// ChangeArticle calls change within its transaction, on the current
	// article, once e holds.
	ChangeArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, change func(*news.Article) error) (news.Document, error)
	// PublishArticle publishes a draft, or schedules it; times that are given
	// take the place of the draft's own.
	PublishArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, times news.Schedule) (news.Document, error)
	DeleteArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit) error
}

// readOnlyOfArticle are an article's members that a written one may have, so
// that what was fetched can be sent back, and that are not looked at.
var readOnlyOfArticle = []string{"id", "status", "version", "created_at", "modified_at", "word_count", "corrections", "corrected_at", "aliases", "erased_at", "links"}

func (a *api) getArticle(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, paramAsOf, paramFields, paramFormat, paramVersion)
	if err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	moment, err := asOf(query)
	if err != nil {
		return err
	}
	asked, err := fields(query, render.ArticleShape)
	if err != nil {
		return err
	}
	as, version, err := formOfArticle(w, r, query)
	if err != nil {
		return err
	}
	if !moment.IsZero() {
		return a.getArticleAt(w, r, ref, moment, as, version, asked)
	}
	doc, err := a.Articles.Article(r.Context(), auth.From(r.Context()), ref)
	if err != nil {
		return err
	}
	if as.make != nil {
		note(r.Context(), slog.String("article", doc.ID.String()), slog.Int("version", doc.Version), slog.String("format", as.name))
		return a.sendForm(w, r, as, version, doc, reply{life: lifeOne})
	}
	if doc, err = cutArticle(doc, asked); err != nil {
		return err
	}
	return a.sendArticle(w, r, reply{}, doc)
}

// sendArticle answers with a stored document: its bytes as they are.
func (a *api) sendArticle(w http.ResponseWriter, r *http.Request, p reply, doc news.Document) error {
	note(r.Context(), slog.String("article", doc.ID.String()), slog.Int("version", doc.Version))
	p.body, p.etag, p.modified, p.keys = doc.Body, doc.Tag(), doc.ModifiedAt, doc.Keys
	p.life = lifeFor(r)
	sayTerms(w.Header(), doc.Terms.Or(doc.House))
	return a.send(w, r, p)
}

func (a *api) listArticlesOfAuthor(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r)
	if err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	author, err := a.Authors.Get(r.Context(), auth.From(r.Context()), ref)
	if err != nil {
		return err
	}
	return a.sendCards(w, r, p, news.ArticleQuery{Authors: news.Choice{Any: []string{author.ID.String()}}, After: p.after, Limit: p.limit})
}

func (a *api) createArticle(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	article, err := decode[news.Article](in.body, readOnlyOfArticle)
	if err != nil {
		return err
	}
	doc, err := a.Articles.CreateArticle(r.Context(), auth.From(r.Context()), &article)
	if err != nil {
		return err
	}
	return a.sendArticle(w, r, reply{status: http.StatusCreated, location: pathTo("articles", doc.ID.String())}, doc)
}

// changeArticle is PUT and PATCH: the body's type tells a patch from a whole.
func (a *api) changeArticle(w http.ResponseWriter, r *http.Request) error {
	ref, e, err := editOf(r, paramMinor)
	if err != nil {
		return err
	}
	in := readChange(w, r)
	doc, err := a.Articles.ChangeArticle(r.Context(), auth.From(r.Context()), ref, e, change(in, readOnlyOfArticle,
		func(fresh, was *news.Article) { keepArticle(fresh, was, in.media == typeJSON) }))
	if err != nil {
		return err
	}
	return a.sendArticle(w, r, reply{}, doc)
}

// keepArticle gives fresh what is read-only of an article. When it was
// published is a fact that does not go by being left out of a whole; a patch
// takes it from a draft by saying so. An embargo, too, is not lifted by being
// left out, but by a patch that says null.
func keepArticle(fresh, was *news.Article, whole bool) {
	fresh.ID, fresh.Aliases, fresh.Status, fresh.Version = was.ID, was.Aliases, was.Status, was.Version
	fresh.CreatedAt, fresh.ModifiedAt, fresh.WordCount = was.CreatedAt, was.ModifiedAt, was.WordCount
	fresh.Corrections, fresh.CorrectedAt, fresh.Links = was.Corrections, was.CorrectedAt, was.Links
	if fresh.PublishedAt.IsZero() && (whole || was.Status != news.Draft) {
		fresh.PublishedAt = was.PublishedAt
	}
	if whole {
		fresh.Schedule = was.Schedule.Overlay(fresh.Schedule)
	}
}

func (a *api) publishArticle(w http.ResponseWriter, r *http.Request) error {
	ref, e, err := editOf(r)
	if err != nil {
		return err
	}
	times, wrong := readSchedule(readBody(w, r, maxJSON, typeJSON))
	if wrong != nil {
		return a.refuse(r, ref, e.Match, wrong)
	}
	doc, err := a.Articles.PublishArticle(r.Context(), auth.From(r.Context()), ref, e, times)
	if err != nil {
		return err
	}
	return a.sendArticle(w, r, reply{}, doc)
}

// readSchedule is the body of a publication: {} for at once.
func readSchedule(in written) (news.Schedule, error) {
	if in.err != nil {
		return news.Schedule{}, in.err
	}
	return decode[news.Schedule](in.body, nil)
}

func (a *api) deleteArticle(w http.ResponseWriter, r *http.Request) error {
	ref, e, err := editOf(r)
	if err != nil {
		return err
	}
	if err := a.Articles.DeleteArticle(r.Context(), auth.From(r.Context()), ref, e); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}

// pathRef is the id or slug in the path. What can be neither names nothing.
func pathRef(r *http.Request) (string, error) {
	ref, err := url.PathUnescape(chi.URLParam(r, "id"))
	if err != nil || !isRef(ref) {
		return "", news.ErrNotFound
	}
	return ref, nil
}

// target is what a write to something that exists is for.
func target(r *http.Request) (ref string, m news.Match, err error) {
	if _, err := parseQuery(r); err != nil {
		return "", m, err
	}
	if ref, err = pathRef(r); err != nil {
		return "", m, err
	}
	m, err = precondition(r)
	return ref, m, err
}

// editOf is what a write to an article that exists is for, and why it is made.
// One that changes what the article says takes paramMinor too.
func editOf(r *http.Request, more ...param) (ref string, e news.Edit, err error) {
	query, err := parseQuery(r, append(more, paramReason)...)
	if err != nil {
		return "", e, err
	}
	if ref, err = pathRef(r); err != nil {
		return "", e, err
	}
	e, err = edit(r, query)
	return ref, e, err
}

var (
	// paramReason is why a write is made, for editors: it stands in the revision.
	paramReason = param{name: "reason"}
	// paramMinor says that a published article is changed without a public note.
	paramMinor = param{name: "minor"}
)

func edit(r *http.Request, query url.Values) (e news.Edit, err error) {
	e.Reason = query.Get(paramReason.name)
	if fault := news.CheckReason(e.Reason); fault != "" {
		return e, kindParameters.problem("reason " + fault + ".")
	}
	if e.Minor, err = boolean(query, paramMinor.name); err != nil {
		return e, err
	}
	if e.Minor && strings.TrimSpace(e.Reason) == "" {
		return e, kindParameters.problem("minor goes with reason: what is not told to readers is told to editors.")
	}
	e.Match, err = precondition(r)
	return e, err
}

// readChange reads the body of a PUT or a PATCH.
func readChange(w http.ResponseWriter, r *http.Request) written {
	if r.Method == http.MethodPatch {
		return readBody(w, r, maxJSON, typeMergePatch, typeJSONPatch)
	}
	return readBody(w, r, maxJSON, typeJSON)
}

func pathTo(collection, id string) string { return "/v1/" + collection + "/" + id }

// lifeFor is how long an answer may be kept: what a write is answered with, not
// at all.
func lifeFor(r *http.Request) lifetime {
	if r.Method == http.MethodGet {
		return lifeOne
	}
	return lifeNone
}
