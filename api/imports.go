package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// PageReader turns the text of a page into an article: what it found there,
// where it found each part, and what a person should look at. language (BCP
// 47) and zone (IANA) are the newsroom's own, for a page that leaves them open.
type PageReader func(text []byte, language, zone string) (Page, error)

// Page is what was read from a page of text.
type Page struct {
	Article    *news.Article
	Provenance []Provenance
	Warnings   []Warning
}

// Provenance is where a part of the article came from.
type Provenance struct {
	Pointer    string  `json:"pointer"` // of the part, in the article
	Start      int     `json:"start"`   // of the place in the page, in code points
	End        int     `json:"end"`
	Method     string  `json:"method"`     // the rule that found it
	Confidence float64 `json:"confidence"` // 0 to 1
}

// Warning is something that a person should look at before publishing.
type Warning struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// imported is the answer to an import.
type imported struct {
	Article    json.RawMessage `json:"article"`
	Provenance []Provenance    `json:"provenance"`
	Warnings   []Warning       `json:"warnings"`
}

// importOptions is what the query says of an import.
type importOptions struct {
	dryRun, publish bool
	headline        string
}

func (a *api) importPage(w http.ResponseWriter, r *http.Request) error {
	o, err := parseImport(r)
	if err != nil {
		return err
	}
	page, err := a.readPage(w, r)
	if err != nil {
		return err
	}
	if o.headline != "" {
		page.Article.Headline = o.headline
	}
	store, by := a.Articles.ImportArticle, auth.From(r.Context())
	switch {
	case o.dryRun:
		store = a.Articles.PreviewArticle
	case o.publish:
		store = a.Articles.PublishNew
	}
	doc, err := store(r.Context(), by, page.Article)
	if err != nil {
		return err
	}
	p := reply{status: http.StatusCreated, etag: doc.ETag, modified: doc.ModifiedAt, location: pathTo("articles", doc.ID.String()), life: lifeNone}
	if o.dryRun {
		p = reply{life: lifeNone}
	}
	return a.sendJSON(w, r, p, imported{doc.Body, orEmpty(page.Provenance), orEmpty(page.Warnings)})
}

func parseImport(r *http.Request) (o importOptions, err error) {
	query, err := parseQuery(r, param{name: "dry_run"}, param{name: "publish"}, param{name: "headline"})
	if err != nil {
		return o, err
	}
	if o.dryRun, err = boolean(query, "dry_run"); err != nil {
		return o, err
	}
	if o.publish, err = boolean(query, "publish"); err != nil {
		return o, err
	}
	o.headline = query.Get("headline")
	switch {
	case !utf8.ValidString(o.headline) || strings.ContainsRune(o.headline, 0):
		err = kindParameters.problem("headline is not valid UTF-8, or has the character U+0000.")
	case o.publish:
		err = allow(auth.From(r.Context()), auth.Publish)
	}
	return o, err
}

// readPage reads the body and what it holds.
func (a *api) readPage(w http.ResponseWriter, r *http.Request) (Page, error) {
	in := readBody(w, r, maxPage, typeText)
	switch {
	case in.err != nil:
		return Page{}, in.err
	case !utf8.Valid(in.body):
		return Page{}, kindSyntax.problem("The page is not valid UTF-8.")
	case strings.ContainsRune(string(in.body), 0):
		return Page{}, kindSyntax.problem("The page has the character U+0000.")
	case strings.TrimSpace(string(in.body)) == "":
		return Page{}, kindSyntax.problem("The page is empty.")
	}
	room, err := a.Newsroom.Newsroom(r.Context())
	if err != nil {
		return Page{}, err
	}
	return a.ReadPage(in.body, room.Language, room.TimeZone)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
