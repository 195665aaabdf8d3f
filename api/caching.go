package api

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// lifetime is what an answer's Cache-Control says to whoever has no key.
type lifetime struct {
	age        time.Duration // fresh for so long
	revalidate time.Duration // then served while a fresh one is fetched (RFC 5861)
	ifError    time.Duration // or while none can be (RFC 5861)
	immutable  bool          // never changes (RFC 8246)
	never      string        // not to be kept: what is said in place of all that
}

// The lifetimes. Lists are shorter: what is new shows in them first.
var (
	lifeOne  = lifetime{age: time.Minute, revalidate: 30 * time.Second, ifError: 10 * time.Minute}
	lifeList = lifetime{age: 15 * time.Second, revalidate: 30 * time.Second, ifError: 10 * time.Minute}
	lifeDocs = lifetime{age: 5 * time.Minute}
	lifeThen = lifetime{age: time.Hour, revalidate: 30 * time.Second, ifError: 10 * time.Minute}
	lifePast = lifetime{age: 365 * 24 * time.Hour, immutable: true} // a revision never changes
	lifeNone = lifetime{never: "no-store"}
	lifeOwn  = lifetime{never: "private, no-store"} // whatever a key was sent with
)

// controls are the values of Cache-Control of those that are not cut short.
var controls = map[lifetime]string{lifeOne: lifeOne.write(), lifeList: lifeList.write(), lifeOwn: lifeOwn.write()}

// String is the value of Cache-Control.
func (l lifetime) String() string {
	if s := controls[l]; s != "" {
		return s
	}
	return l.write()
}

func (l lifetime) write() string {
	if l.never != "" {
		return l.never
	}
	s := "public, max-age=" + seconds(l.age)
	if l.revalidate > 0 {
		s += ", stale-while-revalidate=" + seconds(l.revalidate)
	}
	if l.ifError > 0 {
		s += ", stale-if-error=" + seconds(l.ifError)
	}
	if l.immutable {
		s += ", immutable"
	}
	if l.age == 0 {
		s += ", must-revalidate"
	}
	return s
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

// onTheWay is taken off the time for which an answer holds: it is that much
// older, at most, when a cache counts its age from.
const onTheWay = time.Second

// within is the lifetime with nothing of it beyond the time that is left.
func (l lifetime) within(left time.Duration) lifetime {
	left = max(0, left-onTheWay).Truncate(time.Second)
	if l.age > left {
		l.age, l.immutable = left, false
	}
	l.revalidate, l.ifError = min(l.revalidate, left-l.age), min(l.ifError, left-l.age)
	return l
}

// longest is how long an answer may be kept, stale too.
func (l lifetime) longest() time.Duration { return l.age + max(l.revalidate, l.ifError) }

// setLifetime says how long the answer may be kept: never beyond the next time
// at which what readers see changes. What a key was sent with is its holder's
// alone.
func setLifetime(w http.ResponseWriter, r *http.Request, life lifetime) {
	if r.Header.Get("Authorization") != "" {
		life = lifeOwn
	}
	if x := exchangeOf(r.Context()); x != nil && x.making != nil {
		x.making.life = &life
	}
	if left, ok := r.Context().Value(untilKey).(time.Duration); ok {
		life = life.within(left)
	}
	w.Header().Set("Cache-Control", life.String())
}

// until finds out, before anything else is read, how long what an anonymous
// reader is answered will hold: the cache knows, or the store is asked. What is
// made to be kept is bounded each time that it is sent.
func (a *api) until(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Authorization") != "" {
			next.ServeHTTP(w, r)
			return
		}
		x := exchangeOf(r.Context())
		left, limited, known := a.Cache.Holds()
		if !known {
			var err error
			if left, limited, err = a.UntilNext(r.Context()); err != nil {
				a.fail(w, r, err)
				return
			}
			if x.making != nil {
				x.making.limit, x.making.bounded = left, limited
			}
		}
		if limited && x.making == nil {
			r = r.WithContext(context.WithValue(r.Context(), untilKey, left))
		}
		next.ServeHTTP(w, r)
	})
}

// endsIn says that what is answered holds for no longer than that, whatever is
// written: what is told by its age grows old.
func endsIn(r *http.Request, left time.Duration) *http.Request {
	if m := exchangeOf(r.Context()).making; m != nil {
		if !m.bounded || left < m.limit {
			m.limit, m.bounded = left, true
		}
		return r
	}
	if before, ok := r.Context().Value(untilKey).(time.Duration); ok && before < left {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), untilKey, left))
}

// caughtUp holds the answer to a write that was done until the cache knows of
// it: who writes and then reads here reads what they wrote.
func (a *api) caughtUp(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodOptions {
			w = &lateWriter{ResponseWriter: w, catchUp: func() {
				if err := a.Cache.CatchUp(context.WithoutCancel(r.Context())); err != nil {
					note(r.Context(), slog.String("cache", err.Error())) // which has dropped everything
				}
			}}
		}
		next.ServeHTTP(w, r)
	})
}

// lateWriter catches up before a success is told.
type lateWriter struct {
	http.ResponseWriter
	catchUp func()
	begun   bool
}

// WriteHeader is for the handler that writes the answer.
func (w *lateWriter) WriteHeader(status int) {
	if !w.begun && status < http.StatusBadRequest {
		w.catchUp()
	}
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

// Write is for the handler that writes the answer.
func (w *lateWriter) Write(p []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *lateWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

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
		return lifetime{}
	case time.Since(moment) > writesEnd:
		return lifeThen
	}
	return lifeList
}
