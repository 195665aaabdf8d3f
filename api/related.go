package api

import (
	"net/http"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// maxRelated is how many related articles are told at most.
const maxRelated = 20

// relatedList is the answer that names related articles. It has one page.
type relatedList struct {
	Data []news.RelatedArticle `json:"data"`
	Next *string               `json:"next"`
}

func (a *api) listRelated(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, paramLimit)
	if err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	most, err := limit(query)
	if err != nil {
		return err
	}
	list, err := a.Articles.RelatedTo(r.Context(), auth.From(r.Context()), ref, min(most, maxRelated))
	if err != nil {
		return err
	}
	keys := []string{news.KeyOfLists} // any article may come to have to do with it
	for _, one := range list {
		keys = append(keys, news.KeyOfArticle(one.ID))
	}
	body, err := encode(relatedList{Data: append([]news.RelatedArticle{}, list...)})
	if err != nil {
		return err
	}
	return a.send(w, r, reply{body: body, etag: hashTag(body), life: lifeList, undated: true, keys: keys})
}

// listNeighbour answers with the next article of the section, or the one
// before: a list of none or one.
func (a *api) listNeighbour(earlier bool) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		query, err := parseQuery(r)
		if err != nil {
			return err
		}
		ref, err := pathRef(r)
		if err != nil {
			return err
		}
		list, err := a.Articles.Neighbour(r.Context(), auth.From(r.Context()), ref, earlier)
		if err != nil {
			return err
		}
		return a.sendCardList(w, r, page{path: r.URL.Path, query: query, limit: 1}, news.ArticleQuery{Limit: 1}, list)
	}
}
