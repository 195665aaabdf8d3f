package contract

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// checkDocument looks at what every operation answers: a response whose schema
// is open would let any drift pass.
func (s *Spec) checkDocument() error {
	var faults []error
	checked := map[string]bool{}
	for _, r := range s.Routes() {
		responses := pointer("paths", r.Path, strings.ToLower(r.Method), "responses")
		_, declared := s.schemas.resolve(responses)
		for _, status := range members(declared) {
			at, response := s.schemas.resolve(responses + pointer(status))
			for _, media := range members(response["content"]) {
				schema := at + pointer("content", media, "schema")
				if isJSON(media) {
					faults = append(faults, s.closed(schema, false, checked)...)
				}
				if _, err := s.schemas.at(schema); err != nil {
					faults = append(faults, fmt.Errorf("%s: %w", schema, err))
				}
			}
		}
	}
	return errors.Join(faults...)
}

// closed lists the object schemas at or below a pointer that let unnamed
// members through. part says that the schema is a part of another, by allOf,
// which then does the closing.
func (s *Spec) closed(at string, part bool, checked map[string]bool) []error {
	at, schema := s.schemas.resolve(at)
	mark := at + strconv.FormatBool(part)
	if checked[mark] {
		return nil
	}
	checked[mark] = true
	var faults []error
	if !part {
		faults = append(faults, openness(at, schema)...)
	}
	if ref, ok := schema["$ref"].(string); ok { // one with siblings: these add to it
		return append(faults, s.closed(strings.TrimPrefix(ref, "#"), part, checked)...)
	}
	for _, name := range members(schema["properties"]) {
		faults = append(faults, s.closed(at+pointer("properties", name), false, checked)...)
	}
	for _, keyword := range []string{"items", "additionalProperties", "unevaluatedProperties"} {
		if _, ok := schema[keyword].(map[string]any); ok {
			faults = append(faults, s.closed(at+pointer(keyword), false, checked)...)
		}
	}
	for _, keyword := range []string{"oneOf", "anyOf", "allOf"} {
		list, _ := schema[keyword].([]any)
		for i := range list {
			faults = append(faults, s.closed(at+pointer(keyword, strconv.Itoa(i)), keyword == "allOf", checked)...)
		}
	}
	return faults
}

// openness is what is open about one schema by itself.
func openness(at string, schema map[string]any) []error {
	constrained := slices.ContainsFunc([]string{"type", "const", "enum", "oneOf", "anyOf", "allOf", "$ref"}, func(k string) bool {
		_, ok := schema[k]
		return ok
	})
	if !constrained {
		return []error{fmt.Errorf("%s: lets anything through", at)}
	}
	_, properties := schema["properties"]
	_, all := schema["allOf"]
	if schema["type"] != "object" && !properties && !all {
		return nil
	}
	for _, keyword := range []string{"additionalProperties", "unevaluatedProperties"} {
		switch schema[keyword].(type) {
		case bool:
			if schema[keyword] == false {
				return nil
			}
		case map[string]any: // members of any name, of a schema that is looked at in its turn
			return nil
		}
	}
	return []error{fmt.Errorf("%s: lets members through that it does not name", at)}
}
