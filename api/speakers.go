package api

import (
	"context"
	"net/http"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Namesakes is what the API asks of the store about who is who among those that
// are quoted.
type Namesakes interface {
	// MergeSpeakers has the speaker that ref names stay, and the other one go into
	// it.
	MergeSpeakers(ctx context.Context, by auth.Principal, ref string, e news.Edit, other string) (news.Speaker, error)
}

// writtenMerge is the body of a merge.
type writtenMerge struct {
	Other string `json:"other"` // the id or slug of the speaker that goes
}

func (a *api) mergeSpeakers(w http.ResponseWriter, r *http.Request) error {
	ref, e, err := editOf(r, paramMinor)
	if err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	body, err := decode[writtenMerge](in.body, nil)
	if err != nil {
		return err
	}
	if !isRef(body.Other) {
		return wrong("/other", "must be the id or the slug of the speaker that goes into this one")
	}
	stays, err := a.Namesakes.MergeSpeakers(r.Context(), auth.From(r.Context()), ref, e, body.Other)
	if err != nil {
		return err
	}
	return a.speakers().send(w, r, reply{}, stays)
}
