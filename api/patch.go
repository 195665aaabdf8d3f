package api

import (
	"bytes"
	"errors"
	"sort"
	"strconv"

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
		body := in.body
		if in.media != typeJSON {
			var err error
			if body, err = patched(in, v); err != nil {
				return err
			}
		}
		fresh, err := decode[T](body, ignore)
		if err != nil {
			return err
		}
		keep(&fresh, v)
		*v = fresh
		return nil
	}
}

// patched is the JSON of v after the patch in in.
func patched(in written, v any) ([]byte, error) {
	if err := checkSyntax(in.body); err != nil {
		return nil, err
	}
	current, err := encode(v)
	if err != nil {
		return nil, err
	}
	if in.media == typeMergePatch {
		return mergePatched(current, in.body)
	}
	return jsonPatched(current, in.body)
}

// mergePatched applies a JSON Merge Patch (RFC 7396). One that is not an
// object would replace the whole by what it is.
func mergePatched(current, patch []byte) ([]byte, error) {
	if bytes.TrimSpace(patch)[0] != '{' {
		return nil, wrong("", "a merge patch of this is an object")
	}
	return jsonpatch.MergePatch(current, patch)
}

// jsonPatched applies a JSON Patch (RFC 6902), wholly or not at all.
func jsonPatched(current, body []byte) ([]byte, error) {
	if bytes.TrimSpace(body)[0] != '[' {
		return nil, wrong("", "a JSON Patch is an array of operations")
	}
	patch, err := jsonpatch.DecodePatch(body)
	if err != nil {
		return nil, wrong("", "is not a JSON Patch: each operation has op, path and, as op needs it, value or from")
	}
	if len(patch) > maxOperations {
		return nil, wrong("", "has "+strconv.Itoa(len(patch))+" operations; 1000 are the most")
	}
	fresh, err := patch.ApplyWithOptions(current, &patchOptions)
	if err == nil {
		return fresh, nil
	}
	// The library does not say which operation failed: it is the last one of
	// the shortest beginning that fails.
	i := sort.Search(len(patch)-1, func(n int) bool {
		_, err := patch[:n+1].ApplyWithOptions(current, &patchOptions)
		return err != nil
	})
	return nil, operationFault(i, patch[i], err)
}

func operationFault(i int, op jsonpatch.Operation, err error) error {
	at := "/" + strconv.Itoa(i)
	path, _ := op.Path()
	var grown *jsonpatch.AccumulatedCopySizeError
	switch {
	case errors.Is(err, jsonpatch.ErrTestFailed):
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
