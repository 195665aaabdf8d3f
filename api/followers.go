package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Followers is what the API asks of the store about how far keys have come in
// the change log.
type Followers interface {
	// Sent records that the key was sent the log up to a place.
	Sent(ctx context.Context, by auth.Principal, to news.LogPlace) error
	// Acknowledge records that the log was taken in up to a place, and returns
	// the furthest that was, and when. The place may be of another epoch
	// (*news.Epochs) or not be reached yet (news.ErrAhead).
	Acknowledge(ctx context.Context, by auth.Principal, to news.LogPlace) (furthest news.LogPlace, at time.Time, err error)
	Reached(ctx context.Context, by auth.Principal, correction uuid.UUID) (news.Reached, error)
}

// sentPatience bounds how long a page of the change log stays open for what is
// recorded of it.
const sentPatience = time.Second

// sentTo records that the caller was sent the change log up to a place. It
// comes after what was sent, also where the caller hung up then; where it fails
// the log has a line, and the caller is none the worse.
func (a *api) sentTo(ctx context.Context, by auth.Principal, to news.LogPlace) {
	if by.Anonymous() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sentPatience)
	defer cancel()
	if err := a.Followers.Sent(ctx, by, to); err != nil {
		a.Log.WarnContext(ctx, "what a key was sent could not be recorded", slog.String("key", by.Name), slog.Any("error", err))
	}
}

// acknowledgement is what is posted of the change log, and what is answered.
type acknowledgement struct {
	Cursor string `json:"cursor"`
}

type acknowledged struct {
	Cursor string    `json:"acknowledged"`
	At     time.Time `json:"at"`
}

func (a *api) acknowledge(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	body := readBody(w, r, maxJSON, typeJSON)
	if body.err != nil {
		return body.err
	}
	in, err := decode[acknowledgement](body.body, nil)
	if err != nil {
		return err
	}
	epoch, sequence, ok := parsePlace(in.Cursor)
	if !ok {
		return wrong("/cursor", "must be a cursor that /v1/changes gave")
	}
	furthest, at, err := a.Followers.Acknowledge(r.Context(), auth.From(r.Context()), news.LogPlace{Epoch: epoch, Sequence: sequence})
	if errors.Is(err, news.ErrAhead) {
		return wrong("/cursor", "is ahead of the log: it is a cursor that /v1/changes did not give")
	}
	if err != nil {
		return err
	}
	return a.sendJSON(w, r, reply{life: lifeNone}, acknowledged{place(furthest.Epoch, furthest.Sequence), at})
}

// reached is whom a correction has reached, as it is answered.
type reached struct {
	Correction   uuid.UUID             `json:"correction_id"`
	Article      uuid.UUID             `json:"article_id"`
	Cursor       string                `json:"cursor"`
	Partners     []news.PartnerReached `json:"partners"`
	Sent         int                   `json:"sent"`
	Acknowledged int                   `json:"acknowledged"`
	Waiting      int                   `json:"waiting"`
}

func (a *api) reachOfCorrection(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	v, err := a.Followers.Reached(r.Context(), auth.From(r.Context()), id)
	if err != nil {
		return err
	}
	body, err := encode(reached{v.Correction, v.Article, place(v.Place.Epoch, v.Place.Sequence), v.Partners, v.Sent, v.Acknowledged, v.Waiting})
	if err != nil {
		return err
	}
	return a.send(w, r, reply{body: body, etag: hashTag(body), life: lifeOwn})
}
