package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"storywire/internal/auth"
	"storywire/internal/intake"
	"storywire/internal/news"
)

// Imports is what the API asks of the store about pages that are read into
// articles.
type Imports interface {
	// ImportPage stores a draft of a page, or what how says. A page that the
	// newsroom has is a *news.Known; the document then is that of a dry run, else
	// none.
	// Of the page it then is known who its speakers are.
	ImportPage(ctx context.Context, by auth.Principal, p *news.Page, how news.Importing) (news.Document, error)
}

// imported is the answer to an import. Of a page that the newsroom has, there is
// an article only in a dry run: what would be stored if it had not.
type imported struct {
	Article     json.RawMessage      `json:"article,omitempty"`
	Provenance  *[]intake.Provenance `json:"provenance,omitempty"`
	Warnings    []intake.Warning     `json:"warnings"`
	DuplicateOf *news.Known          `json:"duplicate_of,omitempty"`
	Proposal    json.RawMessage      `json:"proposal,omitempty"` // null where the page has not changed
}

// importOptions is what the query says of an import.
type importOptions struct {
	news.Importing
	headline string
	update   bool // what has changed of a page that the newsroom has is proposed
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
	if o.DryRun || page.DuplicateOf != nil {
		p = reply{life: lifeNone}
	}
	return a.sendJSON(w, r, p, page)
}

// importItem stores one story, as the query asks for, unless the newsroom has it.
func (a *api) importItem(ctx context.Context, o importOptions, page intake.Result) (doc news.Document, answer imported, err error) {
	if o.headline != "" {
		page.Article.Headline = o.headline
	}
	read := page.Page()
	doc, err = a.Imports.ImportPage(ctx, auth.From(ctx), &read, o.Importing)
	page.Article = read.Article
	page.Link(read.Links)
	if errors.As(err, &answer.DuplicateOf) {
		err = nil
	}
	answer.Warnings = takenWarning(answer.DuplicateOf)
	if err == nil && o.update && answer.DuplicateOf != nil {
		if answer.Proposal, err = a.propose(ctx, answer.DuplicateOf, page); string(answer.Proposal) == "null" && len(answer.Warnings) == 0 {
			answer.Warnings = append(answer.Warnings, intake.Warning{Code: "unchanged", Detail: "the page says nothing new that the article does not have"})
		}
	}
	if err == nil && doc.Body != nil {
		found := orEmpty(page.Provenance)
		answer.Article, answer.Provenance, answer.Warnings = doc.Body, &found, append(answer.Warnings, page.Warnings...)
	}
	return doc, answer, err
}

// takenWarning tells whoever brings a story again that was taken from readers.
func takenWarning(known *news.Known) []intake.Warning {
	if known == nil || !known.Taken() {
		return []intake.Warning{}
	}
	return []intake.Warning{{Code: "taken_from_readers", Detail: "the newsroom has had this story, and it was " + string(known.Status) + "; see why before anything is made of it again"}}
}

func parseImport(r *http.Request) (o importOptions, err error) {
	query, err := parseQuery(r, param{name: "dry_run"}, param{name: "publish"}, param{name: "headline"}, param{name: "update"})
	if err != nil {
		return o, err
	}
	if o.DryRun, err = boolean(query, "dry_run"); err != nil {
		return o, err
	}
	if o.Publish, err = boolean(query, "publish"); err != nil {
		return o, err
	}
	if o.update, err = boolean(query, "update"); err != nil {
		return o, err
	}
	o.headline = query.Get("headline")
	switch {
	case o.update && o.DryRun:
		err = kindParameters.problem("update goes without dry_run: it stores what it proposes.")
	case !utf8.ValidString(o.headline) || strings.ContainsRune(o.headline, 0):
		err = kindParameters.problem("headline is not valid UTF-8, or has the character U+0000.")
	case o.Publish:
		err = allow(auth.From(r.Context()), auth.Publish)
	}
	return o, err
}

// readPage reads the body and what it holds, by the reader of its type, or has
// it fetched.
func (a *api) readPage(w http.ResponseWriter, r *http.Request) (intake.Found, error) {
	if media, _, err := mediaType(r.Header, []string{typeURIList}); err == nil && media == typeURIList && a.Fetch == nil {
		return intake.Found{}, noFetching()
	}
	in := readBody(w, r, maxPage, a.importable()...)
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
	o := intake.Options{TimeZone: room.TimeZone, Language: room.Language, Charset: in.charset, Most: maxItems, Now: time.Now()}
	if in.media == typeURIList {
		return a.fetchList(r.Context(), w, in.body, o)
	}
	return a.Readers[in.media](in.body, o)
}

// checkText tells what is no page at all. JSON is held to what all of it here is; a list
// of it, or of addresses, is UTF-8. What else there is says itself how it is encoded, and not always truly.
func checkText(in written) error {
	switch {
	case len(bytes.TrimSpace(in.body)) == 0:
		return kindSyntax.problem("The page is empty.")
	case in.media == typeJSON || strings.HasSuffix(in.media, "+json"):
		return checkSyntax(in.body)
	case in.media != typeURIList && in.media != typeNDJSON:
		return nil
	case !utf8.Valid(in.body):
		return kindSyntax.problem("The list is not valid UTF-8.")
	case bytes.IndexByte(in.body, 0) >= 0:
		return kindSyntax.problem("The list has the character U+0000.")
	}
	return nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
