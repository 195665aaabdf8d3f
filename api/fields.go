package api

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/render"
)

// paramFields says what of an article is asked for.
var paramFields = param{"fields", true}

// fields is what of each article a query asks for, nil for all of it.
func fields(query url.Values, shape render.Shape) (render.Fields, error) {
	var paths []string
	for _, given := range query[paramFields.name] {
		paths = append(paths, strings.Split(given, ",")...)
	}
	if paths == nil {
		return nil, nil
	}
	f, err := render.ParseFields(paths, shape)
	if err != nil {
		return nil, kindParameters.problem("fields: " + err.Error() + ".")
	}
	return f, nil
}

// cardShape is what the cards of a list have with what is included.
func cardShape(include []news.Inclusion) render.Shape {
	more := render.Shape{}
	for _, part := range include {
		more[string(part)] = render.ArticleShape[string(part)]
		if part == news.IncludeRelated {
			more[string(part)] = render.CardShape
		}
	}
	return render.CardShape.With(more)
}

// cutArticle leaves of the document what is asked for. It is then another
// representation, with a tag of its own.
func cutArticle(doc news.Document, f render.Fields) (news.Document, error) {
	if f == nil {
		return doc, nil
	}
	body, err := f.Cut(doc.Body)
	doc.Body = body
	return doc.Cut(f.String()), err
}

// sendCards answers with a page of cards.
func (a *api) sendCards(w http.ResponseWriter, r *http.Request, p page, q news.ArticleQuery) error {
	list, err := a.Articles.Articles(r.Context(), auth.From(r.Context()), q)
	if err != nil {
		return slowSearch(q, err)
	}
	if len(list) == 0 && q.Words != "" && q.After == nil {
		suggestion, err := a.suggestion(r.Context(), q.Words)
		if err != nil {
			return slowSearch(q, err)
		}
		p.tally = append(p.tally, suggestion...)
	}
	return a.sendCardList(w, r, p, q, list)
}

// sendCardList answers with a page of cards that were found by q.
func (a *api) sendCardList(w http.ResponseWriter, r *http.Request, p page, q news.ArticleQuery, list []news.Listed[news.Document]) error {
	keys := ofList(q.Words)
	for _, entry := range list[:min(len(list), p.limit)] {
		keys = append(keys, news.KeyOfArticle(entry.Value.ID))
	}
	p.life = lifeAt(q.AsOf)
	return sendList(a, w, r, p, list, keys, func(doc news.Document) ([]byte, time.Time, error) {
		card, err := widen(doc, q.Include)
		if err == nil && p.fields != nil {
			card, err = p.fields.Cut(card)
		}
		if err == nil && q.Highlight {
			card, err = withMatches(card, doc.Passages)
		}
		return card, doc.ModifiedAt, err
	})
}

// widen is the document's card with what is included of the document.
func widen(doc news.Document, include []news.Inclusion) (card []byte, err error) {
	card = doc.Body
	for _, part := range include {
		value := doc.Related
		if part != news.IncludeRelated {
			if value, err = render.Member(doc.Whole, string(part)); err != nil {
				return nil, err
			}
		}
		card = render.Widen(card, string(part), value)
	}
	return card, nil
}
