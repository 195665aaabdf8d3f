package api

import (
	"context"
	"net/http"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
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
	// Standings tells how many articles show each of the entities, Standing all
	// that is told of one beside its record.
	Standings(ctx context.Context, by auth.Principal, ids []uuid.UUID) (map[uuid.UUID]news.Standing, error)
	Standing(ctx context.Context, by auth.Principal, id uuid.UUID) (news.Standing, error)
}

// readOnlyOfRecord are the members of every entity that are not the caller's
// to write.
var readOnlyOfRecord = []string{"id", "version", "created_at", "modified_at",
	"articles", "roles", "quotes", "first_quoted_at", "last_quoted_at", "newest"}

// shelf is the endpoints of one sort of entity.
type shelf[T any] struct {
	api        *api
	collection string
	store      Shelf[T]
	record     func(*T) *news.Record
	slug       func(*T) *string // nil where there are no slugs
	counted    bool             // a list tells how many articles show each
	photos     bool             // the list takes the filters of photos
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
	var filters []param
	if s.photos {
		filters = photoFilters
	}
	p, err := s.api.parsePage(r, filters...)
	if err != nil {
		return err
	}
	q := news.EntityQuery{After: p.after, Limit: p.limit}
	if q.Photos, err = photoFilter(p.query); err != nil {
		return err
	}
	list, err := s.store.List(r.Context(), auth.From(r.Context()), q)
	if err != nil {
		return err
	}
	var told map[uuid.UUID]news.Standing
	if s.counted {
		ids := make([]uuid.UUID, len(list))
		for i := range list {
			ids[i] = s.record(&list[i].Value).ID
		}
		if told, err = s.store.Standings(r.Context(), auth.From(r.Context()), ids); err != nil {
			return err
		}
	}
	return sendList(s.api, w, r, p, list, ofLists, func(v T) ([]byte, time.Time, error) {
		body, err := encode(v)
		if standing, ok := told[s.record(&v).ID]; ok && err == nil {
			body, err = beside(body, standing)
		}
		return body, s.record(&v).ModifiedAt, err
	})
}

// beside is an object with the members of another one behind its own.
func beside(object []byte, more any) ([]byte, error) {
	members, err := encode(more)
	if err != nil || len(members) <= len("{}") {
		return object, err
	}
	members[0] = ',' // in the place of its "{"
	return append(object[:len(object)-1:len(object)-1], members...), nil
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
	record := s.record(&v)
	told, err := s.store.Standing(r.Context(), auth.From(r.Context()), record.ID)
	if err != nil {
		return err
	}
	body, err := encode(v)
	if err != nil {
		return err
	}
	whole, err := beside(body, told)
	if err != nil {
		return err
	}
	p := reply{body: whole, etag: record.ETag(), modified: record.ModifiedAt, life: lifeOne, keys: ofLists}
	if len(whole) > len(body) {
		// What stands beside the record changes without it. A write goes by the
		// record alone.
		p.etag, p.undated, p.life = news.PartTag(record.ETag(), whole[len(body)-1:]), true, lifeList
	}
	return s.api.send(w, r, p)
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
