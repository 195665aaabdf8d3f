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
	make        func(i *render.Item) ([]byte, error) // nil for the document as it is stored
	versions    []string                             // of the format, the newest first, where one can choose
}

// forms are the forms, the first for whoever does not say.
var forms = []form{
	{name: "json", media: typeJSON},
	{name: "html", media: typeHTML, make: render.HTML},
	{name: "jsonld", media: "application/ld+json", make: render.JSONLD},
	{name: "md", media: "text/markdown", make: render.Markdown},
	{name: "txt", media: typeText, make: render.Text},
	{name: "ninjs", media: render.MediaNinjs, make: render.Ninjs, versions: render.NinjsVersions},
	{name: "newsml-g2", media: render.MediaNewsItem, make: render.NewsML},
}

var (
	paramFormat = param{name: "format"}
	// paramVersion is the version of a format of which there are several.
	paramVersion = param{name: "version"}
)

// formOfArticle is the form that is asked for, and its version, "" for the newest.
func formOfArticle(w http.ResponseWriter, r *http.Request, query url.Values) (form, string, error) {
	f, err := formAsked(w, r, query)
	if err != nil {
		return f, "", err
	}
	version, err := versionOf(query, f.name, f.versions)
	return f, version, err
}

// versionOf is the version of the format that is asked for, "" for the newest.
func versionOf(query url.Values, format string, versions []string) (string, error) {
	version := query.Get(paramVersion.name)
	switch {
	case !query.Has(paramVersion.name), slices.Contains(versions, version):
		return version, nil
	case len(versions) == 0:
		return "", kindParameters.problem("version goes with format ninjs; " + format + " has but one.")
	}
	return "", kindParameters.problem("version of " + format + " is one of " + strings.Join(versions, ", ") + ".")
}

// formAsked is the form that is asked for: by the parameter, which an address can
// hold, or else by Accept.
func formAsked(w http.ResponseWriter, r *http.Request, query url.Values) (form, error) {
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
func (a *api) sendForm(w http.ResponseWriter, r *http.Request, f form, version string, doc news.Document, p reply) error {
	room, err := a.Newsroom.Newsroom(r.Context())
	if err != nil {
		return err
	}
	var article news.Article
	if err := json.Unmarshal(doc.Body, &article); err != nil {
		return err
	}
	if p.body, err = f.make(render.Alone(&article, room, a.PublicURL, version)); err != nil {
		return err
	}
	if f.media == typeHTML {
		w.Header().Set("Content-Security-Policy", pagePolicy)
	}
	p.media = withCharset(f.media)
	self := a.LinkBase + pathTo("articles", doc.ID.String())
	for _, other := range forms {
		if other.name != f.name {
			w.Header().Add("Link", "<"+self+"?format="+other.name+`>; rel="alternate"; type="`+other.media+`"`)
		}
	}
	sayTerms(w.Header(), article.Terms.Or(room.Terms))
	// It shows the newsroom too, which changes without the article.
	p.etag, p.modified, p.undated, p.keys = news.PartTag(doc.Tag(), p.body), doc.ModifiedAt, true, doc.Keys
	return a.send(w, r, p)
}
