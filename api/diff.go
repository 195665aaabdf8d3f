package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/wI2L/jsondiff"
)

const typeHTML = "text/html"

// diffRevisions tells what differs between two revisions: for a person as data
// or as a page, for a program as a patch.
func (a *api) diffRevisions(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, param{name: "from"}, param{name: "to"})
	if err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	versions := [2]int{}
	for i, name := range []string{"from", "to"} {
		var ok bool
		if versions[i], ok = parseVersion(query.Get(name)); !ok {
			return kindParameters.problem("from and to are versions of the article: whole numbers from 1.")
		}
	}
	w.Header().Add("Vary", "Accept")
	media, err := accepted(r, typeJSON, typeJSONPatch, typeHTML)
	if err != nil {
		return err
	}
	var docs [2]news.Document
	for i, version := range versions {
		if docs[i], err = a.History.Revision(r.Context(), auth.From(r.Context()), ref, version); err != nil {
			return err
		}
	}
	body, err := differences(docs[0], docs[1], media)
	if err != nil {
		return err
	}
	// How a difference is told may change with the program, so that it is not
	// kept as long as what it is of.
	p := reply{media: media, body: body, etag: hashTag(body), modified: docs[1].ModifiedAt, undated: true, life: lifeThen, keys: docs[1].Keys}
	if media == typeHTML {
		p.media += "; charset=utf-8"
	}
	return a.send(w, r, p)
}

// difference is what a person is told of two revisions.
type difference struct {
	From    int               `json:"from"`
	To      int               `json:"to"`
	Changes []news.Difference `json:"changes"`
}

func differences(from, to news.Document, media string) ([]byte, error) {
	if media == typeJSONPatch {
		return patchBetween(from.Body, to.Body)
	}
	var before, after news.Article
	if err := json.Unmarshal(from.Body, &before); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(to.Body, &after); err != nil {
		return nil, err
	}
	d := difference{from.Version, to.Version, news.Diff(&before, &after)}
	if media == typeHTML {
		return diffPage(d, &before, &after)
	}
	return encode(d)
}

// patchBetween is the JSON Patch that makes one document of the other: not only
// what a person would tell, but every member.
func patchBetween(from, to []byte) ([]byte, error) {
	patch, err := jsondiff.CompareJSON(from, to, jsondiff.LCS())
	if err != nil {
		return nil, err
	}
	if patch == nil {
		patch = jsondiff.Patch{}
	}
	return encode(patch)
}

//go:embed diff.html
var diffSource string

var diffTemplate = template.Must(template.New("diff").Parse(diffSource))

// diffed is what the page of a difference shows.
type diffed struct {
	Language, Headline string
	From, To           int
	Was, Is            time.Time
	Changes            []shownChange
}

// shownChange is one change as the page shows it: its words where there are
// some, else what was and what is.
type shownChange struct {
	Pointer, Kind string
	Words         []news.Run
	Before, After string
}

// diffPage shows a difference as HTML: semantic, without style or script, so
// that it can be read as it is or set into a page.
func diffPage(d difference, before, after *news.Article) ([]byte, error) {
	page := diffed{Language: after.Language, Headline: after.Headline, From: d.From, To: d.To, Was: before.ModifiedAt, Is: after.ModifiedAt}
	for _, c := range d.Changes {
		shown := shownChange{Pointer: c.Pointer, Kind: string(c.Kind), Words: c.Words}
		if c.Words == nil {
			shown.Before, shown.After = news.InWords(c.Before), news.InWords(c.After)
		}
		page.Changes = append(page.Changes, shown)
	}
	var b bytes.Buffer
	err := diffTemplate.Execute(&b, page)
	return b.Bytes(), err
}
