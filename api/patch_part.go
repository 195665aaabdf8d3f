package api

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

// A JSON Patch changes a word in a paragraph, mostly. What all of its pointers are
// within is all that it can see or change, so that the rest of the story need not
// become JSON, and be read again, for it.

// commonPlace are the reference tokens that every pointer of a patch begins with,
// without its last: the thing in which each of them names something.
func commonPlace(patch jsonpatch.Patch) []string {
	var common []string
	for i, op := range patch {
		for _, member := range []string{"path", "from"} {
			pointer, ok := text(op[member])
			if !ok {
				continue
			}
			tokens := strings.Split(pointer, "/")
			tokens = tokens[min(1, len(tokens)-1) : len(tokens)-1]
			if i == 0 && member == "path" {
				common = tokens
			}
			n := 0
			for n < min(len(common), len(tokens)) && common[n] == tokens[n] {
				n++
			}
			common = common[:n]
		}
	}
	return common
}

// partOf is the innermost part of v on the way that the tokens name, and its
// pointer: an object, or a list, that is there. It is v itself where they begin
// with a member that is not looked at.
func partOf(v reflect.Value, tokens, ignore []string) (at string, part reflect.Value) {
	part = v
	if len(tokens) > 0 && slices.Contains(ignore, tokens[0]) {
		return "", v
	}
	for _, token := range tokens {
		next, ok := inside(part, token)
		if !ok {
			break
		}
		at, part = at+"/"+token, next
	}
	return at, part
}

// inside is the object or the list that stands in v under a token.
func inside(v reflect.Value, token string) (part reflect.Value, ok bool) {
	switch v.Kind() {
	case reflect.Struct:
		index, known := fieldsOf(v.Type())[token]
		if !known {
			return v, false
		}
		part = v.FieldByIndex(index)
	case reflect.Slice:
		i, err := strconv.Atoi(token)
		if err != nil || i < 0 || i >= v.Len() || strconv.Itoa(i) != token {
			return v, false
		}
		v.Set(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)) // whoever has the list too keeps it as it was
		part = v.Index(i)
	}
	switch part.Kind() {
	case reflect.Struct:
		return part, !part.IsZero() && len(fieldsOf(part.Type())) > 0 // a time has none
	case reflect.Slice:
		return part, !part.IsNil() && part.Type() != rawType
	}
	return v, false
}

// within is a patch of the whole as one of the part at a place, which all of its
// pointers are within.
func within(patch jsonpatch.Patch, at string) jsonpatch.Patch {
	if at == "" {
		return patch
	}
	inner := make(jsonpatch.Patch, len(patch))
	for i, op := range patch {
		inner[i] = maps.Clone(op)
		for _, member := range []string{"path", "from"} {
			if pointer, ok := text(op[member]); ok {
				raw, _ := json.Marshal(strings.TrimPrefix(pointer, at)) // a string always can be
				inner[i][member] = (*json.RawMessage)(&raw)
			}
		}
	}
	return inner
}
