package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Corrections is what the API asks of the store about corrections.
type Corrections interface {
	// CorrectArticle calls change, unless it is nil, within its transaction.
	// What is wrong with the article then is told under part.
	CorrectArticle(ctx context.Context, by auth.Principal, ref string, e news.Edit, c news.Correction, part string, change func(*news.Article) error) (news.Correction, news.Document, error)
	// PreviewCorrection stores nothing.
	PreviewCorrection(ctx context.Context, by auth.Principal, ref string, e news.Edit, c news.Correction, part string, change func(*news.Article) error) (news.Correction, news.Document, news.Reach, error)
	Correction(ctx context.Context, by auth.Principal, id uuid.UUID) (news.CorrectionInArticle, error)
	// Corrections is a page, with one more than q.Limit where there are more.
	Corrections(ctx context.Context, by auth.Principal, q news.CorrectionQuery) ([]news.Listed[news.CorrectionInArticle], error)
}

// writtenCorrection is a correction as it is posted: the note, and the change
// that it explains as a JSON Merge Patch or a JSON Patch of the article.
type writtenCorrection struct {
	Kind      news.CorrectionKind `json:"kind"`
	Severity  news.Severity       `json:"severity"`
	Note      string              `json:"note"`
	Corrects  uuid.UUID           `json:"corrects"`
	Patch     json.RawMessage     `json:"patch"`
	JSONPatch json.RawMessage     `json:"json_patch"`
}

// corrected is the answer to a correction.
type corrected struct {
	Correction news.Correction `json:"correction"`
	Article    json.RawMessage `json:"article"`
	Reach      *news.Reach     `json:"reach,omitempty"` // what it would reach: of a dry run alone
}

func (a *api) correctArticle(w http.ResponseWriter, r *http.Request) error {
	query, err := parseQuery(r, param{name: "dry_run"}, paramReason)
	if err != nil {
		return err
	}
	dryRun, err := boolean(query, "dry_run")
	if err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	e, err := edit(r, query)
	if err != nil {
		return err
	}
	in, wrong := readCorrection(w, r)
	if wrong != nil {
		return a.refuse(r, ref, e.Match, wrong)
	}
	part, change := in.change()
	if dryRun {
		c, doc, reach, err := a.Corrections.PreviewCorrection(r.Context(), auth.From(r.Context()), ref, e, in.correction(), part, change)
		if err != nil {
			return err
		}
		note(r.Context(), slog.String("article", doc.ID.String()))
		return a.sendJSON(w, r, reply{life: lifeNone}, corrected{c, doc.Body, &reach})
	}
	c, doc, err := a.Corrections.CorrectArticle(r.Context(), auth.From(r.Context()), ref, e, in.correction(), part, change)
	if err != nil {
		return err
	}
	note(r.Context(), slog.String("article", doc.ID.String()), slog.Int("version", doc.Version))
	p := reply{status: http.StatusCreated, etag: doc.ETag, modified: doc.ModifiedAt, location: pathTo("corrections", c.ID.String()), life: lifeNone}
	told, err := encode(c)
	if err != nil {
		return err
	}
	// corrected, with the document's bytes as they are
	p.body = slices.Concat([]byte(`{"correction":`), told, []byte(`,"article":`), doc.Body, []byte("}"))
	return a.send(w, r, p)
}

// refuse tells what is wrong with a body, but first whether there is such an
// article at all, and whether the version is the one that was meant.
func (a *api) refuse(r *http.Request, ref string, m news.Match, wrong error) error {
	doc, err := a.Articles.Article(r.Context(), auth.From(r.Context()), ref)
	if err == nil {
		err = m.Check(doc.Version, doc.ETag)
	}
	if err == nil {
		err = wrong
	}
	return err
}

func readCorrection(w http.ResponseWriter, r *http.Request) (writtenCorrection, error) {
	body := readBody(w, r, maxJSON, typeJSON)
	if body.err != nil {
		return writtenCorrection{}, body.err
	}
	in, err := decode[writtenCorrection](body.body, nil)
	if err != nil {
		return in, err
	}
	if in.Patch != nil && in.JSONPatch != nil {
		return in, errTwoPatches
	}
	return in, nil
}

// errTwoPatches says that a correction's change was written in both ways.
var errTwoPatches = wrong("/json_patch", "a correction has a patch or a json_patch, not both")

// correction is what was written in the domain's terms, but for the change.
func (in writtenCorrection) correction() news.Correction {
	return news.Correction{Kind: in.Kind, Severity: in.Severity, Note: in.Note, Corrects: in.Corrects}
}

// change is what the correction does to the article, and where in the body
// that stands: nil and "" for nothing.
func (in writtenCorrection) change() (part string, do func(*news.Article) error) {
	var patch written
	switch {
	case in.Patch != nil:
		part, patch = "/patch", written{media: typeMergePatch, body: in.Patch}
	case in.JSONPatch != nil:
		part, patch = "/json_patch", written{media: typeJSONPatch, body: in.JSONPatch}
	default:
		return "", nil
	}
	apply := change(patch, readOnlyOfArticle, func(fresh, was *news.Article) { keepArticle(fresh, was, false) })
	return part, func(article *news.Article) error { return under(part, apply(article)) }
}

// under points what is wrong with a part of a body into the whole.
func under(part string, err error) error {
	var problem *Problem
	var invalid *news.Invalid
	switch {
	case errors.As(err, &problem):
		problem.Errors = news.Faults(problem.Errors).Under(part)
		return problem
	case errors.As(err, &invalid):
		return news.Faults(invalid.Faults).Under(part).Err()
	}
	return err
}

func (a *api) getCorrection(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	c, err := a.Corrections.Correction(r.Context(), auth.From(r.Context()), id)
	if err != nil {
		return err
	}
	body, err := encode(c)
	if err != nil {
		return err
	}
	return a.send(w, r, reply{body: body, etag: hashTag(body), modified: c.At, undated: true, life: lifeFor(r), keys: []string{news.KeyOfArticle(c.Article.ID)}})
}

func (a *api) listCorrections(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r, param{"kind", true}, param{"section", true}, param{"author", true}, param{name: "corrected_after"}, param{name: "corrected_before"})
	if err != nil {
		return err
	}
	q := news.CorrectionQuery{After: p.after, Limit: p.limit}
	if q.Kinds, err = oneOf(p.query, "kind", news.CorrectionKinds); err != nil {
		return err
	}
	if q.Sections, err = refs(p.query, "section"); err != nil {
		return err
	}
	if q.Authors, err = refs(p.query, "author"); err != nil {
		return err
	}
	if q.Since, err = instant(p.query, "corrected_after"); err != nil {
		return err
	}
	if q.Until, err = instant(p.query, "corrected_before"); err != nil {
		return err
	}
	list, err := a.Corrections.Corrections(r.Context(), auth.From(r.Context()), q)
	if err != nil {
		return err
	}
	keys := ofList("")
	for _, entry := range list[:min(len(list), p.limit)] {
		keys = append(keys, news.KeyOfArticle(entry.Value.Article.ID))
	}
	return sendList(a, w, r, p, list, keys, func(c news.CorrectionInArticle) ([]byte, time.Time, error) {
		body, err := encode(c)
		return body, c.At, err
	})
}

// instant is the value of a parameter that takes a time, or the zero time.
func instant(query url.Values, name string) (time.Time, error) {
	s := query.Get(name)
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
		return t, kindParameters.problem(name + " is a time such as 2026-03-01T00:00:00Z.")
	}
	return t, nil
}
