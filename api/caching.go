package api

import (
	"net/http"
	"time"
)

// lifetime is what an answer's Cache-Control says to whoever has no key.
type lifetime string

// The lifetimes. Lists are shorter: what is new shows in them first.
const (
	lifeOne  lifetime = "public, max-age=60, stale-while-revalidate=30, stale-if-error=600"
	lifeList lifetime = "public, max-age=15, stale-while-revalidate=30, stale-if-error=600"
	lifeDocs lifetime = "public, max-age=300"
	lifeThen lifetime = "public, max-age=3600, stale-while-revalidate=30, stale-if-error=600"
	lifePast lifetime = "public, max-age=31536000, immutable" // a revision never changes
	lifeNone lifetime = "no-store"
	lifeOwn  lifetime = "private, no-store" // whatever a key was sent with
)

// setLifetime says how long the answer may be kept. What a key was sent with
// is its holder's alone.
func setLifetime(w http.ResponseWriter, r *http.Request, life lifetime) {
	if r.Header.Get("Authorization") != "" {
		life = lifeOwn
	}
	w.Header().Set("Cache-Control", string(life))
}

// maxKeys bounds the Surrogate-Key header: a longer one is cut by some CDNs.
const maxKeys = 8000 // bytes

// writesEnd is how long after a moment no write of it can still be on its way
// into the store: longer than any write is given.
const writesEnd = 2 * time.Minute

// lifeAt is how long what the public could read at a moment may be kept; the
// zero moment is now. Soon after it a write of then may still come to light.
func lifeAt(moment time.Time) lifetime {
	switch {
	case moment.IsZero():
		return ""
	case time.Since(moment) > writesEnd:
		return lifeThen
	}
	return lifeList
}
