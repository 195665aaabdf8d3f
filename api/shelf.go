package api

import (
	"context"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
)

// Shelf is what the API asks of the store about one sort of entity that
// articles show. ref is an id or, for all but photos, a slug.
type Shelf[T any] interface {
	Create(ctx context.Context, by auth.Principal, v T) (T, error)
	Get(ctx context.Context, by auth.Principal, ref string) (T, error)
	// List is a page, with one more than q.Limit where there are more.
	List(ctx context.Context, by auth.Principal, q news.EntityQuery) ([]news.Listed[T], error)
	// Change calls change within its transaction, on what there is, once e holds.
	Change(ctx context.Context, by auth.Principal, ref string, e news.Edit, change func(*T) error) (T, error)
	Delete(ctx context.Context, by auth.Principal, ref string, m news.Match) error
}

// readOnlyOfRecord are the members of every entity that are not the caller's
// to write.
var readOnlyOfRecord = []string{"id", "version", "created_at", "modified_at"}

// shelf is the endpoints of one sort of entity.
type shelf[T any] struct {
	api        *api
	collection string
	store      Shelf[T]
	record     func(*T) *news.Record
	slug       func(*T) *string // nil where there are no slugs
}

// mount adds the endpoints; write lets through who may write.
func (s *shelf[T]) mount(r chi.Router, write func(http.Handler) http.Handler) {
	h := s.api.handle
	r.Get("/"+s.collection, h(s.list))
	r.With(write).Post("/"+s.collection, h(s.create))
	r.Get("/"+s.collection+"/{id}", h(s.get))
	r.With(write).Put("/"+s.collection+"/{id}", h(s.change))
	r.With(write).Patch("/"+s.collection+"/{id}", h(s.change))
	r.With(write).Delete("/"+s.collection+"/{id}", h(s.delete))
}

func (s *shelf[T]) list(w http.ResponseWriter, r *http.Request) error {
	p, err := s.api.parsePage(r)
	if err != nil {
		return err
	}
	list, err := s.store.List(r.Context(), auth.From(r.Context()), news.EntityQuery{After: p.after, Limit: p.limit})
	if err != nil {
		return err
	}
	return sendList(s.api, w, r, p, list, nil, func(v T) ([]byte, time.Time, error) {
		body, err := encode(v)
		return body, s.record(&v).ModifiedAt, err
	})
}

func (s *shelf[T]) get(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	ref, err := pathRef(r)
	if err != nil {
		return err
	}
	v, err := s.store.Get(r.Context(), auth.From(r.Context()), ref)
	if err != nil {
		return err
	}
	return s.send(w, r, reply{}, v)
}

func (s *shelf[T]) send(w http.ResponseWriter, r *http.Request, p reply, v T) error {
	record := s.record(&v)
	p.etag, p.modified, p.life = record.ETag(), record.ModifiedAt, lifeFor(r)
	return s.api.sendJSON(w, r, p, v)
}

func (s *shelf[T]) create(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	in := readBody(w, r, maxJSON, typeJSON)
	if in.err != nil {
		return in.err
	}
	v, err := decode[T](in.body, readOnlyOfRecord)
	if err != nil {
		return err
	}
	if v, err = s.store.Create(r.Context(), auth.From(r.Context()), v); err != nil {
		return err
	}
	return s.send(w, r, reply{status: http.StatusCreated, location: pathTo(s.collection, s.record(&v).ID.String())}, v)
}

// change is PUT and PATCH: the body's type tells a patch from a whole.
func (s *shelf[T]) change(w http.ResponseWriter, r *http.Request) error {
	ref, e, err := editOf(r, paramMinor)
	if err != nil {
		return err
	}
	in := readChange(w, r)
	v, err := s.store.Change(r.Context(), auth.From(r.Context()), ref, e, change(in, readOnlyOfRecord, s.keep))
	if err != nil {
		return err
	}
	return s.send(w, r, reply{}, v)
}

// keep gives fresh what is read-only, and the slug where it names none: an
// address does not change by being left out.
func (s *shelf[T]) keep(fresh, was *T) {
	*s.record(fresh) = *s.record(was)
	if s.slug != nil && *s.slug(fresh) == "" {
		*s.slug(fresh) = *s.slug(was)
	}
}

func (s *shelf[T]) delete(w http.ResponseWriter, r *http.Request) error {
	ref, m, err := target(r)
	if err != nil {
		return err
	}
	if err := s.store.Delete(r.Context(), auth.From(r.Context()), ref, m); err != nil {
		return err
	}
	return s.api.send(w, r, reply{status: http.StatusNoContent, life: lifeNone})
}
