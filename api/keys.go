package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
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
	// ChangeKey calls change within its transaction, on a key that holds, once
	// holds is nil for it.
	ChangeKey(ctx context.Context, by auth.Principal, id uuid.UUID, holds func(auth.Key) error, change func(*auth.Key) error) (auth.Key, error)
	RevokeKey(ctx context.Context, by auth.Principal, id uuid.UUID) error
	// RotateKey makes a key like the one with this id, which then holds for
	// the overlap and no longer.
	RotateKey(ctx context.Context, by auth.Principal, id uuid.UUID, overlap time.Duration, hash []byte) (auth.Key, error)
}

var readOnlyOfKey = []string{"id", "created_at", "modified_at", "revoked_at", "last_used_at"}

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
	overlap, err := readOverlap(w, r)
	if err != nil {
		return err
	}
	secret := auth.NewSecret()
	k, err := a.Keys.RotateKey(r.Context(), auth.From(r.Context()), id, overlap, auth.Hash(secret))
	if err != nil {
		return err
	}
	return a.sendNewKey(w, r, k, secret)
}

// readOverlap is for how long what is rotated is to hold beside what takes its
// place.
func readOverlap(w http.ResponseWriter, r *http.Request) (time.Duration, error) {
	body := readBody(w, r, maxJSON, typeJSON)
	if body.err != nil {
		return 0, body.err
	}
	in, err := decode[rotation](body.body, nil)
	if err != nil {
		return 0, err
	}
	overlap := defaultOverlap
	if in.Overlap != nil {
		overlap = *in.Overlap
	}
	if overlap < 0 || overlap > maxOverlap {
		return 0, wrong("/overlap", "is a number of seconds, 2592000 (30 days) at most")
	}
	return time.Duration(overlap) * time.Second, nil
}

// changeKey is a PATCH of what a key is called and allowed.
func (a *api) changeKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	id, err := pathID(r)
	if err != nil {
		return err
	}
	m, err := precondition(r)
	if err != nil {
		return err
	}
	in := readChange(w, r)
	k, err := a.Keys.ChangeKey(r.Context(), auth.From(r.Context()), id, holdsForKey(m), change(in, readOnlyOfKey, keepKey))
	if err != nil {
		return err
	}
	p, err := replyOfKey(k)
	if err != nil {
		return err
	}
	return a.send(w, r, p)
}

// keepKey gives fresh what is read-only.
func keepKey(fresh, was *auth.Key) {
	fresh.ID, fresh.CreatedAt, fresh.ModifiedAt = was.ID, was.CreatedAt, was.ModifiedAt
	fresh.RevokedAt, fresh.LastUsedAt = was.RevokedAt, was.LastUsedAt
}

// holdsForKey holds m to a key. When the key was last used is a part of its
// tag, but not of what a write could overwrite: a key that is in use would be
// another from one minute to the next.
func holdsForKey(m news.Match) func(auth.Key) error {
	for i, tag := range m.Tags {
		m.Tags[i], _, _ = strings.Cut(tag, "-")
	}
	return func(k auth.Key) error {
		tag, err := keyTag(k)
		if err != nil {
			return err
		}
		facts, _, _ := strings.Cut(tag, "-")
		if m.Check(0, facts) != nil {
			return &news.Stale{ETag: tag}
		}
		return nil
	}
}

// keyTag is the strong tag of a key, which has no version: of all that is shown
// of it but its last use, and behind a dash of that.
func keyTag(k auth.Key) (string, error) {
	used := k.LastUsedAt
	k.LastUsedAt = time.Time{}
	body, err := encode(k)
	return strings.TrimSuffix(hashTag(body), `"`) + "-" + strconv.FormatInt(used.UnixMicro(), 36) + `"`, err
}

// replyOfKey is a key without its secret.
func replyOfKey(k auth.Key) (reply, error) {
	body, err := encode(k)
	if err != nil {
		return reply{}, err
	}
	tag, err := keyTag(k)
	return reply{body: body, etag: tag, modified: keyModified(k), life: lifeOwn}, err
}

func keyModified(k auth.Key) time.Time {
	if k.LastUsedAt.After(k.ModifiedAt) {
		return k.LastUsedAt
	}
	return k.ModifiedAt
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
