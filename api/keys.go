package api

import (
	"context"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// Keys is what the API asks of the store about API keys. Only hashes of keys
// are handed to it.
type Keys interface {
	CreateKey(ctx context.Context, by auth.Principal, k auth.Key, hash []byte) (auth.Key, error)
	Key(ctx context.Context, id uuid.UUID) (auth.Key, error)
	// Keys is a page, with one more than q.Limit where there are more.
	Keys(ctx context.Context, q news.EntityQuery) ([]news.Listed[auth.Key], error)
	RevokeKey(ctx context.Context, by auth.Principal, id uuid.UUID) error
	// RotateKey makes a key like the one with this id, which then holds for
	// the overlap and no longer.
	RotateKey(ctx context.Context, by auth.Principal, id uuid.UUID, overlap time.Duration, hash []byte) (auth.Key, error)
}

var readOnlyOfKey = []string{"id", "created_at", "revoked_at", "last_used_at"}

// newKey is a key as it is shown once, when it is made.
type newKey struct {
	auth.Key
	Secret string `json:"key"`
}

func (a *api) createKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	k, err := decode[auth.Key](in.body, readOnlyOfKey)
	if err != nil {
		return err
	}
	secret := auth.NewSecret()
	if k, err = a.Keys.CreateKey(r.Context(), auth.From(r.Context()), k, auth.Hash(secret)); err != nil {
		return err
	}
	return a.sendNewKey(w, r, k, secret)
}

// sendNewKey answers with a key and, this once, its secret.
func (a *api) sendNewKey(w http.ResponseWriter, r *http.Request, k auth.Key, secret string) error {
	p, err := replyOfKey(k)
	if err != nil {
		return err
	}
	p.status, p.location = http.StatusCreated, pathTo("keys", k.ID.String())
	return a.sendJSON(w, r, p, newKey{k, secret})
}

// How long a key holds beside the one that takes its place, in seconds.
const (
	defaultOverlap = 24 * 60 * 60
	maxOverlap     = 30 * 24 * 60 * 60
)

// rotation is the body of a rotation.
type rotation struct {
	Overlap *int `json:"overlap"`
}

func (a *api) rotateKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if _, err := a.Keys.Key(r.Context(), id); err != nil {
		return err // whether there is such a key is told before what is wrong with the body
	}
	body := readBody(w, r, maxJSON, typeJSON)
	if body.err != nil {
		return body.err
	}
	in, err := decode[rotation](body.body, nil)
	if err != nil {
		return err
	}
	overlap := defaultOverlap
	if in.Overlap != nil {
		overlap = *in.Overlap
	}
	if overlap < 0 || overlap > maxOverlap {
		return wrong("/overlap", "is a number of seconds, 2592000 (30 days) at most")
	}
	secret := auth.NewSecret()
	k, err := a.Keys.RotateKey(r.Context(), auth.From(r.Context()), id, time.Duration(overlap)*time.Second, auth.Hash(secret))
	if err != nil {
		return err
	}
	return a.sendNewKey(w, r, k, secret)
}

// replyOfKey is a key without its secret. It has no version: its tag is that of
// what is shown of it.
func replyOfKey(k auth.Key) (reply, error) {
	body, err := encode(k)
	return reply{body: body, etag: hashTag(body), modified: keyModified(k), life: lifeOwn}, err
}

func keyModified(k auth.Key) time.Time {
	last := k.CreatedAt
	for _, t := range []time.Time{k.RevokedAt, k.LastUsedAt} {
		if t.After(last) {
			last = t
		}
	}
	return last
}

func (a *api) getKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	k, err := a.Keys.Key(r.Context(), id)
	if err != nil {
		return err
	}
	p, err := replyOfKey(k)
	if err != nil {
		return err
	}
	return a.send(w, r, p)
}

func (a *api) listKeys(w http.ResponseWriter, r *http.Request) error {
	p, err := a.parsePage(r)
	if err != nil {
		return err
	}
	list, err := a.Keys.Keys(r.Context(), news.EntityQuery{After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(a, w, r, p, list, nil, func(k auth.Key) ([]byte, time.Time, error) {
		body, err := encode(k)
		return body, keyModified(k), err
	})
}

// revokeKey ends a key at once. It needs no precondition: there is nothing in
// a key that a revocation could overwrite.
func (a *api) revokeKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.Keys.RevokeKey(r.Context(), auth.From(r.Context()), id); err != nil {
		return err
	}
	return a.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}
