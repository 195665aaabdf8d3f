package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/render"

	"github.com/go-chi/chi/v5"
)

// History is what the API asks of the store about what articles were.
type History interface {
	// Revisions is a page, newest first, with one more than q.Limit where
	// there are more.
	Revisions(ctx context.Context, by auth.Principal, ref string, q news.RevisionQuery) ([]news.Revision, error)
	Revision(ctx context.Context, by auth.Principal, ref string, version int) (news.Document, error)
	// ArticleAt is what the public could read at the moment, whoever asks;
	// news.ErrFuture for one that has not come.
	ArticleAt(ctx context.Context, by auth.Principal, ref string, moment time.Time) (news.Document, error)
	RestoreArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, version int) (news.Document, error)
}

func (a *api) listRevisions(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r)
	if err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	q := news.RevisionQuery{Limit: p.limit}
	if p.after != nil {
		q.Before = int(p.after.At.UnixMicro())
	}
	revisions, err := a.History.Revisions(r.Context(), auth.From(r.Context()), ref, q)
	if err != nil {
		return err
	}
	list := make([]news.Listed[news.Revision], len(revisions))
	for i, revision := range revisions {
		previous := 0
		if i+1 < len(revisions) && !revision.Erased && !revisions[i+1].Erased {
			previous = revisions[i+1].Version
		}
		revision.Link(previous)
		// A revision's place in the list is its version, which the cursor keeps
		// where those of other lists keep a time.
		list[i] = news.Listed[news.Revision]{Value: revision,
			Key: news.Keyset{At: time.UnixMicro(int64(revision.Version)), ID: revision.Article}}
	}
	var keys []string
	if len(revisions) > 0 {
		keys = []string{news.KeyOfArticle(revisions[0].Article)}
	}
	return sendList(a, w, r, p, list, keys, func(revision news.Revision) ([]byte, time.Time, error) {
		body, err := encode(revision)
		return body, revision.At, err
	})
}

func (a *api) getRevision(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	version, ok := parseVersion(chi.URLParam(r, "version"))
	if !ok {
		return news.ErrNotFound
	}
	doc, err := a.History.Revision(r.Context(), auth.From(r.Context()), ref, version)
	if err != nil {
		return err
	}
	if doc.Terms, err = termsOf(doc.Body); err != nil {
		return err
	}
	return a.sendThen(w, r, doc, lifePast)
}

func (a *api) getArticleAt(w http.ResponseWriter, r *http.Request, ref string, moment time.Time, as form, version string, asked render.Fields) error {
	doc, err := a.History.ArticleAt(r.Context(), auth.From(r.Context()), ref, moment)
	if err != nil {
		return err
	}
	if as.make != nil {
		return a.sendForm(w, r, as, version, doc, reply{life: lifeAt(moment)})
	}
	if doc.Terms, err = termsOf(doc.Body); err != nil {
		return err
	}
	if doc, err = cutArticle(doc, asked); err != nil {
		return err
	}
	return a.sendThen(w, r, doc, lifeAt(moment))
}

// sendThen answers with a document of the past: its bytes as they were.
func (a *api) sendThen(w http.ResponseWriter, r *http.Request, doc news.Document, life lifetime) error {
	note(r.Context(), slog.String("article", doc.ID.String()), slog.Int("version", doc.Version))
	sayTerms(w.Header(), doc.Terms)
	return a.send(w, r, reply{body: doc.Body, etag: doc.Tag(), modified: doc.ModifiedAt, keys: doc.Keys, life: life})
}

// maxVersion is the largest version that the store can hold.
const maxVersion = 1<<31 - 1

// parseVersion reads a version as addresses have it: 1 and up, no zeros in front.
func parseVersion(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 0 && n <= maxVersion && strconv.Itoa(n) == s
}

var paramAsOf = param{name: "as_of"}

// asOf is the moment that a reader asks for, the zero time for now.
func asOf(query url.Values) (time.Time, error) {
	moment, err := instant(query, paramAsOf.name)
	return moment.Truncate(time.Microsecond), err
}

// writtenRestore is the body of a restore.
type writtenRestore struct {
	Version int `json:"version"`
}

func (a *api) restoreArticle(w http.ResponseWriter, r *http.Request) error {
	ref, e, err := editOf(r, paramMinor)
	if err != nil {
		return err
	}
	body := readBody(w, r, maxJSON, typeJSON)
	if body.err != nil {
		return a.refuse(r, ref, e.Match, body.err)
	}
	in, err := decode[writtenRestore](body.body, nil)
	if err == nil && (in.Version < 1 || in.Version > maxVersion) {
		err = wrong("/version", "must be a version of the article: 1 or more")
	}
	if err != nil {
		return a.refuse(r, ref, e.Match, err)
	}
	doc, err := a.History.RestoreArticle(r.Context(), auth.From(r.Context()), ref, e, in.Version)
	if err != nil {
		return err
	}
	return a.sendArticle(w, r, reply{}, doc)
}
