package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"storywire/internal/news"
	"storywire/internal/render"
)

// form is one of the forms that an article is answered in.
type form struct {
	name, media string
	make        func(a *news.Article, room news.Newsroom) ([]byte, error) // nil for the document as it is stored
}

// forms are the forms, the first for whoever does not say.
var forms = []form{
	{"json", typeJSON, nil},
	{"html", typeHTML, render.HTML},
	{"jsonld", "application/ld+json", render.JSONLD},
	{"md", "text/markdown", render.Markdown},
	{"txt", typeText, render.Text},
}

var paramFormat = param{name: "format"}

// formOfArticle is the form that is asked for: by the parameter, which an address
// can hold, or else by Accept.
func formOfArticle(w http.ResponseWriter, r *http.Request, query url.Values) (form, error) {
	name := query.Get(paramFormat.name)
	if name == "" {
		w.Header().Add("Vary", "Accept")
		media := make([]string, len(forms))
		for i, f := range forms {
			media[i] = f.media
		}
		best, err := accepted(r, media...)
		i := slices.Index(media, best)
		if err == nil && i > 0 && query.Has(paramFields.name) {
			i = 0 // what names fields wants those
		}
		return forms[max(0, i)], err
	}
	i := slices.IndexFunc(forms, func(f form) bool { return f.name == name })
	if i < 0 {
		names := make([]string, len(forms))
		for i, f := range forms {
			names[i] = f.name
		}
		return form{}, kindParameters.problem("format is one of " + strings.Join(names, ", ") + ".")
	}
	if i > 0 && query.Has(paramFields.name) {
		return form{}, kindParameters.problem("fields goes with format=json.")
	}
	return forms[i], nil
}

// pagePolicy lets a page show its pictures, wherever they are, and have its own
// style; nothing else.
var pagePolicy = "default-src 'none'; img-src https: http:; style-src " + render.StyleHash + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// sendForm answers with an article in another form than its document.
func (a *api) sendForm(w http.ResponseWriter, r *http.Request, f form, doc news.Document, p reply) error {
	room, err := a.Newsroom.Newsroom(r.Context())
	if err != nil {
		return err
	}
	var article news.Article
	if err := json.Unmarshal(doc.Body, &article); err != nil {
		return err
	}
	if p.body, err = f.make(&article, room); err != nil {
		return err
	}
	if f.media == typeHTML {
		w.Header().Set("Content-Security-Policy", pagePolicy)
	}
	p.media = f.media
	if strings.HasPrefix(f.media, "text/") {
		p.media += "; charset=utf-8"
	}
	self := pathTo("articles", doc.ID.String())
	for _, other := range forms {
		if other.name != f.name {
			w.Header().Add("Link", "<"+self+"?format="+other.name+`>; rel="alternate"; type="`+other.media+`"`)
		}
	}
	// It shows the newsroom too, which changes without the article.
	p.etag, p.modified, p.undated, p.keys = news.PartTag(doc.Tag(), p.body), doc.ModifiedAt, true, doc.Keys
	return a.send(w, r, p)
}
