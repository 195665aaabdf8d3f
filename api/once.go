package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Requests is what the API asks of the store about requests that are to have
// one effect.
type Requests interface {
	// Once calls do and stores what it returns together with all that do had
	// the store write under the context that it is given: both or neither.
	// Where do returns nil neither is stored. A request that was done before is
	// not done again: replay is what do returned then. The error is
	// news.ErrInProgress where the request is being done now and o has no more
	// patience, news.ErrKeyReused where the key is that of another request, and
	// news.ErrAnswerErased where there is no replay any more.
	Once(ctx context.Context, by auth.Principal, o news.Once, do func(context.Context) []byte) (replay []byte, err error)
	// SoFar has what was stored until now under the context that do was given stay
	// so, whatever comes of the rest. Under any other it does nothing.
	SoFar(ctx context.Context) error
}

// once answers a POST with an Idempotency-Key as it was answered before, if it
// was. It is for every POST there is: what a handler does under the request's
// context, and the answer that it writes, are stored together, and the answer
// is sent when they are. Other methods do not look at the header: they can be
// sent again as they are, or have a precondition.
func (a *api) once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lines := r.Header.Values("Idempotency-Key")
		by := auth.From(r.Context())
		if r.Method != http.MethodPost || len(lines) == 0 || by.Anonymous() {
			next.ServeHTTP(w, r)
			return
		}
		key, ok := idempotencyKey(lines)
		if !ok {
			a.fail(w, r, kindHeader.problem("Idempotency-Key is one key of 1 to 255 visible ASCII characters, in quotes or without."))
			return
		}
		body, whole := holdBody(r)
		if !whole {
			next.ServeHTTP(w, r) // a body that no handler takes: there is no effect to repeat
			return
		}
		if err := a.serveOnce(w, r, next, by, key, body); err != nil {
			a.fail(w, r, err)
		}
	})
}

func (a *api) serveOnce(w http.ResponseWriter, r *http.Request, next http.Handler, by auth.Principal, key string, body []byte) error {
	secret, err := bearer(r)
	if err != nil {
		return err
	}
	operation := sha256.Sum256([]byte(r.Method + " " + r.URL.EscapedPath() + "?" + r.URL.RawQuery))
	s, err := newSeal(secret, key, operation[:])
	if err != nil {
		return err
	}
	o := news.Once{Key: key, Operation: operation[:], Fingerprint: s.fingerprint(r.Header.Get("Content-Type"), body), Patience: a.Patience}
	var made heldAnswer
	replay, err := a.Requests.Once(r.Context(), by, o, func(ctx context.Context) []byte {
		made = heldAnswer{header: http.Header{}}
		next.ServeHTTP(&made, r.WithContext(ctx))
		if !isFinal(made.status) {
			return nil
		}
		return s.close(made.encode())
	})
	if err != nil {
		return err
	}
	if replay != nil {
		if made, err = decodeHeld(s.open(replay)); err != nil {
			return err
		}
		made.header.Set("Idempotent-Replayed", "true")
		note(r.Context(), slog.Bool("replayed", true))
	}
	made.send(w)
	return nil
}

// isFinal tells whether an answer is the one that the request has from now on.
// Trouble of ours is not, nor is a refusal that says nothing of the request
// itself: who is calling, what the key allows, how much is being asked.
func isFinal(status int) bool {
	switch status {
	case 0, http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusTooManyRequests:
		return false
	}
	return status < http.StatusInternalServerError
}

// maxKey is how long an Idempotency-Key may be.
const maxKey = 255

// idempotencyKey reads the header: a String of RFC 9651 as
// draft-ietf-httpapi-idempotency-key-header has it, or the bare key that most
// clients send. In quotes or without, it is the same key.
func idempotencyKey(lines []string) (key string, ok bool) {
	if len(lines) != 1 {
		return "", false
	}
	key = strings.Trim(lines[0], " \t")
	if strings.HasPrefix(key, `"`) {
		if key, ok = unquote(key); !ok {
			return "", false
		}
	}
	invisible := func(c rune) bool { return c <= ' ' || c > '~' }
	return key, key != "" && len(key) <= maxKey && !strings.ContainsFunc(key, invisible)
}

// unquote is what a String of RFC 9651, 3.3.3, stands for.
func unquote(s string) (string, bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), i == len(s)-1
		case '\\':
			i++
			if i == len(s) || s[i] != '"' && s[i] != '\\' {
				return "", false
			}
		}
		b.WriteByte(s[i])
	}
	return "", false
}

// holdBody reads the body, so that it can be told from another, and puts it
// back. It is not whole where it is longer than any that is taken, or breaks
// off: then the handler comes to the same end.
func holdBody(r *http.Request) (body []byte, whole bool) {
	if r.ContentLength > maxPage {
		return nil, false
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxPage+1))
	rest := r.Body
	if err != nil {
		rest = io.NopCloser(brokenBody{err})
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), rest), r.Body}
	return body, err == nil && len(body) <= maxPage
}

// brokenBody is the end of a body that broke off.
type brokenBody struct{ err error }

func (b brokenBody) Read([]byte) (int, error) { return 0, b.err }

// heldAnswer is an answer that is not sent yet.
type heldAnswer struct {
	status int
	header http.Header // those that the handler set
	body   []byte
}

// Header is for the handler that writes the answer.
func (h *heldAnswer) Header() http.Header { return h.header }

// WriteHeader is for the handler that writes the answer.
func (h *heldAnswer) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

// Write is for the handler that writes the answer.
func (h *heldAnswer) Write(p []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	h.body = append(h.body, p...)
	return len(p), nil
}

// send writes the answer. One without a status is that to a caller who hung
// up: there is none.
func (h *heldAnswer) send(w http.ResponseWriter) {
	if h.status == 0 {
		return
	}
	maps.Copy(w.Header(), h.header)
	w.WriteHeader(h.status)
	_, _ = w.Write(h.body) //nolint:gosec // a handler's own answer; its type is told, and that nobody is to guess another
}

// onceProblem is the problem that an error of Once is, or nil.
func onceProblem(err error) *Problem {
	switch {
	case errors.Is(err, news.ErrInProgress):
		return kindInProgress.problem("The same request was sent before and is not answered yet.").with("Retry-After", strconv.Itoa(retryAfter))
	case errors.Is(err, news.ErrAnswerErased):
		return kindAnswerErased.problem("The same request was done before; its answer is no longer kept.")
	case errors.Is(err, news.ErrKeyReused):
		return kindKeyReused.problem("This Idempotency-Key was sent before, with another body.").
			faults([]news.Fault{{Detail: "is not the body, or not of the type, that was sent before"}})
	}
	return nil
}
