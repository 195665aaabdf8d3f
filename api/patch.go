package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"storywire/internal/news"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

// Bounds on what one JSON Patch can make of a document: copies of copies grow
// fast.
const (
	maxOperations = 1000
	maxCopied     = 1 << 20 // bytes
)

var patchOptions = jsonpatch.ApplyOptions{AccumulatedCopySizeLimit: maxCopied} // no negative indices: RFC 6902 has none

// change is what a PUT or a PATCH does to the thing that it is for: replace it
// by what was written, or by what the patch makes of its JSON. keep then gives
// fresh what is read-only, from was. What is wrong with the body is told here:
// this runs once the thing is found and the precondition holds.
func change[T any](in written, ignore []string, keep func(fresh, was *T)) func(*T) error {
	return func(v *T) error {
		if in.err != nil {
			return in.err
		}
		was := *v
		var err error
		switch in.media {
		case typeJSONPatch:
			err = jsonPatch(in.body, v, ignore)
		case typeMergePatch:
			err = mergePatch(in.body, v, ignore)
		default:
			*v, err = decode[T](in.body, ignore)
		}
		if err == nil {
			keep(v, &was)
		}
		return err
	}
}

// mergePatch applies a JSON Merge Patch (RFC 7396) to v. One that is not an
// object would replace the whole by what it is.
func mergePatch[T any](patch []byte, v *T, ignore []string) error {
	if err := checkSyntax(patch); err != nil {
		return err
	}
	if bytes.TrimSpace(patch)[0] != '{' {
		return wrong("", "a merge patch of this is an object")
	}
	current, err := encode(v)
	if err != nil {
		return err
	}
	fresh, err := jsonpatch.MergePatch(current, patch)
	if err == nil {
		*v, err = decode[T](fresh, ignore)
	}
	return err
}

// members are what an operation of a JSON Patch has besides op and path.
var members = map[string]string{
	"add": "value", "replace": "value", "test": "value", "copy": "from", "move": "from", "remove": "",
}

// checkOperations tells every fault in the form of a patch. The library takes
// it for granted that there is none.
func checkOperations(patch jsonpatch.Patch) error {
	var f news.Faults
	if len(patch) > maxOperations {
		f.Add("", "has %d operations; %d are the most", len(patch), maxOperations)
		return f.Err()
	}
	for i, op := range patch {
		at := "/" + strconv.Itoa(i)
		name, _ := text(op["op"])
		member, known := members[name]
		if !known {
			f.Add(at+"/op", "is one of add, copy, move, remove, replace, test")
		}
		if path, ok := text(op["path"]); !ok || !isPointer(path) {
			f.Add(at+"/path", "must be a JSON Pointer (RFC 6901)")
		}
		if from, ok := text(op["from"]); member == "from" && (!ok || !isPointer(from)) {
			f.Add(at+"/from", "must be a JSON Pointer (RFC 6901)")
		}
		if _, ok := op["value"]; member == "value" && !ok {
			f.Add(at+"/value", "is missing")
		}
	}
	return f.Err()
}

// text is a JSON string's content, and whether raw is one.
func text(raw *json.RawMessage) (s string, ok bool) {
	ok = raw != nil && json.Unmarshal(*raw, &s) == nil
	return s, ok
}

// isPointer tells whether s is a JSON Pointer (RFC 6901, 3).
func isPointer(s string) bool {
	escapes := strings.Count(s, "~0") + strings.Count(s, "~1")
	return (s == "" || s[0] == '/') && escapes == strings.Count(s, "~")
}

// jsonPatch applies a JSON Patch (RFC 6902) to v, a pointer, wholly or not at all.
// Only the part of v that the patch is about is written as JSON and read again.
func jsonPatch(body []byte, v any, ignore []string) error {
	patch, err := readJSONPatch(body)
	if err != nil {
		return err
	}
	at, part := partOf(reflect.ValueOf(v).Elem(), commonPlace(patch), ignore)
	current, err := encode(part.Addr().Interface())
	if err != nil {
		return err
	}
	result, err := jsonPatched(patch, at, current)
	if err != nil {
		return err
	}
	if at != "" {
		ignore = nil // names members of the whole
	}
	fresh := reflect.New(part.Type())
	if err := checkSyntax(result); err != nil {
		return under(at, err)
	}
	if err := fill(result, fresh.Interface(), ignore); err != nil {
		return under(at, err)
	}
	part.Set(fresh.Elem())
	return nil
}

func readJSONPatch(body []byte) (jsonpatch.Patch, error) {
	if err := checkSyntax(body); err != nil {
		return nil, err
	}
	if bytes.TrimSpace(body)[0] != '[' {
		return nil, wrong("", "a JSON Patch is an array of operations")
	}
	var patch jsonpatch.Patch
	if err := json.Unmarshal(body, &patch); err != nil {
		return nil, wrong("", "a JSON Patch is an array of operations, which are objects")
	}
	return patch, checkOperations(patch)
}

// jsonPatched is what a patch makes of current, which stands at a place that all
// of its pointers are within.
func jsonPatched(patch jsonpatch.Patch, at string, current []byte) ([]byte, error) {
	inner := within(patch, at)
	fresh, err := apply(inner, current)
	if err == nil {
		return fresh, nil
	}
	// The library does not say which operation failed: it is the last one of
	// the shortest beginning that fails.
	i := sort.Search(len(patch)-1, func(n int) bool {
		_, err := apply(inner[:n+1], current)
		return err != nil
	})
	return nil, operationFault(i, patch[i], err)
}

// apply keeps to itself that the library panics where it compares null within
// an array with something else: such a patch does not fit, and no more.
func apply(patch jsonpatch.Patch, current []byte) (fresh []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			fresh, err = nil, fmt.Errorf("apply a JSON Patch: %v", p)
		}
	}()
	return patch.ApplyWithOptions(current, &patchOptions)
}

func operationFault(i int, op jsonpatch.Operation, err error) error {
	at := "/" + strconv.Itoa(i)
	path, _ := op.Path()
	var grown *jsonpatch.AccumulatedCopySizeError
	switch {
	case op.Kind() == "test":
		return wrong(at+"/value", "the test failed: this is not the value at "+path)
	case errors.As(err, &grown):
		return wrong(at, "the copies of this patch are too large")
	case op.Kind() == "copy" || op.Kind() == "move":
		return wrong(at+"/from", "the operation cannot be applied: there is no such place, here or in path")
	}
	return wrong(at+"/path", "the operation cannot be applied: there is no such place")
}

func wrong(pointer, detail string) error {
	return &news.Invalid{Faults: []news.Fault{{Pointer: pointer, Detail: detail}}}
}
