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

// writtenKill is the body of a kill.
type writtenKill struct {
	writtenRemoval
	Erase bool `json:"erase"`
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
		in, err := readRemoval(body.body, to)
		if err != nil {
			return a.refuse(r, ref, e.Match, err)
		}
		doc, err := a.Removals.RemoveArticle(r.Context(), auth.From(r.Context()), ref, e,
			news.Removal{To: to, Note: in.Note, OmitHeadline: in.OmitHeadline, Erase: in.Erase})
		if err != nil {
			return err
		}
		return a.sendArticle(w, r, reply{}, doc)
	}
}

// readRemoval is the body of a removal; a kill alone can erase.
func readRemoval(body []byte, to news.Status) (in writtenKill, err error) {
	if to == news.Killed {
		return decode[writtenKill](body, nil)
	}
	in.writtenRemoval, err = decode[writtenRemoval](body, nil)
	return in, err
}
