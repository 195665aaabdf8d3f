package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
)

// Quotes is what the API asks of the store about quotes. A write to a quote is
// a write to the article that prints it: its version, its precondition.
type Quotes interface {
	Quote(ctx context.Context, by auth.Principal, id uuid.UUID) (news.QuoteInArticle, error)
	// Quotes is a page, with one more than q.Limit where there are more.
	Quotes(ctx context.Context, by auth.Principal, q news.QuoteQuery) ([]news.Listed[news.QuoteInArticle], error)
	CreateQuote(ctx context.Context, by auth.Principal, article string, e news.Edit, q news.Quote) (news.QuoteInArticle, error)
	ChangeQuote(ctx context.Context, by auth.Principal, id uuid.UUID, e news.Edit, change func(*news.Quote) error) (news.QuoteInArticle, error)
	DeleteQuote(ctx context.Context, by auth.Principal, id uuid.UUID, e news.Edit) error
}

// The members of a quote that are not the caller's to write, when it is made
// and later on.
var (
	readOnlyOfNewQuote = []string{"id", "article_slug", "article_headline", "published_at", "context", "article"}
	readOnlyOfQuote    = append([]string{"article_id"}, readOnlyOfNewQuote...)
)

// newQuote is a quote as it is written, with the article that is to print it.
type newQuote struct {
	news.Quote
	Article string `json:"article_id"` // an id or a slug
}

func (a *api) listQuotes(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, param{name: "q"}, param{name: "speaker"}, param{name: "article"}, param{"section", true}, param{"kind", true},
		param{name: "published_after"}, param{name: "published_before"}, param{name: "said_after"}, param{name: "said_before"})
	if err != nil {
		return err
	}
	q := news.QuoteQuery{After: p.after, Limit: p.limit}
	if q.Words, err = words(p.query); err != nil {
		return err
	}
	if q.Speaker, err = ref(p.query, "speaker"); err != nil {
		return err
	}
	if q.Article, err = ref(p.query, "article"); err != nil {
		return err
	}
	if q.Sections, err = refs(p.query, "section"); err != nil {
		return err
	}
	if q.Kinds, err = oneOf(p.query, "kind", news.QuoteKinds); err != nil {
		return err
	}
	if q.Published, err = span(p.query, "published"); err != nil {
		return err
	}
	if q.Said, err = days(p.query, "said"); err != nil {
		return err
	}
	list, err := a.Quotes.Quotes(r.Context(), auth.From(r.Context()), q)
	if err != nil {
		return err
	}
	keys := ofList(q.Words)
	for _, entry := range list[:min(len(list), p.limit)] {
		keys = append(keys, news.KeyOfArticle(entry.Value.ArticleID))
	}
	return sendList(a, w, r, p, list, keys, func(q news.QuoteInArticle) ([]byte, time.Time, error) {
		body, err := encode(q)
		return body, q.ModifiedAt, err
	})
}

func (a *api) getQuote(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	q, err := a.Quotes.Quote(r.Context(), auth.From(r.Context()), id)
	if err != nil {
		return err
	}
	return a.sendQuote(w, r, reply{}, q)
}

// sendQuote answers with a quote under the tag of its article.
func (a *api) sendQuote(w http.ResponseWriter, r *http.Request, p reply, q news.QuoteInArticle) error {
	note(r.Context(), slog.String("article", q.ArticleID.String()))
	p.etag, p.modified, p.life = q.ETag, q.ModifiedAt, lifeFor(r)
	p.keys = []string{news.KeyOfArticle(q.ArticleID), news.KeyOfLists} // it shows its speaker, too
	return a.sendJSON(w, r, p, q)
}

func (a *api) createQuote(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, paramReason, paramMinor)
	if err != nil {
		return err
	}
	e, err := edit(r, query)
	if err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	q, err := decode[newQuote](in.body, readOnlyOfNewQuote)
	if err != nil {
		return err
	}
	if !isRef(q.Article) {
		return wrong("/article_id", "must be the id or the slug of the article that prints the quote")
	}
	made, err := a.Quotes.CreateQuote(r.Context(), auth.From(r.Context()), q.Article, e, q.Quote)
	var moved *news.Moved
	switch {
	case errors.Is(err, news.ErrNotFound):
		return wrong("/article_id", "there is no such article")
	case errors.As(err, &moved):
		return wrong("/article_id", "is an old slug; the article's slug is now "+moved.Slug)
	case err != nil:
		return err
	}
	return a.sendQuote(w, r, reply{status: http.StatusCreated, location: pathTo("quotes", made.ID.String())}, made)
}

// changeQuote is PUT and PATCH: the body's type tells a patch from a whole.
func (a *api) changeQuote(w http.ResponseWriter, r *http.Request) error {
	id, e, err := editOfQuote(r)
	if err != nil {
		return err
	}
	in := readChange(w, r)
	q, err := a.Quotes.ChangeQuote(r.Context(), auth.From(r.Context()), id, e, change(in, readOnlyOfQuote,
		func(fresh, was *news.Quote) { fresh.ID, fresh.BlockID = was.ID, was.BlockID }))
	if err != nil {
		return err
	}
	return a.sendQuote(w, r, reply{}, q)
}

func (a *api) deleteQuote(w http.ResponseWriter, r *http.Request) error {
	id, e, err := editOfQuote(r)
	if err != nil {
		return err
	}
	if err := a.Quotes.DeleteQuote(r.Context(), auth.From(r.Context()), id, e); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}

// pathID is the id in the path, where there are no slugs.
func pathID(r *http.Request) (uuid.UUID, error) {
	s, err := url.PathUnescape(chi.URLParam(r, "id"))
	if id, ok := news.ParseID(s); ok && err == nil {
		return id, nil
	}
	return uuid.Nil, news.ErrNotFound
}

// editOfQuote is editOf for a quote, which has no slug.
func editOfQuote(r *http.Request) (uuid.UUID, news.Edit, error) {
	_, e, err := editOf(r, paramMinor)
	if err != nil {
		return uuid.Nil, e, err
	}
	id, err := pathID(r)
	return id, e, err
}
