package contract

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// problemPointer is where a document keeps the schema of a plain problem.
const problemPointer = "/components/schemas/Problem"

// resource is the name that the document has among schemas.
const resource = "mem:///openapi.json"

// schemas compiles the document's schemas, each once: kin-openapi would do so
// for every value it checks, and take five times as long.
type schemas struct {
	document map[string]any

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

func newSchemas(document io.Reader) (*schemas, error) {
	doc, err := jsonschema.UnmarshalJSON(document)
	if err != nil {
		return nil, err
	}
	return compile(doc)
}

// ofParts are the schemas of answers with some of their members left out, which
// is what a caller gets who asks for fields.
func ofParts(document io.Reader) (*schemas, error) {
	doc, err := jsonschema.UnmarshalJSON(document)
	if err != nil {
		return nil, err
	}
	return compile(withoutRequired(doc))
}

// withoutRequired is part of a document in which no schema requires a member. Of
// alternatives more than one may then fit.
func withoutRequired(part any) any {
	switch part := part.(type) {
	case []any:
		for i := range part {
			part[i] = withoutRequired(part[i])
		}
	case map[string]any:
		if _, list := part["required"].([]any); list {
			delete(part, "required")
		}
		if list, ok := part["oneOf"]; ok {
			delete(part, "oneOf")
			part["anyOf"] = list
		}
		for name := range part {
			part[name] = withoutRequired(part[name])
		}
	}
	return part
}

func compile(doc any) (*schemas, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020) // what OpenAPI 3.1 means by a schema
	c.AssertFormat()
	if err := c.AddResource(resource, doc); err != nil {
		return nil, err
	}
	object, ok := doc.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the document is no object")
	}
	return &schemas{document: object, compiler: c, compiled: map[string]*jsonschema.Schema{}}, nil
}

// at is the schema that a JSON Pointer into the document names.
func (s *schemas) at(pointer string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if schema, ok := s.compiled[pointer]; ok {
		return schema, nil
	}
	schema, err := s.compiler.Compile(resource + "#" + pointer)
	if err == nil {
		s.compiled[pointer] = schema
	}
	return schema, err
}

// check compares a value with the schema at pointer.
func (s *schemas) check(pointer string, value any) error {
	schema, err := s.at(pointer)
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return readable(err)
	}
	return nil
}

// checkJSON compares JSON bytes with the schema at pointer, and gives the value.
func (s *schemas) checkJSON(pointer string, body []byte) (any, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("is not JSON: %w", err)
	}
	return value, s.check(pointer, value)
}

// resolve follows references from a pointer, and gives where they end and what
// is there; nil where there is nothing.
func (s *schemas) resolve(pointer string) (string, map[string]any) {
	var at any = s.document
	for _, token := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch here := at.(type) {
		case map[string]any:
			at = here[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(here) {
				return pointer, nil
			}
			at = here[i]
		default:
			return pointer, nil
		}
	}
	object, _ := at.(map[string]any)
	if ref, ok := object["$ref"].(string); ok && len(object) == 1 {
		return s.resolve(strings.TrimPrefix(ref, "#"))
	}
	return pointer, object
}

// pointer is a JSON Pointer (RFC 6901) of tokens.
func pointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(t))
	}
	return b.String()
}

// members lists an object's members in order.
func members(object any) []string {
	m, _ := object.(map[string]any)
	return slices.Sorted(maps.Keys(m))
}
