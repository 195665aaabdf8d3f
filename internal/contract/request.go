package contract

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// checkRequest lists what the server accepted and the document does not: a
// contract that promises less than the server does has drifted too.
func (s *Spec) checkRequest(r *http.Request, sent []byte, route Route) []error {
	item := s.doc.Paths.Value(route.Path)
	operation := item.GetOperation(route.Method)
	faults := checkQuery(r, append(slices.Clone(item.Parameters), operation.Parameters...))
	err := openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request:    r,
		PathParams: pathParams(route.Path, r.URL.Path),
		Route:      &routers.Route{Spec: s.doc, Path: route.Path, PathItem: item, Method: route.Method, Operation: operation},
		Options: &openapi3filter.Options{
			ExcludeRequestBody:  true, // checked below, with schemas that are compiled once
			MultiError:          true,
			SkipSettingDefaults: true,
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
		},
	})
	if err != nil {
		faults = append(faults, fmt.Errorf("the request was accepted, and its parameters are not as declared: %w", err))
	}
	if needsKey(operation) && r.Header.Get("Authorization") == "" {
		faults = append(faults, errors.New("the request was accepted without Authorization"))
	}
	if operation.RequestBody != nil {
		faults = append(faults, s.checkSent(r, sent, route)...)
	}
	return faults
}

func needsKey(o *openapi3.Operation) bool {
	if o.Security == nil || len(*o.Security) == 0 {
		return false
	}
	return !slices.ContainsFunc(*o.Security, func(r openapi3.SecurityRequirement) bool { return len(r) == 0 })
}

func checkQuery(r *http.Request, declared openapi3.Parameters) []error {
	var faults []error
	for name := range r.URL.Query() {
		if declared.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			faults = append(faults, fmt.Errorf("the request was accepted, and there is no parameter %q", name))
		}
	}
	return faults
}

func (s *Spec) checkSent(r *http.Request, sent []byte, route Route) []error {
	at, body := s.schemas.resolve(pointer("paths", route.Path, strings.ToLower(route.Method), "requestBody"))
	media := mediaType(r.Header)
	content := members(body["content"])
	if !slices.Contains(content, media) {
		return []error{fmt.Errorf("the request was accepted, and its Content-Type %q is not %s", media, strings.Join(content, " or "))}
	}
	schema := at + pointer("content", media, "schema")
	var err error
	switch {
	case isJSON(media):
		_, err = s.schemas.checkJSON(schema, sent)
	case media == "application/x-www-form-urlencoded":
		err = s.schemas.check(schema, form(string(sent)))
	default:
		err = s.schemas.check(schema, string(sent))
	}
	if err != nil {
		return []error{fmt.Errorf("the request was accepted, and its body does not fit %s:\n%w\nthe body: %s", schema, err, excerpt(sent))}
	}
	return nil
}

// form is a form as an object of strings; the first of each name counts.
func form(sent string) any {
	values, err := url.ParseQuery(sent)
	if err != nil {
		return sent
	}
	object := map[string]any{}
	for name := range values {
		object[name] = values.Get(name)
	}
	return object
}

// pathParams are the values that a path has for its template's parameters.
func pathParams(template, path string) map[string]string {
	params := map[string]string{}
	values := strings.Split(path, "/")
	for i, part := range strings.Split(template, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok && i < len(values) {
			params[strings.TrimSuffix(name, "}")] = values[i]
		}
	}
	return params
}
