package api

import (
	"context"
	"net/http"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Removals is what the API asks of the store to take an article from readers
// and to give it back.
type Removals interface {
	RemoveArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, r news.Removal) (news.Document, error)
}

// writtenRemoval is the body of a removal.
type writtenRemoval struct {
	Note         string `json:"note"`
	OmitHeadline bool   `json:"omit_headline"`
}

// removeArticle withholds, kills or releases an article.
func (a *api) removeArticle(to news.Status) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		ref, e, err := editOf(r)
		if err != nil {
			return err
		}
		body := readBody(w, r, maxJSON, typeJSON)
		if body.err != nil {
			return a.refuse(r, ref, e.Match, body.err)
		}
		in, err := decode[writtenRemoval](body.body, nil)
		if err != nil {
			return a.refuse(r, ref, e.Match, err)
		}
		doc, err := a.Removals.RemoveArticle(r.Context(), auth.From(r.Context()), ref, e,
			news.Removal{To: to, Note: in.Note, OmitHeadline: in.OmitHeadline})
		if err != nil {
			return err
		}
		return a.sendArticle(w, r, reply{}, doc)
	}
}
