package api

import (
	"net/http"
)

// lifetime is what an answer's Cache-Control says to whoever has no key.
type lifetime string

// The lifetimes. Lists are shorter: what is new shows in them first.
const (
	lifeOne  lifetime = "public, max-age=60, stale-while-revalidate=30, stale-if-error=600"
	lifeList lifetime = "public, max-age=15, stale-while-revalidate=30, stale-if-error=600"
	lifeDocs lifetime = "public, max-age=300"
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
