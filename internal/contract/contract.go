// Package contract holds a server to its OpenAPI document in tests: every
// response, and every request that the server accepted, is compared with what
// the document declares, and what was never exercised is told.
//
// It is for tests alone; no program imports it. It knows OpenAPI and HTTP. It
// must not know what the server is about.
package contract

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// Route is a method and a path template, "/v1/articles/{id}".
type Route struct {
	Method, Path string
}

func (r Route) String() string { return r.Method + " " + r.Path }

// Spec is an OpenAPI 3.1 document that servers are compared with. It is safe
// for concurrent use, and meant to be loaded once per test binary.
type Spec struct {
	doc     *openapi3.T
	schemas *schemas
	parts   *schemas       // of answers to who asks for fields
	mux     *http.ServeMux // templates, to find the one that a path is of

	mu   sync.Mutex
	seen map[string]bool // "GET /v1/articles 200"
}

// Load reads an OpenAPI 3.1 document. It is an error where the document is not
// valid, one of its examples does not fit its schema, or a response has an
// object schema that would let members through which it does not name.
func Load(yaml []byte) (*Spec, error) {
	doc, err := openapi3.NewLoader().LoadFromData(yaml)
	if err != nil {
		return nil, fmt.Errorf("the document cannot be read: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("the document is not valid OpenAPI: %w", err)
	}
	raw, err := doc.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("the document cannot be written as JSON: %w", err)
	}
	s := &Spec{doc: doc, mux: http.NewServeMux(), seen: map[string]bool{}}
	if s.schemas, err = newSchemas(bytes.NewReader(raw)); err != nil {
		return nil, err
	}
	if s.parts, err = ofParts(bytes.NewReader(raw)); err != nil {
		return nil, err
	}
	if _, err := s.schemas.at(problemPointer); err != nil {
		return nil, fmt.Errorf("the document has no schema for problems: %w", err)
	}
	for path := range doc.Paths.Map() {
		s.mux.Handle(path, http.NotFoundHandler())
	}
	return s, s.checkDocument()
}

// Routes lists every operation, sorted, for comparing with a router's own.
func (s *Spec) Routes() []Route {
	var routes []Route
	for path, item := range s.doc.Paths.Map() {
		for method := range item.Operations() {
			routes = append(routes, Route{method, path})
		}
	}
	slices.SortFunc(routes, func(a, b Route) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return routes
}

// Exercised lists the declared operations and statuses that were answered so
// far, as "GET /v1/articles 200". HEAD is not counted as the GET it stands for.
func (s *Spec) Exercised() []string { return s.declared(true) }

// Unexercised lists the declared operations and statuses that no request was
// answered with so far. A default response stands for trouble that tests need
// not cause, and is not among them.
func (s *Spec) Unexercised() []string { return s.declared(false) }

func (s *Spec) declared(seen bool) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, r := range s.Routes() {
		for _, status := range slices.Sorted(maps.Keys(s.doc.Paths.Value(r.Path).GetOperation(r.Method).Responses.Map())) {
			if pair := r.String() + " " + status; status != "default" && s.seen[pair] == seen {
				list = append(list, pair)
			}
		}
	}
	return list
}

func (s *Spec) exercise(r Route, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[r.String()+" "+status] = true
}

// path is the template that a request's path is of, "" where there is none.
func (s *Spec) path(r *http.Request) string {
	_, pattern := s.mux.Handler(r)
	if s.doc.Paths.Value(pattern) == nil {
		return ""
	}
	return pattern
}

// Query lists the query parameters that an operation declares, by name.
func (s *Spec) Query(r Route) []string {
	item := s.doc.Paths.Value(r.Path)
	if item == nil {
		return nil
	}
	var names []string
	for _, list := range []openapi3.Parameters{item.Parameters, item.GetOperation(r.Method).Parameters} {
		for _, p := range list {
			if p.Value.In == openapi3.ParameterInQuery {
				names = append(names, p.Value.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}
