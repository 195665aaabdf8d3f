package api

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/auth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

// imported is the answer to an import.
type imported struct {
	Article    json.RawMessage     `json:"article"`
	Provenance []intake.Provenance `json:"provenance"`
	Warnings   []intake.Warning    `json:"warnings"`
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
	found, err := a.readPage(w, r)
	if err != nil {
		return err
	}
	if found.List {
		return a.importList(w, r, o, found.Items)
	}
	doc, page, err := a.importItem(r.Context(), o, found.Items[0])
	if err != nil {
		return err
	}
	p := reply{status: http.StatusCreated, etag: doc.Tag(), modified: doc.ModifiedAt, location: pathTo("articles", doc.ID.String()), life: lifeNone}
	if o.dryRun {
		p = reply{life: lifeNone}
	}
	return a.sendJSON(w, r, p, page)
}

// importItem stores one story, as the query asks for.
func (a *api) importItem(ctx context.Context, o importOptions, page intake.Result) (news.Document, imported, error) {
	if o.headline != "" {
		page.Article.Headline = o.headline
	}
	store := a.Articles.ImportArticle
	switch {
	case o.dryRun:
		store = a.Articles.PreviewArticle
	case o.publish:
		store = a.Articles.PublishNew
	}
	doc, err := store(ctx, auth.From(ctx), &page.Article)
	return doc, imported{doc.Body, orEmpty(page.Provenance), orEmpty(page.Warnings)}, err
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

// readPage reads the body and what it holds, by the reader of its type.
func (a *api) readPage(w http.ResponseWriter, r *http.Request) (intake.Found, error) {
	in := readBody(w, r, maxPage, slices.Sorted(maps.Keys(a.Readers))...)
	if in.err == nil {
		in.err = checkText(in)
	}
	if in.err != nil {
		return intake.Found{}, in.err
	}
	room, err := a.Newsroom.Newsroom(r.Context())
	if err != nil {
		return intake.Found{}, err
	}
	return a.Readers[in.media](in.body, intake.Options{
		TimeZone: room.TimeZone, Language: room.Language, Charset: in.charset, Most: maxItems, Now: time.Now(),
	})
}

// checkText tells what is no page at all. How plain text is encoded is settled;
// a page of HTML says that itself, and not always truly.
func checkText(in written) error {
	switch {
	case len(bytes.TrimSpace(in.body)) == 0:
		return kindSyntax.problem("The page is empty.")
	case in.media != typeText:
		return nil
	case !utf8.Valid(in.body):
		return kindSyntax.problem("The page is not valid UTF-8.")
	case bytes.IndexByte(in.body, 0) >= 0:
		return kindSyntax.problem("The page has the character U+0000.")
	}
	return nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
