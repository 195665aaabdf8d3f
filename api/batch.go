package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Batches is what the API asks of the store to write several articles at once.
type Batches interface {
	// Batch does all operations or none; then the error is a *news.InOperation.
	Batch(ctx context.Context, by auth.Principal, operations []news.Operation) ([]news.Outcome, error)
}

// maxBatch is how many operations one batch has at the most.
const maxBatch = 100

// writtenBatch is the body of a batch.
type writtenBatch struct {
	Operations []writtenOperation `json:"operations"`
}

// writtenOperation is one step of a batch: what is done to which version of
// which article, and what that takes.
type writtenOperation struct {
	Action  string `json:"action"`
	Article string `json:"article"`
	IfMatch string `json:"if_match"`
	Reason  string `json:"reason"`
	writtenCorrection
	OmitHeadline bool `json:"omit_headline"`
	news.Schedule
}

// outcome is what a batch answers of one operation.
type outcome struct {
	Article    outcomeArticle   `json:"article"`
	Correction *news.Correction `json:"correction,omitempty"`
}

type outcomeArticle struct {
	ID      uuid.UUID   `json:"id"`
	Slug    string      `json:"slug"`
	Status  news.Status `json:"status"`
	Version int         `json:"version"`
	ETag    string      `json:"etag"`
}

func (a *api) batch(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	body := readBody(w, r, maxJSON, typeJSON)
	if body.err != nil {
		return body.err
	}
	in, err := decode[writtenBatch](body.body, nil)
	if err != nil {
		return err
	}
	operations, err := in.operations()
	if err != nil {
		return err
	}
	done, err := a.Batches.Batch(r.Context(), auth.From(r.Context()), operations)
	if err != nil {
		return inOperation(r, err)
	}
	outcomes := make([]outcome, len(done))
	for i, o := range done {
		d := o.Document
		outcomes[i] = outcome{outcomeArticle{d.ID, d.Slug, d.Status, d.Version, d.Tag()}, o.Correction}
	}
	return a.sendJSON(w, r, reply{life: lifeNone}, map[string][]outcome{"outcomes": outcomes})
}

// operations is the batch in the domain's terms, or everything that keeps it
// from being that.
func (in writtenBatch) operations() ([]news.Operation, error) {
	var f news.Faults
	if n := len(in.Operations); n == 0 || n > maxBatch {
		f.Add("/operations", "has %d entries; 1 to %d are taken", n, maxBatch)
		return nil, f.Err()
	}
	operations := make([]news.Operation, len(in.Operations))
	for i, o := range in.Operations {
		var wrong news.Faults
		operations[i] = o.operation(&wrong)
		f = append(f, wrong.Under("/operations/"+strconv.Itoa(i))...)
	}
	return operations, f.Err()
}

// actions are what can be done to an article in a batch; the status is where a
// removal leads to.
var actions = map[string]news.Status{
	"publish": "", "correct": "", "withhold": news.Withheld, "release": news.Published, "kill": news.Killed,
}

func (o writtenOperation) operation(f *news.Faults) news.Operation {
	to, known := actions[o.Action]
	if !known {
		f.Add("/action", "is one of publish, correct, withhold, release, kill")
	}
	if !isRef(o.Article) {
		f.Add("/article", "must be the id or the slug of an article")
	}
	tags, every, ok := parseTags([]string{o.IfMatch})
	if !ok {
		f.Add("/if_match", "must be the ETag of the version that this is meant for, or *")
	}
	if fault := news.CheckReason(o.Reason); fault != "" {
		f.Add("/reason", "%s", fault)
	}
	if o.Patch != nil && o.JSONPatch != nil {
		f.Add("/json_patch", "a correction has a patch or a json_patch, not both")
	}
	out := news.Operation{Ref: o.Article, Edit: news.Edit{Match: matching(tags, every), Reason: o.Reason}, Times: o.Schedule}
	switch {
	case o.Action == "correct":
		c := o.correction()
		out.Correction = &c
		out.Part, out.Change = o.change()
	case to != "":
		out.Removal = &news.Removal{To: to, Note: o.Note, OmitHeadline: o.OmitHeadline}
	}
	return out
}

// inOperation is what kept a batch from being done, told under the operation
// that it lies in.
func inOperation(r *http.Request, err error) error {
	var at *news.InOperation
	if !errors.As(err, &at) {
		return err
	}
	pointer := "/operations/" + strconv.Itoa(at.Index)
	var stale *news.Stale
	var moved *news.Moved
	var gone *news.Gone
	switch {
	case errors.As(err, &stale):
		p := kindStale.problem("The current version is " + strconv.Itoa(stale.Version) + ". Nothing was stored.")
		p.Version, p.ETag = stale.Version, stale.ETag
		return p.faults([]news.Fault{{Pointer: pointer + "/if_match", Detail: "names an older version"}})
	case errors.As(err, &moved):
		return wrong(pointer+"/article", "is an old slug; the article's slug is now "+moved.Slug)
	case errors.As(err, &gone), errors.Is(err, news.ErrNotFound):
		return wrong(pointer+"/article", "there is no such article")
	}
	p := problemOf(r, at.Err)
	switch p.kind {
	case kindConflict:
		p.Errors = []news.Fault{{Pointer: pointer, Detail: p.Detail}}
	case kindInvalid, kindUnknownFields:
		p.Errors = news.Faults(p.Errors).Under(pointer)
	}
	return p
}
